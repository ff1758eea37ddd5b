"""Anonymous authentication.

What it checks
    Finds kubelets whose effective `authentication.anonymous.enabled` is `true`:
    written, or what the kubelet falls back to when it is started without `--config`
    and without `--anonymous-auth`.

Why it matters
    Requests without credentials are then served as `system:anonymous`. With the mode
    `AlwaysAllow`, which is the default of the same kubelets, anyone who reaches port
    10250 may run commands in every container of the node.

Example
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          anonymous:
            enabled: true
          webhook:
            enabled: true
        authorization:
          mode: Webhook

Use instead
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          anonymous:
            enabled: false
          webhook:
            enabled: true
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
from kubelet_lint.rules.settings import ANONYMOUS, AUTHORIZATION, spell
from kubelet_lint.value import Known

ID = "anonymous-authentication"
LEVEL: Level = "error"
BENCHMARKS = ("CIS Kubernetes 4.2.1", "CIS EKS 3.2.1")
SEVERITY = "8.6"
PRECISION: Precision = "very-high"


def check(kubelet: Kubelet) -> Iterator[Finding]:
    """Yield a finding unless anonymous authentication is surely off."""
    return _RULE.check(kubelet)


def _why(case: Case) -> str:
    mode = case.setting(AUTHORIZATION.path).value
    if AUTHORIZATION.certain(mode):
        return (
            "With authorization mode AlwaysAllow, anyone who reaches port 10250 may "
            "run commands in every container of the node."
        )
    if isinstance(mode, Known):
        return (
            "Whoever reaches port 10250 may do what the API server grants to "
            f"system:anonymous (authorization mode {spell(mode.value)})."
        )
    return (
        "Unless the authorization mode is Webhook, which is not certain here, anyone "
        "who reaches port 10250 may run commands in every container of the node."
    )


_RULE = Forbidden(
    ID, LEVEL, ANONYMOUS, "serves anonymous requests", "serve anonymous requests", _why
)
