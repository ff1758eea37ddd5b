"""Authorization mode AlwaysAllow.

What it checks
    Finds kubelets whose effective `authorization.mode` is `AlwaysAllow`: written in a
    configuration file, a drop-in or a flag, or what the kubelet falls back to when
    it is started without `--config` and without `--authorization-mode`.

Why it matters
    With `AlwaysAllow` the kubelet asks nobody. Whoever it authenticates, and with
    anonymous authentication on whoever reaches port 10250, may read every pod's
    secrets and run commands in every container of the node. With `Webhook` it asks
    the API server, so that RBAC decides.

Example
    file: etc/systemd/system/kubelet.service
        [Service]
        ExecStart=/usr/bin/kubelet --config=/etc/kubernetes/kubelet.yaml \\
            --kubeconfig=/etc/kubernetes/kubelet.conf --authorization-mode=AlwaysAllow
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authorization:
          mode: Webhook

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
    https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.finding import Finding, Level
from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.rules.base import Precision
from kubelet_lint.rules.forbidden import Forbidden
from kubelet_lint.rules.settings import ANONYMOUS, AUTHORIZATION

ID = "always-allow-authorization"
LEVEL: Level = "error"
BENCHMARKS = ("CIS Kubernetes 4.2.2", "CIS EKS 3.2.2")
SEVERITY = "8.8"
PRECISION: Precision = "very-high"


def check(kubelet: Kubelet) -> Iterator[Finding]:
    """Yield a finding unless the mode is surely another one."""
    return _RULE.check(kubelet)


def _why(case: Case) -> str:
    if ANONYMOUS.certain(case.setting(ANONYMOUS.path).value):
        return (
            "Anonymous requests are served too, so anyone who reaches port 10250 may "
            "run commands in every container of the node."
        )
    return (
        "Whoever the kubelet authenticates may read every pod's secrets and run "
        "commands in every container of the node, and RBAC is never asked."
    )


_RULE = Forbidden(
    ID,
    LEVEL,
    AUTHORIZATION,
    "authorizes every request",
    "authorize every request",
    _why,
)
