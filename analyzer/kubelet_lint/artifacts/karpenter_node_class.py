"""Karpenter's EC2NodeClass: user data, and kubelet settings that become a NodeConfig.

Follows aws/karpenter-provider-aws at its head, ``pkg/providers/amifamily/bootstrap``:
on AL2023 ``spec.kubelet`` is passed through as the configuration of a NodeConfig that
comes after the user's own (``nodeadm.go``); on AL2 ``bootstrap.sh`` is called after the
user's script (``eksbootstrap.go``), on Bottlerocket the user's TOML is merged. User
data that is MIME is carried on as it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.artifacts import bottlerocket_settings, described, mime, node_config
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Effect, Machine, Run
from kubelet_lint.source import EMPTY, Span, Text, program
from kubelet_lint.vendor import bottlerocket, eks, nodeadm
from kubelet_lint.vendor.manifest import NOTHING, Map, Value, items_at, map_at, text_at

NAME = "Karpenter node class"


def recognizes(document: Document, /) -> bool:
    """Say whether the document is an EC2NodeClass."""
    return described.is_kind(document, "karpenter.k8s.aws/", "EC2NodeClass")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the node, or its user data if that has parts of its own."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    spec = map_at(value, "spec")
    data = text_at(spec, "userData")
    span = described.line(value, "kind")
    if data is not None and mime.recognizes(document._replace(text=data)):
        yield document._replace(text=data, name=f"{document.name} userData".strip())
        return
    family = _family(spec, data)
    if family == "custom":
        if data is not None:
            yield document._replace(text=data, name=f"{document.name} userData".strip())
        return
    image, effects = _boots(family, spec, data, span)
    yield Machine(
        described.name(document),
        tuple(effects),
        span=span,
        image=image,
        writer="Karpenter",
    )


def _family(spec: Map, data: Text | None) -> str:
    named = (text_at(spec, "amiFamily") or EMPTY).chars.lower()
    aliases = [text_at(term, "alias") for term in items_at(spec, "amiSelectorTerms")]
    alias = next((text.chars for text in aliases if text), "").partition("@")[0]
    found = named or alias
    if found in ("al2", "al2023", "bottlerocket", "custom"):
        return found
    return "al2" if data and eks.PATH in data.chars else "al2023"


def _boots(
    family: str, spec: Map, data: Text | None, span: Span | None
) -> tuple[str, Iterator[Effect]]:
    if family == "bottlerocket":
        setting = bottlerocket_settings.standalone_mode(data) if data else None
        standalone = setting is not None and setting.chars == "true"
        return family, iter(bottlerocket.node(standalone, span, setting))
    if family == "al2":
        return "eks-al2", _al2(data, span)
    return "eks-al2023", _al2023(spec, data, span)


def _al2(data: Text | None, span: Span | None) -> Iterator[Effect]:
    if data is not None:
        yield Run(data, "userData", span=data.span)
    yield from eks.bootstrap((program("cluster"),), span)


def _al2023(spec: Map, data: Text | None, span: Span | None) -> Iterator[Effect]:
    configs: list[Value] = []
    if data is not None and node_config.recognizes(Document("", data, "userData")):
        configs.extend(described.every(data))
    elif data is not None:
        yield Run(data, "userData", span=data.span)
    kubelet = map_at(spec, "kubelet")
    own = NOTHING.put("config", kubelet)
    configs.append(NOTHING.put("spec", NOTHING.put("kubelet", own)))
    yield from nodeadm.node(configs, span)
