"""What the kubelet refuses of a configuration whose types are right.

``ValidateKubeletConfiguration`` (``pkg/kubelet/apis/config/validation``), ``Validate``
of k8s.io/component-base/logs/api/v1 and tracing/api/v1: the source of every release
from 1.24 to 1.37 was compared, and a rule says from when to when it holds. A rule looks
only at the fields it names; the defaults pass all of them.

Left out: what the host decides (cgroup v1), and rules whose parsers nobody trips over
(the image patterns of ``preloadedImagesVerificationAllowlist``).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, Protocol

from kubelet_lint.kubelet import golang, labels
from kubelet_lint.value import Json


class View(Protocol):
    """The configuration as one release has it."""

    @property
    def minor(self) -> int:
        """The release."""
        ...

    def get(self, path: str) -> Json:
        """Return a field's value; ``Undecided`` is raised if nobody knows it."""
        ...

    def enabled(self, gate: str) -> bool:
        """Say whether a feature gate is on."""
        ...


class Undecided(Exception):
    """A value that a rule needs is not known."""


class Rule(NamedTuple):
    """One condition, checked if one of its fields is set."""

    paths: tuple[str, ...]
    check: Callable[[View], Iterator[str]]
    first: int = 24
    """The first minor release that has it."""
    same: bool = False
    """Whether it says the same in every release that has it."""


def integer(view: View, path: str) -> int:
    """Return a whole number."""
    value = view.get(path)
    return value if isinstance(value, int) else 0


def text(view: View, path: str) -> str:
    """Return a string."""
    value = view.get(path)
    return value if isinstance(value, str) else ""


def duration(view: View, path: str) -> int:
    """Return a duration in nanoseconds."""
    value = view.get(path)
    if isinstance(value, int):
        return value
    return golang.parse_duration(value) if isinstance(value, str) else 0


def items(view: View, path: str) -> list[Json]:
    """Return a list."""
    value = view.get(path)
    return value if isinstance(value, list) else []


def _range(path: str, flag: str, low: int, high: int, words: str) -> Rule:
    named = f"{path} (--{flag})" if flag else path

    def check(view: View) -> Iterator[str]:
        value = integer(view, path)
        if not low <= value <= high:
            yield f"{named} {value} must {words}"

    return Rule((path,), check, same=True)


_MOST = 2**63 - 1
_NOT_NEGATIVE = "not be a negative number"


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


def _thresholds(view: View) -> Iterator[str]:
    low = integer(view, "imageGCLowThresholdPercent")
    high = integer(view, "imageGCHighThresholdPercent")
    if low >= high:
        yield (
            f"imageGCLowThresholdPercent (--image-gc-low-threshold) {low} must be less"
            f" than imageGCHighThresholdPercent (--image-gc-high-threshold) {high}"
        )


def _lease(view: View) -> Iterator[str]:
    if integer(view, "nodeLeaseDurationSeconds") <= 0:
        yield "nodeLeaseDurationSeconds must be greater than 0"


def _system_cgroups(view: View) -> Iterator[str]:
    if text(view, "systemCgroups") and not text(view, "cgroupRoot"):
        yield (
            "systemCgroups (--system-cgroups) was specified and cgroupRoot"
            " (--cgroup-root) was not specified"
        )


def _cfs_period(view: View) -> Iterator[str]:
    value = duration(view, "cpuCFSQuotaPeriod")
    if not view.enabled("CustomCPUCFSQuotaPeriod"):
        if value != 100_000_000:
            yield (
                f"cpuCFSQuotaPeriod (--cpu-cfs-quota-period) {text_of(value)} requires"
                " feature gate CustomCPUCFSQuotaPeriod"
            )
    elif not (1_000_000 if view.minor >= 26 else 1_000) <= value <= 1_000_000_000:
        yield (
            f"cpuCFSQuotaPeriod (--cpu-cfs-quota-period) {text_of(value)} "
            "is out of range"
        )


def text_of(nanoseconds: int) -> str:
    """Return a duration as a message has it."""
    return golang.format_duration(nanoseconds)


