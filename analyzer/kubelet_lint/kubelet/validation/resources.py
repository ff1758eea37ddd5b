"""What is reserved, and how processors and memory are shared out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.kubelet import golang
from kubelet_lint.kubelet.validation.view import (
    Rule,
    View,
    duration,
    items,
    text,
    text_of,
)
from kubelet_lint.value import Json

_RESERVED = {
    "system-reserved": "systemReservedCgroup",
    "kube-reserved": "kubeReservedCgroup",
}


_OPTION = "enforceNodeAllocatable (--enforce-node-allocatable)"


_CPUS = r"[0-9]+(?:-[0-9]+)?(?:,[0-9]+(?:-[0-9]+)?)*"


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


def _system_cgroups(view: View) -> Iterator[str]:
    if text(view, "systemCgroups") and not text(view, "cgroupRoot"):
        yield (
            "systemCgroups (--system-cgroups) was specified and cgroupRoot"
            " (--cgroup-root) was not specified"
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


RULES: tuple[Rule, ...] = (
    Rule(("systemCgroups", "cgroupRoot"), _system_cgroups, same=True),
    Rule(("cpuCFSQuotaPeriod", "featureGates"), _cfs_period),
    Rule(("memorySwap.swapBehavior", "featureGates"), _swap),
    Rule(
        (
            "enforceNodeAllocatable",
            "cgroupsPerQOS",
            "systemReservedCgroup",
            "kubeReservedCgroup",
        ),
        _allocatable,
    ),
    Rule(
        ("reservedSystemCPUs", "systemReservedCgroup", "kubeReservedCgroup"),
        _cpus,
        same=True,
    ),
    Rule(("reservedMemory",), _reserved_memory, same=True),
    Rule(("userNamespaces.idsPerPod",), _namespaces, 33, same=True),
    Rule(("memoryThrottlingFactor",), _throttling),
    Rule(("memoryReservationPolicy", "featureGates"), _reservation, 36),
)
