"""Where an expression can match: all places at once, as the bits of an integer.

Bit ``p`` of a set stands for the place before character ``p``. ``ends`` carries a set
of places over a node of the expression, ``starts`` carries it back. There is no
backtracking, so the time is bounded by the expression's size times the line's length
(in machine words), whatever the expression.

A hole of the text is any string. It is two characters wide here, so that "before the
hole", "inside" and "after" are three places. ``Walk(may=True)`` follows what matches
for some content of the hole, ``Walk(may=False)`` what matches for every content.
"""

from __future__ import annotations

from kubelet_lint.bash.regex.tree import (
    Anchor,
    Anything,
    Back,
    Chars,
    Either,
    Group,
    Node,
    Place,
    Repeat,
    Sequence,
)
from kubelet_lint.source import HOLE

_WORD = Chars("_", classes=("alnum",))


class Subject:
    """The characters to match, and the places before each of them."""

    __slots__ = ("_masks", "chars", "full", "holes", "last", "openings", "where")

    def __init__(self, chars: str) -> None:
        self.chars = chars
        self.where: dict[str, int] = {}
        self.openings = 0
        """The places before a hole."""
        self._masks: dict[int, tuple[Chars, int]] = {}
        at = 0
        for char in chars:
            if char == HOLE:
                self.openings |= 1 << at
                at += 2
            else:
                self.where[char] = self.where.get(char, 0) | 1 << at
                at += 1
        self.last = at
        self.full = (2 << at) - 1
        self.holes = self.openings | self.openings << 1

    @property
    def inside(self) -> int:
        """The places inside a hole."""
        return self.openings << 1

    def mask(self, chars: Chars) -> int:
        """Return the places before a known character of the set."""
        found = self._masks.get(id(chars))
        if found is not None:
            return found[1]
        places = 0
        for char, at in self.where.items():
            if char in chars:
                places |= at
        self._masks[id(chars)] = chars, places
        return places

    def place(self, index: int) -> int:
        """Return the place of an index of the characters."""
        return index + self.chars.count(HOLE, 0, index) if self.openings else index

    def index(self, place: int, *, up: bool = False) -> int:
        """Return the index of a place; inside a hole, its start, or ``up`` its end."""
        if not self.openings:
            return place
        before = (self.openings & ((1 << place) - 1)).bit_count()
        return place - before + (up and self.inside >> place & 1)


def lowest(places: int) -> int:
    """Return the first place of a set."""
    return (places & -places).bit_length() - 1


def highest(places: int) -> int:
    """Return the last place of a set."""
    return places.bit_length() - 1


