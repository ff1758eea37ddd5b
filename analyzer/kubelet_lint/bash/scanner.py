"""A place in a script that is being parsed, and what is pending there."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from kubelet_lint.bash.syntax import Command, Here, Part, Program
from kubelet_lint.source import Text

NESTING = 50
"""Constructs within each other before parsing is given up."""

PARTS = 300_000
"""Parts of words in one script after which it is given up: each takes 1 KB."""

_BLANK = re.compile(r"(?:[ \t]+|\\\n)+")
_COMMENT = re.compile(r"#[^\n]*")
_LINE = re.compile(r"[^\n]*\n?")


class ParseError(Exception):
    """The text is no shell script from ``offset`` on."""

    def __init__(self, message: str, offset: int) -> None:
        super().__init__(message)
        self.message = message
        self.offset = offset


class TooLongError(Exception):
    """The script is longer than scripts are."""


class Budget:
    """What may still be read of one script, texts within its texts included."""

    __slots__ = ("_left",)

    def __init__(self) -> None:
        self._left = PARTS

    def spend(self) -> None:
        """Note that one more part of a word is read."""
        self._left -= 1
        if self._left < 0:
            raise TooLongError(f"it has more than {PARTS} words")


class Grammar(NamedTuple):
    """The readers that need each other: words hold programs, which hold words."""

    program: Callable[[Scanner], Program]
    """Reads a list of commands up to a token that can't continue it."""
    command: Callable[[Scanner], Command]
    """Reads one command with its redirections."""
    braces: Callable[[Scanner, bool], Part]
    """Reads ``${…}``, in a quoted place or not."""
    body: Callable[[Scanner, Here], None]
    """Reads the lines of a here-document."""


class Scanner:
    """A text and a position in it."""

    __slots__ = ("budget", "chars", "depth", "grammar", "heres", "pos", "text")

    def __init__(
        self,
        text: Text,
        grammar: Grammar,
        depth: int = 0,
        budget: Budget | None = None,
    ) -> None:
        self.text = text
        self.chars = text.chars
        self.pos = 0
        self.grammar = grammar
        self.depth = depth
        """How deep the place is nested."""
        self.budget = budget or Budget()
        self.heres: list[Here] = []
        """Here-documents whose bodies begin on the next line."""

    def inner(self, text: Text) -> Scanner:
        """Return a scanner for a text within this one."""
        scanner = Scanner(text, self.grammar, self.depth, self.budget)
        scanner.enter()
        return scanner

    def fail(self, message: str) -> ParseError:
        """Return the error to raise here."""
        return ParseError(message, self.pos)

    def enter(self) -> None:
        """Go one construct deeper; pair with ``leave``."""
        self.depth += 1
        if self.depth > NESTING:
            raise self.fail("nested too deeply")

    def leave(self) -> None:
        """Leave the construct entered last."""
        self.depth -= 1

    @property
    def ended(self) -> bool:
        """Say whether nothing is left."""
        return self.pos >= len(self.chars)

    def peek(self) -> str:
        """Return the next character, nothing at the end."""
        return self.chars[self.pos : self.pos + 1]

    def startswith(self, chars: str) -> bool:
        """Say whether ``chars`` come next."""
        return self.chars.startswith(chars, self.pos)

    def accept(self, chars: str) -> bool:
        """Step over ``chars`` if they come next."""
        if self.chars.startswith(chars, self.pos):
            self.pos += len(chars)
            return True
        return False

    def match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Step over what ``pattern`` matches here."""
        found = pattern.match(self.chars, self.pos)
        if found is not None:
            self.pos = found.end()
        return found

    def expect(self, chars: str) -> None:
        """Step over ``chars``, which must come next."""
        if not self.accept(chars):
            found = self.chars[self.pos : self.pos + 10] or "the end"
            raise self.fail(f"expected {chars!r}, found {found!r}")

    def since(self, start: int) -> Text:
        """Return the text from ``start`` up to here."""
        return self.text[start : self.pos]

    def skip_blanks(self) -> None:
        """Step over blanks, line continuations and a comment."""
        self.match(_BLANK)
        if self.startswith("#"):
            self.match(_COMMENT)

    def newline(self) -> bool:
        """Step over a line end, and over the here-documents that begin after it."""
        if not self.accept("\n"):
            return False
        if self.heres:
            self.read_heres()
        return True

    def read_heres(self) -> None:
        """Step over the bodies of the pending here-documents, which begin here."""
        heres, self.heres = self.heres, []
        for here in heres:
            self.grammar.body(self, here)

    def skip_newlines(self) -> None:
        """Step over blanks, comments and line ends."""
        self.skip_blanks()
        while self.newline():
            self.skip_blanks()

    def line(self) -> Text:
        """Step over the rest of the line and return it with its line end."""
        start = self.pos
        self.match(_LINE)
        return self.since(start)
