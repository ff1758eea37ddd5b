"""Alternatives, decided one way at a time.

Code that reads a node never sees an alternative: ``explore`` runs it once for every
way the open conditions can be decided, so that one condition is decided alike
wherever it occurs. This is search by replay: a run that meets a new condition takes
its first option, and later runs take the others. The number of runs is bounded;
conditions beyond the bound become holes, which is sound, only less precise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeVar

from kubelet_lint.node.filesystem import (
    Alternatives,
    Entry,
    File,
    FileSystem,
    Unseen,
)
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import Choice, Piece, Text, program

RUNS = 16
"""Runs explored for one node before further conditions stay undecided."""

CONDITIONS = 8
"""Conditions decided within one run; further ones stay undecided."""

T = TypeVar("T")


class Decision(NamedTuple):
    """A condition and the label of the option taken."""

    condition: str
    label: str


class World:
    """One way to decide every condition met so far."""

    def __init__(self, prefix: tuple[tuple[str, int], ...], *, closed: bool) -> None:
        self._taken: dict[str, int] = dict(prefix)
        self._closed = closed
        self.met: list[tuple[str, int, int]] = []
        """Conditions in the order met: name, option taken, number of options."""
        self.decisions: list[Decision] = []

    def choose(self, condition: str, labels: tuple[str, ...]) -> int | None:
        """Return the option taken for ``condition``; None if it stays open."""
        taken = self._taken.get(condition)
        if taken is None:
            if self._closed or len(self.met) >= CONDITIONS:
                return None
            taken = self._taken[condition] = 0
        if all(name != condition for name, _, _ in self.met):
            self.met.append((condition, taken, len(labels)))
            self.decisions.append(
                Decision(condition, labels[min(taken, len(labels) - 1)])
            )
        return min(taken, len(labels) - 1)

    def text(self, text: Text) -> Text:
        """Return ``text`` with its choices made."""
        while any(isinstance(piece, Choice) for piece in text.holes()):
            text = text.map_pieces(self._piece)
        return text

    def _piece(self, piece: Piece, text: Text) -> Text:
        if not isinstance(piece, Choice):
            return text
        taken = self.choose(piece.condition, tuple(label for label, _ in piece.options))
        return _open(piece) if taken is None else piece.options[taken][1]

    def entry(self, entry: Entry) -> Entry:
        """Return ``entry`` with its alternatives decided."""
        while isinstance(entry, Alternatives):
            labels = tuple(label for label, _ in entry.options)
            taken = self.choose(entry.condition, labels)
            if taken is None:
                return Unseen(f"depends on {entry.condition}")
            entry = entry.options[taken][1]
        if isinstance(entry, File) and not entry.text.known:
            return File(self.text(entry.text), entry.mode, entry.assumptions)
        return entry


def _open(choice: Choice) -> Text:
    """Return a choice that nobody makes as one unknown stretch.

    It is as many words as its options are, and stands on a line of its own if each of
    them does: what is before the line end is no part of it.
    """
    said = [text.chars for _, text in choice.options if text.chars]
    words = any(_several(text) for _, text in choice.options)
    hole = Text.hole(f"depends on {choice.condition}", choice.span, words=words)
    if said and all(chars.lstrip(" \t").startswith("\n") for chars in said):
        return Text.join((program("\n"), hole))
    return hole


def _several(text: Text) -> bool:
    inner = any(isinstance(hole, Choice) or hole.words for hole in text.holes())
    return inner or len(text.chars.split()) > 1


class WorldFiles:
    """A file system in one world: no alternatives are left in it."""

    def __init__(self, files: FileSystem, world: World) -> None:
        self.files = files
        self.world = world

    def entry(self, path: str) -> Entry:
        """Return what lies at ``path`` in this world, not following a link there."""
        return self.world.entry(self.files.entry(path))

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names that may exist in a directory, sorted by their bytes."""
        return self.files.names(path)


def _never() -> bool:
    return False


def explore(
    run: Callable[[World], T], *, runs: int = RUNS, spent: Callable[[], bool] = _never
) -> Iterator[tuple[World, T]]:
    """Yield ``run``'s result for every way to decide the conditions it meets.

    At most ``runs`` worlds, or one more as soon as enough was ``spent`` on them; past
    that, the remaining conditions are left undecided (as holes) in one last world, so
    nothing is skipped in silence.
    """
    pending: list[tuple[tuple[str, int], ...]] = [()]
    done = 0
    while pending:
        last = done > 0 and spent()
        prefix = () if last else pending.pop()
        closed = last or done + len(pending) >= runs
        world = World(prefix, closed=closed)
        result = run(world)
        yield world, result
        if last:
            return
        done += 1
        known = {name for name, _ in prefix}
        path = list(prefix)
        branches: list[tuple[tuple[str, int], ...]] = []
        for name, taken, count in world.met:
            if name in known:
                continue
            branches.extend((*path, (name, other)) for other in range(1, count))
            path.append((name, taken))
        pending.extend(reversed(branches))


def in_world(launch: Launch, world: World) -> Launch:
    """Return a launch as it is in one world: no choice is left open in it."""
    return launch._replace(
        argv=tuple(world.text(word) for word in launch.argv),
        environment={n: world.text(v) for n, v in launch.environment.items()},
        files=WorldFiles(launch.files, world),
    )
