"""The node: how it registers, runs its pods and shuts down."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.kubelet import golang, labels
from kubelet_lint.kubelet.validation.view import (
    Rule,
    View,
    duration,
    integer,
    items,
    text,
    text_of,
)


def _lease(view: View) -> Iterator[str]:
    if integer(view, "nodeLeaseDurationSeconds") <= 0:
        yield "nodeLeaseDurationSeconds must be greater than 0"


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


def _sysctls(view: View) -> Iterator[str]:
    value = view.get("defaultPodSysctls")
    if isinstance(value, dict) and value and not view.enabled("DefaultPodSysctls"):
        yield (
            "DefaultPodSysctls feature gate is required for Kubelet "
            "configuration option"
            " defaultPodSysctls"
        )


def _endpoint(view: View) -> Iterator[str]:
    if not text(view, "containerRuntimeEndpoint"):
        yield "the containerRuntimeEndpoint was not specified or empty"


RULES: tuple[Rule, ...] = (
    Rule(("nodeLeaseDurationSeconds",), _lease, same=True),
    Rule(("defaultPodSysctls", "featureGates"), _sysctls, 37),
    Rule(("serverTLSBootstrap", "featureGates"), _server_bootstrap),
    Rule(("runOnce",), _run_once, 32, same=True),
    Rule(("registerWithTaints",), _taints, same=True),
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
    Rule(("crashLoopBackOff.maxContainerRestartPeriod", "featureGates"), _restarts, 32),
    Rule(("containerRuntimeEndpoint",), _endpoint, 27, same=True),
)
