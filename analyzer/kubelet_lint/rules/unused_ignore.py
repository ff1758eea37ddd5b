"""An ignore comment that hides nothing.

What it checks
    Finds `kubelet-lint: ignore[…]` comments that accept no finding: nothing is wrong
    at that place any more, the rule's name is misspelt, the reason is missing, or the
    program that reads the file takes it for no comment there.

Why it matters
    Such a comment hides the next finding at its place before anybody saw it, or its
    writer believes that something is accepted which is not.

Example
    file: etc/kubernetes/kubelet.yaml
        apiVersion: kubelet.config.k8s.io/v1beta1
        kind: KubeletConfiguration
        authentication:
          webhook:
            enabled: true
        authorization:
          # kubelet-lint: ignore[always-allow-authorization] until the lab is closed
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
    https://kubelet-lint.github.io/kubelet-lint/adoption/
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.finding import Finding, Level
from kubelet_lint.resolution import Kubelet
from kubelet_lint.rules.base import Precision

ID = "unused-ignore"
LEVEL: Level = "note"
BENCHMARKS: tuple[str, ...] = ()
SEVERITY = ""
PRECISION: Precision = "very-high"

WHY = "It would hide the next finding at its place before anybody saw it."

HELP = (
    "Write `# kubelet-lint: ignore[RULE] reason` at the end of the deciding line or "
    "alone above it, or remove the comment."
)


def check(kubelet: Kubelet) -> Iterator[Finding]:
    """Yield nothing: only ``adoption.ignores`` knows what comments hide."""
    yield from ()
