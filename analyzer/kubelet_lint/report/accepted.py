"""Suppressed findings, where a report is asked to show them, and their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.report.group import Group, groups
from kubelet_lint.report.location import shown
from kubelet_lint.resolution import Report, Suppressed

BY = {
    "comment": "by a comment",
    "baseline": "by the baseline",
    "configuration": "by the configuration",
}
"""Who accepts findings, for people."""


class Accepted(NamedTuple):
    """Findings that are read as one and were accepted with the same words."""

    group: Group
    how: Suppressed

    @property
    def words(self) -> str:
        """Who accepts them, why, and where that is written."""
        place = shown(self.how.span)
        said = f"{BY[self.how.by]}: {self.how.reason}"
        return f"{said} ({place})" if place else said


def suppressed_groups(report: Report) -> Iterator[Accepted]:
    """Yield the suppressed findings, in groups, in their order."""
    apart: dict[object, list[Suppressed]] = {}
    for one in report.suppressed:
        apart.setdefault((one.by, one.reason, one.span), []).append(one)
    found = [
        Accepted(group, same[0])
        for same in apart.values()
        for group in groups(one.finding for one in same)
    ]
    yield from sorted(found, key=_place)


def _place(one: Accepted) -> tuple[str, int]:
    return one.group.first.span.source.path, one.group.first.span.start


def numbers(report: Report) -> dict[str, int]:
    """Return how many findings are suppressed, by who accepts them."""
    counted = dict.fromkeys(BY, 0)
    for one in report.suppressed:
        counted[one.by] += 1
    return counted
