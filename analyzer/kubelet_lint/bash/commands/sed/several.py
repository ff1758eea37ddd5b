"""A line that starts with a hole: on the node it may be several lines.

What sed then does to each of them is followed as far as it can be told: the hole is
replaced by another one, and what is known behind it stays if nothing touched it.
"""

from __future__ import annotations

from kubelet_lint.bash.commands.branching import Lost
from kubelet_lint.bash.commands.respell import changed_hole
from kubelet_lint.bash.commands.sed.addresses import Part
from kubelet_lint.bash.commands.sed.program import Command
from kubelet_lint.bash.commands.sed.substitute import HOW
from kubelet_lint.source import Hole, Text

_MOVING = frozenset("hHxgGDwWRlz")


def starts_with_hole(line: Text) -> bool:
    """Say whether a line may be several."""
    return bool(line) and isinstance(line.piece_at(0), Hole)


class Several:
    """What became of such a line in this cycle."""

    def __init__(self, line: Text, newline: Text) -> None:
        self.hole = line.piece_at(0)
        self.tail = line[1:] + newline
        self.line = line + newline
        self.changed = False
        self.scopes: list[tuple[int, Part]] = []

    def apply(self, command: Command, number: int, part: Part, *, quiet: bool) -> None:
        """Note that a command applies to all, or to a part, of the lines."""
        for end, outer in self.scopes:
            if number < end and outer != "all":
                part = outer if part in ("all", outer) else "some"
        name = command.name
        if name == "{":
            self.scopes.append((command.target, part))
        elif name in _MOVING or (name in "qQ" and part != "last"):
            raise Lost("sed keeps lines, and how many there are is not known")
        elif not _exact(name, part, quiet=quiet):
            self.changed = True

    def substituted(self, space: Text, start: int) -> Text:
        """Return the pattern space after ``s``, which may have changed other lines."""
        if start == 0:
            self.changed = True
        if isinstance(self.hole, Hole) and starts_with_hole(space):
            return changed_hole(self.hole, HOW) + space[1:]
        return space

    def blurred(self, printed: Text) -> Text:
        """Return what is printed, as far as it is known."""
        if not self.changed or not isinstance(self.hole, Hole):
            return printed
        hole = changed_hole(self.hole, HOW)
        if self.tail and printed.chars.endswith(self.tail.chars):
            return hole + printed[len(printed) - len(self.tail) :]
        return hole


def _exact(name: str, part: Part, *, quiet: bool) -> bool:
    """Say whether a command does to one line what it does to several."""
    match part:
        case "all":
            return name in "sydbtTnN}:" or (name == "p" and quiet)
        case "first":
            return name in "i}:"
        case "last":
            return name in "arqQ}:"
        case "some":
            return name in "}:"
