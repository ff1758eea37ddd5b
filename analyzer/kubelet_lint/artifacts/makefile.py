"""Makefiles: a target's recipe is a script that runs on whoever says ``make``.

After the GNU make manual, "Writing Recipes in Rules": a recipe line starts with a tab,
``$$`` is a dollar of the shell, ``$(NAME)`` a variable of make, whose value is taken
where the file assigns it once; ``+=`` adds to it, a blank in between ("Appending More
Text"). What a condition or a single target assigns is not known.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Machine, Place, Run
from kubelet_lint.source import Text, program

NAME = "Makefile"

CHECKOUT = "/REPOSITORY"
"""Where the recipe finds the repository; no real node has such a path."""

NESTED = 8
"""Variables whose values use each other."""

_TARGET = re.compile(r"^([^\s:#=][^:=\n]*):(?![:=])", re.MULTILINE)
_ASSIGN = re.compile(
    r"^[ ]*(?P<target>[^\s#:=][^:=\n]*:(?![:=])[ \t]*)?(?:(?:export|override)[ ]+)*"
    r"(?P<name>[\w.-]+)[ \t]*(?P<how>:{0,3}|[?+!])=[ \t]*"
    r"|^[ ]*(?P<condition>if(?:n?eq|n?def)|endif)\b",
    re.MULTILINE,
)
_REFERENCE = re.compile(r"\$(\$|\(([\w.-]+)\)|\{([\w.-]+)\}|.)", re.DOTALL)


def recognizes(document: Document, /) -> bool:
    """Say whether the file is a makefile with recipes."""
    name = posixpath.basename(document.path)
    named = name in ("Makefile", "makefile", "GNUmakefile") or name.endswith(".mk")
    return not document.name and named and "\n\t" in document.text.chars


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield a machine for each target that has to do with a kubelet."""
    text = document.text
    text = text[text.startswith("\ufeff") :]  # ``eval_makefile`` passes over it
    values = _assigned(text)
    for target, recipe in _recipes(text):
        if "kubelet" in recipe.chars:
            script = _expanded(recipe, values, 0)
            run = Run(script, target, cwd=CHECKOUT, span=recipe.span, closed=False)
            yield Machine(
                described.name(document, target),
                (Place("", CHECKOUT), run),
                span=recipe.span,
            )


def _assigned(text: Text) -> dict[str, Text | None]:
    found: dict[str, Text | None] = {}
    depth = 0
    for match in _ASSIGN.finditer(text.chars):
        if match["condition"]:
            depth = max(0, depth + (-1 if match["condition"] == "endif" else 1))
            continue
        end = text.chars.find("\n", match.end())
        end = len(text) if end < 0 else end
        value = text[match.end() : end].strip()
        unclear = depth or match["target"] or match["how"] == "!"
        if unclear or value.chars.endswith("\\"):
            found[match["name"]] = None
        else:
            _assign(found, match["name"], match["how"], value)
    return found


def _assign(found: dict[str, Text | None], name: str, how: str, value: Text) -> None:
    before = found.get(name)
    if name not in found:
        found[name] = value
    elif how == "+" and before is not None:
        found[name] = Text.join((before, program(" "), value)) if before else value
    else:
        found[name] = None


def _recipes(text: Text) -> Iterator[tuple[str, Text]]:
    target, lines = "", list[Text]()
    for line in text.lines(keep_ends=True):
        if line.startswith("\t"):
            bare = line[1:]
            lines.append(bare[len(bare.chars) - len(bare.chars.lstrip("@-+")) :])
            continue
        found = _TARGET.match(line.chars)
        if found is not None or (line.chars.strip() and not line.startswith("#")):
            if target and lines:
                yield target, Text.join(lines)
            target, lines = found.group(1).strip() if found else "", []
    if target and lines:
        yield target, Text.join(lines)


def _expanded(text: Text, values: dict[str, Text | None], depth: int) -> Text:
    parts: list[Text] = []
    at = 0
    for found in _REFERENCE.finditer(text.chars):
        parts.append(text[at : found.start()])
        at = found.end()
        here = text[found.start() : found.end()]
        name = found.group(2) or found.group(3)
        if found.group(1) == "$":
            parts.append(here[:1])
            continue
        value = values.get(name) if name else None
        if value is None or depth >= NESTED:
            reason = f"make decides {here.chars}"
            parts.append(Text.hole(reason, here.span, here.chars, words=True))
        else:
            parts.append(_expanded(value, values, depth + 1))
    return Text.join((*parts, text[at:]))
