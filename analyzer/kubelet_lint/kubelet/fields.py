"""Every field of KubeletConfiguration v1beta1, its Go type, and which releases have it.

Read by reflection from ``k8s.io/kubelet/config/v1beta1`` and the types it embeds, in
a late patch release of each minor one. A path ends in ``[]`` for the elements of a
list and in ``{}`` for the values of a map. A field that a release lacks is unknown to
it: ignored in the file, whatever its type.

A row is path, type and, unless every release from 1.24 has it, the first minor one. A
``*`` marks a pointer, which ``null`` unsets and which may be zero; a ``!`` a field that
is marshalled even when it is zero (no ``omitempty``).
"""

from __future__ import annotations

from typing import NamedTuple

_ROWS = """
    address string
    allowedUnsafeSysctls list
    allowedUnsafeSysctls[] string
    apiVersion string
    authentication object!
    authentication.anonymous object!
    authentication.anonymous.enabled bool*
    authentication.webhook object!
    authentication.webhook.cacheTTL duration
    authentication.webhook.enabled bool*
    authentication.x509 object!
    authentication.x509.clientCAFile string
    authorization object!
    authorization.mode string
    authorization.webhook object!
    authorization.webhook.cacheAuthorizedTTL duration
    authorization.webhook.cacheUnauthorizedTTL duration
    cgroupDriver string
    cgroupRoot string
    cgroupsPerQOS bool*
    clusterDNS list
    clusterDNS[] string
    clusterDomain string
    configMapAndSecretChangeDetectionStrategy string
    containerLogMaxFiles int32*
    containerLogMaxSize string
    containerLogMaxWorkers int32* 30
    containerLogMonitorInterval duration* 30
    containerRuntimeEndpoint string! 27
    contentType string
    cpuCFSQuota bool*
    cpuCFSQuotaPeriod duration*
    cpuManagerPolicy string
    cpuManagerPolicyOptions map
    cpuManagerPolicyOptions{} string
    cpuManagerReconcilePeriod duration
    crashLoopBackOff object 32
    crashLoopBackOff.maxContainerRestartPeriod duration* 32
    defaultPodSysctls map 37
    defaultPodSysctls{} string 37
    enableContentionProfiling bool
    enableControllerAttachDetach bool*
    enableDebugFlagsHandler bool*
    enableDebuggingHandlers bool*
    enableProfilingHandler bool*
    enableServer bool*
    enableSystemLogHandler bool*
    enableSystemLogQuery bool* 27
    enforceNodeAllocatable list
    enforceNodeAllocatable[] string
    eventBurst int32
    eventRecordQPS int32*
    evictionHard map
    evictionHard{} string
    evictionMaxPodGracePeriod int32
    evictionMinimumReclaim map
    evictionMinimumReclaim{} string
    evictionPressureTransitionPeriod duration
    evictionSoft map
    evictionSoftGracePeriod map
    evictionSoftGracePeriod{} string
    evictionSoft{} string
    failCgroupV1 bool* 31
    failSwapOn bool*
    featureGates map
    featureGates{} bool
    fileCheckFrequency duration
    hairpinMode string
    healthzBindAddress string
    healthzPort int32*
    httpCheckFrequency duration
    imageGCHighThresholdPercent int32*
    imageGCLowThresholdPercent int32*
    imageMaximumGCAge duration 29
    imageMinimumGCAge duration
    imagePullCredentialsVerificationPolicy string 33
    imageServiceEndpoint string 27
    iptablesDropBit int32*
    iptablesMasqueradeBit int32*
    kernelMemcgNotification bool
    kind string
    kubeAPIBurst int32
    kubeAPIQPS int32*
    kubeReserved map
    kubeReservedCgroup string
    kubeReserved{} string
    kubeletCgroups string
    localStorageCapacityIsolation bool* 25
    logging object
    logging.flushFrequency flush!
    logging.format string
    logging.options object
    logging.options.json object!
    logging.options.json.infoBufferSize quantity!
    logging.options.json.splitStream bool
    logging.options.text object! 30
    logging.options.text.infoBufferSize quantity! 30
    logging.options.text.splitStream bool 30
    logging.verbosity uint32!
    logging.vmodule list
    logging.vmodule[] object
    logging.vmodule[].filePattern string
    logging.vmodule[].verbosity uint32
    makeIPTablesUtilChains bool*
    maxOpenFiles int64
    maxParallelImagePulls int32* 27
    maxPods int32
    memoryManagerPolicy string
    memoryReservationPolicy string 36
    memorySwap object
    memorySwap.swapBehavior string
    memoryThrottlingFactor float64*
    mergeDefaultEvictionSettings bool* 33
    nodeLeaseDurationSeconds int32
    nodeStatusMaxImages int32*
    nodeStatusReportFrequency duration
    nodeStatusUpdateFrequency duration
    oomScoreAdj int32*
    podCIDR string
    podLogsDir string 30
    podPidsLimit int64*
    podsPerCore int32
    port int32
    preloadedImagesVerificationAllowlist list 33
    preloadedImagesVerificationAllowlist[] string 33
    protectKernelDefaults bool
    providerID string
    qosReserved map
    qosReserved{} string
    readOnlyPort int32
    registerNode bool*
    registerWithTaints list
    registerWithTaints[] object
    registerWithTaints[].effect string
    registerWithTaints[].key string
    registerWithTaints[].timeAdded time*
    registerWithTaints[].value string
    registryBurst int32
    registryPullQPS int32*
    reservedMemory list
    reservedMemory[] object
    reservedMemory[].limits map
    reservedMemory[].limits{} quantity
    reservedMemory[].numaNode int32
    reservedSystemCPUs string
    resolvConf string*
    rotateCertificates bool
    runOnce bool
    runtimeRequestTimeout duration
    seccompDefault bool*
    serializeImagePulls bool*
    serverTLSBootstrap bool
    showHiddenMetricsForVersion string
    shutdownGracePeriod duration
    shutdownGracePeriodByPodPriority list
    shutdownGracePeriodByPodPriority[] object
    shutdownGracePeriodByPodPriority[].priority int32
    shutdownGracePeriodByPodPriority[].shutdownGracePeriodSeconds int64
    shutdownGracePeriodCriticalPods duration
    singleProcessOOMKill bool* 32
    staticPodPath string
    staticPodURL string
    staticPodURLHeader map
    staticPodURLHeader{} list
    staticPodURLHeader{}[] string
    streamingConnectionIdleTimeout duration
    syncFrequency duration
    systemCgroups string
    systemReserved map
    systemReservedCgroup string
    systemReserved{} string
    tlsCertFile string
    tlsCipherSuites list
    tlsCipherSuites[] string
    tlsCurvePreferences list 36
    tlsCurvePreferences[] int32 36
    tlsMinVersion string
    tlsPrivateKeyFile string
    topologyManagerPolicy string
    topologyManagerPolicyOptions map 26
    topologyManagerPolicyOptions{} string 26
    topologyManagerScope string
    tracing object* 25
    tracing.endpoint string* 25
    tracing.samplingRatePerMillion int32* 25
    userNamespaces object* 33
    userNamespaces.idsPerPod int64* 33
    volumePluginDir string
    volumeStatsAggPeriod duration
"""


