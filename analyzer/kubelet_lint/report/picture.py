"""A setting's layers as a picture: which one decides, and what it beat.

Cases that have the same layers share one picture; it says for which of them it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, NamedTuple

from kubelet_lint.report.answer import WORST_FIRST, Answer, alone
from kubelet_lint.resolution import Case
from kubelet_lint.rules.condition import condition
from kubelet_lint.rules.settings import Judged
from kubelet_lint.rules.sighting import SILENT, speaker
from kubelet_lint.value import Layer, Setting, Unknown

Role = Literal["decides", "unsure", "holds", "beaten", "agrees"]
"""decides: its value is the effective one · unsure: on top, but nobody can say what it
says · holds: decides unless the unsure one above it speaks · beaten: overridden by
another value · agrees: overridden by the same value."""


class Rung(NamedTuple):
    """One layer in a picture."""

    layer: Layer
    role: Role


class Picture(NamedTuple):
    """The layers of a setting in the cases that share them."""

    setting: Setting
    when: str
    """Which cases: ``in kubelet 1.24``; empty if there are no others."""
    cases: tuple[Case, ...]
    answer: Answer

    @property
    def rungs(self) -> tuple[Rung, ...]:
        """The layers, from the first applied to the last."""
        return tuple(_rungs(self.setting))


def pictures(among: Sequence[Case], judged: Judged) -> tuple[Picture, ...]:
    """Return a picture for each stack of layers that cases have, the worst first."""
    found: dict[object, list[Case]] = {}
    for case in among:
        found.setdefault(_stack(case.setting(judged.path)), []).append(case)
    drawn = [
        Picture(
            same[0].setting(judged.path),
            condition(same, among),
            tuple(same),
            alone(same[0], judged),
        )
        for same in found.values()
    ]
    return tuple(sorted(drawn, key=lambda one: WORST_FIRST.index(one.answer)))


def _stack(setting: Setting) -> object:
    """Return what makes two settings one picture; a value may be a dictionary."""
    return tuple(
        (one.kind, one.text, one.span, repr(one.value)) for one in setting.layers
    )


def _rungs(setting: Setting) -> Iterator[Rung]:
    says = speaker(setting)
    top = len(setting.layers) - 1
    at = max(n for n, layer in enumerate(setting.layers) if layer is says)
    for number, layer in enumerate(setting.layers):
        if number < at:
            yield Rung(layer, "agrees" if layer.value == says.value else "beaten")
        elif number > at or (layer.kind in SILENT and isinstance(layer.value, Unknown)):
            yield Rung(layer, "unsure")
        else:
            yield Rung(layer, "decides" if at == top else "holds")
