"""k3d's Simple configuration: k3s nodes in containers.

Follows k3d-io/k3d ``pkg/config/v1alpha5/types.go``: ``options.k3s.extraArgs`` are
arguments of k3s for the nodes that ``nodeFilters`` name.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Machine
from kubelet_lint.source import Text
from kubelet_lint.vendor import k3s
from kubelet_lint.vendor.command_line import values
from kubelet_lint.vendor.manifest import Map, Value, items_at, text_at

NAME = "k3d configuration"


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a Simple configuration of k3d."""
    return described.is_kind(document, "k3d.io/", "Simple")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the nodes, those with different arguments apart."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    given = items_at(value, "options", "k3s", "extraArgs")
    filters = list(dict.fromkeys(_filters(one) for one in given)) or [""]
    span = described.line(value, "kind")
    for number, name in enumerate(filters):
        args = [arg for one in given if _filters(one) == name and (arg := _arg(one))]
        extra = values(args, "--kubelet-arg")
        yield Machine(
            described.name(document, name if number else ""),
            k3s.start(extra, "k3s", span),
            span=span,
            image="k3s",
            writer="k3s",
        )


def _filters(value: Value) -> str:
    texts = described.strings(items_at(value, "nodeFilters"))
    return " ".join(text.display() for text in texts)


def _arg(value: Value) -> Text | None:
    return text_at(value, "arg")
