"""Webhook settings that nothing states.

What it checks
    Finds kubelets whose `authorization.mode` or `authentication.webhook.enabled` is
    right only because a default of the configuration file says so. Silent where a
    program that is known to fill these fields (kubeadm, nodeadm, kOps) writes the
    file.

Why it matters
    The default depends on how the kubelet is started: with `--config` it is right,
    without it the same kubelet authorizes every request. Whoever reads or audits the
    file cannot see which of the two is meant.

Example
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        clusterDomain: cluster.local

Use instead
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          webhook:
            enabled: true
        authorization:
          mode: Webhook
        clusterDomain: cluster.local

References
    https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
    https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.finding import Finding, Level
from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.rules.base import Precision
from kubelet_lint.rules.condition import condition
from kubelet_lint.rules.place import name, place
from kubelet_lint.rules.settings import AUTHORIZATION, WEBHOOK, Judged, describe
from kubelet_lint.rules.sighting import considered, opens, sightings
from kubelet_lint.rules.story import assumptions, trace
from kubelet_lint.value import Known

ID = "unstated-webhook-settings"
LEVEL: Level = "warning"
BENCHMARKS: tuple[str, ...] = ()
SEVERITY = ""
PRECISION: Precision = "high"

WHY = (
    "Started without its configuration file, the same kubelet falls back to "
    "AlwaysAllow with webhook authentication off."
)


def check(kubelet: Kubelet) -> Iterator[Finding]:
    """Yield a finding for each of the two settings that only a default makes right."""
    if kubelet.writer:
        return
    for judged in (AUTHORIZATION, WEBHOOK):
        if sightings(kubelet, judged) or opens(kubelet, judged):
            continue
        cases = [one for one in considered(kubelet) if _unstated(one, judged)]
        if cases:
            yield _finding(kubelet, judged, cases)


def _unstated(case: Case, judged: Judged) -> bool:
    layer = case.setting(judged.path).deciding
    # Another value than the good one is refused by the kubelet, not unstated.
    return layer.kind == "default" and layer.value == Known(judged.good)


def _finding(kubelet: Kubelet, judged: Judged, cases: list[Case]) -> Finding:
    setting = cases[0].setting(judged.path)
    where = place(setting.deciding, cases[0], kubelet)
    value = describe(setting.value)
    when = condition(cases, considered(kubelet))
    title = f"Only a default makes {judged.path} right{' ' if when else ''}{when}."
    return Finding(
        rule=ID,
        level=LEVEL,
        verdict="unstated",
        message=f"{title} {WHY}",
        span=where.outermost,
        node=kubelet.node,
        setting=judged.path,
        value=value,
        trace=trace(setting, setting.deciding),
        assumptions=assumptions(cases),
        help=f"State `{judged.fix}` in {name(where)}.",
        title=title,
        why=WHY,
        text=setting.deciding.text,
    )
