"""Shell patterns held against texts, in bounded time.

A match has three outcomes: a hole may hold anything, so a text with a hole may match
or not. A regular expression tries one way after another, which takes ages for
``*a*a*a*b`` and ``+(a|aa)b``; such patterns go through the text all ways together, as
a set of places. That is also exact for ``!(…)`` wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from kubelet_lint.bash.pattern import Extended, One, Open, Pattern, Star, Token
from kubelet_lint.source import HOLE, Text

SIZE = 200_000
"""Characters times tokens beyond which a text with holes is not tried."""

WORK = 1_000_000
"""Places looked at for one expansion; past that nobody knows what matches."""


class TooMuchError(Exception):
    """The pattern costs more than is spent on one."""


def matches(pattern: Pattern, text: Text) -> bool | None:
    """Say whether the whole text matches, None if that depends on a hole."""
    if pattern.known:
        try:
            if _fits(pattern, text.chars):
                return True
        except TooMuchError:
            return None
        if text.known:
            return False
    return None if _may_match(pattern, text.chars) else False


def _fits(pattern: Pattern, chars: str) -> bool:
    if pattern.heavy:
        return len(chars) in Matcher(pattern, chars).ends()
    return _compiled(pattern.regex(), pattern.flags()).fullmatch(chars) is not None


@lru_cache(maxsize=2000)
def _compiled(regex: str, flags: int) -> re.Pattern[str]:
    return re.compile(regex, flags)


def compiled(pattern: Pattern, *, lazy: bool = False) -> re.Pattern[str]:
    """Return the regular expression of a pattern that is not heavy, compiled."""
    return _compiled(pattern.regex(lazy=lazy), pattern.flags())


def may_match(pattern: Pattern, text: Text) -> bool:
    """Say whether the whole text matches for some content of its holes."""
    return _may_match(pattern, text.chars)


def _may_match(pattern: Pattern, chars: str) -> bool:
    """Whether two patterns (a text with holes is one) have a text in common."""
    if any(isinstance(token, Extended) for token in pattern.tokens):
        return True
    if len(chars) * len(pattern.tokens) > SIZE:
        return True
    flags = pattern.flags()
    return _meet(_squeezed(chars), _squeezed_tokens(pattern.tokens), flags)


def _squeezed(chars: str) -> str:
    return re.sub(HOLE + "+", HOLE, chars)


def _squeezed_tokens(tokens: tuple[Token, ...]) -> list[Token]:
    return [Star() if isinstance(token, Open) else token for token in tokens]


def _meet(chars: str, tokens: list[Token], flags: int) -> bool:
    """Walk both from the left: ``reached`` holds how far the text may have come."""
    size = len(chars)
    reached = _spread({0}, chars)
    for token in tokens:
        if isinstance(token, Star):
            if reached:
                reached = set(range(min(reached), size + 1))
        elif isinstance(token, One):
            one = _single(token.regex, flags)
            stepped = {
                at if chars[at] == HOLE else at + 1
                for at in reached
                if at < size and (chars[at] == HOLE or one(chars[at]))
            }
            reached = _spread(stepped, chars)
    return size in reached


def _spread(reached: set[int], chars: str) -> set[int]:
    """Add the places after a hole that may be empty."""
    todo = list(reached)
    while todo:
        at = todo.pop()
        if at < len(chars) and chars[at] == HOLE and at + 1 not in reached:
            reached.add(at + 1)
            todo.append(at + 1)
    return reached


# --- all ways at once ------------------------------------------------------------


class Matcher:
    """Matches one pattern without holes against one text without holes."""

    def __init__(self, pattern: Pattern, chars: str, *, backward: bool = False) -> None:
        """``backward`` matches from the end: places count from there."""
        self._chars = chars[::-1] if backward else chars
        self._tokens = _turned(pattern.tokens) if backward else pattern.tokens
        self._flags = pattern.flags()
        self._left = WORK

    def ends(self, start: int = 0) -> set[int]:
        """Return where a match from ``start`` on may end.

        Raises:
            TooMuchError: past ``WORK``, counted over all calls.
        """
        return self._through(self._tokens, {start})

    def _through(self, tokens: Sequence[Token], places: set[int]) -> set[int]:
        for token in tokens:
            if not places:
                return places
            places = self._one(token, places)
            self._left -= len(places) + 1
            if self._left < 0:
                raise TooMuchError
        return places

    def _one(self, token: Token, places: set[int]) -> set[int]:
        match token:
            case One(regex):
                one = _single(regex, self._flags)
                size = len(self._chars)
                return {at + 1 for at in places if at < size and one(self._chars[at])}
            case Star() | Open():
                return set(range(min(places), len(self._chars) + 1))
            case Extended("!", branches):
                return {
                    end for start in places for end in self._others(branches, start)
                }
            case Extended("@", branches):
                return self._any(branches, places)
            case Extended("?", branches):
                return places | self._any(branches, places)
            case Extended("+", branches):
                return self._repeated(branches, self._any(branches, places))
            case Extended(_, branches):
                return self._repeated(branches, places)

    def _any(self, branches: Sequence[Sequence[Token]], places: set[int]) -> set[int]:
        found: set[int] = set()
        for branch in branches:
            found |= self._through(branch, places)
        return found

    def _repeated(
        self, branches: Sequence[Sequence[Token]], places: set[int]
    ) -> set[int]:
        found, new = set(places), places
        while new:
            new = self._any(branches, new) - found
            found |= new
        return found

    def _others(self, branches: Sequence[Sequence[Token]], start: int) -> set[int]:
        every = set(range(start, len(self._chars) + 1))
        self._left -= len(every)
        return every - self._any(branches, {start})


def _turned(tokens: Sequence[Token]) -> tuple[Token, ...]:
    return tuple(
        Extended(token.kind, tuple(_turned(branch) for branch in token.branches))
        if isinstance(token, Extended)
        else token
        for token in reversed(tokens)
    )


@lru_cache(maxsize=2000)
def _single(regex: str, flags: int) -> Callable[[str], object]:
    return re.compile(regex, flags).fullmatch
