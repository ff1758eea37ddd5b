"""The history of every setting while the kubelet's layers are applied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from kubelet_lint.kubelet.defaults import common
from kubelet_lint.value import Known, Layer, Setting, Unknown, Value

ZERO: tuple[object, ...] = ("", "0s", None)
"""Values that v1beta1's defaulting takes for unset, besides empty maps and lists."""


class History:
    """Layers by setting; the last one decides."""

    def __init__(self) -> None:
        self.layers: dict[str, list[Layer]] = {}
        self.deleted: set[str] = set()
        """Settings that a drop-in's ``null`` took out of the merged object."""

    def add(self, path: str, layer: Layer) -> None:
        """Let a layer speak about a setting."""
        self.layers.setdefault(path, []).append(layer)

    def add_everywhere(self, layer: Layer, below: str = "") -> None:
        """Let something unseen speak, or not, about every setting below a path."""
        for path in {*common(), *self.layers}:
            if path.startswith(below):
                self.add(path, layer)

    def value(self, path: str) -> Value | None:
        """Return what a setting is by now, None if nothing spoke."""
        layers = self.layers.get(path)
        return layers[-1].value if layers else None

    def below(self, prefix: str) -> Iterator[str]:
        """Yield the settings that lie below a path that ends in a dot, or are it."""
        for path in list(self.layers):
            if path.startswith(prefix) or f"{path}." == prefix:
                yield path

    def copy(self) -> History:
        """Return a history that goes its own way from here."""
        other = History()
        other.layers = {path: list(layers) for path, layers in self.layers.items()}
        other.deleted = set(self.deleted)
        return other

    def settings(self, defaults: Mapping[str, Layer]) -> dict[str, Setting]:
        """Return every setting, its default first."""
        found: dict[str, Setting] = {}
        for path in {**defaults, **self.layers}:
            layers = self.layers.get(path, ())
            first = (defaults[path],) if path in defaults else ()
            found[path] = Setting(path, (*first, *layers))
        return found


def is_zero(value: Value) -> bool:
    """Say whether v1beta1's defaulting would replace a value by the default."""
    if not isinstance(value, Known):
        return False
    return value.value in ZERO or value.value in ([], {})


def known(value: Value | None) -> object:
    """Return a known value, None for what is unknown or unset."""
    return value.value if isinstance(value, Known) else None


def undecided(values: Iterable[Value | None]) -> Unknown | None:
    """Return the first unknown value."""
    return next((value for value in values if isinstance(value, Unknown)), None)
