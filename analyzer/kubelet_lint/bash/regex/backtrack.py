"""Matches expressions that refer back, such as ``\\(.\\)\\1``, in text without holes.

Only these need trying one way after the other; the number of tries is bounded.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.bash.regex.tree import (
    Anchor,
    Anything,
    Back,
    Chars,
    Either,
    Group,
    Node,
    Repeat,
    Sequence,
)
from kubelet_lint.bash.regex.walk import Subject, Walk

TRIES = 20_000
DEPTH = 200

Groups = tuple["tuple[int, int] | None", ...]


class TooLong(Exception):
    """The number of tries was not enough."""


class Backtracker:
    """Tries every way to match from one start."""

    def __init__(self, chars: str, groups: int) -> None:
        self.chars = chars
        self.groups: Groups = (None,) * (groups + 1)
        self.walk = Walk(Subject(chars), may=False)
        self.tries = 0

    def longest(self, node: Node, start: int) -> Groups | None:
        """Return the groups of the longest match from ``start``, the whole first.

        Raises:
            TooLong: if that takes too many tries.
        """
        best: Groups | None = None
        reached = -1
        for end, groups in self._match(node, start, self.groups, 0):
            if end > reached:
                reached = end
                best = ((start, end), *groups[1:])
        return best

    def _match(
        self, node: Node, at: int, groups: Groups, depth: int
    ) -> Iterator[tuple[int, Groups]]:
        self.tries += 1
        if self.tries > TRIES or depth > DEPTH:
            raise TooLong
        match node:
            case Chars():
                if at < len(self.chars) and self.chars[at] in node:
                    yield at + 1, groups
            case Anchor():
                if self.walk.ends(node, 1 << at):
                    yield at, groups
            case Sequence():
                yield from self._sequence(node.parts, at, groups, depth + 1)
            case Either():
                for option in node.options:
                    yield from self._match(option, at, groups, depth + 1)
            case Group():
                for end, inner in self._match(node.part, at, groups, depth + 1):
                    number = node.number
                    yield end, (*inner[:number], (at, end), *inner[number + 1 :])
            case Repeat():
                yield from self._repeat(node, at, groups, depth + 1)
            case Back():
                yield from self._back(node, at, groups)
            case Anything():
                raise TooLong

    def _sequence(
        self, parts: tuple[Node, ...], at: int, groups: Groups, depth: int
    ) -> Iterator[tuple[int, Groups]]:
        if not parts:
            yield at, groups
            return
        for end, found in self._match(parts[0], at, groups, depth):
            yield from self._sequence(parts[1:], end, found, depth + 1)

    def _repeat(
        self, node: Repeat, at: int, groups: Groups, depth: int
    ) -> Iterator[tuple[int, Groups]]:
        if isinstance(node.part, Chars):
            yield from self._run(node.part, node, at, groups)
            return
        if node.most != 0:
            most = None if node.most is None else node.most - 1
            rest = Repeat(node.part, max(node.least - 1, 0), most)
            for end, found in self._match(node.part, at, groups, depth):
                if end > at or node.least > 0:
                    yield from self._repeat(rest, end, found, depth + 1)
        if node.least <= 0:
            yield at, groups

    def _run(
        self, chars: Chars, node: Repeat, at: int, groups: Groups
    ) -> Iterator[tuple[int, Groups]]:
        end = at
        most = len(self.chars) if node.most is None else at + node.most
        while end < min(most, len(self.chars)) and self.chars[end] in chars:
            end += 1
        for stop in range(end, at + node.least - 1, -1):
            self.tries += 1
            yield stop, groups

    def _back(
        self, node: Back, at: int, groups: Groups
    ) -> Iterator[tuple[int, Groups]]:
        group = groups[node.number]
        if group is None:
            return
        again = self.chars[group[0] : group[1]]
        if self.chars.startswith(again, at):
            yield at + len(again), groups
