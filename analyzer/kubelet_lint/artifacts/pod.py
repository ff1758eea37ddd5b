"""Pods and what makes them: a container that runs a kubelet.

``command`` and ``args`` of a container are its argument vector, in which ``$(NAME)`` is
a variable of its ``env`` (kubernetes.io, "Define a Command and Arguments for a
Container"). Without a ``command`` the image's own entry point is run, which an image
that is called kubelet tells. A container that only talks to a kubelet is none.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.kubelet.container import entry_point
from kubelet_lint.node.effect import Document, Effect, Machine, Run, Start, Unfollowed
from kubelet_lint.source import EMPTY, Text
from kubelet_lint.vendor.manifest import (
    Leaf,
    Map,
    Value,
    at,
    items_at,
    map_at,
    text_at,
)
from kubelet_lint.yaml.tree import Problem

NAME = "pod that runs a kubelet"

_KINDS = {
    "Pod": ("spec",),
    "DaemonSet": ("spec", "template", "spec"),
    "Deployment": ("spec", "template", "spec"),
    "StatefulSet": ("spec", "template", "spec"),
    "ReplicaSet": ("spec", "template", "spec"),
    "Job": ("spec", "template", "spec"),
    "CronJob": ("spec", "jobTemplate", "spec", "template", "spec"),
}
_VARIABLE = re.compile(r"\$\$|\$\(([A-Za-z_][A-Za-z0-9_]*)\)")
_STARTS = re.compile(r"(?:^|[\s;&|/])(?:hyperkube\s+)?kubelet\s+--", re.MULTILINE)
_RUNS = re.compile(
    r"^[ \t]*(?:-[ \t]+)?(?:command:[ \t]*\[?[ \t]*)?[\"']?(?:[^\s\"']*/)?"
    r"(?:kubelet|hyperkube)[\"']?[ \t]*(?:,|\]|$)|image:.*(?:kubelet|hyperkube)",
    re.MULTILINE,
)
"""What tells that a container runs a kubelet where the object cannot be read."""

_SHELLS = ("sh", "bash", "ash", "dash")


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a workload with a kubelet in a container."""
    if "kubelet" not in document.text.chars:
        return False
    groups = ("v1", "apps/", "batch/", "extensions/")
    return any(described.is_kind(document, group, *_KINDS) for group in groups)


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield a machine for each container that runs a kubelet."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        if isinstance(value, Problem) and _may_run(document.text.chars):
            yield Unfollowed(f"the object cannot be read: {value.reason}", value.span)
        return
    kind = (text_at(value, "kind") or EMPTY).chars
    spec = map_at(value, *_KINDS.get(kind, ()))
    for key in ("initContainers", "containers"):
        for container in items_at(spec, key):
            effect = _effect(container)
            if effect is not None:
                label = (text_at(container, "name") or EMPTY).display()
                name = described.name(document, label)
                yield Machine(name, (effect,), span=effect.span)


def _may_run(chars: str) -> bool:
    return bool(_RUNS.search(chars) or _STARTS.search(chars))


def _effect(container: Value) -> Effect | None:
    environment = dict(_environment(container))
    words = [_expanded(word, environment) for word in _words(container)]
    span = words[0].span if words else None
    program = posixpath.basename(words[0].chars) if words else ""
    if program in ("kubelet", "hyperkube"):
        if program == "kubelet" or (len(words) > 1 and words[1].chars == "kubelet"):
            return Start(tuple(words), span)
        return None
    shell = program in _SHELLS and len(words) >= 3 and words[1].chars.endswith("c")
    if shell and _STARTS.search(words[2].chars):
        named = tuple(environment.items())
        return Run(words[2], environment=named, span=words[2].span, closed=False)
    return None


def _words(container: Value) -> Iterator[Text]:
    command = list(described.strings(items_at(container, "command")))
    args = tuple(described.strings(items_at(container, "args")))
    image = text_at(container, "image")
    if not command and image is not None:
        yield from entry_point(image, args) or ()
    else:
        yield from (*command, *args)


def _environment(container: Value) -> Iterator[tuple[str, Text]]:
    for entry in items_at(container, "env"):
        name, value = text_at(entry, "name"), at(entry, "value")
        if name is None:
            continue
        if isinstance(value, Leaf):
            yield name.chars, value.text
        else:
            reason = f"the cluster gives ${name.chars} its value"
            yield name.chars, Text.hole(reason, name.span, f"${name.chars}")


def _expanded(word: Text, environment: dict[str, Text]) -> Text:
    parts: list[Text] = []
    at = 0
    for found in _VARIABLE.finditer(word.chars):
        name = found.group(1)
        parts.append(word[at : found.start()])
        here = word[found.start() : found.end()]
        if name is None:
            parts.append(here[:1])
        else:
            parts.append(environment.get(name, here))
        at = found.end()
    return Text.join((*parts, word[at:])) if parts else word
