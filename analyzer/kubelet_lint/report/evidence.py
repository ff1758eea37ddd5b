"""What an auditor asks of a kubelet: values, who decides them, which controls pass.

The controls are 4.2.1 and 4.2.2 of the CIS Kubernetes Benchmark (worker nodes, kubelet)
and 3.2.1 and 3.2.2 of the CIS Amazon EKS Benchmark, by their recommendation: anonymous
authentication is off, the authorization mode is not AlwaysAllow.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.finding import Finding, Step
from kubelet_lint.report.answer import Answer, answer, worst
from kubelet_lint.report.picture import Picture, pictures
from kubelet_lint.resolution import Kubelet, Report
from kubelet_lint.rules.settings import (
    ANONYMOUS,
    AUTHORIZATION,
    WEBHOOK,
    Judged,
    describe,
)
from kubelet_lint.rules.sighting import considered
from kubelet_lint.rules.story import assumptions, refusals
from kubelet_lint.value import Assumption


class Control(NamedTuple):
    """A recommendation of a benchmark that one setting decides."""

    benchmark: str
    number: str
    title: str
    judged: Judged

    @property
    def name(self) -> str:
        """The control as rules name it: ``CIS Kubernetes 4.2.1``."""
        return f"{self.benchmark} {self.number}"


ANONYMOUS_OFF = "Anonymous authentication is disabled"
NOT_ALWAYS_ALLOW = "The authorization mode is not AlwaysAllow"

CONTROLS = (
    Control("CIS Kubernetes", "4.2.1", ANONYMOUS_OFF, ANONYMOUS),
    Control("CIS Kubernetes", "4.2.2", NOT_ALWAYS_ALLOW, AUTHORIZATION),
    Control("CIS EKS", "3.2.1", ANONYMOUS_OFF, ANONYMOUS),
    Control("CIS EKS", "3.2.2", NOT_ALWAYS_ALLOW, AUTHORIZATION),
)

ORDER = (AUTHORIZATION, WEBHOOK, ANONYMOUS)
"""Who may do what comes first."""


class Answered(NamedTuple):
    """What one of the judged settings of a kubelet comes to."""

    judged: Judged
    answer: Answer
    reason: str
    """Why it is undecided or in doubt."""
    value: str
    pictures: tuple[Picture, ...]

    @property
    def controls(self) -> tuple[Control, ...]:
        """The controls that this setting decides."""
        return tuple(one for one in CONTROLS if one.judged is self.judged)


class Evidence(NamedTuple):
    """Everything a report shows about one kubelet."""

    kubelet: Kubelet
    settings: tuple[Answered, ...]
    findings: tuple[Finding, ...]

    @property
    def answer(self) -> Answer:
        """The worst answer of its settings."""
        return worst(one.answer for one in self.settings)

    @property
    def refused(self) -> bool:
        """Say whether it starts in no case at all."""
        cases = self.kubelet.cases
        return bool(cases) and all(one.refusal for one in cases)

    @property
    def refusals(self) -> tuple[Step, ...]:
        """Why it is refused, where it is."""
        return tuple(refusals(self.kubelet))

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """What was assumed in any case that counts."""
        return assumptions(considered(self.kubelet))


def gather(report: Report) -> tuple[Evidence, ...]:
    """Return the evidence about every kubelet of a report, in its order."""
    about: dict[str, list[Finding]] = {}
    for finding in report.findings:
        for node in nodes(finding):
            about.setdefault(node, []).append(finding)
    return tuple(
        Evidence(
            kubelet,
            tuple(_answered(kubelet, judged) for judged in ORDER),
            tuple(about.get(kubelet.node, ())),
        )
        for kubelet in report.kubelets
    )


def nodes(finding: Finding) -> tuple[str, ...]:
    """Return the nodes that a finding is about: ``rules.merge`` joins them."""
    prefix = "the kubelet of "
    others = (
        step.text.removeprefix(prefix)
        for step in finding.related
        if step.layer == "node" and step.text.startswith(prefix)
    )
    return tuple(dict.fromkeys((finding.node, *others)))


def _answered(kubelet: Kubelet, judged: Judged) -> Answered:
    among = considered(kubelet)
    values = (describe(case.setting(judged.path).value) for case in among)
    value = " or ".join(dict.fromkeys(values)) or "unknown"
    return Answered(judged, *answer(kubelet, judged), value, pictures(among, judged))