def _image_age(view: View) -> Iterator[str]:
    oldest = duration(view, "imageMaximumGCAge")
    if oldest and not view.enabled("ImageMaximumGCAge"):
        yield (
            "ImageMaximumGCAge feature gate is required for Kubelet "
            "configuration option"
            " imageMaximumGCAge"
        )
    if oldest < 0:
        yield f"imageMaximumGCAge {text_of(oldest)} must not be negative"
    if 0 < oldest <= duration(view, "imageMinimumGCAge"):
        yield (
            f"imageMaximumGCAge {text_of(oldest)} must be greater than "
            "imageMinimumGCAge"
            f" {text(view, 'imageMinimumGCAge')}"
        )


def _image_minimum(view: View) -> Iterator[str]:
    if duration(view, "imageMinimumGCAge") < 0:
        yield (
            f"imageMinimumGCAge {text(view, 'imageMinimumGCAge')} must not be negative"
        )


def _pulls(view: View) -> Iterator[str]:
    pulls = view.get("maxParallelImagePulls")
    if not isinstance(pulls, int):
        return
    if pulls < 1:
        yield f"maxParallelImagePulls {pulls} must be a positive number"
    if pulls > 1 and view.get("serializeImagePulls") is True:
        yield (
            "maxParallelImagePulls cannot be larger than 1 unless SerializeImagePulls"
            " (--serialize-image-pulls) is set to false"
        )


def _server_bootstrap(view: View) -> Iterator[str]:
    if view.get("serverTLSBootstrap") is True:
        if not view.enabled("RotateKubeletServerCertificate"):
            yield (
                "serverTLSBootstrap true requires feature gate"
                " RotateKubeletServerCertificate"
            )


def _run_once(view: View) -> Iterator[str]:
    if view.get("runOnce") is True:
        yield (
            "runOnce (--runOnce) true, Runonce mode has been deprecated and should not"
            " be set"
        )


def _taints(view: View) -> Iterator[str]:
    for taint in items(view, "registerWithTaints"):
        fields = taint if isinstance(taint, dict) else {}
        key, value = str(fields.get("key") or ""), str(fields.get("value") or "")
        effect = str(fields.get("effect") or "")
        if not (
            labels.is_qualified_name(key)
            and labels.is_label_value(value)
            and effect in ("", *labels.EFFECTS)
        ):
            yield f"invalid taint: {key}={value}:{effect}"
        if fields.get("timeAdded"):
            yield "taint.TimeAdded is not nil"


def _shutdown(view: View) -> Iterator[str]:
    period = duration(view, "shutdownGracePeriod")
    critical = duration(view, "shutdownGracePeriodCriticalPods")
    if not view.enabled("GracefulNodeShutdown"):
        if period > 0 or critical > 0:
            yield (
                "specifying shutdownGracePeriod or shutdownGracePeriodCriticalPods"
                " requires feature gate GracefulNodeShutdown"
            )
        return
    if critical > period:
        yield (
            f"shutdownGracePeriodCriticalPods {text_of(critical)} must be <="
            f" shutdownGracePeriod {text_of(period)}"
        )
    for name, value in (
        ("shutdownGracePeriod", period),
        ("shutdownGracePeriodCriticalPods", critical),
    ):
        if value < 0 or 0 < value < 10**9:
            yield f"{name} {text_of(value)} must be either zero or otherwise >= 1 sec"


def _priorities(view: View) -> Iterator[str]:
    if not items(view, "shutdownGracePeriodByPodPriority"):
        return
    if not view.enabled("GracefulNodeShutdownBasedOnPodPriority"):
        yield (
            "Specifying shutdownGracePeriodByPodPriority requires feature gate"
            " GracefulNodeShutdownBasedOnPodPriority"
        )
    elif (
        duration(view, "shutdownGracePeriod") > 0
        or duration(view, "shutdownGracePeriodCriticalPods") > 0
    ):
        yield (
            "Cannot specify both shutdownGracePeriodByPodPriority and"
            " shutdownGracePeriod at the same time"
        )


