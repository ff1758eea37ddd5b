"""What one kubelet start comes to, as rules judge it and reports show it.

One ``Kubelet`` is one start of one node. It need not come to one answer: a script may
branch, and releases differ. Each answer is a ``Case``, which says under which
circumstances and in which kubelet releases it holds; together the cases of a kubelet
are everything that can happen, as far as the repository tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from kubelet_lint.finding import Finding
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import Span
from kubelet_lint.value import Assumption, Layer, Setting, Unknown


class Refusal(NamedTuple):
    """Why the kubelet does not serve, who says so, and about which characters."""

    by: Literal["systemd", "kubelet"]
    reason: str
    """In the sense of the program's own words: ``unknown flag: --foo``."""
    span: Span | None = None


class Case(NamedTuple):
    """One way a launch can come out."""

    launch: Launch
    settings: Mapping[str, Setting]
    """By JSON path; what a refused launch's files and flags say, as far as readable."""
    versions: tuple[str, ...] = ()
    """The kubelet releases it holds for, oldest first, such as ``1.28``."""
    circumstances: tuple[str, ...] = ()
    """What must hold for it, in words: ``when $MODE is set``. Empty: nothing."""
    refusal: Refusal | None = None
    starts: bool | None = True
    """Whether the kubelet accepts arguments and files; None if that is not decided."""
    assumptions: tuple[Assumption, ...] = ()

    def setting(self, path: str) -> Setting:
        """Return a setting; one that was not resolved is unknown, never absent."""
        found = self.settings.get(path)
        if found is not None and found.layers:
            return found
        reason = "the kubelet would not start" if self.refusal else "not resolved"
        return Setting(path, (Layer("unknown", Unknown(reason), reason),))


class Unread(NamedTuple):
    """An artifact of a node that sets something which the kubelet never reads."""

    setting: str
    text: str
    """What it says: ``mode: Webhook``, ``--anonymous-auth=false``."""
    span: Span
    reason: str
    """Why it has no effect: ``the unit does not use $KUBELET_EXTRA_ARGS``."""


class Kubelet(NamedTuple):
    """One kubelet start of one node, with every way it can come out."""

    node: str
    """Stable and unique per node: the path that defines it, with ``#part``."""
    span: Span
    """What starts it, in a repository source; a lone file stands for its start."""
    cases: tuple[Case, ...]
    unread: tuple[Unread, ...] = ()
    writer: str = ""
    """The program that fills absent fields itself, such as ``kubeadm``; or empty."""
    doubt: str = ""
    """Why the node may come out differently after all; a bad value is then only
    possible: ``the packaged unit still waits for its drop-in``."""
    captured: bool = False
    """Whether this is what a node was seen to run with: an edit here mends no node."""


class Skipped(NamedTuple):
    """Files that were left out on purpose, and why."""

    reason: str
    files: int


class Problem(NamedTuple):
    """A file that could not be read, or not completely. The run went on."""

    path: str
    message: str
    span: Span | None = None
    fault: str = ""
    """Where in kubelet-lint it went wrong, if that is its own fault."""


class Counts(NamedTuple):
    """How much was looked at."""

    seen: int = 0
    """Files found, less those left out."""
    read: int = 0
    """Files whose content was parsed, because it can matter."""


class Suppressed(NamedTuple):
    """A finding that somebody accepted: how, and with which words."""

    finding: Finding
    by: Literal["comment", "baseline", "configuration"]
    reason: str
    span: Span | None = None
    """The comment."""


class Unmatched(NamedTuple):
    """An entry of the baseline whose finding is gone."""

    path: str
    """The baseline, as it was named."""
    line: int
    text: str
    """Which finding, for people."""


class Report(NamedTuple):
    """Everything one run found out."""

    kubelets: tuple[Kubelet, ...] = ()
    findings: tuple[Finding, ...] = ()
    """Those that stand: neither ignored nor in the baseline."""
    skipped: tuple[Skipped, ...] = ()
    problems: tuple[Problem, ...] = ()
    counts: Counts = Counts()
    elsewhere: tuple[Finding, ...] = ()
    """What is wrong with these kubelets, decided in a file that is not asked for."""
    suppressed: tuple[Suppressed, ...] = ()
    unmatched: tuple[Unmatched, ...] = ()
    since: str = ""
    """Findings that are older than this revision are only counted; empty: none is."""
    older: int = 0
