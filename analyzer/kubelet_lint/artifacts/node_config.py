"""nodeadm's NodeConfig: how an EKS AL2023 node is set up.

What nodeadm makes of it is in ``vendor.nodeadm``. Of a stream, and of a directory given
to ``--config-source``, nodeadm merges all; documents of one stream are taken together.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Machine
from kubelet_lint.vendor import nodeadm
from kubelet_lint.vendor.manifest import Value, text_at

NAME = "nodeadm NodeConfig"


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a NodeConfig."""
    return described.is_kind(document, "node.eks.aws/", "NodeConfig")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the node that nodeadm sets up."""
    found = [value for value in described.every(document.text) if _is(value)]
    if found:
        span = described.line(found[0], "kind")
        yield Machine(
            described.name(document),
            nodeadm.node(found, span),
            span=span,
            image="eks-al2023",
            writer="nodeadm",
        )


def _is(value: Value) -> bool:
    kind = text_at(value, "kind")
    return kind is not None and kind.chars == "NodeConfig"
