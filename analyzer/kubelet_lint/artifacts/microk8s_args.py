"""MicroK8s: the kubelet's arguments file, and launch configurations that extend it.

``/var/snap/microk8s/current/args/kubelet`` holds one argument a line; kubelite passes
them to a kubelet without configuration file (canonical/microk8s
``microk8s-resources/default-args/kubelet``, ``build-scripts/components/kubernetes``
``kubelite``). A launch configuration's ``extraKubeletArgs`` are laid over it
(canonical/microk8s-cluster-agent ``pkg/k8sinit``). What none of them sets is the flag's
own default: authorization is AlwaysAllow.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import installed, is_program
from kubelet_lint.node.effect import Document, Machine, Start
from kubelet_lint.source import HOLE, Span, Text, program
from kubelet_lint.vendor import IMAGES, unknown
from kubelet_lint.vendor.images.microk8s import ARGS_PATH
from kubelet_lint.vendor.manifest import Leaf, Map, map_at

NAME = "MicroK8s arguments"

_ARGUMENT = re.compile(rf"(?:--|#|{HOLE}|$)")
_EXTRA = re.compile(r"^extraKubeletArgs:", re.M)


def recognizes(document: Document, /) -> bool:
    """Say whether the document is an arguments file, or a launch configuration."""
    if not document.name and is_program(document.path):
        return False
    return _is_args(document) or _EXTRA.search(document.text.chars) is not None


def _is_args(document: Document) -> bool:
    path = document.node_path or document.path
    if installed(path) != "kubelet" or "args/" not in path:
        return False
    lines = (line.strip() for line in document.text.chars.splitlines())
    return all(_ARGUMENT.match(line) for line in lines)


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the node whose kubelet gets the arguments."""
    if _is_args(document):
        words = list(_lines(document.text))
        spans = (word.span for word in words)
        ours = (one for one in spans if one and one.source.origin != "vendor")
        yield _machine(document, words, next(ours, document.text.span))
        return
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    extra = map_at(value, "extraKubeletArgs")
    if extra.members or extra.holes:
        span = value.members["extraKubeletArgs"].key.span
        yield _machine(document, _laid(extra), span)


def _machine(document: Document, words: list[Text], span: Span | None) -> Machine:
    start = Span(span.source, span.start, span.start + 1) if span else None
    return Machine(
        described.name(document),
        (Start((program("kubelet"), *words), start),),
        span=start,
        image="microk8s",
        writer="MicroK8s",
    )


def _lines(text: Text) -> Iterator[Text]:
    for line in text.lines():
        word = line.strip()
        if word.chars.startswith("--"):
            name, equals, value = word.partition("=")
            yield Text.join((name, equals, value.strip("\"'")))
        elif word.chars.startswith(HOLE):
            yield unknown.arguments(word, "a line of the arguments is not known")


def _laid(extra: Map) -> list[Text]:
    """Return the shipped arguments with others laid over them; null takes one away."""
    shipped = IMAGES["microk8s"].files[ARGS_PATH]
    found = {word.partition("=")[0].chars: word for word in _lines(shipped)}
    for name, member in extra.members.items():
        found.pop(name, None)
        if isinstance(member.value, Leaf) and not member.value.null:
            key = member.key.strip("\"'")
            found[name] = Text.join((key, program("="), member.value.text))
    return [*found.values(), *map(unknown.arguments, extra.holes)]