class Field(NamedTuple):
    """One field, or the elements of one."""

    path: str
    kind: str
    pointer: bool = False
    kept: bool = False
    """Whether it is marshalled even when zero."""
    first: int = 24
    """The first minor release that has it, 24 or later."""

    @property
    def composite(self) -> bool:
        """Whether ``null`` makes it nil: a pointer, list or map."""
        return self.pointer or self.kind in ("list", "map")


def _field(path: str, kind: str, first: str = "24") -> Field:
    return Field(path, kind.rstrip("*!"), "*" in kind, "!" in kind, int(first))


FIELDS: dict[str, Field] = {
    field.path: field
    for field in (_field(*row.split()) for row in _ROWS.split("\n") if row)
}
"""By path."""

SETTINGS: tuple[str, ...] = tuple(
    path
    for path, field in FIELDS.items()
    if field.kind != "object"
    and "[" not in path
    and "{" not in path
    and path not in ("apiVersion", "kind")
)
"""The paths that are settings: everything but objects and the inside of lists."""

NAMES = frozenset(SETTINGS)

ZEROS: dict[str, bool | int | str] = {
    "bool": False,
    "int32": 0,
    "int64": 0,
    "uint32": 0,
    "float64": 0,
    "string": "",
    "duration": "0s",
    "quantity": "0",
    "flush": 0,
    "time": "",
}
"""What a field is that nothing sets, by its type; a list or map is empty."""


def children(path: str) -> dict[str, Field]:
    """Return the fields of an object by their names; ``""`` is the whole."""
    if not _CHILDREN:
        for field in FIELDS.values():
            parent, _, name = field.path.rpartition(".")
            if name[-1] not in "]}":
                _CHILDREN.setdefault(parent, {})[name] = field
    return _CHILDREN[path]


_CHILDREN: dict[str, dict[str, Field]] = {}
