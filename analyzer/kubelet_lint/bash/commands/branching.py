"""Ways a line-by-line command can go where a hole decides, followed and joined again.

A command that works through a file line by line meets one uncertain line after the
other. Following the whole script twice for each of them would explode, so the ways are
followed within the command: a step is run once for every way to decide what it asks,
ways that leave the same state behind are joined at once, and what they print becomes
one ``Choice``. The number of ways that stay apart is bounded.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Generic, NamedTuple, TypeVar

from kubelet_lint.source import EMPTY, Choice, Piece, Text

WAYS = 16
"""Ways followed apart; past that, nothing more is known."""

PARTINGS = 250
"""Steps at which ways part before a command is given up: nobody reads what it would
have printed, one choice after the other."""

TOO_MANY = "too many unknown places decide it"

T = TypeVar("T")


class Decision(NamedTuple):
    """A condition, what may hold, and which of it is taken to hold."""

    condition: str
    labels: tuple[str, ...]
    taken: int


Path = tuple[Decision, ...]


class Lost(Exception):
    """What follows is not known any more; the message says why."""


class Budget:
    """How much work a program may still make, counted in characters touched."""

    def __init__(self, left: int) -> None:
        self.left = left

    def spend(self, text: Text) -> None:
        """Count a text that is made or looked through.

        Raises:
            Lost: if it was too much.
        """
        self.left -= 16 + len(text) + 8 * sum(1 for _ in text.pieces())
        if self.left < 0:
            raise Lost("it would take too long to follow")


class Doubt:
    """What a step asks where it is uncertain; remembers the answers."""

    def __init__(self, path: Path) -> None:
        self.path = list(path)
        self.known = len(path)

    def choose(self, condition: str, labels: tuple[str, ...]) -> int:
        """Return which of the labels is taken to hold on this way.

        Raises:
            Lost: if more is asked than ``WAYS`` ways could answer.
        """
        for decision in self.path:
            if decision.condition == condition:
                return decision.taken
        if len(self.path) - self.known >= WAYS:
            raise Lost(TOO_MANY)
        self.path.append(Decision(condition, labels, 0))
        return 0

    def settle(self, text: Text) -> Text:
        """Return ``text`` with its choices made."""
        while any(isinstance(piece, Choice) for piece in text.holes()):
            text = text.map_pieces(self._piece)
        return text

    def _piece(self, piece: Piece, text: Text) -> Text:
        if not isinstance(piece, Choice):
            return text
        labels = tuple(label for label, _ in piece.options)
        return piece.options[self.choose(piece.condition, labels)][1]


def ways(run: Callable[[Doubt], T], path: Path = ()) -> list[tuple[Path, T]]:
    """Run a step for every way to decide what it asks, beyond ``path``.

    Raises:
        Lost: if there are more than ``WAYS``.
    """
    pending = [path]
    found: list[tuple[Path, T]] = []
    while pending:
        known = pending.pop()
        doubt = Doubt(known)
        result = run(doubt)
        found.append((tuple(doubt.path), result))
        for at in range(len(doubt.path) - 1, len(known) - 1, -1):
            asked = doubt.path[at]
            others = range(len(asked.labels) - 1, 0, -1)
            before = doubt.path[:at]
            pending.extend((*before, asked._replace(taken=other)) for other in others)
        if len(found) + len(pending) > WAYS:
            raise Lost(TOO_MANY)
    return found


def join(found: Sequence[tuple[Path, Text]]) -> Text:
    """Return one text for several ways: a choice, where they differ."""
    first = found[0][1]
    if all(text == first for _, text in found[1:]):
        return first
    condition, labels, _ = found[0][0][0]
    options: list[tuple[str, Text]] = []
    for number, label in enumerate(labels):
        below = [(path[1:], text) for path, text in found if path[0].taken == number]
        if below:
            options.append((label, join(below)))
    if len(options) == 1:
        return options[0][1]
    return _choice(condition, options)


def _choice(condition: str, options: list[tuple[str, Text]]) -> Text:
    """Return a choice without the text that all options share at either end."""
    texts = [text for _, text in options]
    start = _shared(texts)
    texts = [text[start:] for text in texts]
    end = _shared(texts, backwards=True)
    before, after = options[0][1][:start], texts[0][len(texts[0]) - end :]
    middle = [
        (label, text[: len(text) - end])
        for (label, _), text in zip(options, texts, strict=True)
    ]
    return Text.join((before, Text.choice(condition, middle), after))


def _shared(texts: Sequence[Text], *, backwards: bool = False) -> int:
    """Return how many characters all texts have in common, and from the same place."""
    step = -1 if backwards else 1
    strings = [text.chars[::step] for text in texts]
    low, high = min(strings), max(strings)
    size = next((n for n in range(min(map(len, strings))) if low[n] != high[n]), None)
    size = min(map(len, strings)) if size is None else size
    while size:
        cut = [_end(text, size, step) for text in texts]
        if all(other == cut[0] for other in cut[1:]):
            return size
        # The pieces differ: try the next border between two of them.
        size = max(size - _outer_piece(text, step) for text in cut)
    return 0


def _outer_piece(text: Text, step: int) -> int:
    sizes = [end - start for start, end, _ in text.pieces()]
    return sizes[0] if step < 0 else sizes[-1]


def _end(text: Text, size: int, step: int) -> Text:
    return text[len(text) - size :] if step < 0 else text[:size]


S = TypeVar("S")


@dataclass(frozen=True, slots=True)
class Track(Generic[S]):
    """One way that is still followed apart, and what it printed."""

    path: Path
    state: S
    printed: Text


@dataclass(frozen=True, slots=True)
class Outcome(Generic[S]):
    """What a command printed, and the states its ways ended in."""

    printed: Text
    states: tuple[S, ...]
    lost: str = ""
    """Why there may be more that nobody knows; then ``states`` is empty."""


def follow(
    start: S,
    step: Callable[[S, Doubt], tuple[S, Text]],
    at: Callable[[S], int | None],
) -> Outcome[S]:
    """Run steps until every way is done.

    Args:
        start: the state before the first step; states are compared with ``==``.
        step: takes a state further, and says what is printed meanwhile. Raises
            ``Lost`` if that is not known.
        at: how far a state is, so that the ways go on side by side; None: done.
    """
    common: list[Text] = []
    tracks = [Track((), start, EMPTY)]
    parted = 0
    while (place := _nearest(tracks, at)) is not None:
        try:
            tracks, more = _advance(tracks, step, at, place)
            parted += more
            if parted > PARTINGS:
                raise Lost(TOO_MANY)
        except Lost as lost:
            return Outcome(Text.join(common), (), str(lost))
        if len(tracks) == 1:
            common.append(tracks[0].printed)
            tracks = [Track((), tracks[0].state, EMPTY)]
    last = join([(track.path, track.printed) for track in tracks])
    common.append(last)
    return Outcome(Text.join(common), tuple(track.state for track in tracks))


def _nearest(tracks: Sequence[Track[S]], at: Callable[[S], int | None]) -> int | None:
    places = [place for track in tracks if (place := at(track.state)) is not None]
    return min(places, default=None)


def _advance(
    tracks: Sequence[Track[S]],
    step: Callable[[S, Doubt], tuple[S, Text]],
    at: Callable[[S], int | None],
    place: int,
) -> tuple[list[Track[S]], int]:
    """Return the tracks after one more step, and how many of them parted."""
    moved: list[Track[S]] = []
    parted = 0
    for track in tracks:
        if at(track.state) != place:
            moved.append(track)
            continue
        found = ways(partial(step, track.state), track.path)
        parted += len(found) > 1
        for path, (state, printed) in found:
            moved.append(Track(path, state, track.printed + printed))
    moved = _merged(moved, 0) if len(moved) > 1 else moved
    if len(moved) > WAYS:
        raise Lost(TOO_MANY)
    return moved, parted


def _merged(tracks: list[Track[S]], depth: int) -> list[Track[S]]:
    """Join the tracks that differ in what they decided, but not in their state."""
    if len(tracks) == 1:
        return tracks
    below: list[Track[S]] = []
    for number in range(len(tracks[0].path[depth].labels)):
        side = [track for track in tracks if track.path[depth].taken == number]
        if side:
            below.extend(_merged(side, depth + 1))
    first = below[0]
    if any(track.state != first.state for track in below[1:]):
        return below
    printed = join([(track.path[depth:], track.printed) for track in below])
    return [Track(first.path[:depth], first.state, printed)]
