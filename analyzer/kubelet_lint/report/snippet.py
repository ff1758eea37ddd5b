"""The deciding line with a caret under the deciding characters.

A line may be a megabyte of base64, hold tabs, wide characters and escapes; what is
shown fits the terminal and the caret stands where the characters are.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.report.location import Location
from kubelet_lint.report.paint import Paint

TAB = "    "
BEFORE = 20
"""Characters kept before the place when a line is too long to show."""


def snippet(place: Location, paint: Paint) -> Iterator[tuple[str, str]]:
    """Yield pairs of a line number, or nothing, and what stands beside it."""
    at = place.one_line
    line = at.source.line(at.line)
    start, end = at.column - 1, max(at.end_column - 1, at.column)
    first, last = _window(len(line), start, end, room(paint))
    more = paint.signs.more
    before = (more if first else "") + _shown(line[first:start], paint)
    marked = _shown(line[start : min(end, last)], paint)
    after = _shown(line[end:last], paint) + (more if last < len(line) else "")
    yield str(at.line), before + paint("bold", marked) + after
    rest = f" {more}" if place.end_line > place.line else ""
    yield "", " " * width(before) + paint("error", "^" * (width(marked) or 1)) + rest


def room(paint: Paint) -> int:
    """Return how many characters of a line are shown."""
    return max(40, paint.style.width - 12)


def width(text: str) -> int:
    """Return how many columns a terminal takes for a text."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(
        0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1
        for char in text
    )


def _window(length: int, start: int, end: int, space: int) -> tuple[int, int]:
    """Return the stretch of a long line to show: the place, and what fits around."""
    if length <= space:
        return 0, length
    if end <= space:
        return 0, space
    first = max(0, min(start - BEFORE, length - space))
    return first, min(length, first + space)


def _shown(text: str, paint: Paint) -> str:
    return TAB.join(paint.plain(part) for part in text.split("\t"))
