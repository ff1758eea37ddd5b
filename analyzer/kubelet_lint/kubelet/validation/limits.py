"""Numbers that must lie in a range, and words that must be one of a few."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.kubelet import golang
from kubelet_lint.kubelet.validation.view import Rule, View, integer, text

_MOST = 2**63 - 1
_NOT_NEGATIVE = "not be a negative number"
_PORT = "be between 1 and 65535, inclusive"


def _range(path: str, flag: str, low: int, high: int, words: str) -> Rule:
    named = f"{path} (--{flag})" if flag else path

    def check(view: View) -> Iterator[str]:
        value = integer(view, path)
        if not low <= value <= high:
            yield f"{named} {value} must {words}"

    return Rule((path,), check, same=True)


def _not_negative(path: str, flag: str) -> Rule:
    return _range(path, flag, 0, _MOST, _NOT_NEGATIVE)


def _one_of(path: str, flag: str, *options: str) -> Rule:
    def check(view: View) -> Iterator[str]:
        value = text(view, path)
        if value not in options:
            quoted = ", ".join(golang.quote(option) for option in options)
            named = f"{path} (--{flag})" if flag else path
            yield f"{named} {golang.quote(value)} must be one of: {quoted}"

    return Rule((path,), check, same=True)


RULES: tuple[Rule, ...] = (
    _not_negative("eventBurst", "event-burst"),
    _not_negative("eventRecordQPS", "event-qps"),
    _range("healthzPort", "healthz-port", 0, 65535, _PORT),
    _range(
        "imageGCHighThresholdPercent",
        "image-gc-high-threshold",
        0,
        100,
        "be between 0 and 100, inclusive",
    ),
    _range(
        "imageGCLowThresholdPercent",
        "image-gc-low-threshold",
        0,
        100,
        "be between 0 and 100, inclusive",
    ),
    _range(
        "iptablesDropBit", "iptables-drop-bit", 0, 31, "be between 0 and 31, inclusive"
    ),
    _range(
        "iptablesMasqueradeBit",
        "iptables-masquerade-bit",
        0,
        31,
        "be between 0 and 31, inclusive",
    ),
    _not_negative("kubeAPIBurst", "kube-api-burst"),
    _not_negative("kubeAPIQPS", "kube-api-qps"),
    _range(
        "nodeStatusMaxImages", "node-status-max-images", -1, _MOST, "be -1 or greater"
    ),
    _not_negative("maxOpenFiles", "max-open-files"),
    _not_negative("maxPods", "max-pods"),
    _range(
        "oomScoreAdj",
        "oom-score-adj",
        -1000,
        1000,
        "be between -1000 and 1000, inclusive",
    ),
    _not_negative("podsPerCore", "pods-per-core"),
    _range("port", "port", 1, 65535, _PORT),
    _range(
        "readOnlyPort", "read-only-port", 0, 65535, "be between 0 and 65535, inclusive"
    ),
    _not_negative("registryBurst", "registry-burst"),
    _not_negative("registryPullQPS", "registry-qps"),
    _one_of(
        "topologyManagerPolicy",
        "topology-manager-policy",
        "none",
        "best-effort",
        "restricted",
        "single-numa-node",
    ),
    _one_of("topologyManagerScope", "topology-manager-scope", "container", "pod"),
    _one_of(
        "hairpinMode", "hairpin-mode", "none", "hairpin-veth", "promiscuous-bridge"
    ),
)
