"""nodeadm's NodeConfig: how an EKS AL2023 node is set up.

What nodeadm makes of it is in ``vendor.nodeadm``. User data may be a NodeConfig, or
MIME with NodeConfigs among scripts (awslabs/amazon-eks-ami ``nodeadm/internal/
configprovider/mime.go``): cloud-init runs the scripts, then ``nodeadm-run.service``
merges the parts of type ``application/node.eks.aws`` in their order.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.artifacts import described, mime
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Effect, Machine
from kubelet_lint.source import Text
from kubelet_lint.vendor import nodeadm
from kubelet_lint.vendor.manifest import Map, Value, text_at

NAME = "nodeadm NodeConfig"

MEDIA_TYPE = "application/node.eks.aws"


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a NodeConfig, or MIME that holds one."""
    if mime.recognizes(document):
        return MEDIA_TYPE in document.text.chars
    return described.is_kind(document, "node.eks.aws/", "NodeConfig")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the node that nodeadm sets up."""
    if not mime.recognizes(document):
        yield from _machine(document, _configs(document.text), ())
        yield from described.unreadable_parts(document)
        return
    configs: list[Map] = []
    before: tuple[Effect, ...] = ()
    for part in mime.read(document, files):
        if isinstance(part, Machine):
            before = part.effects
        elif isinstance(part, Document) and (found := _configs(part.text)):
            configs += found
        else:
            yield part
    yield from _machine(document, configs, before)


def _configs(text: Text) -> list[Map]:
    return [value for value in described.every(text) if _is(value)]


def _is(value: Value) -> bool:
    kind = text_at(value, "kind")
    return kind is not None and kind.chars == "NodeConfig"


def _machine(
    document: Document, configs: list[Map], before: tuple[Effect, ...]
) -> Iterator[Machine]:
    if configs:
        span = described.line(configs[0], "kind")
        yield Machine(
            described.name(document),
            (*before, *nodeadm.node(configs, span)),
            span=span,
            image="eks-al2023",
            writer="nodeadm",
        )
