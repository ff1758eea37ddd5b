"""Tell how far a long run is, without knowing whether anybody looks.

The analysis hands the items of a long step through a ``Watch``; who prints (``cli``)
decides what becomes of it. ``unwatched`` is for everybody else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Watch(Protocol):
    """Something that sees how a step gets on."""

    def __call__(self, step: str, items: Sequence[T], /) -> Iterator[T]:
        """Yield the items of a step, as they are."""
        ...


def unwatched(step: str, items: Sequence[T], /) -> Iterator[T]:
    """Yield the items; nobody looks."""
    return iter(items)
