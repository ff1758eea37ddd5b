"""The configuration object while the kubelet fills it, each field with its history.

A field's history is a list of steps: layers that spoke, and points at which it fell
back to a default (a ``null``, a zero). Defaults differ between releases, so a step
becomes a layer only when it is asked for which releases.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

from kubelet_lint.kubelet import defaults
from kubelet_lint.kubelet.fields import FIELDS, SETTINGS
from kubelet_lint.kubelet.versions import Version, spoken
from kubelet_lint.source import Span
from kubelet_lint.value import Json, Known, Layer, OneOf, Unknown, Value

DefaultSet = Literal["legacy", "v1beta1", "file"]
"""``file``: v1beta1, and the eviction thresholds that loading a file puts in."""


class Default(NamedTuple):
    """A field is what nothing else says."""

    of: DefaultSet
    text: str
    span: Span | None
    """What makes that default apply."""
    minor: int = 0
    """The only release that does this, if there is one."""


Step = Layer | Default


class _Everywhere(NamedTuple):
    """A step of every field below a path."""

    stage: int
    prefix: str
    step: Step
    but: frozenset[str] = frozenset()


class Configuration:
    """The object in one group of releases that treat it alike."""

    def __init__(self, start: Default) -> None:
        self.start = start
        self._steps: dict[str, list[Step]] = {}
        self._everywhere: list[_Everywhere] = []
        self._beaten: dict[str, list[Layer]] = {}
        self._stage: dict[str, list[int]] = {}
        self.stage = 0
        self.flag_gates: dict[str, Json] = {}
        """Feature gates that flags set before any file is loaded and defaulted."""
        """Counts the files and drop-ins applied so far."""

    def add(self, path: str, step: Step) -> None:
        """Let a layer speak of a field, or put it back to a default."""
        self._steps.setdefault(path, []).append(step)
        self._stage.setdefault(path, []).append(self.stage)

    def add_beaten(self, path: str, layer: Layer) -> None:
        """Add a layer that speaks but does not count: below the one that decides."""
        self._beaten.setdefault(path, []).append(layer)

    def add_below(self, prefix: str, layer: Layer) -> None:
        """Let a layer speak of every field below a path (``""``: of all)."""
        self._everywhere.append(_Everywhere(self.stage, prefix, layer))

    def add_default_everywhere(self, step: Default, but: frozenset[str]) -> None:
        """Put every field that has a default, but for some, back to it."""
        self._everywhere.append(_Everywhere(self.stage, "", step, but))

    def add_holes(self, prefix: str, lost: Unknown) -> None:
        """Let something unseen speak of the fields of which this stage says nothing."""
        for path in SETTINGS:
            if path.startswith(prefix) and not self.said(path):
                self.add(path, Layer("unknown", lost, lost.reason, lost.span))

    def said(self, path: str) -> bool:
        """Say whether anything speaks of a field in the present stage."""
        return self.stage in self._stage.get(path, ())

    @property
    def written(self) -> Iterable[str]:
        """The fields of which something speaks by name."""
        return self._steps

    def steps(self, path: str) -> list[Step]:
        """Return the history of a field, from its first default on."""
        found: list[Step] = [self.start]
        mine = zip(self._stage.get(path, ()), self._steps.get(path, ()), strict=True)
        theirs = (
            (every.stage, every.step)
            for every in self._everywhere
            if path.startswith(every.prefix) and self._speaks(every, path)
        )
        # The stable sort keeps what one file says before what its holes may say.
        found.extend(step for _, step in sorted((*mine, *theirs), key=_stage_of))
        found[-1:-1] = self._beaten.get(path, ())
        if len(found) > 1 and _same(found[-1], self.start):
            found.pop(0)
        return found

    def _speaks(self, every: _Everywhere, path: str) -> bool:
        if isinstance(every.step, Layer):
            return True
        return path not in every.but and not defaults.is_zero(
            path, defaults.v1beta1(path, every.step.minor, lambda _: None)
        )

    def explicit(self, path: str) -> Value | None:
        """Return what a field is set to, None if a default decides."""
        last = self.steps(path)[-1]
        return None if isinstance(last, Default) else last.value

    def _loaded(self, path: str) -> Value | None:
        """Return what the file alone sets a field to: its defaults depend on that."""
        steps = self._steps.get(path, ())
        mine = [
            step
            for stage, step in zip(self._stage.get(path, ()), steps, strict=True)
            if stage <= 1
        ]
        last = mine[-1] if mine else None
        return last.value if isinstance(last, Layer) else None

    def default(self, path: str, of: DefaultSet, minor: int) -> Value:
        """Return a default of one release, as other fields make it."""
        lost: list[Unknown] = []

        def lookup(other: str) -> Json:
            value = self.explicit(other) if of == "v1beta1" else self._loaded(other)
            if isinstance(value, Unknown):
                lost.append(value)
            said = value.value if isinstance(value, Known) else None
            if other == "featureGates" and isinstance(said, dict):
                return {**self.flag_gates, **said}
            return dict(self.flag_gates) if other == "featureGates" else said

        if of == "legacy":
            return Known(defaults.legacy(path, minor))
        if of == "file" and path == "evictionHard":
            return Known(dict(defaults.eviction_hard(minor)))
        value = defaults.v1beta1(path, minor, lookup)
        return lost[0] if lost else Known(value)

    def layers(self, path: str, versions: tuple[Version, ...]) -> tuple[Layer, ...]:
        """Return the history of a field in some releases, as layers."""
        return tuple(
            self._layer(path, step, versions) if isinstance(step, Default) else step
            for step in self.steps(path)
        )

    def _layer(self, path: str, step: Default, versions: tuple[Version, ...]) -> Layer:
        first = FIELDS[path].first
        values: dict[str, list[Version]] = {}
        found: dict[str, Value] = {}
        for version in versions:
            if version.minor >= first:
                value = self.default(path, step.of, version.minor)
                values.setdefault(repr(value), []).append(version)
                found[repr(value)] = value
        if not found:
            return Layer("default", Unknown("no such field"), step.text, step.span)
        if len(found) == 1:
            (only,) = found.values()
            return Layer("default", only, step.text, step.span)
        known = [v for v in found.values() if isinstance(v, Known)]
        said = ", ".join(
            f"{value.value} in {spoken(values[name])}"
            for name, value in found.items()
            if isinstance(value, Known)
        )
        one = OneOf(tuple(value.value for value in known), said)
        return Layer("default", one, step.text, step.span)


def _same(step: Step, start: Default) -> bool:
    return isinstance(step, Default) and (step.of, step.text) == (start.of, start.text)


def _stage_of(pair: tuple[int, Step]) -> int:
    return pair[0]


def has_field(path: str, versions: tuple[Version, ...]) -> bool:
    """Say whether a setting exists in any of the releases."""
    return versions[-1].minor >= FIELDS[path].first


__all__ = ["SETTINGS", "Configuration", "Default", "DefaultSet", "Step", "has_field"]
