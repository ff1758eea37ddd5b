"""nodeadm's NodeConfig: how an EKS AL2023 node is set up.

What nodeadm makes of it is in ``vendor.nodeadm``. User data may be a NodeConfig, or
MIME with NodeConfigs among scripts (awslabs/amazon-eks-ami ``nodeadm/internal/
configprovider/mime.go``): cloud-init runs the scripts, then ``nodeadm-run.service``
merges the parts of type ``application/node.eks.aws`` in their order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Effect, Machine, Run
from kubelet_lint.source import Text
from kubelet_lint.vendor import nodeadm
from kubelet_lint.vendor.manifest import Map, Value, text_at

NAME = "nodeadm NodeConfig"

MEDIA_TYPE = "application/node.eks.aws"


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a NodeConfig, or MIME that holds one."""
    if is_mime(document.text):
        return MEDIA_TYPE in document.text.chars
    return described.is_kind(document, "node.eks.aws/", "NodeConfig")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the node that nodeadm sets up."""
    if not is_mime(document.text):
        yield from _machine(document, _configs(document.text), ())
        return
    configs: list[Map] = []
    scripts: list[Effect] = []
    for number, part in enumerate(parts(document.text), 1):
        if part.media_type == MEDIA_TYPE:
            configs += _configs(part.body)
        elif part.body.chars.lstrip().startswith("#!"):
            name = f"part {number}"
            scripts.append(Run(part.body, name, span=part.body.span))
        else:
            name = f"{document.name} part {number}".strip()
            yield document._replace(text=part.body, name=name)
    yield from _machine(document, configs, tuple(scripts))


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


# --- MIME -----------------------------------------------------------------------------

_BOUNDARY = re.compile(r"boundary=(?:\"([^\"\r\n]+)\"|([^\s;]+))", re.I)
_BLANK = re.compile(r"\r?\n[ \t]*\r?\n")
_TYPE = re.compile(r"^content-type:[ \t]*([\w.+-]+/[\w.+-]+)", re.I | re.M)


class Part(NamedTuple):
    """One part of a multipart document (RFC 2046)."""

    media_type: str
    body: Text


def is_mime(text: Text) -> bool:
    """Say whether a text starts as a MIME document does."""
    return text.chars.lstrip().startswith(("MIME-Version:", "Content-Type:"))


def parts(text: Text) -> Iterator[Part]:
    """Yield the parts of a multipart document; nested ones are not opened."""
    match = _BOUNDARY.search(text.chars)
    if match is None:
        return
    delimiter = f"--{match.group(1) or match.group(2)}"
    marks = [
        found.span()
        for found in re.finditer(
            rf"^{re.escape(delimiter)}(?:--)?\s*$", text.chars, re.M
        )
    ]
    for (_, start), (end, _) in pairwise(marks):
        part = text[start:end]
        blank = _BLANK.search(part.chars)
        head = part.chars[: blank.start()] if blank else part.chars
        media = _TYPE.search(head)
        body = part[blank.end() :] if blank else part[len(part) :]
        yield Part(media.group(1).lower() if media else "text/plain", body)
