"""What the person who runs a command asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from kubelet_lint.finding import Finding, Level, Verdict
from kubelet_lint.node.filesystem import FileSystem

if TYPE_CHECKING:
    from kubelet_lint.definition import Node, PathIgnore

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
    """Whether comments and the configuration may accept findings."""
    severity: tuple[tuple[str, Level], ...] = ()
    """Levels of rules that the user sees otherwise."""
    path_ignores: tuple[PathIgnore, ...] = ()
    image: str = ""
    """The vendor's image of machines of which the repository tells none."""
    configuration: str = ""
    """The file that says so, which is no part of any node; empty: there is none."""
    nodes: tuple[Node, ...] = ()
    """Nodes that the user defines."""

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
    image: str = ""
    configuration: str = ""
    nodes: tuple[Node, ...] = ()


def counts(verdict: Verdict, fail_on: FailOn) -> bool:
    """Say whether a verdict makes a run fail that fails on ``fail_on`` and worse."""
    if verdict == "note":
        return False
    return SEVEREST_FIRST.index(verdict) <= SEVEREST_FIRST.index(fail_on)


def fails(findings: tuple[Finding, ...], fail_on: FailOn) -> bool:
    """Say whether any finding makes the run fail."""
    return any(counts(finding.verdict, fail_on) for finding in findings)
