"""The kubelet's two sets of defaults.

Started by flags alone the kubelet keeps its legacy defaults
(``cmd/kubelet/app/options/options.go``, ``applyLegacyDefaults``); with ``--config`` it
starts from v1beta1's (``pkg/kubelet/apis/config/v1beta1/defaults.go``). The two differ
in four fields, in every release from 1.24 to 1.37.
"""

from __future__ import annotations

from functools import cache

from kubelet_lint.kubelet import flag_value
from kubelet_lint.kubelet.flag_table import FLAGS, Flag
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.value import Json

LEGACY: dict[str, Json] = {
    "authentication.anonymous.enabled": True,
    "authentication.webhook.enabled": False,
    "authorization.mode": "AlwaysAllow",
    "readOnlyPort": 10255,
}
V1BETA1: dict[str, Json] = {
    "authentication.anonymous.enabled": False,
    "authentication.webhook.enabled": True,
    "authorization.mode": "Webhook",
    "readOnlyPort": 0,
}

_CHANGED: dict[str, tuple[int, Json]] = {
    "eventBurst": (27, 10),
    "eventRecordQPS": (27, 5),
    "kubeAPIBurst": (27, 10),
    "kubeAPIQPS": (27, 5),
    "failCgroupV1": (35, False),
}
"""Fields whose default was another one before a minor release: release, value."""

WITHOUT_CONFIG = "kubelet default without --config"
WITH_CONFIG = "v1beta1 default"


@cache
def common() -> dict[str, Json]:
    """Return the defaults, by field or by the flag's name, that both sets share."""
    found = {flag.path or flag.name: _default(flag) for flag in FLAGS.values()}
    return {**found, "enableServer": True, "authentication.x509.clientCAFile": ""}


def default(path: str, version: Version, *, config: bool) -> Json:
    """Return a setting's default in a release."""
    differing = (V1BETA1 if config else LEGACY).get(path)
    if differing is not None:
        return differing
    changed = _CHANGED.get(path)
    if changed is not None and version.minor < changed[0]:
        return changed[1]
    return common().get(path)


def _default(flag: Flag) -> Json:
    value: Json = flag.default
    if flag.kind == "bool":
        return flag.default == "true"
    if flag.kind in ("int", "int32", "int64", "uint64"):
        value = flag_value.integer(flag.default)
    elif flag.kind == "stringSlice":
        inner = flag.default.strip("[]")
        value = [part for part in inner.split(",") if part]
    elif flag.kind.startswith("map"):
        value = {}
    return value
