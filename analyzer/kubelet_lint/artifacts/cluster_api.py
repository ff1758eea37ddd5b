"""Cluster API's kubeadm bootstrap: KubeadmConfig, its template, KubeadmControlPlane.

Follows kubernetes-sigs/cluster-api at its head, ``bootstrap/kubeadm/pkg/cloudinit``:
the machine gets ``files``, runs ``preKubeadmCommands``, ``kubeadm init`` or ``join``
with the configuration, then ``postKubeadmCommands``. A control plane's first machine
takes ``initConfiguration``, its others ``joinConfiguration``. Arguments are a map up to
v1beta1 and a list from v1beta2 on. Also the same of RKE2, k3s and k0s providers.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.clusterctl import ESCAPE, Filled, processed, punched
from kubelet_lint.artifacts.encoded import decode, of_cloud_init
from kubelet_lint.node.effect import Document, Effect, Machine, Run, Write
from kubelet_lint.source import EMPTY, HOLE, Span, Text
from kubelet_lint.vendor import k0s, k3s, kubeadm
from kubelet_lint.vendor.command_line import split
from kubelet_lint.vendor.kubeadm import Patch
from kubelet_lint.vendor.manifest import (
    Map,
    Value,
    at,
    items_at,
    map_at,
    text_at,
    true_at,
)
from kubelet_lint.yaml.tree import Problem

NAME = "Cluster API bootstrap configuration"

_SPECS: dict[str, tuple[str, ...]] = {
    "KubeadmConfig": ("spec",),
    "KubeadmConfigTemplate": ("spec", "template", "spec"),
    "KubeadmControlPlane": ("spec", "kubeadmConfigSpec"),
    "KubeadmControlPlaneTemplate": ("spec", "template", "spec", "kubeadmConfigSpec"),
}
_RKE2 = {
    "RKE2Config": ("spec",),
    "RKE2ConfigTemplate": ("spec", "template", "spec"),
    "RKE2ControlPlane": ("spec",),
    "RKE2ControlPlaneTemplate": ("spec", "template", "spec"),
}
_K3S = {
    "KThreesConfig": ("spec",),
    "KThreesConfigTemplate": ("spec", "template", "spec"),
    "KThreesControlPlane": ("spec", "kthreesConfigSpec"),
}
_K0S = {
    "K0sControlPlane": ("spec", "k0sConfigSpec"),
    "K0sWorkerConfig": ("spec",),
    "K0sWorkerConfigTemplate": ("spec", "template", "spec"),
}
_EVERY = {**_SPECS, **_RKE2, **_K3S, **_K0S}


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a bootstrap configuration or a control plane."""
    groups = ("bootstrap.cluster.x-k8s.io/", "controlplane.cluster.x-k8s.io/")
    return any(described.is_kind(document, group, *_EVERY) for group in groups)


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machines that the object describes."""
    value = described.first(document.text)
    if isinstance(value, Problem):
        # Only what clusterctl makes of it need be YAML.
        filled = document._replace(text=punched(document.text))
        again = described.first(filled.text)
        if isinstance(again, Map):
            document, value = filled, again
    if isinstance(value, Map):
        yield from machines(document, value, described.line(value, "kind"))
    else:
        yield from described.unreadable(document, value)


def machines(document: Document, value: Map, span: Span | None) -> Iterator[Machine]:
    """Yield the machines of an object that stands in a document, or comes of it."""
    kind = (text_at(value, "kind") or EMPTY).chars
    spec = map_at(value, *_EVERY.get(kind, ("spec",)))
    if kind in _SPECS:
        yield from _kubeadm(document, value, spec, span)
    else:
        yield _distribution(document, value, kind, spec, span)


# --- kubeadm --------------------------------------------------------------------------


class Role(NamedTuple):
    """One way a machine of the object may be set up."""

    name: str
    own: Value | None
    """Its InitConfiguration or JoinConfiguration."""


def _kubeadm(
    document: Document, value: Map, spec: Map, span: Span | None
) -> Iterator[Machine]:
    written = tuple(_files(spec, document))
    before = tuple(_runs(spec, "preKubeadmCommands", document))
    after = tuple(_runs(spec, "postKubeadmCommands", document))
    roles = _roles(spec)
    for role in roles:
        filled = Filled()
        own = filled.role(role.own)
        config = kubeadm.config(None, _patches(own, written))
        flags = kubeadm.flags(at(own, "nodeRegistration"))
        yield Machine(
            described.name(document, _label(value), *_part(role, roles)),
            (*written, *before, *kubeadm.effects(config, flags, span), *after),
            span=span,
            image="image-builder",
            assumptions=filled.assumptions(),
            writer="kubeadm",
        )


def _roles(spec: Map) -> list[Role]:
    init, join = spec.get("initConfiguration"), spec.get("joinConfiguration")
    first = spec.get("clusterConfiguration") is not None or init is not None
    roles = [Role("first node", init)] if first else []
    if join is not None or not first:
        roles.append(Role("joining node", join))
    return roles


def _part(role: Role, roles: list[Role]) -> tuple[str, ...]:
    return (role.name,) if len(roles) > 1 else ()


def _label(value: Map) -> str:
    name = text_at(value, "metadata", "name")
    kind = text_at(value, "kind") or EMPTY
    return f"{kind.chars}/{name.display()}" if name else kind.chars


def _files(spec: Map, document: Document) -> Iterator[Write]:
    for file in items_at(spec, "files"):
        path = text_at(file, "path")
        if path is None or HOLE in path.chars or not path.startswith("/"):
            continue
        mode = (text_at(file, "permissions") or EMPTY).chars.strip("'\"")
        yield Write(
            path.chars,
            _processed(_content(file, document.path), document),
            int(mode, 8) if mode and set(mode) <= set("01234567") else 0o644,
            append=true_at(file, "append") is True,
            span=path.span,
        )


def _content(file: Value, path: str) -> Text:
    content = text_at(file, "content")
    span = described.line(file, "path")
    if content is None:
        return Text.hole("the content comes from a Secret of the cluster", span)
    encoding = (text_at(file, "encoding") or EMPTY).chars
    codecs = of_cloud_init(encoding)
    if codecs is None:
        return Text.hole(f"the content is encoded as {encoding}", content.span)
    return decode(content, codecs, path)


def _runs(spec: Map, key: str, document: Document) -> Iterator[Effect]:
    for number, command in enumerate(described.strings(items_at(spec, key)), 1):
        script = _processed(command, document)
        yield Run(script, f"{key}[{number}]", span=command.span)


def _processed(text: Text, document: Document) -> Text:
    """Return what clusterctl makes of a text, if the document is written for it."""
    return processed(text) if ESCAPE in document.text.chars else text


def _patches(own: Value | None, written: tuple[Write, ...]) -> list[Patch]:
    """Return the kubelet's patches among the files that the machine gets."""
    directory = text_at(own, "patches", "directory")
    if directory is None:
        return []
    folder = posixpath.normpath(directory.chars)
    return [
        Patch(posixpath.basename(file.path), file.text)
        for file in written
        if posixpath.dirname(posixpath.normpath(file.path)) == folder
    ]


# --- other distributions --------------------------------------------------------------


def _distribution(
    document: Document, value: Map, kind: str, spec: Map, span: Span | None
) -> Machine:
    written = tuple(_files(spec, document))
    filled = Filled()
    if kind in _RKE2:
        args = described.strings(items_at(spec, "agentConfig", "kubelet", "extraArgs"))
        args = filled.texts(args)
        image, own = "rke2", k3s.start(args, "rke2", span)
    elif kind in _K3S:
        args = described.strings(items_at(spec, "agentConfig", "kubeletArgs"))
        args = filled.texts(args)
        image, own = "k3s", k3s.start(args, "k3s", span)
    else:
        # k0smotron joins them to one line that a shell reads.
        given = filled.texts(described.strings(items_at(spec, "args")))
        words = [word for one in given for word in split(one)]
        _, extra = k0s.command([EMPTY, *words])
        image, own = "k0s", k0s.worker(extra=extra, span=span)
    return Machine(
        described.name(document, _label(value)),
        (*written, *_runs(spec, "preRKE2Commands", document), *own),
        span=span,
        image=image,
        assumptions=filled.assumptions(),
        writer=image,
    )
