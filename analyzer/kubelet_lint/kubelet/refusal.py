"""Why the kubelet would exit instead of serving, in the order it finds out.

The checks of ``NewKubeletCommand`` and ``run`` (``cmd/kubelet/app/server.go``) that the
arguments and the configuration alone decide: ``ValidateKubeletFlags``, feature gates,
logging, ``ValidateKubeletConfiguration``, TLS, ``BuildAuth``. Whether certificates,
kubeconfigs or sockets exist on the node is never judged.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kubelet_lint.kubelet.ciphers import CIPHERS, TLS_VERSIONS
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.source import Span
from kubelet_lint.value import Known, Setting, Unknown

Settings = Mapping[str, Setting]


class Refusal(NamedTuple):
    """Why the kubelet exits."""

    reason: str
    """In the kubelet's own words, shortened."""
    span: Span | None = None


def check(settings: Settings, version: Version) -> Refusal | None:
    """Return the first reason to exit that flags and configuration give."""
    for reason in _reasons(settings, version):
        return reason
    return None


def _reasons(settings: Settings, version: Version) -> Iterator[Refusal]:
    yield from _flags(settings, version)
    yield from _gates(settings, version)
    yield from _logging(settings)
    yield from _ranges(settings)
    yield from _thresholds(settings)
    yield from _tls(settings)
    yield from _auth(settings)


def known(settings: Settings, path: str) -> object:
    """Return a setting's value if it is known, else None."""
    setting = settings.get(path)
    value = setting.value if setting is not None and setting.layers else None
    return value.value if isinstance(value, Known) else None


def _at(settings: Settings, path: str) -> Span | None:
    setting = settings.get(path)
    return setting.deciding.span if setting is not None and setting.layers else None


# --- ValidateKubeletFlags -------------------------------------------------------------

_LABELS = frozenset(
    "kubernetes.io/hostname topology.kubernetes.io/zone topology.kubernetes.io/region"
    " failure-domain.beta.kubernetes.io/zone failure-domain.beta.kubernetes.io/region"
    " node.kubernetes.io/instance-type beta.kubernetes.io/instance-type"
    " kubernetes.io/os beta.kubernetes.io/os kubernetes.io/arch beta.kubernetes.io/arch"
    " node.kubernetes.io/exclude-from-external-load-balancers"
    " topology.kubernetes.io/hostname".split()
)
_LABEL_DOMAINS = ("kubelet.kubernetes.io", "node.kubernetes.io")


def _flags(settings: Settings, version: Version) -> Iterator[Refusal]:
    runtime = known(settings, "container-runtime")
    if isinstance(runtime, str) and runtime != "remote" and version.minor < 27:
        reason = f'unsupported CRI runtime: "{runtime}", only "remote" is supported'
        yield Refusal(reason, _at(settings, "container-runtime"))
    labels = known(settings, "node-labels")
    if isinstance(labels, dict):
        wrong = sorted(str(name) for name in labels if not _is_allowed(str(name)))
        if wrong:
            reason = "unknown 'kubernetes.io' or 'k8s.io' labels specified with"
            yield Refusal(
                f"{reason} --node-labels: {wrong}", _at(settings, "node-labels")
            )


def _is_allowed(label: str) -> bool:
    namespace, slash, _ = label.partition("/")
    if not slash:
        return True
    ours = ("kubernetes.io", "k8s.io")
    if namespace not in ours and not namespace.endswith(tuple(f".{o}" for o in ours)):
        return True
    allowed = namespace in _LABEL_DOMAINS or namespace.endswith(
        tuple(f".{domain}" for domain in _LABEL_DOMAINS)
    )
    return allowed or label in _LABELS


# --- feature gates --------------------------------------------------------------------


def _gates(settings: Settings, version: Version) -> Iterator[Refusal]:
    from kubelet_lint.kubelet.gates import GATES

    gates = known(settings, "featureGates")
    if isinstance(gates, dict):
        for name in gates:
            if name not in GATES:
                reason = f"unrecognized feature gate: {name}"
                yield Refusal(reason, _at(settings, "featureGates"))
    seccomp = settings.get("seccompDefault")
    if version.minor == 24 and seccomp is not None:
        flagged = any(
            layer.kind == "flag" and layer.value == Known(True)
            for layer in seccomp.layers
        )
        on = isinstance(gates, dict) and gates.get("SeccompDefault") is True
        if flagged and not on:
            reason = "the SeccompDefault feature gate must be enabled in order to use"
            yield Refusal(f"{reason} the --seccomp-default flag", seccomp.deciding.span)
    server = known(settings, "serverTLSBootstrap")
    off = (
        isinstance(gates, dict) and gates.get("RotateKubeletServerCertificate") is False
    )
    if server is True and off:
        reason = "serverTLSBootstrap true requires feature gate"
        yield Refusal(
            f"{reason} RotateKubeletServerCertificate",
            _at(settings, "serverTLSBootstrap"),
        )


