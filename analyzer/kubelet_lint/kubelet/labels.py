"""Labels and taints as Kubernetes allows them.

``IsQualifiedName`` and ``IsValidLabelValue`` (k8s.io/apimachinery/pkg/util/validation),
``parseTaint`` (``pkg/util/taints``), and which labels a kubelet may give its own node
(``ValidateKubeletFlags``, k8s.io/kubelet/pkg/apis ``well_known_labels.go``).
"""

from __future__ import annotations

import re

_NAME = r"(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_DOMAIN = r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*"
EFFECTS = ("NoSchedule", "PreferNoSchedule", "NoExecute")
_ALLOWED = frozenset(
    """
    kubernetes.io/hostname kubernetes.io/os kubernetes.io/arch
    topology.kubernetes.io/zone topology.kubernetes.io/region
    failure-domain.beta.kubernetes.io/zone failure-domain.beta.kubernetes.io/region
    node.kubernetes.io/instance-type beta.kubernetes.io/instance-type
    beta.kubernetes.io/os beta.kubernetes.io/arch
    """.split()
)
_OWN = ("kubelet.kubernetes.io", "node.kubernetes.io")
_RESERVED = ("kubernetes.io", "k8s.io")


def is_qualified_name(text: str) -> bool:
    """Say whether a text is a label's key: ``name`` or ``domain/name``."""
    parts = text.split("/")
    if len(parts) > 2:
        return False
    if len(parts) == 2 and not (
        len(parts[0]) <= 253 and re.fullmatch(_DOMAIN, parts[0])
    ):
        return False
    return len(parts[-1]) <= 63 and re.fullmatch(_NAME, parts[-1]) is not None


def is_label_value(text: str) -> bool:
    """Say whether a text is a label's value; it may be empty."""
    return not text or (len(text) <= 63 and re.fullmatch(_NAME, text) is not None)


def is_own(key: str) -> bool:
    """Say whether a kubelet may give its node a label of this key."""
    namespace, slash, _ = key.partition("/")
    if not slash or not _below(namespace, _RESERVED):
        return True
    return key in _ALLOWED or _below(namespace, _OWN)


def _below(namespace: str, domains: tuple[str, ...]) -> bool:
    return namespace in domains or namespace.endswith(tuple(f".{d}" for d in domains))


def parse_taint(text: str) -> tuple[str, str, str]:
    """Return key, value and effect of ``key=value:effect``.

    Raises:
        ValueError: with the kubelet's words.
    """
    parts = text.split(":")
    if len(parts) > 2:
        raise ValueError(f"invalid taint spec: {text}")
    key, _, value = parts[0].partition("=") if len(parts) == 2 else (text, "", "")
    effect = parts[1] if len(parts) == 2 else ""
    if len(parts) == 2 and effect not in EFFECTS:
        raise ValueError(f"invalid taint effect: {effect}, unsupported taint effect")
    if "=" in value or not is_label_value(value) or not is_qualified_name(key):
        raise ValueError(f"invalid taint spec: {text}")
    return key, value, effect
