"""kind's Cluster: kubeadm's documents as kind generates and patches them.

Follows kubernetes-sigs/kind at its head: ``pkg/cluster/internal/create/actions/config``
(the cluster's patches, then the node's), ``pkg/internal/patch`` (a patch applies to the
document of its ``kind`` and, if it states one, its ``apiVersion``; kubelet arguments
merge by name), ``pkg/cluster/internal/kubeadm/config.go`` (the config version follows
the node's Kubernetes release). The first control plane runs ``kubeadm init``, every
other node ``kubeadm join``, which takes the KubeletConfiguration of the first node: a
KubeletConfiguration patch on another node is read by nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Machine
from kubelet_lint.source import HOLE, Span, Text
from kubelet_lint.value import Assumption
from kubelet_lint.vendor import kubeadm
from kubelet_lint.vendor.manifest import (
    NOTHING,
    Leaf,
    List,
    Map,
    Value,
    at,
    items_at,
    map_at,
    parse,
    plain,
    text_at,
    word,
)
from kubelet_lint.vendor.patching import Operation, apply, merge, operations
from kubelet_lint.yaml import documents
from kubelet_lint.yaml.tree import Problem

NAME = "kind cluster"

KUBELET = "kubelet.config.k8s.io/v1beta1"
ARGS = ("nodeRegistration", "kubeletExtraArgs")


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a kind Cluster."""
    return described.is_kind(document, "kind.", "Cluster", "Config")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the different nodes of the cluster."""
    cluster = described.first(document.text)
    if not isinstance(cluster, Map):
        yield from described.unreadable(document, cluster)
        return
    nodes = _nodes(cluster)
    versions = _versions(cluster, nodes)
    for version in versions:
        only = len(versions) == 1
        yield from _machines(document, cluster, nodes, version, only=only)


class Node(NamedTuple):
    """A node of the cluster, as configured."""

    name: str
    role: str
    value: Value
    span: Span | None


class Patches(NamedTuple):
    """What is laid over the generated documents, in order."""

    merges: tuple[Map, ...] = ()
    json: tuple[tuple[str, str, tuple[Operation, ...]], ...] = ()
    """Kind, apiVersion and operations."""
    unreadable: Text | None = None


def _nodes(cluster: Map) -> list[Node]:
    found: list[Node] = []
    seen: dict[str, int] = {}
    for value in items_at(cluster, "nodes"):
        text = text_at(value, "role")
        role = text.chars if text else "control-plane"
        seen[role] = seen.get(role, 0) + 1
        number = str(seen[role]) if seen[role] > 1 else ""
        found.append(Node(role + number, role, value, described.line(value, "role")))
    here = described.line(cluster, "kind")
    return found or [Node("control-plane", "control-plane", NOTHING, here)]


def _machines(
    document: Document, cluster: Map, nodes: list[Node], version: str, *, only: bool
) -> Iterator[Machine]:
    shared = _patches(cluster)
    first = next((node for node in nodes if node.role == "control-plane"), nodes[0])
    kubelet = _patched(_generated("KubeletConfiguration", version), shared)
    kubelet = _patched(kubelet, _patches(first.value))
    config = kubeadm.config(kubelet)
    seen: set[tuple[str, str]] = set()
    for node in nodes:
        own = _patches(node.value)
        kind = "InitConfiguration" if node is first else "JoinConfiguration"
        registered = _patched(_patched(_generated(kind, version), shared), own)
        text = shared.unreadable or own.unreadable
        flags = _flags(registered, text)
        key = (node.role, flags.chars)
        if key in seen:
            continue
        seen.add(key)
        yield Machine(
            described.name(document, node.name),
            kubeadm.effects(_unless(text, config), flags, node.span),
            span=node.span or described.line(cluster, "kind"),
            image="kind",
            assumptions=_assumptions(version, node, shared, own),
            circumstances=() if only else (f"when kind writes {version}",),
            writer="kubeadm",
        )


def _flags(registered: Value, unreadable: Text | None) -> Text:
    args, unread = kubeadm.extra_args(at(registered, *ARGS))
    if unreadable is not None:
        reason = "a patch that cannot be read"
        unread.append(Text.hole(reason, unreadable.span, words=True))
    return kubeadm.flags_file(args, unread)


def _unless(unreadable: Text | None, config: Text) -> Text:
    if unreadable is None:
        return config
    return Text.hole("a patch that cannot be read", unreadable.span)


# --- generated documents --------------------------------------------------------------


def _generated(kind: str, version: str) -> Value:
    if kind == "KubeletConfiguration":
        return _object(KUBELET, kind)
    empty: Value = List(()) if version.endswith("v1beta4") else NOTHING
    socket = word("unix:///run/containerd/containerd.sock")
    registration = NOTHING.put("criSocket", socket).put("kubeletExtraArgs", empty)
    return _object(version, kind).put("nodeRegistration", registration)


def _object(version: str, kind: str) -> Map:
    return NOTHING.put("apiVersion", word(version)).put("kind", word(kind))


_TAG = re.compile(r":v?1\.(\d+)")


def _versions(cluster: Map, nodes: Sequence[Node]) -> list[str]:
    """Return the config versions that kind may generate; ``kubeadm.config.go``."""
    image = next((text_at(node.value, "image") for node in nodes), None)
    tag = _TAG.search(image.chars) if image else None
    if tag is not None:
        minor = int(tag.group(1))
        if minor < 23:
            return ["kubeadm.k8s.io/v1beta2"]
        return ["kubeadm.k8s.io/v1beta3" if minor < 36 else "kubeadm.k8s.io/v1beta4"]
    pinned = sorted(_pinned((cluster, *(node.value for node in nodes))))
    return pinned or ["kubeadm.k8s.io/v1beta3"]


def _pinned(values: Iterable[Value]) -> set[str]:
    found: set[str] = set()
    for value in values:
        patches = _patches(value)
        found.update(_version(patch) for patch in patches.merges)
        found.update(version for _, version, _ in patches.json)
    return {version for version in found if version.startswith("kubeadm.k8s.io/")}


def _version(patch: Value) -> str:
    text = text_at(patch, "apiVersion")
    return text.chars if text else ""


# --- patches --------------------------------------------------------------------------


def _patches(value: Value) -> Patches:
    merges: list[Map] = []
    unreadable: Text | None = None
    for text in described.strings(items_at(value, "kubeadmConfigPatches")):
        for piece in documents.split(text):
            patch = parse(piece)
            if isinstance(patch, Map):
                merges.append(patch)
            elif isinstance(patch, Problem) or HOLE in piece.chars:
                unreadable = piece
    found = items_at(value, "kubeadmConfigPatchesJSON6902")
    return Patches(tuple(merges), tuple(map(_json_patch, found)), unreadable)


def _json_patch(value: Value) -> tuple[str, str, tuple[Operation, ...]]:
    kind, group, version = (
        (text_at(value, key) or Text()).chars for key in ("kind", "group", "version")
    )
    text = text_at(value, "patch")
    patch = parse(text) if text else NOTHING
    done = () if isinstance(patch, Problem) else tuple(operations(patch))
    return kind, f"{group}/{version}" if group else version, done


def _patched(target: Value, patches: Patches) -> Value:
    for patch in patches.merges:
        if _matches(target, _kind(patch), _version(patch)):
            target = _merged(target, patch)
    for kind, version, done in patches.json:
        if _matches(target, kind, version):
            target = apply(target, done)
    return target


def _kind(value: Value) -> str:
    text = text_at(value, "kind")
    return text.chars if text else ""


def _matches(target: Value, kind: str, version: str) -> bool:
    return _kind(target) == kind and version in ("", _version(target))


def _merged(target: Value, patch: Map) -> Value:
    """Merge a patch; kubelet arguments by name, whether map or list."""
    over = at(patch, *ARGS)
    if over is None:
        return merge(target, patch)
    rest = patch.put("nodeRegistration", map_at(patch, ARGS[0]).without(ARGS[1]))
    merged = merge(target, rest)
    assert isinstance(merged, Map)
    registration = map_at(merged, ARGS[0])
    args = _joined(at(target, *ARGS), over)
    return merged.put(ARGS[0], registration.put(ARGS[1], args))


def _joined(base: Value | None, over: Value) -> Value:
    found, unread = kubeadm.extra_args(base)
    more, others = kubeadm.extra_args(over)
    by_name = {arg.name.chars: arg for arg in (*found, *more)}
    items = [
        NOTHING.put("name", plain(arg.name)).put("value", plain(arg.value))
        for arg in by_name.values()
    ]
    holes = tuple(Leaf(text, text) for text in (*unread, *others))
    return List((*items, *holes))


def _assumptions(version: str, node: Node, *patches: Patches) -> tuple[Assumption, ...]:
    image = text_at(node.value, "image")
    pinned = any(
        other.startswith("kubeadm.k8s.io/") and other != version
        for patch in patches
        for other in (*map(_version, patch.merges), *(v for _, v, _ in patch.json))
    )
    if image is not None and pinned:
        text = (
            f"patches of another version than {version} do not apply to {image.chars}"
        )
        return (Assumption(text, image.span),)
    if image is None:
        return (Assumption(f"kind writes {version} for its node image"),)
    return ()
