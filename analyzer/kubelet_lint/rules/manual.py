"""Read a rule's manual, which is its docstring.

The docstring is a title, then sections: a heading at the margin with its body
indented. In the two sections of examples, ``file: PATH`` at the body's margin opens
a file, and the lines indented below are its content.
"""

from __future__ import annotations

from typing import NamedTuple

HEADINGS = (
    "What it checks",
    "Why it matters",
    "Example",
    "Use instead",
    "References",
)

FILE = "file: "


class Manual(NamedTuple):
    """A rule's manual in its parts."""

    title: str
    sections: dict[str, str]
    """By heading, in order; bodies without their indentation."""

    def files(self, heading: str) -> dict[str, str]:
        """Return the files of an example, by path."""
        found: dict[str, list[str]] = {}
        lines: list[str] = []
        for line in self.sections[heading].split("\n"):
            if line.startswith(FILE):
                lines = found.setdefault(line[len(FILE) :], [])
            else:
                lines.append(line[4:])
        return {
            path: "\n".join(body).rstrip("\n") + "\n" for path, body in found.items()
        }


def parse(docstring: str) -> Manual:
    """Return the parts of a docstring."""
    title, _, rest = docstring.partition("\n")
    sections: dict[str, list[str]] = {}
    body: list[str] = []
    for line in rest.split("\n"):
        if line and not line.startswith(" "):
            body = sections.setdefault(line, [])
        else:
            body.append(line[4:])
    return Manual(
        title.rstrip("."),
        {heading: "\n".join(lines).strip("\n") for heading, lines in sections.items()},
    )
