"""Options of a command line, as getopt_long(3) of glibc reads them.

Options and operands may be mixed, short options may be clustered (``-ni``), a value
may be attached or the next word, a long name may be shortened as long as it is
unique, and ``--`` ends the options.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from kubelet_lint.bash.shell import is_words
from kubelet_lint.source import EMPTY, HOLE, Text


class Options(NamedTuple):
    """What a command line says."""

    given: tuple[tuple[str, Text], ...]
    """Options in order, by their short name (or long, without); ``EMPTY``: no value."""
    operands: tuple[Text, ...]
    wrong: bool = False
    """Whether there is an option the command does not have."""
    open: bool = False
    """Whether there are words nobody knows."""

    def value(self, *names: str) -> Text | None:
        """Return the last value given to one of the names."""
        for option, value in reversed(self.given):
            if option in names:
                return value
        return None

    def has(self, *names: str) -> bool:
        """Say whether one of the names is given."""
        return any(option in names for option, _ in self.given)


def parse(
    words: Sequence[Text],
    short: str,
    long: Mapping[str, str] | None = None,
    *,
    mixed: bool = True,
) -> Options:
    """Read the words after the command's name.

    Args:
        words: the arguments.
        short: the short options, as getopt(3) has them: ``n`` takes no value, ``e:``
            takes one, ``i::`` takes one only if attached.
        long: for each long name, the short one (or any name), followed by ``:`` or
            ``::`` if it takes a value.
        mixed: whether options may follow operands.
    """
    return _Parser(words, short, long or {}, mixed=mixed).all()


class _Parser:
    def __init__(
        self,
        words: Sequence[Text],
        short: str,
        long: Mapping[str, str],
        *,
        mixed: bool,
    ) -> None:
        self.words = words
        self.at = 0
        self.short = short
        self.long = long
        self.mixed = mixed
        self.given: list[tuple[str, Text]] = []
        self.operands: list[Text] = []
        self.wrong = False
        self.open = False

    def all(self) -> Options:
        while self.at < len(self.words):
            word = self.words[self.at]
            self.at += 1
            chars = word.chars
            if chars == "--":
                self._rest()
            elif chars.startswith("--"):
                self._long(word)
            elif chars.startswith("-") and len(chars) > 1:
                self._cluster(word)
            else:
                self.open = self.open or is_words(word)
                self.operands.append(word)
                if not self.mixed:
                    self._rest()
        return Options(tuple(self.given), tuple(self.operands), self.wrong, self.open)

    def _rest(self) -> None:
        rest = self.words[self.at :]
        self.at = len(self.words)
        self.open = self.open or any(map(is_words, rest))
        self.operands.extend(rest)

    def _next(self) -> Text:
        if self.at >= len(self.words):
            self.wrong = True
            return EMPTY
        word = self.words[self.at]
        self.at += 1
        self.open = self.open or is_words(word)
        return word

    def _long(self, word: Text) -> None:
        name, equals, value = word[2:].partition("=")
        exact = self.long.get(name.chars)
        near = {
            what for other, what in self.long.items() if other.startswith(name.chars)
        }
        if exact is None and len(near) != 1:
            self.open = self.open or HOLE in name.chars
            self.wrong = self.wrong or HOLE not in name.chars
            return
        what = exact if exact is not None else near.pop()
        if what.endswith(":") and not what.endswith("::") and not equals:
            value = self._next()
        self.given.append((what.rstrip(":"), value))

    def _cluster(self, word: Text) -> None:
        at = 1
        while at < len(word):
            char = word.chars[at]
            at += 1
            found = self.short.find(char) if char != ":" else -1
            if found < 0:
                self.open = self.open or char == HOLE
                self.wrong = self.wrong or char != HOLE
                return
            value = EMPTY
            if self.short.startswith(":", found + 1):
                value, at = word[at:], len(word)
                if not value and not self.short.startswith("::", found + 1):
                    value = self._next()
            self.given.append((char, value))
