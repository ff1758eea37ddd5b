"""A bar on the terminal, for runs that take longer than a second.

Only where standard error is a terminal that can move its cursor: a log, a pipe and a
hook get nothing. ``click.progressbar`` is not used because it can neither wait before
it shows nor clean up behind itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from time import monotonic
from typing import TextIO, TypeVar

from kubelet_lint.progress import Watch, unwatched

T = TypeVar("T")

AFTER = 1.0
"""Seconds before anything is shown."""

EVERY = 0.1
"""Seconds between two pictures."""

BAR = 30
"""Columns of the bar."""

ERASE = "\r\x1b[K"
"""ECMA-48: back to the start of the line, and erase it."""


class Progress:
    """Draws how far each step is."""

    def __init__(
        self, stream: TextIO, clock: Callable[[], float] = monotonic, columns: int = 80
    ) -> None:
        self._stream = stream
        self._clock = clock
        self._columns = columns
        self._next = clock() + AFTER
        self._shown = False

    def __call__(self, step: str, items: Sequence[T], /) -> Iterator[T]:
        """Yield the items, and draw now and then."""
        try:
            for done, item in enumerate(items):
                now = self._clock()
                if now >= self._next:
                    self._next = now + EVERY
                    self._draw(step, done, len(items))
                yield item
        finally:  # when a run is interrupted as well
            self._erase()

    def _draw(self, step: str, done: int, total: int) -> None:
        filled = BAR * done // total
        bar = "#" * filled + "-" * (BAR - filled)
        line = f"{step} [{bar}] {done}/{total}"[: self._columns - 1]
        self._say(f"{ERASE}{line}")
        self._shown = True

    def _erase(self) -> None:
        if self._shown:
            self._say(ERASE)
            self._shown = False

    def _say(self, text: str) -> None:
        try:
            self._stream.write(text)
            self._stream.flush()
        except (OSError, ValueError):
            self._next = float("inf")  # nobody is there any more


def watcher(verbosity: int) -> Watch:
    """Return who watches: a bar, where one can be seen and quiet is not asked for."""
    if verbosity < 0 or os.environ.get("TERM") == "dumb" or not sys.stderr.isatty():
        return unwatched
    return Progress(sys.stderr, columns=_columns())


def _columns() -> int:
    try:
        return os.get_terminal_size(sys.stderr.fileno()).columns or 80
    except (OSError, ValueError):
        return 80
