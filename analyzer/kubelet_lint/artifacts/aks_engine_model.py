"""aks-engine's API model: flag maps for the kubelets of masters and agent pools.

Follows Azure/aks-engine at its head, ``pkg/api/defaults-kubelet.go``
(``setKubeletConfig``): a profile's own ``kubeletConfig`` over the cluster's over the
defaults; then some flags are set whatever the user says, on agent pools also over the
pool's own map, among them ``--authorization-mode=Webhook`` and, unless
``enableSecureKubelet`` is false, ``--anonymous-auth=false``. A master's own map is only
filled in. ``--authentication-token-webhook=true`` is a default from Kubernetes 1.16 on.
There is no configuration file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import Boot, Document, Machine, Write
from kubelet_lint.source import EMPTY, Span, Text, program
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.manifest import (
    Leaf,
    Map,
    at,
    items_at,
    map_at,
    text_at,
    true_at,
)

NAME = "aks-engine API model"

UNIT = "kubelet.service"
ENVIRONMENT_PATH = "/etc/default/kubelet"

_REMOVED = frozenset(
    {
        "--allow-privileged",
        "--cadvisor-port",
        "--cni-bin-dir",
        "--cni-conf-dir",
        "--docker-endpoint",
        "--image-pull-progress-deadline",
        "--network-plugin",
        "--non-masquerade-cidr",
    }
)
"""Flags that aks-engine takes away for 1.24 and later (``removeKubeletFlags``)."""

_FORCED = {
    "--authorization-mode": "Webhook",
    "--kubeconfig": "/var/lib/kubelet/kubeconfig",
}
_SECURE = {
    "--anonymous-auth": "false",
    "--client-ca-file": "/etc/kubernetes/certs/ca.crt",
}


def recognizes(document: Document, /) -> bool:
    """Say whether the document is an API model that sets kubelet flags."""
    if not document.name and is_program(document.path):
        return False
    chars = document.text.chars
    return "orchestratorProfile" in chars and "kubeletConfig" in chars


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the masters and each Linux agent pool."""
    root = described.first(document.text)
    if not isinstance(root, Map):
        yield from described.unreadable(document, root)
        return
    model = map_at(root, "apiModel") if "apiModel" in root.members else root
    properties = map_at(model, "properties")
    cluster = map_at(properties, "orchestratorProfile", "kubernetesConfig")
    release = text_at(properties, "orchestratorProfile", "orchestratorRelease")
    profiles = [
        ("master", at(properties, "masterProfile")),
        *(
            ((text_at(pool, "name") or EMPTY).display(), pool)
            for pool in items_at(properties, "agentPoolProfiles")
        ),
    ]
    for name, profile in profiles:
        if isinstance(profile, Map) and _linux(profile):
            yield _machine(document, name, profile, cluster, release)


def _linux(profile: Map) -> bool:
    return (text_at(profile, "osType") or EMPTY).chars.lower() != "windows"


def _machine(
    document: Document, name: str, profile: Map, cluster: Map, release: Text | None
) -> Machine:
    span = _place(profile, cluster)
    unnamed = _nowhere(_beside(cluster) or span)
    flags = _flags(profile, cluster, release or unnamed, name == "master")
    words = [flags[flag] for flag in sorted(flags) if flag not in _REMOVED]
    return Machine(
        described.name(document, name),
        (Write(ENVIRONMENT_PATH, _environment(words), span=span), Boot(UNIT, span)),
        span=span,
        image="aks-engine",
        writer="aks-engine",
    )


def _nowhere(span: Span | None) -> Text:
    return Text.hole("the API model names no release", span)


def _environment(words: list[Text]) -> Text:
    parts = [program("KUBELET_NODE_LABELS=\nKUBELET_CONFIG=")]
    for word in words:
        parts += (word, program(" "))
    return Text.join((*parts, program("\n")))


def _place(profile: Map, cluster: Map) -> Span | None:
    for holder in (map_at(profile, "kubernetesConfig"), cluster, profile):
        for key in ("kubeletConfig", "vmSize", "count"):
            if key in holder.members:
                return holder.members[key].key.span
    return None


def _beside(cluster: Map) -> Span | None:
    """Return where the cluster's own flags say how the kubelet lets clients in."""
    members = map_at(cluster, "kubeletConfig").members
    for flag in ("--anonymous-auth", "--authorization-mode", "--client-ca-file"):
        if flag in members:
            return members[flag].key.span
    return None


def _flags(profile: Map, cluster: Map, release: Text, master: bool) -> dict[str, Text]:
    """Return the flags of a profile's kubelet, by name."""
    forced = _forced(cluster)
    found = _webhook(release)
    found.update(_written(cluster))
    found.update(forced)
    own = _written(map_at(profile, "kubernetesConfig"))
    return {**found, **own, **({} if master else forced)}


def _forced(cluster: Map) -> dict[str, Text]:
    secure = true_at(cluster, "enableSecureKubelet") is not False
    return {
        name: _shipped(name, value)
        for name, value in {**_FORCED, **(_SECURE if secure else {})}.items()
    }


def _webhook(release: Text) -> dict[str, Text]:
    name = "--authentication-token-webhook"
    match = re.match(r"1\.(\d+)", release.chars)
    if match is not None:
        modern = int(match.group(1)) >= 16
        return {name: _shipped(name, "true")} if modern else {}
    reason = "aks-engine sets it from Kubernetes 1.16 on, and no release is named"
    value = Text.hole(reason, release.span)
    return {name: Text.join((program(f"{name}="), value))}


def _shipped(name: str, value: str) -> Text:
    return shipped("aks-engine", "defaults-kubelet.go", f"{name}={value}")


def _written(config: Map) -> dict[str, Text]:
    members = map_at(config, "kubeletConfig").members
    return {
        name: Text.join((_bare(member.key), program("="), value.text))
        for name, member in members.items()
        if isinstance(value := member.value, Leaf) and name.startswith("--")
    }


def _bare(key: Text) -> Text:
    return key.strip("\"'")
