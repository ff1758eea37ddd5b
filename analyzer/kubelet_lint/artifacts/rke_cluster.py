"""RKE's ``cluster.yml``: extra arguments of the kubelet's container.

Follows rancher/rke v1.0 on, ``cluster/plan.go`` (``BuildKubeletProcess``): arguments
come from Rancher's release data, which is downloaded and not public here, and
``services.kubelet.extra_args`` replace those of the same name. So what is written is
known, and the rest is not. No configuration file is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import Document, Machine, Start
from kubelet_lint.source import HOLE, Text, program
from kubelet_lint.vendor import unknown
from kubelet_lint.vendor.manifest import Leaf, Map, map_at

NAME = "RKE cluster"

_SERVICES = re.compile(r"^services:", re.M)
_KUBELET = re.compile(r"^[ \t]+kubelet:", re.M)


def recognizes(document: Document, /) -> bool:
    """Say whether ``services`` at the margin has a kubelet with extra arguments."""
    if not document.name and is_program(document.path):
        return False
    chars = document.text.chars
    return bool(
        "extra_args" in chars and _SERVICES.search(chars) and _KUBELET.search(chars)
    )


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the nodes of the cluster."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    args = map_at(value, "services", "kubelet", "extra_args")
    if not (args.members or args.holes):
        return
    span = map_at(value, "services", "kubelet").members["extra_args"].key.span
    reason = "RKE's own arguments come from release data that it downloads"
    unseen = Text.hole(reason, span, "RKE's defaults", words=True)
    yield Machine(
        described.name(document),
        (Start((program("kubelet"), unseen, *_words(args)), span),),
        span=span,
        writer="RKE",
    )


def _words(args: Map) -> Iterator[Text]:
    for name in sorted(args.members):
        member = args.members[name]
        if isinstance(member.value, Leaf) and HOLE not in name:
            key = member.key.strip("\"'")
            yield Text.join((program("--"), key, program("="), member.value.text))
    for hole in args.holes:
        yield unknown.arguments(hole)
