"""A machine's files at one moment, for those who look from outside of the script."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.bash.decision import Decisions
from kubelet_lint.bash.machine import Machine
from kubelet_lint.node.filesystem import Entry


def is_real(path: str) -> bool:
    """Say whether a path is one of the machine, not a pipe of the interpreter."""
    return path.startswith("/") and not path.startswith("/dev/")


class Snapshot:
    """What the machine's files are; ``Alternatives`` are not decided."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine.copy(Decisions())
        self._machine.seen = set(machine.seen)

    def entry(self, path: str) -> Entry:
        """Return what lies at ``path``, not following a link there."""
        return self._machine.raw(path)

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names that may exist in a directory, sorted by their bytes."""
        return self._machine.names(path)

    def touched(self) -> Iterator[str]:
        """Yield the paths that were written, removed or read, sorted."""
        yield from sorted(
            filter(is_real, self._machine.changes.keys() | self._machine.seen)
        )
