"""A weak setting that only a later layer repairs.

What it checks
    Finds configuration files, drop-ins and flags that say `AlwaysAllow`, or switch
    webhook authentication off, where a later layer overrides them.

Why it matters
    The node is right, for now. The day the later layer goes, or the file is used on
    another node, the weak value is the effective one.

Example
    file: etc/systemd/system/kubelet.service
        [Service]
        ExecStart=/usr/bin/kubelet --config=/etc/kubernetes/kubelet.yaml \\
            --kubeconfig=/etc/kubernetes/kubelet.conf --authorization-mode=Webhook
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authorization:
          mode: AlwaysAllow

Use instead
    file: etc/systemd/system/kubelet.service
        [Service]
        ExecStart=/usr/bin/kubelet --config=/etc/kubernetes/kubelet.yaml \\
            --kubeconfig=/etc/kubernetes/kubelet.conf
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authorization:
          mode: Webhook

References
    https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.finding import Finding, Level
from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.rules.base import Precision
from kubelet_lint.rules.place import editable
from kubelet_lint.rules.remedy import correct
from kubelet_lint.rules.settings import AUTHORIZATION, WEBHOOK, Judged, describe
from kubelet_lint.rules.sighting import considered, sightings
from kubelet_lint.rules.story import assumptions, trace, written
from kubelet_lint.source import Span
from kubelet_lint.value import Known, Layer, Setting

ID = "masked-always-allow"
LEVEL: Level = "note"
BENCHMARKS: tuple[str, ...] = ()
SEVERITY = ""
PRECISION: Precision = "very-high"

WHY = "Without the later layer, or on another node, the weak value decides."


def check(kubelet: Kubelet) -> Iterator[Finding]:
    """Yield a finding for each weak layer of a setting that is right in the end."""
    for judged in (AUTHORIZATION, WEBHOOK):
        if sightings(kubelet, judged):
            continue
        seen: set[Span] = set()
        for case in considered(kubelet):
            setting = case.setting(judged.path)
            for layer, span in _masked(setting, judged):
                if span not in seen:
                    seen.add(span)
                    yield _finding(kubelet, case, judged, layer, span)


def _masked(setting: Setting, judged: Judged) -> Iterator[tuple[Layer, Span]]:
    if setting.value != Known(judged.good):
        return
    for layer in setting.layers:
        written_here = layer.kind != "default" and editable(layer.span)
        if written_here and layer.span and judged.possible(layer.value):
            yield layer, layer.span


def _finding(
    kubelet: Kubelet, case: Case, judged: Judged, layer: Layer, span: Span
) -> Finding:
    setting = case.setting(judged.path)
    title = f"{written(layer)} is overridden by {written(setting.deciding)}."
    return Finding(
        rule=ID,
        level=LEVEL,
        verdict="note",
        message=f"{title} {WHY}",
        span=span.outermost,
        node=kubelet.node,
        setting=judged.path,
        value=describe(setting.value),
        trace=trace(setting, setting.deciding),
        assumptions=assumptions([case]),
        help=correct(judged, layer, span),
        title=title,
        why=WHY,
        text=layer.text,
    )
