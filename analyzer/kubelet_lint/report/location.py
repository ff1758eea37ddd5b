"""Places as formats write them: path, lines and columns, in the repository's file.

Lines and columns start at 1; the end is the first column that no longer belongs to
the place. A place inside an encoded document is reported where its carrier stands.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.source import Source, Span
from kubelet_lint.value import Json
from kubelet_lint.visible import visible


class Location(NamedTuple):
    """A place in a file of the repository."""

    source: Source
    line: int
    column: int
    end_line: int
    end_column: int

    @property
    def path(self) -> str:
        """The file's path, relative to the repository, as it is spelled."""
        return self.source.path

    @property
    def one_line(self) -> Location:
        """The part of the place on its first line."""
        if self.end_line == self.line:
            return self
        end = len(self.source.line(self.line)) + 1
        return self._replace(end_line=self.line, end_column=max(end, self.column))

    def __str__(self) -> str:
        """Return ``path:line:column``, safe to print."""
        return f"{visible(self.path)}:{self.line}:{self.column}"


def locate(span: Span | None) -> Location | None:
    """Return where a span lies; None if no file of the repository holds it."""
    if span is None:
        return None
    outer = span.outermost
    if outer.source.origin != "repository":
        return None
    start, end = outer.source.position(outer.start), outer.source.position(outer.end)
    return Location(outer.source, *start, *end)


def shown(span: Span | None) -> str:
    """Return a place for people, safe to print; empty if no file holds it.

    A place inside an encoded document is named with its line inside.
    """
    place = locate(span)
    if place is None or span is None:
        return ""
    if span.source.container is None:
        return str(place)
    line = span.source.position(span.start).line
    return f"{place} (line {line} of {visible(span.source.path)} inside)"


def as_json(span: Span | None) -> Json:
    """Return a place as both JSON contracts have it."""
    place = locate(span)
    if place is None:
        return None
    return {
        "path": unicode(place.path),
        "line": place.line,
        "column": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def unicode(text: str) -> str:
    """Return a text every JSON reader takes: undecodable bytes become ``\\xff``.

    Control characters stay: JSON has escapes for them.
    """
    if text.isascii():
        return text
    return "".join(
        visible(char) if "\ud800" <= char <= "\udfff" else char for char in text
    )
