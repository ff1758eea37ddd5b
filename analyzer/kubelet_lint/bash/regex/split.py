"""Which part of a match each subexpression takes (POSIX XBD 9.1, "leftmost longest").

Within the whole match, each part in turn is the longest that lets the rest match; a
repeated subexpression remembers its last round. glibc does not keep to that where a
part with alternatives, or a repeated subexpression, could end in two places, so there
nobody knows.
"""

from __future__ import annotations

from kubelet_lint.bash.regex.tree import (
    Either,
    Group,
    Node,
    Repeat,
    Sequence,
)
from kubelet_lint.bash.regex.walk import Walk, highest

ROUNDS = 500
"""Rounds of a repeated subexpression that are followed."""


class Split:
    """Divides a match; ``may`` and ``must`` have to agree on every border."""

    def __init__(
        self, may: Walk, must: Walk, groups: list[tuple[int, int] | None]
    ) -> None:
        self.may = may
        self.must = must
        self.groups = groups

    def take(self, node: Node, start: int, end: int) -> bool:
        """Note the groups of ``node``; False if nobody knows where they lie."""
        match node:
            case Group():
                self.groups[node.number] = start, end
                return self.take(node.part, start, end)
            case Sequence():
                return not has_groups(node) or self._sequence(node, start, end)
            case Either():
                return not has_groups(node) or self._either(node, start, end)
            case Repeat():
                return not has_groups(node) or self._repeat(node, start, end)
            case _:
                return True

    def _sequence(self, node: Sequence, start: int, end: int) -> bool:
        may = must = 1 << end
        rest: list[tuple[int, int]] = []
        for part in reversed(node.parts):
            rest.append((may, must))
            may, must = self._back(part, may, must)
        for part in node.parts:
            stop = self._border(part, start, *rest.pop())
            if stop is None or not self.take(part, start, stop):
                return False
            start = stop
        return True

    def _either(self, node: Either, start: int, end: int) -> bool:
        first = 1 << start
        fitting = [o for o in node.options if self.may.ends(o, first) >> end & 1]
        if len(fitting) != 1:
            return False
        surely = self.must.ends(fitting[0], first) >> end & 1
        return bool(surely) and self.take(fitting[0], start, end)

    def _repeat(self, node: Repeat, start: int, end: int) -> bool:
        least, most = node.least, node.most
        for _ in range(ROUNDS):
            if start == end and least <= 0:
                return True
            least = max(least - 1, 0)
            most = None if most is None else most - 1
            after = Repeat(node.part, least, most)
            may, must = self._back(after, 1 << end, 1 << end)
            if start < end:
                may, must = may & ~(1 << start), must & ~(1 << start)
            stop = self._border(node.part, start, may, must)
            if stop is None or not self.take(node.part, start, stop):
                return False
            start = stop
        return False

    def _back(self, node: Node, may: int, must: int) -> tuple[int, int]:
        before = self.may.starts(node, may)
        if self.must is self.may:
            return before, before
        return before, self.must.starts(node, must)

    def _border(self, node: Node, start: int, may: int, must: int) -> int | None:
        """Return where ``node`` ends, if that is the same in both."""
        places = self.may.ends(node, 1 << start) & may
        if places & (places - 1) and _quirky(node):
            return None
        place = highest(places)
        if self.must is not self.may:
            other = highest(self.must.ends(node, 1 << start) & must)
            if other != place:
                return None
        return place if place >= 0 else None


def has_groups(node: Node) -> bool:
    """Say whether there is a subexpression in it."""
    match node:
        case Group():
            return True
        case Sequence():
            return any(map(has_groups, node.parts))
        case Either():
            return any(map(has_groups, node.options))
        case Repeat():
            return has_groups(node.part)
        case _:
            return False


def _quirky(node: Node) -> bool:
    """Say whether glibc may divide it otherwise than POSIX says."""
    match node:
        case Either():
            return True
        case Sequence():
            return any(map(_quirky, node.parts))
        case Group():
            return _quirky(node.part)
        case Repeat():
            return has_groups(node.part) or _quirky(node.part)
        case _:
            return False
