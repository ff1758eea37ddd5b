"""Which way the open conditions are decided while a statement is followed.

A statement is first followed as if everything it looks at were certain. When it needs
to know something that depends on a condition (a ``Choice``, an ``Alternatives``, a
fact nobody knows), ``choose`` raises ``Undecided``; the statement is then followed
again from the start, once for each way to decide (``interp.explore``), and what the
ways leave behind is joined. So no code here but ``explore`` and ``join`` ever handles
two possibilities at once.
"""

from __future__ import annotations

from typing import NamedTuple
from zlib import crc32

from kubelet_lint.bash.names import NONE
from kubelet_lint.bash.variable import Either, Scalar, Unknown, Value
from kubelet_lint.node.filesystem import Alternatives, Entry, File, Unseen
from kubelet_lint.source import Choice, Hole, Piece, Text

NAME_LENGTH = 200
"""Characters of a hole's name; a loop must not let names grow without end."""


class Condition(NamedTuple):
    """Something open, named by its canonical text, and what may hold."""

    name: str
    labels: tuple[str, ...]
    """``when $X is set``, …: for people, one for each way to decide."""
    facts: tuple[tuple[Hole, Text] | None, ...] = ()
    """For each way, a hole whose text is then known, as in ``[ "$X" = a ]``."""


class Undecided(Exception):
    """A condition must be decided before the statement can be followed."""

    def __init__(self, condition: Condition) -> None:
        super().__init__(condition.name)
        self.condition = condition


class Decisions:
    """The conditions decided so far, on the way that leads here."""

    __slots__ = ("closed", "facts", "names", "taken")

    def __init__(
        self,
        taken: dict[str, tuple[int, Condition]] | None = None,
        facts: dict[Hole, Text] | None = None,
        *,
        closed: bool = False,
    ) -> None:
        self.taken = taken if taken is not None else {}
        """In the order taken."""
        self.facts = facts if facts is not None else {}
        self.names = NONE
        """How often each name of a hole was given."""
        self.closed = closed
        """No more ways are followed apart: what is open now becomes a hole."""

    def copy(self) -> Decisions:
        """Return decisions that may go on differently."""
        other = Decisions(self.taken.copy(), self.facts.copy(), closed=self.closed)
        other.names = self.names
        return other

    def decide(self, condition: Condition, way: int) -> None:
        """Go this way from here on."""
        self.taken[condition.name] = (way, condition)
        if condition.facts and (fact := condition.facts[way]) is not None:
            self.facts[fact[0]] = fact[1]

    def choose(self, condition: Condition) -> int | None:
        """Return the way taken; None if it can't be followed apart any more."""
        taken = self.taken.get(condition.name)
        if taken is not None:
            return min(taken[0], len(condition.labels) - 1)
        if self.closed:
            return None
        raise Undecided(condition)

    def text(self, text: Text) -> Text:
        """Return ``text`` with its choices made and its known holes filled."""
        for _ in range(100):
            if text.known or not any(map(self._open, text.holes())):
                return text
            text = text.map_pieces(self._piece)
        return Text.hole("alternatives nested too deeply", text.span)

    def fill(self, text: Text) -> Text:
        """Return ``text`` with what is already decided, leaving the rest open."""
        if text.known or not (self.taken or self.facts):
            return text
        if not any(map(self._decided, text.holes())):
            return text
        return text.map_pieces(self._fill)

    def _decided(self, piece: Hole | Choice) -> bool:
        if isinstance(piece, Hole):
            return piece in self.facts
        return piece.condition in self.taken or any(
            self._decided(inner)
            for _, option in piece.options
            for inner in option.holes()
        )

    def entry(self, entry: Entry) -> Entry:
        """Return ``entry`` with its alternatives decided; its text may be open."""
        while isinstance(entry, Alternatives):
            labels = tuple(label for label, _ in entry.options)
            way = self.choose(Condition(entry.condition, labels))
            if way is None:
                return Unseen(f"depends on {entry.condition}")
            entry = entry.options[way][1]
        if isinstance(entry, File) and (self.taken or self.facts):
            text = self.fill(entry.text)
            if text is not entry.text:
                return File(text, entry.mode, entry.assumptions)
        return entry

    def value(self, value: Value) -> Value:
        """Return ``value`` with its alternatives decided; texts may be open."""
        while isinstance(value, Either):
            labels = tuple(label for label, _ in value.options)
            way = self.choose(Condition(value.condition, labels))
            if way is None:
                reason = f"depends on {value.condition}"
                return Unknown(Text.hole(reason, name=self.fresh(reason)))
            value = value.options[way][1]
        if isinstance(value, (Scalar, Unknown)) and not value.text.known:
            text = self.fill(value.text)
            if text is not value.text:
                return Scalar(text)
        return value

    def fresh(self, name: str) -> str:
        """Return a name for a hole that no other hole met so far has."""
        if len(name) > NAME_LENGTH:
            digest = crc32(name.encode("utf-8", "surrogatepass"))
            name = f"{name[:NAME_LENGTH]}…({digest:x})"
        count = self.names.count(name) + 1
        self.names = self.names.given(name, count)
        return name if count == 1 else f"{name} ({count})"

    def _open(self, piece: Hole | Choice) -> bool:
        return isinstance(piece, Choice) or piece in self.facts

    def _piece(self, piece: Piece, text: Text) -> Text:
        if isinstance(piece, Hole):
            return self.facts.get(piece, text)
        if not isinstance(piece, Choice):
            return text
        labels = tuple(label for label, _ in piece.options)
        way = self.choose(Condition(piece.condition, labels))
        if way is None:
            return Text.hole(f"depends on {piece.condition}", piece.span)
        return piece.options[way][1]

    def _fill(self, piece: Piece, text: Text) -> Text:
        if isinstance(piece, Hole):
            return self.facts.get(piece, text)
        if not isinstance(piece, Choice):
            return text
        if piece.condition in self.taken:
            way = min(self.taken[piece.condition][0], len(piece.options) - 1)
            return self.fill(piece.options[way][1])
        options = [(label, self.fill(option)) for label, option in piece.options]
        return Text.choice(piece.condition, options, piece.span)
