"""Whether a setting of a kubelet is right: the one word that evidence is about.

Nothing passes that is not sure: an undecided value, a kubelet that does not start and
a node that may come out differently are ``open``, whatever their values look like.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.rules.settings import Judged
from kubelet_lint.rules.sighting import certain, considered, opens, sightings, speaker
from kubelet_lint.value import Known, OneOf, Unknown, Value

Answer = Literal["fail", "possible", "open", "default", "pass"]
"""fail: bad however the node comes out · possible: bad in some cases · open: nothing
decides · default: right, but only because a default says so · pass: right, written."""

WORST_FIRST: tuple[Answer, ...] = ("fail", "possible", "open", "default", "pass")

LOST = "how the kubelet is started could not be followed"
REFUSED = "the kubelet refuses to start"
NOT_A_VALUE = "the kubelet accepts no such value"


def answer(kubelet: Kubelet, judged: Judged) -> tuple[Answer, str]:
    """Return the answer over all cases, and why if it is no certain one."""
    if found := sightings(kubelet, judged):
        if certain(kubelet, found):
            return "fail", ""
        return "possible", kubelet.doubt or found[0].doubt.strip("()")
    if missing := opens(kubelet, judged):
        return "open", missing[0].reason
    if doubt := _doubt(kubelet, judged):
        return "open", doubt
    return worst(alone(case, judged) for case in considered(kubelet)), ""


def alone(case: Case, judged: Judged) -> Answer:
    """Return what one case comes to, whatever the others do."""
    setting = case.setting(judged.path)
    says = speaker(setting)
    if judged.certain(setting.value):
        return "fail"
    if judged.possible(says.value) and (
        says is setting.deciding or says.kind != "default"
    ):
        return "possible"
    if not _right(judged, setting.value):
        return "open"
    return "pass" if setting.written else "default"


def worst(answers: Iterable[Answer]) -> Answer:
    """Return the worst of some answers; of none, that nothing is decided."""
    found = set(answers)
    for one in WORST_FIRST:
        if one in found:
            return one
    return "open"


def tally(answers: Iterable[Answer]) -> dict[Answer, int]:
    """Count answers, the worst first; none is left out."""
    found = list(answers)
    return {one: found.count(one) for one in WORST_FIRST}


def _doubt(kubelet: Kubelet, judged: Judged) -> str:
    """Return why values that look right are no pass all the same."""
    if not kubelet.cases:
        return LOST
    if all(case.refusal for case in kubelet.cases):
        return REFUSED
    for case in considered(kubelet):
        value = case.setting(judged.path).value
        if isinstance(value, Unknown):
            return value.reason
        if not _right(judged, value):
            return NOT_A_VALUE
    return kubelet.doubt


def _right(judged: Judged, value: Value) -> bool:
    """Say whether a value can only be the good one; ``1`` is not ``true``."""
    match value:
        case Known(known):
            return type(known) is type(judged.good) and known == judged.good
        case OneOf(values):
            return all(_right(judged, Known(one)) for one in values)
        case Unknown():
            return False
