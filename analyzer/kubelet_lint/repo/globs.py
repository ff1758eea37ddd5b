"""Patterns of gitignore(5), matched in linear time: for patterns nobody vouches for.

A regular expression made of ``*a*a*a*a`` may try every way to cut a name in pieces.
What an analysed repository's own configuration holds must not, so a pattern is matched
here segment by segment and star by star, and only the last star is ever moved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

MOST = 1000
"""Patterns in one list."""

ANYTHING = "**"
"""A segment that stands for any number of folders."""

Token = str | Callable[[str], bool] | None
"""A character, a class of them, or ``*``, which is None."""


class BadGlobError(ValueError):
    """A pattern that git would ignore or take for something else; the words say why."""


class Glob(NamedTuple):
    """One pattern, in the segments between its slashes."""

    segments: tuple[str | tuple[Token, ...], ...]
    pattern: str
    """As it is written."""
    negated: bool = False
    folders: bool = False
    """Whether it only means folders, and all that is in them."""

    def matches(self, path: str) -> bool:
        """Say whether the pattern means a file, or a folder that it lies in."""
        parts = path.split("/")
        for end in _ends(self.segments, parts):
            if end < len(parts) or not self.folders:
                return True
        return False


def parse(pattern: str, folder: str = "") -> Glob:
    """Return a pattern that is relative to a folder of the repository.

    Raises:
        BadGlobError: it means no file at all.
    """
    body = _without_blanks(pattern)
    if not body or body.startswith("#") or "\0" in body:
        raise BadGlobError(f"{pattern!r} is no pattern: it means nothing")
    negated, body = body.startswith("!"), body.removeprefix("!")
    folders, body = body.endswith("/"), body.rstrip("/")
    anchored, body = "/" in body, body.removeprefix("/")
    parts = body.split("/")
    if not body or any(part in ("", ".", "..") for part in parts):
        raise BadGlobError(f"{pattern!r} is no pattern: it leads to no file")
    segments = tuple(
        part if part == ANYTHING or _is_plain(part) else _tokens(part, pattern)
        for part in parts
    )
    if not anchored:
        segments = (ANYTHING, *segments)
    above = tuple(folder.split("/")) if folder else ()
    return Glob((*above, *segments), pattern, negated, folders)


def matcher(globs: Sequence[Glob]) -> Callable[[str], bool]:
    """Return what says whether a path is meant: the last pattern about it decides."""

    def matches(path: str) -> bool:
        for glob in reversed(globs):
            if glob.matches(path):
                return not glob.negated
        return False

    return matches


def compiled(patterns: Iterable[str]) -> Callable[[str], bool]:
    """Return what says whether a path is meant by any of the patterns."""
    return matcher([parse(pattern) for pattern in patterns])


def _without_blanks(pattern: str) -> str:
    body = pattern.rstrip(" ")
    backslashes = len(body) - len(body.rstrip("\\"))
    return body + " " if backslashes % 2 and len(body) < len(pattern) else body


def _is_plain(part: str) -> bool:
    return not any(sign in part for sign in "*?[\\")


def _tokens(part: str, pattern: str) -> tuple[Token, ...]:
    tokens: list[Token] = []
    at = 0
    while at < len(part):
        sign = part[at]
        at += 1
        if sign == "*":
            if not tokens or tokens[-1] is not None:
                tokens.append(None)
        elif sign == "?":
            tokens.append(lambda _: True)
        elif sign == "[":
            found, at = _class(part, at, pattern)
            tokens.append(found)
        elif sign == "\\":
            if at == len(part):
                raise BadGlobError(f"{pattern!r} is no pattern: it ends in a backslash")
            tokens.append(part[at])
            at += 1
        else:
            tokens.append(sign)
    return tuple(tokens)


def _class(part: str, at: int, pattern: str) -> tuple[Callable[[str], bool], int]:
    """Return a bracket expression, and where it ends; ``at`` is behind its ``[``."""
    negated = part[at : at + 1] in ("!", "^")
    at += negated
    ranges: list[tuple[str, str]] = []
    first = True
    while first or part[at : at + 1] != "]":
        first = False
        start, at = _member(part, at, pattern)
        end = start
        if part[at : at + 1] == "-" and part[at + 1 : at + 2] not in ("]", ""):
            end, at = _member(part, at + 1, pattern)
        ranges.append((start, end))
    return lambda char: negated != any(a <= char <= b for a, b in ranges), at + 1


def _member(part: str, at: int, pattern: str) -> tuple[str, int]:
    if part[at : at + 1] == "\\":
        at += 1
    if at >= len(part):
        raise BadGlobError(f"{pattern!r} is no pattern: its [ is not closed")
    if part.startswith("[:", at):
        raise BadGlobError(f"{pattern!r}: [: :] is not understood")
    return part[at], at + 1


def _ends(
    segments: Sequence[str | tuple[Token, ...]], parts: Sequence[str]
) -> Iterable[int]:
    """Return how many parts the segments can take up, from the first on.

    All places that are possible move over a segment together: nothing is tried twice.
    """
    places = {0}
    for number, segment in enumerate(segments):
        if segment == ANYTHING:
            # The last ``/**`` means what is in a folder, not the folder itself.
            least = min(places) + (number == len(segments) - 1)
            places = set(range(least, len(parts) + 1))
        else:
            places = {
                at + 1
                for at in places
                if at < len(parts) and _segment(segment, parts[at])
            }
        if not places:
            return ()
    return places


def _segment(segment: str | tuple[Token, ...], name: str) -> bool:
    if isinstance(segment, str):
        return segment == name
    at = token = 0
    star, resumed = -1, 0
    while at < len(name):
        one = segment[token] if token < len(segment) else ""
        if one is None:
            star, resumed = token, at
            token += 1
        elif one == name[at] or (callable(one) and one(name[at])):
            at, token = at + 1, token + 1
        elif star >= 0:
            resumed += 1
            at, token = resumed, star + 1
        else:
            return False
    return all(rest is None for rest in segment[token:])
