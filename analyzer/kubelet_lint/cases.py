"""From worlds and releases to cases: what can come out, and when.

A condition that makes no difference to any judged setting is not mentioned: one case
stands for all the ways it can be decided.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Sequence

from kubelet_lint.assemble import Plan
from kubelet_lint.kubelet.resolve import Outcome
from kubelet_lint.node.effect import Unfollowed
from kubelet_lint.node.launch import Launch
from kubelet_lint.node.world import Decision, World
from kubelet_lint.resolution import Case, Refusal
from kubelet_lint.rules.settings import JUDGED
from kubelet_lint.source import Span
from kubelet_lint.value import Assumption, Known, Layer, Setting, Unknown, Value

Found = tuple[tuple[Decision, ...], Case]


def cases(
    plan: Plan, started: Sequence[tuple[World, Launch, Sequence[Outcome]]]
) -> tuple[Case, ...]:
    """Return the different ways one kubelet can come out."""
    found: list[Found] = []
    for world, launch, outcomes in started:
        for outcome in outcomes:
            found.append((tuple(world.decisions), _case(plan, launch, outcome)))
    return tuple(
        case._replace(
            circumstances=(
                *plan.machine.circumstances,
                *case.circumstances,
                *(decision.label for decision in decisions),
            ),
        )
        for decisions, case in _without_idle_conditions(found)
    )


def unsure(outcome: Outcome, lost: Unfollowed) -> Outcome:
    """Leave open what is only right by a default or by what a vendor ships.

    Something unread may have written any file. What the repository itself says of the
    kubelet stays decided, for somebody wrote it to hold; and so does what is wrong.
    """
    found: dict[str, Setting] = {}
    for judged in JUDGED:
        setting = outcome.settings.get(judged.path)
        if setting is not None and setting.layers and _by_silence(setting):
            if not judged.possible(setting.value):
                unknown = Unknown(lost.reason, lost.span)
                layer = Layer("unknown", unknown, f"‹{lost.reason}›", lost.span)
                found[judged.path] = Setting(judged.path, (*setting.layers, layer))
    if not found:
        return outcome
    return outcome._replace(settings=ChainMap(found, dict(outcome.settings)))


def _by_silence(setting: Setting) -> bool:
    layer = setting.deciding
    written = layer.span is not None and layer.span.outermost.source.origin
    return isinstance(layer.value, Known) and (
        layer.kind == "default" or written != "repository"
    )


def _case(plan: Plan, launch: Launch, outcome: Outcome) -> Case:
    refusal = None
    if launch.refusal is not None:
        refusal = Refusal("systemd", launch.refusal, launch.refusal_span)
    elif outcome.refusal is not None:
        refusal = Refusal("kubelet", outcome.refusal.reason, outcome.refusal.span)
    starts = False if refusal else (None if outcome.undetermined else True)
    return Case(
        launch=launch,
        settings=outcome.settings,
        versions=tuple(str(version) for version in outcome.versions),
        circumstances=launch.circumstances,
        refusal=refusal,
        starts=starts,
        assumptions=_unique(
            (*plan.machine.assumptions, *launch.assumptions, *outcome.assumptions)
        ),
    )


def _unique(assumptions: Sequence[Assumption]) -> tuple[Assumption, ...]:
    return tuple({one.text: one for one in assumptions}.values())


def _without_idle_conditions(found: list[Found]) -> list[Found]:
    """Drop each condition whose decision changes nothing, and cases so made equal."""
    conditions = dict.fromkeys(
        decision.condition for decisions, _ in found for decision in decisions
    )
    for condition in conditions:
        reduced: dict[object, set[object]] = {}
        for decisions, case in found:
            rest = tuple(d for d in decisions if d.condition != condition)
            reduced.setdefault((rest, case.versions), set()).add(_signature(case))
        if all(len(signatures) == 1 for signatures in reduced.values()):
            kept: dict[object, Found] = {}
            for decisions, case in found:
                rest = tuple(d for d in decisions if d.condition != condition)
                kept.setdefault((rest, case.versions), (rest, case))
            found = list(kept.values())
    return found


def _signature(case: Case) -> object:
    refusal = case.refusal and (case.refusal.by, case.refusal.reason)
    settings = tuple(
        (_value(case.setting(judged.path).value), _place(case, judged.path))
        for judged in JUDGED
    )
    return (settings, refusal, case.starts)


def _value(value: Value) -> object:
    return (type(value).__name__, repr(value[0]))


def _place(case: Case, path: str) -> object:
    span: Span | None = case.setting(path).deciding.span
    return span and (span.source.path, span.start, span.end)
