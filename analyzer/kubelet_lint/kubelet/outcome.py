"""What a launch comes to, in some releases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, Protocol

from kubelet_lint.kubelet.decode import Ignored
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.source import Span
from kubelet_lint.value import Assumption, Layer, Setting


class History(Protocol):
    """Where the layers of settings come from."""

    def paths(self, versions: tuple[Version, ...]) -> tuple[str, ...]:
        """Return the settings that any of the releases has."""
        ...

    def layers(self, path: str, versions: tuple[Version, ...]) -> tuple[Layer, ...]:
        """Return the layers of one of them."""
        ...


class Settings(Mapping[str, Setting]):
    """The settings of an outcome, each made when it is asked for."""

    __slots__ = ("_history", "_made", "_paths", "_versions")

    def __init__(self, history: History, versions: tuple[Version, ...]) -> None:
        self._history = history
        self._versions = versions
        self._made: dict[str, Setting] = {}
        self._paths: dict[str, None] | None = None

    def __getitem__(self, path: str) -> Setting:
        found = self._made.get(path)
        if found is None:
            if path not in self._known():
                raise KeyError(path)
            layers = self._history.layers(path, self._versions)
            found = self._made[path] = Setting(path, layers)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._known())

    def __len__(self) -> int:
        return len(self._known())

    def _known(self) -> dict[str, None]:
        if self._paths is None:
            self._paths = dict.fromkeys(self._history.paths(self._versions))
        return self._paths


class Refusal(NamedTuple):
    """Why the kubelet exits instead of serving."""

    reason: str
    """In the kubelet's own words."""
    span: Span | None = None
    """Where what it stumbles over is written."""
    stage: str = ""
    """When: ``parse``, ``positional``, ``load``, ``merge``, ``validate``, ``auth`` …"""


class Outcome(NamedTuple):
    """What a launch comes to, in some releases."""

    versions: tuple[Version, ...]
    settings: Mapping[str, Setting]
    """By JSON path; a flag without a field by its name."""
    refusal: Refusal | None = None
    """Why the kubelet would exit instead of serving, if it would."""
    assumptions: tuple[Assumption, ...] = ()
    undetermined: str | None = None
    """Why it can't be said whether it starts."""
    lenient: tuple[Ignored, ...] = ()
    """What the kubelet ignores in the files, with a warning in its log."""
    read: tuple[str, ...] = ()
    """The files read, by their paths on the node."""
