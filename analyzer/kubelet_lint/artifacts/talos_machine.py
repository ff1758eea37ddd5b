"""Talos' machine configuration, or a patch of it.

Follows siderolabs/talos at its head, ``internal/app/machined/pkg/controllers/k8s/
kubelet_spec.go``: authentication and authorization are Talos's own and ``extraConfig``
may not name them (the whole machine configuration is then rejected); ``extraArgs`` may
carry any flag but a few; ``skipNodeRegistration`` makes the kubelet AlwaysAllow and
takes its kubeconfig away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import Document, Machine, Start, Write
from kubelet_lint.source import HOLE, Text, program
from kubelet_lint.vendor import unknown
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.images.talos import (
    CONFIG,
    CONFIG_PATH,
    STANDALONE,
    TITLE,
)
from kubelet_lint.vendor.manifest import (
    Leaf,
    List,
    Map,
    Value,
    map_at,
    text_at,
    true_at,
)

NAME = "Talos machine configuration"

_MACHINE = re.compile(r"^machine:[ \t]*(?:#.*)?\r?$", re.M)
_KUBELET = re.compile(r"^[ \t]+kubelet:", re.M)

_DENIED = frozenset(
    {
        "bootstrap-kubeconfig",
        "cert-dir",
        "config",
        "container-runtime",
        "container-runtime-endpoint",
        "kubeconfig",
    }
)
"""Arguments that ``extraArgs`` may not set."""


def recognizes(document: Document, /) -> bool:
    """Say whether a ``machine`` at the margin has a ``kubelet`` below it."""
    if not document.name and is_program(document.path):
        return False
    match = _MACHINE.search(document.text.chars)
    return match is not None and bool(_KUBELET.search(document.text.chars, match.end()))


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    kubelet = map_at(value, "machine", "kubelet")
    if not (kubelet.members or kubelet.holes):
        return
    key = map_at(value, "machine").members["kubelet"].key
    standalone = true_at(kubelet, "skipNodeRegistration")
    setting = text_at(kubelet, "skipNodeRegistration")
    yield Machine(
        described.name(document),
        (
            Write(CONFIG_PATH, _config(standalone, setting)),
            Start(_argv(kubelet, standalone is True), key.span),
        ),
        span=key.span,
        image="talos",
        writer="Talos",
    )


def _config(standalone: bool | None, setting: Text | None) -> Text:
    if standalone is None and setting is not None and HOLE in setting.chars:
        options = [
            ("when skipNodeRegistration is true", _standing(setting)),
            ("when skipNodeRegistration is false", _plain()),
        ]
        return Text.choice("skipNodeRegistration", options, setting.span)
    return _standing(setting) if standalone and setting else _plain()


def _plain() -> Text:
    return shipped(TITLE, CONFIG_PATH, CONFIG)


def _standing(setting: Text) -> Text:
    """Return the file of a node that does not register, told by its setting."""
    text = shipped(TITLE, CONFIG_PATH, CONFIG)
    pieces: list[Text] = []
    for before, after in STANDALONE:
        start = text.chars.index(before)
        pieces += [text[:start], setting.respelled(after)]
        text = text[start + len(before) :]
    return Text.join((*pieces, text))


def _argv(kubelet: Map, standalone: bool) -> tuple[Text, ...]:
    own = [f"config={CONFIG_PATH}", "cert-dir=/var/lib/kubelet/pki"]
    if not standalone:
        own += ["kubeconfig=/etc/kubernetes/kubeconfig-kubelet"]
    args = {name.partition("=")[0]: [shipped(TITLE, "--", f"--{name}")] for name in own}
    extra = map_at(kubelet, "extraArgs")
    for name, member in extra.members.items():
        if name not in _DENIED and HOLE not in name:
            args[name] = [
                _element(member.key, value) for value in _values(member.value)
            ]
    unread = [unknown.arguments(hole) for hole in extra.holes]
    words = [word for name in sorted(args) for word in args[name]]
    return (program("kubelet"), *words, *unread)


def _values(value: Value) -> list[Text]:
    if isinstance(value, List):
        return described.strings(value.items)
    return [value.text] if isinstance(value, Leaf) else []


def _element(key: Text, value: Text) -> Text:
    return Text.join((program("--"), key.strip("\"'"), program("="), value))
