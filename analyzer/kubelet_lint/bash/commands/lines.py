"""Commands that work line by line without remembering anything (``cut``, ``grep``).

A line in which choices are left is followed for each of them, and joined again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubelet_lint.bash.commands.branching import Doubt, Lost, join, ways
from kubelet_lint.source import EMPTY, Choice, Hole, Text

Change = Callable[[Text, Text, Doubt], Text]
"""From a line, its newline and what to ask, to what is printed."""


def each_line(text: Text, change: Change) -> Text:
    """Return what is printed for each line of a text."""
    return Text.join(_line(line, change) for line in text.lines(keep_ends=True))


def _line(line: Text, change: Change) -> Text:
    body, newline = parted(line)
    if any(isinstance(piece, Choice) for piece in body.holes()):
        return _joined(lambda doubt: change(doubt.settle(body), newline, doubt), line)
    if body.known:
        return change(body, newline, Doubt(()))
    return _joined(lambda doubt: change(body, newline, doubt), line)


def _joined(run: Callable[[Doubt], Text], line: Text) -> Text:
    try:
        return join(ways(run))
    except Lost as lost:
        return Text.hole(str(lost), line.span)


def parted(line: Text) -> tuple[Text, Text]:
    """Return a line and its newline, which the last line may lack."""
    if line.chars.endswith("\n"):
        return line[:-1], line[-1:]
    return line, EMPTY


def bodies(text: Text) -> Iterator[tuple[Text, Text]]:
    """Yield each line and its newline."""
    return map(parted, text.lines(keep_ends=True))


def may_be_several(line: Text) -> bool:
    """Say whether a line may be several: it starts with a hole."""
    return bool(line) and isinstance(line.piece_at(0), Hole)


def several(text: Text) -> bool:
    """Say whether it is not known how many lines a text has."""
    return any(may_be_several(line) for line in text.lines())
