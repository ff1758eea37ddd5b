"""Report a setting's forbidden value: one finding for each place that decides it so.

Bad in every case that starts is ``fail``; in some, or where an unseen layer may still
speak, ``possible``, and the message names the circumstances or releases.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from kubelet_lint.finding import Finding, Level, Step
from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.rules.condition import condition
from kubelet_lint.rules.place import editable, place
from kubelet_lint.rules.remedy import remedy
from kubelet_lint.rules.settings import Judged, describe, spell
from kubelet_lint.rules.sighting import Sighting, certain, considered, sightings
from kubelet_lint.rules.story import (
    arguments,
    assumptions,
    beaten,
    naming,
    otherwise,
    refusals,
    spelled_in_parts,
    trace,
    written,
)
from kubelet_lint.source import Span


class Forbidden(NamedTuple):
    """How a rule forbids its setting's value, and speaks of it."""

    rule: str
    level: Level
    judged: Judged
    certain: str
    """What the kubelet does with it: ``authorizes every request``."""
    possible: str
    """The same after "may": ``authorize every request``."""
    why: Callable[[Case], str]
    """Why it matters in a case: whole sentences."""

    def check(self, kubelet: Kubelet) -> Iterator[Finding]:
        """Yield a finding for each place at which the value is decided."""
        found = sightings(kubelet, self.judged)
        places: dict[tuple[Span, str], list[Sighting]] = {}
        for one in found:
            where = place(one.layer, one.case, kubelet)
            places.setdefault((where, one.layer.text), []).append(one)
        sure = certain(kubelet, found)
        bad = {id(one.case) for one in found}
        among = considered(kubelet)
        others = [case for case in among if id(case) not in bad]
        rest = tuple(otherwise(self.judged.path, others, among))
        for (where, _), here in places.items():
            yield self._finding(kubelet, where, here, rest, certain=sure)

    def _finding(
        self,
        kubelet: Kubelet,
        where: Span,
        here: Sequence[Sighting],
        rest: tuple[Step, ...],
        *,
        certain: bool,
    ) -> Finding:
        first = here[0]
        title = self._title(kubelet, here, certain=certain)
        why = self.why(first.case)
        return Finding(
            rule=self.rule,
            level=self.level if certain else "warning",
            verdict="fail" if certain else "possible",
            message=f"{title} {_decided(first, where)} {why}",
            span=where.outermost,
            node=kubelet.node,
            setting=self.judged.path,
            value=spell(self.judged.bad),
            trace=(*_story(first), *rest, *refusals(kubelet)),
            assumptions=assumptions(one.case for one in here),
            help=remedy(self.judged, first, where),
            title=title,
            why=why,
            text=first.layer.text,
        )

    def _title(
        self, kubelet: Kubelet, here: Sequence[Sighting], *, certain: bool
    ) -> str:
        verb = self.certain if certain else f"may {self.possible}"
        what = f"{self.judged.path} is {describe(here[0].layer.value)}"
        when = condition((one.case for one in here), considered(kubelet))
        clauses = (when, here[0].doubt, kubelet.doubt and f"({kubelet.doubt})")
        return " ".join((f"The kubelet {verb}: {what}", *filter(None, clauses))) + "."


def _story(sighting: Sighting) -> Iterator[Step]:
    yield from trace(sighting.setting, sighting.layer)
    if sighting.layer.kind == "default":
        yield from arguments(sighting.case.launch)
    elif sighting.layer.kind in ("config", "config-dir"):
        yield from naming(sighting.case.launch)
    else:
        yield from spelled_in_parts(sighting.case.launch, sighting.layer)


def _decided(sighting: Sighting, where: Span) -> str:
    """Say in a sentence which layer decides, over which other."""
    layer = sighting.layer
    if layer.kind == "default":
        return f"Nothing sets it, so the default applies: {layer.text}."
    over = beaten(sighting.setting, layer)
    rest = f", over {written(over)}" if over else ""
    if not editable(layer.span):
        return f"`{layer.text}` decides{rest}."
    return f"{written(layer)} decides{rest}."
