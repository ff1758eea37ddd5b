"""Findings that a person reads as one: a rule, a place, several settings.

One missing file leaves three settings undecided; code scanning would fold them into
one alert and drop two messages, and a terminal would show the same line three times.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kubelet_lint.finding import Finding

PLACEHOLDER = "\0"


class Group(NamedTuple):
    """One or more findings that differ only in their setting."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The finding that stands for all."""
        return self.findings[0]

    @property
    def title(self) -> str:
        """What is wrong, with all settings named."""
        title = self.first.title or self.first.message
        if len(self.findings) == 1:
            return title
        return title.replace(self.first.setting or "", self._settings)

    @property
    def message(self) -> str:
        """The whole message, with all settings named in its title."""
        first = self.first
        rest = first.message.removeprefix(first.title)
        if len(self.findings) == 1:
            return first.message
        if any(one.message.removeprefix(one.title) != rest for one in self.findings):
            rest = "".join(f" {why}" for why in self.whys)
        return self.title + rest

    @property
    def whys(self) -> tuple[str, ...]:
        """Why it matters, each reason once."""
        return tuple(dict.fromkeys(one.why for one in self.findings if one.why))

    @property
    def helps(self) -> tuple[str, ...]:
        """How to fix it; steps that differ in what is quoted first are one step."""
        steps: dict[tuple[str, str], list[str]] = {}
        for one in self.findings:
            before, _, rest = one.help.partition("`")
            quoted, _, after = rest.partition("`")
            if one.help:
                steps.setdefault((before, after), []).append(quoted)
        return tuple(
            before + _listed(f"`{one}`" for one in dict.fromkeys(quoted) if one) + after
            for (before, after), quoted in steps.items()
        )

    @property
    def _settings(self) -> str:
        return _listed(one.setting or "" for one in self.findings)


def _listed(items: Iterable[str]) -> str:
    names = list(items)
    if len(names) < 2:
        return "".join(names)
    return ", ".join(names[:-1]) + " and " + names[-1]


def groups(findings: Iterable[Finding]) -> tuple[Group, ...]:
    """Return the findings in groups, in the order of each group's first."""
    found: dict[tuple[object, ...], list[Finding]] = {}
    for one in findings:
        found.setdefault(_key(one), []).append(one)
    return tuple(Group(tuple(same)) for same in found.values())


def _key(finding: Finding) -> tuple[object, ...]:
    title = finding.title or finding.message
    if finding.setting:
        title = title.replace(finding.setting, PLACEHOLDER)
    # A title that does not name its setting stands alone.
    alone = finding.setting if PLACEHOLDER not in title else None
    return finding.rule, finding.verdict, finding.span, finding.node, title, alone
