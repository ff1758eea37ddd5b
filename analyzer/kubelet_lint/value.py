"""What is known of a setting, and the layers that made it so."""

from __future__ import annotations

from typing import Literal, NamedTuple, Union

from kubelet_lint.source import Span

Json = Union[None, bool, int, float, str, "list[Json]", "dict[str, Json]"]
"""A value as JSON has it; durations are strings, as the kubelet writes them."""

LayerKind = Literal["default", "config", "config-dir", "flag", "unknown"]


class Known(NamedTuple):
    """The value the node will have."""

    value: Json


class Unknown(NamedTuple):
    """A value the repository does not decide, why, and where that is seen."""

    reason: str
    span: Span | None = None


class OneOf(NamedTuple):
    """One of these values, and nothing says which."""

    values: tuple[Json, ...]
    reason: str = ""


Value = Known | OneOf | Unknown


class Layer(NamedTuple):
    """One layer saying one thing about one setting.

    Kind ``unknown`` is something unseen that may or may not set it, such as an
    argument nobody can read; its value is always ``Unknown``.
    """

    kind: LayerKind
    value: Value
    text: str
    """For people: ``--authorization-mode=AlwaysAllow``, ``mode: Webhook``."""
    span: Span | None = None
    """Where it is written; for a default, what makes that default apply."""


class Assumption(NamedTuple):
    """A step that was not certain, in words, and where it was taken."""

    text: str
    span: Span | None = None


class Setting(NamedTuple):
    """A setting by its JSON path, such as ``authorization.mode``, and its history."""

    path: str
    layers: tuple[Layer, ...] = ()
    """In the order applied; the last one decides. Never empty once resolved."""

    @property
    def deciding(self) -> Layer:
        """The layer that decides: the last one."""
        return self.layers[-1]

    @property
    def value(self) -> Value:
        """The effective value; unknown if the last layer may or may not speak."""
        return self.layers[-1].value

    @property
    def shadowed(self) -> Layer | None:
        """Under one or more unknown layers, the last layer known to speak."""
        for layer in reversed(self.layers):
            if not isinstance(layer.value, Unknown):
                return layer
        return None

    @property
    def written(self) -> bool:
        """Say whether the repository says the value, rather than a default."""
        return self.deciding.kind != "default"
