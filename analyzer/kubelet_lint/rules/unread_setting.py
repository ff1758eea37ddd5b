"""A setting that the kubelet never reads.

What it checks
    Finds artifacts of a node that set authentication or authorization and have no
    effect: an environment variable the unit does not use, a drop-in with the wrong
    extension, a file that no `--config` names.

Why it matters
    Whoever wrote it believes that it holds. What the kubelet really runs with is
    decided elsewhere.

Example
    file: etc/systemd/system/kubelet.service
        [Service]
        ExecStart=/usr/bin/kubelet --config=/etc/kubernetes/kubelet.yaml \\
            --kubeconfig=/etc/kubernetes/kubelet.conf
    file: etc/systemd/system/kubelet.service.d/20-authz.conf
        [Service]
        Environment="KUBELET_EXTRA_ARGS=--authorization-mode=Webhook"
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authorization:
          mode: Webhook

Use instead
    file: etc/systemd/system/kubelet.service
        [Service]
        ExecStart=/usr/bin/kubelet --config=/etc/kubernetes/kubelet.yaml \\
            --kubeconfig=/etc/kubernetes/kubelet.conf $KUBELET_EXTRA_ARGS
    file: etc/systemd/system/kubelet.service.d/20-authz.conf
        [Service]
        Environment="KUBELET_EXTRA_ARGS=--authorization-mode=Webhook"
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authorization:
          mode: Webhook

References
    https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html
    https://kubernetes.io/docs/tasks/administer-cluster/kubelet-config-file/
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.finding import Finding, Level, Step
from kubelet_lint.resolution import Kubelet, Unread
from kubelet_lint.rules.base import Precision
from kubelet_lint.rules.place import editable, name
from kubelet_lint.rules.settings import describe
from kubelet_lint.rules.sighting import considered
from kubelet_lint.rules.story import assumptions, trace

ID = "unread-setting"
LEVEL: Level = "note"
BENCHMARKS: tuple[str, ...] = ()
SEVERITY = ""
PRECISION: Precision = "high"


def check(kubelet: Kubelet) -> Iterator[Finding]:
    """Yield a finding for everything that is written and never read."""
    for unread in kubelet.unread:
        if editable(unread.span):
            yield _finding(kubelet, unread)


def _finding(kubelet: Kubelet, unread: Unread) -> Finding:
    cases = considered(kubelet)
    values = dict.fromkeys(describe(one.setting(unread.setting).value) for one in cases)
    value = " or ".join(values)
    title = f"`{unread.text}` in {name(unread.span)} has no effect: {unread.reason}."
    why = f"The kubelet runs without it: {unread.setting} is {value}." if value else ""
    story: tuple[Step, ...] = ()
    if cases:
        setting = cases[0].setting(unread.setting)
        story = trace(setting, setting.deciding)
    return Finding(
        rule=ID,
        level=LEVEL,
        verdict="note",
        message=f"{title} {why}".strip(),
        span=unread.span.outermost,
        node=kubelet.node,
        setting=unread.setting,
        value=value or None,
        trace=story,
        assumptions=assumptions(cases),
        help="Make the kubelet read it, or remove it.",
        title=title,
        why=why,
        text=unread.text,
    )
