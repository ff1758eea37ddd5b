"""Kubelets built by hand: files with text in them, and layers that point at it."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lint.node.filesystem import MemoryFiles
from kubelet_lint.node.launch import Launch
from kubelet_lint.resolution import Case, Kubelet, Refusal, Unread
from kubelet_lint.rules.settings import ANONYMOUS, AUTHORIZATION, WEBHOOK
from kubelet_lint.source import Source, Span, Text
from kubelet_lint.value import (
    Assumption,
    Json,
    Known,
    Layer,
    LayerKind,
    OneOf,
    Setting,
    Unknown,
    Value,
)

MODE, WEBHOOK_ON, ANONYMOUS_ON = AUTHORIZATION.path, WEBHOOK.path, ANONYMOUS.path

UNIT = """\
[Service]
ExecStart=/usr/bin/kubelet --config=/etc/k.yaml --kubeconfig=/etc/k.conf $ARGS
"""
DROPIN = """\
[Service]
Environment="ARGS=--authorization-mode=AlwaysAllow --v=2"
"""
CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authorization:
  mode: Webhook
"""

SOURCES = {
    path: Source(path, content)
    for path, content in {
        "kubelet.service": UNIT,
        "kubelet.service.d/20.conf": DROPIN,
        "etc/k.yaml": CONFIG,
        "build/variables.hcl": 'variable "mode" {\n  default = "AlwaysAllow"\n}\n',
        "etc/bad.yaml": CONFIG.replace("Webhook", "AlwaysAllow"),
    }.items()
}
VENDOR = Source("EKS AL2 image: kubelet.service", UNIT, origin="vendor")

ALL = ("1.24", "1.28", "1.30", "1.34", "1.37")


def at(path: str, text: str) -> Span:
    """Return where a text stands in one of the files."""
    source = VENDOR if path == "vendor" else SOURCES[path]
    start = source.content.index(text)
    return Span(source, start, start + len(text))


START = at("kubelet.service", UNIT[UNIT.index("/usr") : -1])


def value(what: Json | Value) -> Value:
    return what if isinstance(what, (Known, OneOf, Unknown)) else Known(what)


def layer(kind: LayerKind, what: Json | Value, text: str, span: Span | None) -> Layer:
    return Layer(kind, value(what), text, span)


def default(what: Json, span: Span | None = None) -> Layer:
    return Layer("default", Known(what), f"default {what}", span)


def good_config() -> Layer:
    return layer(
        "config", "Webhook", "mode: Webhook", at("etc/k.yaml", "mode: Webhook")
    )


def bad_config() -> Layer:
    span = at("etc/bad.yaml", "mode: AlwaysAllow")
    return layer("config", "AlwaysAllow", "mode: AlwaysAllow", span)


def bad_flag() -> Layer:
    text = "--authorization-mode=AlwaysAllow"
    return layer("flag", "AlwaysAllow", text, at("kubelet.service.d/20.conf", text))


def bad_variable() -> Layer:
    """Return a flag whose value is a variable's."""
    span = at("build/variables.hcl", "AlwaysAllow")
    return layer("flag", "AlwaysAllow", "--authorization-mode=AlwaysAllow", span)


def good_flag() -> Layer:
    text = "--authorization-mode=Webhook"
    return layer("flag", "Webhook", text, at("kubelet.service", "$ARGS"))


def unseen(reason: str = "/run/kubelet.env is not in the repository") -> Layer:
    return layer("unknown", Unknown(reason), "$ARGS", at("kubelet.service", "$ARGS"))


def settings(**layers: Layer | tuple[Layer, ...]) -> Mapping[str, Setting]:
    """Return the three settings; those not given are right because a file says so."""
    kind = at("etc/k.yaml", "kind: KubeletConfiguration")
    right = {
        "mode": (default("Webhook", kind), good_config()),
        "webhook": (layer("config", True, "enabled: true", kind),),
        "anonymous": (layer("config", False, "enabled: false", kind),),
    }
    paths = {"mode": MODE, "webhook": WEBHOOK_ON, "anonymous": ANONYMOUS_ON}
    found = {**right, **layers}
    return {
        path: Setting(path, (one,) if isinstance(one := found[name], Layer) else one)
        for name, path in paths.items()
    }


def launch(span: Span | None = START, *arguments: str) -> Launch:
    argv = ("kubelet", *(arguments or ("--config=/etc/k.yaml", "--kubeconfig=/k.conf")))
    return Launch(
        tuple(Text.derived(argument, span) for argument in argv),
        MemoryFiles({}),
        executable="/usr/bin/kubelet",
        span=span,
        unit="kubelet.service",
    )


def case(
    *circumstances: str,
    versions: tuple[str, ...] = ALL,
    refusal: Refusal | None = None,
    of: Launch | None = None,
    assumptions: tuple[Assumption, ...] = (),
    **layers: Layer | tuple[Layer, ...],
) -> Case:
    return Case(
        of or launch(),
        settings(**layers),
        versions=versions,
        circumstances=circumstances,
        refusal=refusal,
        starts=refusal is None,
        assumptions=assumptions,
    )


def kubelet(
    *cases: Case,
    node: str = "kubelet.service",
    span: Span = START,
    unread: tuple[Unread, ...] = (),
    writer: str = "",
    doubt: str = "",
) -> Kubelet:
    return Kubelet(node, span, cases, unread=unread, writer=writer, doubt=doubt)