def _swap(view: View) -> Iterator[str]:
    behaviour = text(view, "memorySwap.swapBehavior")
    if not view.enabled("NodeSwap"):
        if behaviour:
            yield (
                "memorySwap.swapBehavior cannot be set when NodeSwap feature flag is"
                " disabled"
            )
        return
    options = ("LimitedSwap", "UnlimitedSwap" if view.minor < 30 else "NoSwap")
    if behaviour and behaviour not in options:
        yield (
            f"memorySwap.swapBehavior {golang.quote(behaviour)} must be one of:"
            f' "", {golang.quote(options[0])} or {golang.quote(options[1])}'
        )


def _restarts(view: View) -> Iterator[str]:
    value = text(view, "crashLoopBackOff.maxContainerRestartPeriod")
    if not view.enabled("KubeletCrashLoopBackOffMax"):
        if value:
            yield (
                "FeatureGate KubeletCrashLoopBackOffMax not enabled,"
                " CrashLoopBackOff.MaxContainerRestartPeriod must not be set"
            )
    elif value and not 10**9 <= golang.parse_duration(value) < 300_001_000_000:
        yield (
            "CrashLoopBackOff.MaxContainerRestartPeriod must be set between 1s and 300s"
        )


_RESERVED = {
    "system-reserved": "systemReservedCgroup",
    "kube-reserved": "kubeReservedCgroup",
}
_OPTION = "enforceNodeAllocatable (--enforce-node-allocatable)"


def _allocatable(view: View) -> Iterator[str]:
    levels = [str(level) for level in items(view, "enforceNodeAllocatable")]
    if view.minor < 31 and levels and view.get("cgroupsPerQOS") is False:
        yield (
            f"{_OPTION} is not supported unless cgroupsPerQOS "
            "(--cgroups-per-qos) is set"
            " to true"
        )
    seen: set[str] = set()
    for level in levels:
        if level in seen and view.minor >= 31:
            yield f"duplicated enforcements {golang.quote(level)} in {_OPTION}"
            continue
        seen.add(level)
        yield from _level(view, level, levels)
    for name in _RESERVED if view.minor >= 32 else ():
        if name in seen and f"{name}-compressible" in seen:
            yield (
                f'both "{name}-compressible" and "{name}" cannot be specified together'
            )


def _level(view: View, level: str, levels: list[str]) -> Iterator[str]:
    bare = level.removesuffix("-compressible") if view.minor >= 32 else level
    if level == "none":
        if len(levels) > 1:
            yield (
                f"{_OPTION} may not contain additional enforcements when"
                ' "none" is specified'
            )
        return
    if bare in _RESERVED:
        if not text(view, _RESERVED[bare]):
            yield (
                f"{_RESERVED[bare]} (--{bare}-cgroup) must be specified when"
                f" {golang.quote(level)} contained in {_OPTION}"
            )
    elif level != "pods":
        yield f"option {golang.quote(level)} specified for {_OPTION}"
        return
    if view.minor >= 31 and view.get("cgroupsPerQOS") is False:
        yield (
            "cgroupsPerQOS (--cgroups-per-qos) must be set to true when"
            f" {golang.quote(level)} contained in {_OPTION}"
        )


_CPUS = r"[0-9]+(?:-[0-9]+)?(?:,[0-9]+(?:-[0-9]+)?)*"


def _cpus(view: View) -> Iterator[str]:
    cpus = text(view, "reservedSystemCPUs")
    if not cpus:
        return
    if text(view, "systemReservedCgroup") or text(view, "kubeReservedCgroup"):
        yield (
            "can't use reservedSystemCPUs (--reserved-cpus) with systemReservedCgroup"
            " (--system-reserved-cgroup) or kubeReservedCgroup (--kube-reserved-cgroup)"
        )
    ranges = [part.split("-") for part in cpus.split(",")]
    if not re.fullmatch(_CPUS, cpus) or any(
        int(low) > int(high) for low, *rest in ranges for high in rest
    ):
        yield f"unable to parse reservedSystemCPUs (--reserved-cpus) {cpus}"