class Walk:
    """Carries places over nodes, for some or for every content of the holes."""

    __slots__ = ("_anchors", "holes", "may", "openings", "subject")

    def __init__(self, subject: Subject, *, may: bool) -> None:
        self.subject = subject
        self.may = may
        self.openings = subject.openings if may else 0
        self.holes = subject.holes if may else 0
        self._anchors: dict[Place, int] = {}

    # --- forward ------------------------------------------------------------------

    def ends(self, node: Node, places: int) -> int:
        """Return where a match of ``node`` that starts at ``places`` may end."""
        if not places:
            return 0
        match node:
            case Chars():
                return self._step(node, places)
            case Sequence():
                for part in node.parts:
                    places = self.ends(part, places)
                return places
            case Either():
                found = 0
                for option in node.options:
                    found |= self.ends(option, places)
                return found
            case Group():
                return self.ends(node.part, places)
            case Repeat():
                return self._repeat(node, places)
            case Anchor():
                return self._over_empty(places) & self._anchor(node.place)
            case Anything() | Back():
                return self.subject.full & -(places & -places) if self.may else 0

    def _over_empty(self, places: int) -> int:
        """Add the places reached if the holes at ``places`` are empty."""
        while (more := (places & self.openings) << 2 & ~places) != 0:
            places |= more
        return places

    def _step(self, chars: Chars, places: int) -> int:
        places = self._over_empty(places)
        found = (places & self.subject.mask(chars)) << 1
        if holes := places & self.holes:
            opening = holes & self.openings
            inside = holes & ~self.openings
            found |= opening << 1 | opening << 2 | inside | inside << 1
        return found

    def _repeat(self, node: Repeat, places: int) -> int:
        part = node.part
        if isinstance(part, Chars) and node.most is None:
            return self._run(part, node.least, places)
        for _ in range(node.least):
            places = self.ends(part, places)
        new = found = places
        left = None if node.most is None else node.most - node.least
        while new and left != 0:
            new = self.ends(part, new) & ~found
            found |= new
            left = None if left is None else left - 1
        return found

    def _run(self, chars: Chars, least: int, places: int) -> int:
        """Carry places over characters of a set, ``least`` or more."""
        mask = self.subject.mask(chars)
        if not self.may and chars.universal:
            for _ in range(least):
                places = (self._over_all(places, mask) & mask) << 1
            return self._over_all(places, mask)
        for _ in range(least):
            places = self._step(chars, places)
        return _flood(places, mask | self.holes)

    def _over_all(self, places: int, mask: int) -> int:
        """Carry places over what is in a set or unknown, not stopping in a hole."""
        return _flood(places, mask | self.subject.holes) & ~self.subject.inside

    # --- back ---------------------------------------------------------------------

    def starts(self, node: Node, places: int) -> int:
        """Return where a match of ``node`` that ends at ``places`` may start."""
        if not places:
            return 0
        match node:
            case Chars():
                return self._step_back(node, places)
            case Sequence():
                for part in reversed(node.parts):
                    places = self.starts(part, places)
                return places
            case Either():
                found = 0
                for option in node.options:
                    found |= self.starts(option, places)
                return found
            case Group():
                return self.starts(node.part, places)
            case Repeat():
                return self._repeat_back(node, places)
            case Anchor():
                return self._from_empty(places & self._anchor(node.place))
            case Anything() | Back():
                return (1 << places.bit_length()) - 1 if self.may else 0

    def _from_empty(self, places: int) -> int:
        while (more := places >> 2 & self.openings & ~places) != 0:
            places |= more
        return places

    def _step_back(self, chars: Chars, places: int) -> int:
        found = places >> 1 & self.subject.mask(chars)
        if self.holes:
            inside = self.holes & ~self.openings
            found |= (places >> 1 | places >> 2) & self.openings
            found |= (places | places >> 1) & inside
        return self._from_empty(found)

    def _repeat_back(self, node: Repeat, places: int) -> int:
        part = node.part
        if isinstance(part, Chars) and node.most is None:
            return self._run_back(part, node.least, places)
        for _ in range(node.least):
            places = self.starts(part, places)
        new = found = places
        left = None if node.most is None else node.most - node.least
        while new and left != 0:
            new = self.starts(part, new) & ~found
            found |= new
            left = None if left is None else left - 1
        return found

    def _run_back(self, chars: Chars, least: int, places: int) -> int:
        mask = self.subject.mask(chars)
        if not self.may and chars.universal:
            for _ in range(least):
                places = self._all_back(places, mask) >> 1 & mask
            return self._all_back(places, mask)
        for _ in range(least):
            places = self._step_back(chars, places)
        return _flood_back(places, mask | self.holes)

    def _all_back(self, places: int, mask: int) -> int:
        return _flood_back(places, mask | self.subject.holes) & ~self.subject.inside

    # --- anchors ------------------------------------------------------------------

    def _anchor(self, place: Place) -> int:
        found = self._anchors.get(place)
        if found is None:
            found = self._anchors[place] = self._find(place)
        return found

    def _find(self, place: Place) -> int:
        subject = self.subject
        newlines = subject.where.get("\n", 0)
        match place:
            case "start":
                return self._over_empty(1)
            case "end":
                return self._to_end(1 << subject.last)
            case "line start":
                return self._over_empty(1 | newlines << 1) | self.holes
            case "line end":
                return self._to_end(1 << subject.last | newlines) | self.holes
            case _:
                return self._edges(place)

    def _to_end(self, places: int) -> int:
        """Add the places in holes that nothing but holes follows up to ``places``."""
        while True:
            more = (places >> 1 | places >> 2) & self.holes & ~places
            if not more:
                return places
            places |= more

    def _edges(self, place: Place) -> int:
        subject = self.subject
        word = subject.mask(_WORD)
        known = subject.full & ~(subject.holes | subject.holes << 1)
        left = word << 1
        match place:
            case "word":
                found = word & ~left
            case "word end":
                found = left & ~word
            case "edge":
                found = word ^ left
            case "no word before":
                found = ~left
            case "no word after":
                found = ~word
            case _:
                found = ~(word ^ left)
        return found & known | (subject.full & ~known if self.may else 0)


def _flood(places: int, mask: int) -> int:
    """Add what is reached from ``places`` over characters at ``mask``.

    The carry of an addition runs through a run of ones, as in Myers' bit-parallel
    matching.
    """
    on = places & mask
    return places | on | ((on + mask) ^ mask)


def _flood_back(places: int, mask: int) -> int:
    """Add the places from which ``places`` is reached over characters at ``mask``."""
    by = 1
    while mask:
        places |= places >> by & mask
        mask &= mask >> by
        by *= 2
    return places