# --- logging, ValidateKubeletConfiguration --------------------------------------------


def _logging(settings: Settings) -> Iterator[Refusal]:
    form = known(settings, "logging.format")
    if isinstance(form, str) and form not in ("text", "json"):
        reason = f'logging.format: Invalid value: "{form}": Unsupported log format'
        yield Refusal(reason, _at(settings, "logging.format"))


_RANGES: tuple[tuple[str, str, int, int], ...] = (
    ("readOnlyPort", "--read-only-port", 0, 65535),
    ("port", "--port", 1, 65535),
    ("healthzPort", "--healthz-port", 0, 65535),
    ("eventBurst", "--event-burst", 0, 2**31 - 1),
    ("eventRecordQPS", "--event-qps", 0, 2**31 - 1),
    ("kubeAPIBurst", "--kube-api-burst", 0, 2**31 - 1),
    ("kubeAPIQPS", "--kube-api-qps", -(2**31), 2**31 - 1),
    ("imageGCHighThresholdPercent", "--image-gc-high-threshold", 0, 100),
    ("imageGCLowThresholdPercent", "--image-gc-low-threshold", 0, 100),
    ("maxOpenFiles", "--max-open-files", 0, 2**63 - 1),
    ("maxPods", "--max-pods", 0, 2**31 - 1),
    ("oomScoreAdj", "--oom-score-adj", -1000, 1000),
    ("podsPerCore", "--pods-per-core", 0, 2**31 - 1),
    ("registryBurst", "--registry-burst", 0, 2**31 - 1),
    ("registryPullQPS", "--registry-qps", 0, 2**31 - 1),
    ("containerLogMaxFiles", "--container-log-max-files", 2, 2**31 - 1),
)


def _ranges(settings: Settings) -> Iterator[Refusal]:
    for path, flag, low, high in _RANGES:
        value = known(settings, path)
        number = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and number and not low <= value <= high:
            reason = (
                f"invalid configuration: {path} ({flag}) {value} must be between"
                f" {low} and {high}, inclusive"
            )
            yield Refusal(reason, _at(settings, path))


def _thresholds(settings: Settings) -> Iterator[Refusal]:
    low = known(settings, "imageGCLowThresholdPercent")
    high = known(settings, "imageGCHighThresholdPercent")
    if isinstance(low, int) and isinstance(high, int) and low >= high:
        reason = (
            f"invalid configuration: imageGCLowThresholdPercent {low} must be less than"
            f" imageGCHighThresholdPercent {high}"
        )
        yield Refusal(reason, _at(settings, "imageGCLowThresholdPercent"))


# --- TLS, BuildAuth -------------------------------------------------------------------


def _tls(settings: Settings) -> Iterator[Refusal]:
    suites = known(settings, "tlsCipherSuites")
    for name in suites if isinstance(suites, list) else ():
        if name not in CIPHERS:
            reason = f"Cipher suite {name} not supported or doesn't exist"
            yield Refusal(reason, _at(settings, "tlsCipherSuites"))
    version = known(settings, "tlsMinVersion")
    if isinstance(version, str) and version and version not in TLS_VERSIONS:
        reason = f"unknown tls version {version!r}"
        yield Refusal(reason, _at(settings, "tlsMinVersion"))


def _auth(settings: Settings) -> Iterator[Refusal]:
    """``BuildAuth`` (``cmd/kubelet/app/auth.go``): the only check of the mode."""
    client = settings.get("kubeconfig")
    path = client.value if client is not None and client.layers else Known("")
    standalone = isinstance(path, Known) and not path.value
    if standalone and known(settings, "authentication.webhook.enabled") is True:
        reason = "no client provided, cannot use webhook authentication"
        yield Refusal(reason, _at(settings, "authentication.webhook.enabled"))
    mode = settings["authorization.mode"].value
    if isinstance(mode, Unknown) or not isinstance(mode, Known):
        return
    span = _at(settings, "authorization.mode")
    if mode.value == "Webhook":
        if standalone:
            reason = "no client provided, cannot use webhook authorization"
            yield Refusal(reason, span)
    elif not mode.value:
        yield Refusal("no authorization mode specified", span)
    elif mode.value != "AlwaysAllow":
        yield Refusal(f"unknown authorization mode {mode.value}", span)
