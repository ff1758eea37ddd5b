"""Look for a forbidden value in every case of a kubelet.

The last layer decides (``NewKubeletCommand`` in cmd/kubelet/app/server.go). An unseen
layer on top may or may not speak: a written bad value under it may still win, a
default or good one decides nothing. Refused cases are only looked at when there is
nothing else: a kubelet that does not start serves nobody, but is meant to.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.rules.settings import Judged
from kubelet_lint.value import Layer, OneOf, Setting, Unknown

SILENT = ("unknown", "config-dir")
"""Layers that, unseen, may say nothing; an unseen flag or file surely speaks."""


class Sighting(NamedTuple):
    """A case in which the forbidden value is, or may be, the effective one."""

    case: Case
    setting: Setting
    layer: Layer
    """The layer that says it."""
    doubt: str = ""
    """Why it may not come to it, as a clause; empty if it surely does."""


class Open(NamedTuple):
    """A case that the repository does not decide."""

    case: Case
    setting: Setting
    layer: Layer
    """The layer that is not known."""
    reason: str


def considered(kubelet: Kubelet) -> tuple[Case, ...]:
    """Return the cases that are not refused, or all if all are."""
    return tuple(case for case in kubelet.cases if not case.refusal) or kubelet.cases


def sightings(kubelet: Kubelet, judged: Judged) -> tuple[Sighting, ...]:
    """Return the cases whose value is or may be the forbidden one."""
    found = (_sighting(case, judged) for case in considered(kubelet))
    return tuple(one for one in found if one is not None)


def opens(kubelet: Kubelet, judged: Judged) -> tuple[Open, ...]:
    """Return the cases whose value nothing in the repository decides."""
    found: list[Open] = []
    for case in considered(kubelet):
        setting = case.setting(judged.path)
        value = setting.value
        if not isinstance(value, Unknown) or _sighting(case, judged):
            continue
        if case.refusal and judged.path not in case.settings:
            continue
        found.append(Open(case, setting, setting.deciding, value.reason))
    return tuple(found)


def certain(kubelet: Kubelet, found: Sequence[Sighting]) -> bool:
    """Say whether sightings mean that the value is bad however the node comes out."""
    return (
        len(found) == len(considered(kubelet))
        and not kubelet.doubt
        and not any(one.doubt for one in found)
    )


def speaker(setting: Setting) -> Layer:
    """Return the layer that decides, or would if the unseen ones said nothing."""
    for layer in reversed(setting.layers):
        if not isinstance(layer.value, Unknown) or layer.kind not in SILENT:
            return layer
    return setting.deciding


def _sighting(case: Case, judged: Judged) -> Sighting | None:
    setting = case.setting(judged.path)
    deciding, layer = setting.deciding, speaker(setting)
    if not judged.possible(layer.value):
        return None
    if layer is deciding:
        return Sighting(case, setting, layer, _choice(layer))
    if layer.kind == "default":
        return None
    return Sighting(case, setting, layer, f"unless {deciding.text} says otherwise")


def _choice(layer: Layer) -> str:
    if not isinstance(layer.value, OneOf):
        return ""
    return f"({layer.value.reason or 'nothing says which'})"
