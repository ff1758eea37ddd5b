"""kOps' Cluster and InstanceGroup: kubelet settings under kOps' own names.

Follows kubernetes/kops at its head: ``upup/pkg/fi/cloudup/
populate_instancegroup_spec.go`` (a control plane starts from ``controlPlaneKubelet``,
``masterKubelet`` in v1alpha2, other nodes from ``kubelet``; the group's ``kubelet`` is
laid over it; ``anonymousAuth: false`` for all nodes holds for control planes too) and
``nodeup/pkg/model/kubelet.go`` (``authorizationMode`` Webhook and
``authenticationTokenWebhook`` true when absent; anonymous access off when absent).
Before August 2020 kOps passed flags and left the mode to the kubelet, which was
AlwaysAllow; that release is not assumed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Boot, Document, Effect, Machine, Write
from kubelet_lint.source import EMPTY, Span
from kubelet_lint.value import Assumption
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.manifest import (
    NOTHING,
    Map,
    Value,
    map_at,
    parse,
    text_at,
    true_at,
    write,
)
from kubelet_lint.vendor.patching import fill, lay
from kubelet_lint.yaml.tree import Problem

NAME = "kOps cluster"

CONFIG_PATH = "/var/lib/kubelet/kubelet.conf"
ENVIRONMENT_PATH = "/etc/sysconfig/kubelet"

_DEFAULTS = """\
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    enabled: true
  x509:
    clientCAFile: /srv/kubernetes/ca.crt
authorization:
  mode: Webhook
kind: KubeletConfiguration
"""

_FIELDS = {
    "anonymousAuth": ("authentication", "anonymous", "enabled"),
    "authenticationTokenWebhook": ("authentication", "webhook", "enabled"),
    "authorizationMode": ("authorization", "mode"),
    "readOnlyPort": ("readOnlyPort",),
}
"""kOps' names of what it writes to the kubelet's file."""

_ENVIRONMENT = (
    'DAEMON_ARGS="--kubeconfig=/var/lib/kubelet/kubeconfig --v=2 '
    f'--config={CONFIG_PATH}"\n'
)


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a kOps Cluster or InstanceGroup."""
    return described.is_kind(document, "kops.k8s.io/", "Cluster", "InstanceGroup")


class Group(NamedTuple):
    """Nodes of one kind: those of a role, or of an instance group."""

    name: str
    role: str
    kubelet: Map
    span: Span | None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the control plane and the nodes of a cluster, and its instance groups."""
    values = described.every(document.text)
    clusters = [value for value in values if _kind(value) == "Cluster"]
    groups = [_group(value) for value in values if _kind(value) == "InstanceGroup"]
    for cluster in clusters:
        span = described.line(cluster, "kind")
        for role in ("control plane", "nodes"):
            if not any(_same(role, group) for group in groups):
                groups.append(Group(role, role, NOTHING, span))
    near = clusters[0] if clusters else _cluster_near(document, files)
    several = len(groups) > 1
    for group in groups:
        yield _machine(document, near, group, several=several)
    yield from described.unreadable_parts(document)


def _kind(value: Value) -> str:
    return (text_at(value, "kind") or EMPTY).chars


def _group(value: Map) -> Group:
    role = (text_at(value, "spec", "role") or EMPTY).chars
    plain = "control plane" if role in ("Master", "ControlPlane") else "nodes"
    name = (text_at(value, "metadata", "name") or EMPTY).display()
    return Group(
        name or "InstanceGroup",
        plain,
        map_at(value, "spec", "kubelet"),
        described.line(value, "kind"),
    )


def _same(role: str, group: Group) -> bool:
    return group.role == role and not group.kubelet.members


def _cluster_near(document: Document, files: Files) -> Map | None:
    """Return the cluster that a file of instance groups belongs to, if one is near."""
    folder = posixpath.dirname(document.path)
    found: list[Map] = []
    for path in files.below(folder):
        if posixpath.dirname(path) == folder and path != document.path:
            other = files.read(path)
            if other is not None and recognizes(other):
                values = described.every(other.text)
                found += [value for value in values if _kind(value) == "Cluster"]
    return found[0] if len(found) == 1 else None


def _machine(
    document: Document, cluster: Map | None, group: Group, *, several: bool
) -> Machine:
    spec = _spec(cluster, group)
    label = (group.name,) if several else ()
    return Machine(
        described.name(document, *label),
        effects(spec, group.span),
        span=group.span,
        image="kops",
        assumptions=_assumptions(cluster),
        writer="kOps",
    )


def _assumptions(cluster: Map | None) -> tuple[Assumption, ...]:
    if cluster is not None:
        return ()
    text = "the cluster that this instance group belongs to sets nothing of the kubelet"
    return (Assumption(text),)


def _spec(cluster: Map | None, group: Group) -> Map:
    nodes = map_at(cluster, "spec", "kubelet")
    base = nodes
    if group.role == "control plane":
        older = map_at(cluster, "spec", "masterKubelet")
        newer = lay(older, map_at(cluster, "spec", "controlPlaneKubelet"))
        base = newer if isinstance(newer, Map) else NOTHING
        if true_at(nodes, "anonymousAuth") is False:
            base = base.put("anonymousAuth", nodes.members["anonymousAuth"].value)
    found = lay(base, group.kubelet)
    return found if isinstance(found, Map) else NOTHING


def effects(spec: Map, span: Span | None) -> tuple[Effect, ...]:
    """Return what nodeup writes for a kubelet spec."""
    config: Map = NOTHING
    for name, path in _FIELDS.items():
        value = spec.get(name)
        if value is not None:
            config = _put(config, path, value)
    defaults = parse(shipped("kOps", CONFIG_PATH, _DEFAULTS))
    assert not isinstance(defaults, Problem)
    holes = Map(config.members, spec.holes)
    return (
        Write(CONFIG_PATH, write(fill(holes, defaults)), span=span),
        Write(ENVIRONMENT_PATH, shipped("kOps", ENVIRONMENT_PATH, _ENVIRONMENT)),
        Boot("kubelet.service", span),
    )


def _put(config: Map, path: tuple[str, ...], value: Value) -> Map:
    if len(path) == 1:
        return config.put(path[0], value)
    below = config.get(path[0])
    inner = below if isinstance(below, Map) else NOTHING
    return config.put(path[0], _put(inner, path[1:], value))
