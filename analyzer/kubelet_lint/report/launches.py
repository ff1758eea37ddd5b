"""Cases put together again: one launch for each set of circumstances.

Releases that come to the same are one case already; where they differ, the newest one
that starts stands for the launch and the others are told beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.rules.condition import release
from kubelet_lint.value import Json, Known, OneOf, Setting, Unknown, Value


class Started(NamedTuple):
    """One launch of one kubelet, in every release."""

    kubelet: Kubelet
    cases: tuple[Case, ...]
    """With the same circumstances; the newest release first."""

    @property
    def shown(self) -> Case:
        """The case that stands for the launch: the newest that is not refused."""
        return next((one for one in self.cases if not one.refusal), self.cases[0])

    @property
    def starts(self) -> bool | None:
        """Whether it starts; None if not decided, or not alike in all releases."""
        answers = {one.starts for one in self.cases}
        return answers.pop() if len(answers) == 1 else None

    @property
    def versions(self) -> tuple[str, ...]:
        """All releases, oldest first."""
        found = {version for one in self.cases for version in one.versions}
        return tuple(sorted(found, key=release))

    @property
    def paths(self) -> tuple[str, ...]:
        """The settings resolved in any release, in order."""
        return tuple(dict.fromkeys(path for one in self.cases for path in one.settings))

    def by_version(self) -> Iterator[tuple[str, Case]]:
        """Yield each release with its case, oldest first."""
        found = [(version, one) for one in self.cases for version in one.versions]
        yield from sorted(found, key=lambda pair: release(pair[0]))

    def serving(self) -> tuple[Case, ...]:
        """Return the cases that are not refused, or all if all are."""
        return tuple(one for one in self.cases if not one.refusal) or self.cases

    def agrees(self, path: str) -> bool:
        """Say whether all releases that start come to the same value."""
        first, *others = (one.setting(path).value for one in self.serving())
        return all(value == first for value in others)

    def value(self, path: str) -> Value:
        """Return a value over all releases that start."""
        setting = self.setting(path)
        if self.agrees(path):
            return setting.value
        values: list[Json] = []
        for one in self.serving():
            match one.setting(path).value:
                case Known(known):
                    values.append(known)
                case OneOf(several):
                    values.extend(several)
                case Unknown() as unknown:
                    return unknown
        return OneOf(_once(values), "depends on the kubelet's release")

    def setting(self, path: str) -> Setting:
        """Return a setting as the case that is shown has it."""
        return self.shown.setting(path)


def launches(kubelet: Kubelet) -> tuple[Started, ...]:
    """Return a kubelet's launches, in the order of its cases."""
    found: dict[tuple[str, ...], list[Case]] = {}
    for one in kubelet.cases:
        found.setdefault(one.circumstances, []).append(one)
    return tuple(
        Started(kubelet, tuple(sorted(cases, key=_newest, reverse=True)))
        for cases in found.values()
    )


def _newest(case: Case) -> tuple[int, ...]:
    return max(map(release, case.versions), default=())


def _once(values: list[Json]) -> tuple[Json, ...]:
    """Return the values, each once; ``0`` and ``false`` are two."""
    found: dict[str, Json] = {}
    for one in values:
        found.setdefault(repr(one), one)
    return tuple(found.values())
