"""The kubelet's defaults, release by release.

Started by flags alone the kubelet keeps its legacy defaults
(``cmd/kubelet/app/options/options.go``, ``applyLegacyDefaults``); with ``--config`` it
starts from v1beta1's (``pkg/kubelet/apis/config/v1beta1/defaults.go``). The two differ
in four fields, in every release from 1.24 to 1.37. Everything else was read from both
objects of every release.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lint.kubelet.fields import FIELDS, ZEROS
from kubelet_lint.value import Json, Known, Value

WITHOUT_CONFIG = "kubelet default without --config"
WITH_CONFIG = "v1beta1 default"

LEGACY: dict[str, Json] = {
    "authentication.anonymous.enabled": True,
    "authentication.webhook.enabled": False,
    "authorization.mode": "AlwaysAllow",
    "readOnlyPort": 10255,
}

_SAME: dict[str, Json] = {
    "address": "0.0.0.0",
    "authentication.anonymous.enabled": False,
    "authentication.webhook.cacheTTL": "2m0s",
    "authentication.webhook.enabled": True,
    "authorization.mode": "Webhook",
    "authorization.webhook.cacheAuthorizedTTL": "5m0s",
    "authorization.webhook.cacheUnauthorizedTTL": "30s",
    "cgroupDriver": "cgroupfs",
    "cgroupsPerQOS": True,
    "configMapAndSecretChangeDetectionStrategy": "Watch",
    "containerLogMaxFiles": 5,
    "containerLogMaxSize": "10Mi",
    "containerLogMaxWorkers": 1,
    "containerLogMonitorInterval": "10s",
    "containerRuntimeEndpoint": "unix:///run/containerd/containerd.sock",
    "contentType": "application/vnd.kubernetes.protobuf",
    "cpuCFSQuota": True,
    "cpuCFSQuotaPeriod": "100ms",
    "cpuManagerPolicy": "none",
    "cpuManagerReconcilePeriod": "10s",
    "enableControllerAttachDetach": True,
    "enableDebugFlagsHandler": True,
    "enableDebuggingHandlers": True,
    "enableProfilingHandler": True,
    "enableServer": True,
    "enableSystemLogHandler": True,
    "enforceNodeAllocatable": ["pods"],
    "evictionPressureTransitionPeriod": "5m0s",
    "failSwapOn": True,
    "fileCheckFrequency": "20s",
    "hairpinMode": "promiscuous-bridge",
    "healthzBindAddress": "127.0.0.1",
    "healthzPort": 10248,
    "httpCheckFrequency": "20s",
    "imageGCHighThresholdPercent": 85,
    "imageGCLowThresholdPercent": 80,
    "imageMinimumGCAge": "2m0s",
    "iptablesDropBit": 15,
    "iptablesMasqueradeBit": 14,
    "localStorageCapacityIsolation": True,
    "logging.format": "text",
    "makeIPTablesUtilChains": True,
    "maxOpenFiles": 1000000,
    "maxPods": 110,
    "memoryManagerPolicy": "None",
    "memoryReservationPolicy": "None",
    "nodeLeaseDurationSeconds": 40,
    "nodeStatusMaxImages": 50,
    "nodeStatusReportFrequency": "5m0s",
    "nodeStatusUpdateFrequency": "10s",
    "oomScoreAdj": -999,
    "podLogsDir": "/var/log/pods",
    "podPidsLimit": -1,
    "port": 10250,
    "registerNode": True,
    "registryBurst": 10,
    "registryPullQPS": 5,
    "resolvConf": "/etc/resolv.conf",
    "runtimeRequestTimeout": "2m0s",
    "serializeImagePulls": True,
    "streamingConnectionIdleTimeout": "4h0m0s",
    "syncFrequency": "1m0s",
    "topologyManagerPolicy": "none",
    "topologyManagerScope": "container",
    "volumePluginDir": "/usr/libexec/kubernetes/kubelet-plugins/volume/exec/",
    "volumeStatsAggPeriod": "1m0s",
}
_EVICTION: Json = {
    "imagefs.available": "15%",
    "memory.available": "100Mi",
    "nodefs.available": "10%",
    "nodefs.inodesFree": "5%",
}
_CHANGED: dict[str, tuple[tuple[int, Json], ...]] = {
    "eventBurst": ((24, 10), (27, 100)),
    "eventRecordQPS": ((24, 5), (27, 50)),
    "evictionHard": ((24, _EVICTION), (26, {})),
    "failCgroupV1": ((31, False), (35, True)),
    "kubeAPIBurst": ((24, 10), (27, 100)),
    "kubeAPIQPS": ((24, 5), (27, 50)),
    "logging.flushFrequency": ((24, 5_000_000_000), (28, "5s")),
    "memoryThrottlingFactor": ((24, 0.8), (27, 0.9), (37, None)),
}
"""By the first minor release that has the value."""

NIL = frozenset(
    """
    crashLoopBackOff.maxContainerRestartPeriod maxParallelImagePulls
    memoryThrottlingFactor singleProcessOOMKill tracing.endpoint
    tracing.samplingRatePerMillion userNamespaces.idsPerPod
    """.split()
)
"""Pointers that stay nil in the object as long as nothing sets them."""

GATED: dict[str, tuple[str, Json]] = {
    "crashLoopBackOff.maxContainerRestartPeriod": (
        "KubeletCrashLoopBackOffMax",
        "5m0s",
    ),
    "imagePullCredentialsVerificationPolicy": (
        "KubeletEnsureSecretPulledImages",
        "NeverVerifyPreloadedImages",
    ),
}
"""Defaults that only a feature gate brings."""

DEPENDENT = frozenset({"nodeStatusReportFrequency", "serializeImagePulls"})
"""Fields whose default another field decides."""

Lookup = Callable[[str], Json]
"""What the configuration says of another field, None if it says nothing."""


def v1beta1(path: str, minor: int, lookup: Lookup) -> Json:
    """Return the v1beta1 default of a field, or its zero value if it has none."""
    gated = GATED.get(path)
    if gated is not None:
        from kubelet_lint.kubelet.gates import enabled

        gates = lookup("featureGates")
        gates = gates if isinstance(gates, dict) else {}
        return gated[1] if enabled(gated[0], minor, gates) else zero(path)
    dependent = _dependent(path, minor, lookup)
    if dependent is not None:
        return dependent
    steps = _CHANGED.get(path)
    if steps is None:
        return _SAME[path] if path in _SAME else zero(path)
    value = steps[0][1]
    for first, later in steps:
        value = later if first <= minor else value
    return value


def legacy(path: str, minor: int) -> Json:
    """Return the default of a kubelet that is started by flags alone."""
    if path in LEGACY:
        return LEGACY[path]
    return v1beta1(path, minor, lambda _: None)


def eviction_hard(minor: int) -> dict[str, Json]:
    """Return the thresholds of a ``--config`` file that gives none.

    Since 1.26 they are no default of v1beta1, but put in once the file is loaded
    (``loadConfigFile``; ``eviction.DefaultEvictionHard``).
    """
    assert isinstance(_EVICTION, dict), "it is written so above"
    found: dict[str, Json] = dict(_EVICTION)
    if minor >= 30:
        found["imagefs.inodesFree"] = "5%"
    return found


def zero(path: str) -> Json:
    """Return what a field is that nothing sets and that has no default."""
    if path in NIL:
        return None
    field = FIELDS[path]
    if field.kind == "list":
        return []
    return {} if field.kind == "map" else ZEROS[field.kind]


def is_zero(path: str, value: Json) -> bool:
    """Say whether a value is Go's zero value of a field's type."""
    return not value or value == zero(path)


def unset(path: str, value: Json) -> bool:
    """Say whether a value is taken for none, so that the default replaces it."""
    field = FIELDS[path]
    return not field.composite and is_zero(path, value)


def _dependent(path: str, minor: int, lookup: Lookup) -> Json:
    """Return a default that another field decides, None if it does not."""
    if path == "nodeStatusReportFrequency":
        update = lookup("nodeStatusUpdateFrequency")
        return update if update != "0s" else None
    if path == "serializeImagePulls" and minor >= 27:
        pulls = lookup("maxParallelImagePulls")
        return False if isinstance(pulls, int) and pulls >= 2 else None
    return None


def not_below_minus_one(value: Value) -> Value:
    """``podPidsLimit``: every negative limit is -1 (``defaults.go``)."""
    if isinstance(value, Known) and isinstance(value.value, int) and value.value < 0:
        return Known(-1)
    return value
