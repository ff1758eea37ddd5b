"""What the kubelet refuses of a configuration whose types are right.

``ValidateKubeletConfiguration`` (``pkg/kubelet/apis/config/validation``), ``Validate``
of k8s.io/component-base/logs/api/v1 and tracing/api/v1: the source of every release
from 1.24 to 1.37 was compared, and a rule says from when to when it holds. A rule looks
only at the fields it names; the defaults pass all of them.

Left out: what the host decides (cgroup v1), and rules whose parsers nobody trips over
(the image patterns of ``preloadedImagesVerificationAllowlist``).
"""

from __future__ import annotations

from kubelet_lint.kubelet.validation import images, limits, logs, node, resources
from kubelet_lint.kubelet.validation.logs import LOGGING, logging
from kubelet_lint.kubelet.validation.view import Rule, Undecided, View

RULES: tuple[Rule, ...] = (
    *limits.RULES,
    *node.RULES,
    *images.RULES,
    *resources.RULES,
    *logs.RULES,
)

__all__ = ["LOGGING", "RULES", "Rule", "Undecided", "View", "logging"]
