"""Looks for an expression in a text: the leftmost, longest match, if that is known.

A text with holes has three answers: no match whatever the holes hold, one and the same
match whatever they hold, or "perhaps": a stretch within which there may be matches.
Which part of the match a subexpression takes follows POSIX (XBD 9.1): the earlier
subexpression is the longest that lets the whole match stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Sequence_
from typing import NamedTuple

from kubelet_lint.bash.regex.backtrack import Backtracker, TooLong
from kubelet_lint.bash.regex.reading import Dialect, Tree, read
from kubelet_lint.bash.regex.split import Split
from kubelet_lint.bash.regex.tree import (
    Anchor,
    Anything,
    Chars,
    Either,
    Group,
    Node,
    Place,
    Repeat,
    Sequence,
)
from kubelet_lint.bash.regex.walk import Subject, Walk, highest, lowest
from kubelet_lint.source import HOLE

LENGTH_LIMIT = 1 << 20
"""Characters of one line that are still looked through."""

Groups = tuple["tuple[int, int] | None", ...]
"""For each subexpression from 0, the whole, its start and end; None: took no part."""


class Match(NamedTuple):
    """The match, for every content of the holes."""

    start: int
    end: int
    groups: Groups


class Perhaps(NamedTuple):
    """Matches, if any, lie between ``start`` and ``end``; nobody knows which."""

    start: int
    end: int
    certain: bool = False
    """Whether there is a match, for every content of the holes."""


Found = Match | Perhaps | None


class Regex:
    """An expression, ready to be looked for."""

    __slots__ = ("exact", "literal", "need", "tree")

    def __init__(self, tree: Tree) -> None:
        self.tree = tree
        self.literal = _literal(tree.node)
        """The string it stands for, if it matches just one."""
        self.need = self.literal or _needed(tree.node)
        """A string that every match holds; may be empty."""
        self.exact = _is_exact(tree.node)
        """Whether the expression itself has no hole."""

    def search(self, chars: str, start: int = 0, *, groups: bool = True) -> Found:
        """Return the leftmost longest match that starts at ``start`` or later.

        Without ``groups`` nobody asks what the subexpressions matched.
        """
        if HOLE not in chars:
            if self.need and self.need not in chars:
                return None
            if self.literal:
                return self._find(chars, start)
        if len(chars) > LENGTH_LIMIT:
            return Perhaps(start, len(chars))
        return _search(self, Subject(chars), start, groups=groups)

    def test(self, chars: str) -> bool | None:
        """Say whether it matches anywhere; None if holes decide it."""
        found = self.search(chars, groups=False)
        if isinstance(found, Perhaps):
            return True if found.certain else None
        return found is not None

    def _find(self, chars: str, start: int) -> Found:
        at = chars.find(self.literal, start)
        end = at + len(self.literal)
        return Match(at, end, ((at, end),)) if at >= 0 else None


def compile(pattern: str, dialect: Dialect) -> Regex:
    """Read an expression (see ``reading.read`` for what it raises)."""
    return Regex(read(pattern, dialect))


def anchored(regex: Regex, before: Place, after: Place) -> Regex:
    """Return the expression where these places are before and after it."""
    tree = regex.tree
    parts = (Anchor(before), tree.node, Anchor(after))
    return Regex(tree._replace(node=Sequence(parts)))


def any_of(regexes: Sequence_[Regex]) -> Regex | None:
    """Return what matches where one of them matches; None if they refer back."""
    if any(regex.tree.backs for regex in regexes):
        return None
    nodes = tuple(regex.tree.node for regex in regexes)
    groups = max((regex.tree.groups for regex in regexes), default=0)
    return Regex(Tree(Either(nodes), groups))


def fixed(string: str, *, fold: bool = False) -> Regex:
    """Return what matches a string as it stands; a hole in it may be anything."""
    nodes = (Anything() if char == HOLE else Chars(char, fold=fold) for char in string)
    return Regex(Tree(Sequence(tuple(nodes)), 0))


def _search(regex: Regex, subject: Subject, start: int, *, groups: bool) -> Found:
    node = regex.tree.node
    may = Walk(subject, may=True)
    begin = subject.place(start)
    begins = may.starts(node, subject.full) >> begin << begin
    if not begins:
        return None
    if regex.tree.backs:
        return _search_backs(regex, subject, may, begins)
    if not subject.openings and regex.exact:
        must, surely = may, begins
    else:
        must = Walk(subject, may=False)
        surely = must.starts(node, subject.full) >> begin << begin
    first = lowest(begins)
    last = highest(may.ends(node, 1 << first))
    found: list[tuple[int, int] | None] = [None] * (regex.tree.groups + 1)
    agreed = must is may or (
        lowest(surely) == first and highest(must.ends(node, 1 << first)) == last
    )
    if agreed and groups:
        agreed = Split(may, must, found).take(node, first, last)
    if not agreed:
        return _perhaps(may, node, begins, certain=surely != 0)
    found[0] = first, last
    return _match(subject, found)


def _match(subject: Subject, groups: Iterable[tuple[int, int] | None]) -> Match:
    found = tuple(
        group and (subject.index(group[0]), subject.index(group[1])) for group in groups
    )
    whole = found[0] or (0, 0)
    return Match(*whole, found)


def _search_backs(regex: Regex, subject: Subject, may: Walk, begins: int) -> Found:
    if subject.openings or not regex.exact:
        return _perhaps(may, regex.tree.node, begins)
    tracker = Backtracker(subject.chars, regex.tree.groups)
    left = begins
    try:
        while left:
            first = lowest(left)
            if found := tracker.longest(regex.tree.node, first):
                return _match(subject, found)
            left &= left - 1
    except TooLong:
        return _perhaps(may, regex.tree.node, begins)
    return None


def _perhaps(may: Walk, node: Node, begins: int, *, certain: bool = False) -> Perhaps:
    """Return the stretch that the first match and all that overlap it lie in."""
    subject = may.subject
    if not _asks_for_start(node):
        # What starts before a hole and within it starts somewhere inside as well.
        begins &= ~(subject.openings & begins >> 1)
    first = last = lowest(begins)
    while True:
        near = begins & ((1 << max(last, first + 1)) - 1)
        reached = max(highest(may.ends(node, near)), last)
        if reached == last:
            break
        last = reached
    return Perhaps(subject.index(first), subject.index(last, up=True), certain)


def _asks_for_start(node: Node) -> bool:
    """Say whether it matters to an expression where the text or a line starts."""
    match node:
        case Anchor():
            return node.place in ("start", "line start")
        case Sequence():
            return any(map(_asks_for_start, node.parts))
        case Either():
            return any(map(_asks_for_start, node.options))
        case Group() | Repeat():
            return _asks_for_start(node.part)
        case _:
            return False


# --- what every match holds ---------------------------------------------------------


def _literal(node: Node) -> str:
    """Return the string that an expression stands for; empty if not just one."""
    parts = node.parts if isinstance(node, Sequence) else (node,)
    chars = [part.char for part in parts if isinstance(part, Chars)]
    return "".join(chars) if all(chars) and len(chars) == len(parts) else ""


def _needed(node: Node) -> str:
    """Return the longest string that an expression says in so many words."""
    best = run = ""
    for part in _mandatory(node):
        run = run + part.char if isinstance(part, Chars) and part.char else ""
        best = max(best, run, key=len)
    return best


def _mandatory(node: Node) -> Iterator[Node]:
    match node:
        case Sequence():
            for part in node.parts:
                yield from _mandatory(part)
        case Group():
            yield from _mandatory(node.part)
        case _:
            yield node


def _is_exact(node: Node) -> bool:
    """Say whether all of the expression is known."""
    match node:
        case Anything():
            return False
        case Sequence():
            return all(map(_is_exact, node.parts))
        case Either():
            return all(map(_is_exact, node.options))
        case Group() | Repeat():
            return _is_exact(node.part)
        case _:
            return True