def _reserved_memory(view: View) -> Iterator[str]:
    seen: set[tuple[Json, str]] = set()
    for reservation in items(view, "reservedMemory"):
        fields = reservation if isinstance(reservation, dict) else {}
        node, limits = fields.get("numaNode") or 0, fields.get("limits")
        for kind, amount in (limits if isinstance(limits, dict) else {}).items():
            if kind != "memory" and not kind.startswith("hugepages-"):
                quoted = golang.quote(kind)
                yield f"the limit type {quoted} for NUMA node {node} is not supported"
            if re.fullmatch(r"[+-]?[0.]*([a-zA-Z].*)?", str(amount)):
                yield f"reserved memory may not be zero for NUMA node {node}"
            if (str(node), kind) in seen:
                yield f"the reserved memory has a duplicate value for NUMA node {node}"
            seen.add((str(node), kind))


def _log_files(view: View) -> Iterator[str]:
    if integer(view, "containerLogMaxFiles") <= 1:
        yield "containerLogMaxFiles must be greater than 1"


def _log_workers(view: View) -> Iterator[str]:
    if integer(view, "containerLogMaxWorkers") < 1:
        yield "containerLogMaxWorkers must be greater than or equal to 1"


def _log_interval(view: View) -> Iterator[str]:
    if duration(view, "containerLogMonitorInterval") < 3 * 10**9:
        yield (
            "containerLogMonitorInterval must be a positive time duration greater than"
            " or equal to 3s"
        )


def _pod_logs(view: View) -> Iterator[str]:
    path = text(view, "podLogsDir")
    if not path:
        yield "podLogsDir was not specified"
    if not path.startswith("/"):
        yield f"pod logs path {golang.quote(path)} must be absolute path"
    elif path.startswith("//") or posixpath.normpath(path) != path:
        yield f"pod logs path {golang.quote(path)} must be normalized"
    if not path.isascii():
        yield f"pod logs path {golang.quote(path)} mut contains ASCII characters only"


def _endpoint(view: View) -> Iterator[str]:
    if not text(view, "containerRuntimeEndpoint"):
        yield "the containerRuntimeEndpoint was not specified or empty"


def _log_query(view: View) -> Iterator[str]:
    if view.get("enableSystemLogQuery") is not True:
        return
    if not view.enabled("NodeLogQuery"):
        yield "NodeLogQuery feature gate is required for enableSystemLogQuery"
    if view.get("enableSystemLogHandler") is not True:
        yield "enableSystemLogHandler is required for enableSystemLogQuery"


def _throttling(view: View) -> Iterator[str]:
    factor = view.get("memoryThrottlingFactor")
    if not isinstance(factor, (int, float)):
        return
    if view.minor >= 37 and not view.enabled("MemoryQoS") and factor != 0.9:
        yield (
            "memoryThrottlingFactor must not be set when MemoryQoS feature gate is"
            " disabled"
        )
    if not 0 < factor <= 1:
        shown = golang.format_float(float(factor))
        yield (
            f"memoryThrottlingFactor {shown} must be greater than 0 and less than or"
            " equal to 1.0"
        )


def _reservation(view: View) -> Iterator[str]:
    policy = text(view, "memoryReservationPolicy")
    if policy == "TieredReservation" and not view.enabled("MemoryQoS"):
        yield (
            'memoryReservationPolicy "TieredReservation" requires '
            "MemoryQoS feature gate"
            " to be enabled"
        )
    if policy not in ("None", "TieredReservation"):
        yield f"option {golang.quote(policy)} specified for memoryReservationPolicy"


_POLICIES = (
    "NeverVerify",
    "NeverVerifyPreloadedImages",
    "NeverVerifyAllowlistedImages",
    "AlwaysVerify",
)


def _verification(view: View) -> Iterator[str]:
    policy = text(view, "imagePullCredentialsVerificationPolicy")
    listed = items(view, "preloadedImagesVerificationAllowlist")
    if not view.enabled("KubeletEnsureSecretPulledImages"):
        for name, value in (
            ("imagePullCredentialsVerificationPolicy", bool(policy)),
            ("preloadedImagesVerificationAllowlist", bool(listed)),
        ):
            if value:
                yield (
                    f"`{name}` must not be set if KubeletEnsureSecretPulledImages "
                    "feature"
                    " gate is not enabled"
                )
        return
    if policy not in _POLICIES:
        quoted = golang.quote(policy)
        yield f"option {quoted} specified for imagePullCredentialsVerificationPolicy"
    if listed and policy != "NeverVerifyAllowlistedImages":
        yield (
            "can't set `preloadedImagesVerificationAllowlist` if"
            " `imagePullCredentialsVertificationPolicy` is not"
            ' "NeverVerifyAllowlistedImages"'
        )


