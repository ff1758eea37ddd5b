"""k0s' ClusterConfig and k0sctl's Cluster: worker profiles and extra arguments.

Each profile of ``spec.workerProfiles`` is a kind of worker (``vendor.k0s``). k0sctl's
hosts run ``k0s install`` with their ``installFlags`` (k0sproject/k0sctl
``pkg/apis/k0sctl.k0sproject.io/v1beta1/cluster/host.go``).
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Machine
from kubelet_lint.source import EMPTY, Span, Text
from kubelet_lint.vendor import k0s
from kubelet_lint.vendor.manifest import NOTHING, Map, Value, items_at, map_at, text_at

NAME = "k0s configuration"


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a ClusterConfig of k0s or a Cluster of k0sctl."""
    return described.is_kind(
        document, "k0s.k0sproject.io/", "ClusterConfig"
    ) or described.is_kind(document, "k0sctl.k0sproject.io/", "Cluster")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield a worker of each profile, and each host with arguments of its own."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    config = map_at(value, "spec", "k0s", "config")
    cluster = config if config.members else value
    profiles = items_at(cluster, "spec", "workerProfiles")
    for profile in profiles:
        yield _worker(document, profile)
    for number, host in enumerate(items_at(value, "spec", "hosts"), 1):
        extra = _extra(host)
        if extra is not None:
            yield _host(document, number, host, extra)
    if not profiles:
        span = described.line(value, "kind")
        yield _machine(document, "", NOTHING, None, span)


def _worker(document: Document, profile: Value) -> Machine:
    name = (text_at(profile, "name") or EMPTY).display()
    span = described.line(profile, "name")
    return _machine(document, name, map_at(profile, "values"), None, span)


def _host(document: Document, number: int, host: Value, extra: Text) -> Machine:
    span = described.line(host, "role")
    return _machine(document, f"host {number}", NOTHING, extra, span)


def _extra(host: Value) -> Text | None:
    flags = map(_unquoted, described.strings(items_at(host, "installFlags")))
    _, extra = k0s.command([EMPTY, *flags])
    return extra


def _unquoted(flag: Text) -> Text:
    """Return a flag as the host's shell, to which it is given, hands it on."""
    name, equals, value = flag.partition("=")
    quote = value.chars[:1]
    if quote in ("'", '"') and len(value) > 1 and value.chars.endswith(quote):
        return Text.join((name, equals, value[1:-1]))
    return flag


def _machine(
    document: Document, part: str, profile: Map, extra: Text | None, span: Span | None
) -> Machine:
    return Machine(
        described.name(document, part),
        k0s.worker(profile, extra, span),
        span=span,
        image="k0s",
        writer="k0s",
    )
