"""Edit the exact characters of a file; every other byte of it stays.

A ``Source`` keeps byte order mark, carriage returns and undecodable bytes (PEP 383),
so encoding its content gives back the bytes that were read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from kubelet_lint.finding import Edit
from kubelet_lint.source import Source


def joined(*groups: Iterable[Edit]) -> tuple[Edit, ...] | None:
    """Return all edits in order, the same one once; None if two contradict.

    Of lines inserted at one place, those indented more come first: they belong to
    the line above. Others follow each other in the order given.
    """
    apart = {
        (edit.source.path, edit.start, edit.end, edit.text): edit
        for group in groups
        for edit in group
    }
    edits = list(apart.values())
    edits.sort(
        key=lambda edit: (edit.source.path, edit.start, edit.end, -_depth(edit.text))
    )
    for edit, following in pairwise(edits):
        if edit.source.path == following.source.path and edit.end > following.start:
            return None
    return tuple(edits)


def _depth(text: str) -> int:
    """Return how far the line is indented that a text begins behind a line end."""
    line = text.lstrip("\r\n")
    return len(line) - len(line.lstrip(" ")) if line != text else 0


def by_file(edits: Iterable[Edit]) -> dict[Source, list[Edit]]:
    """Return edits file by file; one file may be several sources that say the same."""
    sources: dict[str, Source] = {}
    found: dict[Source, list[Edit]] = {}
    for edit in edits:
        source = sources.setdefault(edit.source.path, edit.source)
        found.setdefault(source, []).append(edit)
    return found


def edited(source: Source, edits: Sequence[Edit]) -> str:
    """Return the content of a file after edits that are in order."""
    parts: list[str] = []
    at = 0
    for edit in edits:
        parts += (source.content[at : edit.start], edit.text)
        at = edit.end
    return "".join((*parts, source.content[at:]))


def encode(source: Source, content: str) -> bytes:
    """Return the bytes that a content of this file is written as.

    Raises:
        UnicodeError: the file has no way to write it.
    """
    errors = "surrogateescape" if source.encoding == "utf-8" else "strict"
    return content.encode(source.encoding, errors)


def contents(edits: Iterable[Edit]) -> dict[str, bytes]:
    """Return the edited files by their paths."""
    return {
        source.path: encode(source, edited(source, here))
        for source, here in by_file(edits).items()
    }
