"""Edits as a unified diff that ``git apply`` and patch(1) take.

The hunks come from the edits themselves: comparing the whole files would take
quadratic time on hostile ones. Lines end at LF only, as patch(1) has it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kubelet_lint.finding import Edit
from kubelet_lint.fix.edit import by_file
from kubelet_lint.source import Source

CONTEXT = 3
"""Lines shown around a change."""

NO_END = "\n\\ No newline at end of file\n"

_QUOTED = {"\t": "\\t", "\n": "\\n", '"': '\\"', "\\": "\\\\"}


class _Change(NamedTuple):
    """Lines ``first`` up to ``last`` of a file become others."""

    first: int
    last: int
    new: tuple[str, ...]


def diff(edits: Iterable[Edit]) -> str:
    """Return a diff of all files, in the order of their paths."""
    return "".join(
        part for source, here in by_file(edits).items() for part in _file(source, here)
    )


def _file(source: Source, edits: Sequence[Edit]) -> Iterator[str]:
    lines = _lines(source.content)
    yield f"--- {_name('a/' + source.path)}\n+++ {_name('b/' + source.path)}\n"
    moved = 0
    for hunk in _hunks(_changes(source, lines, edits)):
        start = max(0, hunk[0].first - CONTEXT)
        end = min(len(lines), hunk[-1].last + CONTEXT)
        body: list[str] = []
        at, grown = start, 0
        for change in hunk:
            body += (" " + line for line in lines[at : change.first])
            body += ("-" + line for line in lines[change.first : change.last])
            body += ("+" + line for line in change.new)
            at = change.last
            grown += len(change.new) - (change.last - change.first)
        body += (" " + line for line in lines[at:end])
        old, new = end - start, end - start + grown
        yield f"@@ -{start + 1},{old} +{start + 1 + moved},{new} @@\n"
        yield from (one if one.endswith("\n") else one + NO_END for one in body)
        moved += grown


def _lines(content: str) -> list[str]:
    return re.findall(r"[^\n]*\n|[^\n]+", content)


def _changes(
    source: Source, lines: Sequence[str], edits: Sequence[Edit]
) -> Iterator[_Change]:
    """Yield the changed lines; edits that touch the same line are one change."""
    ends: list[int] = []
    for line in lines:
        ends.append((ends[-1] if ends else 0) + len(line))
    if lines and not lines[-1].endswith("\n"):
        ends[-1] += 1  # what is inserted at the very end belongs to this line
    number = 0
    waiting = list(edits)[::-1]
    while waiting:
        edit = waiting.pop()
        while ends[number] <= edit.start and number < len(lines) - 1:
            number += 1
        first, begin = number, ends[number - 1] if number else 0
        parts: list[str] = []
        at = begin
        while True:
            parts += (source.content[at : edit.start], edit.text)
            at = edit.end
            while ends[number] < at:
                number += 1
            if not waiting or waiting[-1].start >= ends[number]:
                break
            edit = waiting.pop()
        parts.append(source.content[at : ends[number]])
        yield _trimmed(_Change(first, number + 1, tuple(_lines("".join(parts)))), lines)


def _trimmed(change: _Change, lines: Sequence[str]) -> _Change:
    """Leave out lines at both ends that stay."""
    first, last, new = change
    while first < last and new and lines[first] == new[0]:
        first, new = first + 1, new[1:]
    while first < last and new and lines[last - 1] == new[-1]:
        last, new = last - 1, new[:-1]
    return _Change(first, last, new)


def _hunks(changes: Iterable[_Change]) -> Iterator[list[_Change]]:
    hunk: list[_Change] = []
    for change in changes:
        if hunk and change.first - hunk[-1].last > 2 * CONTEXT:
            yield hunk
            hunk = []
        hunk.append(change)
    if hunk:
        yield hunk


def _name(path: str) -> str:
    """Return a path as git writes it: quoted if a character needs it."""
    if path.isprintable() and not re.search(r'["\\]', path):
        return path
    return '"' + "".join(map(_escaped, path)) + '"'


def _escaped(char: str) -> str:
    if char in _QUOTED:
        return _QUOTED[char]
    if char.isprintable():
        return char
    data = char.encode("utf-8", "surrogateescape")
    return "".join(f"\\{byte:03o}" for byte in data)
