"""What a sed script is made of, once read (GNU sed manual, "sed scripts")."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from kubelet_lint.bash.regex.search import Regex
from kubelet_lint.source import EMPTY, Text


class Line(NamedTuple):
    """Address: the line of this number."""

    number: int


class Last(NamedTuple):
    """Address ``$``: the last line."""


class Every(NamedTuple):
    """Address ``first~step``."""

    first: int
    step: int


class Pattern(NamedTuple):
    """Address: lines that match; ``regex`` None: the last one used."""

    regex: Regex | None
    text: Text


class More(NamedTuple):
    """End of a range ``,+N``: so many more lines."""

    lines: int


class Multiple(NamedTuple):
    """End of a range ``,~N``: up to a line whose number is a multiple."""

    of: int


Address = Line | Last | Every | Pattern
End = Line | Last | Every | Pattern | More | Multiple

Case = Literal["", "upper", "lower"]


class Segment(NamedTuple):
    """A part of a replacement: text, then what a subexpression matched.

    ``once`` is the case of the first character, as ``\\u`` sets it.
    """

    text: Text
    group: int = -1
    case: Case = ""
    once: Case = ""


class Substitution(NamedTuple):
    """What ``s`` does."""

    regex: Regex | None
    segments: tuple[Segment, ...]
    everywhere: bool
    number: int
    prints: int
    written: Text | None
    spelled: Text
    """The command as written."""

    @property
    def needs_groups(self) -> bool:
        """Whether the replacement refers to a subexpression."""
        return any(segment.group > 0 for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Command:
    """One command, with where it applies."""

    name: str
    start: Address | None = None
    end: End | None = None
    from_zero: bool = False
    """For ``0,/re/``: the range is open before the first line."""
    negated: bool = False
    text: Text = EMPTY
    """The text of ``a i c``, the file of ``r w``."""
    target: int = -1
    """Where ``b t T { }`` go on, as an index of the program."""
    label: str = ""
    number: int = -1
    """The exit status of ``q Q``, the width of ``l``."""
    substitution: Substitution | None = None
    mapping: tuple[tuple[str, Text], ...] = ()
    """What ``y`` replaces."""


@dataclass(frozen=True, slots=True)
class Program:
    """A script that was read."""

    commands: tuple[Command, ...] = field(default=())
    quiet: bool = False
    """Whether it starts with a line ``#n``."""

    @property
    def asks(self) -> bool:
        """Whether it branches on substitutions having been made."""
        return any(command.name in "tT" for command in self.commands)

    @property
    def loops(self) -> bool:
        """Whether it goes back somewhere."""
        return any(
            command.name in "btT" and command.target <= number
            for number, command in enumerate(self.commands)
        )
