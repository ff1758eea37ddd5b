"""Shell patterns: ``*``, ``?``, ``[…]`` and the extended ones.

Follows "Pattern Matching" of the bash manual and glibc's ``fnmatch``; ``match`` holds
patterns against texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from kubelet_lint.source import HOLE

_CLASSES = {
    "alnum": "A-Za-z0-9",
    "alpha": "A-Za-z",
    "ascii": "\\x00-\\x7f",
    "blank": " \\t",
    "cntrl": "\\x00-\\x1f\\x7f",
    "digit": "0-9",
    "graph": "!-~",
    "lower": "a-z",
    "print": " -~",
    "punct": "!-/:-@\\[-`{-~",
    "space": " \\t\\n\\r\\f\\v",
    "upper": "A-Z",
    "word": "A-Za-z0-9_",
    "xdigit": "0-9A-Fa-f",
}
_EXTENDED = "?*+@!"
_CLASS = re.compile(r"\[:([a-z]+):\]")


class Char(NamedTuple):
    """One character with how it was written."""

    char: str
    quoted: bool


class One(NamedTuple):
    """Matches one character: a literal or a set, as a regular expression."""

    regex: str
    literal: str = ""


class Star(NamedTuple):
    """Matches any number of characters."""


class Open(NamedTuple):
    """A hole in the pattern: nobody knows what it matches."""


class Extended(NamedTuple):
    """``@(…|…)`` and its like."""

    kind: str
    branches: tuple[tuple[Token, ...], ...]


Token = One | Star | Open | Extended


class Pattern(NamedTuple):
    """A pattern ready to be matched."""

    tokens: tuple[Token, ...]
    ignore_case: bool = False

    @property
    def known(self) -> bool:
        """Say whether there is no hole in it."""
        return _known(self.tokens)

    @property
    def literal(self) -> str | None:
        """The only text it matches, if it is one without special characters."""
        if all(isinstance(token, One) and token.literal for token in self.tokens):
            return "".join(t.literal for t in self.tokens if isinstance(t, One))
        return None

    @property
    def begins_with_star(self) -> bool:
        """Say whether it is written with a ``*`` first, also one of ``*(…)``."""
        first = self.tokens[0] if self.tokens else None
        return isinstance(first, Star) or getattr(first, "kind", "") == "*"

    @property
    def heavy(self) -> bool:
        """Say whether trying one way after another may take too long, or err."""
        stars = sum(not isinstance(token, One) for token in self.tokens)
        return stars > 2 or any(isinstance(t, Extended) for t in self.tokens)

    def regex(self, *, lazy: bool = False) -> str:
        """Return it as a regular expression of Python; not if it is ``heavy``."""
        star = "(?s:.)*" + "?" * lazy
        return "".join(t.regex if isinstance(t, One) else star for t in self.tokens)

    def flags(self) -> int:
        """Return the flags to compile the expression with."""
        return re.IGNORECASE if self.ignore_case else 0


def compile_pattern(
    parts: Iterable[tuple[str, bool]], *, extended: bool, ignore_case: bool = False
) -> Pattern:
    """Return a pattern given as stretches of characters, quoted or not."""
    return _compile(tuple(parts), extended, ignore_case)


@lru_cache(maxsize=2000)
def _compile(
    parts: tuple[tuple[str, bool], ...], extended: bool, ignore_case: bool
) -> Pattern:
    chars = [Char(char, quoted) for text, quoted in parts for char in text]
    reader = _Reader(chars, extended)
    return Pattern(tuple(reader.tokens("")), ignore_case)


def is_pattern(chars: str, *, extended: bool) -> bool:
    """Say whether unquoted characters may be a pattern, so that files are looked up."""
    if any(char in chars for char in "*?["):
        return True
    return extended and _LIST.search(chars) is not None


_LIST = re.compile(r"[@!+]\(")


# --- reading ----------------------------------------------------------------------


class _Reader:
    def __init__(self, chars: list[Char], extended: bool) -> None:
        self._chars = chars
        self._extended = extended
        self._pos = 0
        self._unclosed = False
        """No ``]`` is left, so that every ``[`` stands for itself."""

    def tokens(self, stop: str) -> list[Token]:
        """Read up to an unquoted character of ``stop``."""
        tokens: list[Token] = []
        while self._pos < len(self._chars):
            char, quoted = self._chars[self._pos]
            if not quoted and char in stop:
                break
            token = self._token(char, quoted)
            if not (isinstance(token, Star) and _ends_in_star(tokens)):
                tokens.append(token)
        return tokens

    def _token(self, char: str, quoted: bool) -> Token:
        self._pos += 1
        if char == HOLE:
            return Open()
        if quoted:
            return One(re.escape(char), char)
        if self._extended and char in _EXTENDED and self._next("("):
            return self._list(char)
        if char == "*":
            return Star()
        if char == "?":
            return One("[^\ud800]")
        if char == "[":
            return self._brackets()
        if char == "\\" and self._pos < len(self._chars):
            char = self._chars[self._pos].char
            self._pos += 1
        return One(re.escape(char), char)

    def _next(self, char: str) -> bool:
        return self._chars[self._pos : self._pos + 1] == [Char(char, False)]

    def _list(self, kind: str) -> Token:
        start = self._pos
        self._pos += 1
        branches = [tuple(self.tokens("|)"))]
        while self._next("|"):
            self._pos += 1
            branches.append(tuple(self.tokens("|)")))
        if not self._next(")"):
            self._pos = start
            return One(re.escape(kind), kind)
        self._pos += 1
        return Extended(kind, tuple(branches))

    def _brackets(self) -> Token:
        start = self._pos
        if self._unclosed:
            return One(r"\[", "[")
        negated = self._next("!") or self._next("^")
        self._pos += negated
        items: list[str] = []
        while self._pos < len(self._chars):
            char, quoted = self._chars[self._pos]
            if char == "]" and not quoted and items:
                self._pos += 1
                inside = "".join(items)
                return One(f"[^{inside}\ud800]" if negated else f"[{inside}]")
            items.append(self._item(char, quoted))
        self._pos = start
        self._unclosed = True
        return One(r"\[", "[")

    def _item(self, char: str, quoted: bool) -> str:
        if not quoted and char == "[" and (found := self._class()):
            return found
        self._pos += 1
        if not quoted and char == "\\" and self._pos < len(self._chars):
            char = self._chars[self._pos].char
            self._pos += 1
            quoted = True
        if char == "-" and not quoted:
            return "-" if self._is_range() else r"\-"
        return "\\" + char if char in "\\]^-[&~|" else char

    def _class(self) -> str | None:
        following = "".join(c.char for c in self._chars[self._pos : self._pos + 12])
        found = _CLASS.match(following)
        if found is None or found[1] not in _CLASSES:
            return None
        self._pos += found.end()
        return _CLASSES[found[1]]

    def _is_range(self) -> bool:
        """Say whether the ``-`` just read stands between two characters in order."""
        before = self._chars[self._pos - 2].char
        after = self._chars[self._pos : self._pos + 1]
        if not after or after[0].char == "]" or before in "[!^]":
            return False
        return before <= after[0].char


def _ends_in_star(tokens: list[Token]) -> bool:
    return bool(tokens) and isinstance(tokens[-1], Star)


def _known(tokens: tuple[Token, ...]) -> bool:
    for token in tokens:
        if isinstance(token, Open):
            return False
        if isinstance(token, Extended) and not all(map(_known, token.branches)):
            return False
    return True
