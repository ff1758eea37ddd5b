"""What a POSIX regular expression is made of, once read.

The words are those of POSIX (XBD chapter 9): bracket expression, interval,
subexpression, anchor.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

CLASSES = (
    "alnum alpha blank cntrl digit graph lower print punct space upper xdigit"
).split()
"""The character classes of POSIX; there are no others."""


class Chars:
    """A set of characters: one character, ``.``, or a bracket expression."""

    __slots__ = ("_known", "classes", "fold", "negated", "ranges", "singles")

    def __init__(
        self,
        singles: str = "",
        ranges: tuple[tuple[str, str], ...] = (),
        classes: tuple[str, ...] = (),
        *,
        negated: bool = False,
        fold: bool = False,
    ) -> None:
        self.singles = singles
        self.ranges = ranges
        self.classes = classes
        self.negated = negated
        self.fold = fold
        """Whether case is ignored."""
        self._known: dict[str, bool] = {}

    def __contains__(self, char: str) -> bool:
        found = self._known.get(char)
        if found is None:
            found = self._known[char] = self._test(char) != self.negated
        return found

    @property
    def universal(self) -> bool:
        """Whether every character but a newline is in the set."""
        return self.negated and not (
            self.ranges or self.classes or self.singles.strip("\n")
        )

    @property
    def char(self) -> str:
        """The one character of the set; empty if it is not just one."""
        one = len(self.singles) == 1 and not (self.ranges or self.classes)
        return self.singles if one and not (self.negated or self.fold) else ""

    def _test(self, char: str) -> bool:
        return self._has(char) or (
            self.fold and (self._has(char.lower()) or self._has(char.upper()))
        )

    def _has(self, char: str) -> bool:
        return (
            char in self.singles
            or any(low <= char <= high for low, high in self.ranges)
            or any(in_class(char, name) for name in self.classes)
        )


ANY = Chars(negated=True)
"""``.``: in a POSIX expression it matches a newline too."""


def in_class(char: str, name: str) -> bool:
    """Say whether a character is in a class such as ``alpha``."""
    code = ord(char)
    if code >= 0xD800 and (code < 0xE000 or code > 0x10FFFF):
        return False
    match name:
        case "alnum":
            return char.isalnum()
        case "alpha":
            return char.isalpha()
        case "blank":
            return char in " \t"
        case "cntrl":
            return char < " " or "\x7f" <= char < "\xa0"
        case "digit":
            return "0" <= char <= "9"
        case "graph":
            return char.isprintable() and not char.isspace()
        case "lower":
            return char.islower()
        case "print":
            return char.isprintable()
        case "punct":
            return char.isprintable() and not char.isspace() and not char.isalnum()
        case "space":
            return char.isspace() and char not in "\x1c\x1d\x1e\x1f"
        case "upper":
            return char.isupper()
        case _:
            return char in "0123456789abcdefABCDEF"


Place = Literal[
    "line start",
    "line end",
    "start",
    "end",
    "edge",
    "no edge",
    "word",
    "word end",
    "no word before",
    "no word after",
]
"""Where an anchor holds; ``edge`` is a change between word and other characters."""


class Anchor(NamedTuple):
    """Matches no characters, but only at some places."""

    place: Place


class Sequence(NamedTuple):
    """One after the other; empty: matches no characters."""

    parts: tuple[Node, ...]


class Either(NamedTuple):
    """One of several."""

    options: tuple[Node, ...]


class Repeat(NamedTuple):
    """As many times as possible; ``most`` None: without limit."""

    part: Node
    least: int
    most: int | None


class Group(NamedTuple):
    """A subexpression, whose match is remembered under its number, from 1."""

    number: int
    part: Node


class Back(NamedTuple):
    """The same characters as a subexpression matched."""

    number: int


class Anything(NamedTuple):
    """A stretch of the pattern that nobody knows: may match anything."""


Node = Chars | Anchor | Sequence | Either | Repeat | Group | Back | Anything
