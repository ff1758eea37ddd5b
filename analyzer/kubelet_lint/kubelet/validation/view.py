"""How a rule sees the configuration, and what a rule is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from kubelet_lint.kubelet import golang
from kubelet_lint.value import Json


class View(Protocol):
    """The configuration as one release has it."""

    @property
    def minor(self) -> int:
        """The release."""
        ...

    def get(self, path: str) -> Json:
        """Return a field's value; ``Undecided`` is raised if nobody knows it."""
        ...

    def enabled(self, gate: str) -> bool:
        """Say whether a feature gate is on."""
        ...


class Undecided(Exception):
    """A value that a rule needs is not known."""


class Rule(NamedTuple):
    """One condition, checked if one of its fields is set."""

    paths: tuple[str, ...]
    check: Callable[[View], Iterator[str]]
    first: int = 24
    """The first minor release that has it."""
    same: bool = False
    """Whether it says the same in every release that has it."""


def integer(view: View, path: str) -> int:
    """Return a whole number."""
    value = view.get(path)
    return value if isinstance(value, int) else 0


def text(view: View, path: str) -> str:
    """Return a string."""
    value = view.get(path)
    return value if isinstance(value, str) else ""


def duration(view: View, path: str) -> int:
    """Return a duration in nanoseconds."""
    value = view.get(path)
    if isinstance(value, int):
        return value
    return golang.parse_duration(value) if isinstance(value, str) else 0


def items(view: View, path: str) -> list[Json]:
    """Return a list."""
    value = view.get(path)
    return value if isinstance(value, list) else []


def text_of(nanoseconds: int) -> str:
    """Return a duration as a message has it."""
    return golang.format_duration(nanoseconds)