def _namespaces(view: View) -> Iterator[str]:
    identifiers = view.get("userNamespaces.idsPerPod")
    if not isinstance(identifiers, int):
        return
    if identifiers < 65536:
        yield "userNamespaces.idsPerPod must not be less than 65536"
    elif identifiers % 65536:
        yield "userNamespaces.idsPerPod must be a multiple of 65536"
    elif identifiers > 2**32 - 1:
        yield "userNamespaces.idsPerPod must not be more than 4294967295"


def _tracing(view: View) -> Iterator[str]:
    endpoint = text(view, "tracing.endpoint")
    rate = integer(view, "tracing.samplingRatePerMillion")
    if not view.enabled("KubeletTracing") and view.minor < 34:
        yield (
            "tracing should not be configured if KubeletTracing feature "
            "flag is disabled."
        )
        return
    if not 0 <= rate <= 1_000_000:
        yield f"tracing.samplingRatePerMillion: Invalid value: {rate}"
    scheme = endpoint.partition(":")[0] if "//" in endpoint else "dns"
    if endpoint and scheme not in ("dns", "unix", "unix-abstract"):
        yield f"tracing.endpoint: Invalid value: {golang.quote(endpoint)}"


def _hidden_metrics(view: View) -> Iterator[str]:
    version = text(view, "showHiddenMetricsForVersion")
    valid = f"1.{view.minor - 1}"
    if version and version != valid:
        yield (
            "--show-hidden-metrics-for-version must be omitted or have the value"
            f" '{valid}'. Only the previous minor version is allowed"
        )


def _sysctls(view: View) -> Iterator[str]:
    value = view.get("defaultPodSysctls")
    if isinstance(value, dict) and value and not view.enabled("DefaultPodSysctls"):
        yield (
            "DefaultPodSysctls feature gate is required for Kubelet "
            "configuration option"
            " defaultPodSysctls"
        )


def logging(view: View) -> Iterator[str]:
    """Yield what ``logsapi.Validate`` refuses."""
    form = text(view, "logging.format")
    if form not in ("text", "json"):
        quoted = golang.quote(form)
        yield f"logging.format: Invalid value: {quoted}: Unsupported log format"
    if view.minor >= 35 and duration(view, "logging.flushFrequency") <= 0:
        yield "logging.flushFrequency: Invalid value: Must be greater than zero"
    if integer(view, "logging.verbosity") > 2**31 - 1:
        yield "logging.verbosity: Invalid value: Must be <= 2147483647"
    patterns = items(view, "logging.vmodule")
    if patterns and form != "text":
        yield "logging.vmodule: Forbidden: Only supported for text log format"
    for number, pattern in enumerate(patterns):
        fields = pattern if isinstance(pattern, dict) else {}
        name = str(fields.get("filePattern") or "")
        if not name or "=" in name or "," in name:
            yield f"logging.vmodule[{number}]: Invalid value: {golang.quote(name)}"
    yield from _log_options(view)


def _log_options(view: View) -> Iterator[str]:
    for form in ("text", "json"):
        gated = form == "text" or view.minor >= 25
        if not gated or view.enabled("LoggingAlphaOptions"):
            continue
        where = f"logging.options.{form}"
        if view.get(f"{where}.splitStream") is True:
            yield (
                f"{where}.splitStream: Forbidden: Feature LoggingAlphaOptions "
                "is disabled"
            )
        size = str(view.get(f"{where}.infoBufferSize") or "0")
        if not re.fullmatch(r"[+-]?[0.]*([a-zA-Z].*)?", size):
            yield (
                f"{where}.infoBufferSize: Forbidden: Feature LoggingAlphaOptions is"
                " disabled"
            )


