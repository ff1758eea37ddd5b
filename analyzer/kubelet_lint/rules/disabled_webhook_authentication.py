"""Webhook authentication switched off.

What it checks
    Finds kubelets whose effective `authentication.webhook.enabled` is `false`:
    written, or what the kubelet falls back to when it is started without `--config`
    and without `--authentication-token-webhook`.

Why it matters
    The kubelet then puts no bearer token before the API server. Whoever presents one
    is treated as anonymous, or refused. Monitoring and operators are left with client
    certificates, which nobody can revoke, or with anonymous access.

Example
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          webhook:
            enabled: false
        authorization:
          mode: Webhook

Use instead
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          webhook:
            enabled: true
        authorization:
          mode: Webhook

References
    https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    https://kubernetes.io/docs/reference/access-authn-authz/authentication/
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.finding import Finding, Level
from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.rules.base import Precision
from kubelet_lint.rules.forbidden import Forbidden
from kubelet_lint.rules.settings import ANONYMOUS, WEBHOOK

ID = "disabled-webhook-authentication"
LEVEL: Level = "error"
BENCHMARKS: tuple[str, ...] = ()
SEVERITY = "5.3"
PRECISION: Precision = "very-high"


def check(kubelet: Kubelet) -> Iterator[Finding]:
    """Yield a finding unless webhook authentication is surely on."""
    return _RULE.check(kubelet)


def _why(case: Case) -> str:
    if ANONYMOUS.certain(case.setting(ANONYMOUS.path).value):
        return (
            "No token is put before the API server: whoever presents one is served "
            "as anonymous."
        )
    return (
        "No token is put before the API server, so clients are left with "
        "certificates, which nobody can revoke."
    )


_RULE = Forbidden(
    ID,
    LEVEL,
    WEBHOOK,
    "does not check bearer tokens",
    "leave bearer tokens unchecked",
    _why,
)
