"""Put findings in order, and say what is wrong at one place once.

Code scanning shows one alert for a rule at a line, whatever the number of nodes; so
the same finding about several nodes is one, with the other nodes as related places.
"""

from __future__ import annotations

from collections.abc import Iterable

from kubelet_lint.finding import Finding, Step
from kubelet_lint.resolution import Kubelet

Pair = tuple[Finding, Kubelet]


def merge(pairs: Iterable[Pair]) -> tuple[Finding, ...]:
    """Return the findings sorted by path, place, rule and node, each once."""
    merged: dict[tuple[object, ...], list[Pair]] = {}
    for pair in sorted(pairs, key=_order):
        found = pair[0]
        key = (*_place(found), found.rule, found.setting, found.verdict, found.text)
        merged.setdefault(key, []).append(pair)
    return tuple(_one(same) for same in merged.values())


def _place(finding: Finding) -> tuple[str, int, int]:
    return finding.span.source.path, finding.span.start, finding.span.end


def _order(pair: Pair) -> tuple[object, ...]:
    finding = pair[0]
    return (
        *_place(finding)[:2],
        finding.rule,
        finding.node,
        finding.setting or "",
        finding.span.end,
        finding.message,
    )


def _one(same: list[Pair]) -> Finding:
    first = same[0][0]
    others = {
        kubelet.node: Step("node", f"the kubelet of {kubelet.node}", kubelet.span)
        for finding, kubelet in same[1:]
        if finding.node != first.node
    }
    if not others:
        return first
    return first._replace(related=(*first.related, *others.values()))