LOGGING = (
    "logging.format",
    "logging.flushFrequency",
    "logging.verbosity",
    "logging.vmodule",
    "logging.options.text.splitStream",
    "logging.options.text.infoBufferSize",
    "logging.options.json.splitStream",
    "logging.options.json.infoBufferSize",
)
_PORT = "be between 1 and 65535, inclusive"

RULES: tuple[Rule, ...] = (
    Rule(("nodeLeaseDurationSeconds",), _lease, same=True),
    Rule(("systemCgroups", "cgroupRoot"), _system_cgroups, same=True),
    _not_negative("eventBurst", "event-burst"),
    _not_negative("eventRecordQPS", "event-qps"),
    _range("healthzPort", "healthz-port", 0, 65535, _PORT),
    Rule(("cpuCFSQuotaPeriod", "featureGates"), _cfs_period),
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
    Rule(
        ("imageGCLowThresholdPercent", "imageGCHighThresholdPercent"),
        _thresholds,
        same=True,
    ),
    Rule(("defaultPodSysctls", "featureGates"), _sysctls, 37),
    Rule(("imageMinimumGCAge",), _image_minimum, 36, same=True),
    Rule(("imageMaximumGCAge", "imageMinimumGCAge", "featureGates"), _image_age, 29),
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
    Rule(("maxParallelImagePulls", "serializeImagePulls"), _pulls, 27),
    Rule(("serverTLSBootstrap", "featureGates"), _server_bootstrap),
    Rule(("runOnce",), _run_once, 32, same=True),
    Rule(("registerWithTaints",), _taints, same=True),
    _one_of(
        "topologyManagerPolicy",
        "topology-manager-policy",
        "none",
        "best-effort",
        "restricted",
        "single-numa-node",
    ),
    _one_of("topologyManagerScope", "topology-manager-scope", "container", "pod"),
    Rule(
        ("shutdownGracePeriod", "shutdownGracePeriodCriticalPods", "featureGates"),
        _shutdown,
    ),
    Rule(
        (
            "shutdownGracePeriodByPodPriority",
            "shutdownGracePeriod",
            "shutdownGracePeriodCriticalPods",
            "featureGates",
        ),
        _priorities,
    ),
    Rule(("memorySwap.swapBehavior", "featureGates"), _swap),
    Rule(("crashLoopBackOff.maxContainerRestartPeriod", "featureGates"), _restarts, 32),
    Rule(
        (
            "enforceNodeAllocatable",
            "cgroupsPerQOS",
            "systemReservedCgroup",
            "kubeReservedCgroup",
        ),
        _allocatable,
    ),
    _one_of(
        "hairpinMode", "hairpin-mode", "none", "hairpin-veth", "promiscuous-bridge"
    ),
    Rule(
        (
            "imagePullCredentialsVerificationPolicy",
            "preloadedImagesVerificationAllowlist",
            "featureGates",
        ),
        _verification,
        33,
    ),
    Rule(
        ("reservedSystemCPUs", "systemReservedCgroup", "kubeReservedCgroup"),
        _cpus,
        same=True,
    ),
    Rule(("reservedMemory",), _reserved_memory, same=True),
    Rule(("showHiddenMetricsForVersion",), _hidden_metrics),
    Rule(("userNamespaces.idsPerPod",), _namespaces, 33, same=True),
    Rule(("tracing.endpoint", "tracing.samplingRatePerMillion"), _tracing, 25),
    Rule(("memoryThrottlingFactor",), _throttling),
    Rule(("memoryReservationPolicy", "featureGates"), _reservation, 36),
    Rule(("containerRuntimeEndpoint",), _endpoint, 27, same=True),
    Rule(("enableSystemLogQuery", "enableSystemLogHandler"), _log_query, 27),
    Rule(("containerLogMaxWorkers",), _log_workers, 30, same=True),
    Rule(("containerLogMonitorInterval",), _log_interval, 30, same=True),
    Rule(("containerLogMaxFiles",), _log_files, 33, same=True),
    Rule(("podLogsDir",), _pod_logs, 30, same=True),
)
"""In the order of the source."""
