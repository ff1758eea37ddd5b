"""OpenShift's KubeletConfig: merged over what the machine config operator ships.

Follows openshift/machine-config-operator at its head, ``pkg/controller/
kubelet-config/helpers.go``: ``spec.kubeletConfig`` is laid over the pool's
``kubelet.conf``. Authentication and authorization may be set there (``validate-
UserKubeletConfig`` forbids other fields).
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Boot, Document, Machine, Write
from kubelet_lint.source import EMPTY, Text
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.images.openshift import CONFIG, CONFIG_PATH, TITLE
from kubelet_lint.vendor.manifest import (
    Leaf,
    List,
    Map,
    Value,
    at,
    parse,
    text_at,
    write,
)
from kubelet_lint.vendor.patching import lay
from kubelet_lint.yaml.tree import Problem

NAME = "OpenShift KubeletConfig"


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a KubeletConfig, or a Template that holds one."""
    if "kubeletConfig" not in document.text.chars:
        return False
    group = "machineconfiguration.openshift.io/"
    return described.is_kind(document, group, "KubeletConfig") or described.is_kind(
        document, "template.openshift.io/", "Template"
    )


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the nodes of the pool."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    for one in (value, *_objects(value)):
        if (text_at(one, "kind") or EMPTY).chars == "KubeletConfig":
            yield _machine(document, one)


def _objects(value: Map) -> tuple[Value, ...]:
    found = at(value, "objects")
    return found.items if isinstance(found, List) else ()


def _machine(document: Document, value: Value) -> Machine:
    span = described.line(value, "kind")
    return Machine(
        described.name(document),
        (
            Write(CONFIG_PATH, _config(at(value, "spec", "kubeletConfig")), span=span),
            Boot("kubelet.service", span),
        ),
        span=span,
        image="openshift",
        writer="the machine config operator",
    )


def _config(own: Value | None) -> Text:
    base = parse(shipped(TITLE, CONFIG_PATH, CONFIG))
    assert not isinstance(base, Problem)
    if isinstance(own, Leaf):
        # A whole configuration in one scalar: a parameter of the template.
        reason = f"the configuration is {own.text.display()}"
        own = Map({}, (Text.hole(reason, own.text.span, own.text.display()),))
    return write(lay(base, own) if isinstance(own, Map) else base)
