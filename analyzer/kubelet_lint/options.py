"""What the person who runs a command asks for."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kubelet_lint.finding import Finding, Verdict
from kubelet_lint.node.filesystem import FileSystem

FailOn = Literal["fail", "possible", "unstated", "open"]

SEVEREST_FIRST: tuple[FailOn, ...] = ("fail", "possible", "unstated", "open")
"""The verdicts that can make a run fail. A note never does."""


class Options(NamedTuple):
    """What ``check`` judges, and against which releases."""

    kubelet_versions: tuple[str, ...] = ()
    """Minor releases such as ``1.30``, oldest first; empty: all that are known."""
    systemd_version: int | None = None
    """None: whatever all known releases agree on."""
    select: tuple[str, ...] = ()
    """The rules that judge; empty: all."""
    ignore: tuple[str, ...] = ()
    """Rules that do not judge, even if selected."""
    vendor_facts: bool = True
    """Whether what vendors' packages and images ship is taken into account."""
    ignores: bool = True
    """Whether comments may accept findings."""

    def judges(self, rule: str) -> bool:
        """Say whether a rule takes part."""
        return (not self.select or rule in self.select) and rule not in self.ignore


class Question(NamedTuple):
    """What ``resolve`` is asked, beside the repository."""

    root: FileSystem | None = None
    """A directory taken as one node's root; None: nodes come from the repository."""
    unit: str = ""
    """Only this unit's launches, such as ``kubelet.service``; empty: all of them."""
    cwd: str = "/"
    environment: tuple[tuple[str, str], ...] = ()
    """What the command line or the manager has in its environment."""
    command: tuple[str, ...] = ()
    """A command line to resolve instead, its program first; only with a root."""
    kubelet_versions: tuple[str, ...] = ()
    systemd_version: int | None = None
    vendor_facts: bool = True


def counts(verdict: Verdict, fail_on: FailOn) -> bool:
    """Say whether a verdict makes a run fail that fails on ``fail_on`` and worse."""
    if verdict == "note":
        return False
    return SEVEREST_FIRST.index(verdict) <= SEVEREST_FIRST.index(fail_on)


def fails(findings: tuple[Finding, ...], fail_on: FailOn) -> bool:
    """Say whether any finding makes the run fail."""
    return any(counts(finding.verdict, fail_on) for finding in findings)
