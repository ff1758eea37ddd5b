"""kubeadm's configuration: a stream of documents for ``kubeadm init`` and ``join``.

``kubeadm init --config`` reads InitConfiguration, ClusterConfiguration and
KubeletConfiguration; ``kubeadm join --config`` reads JoinConfiguration alone and takes
the KubeletConfiguration from the cluster, which is what the first node was given
(kubernetes v1.34.4 ``cmd/kubeadm/app/cmd/{init,join}.go``). So the first node and the
joining nodes are machines of their own. Config versions v1alpha1 to v1beta4; the
KubeletConfiguration is read from where the apiVersion of the others does not matter.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import Document, Machine
from kubelet_lint.source import Span, Text
from kubelet_lint.value import Assumption
from kubelet_lint.vendor import kubeadm
from kubelet_lint.vendor.kubeadm import Patch, Stream
from kubelet_lint.vendor.manifest import Value, at, text_at
from kubelet_lint.yaml import documents

NAME = "kubeadm configuration"

_KIND = re.compile(
    r"^kind:[ \t]+['\"]?(?:Init|Join|Cluster|Master|Node)Configuration\b", re.M
)
_OURS = re.compile(
    r"^kind:[ \t]+['\"]?"
    r"(?:Init|Join|Cluster|Master|Node|Kubelet|KubeProxy|Upgrade|Reset)Configuration\b",
    re.M,
)

NEIGHBOURS = 50
"""Files of a folder looked at for the configuration of the first node."""


def recognizes(document: Document, /) -> bool:
    """Say whether one of the documents is kubeadm's."""
    if not document.name and is_program(document.path):
        return False
    chars = document.text.chars
    return _KIND.search(chars) is not None and "kubeadm" in chars


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the first node and the joining nodes, and what else is in the stream."""
    pieces = documents.split(document.text)
    for number, piece in enumerate(pieces, 1):
        if not _OURS.search(piece.chars):
            name = f"{document.name} document {number}".strip()
            yield document._replace(text=piece, name=name)
    stream = kubeadm.stream(document.text)
    both = stream.join is not None and (stream.init or stream.cluster) is not None
    if stream.init or stream.cluster or stream.join is None:
        yield _machine(document, files, stream, stream.init, both, "first node")
    if stream.join is not None:
        yield _machine(document, files, stream, stream.join, both, "joining node")


def _machine(
    document: Document,
    files: Files,
    stream: Stream,
    own: Value | None,
    both: bool,
    part: str,
) -> Machine:
    configuration, assumptions = stream.kubelet, list[Assumption]()
    if configuration is None and part == "joining node" and not both:
        configuration, assumption = _cluster(document, files)
        assumptions.append(assumption)
    patches = _patches(own, files, assumptions)
    labels = [document.name, part if both else ""]
    label = " ".join(filter(None, labels))
    span = _span(document.text, part)
    return Machine(
        f"{document.path}#{label}" if label else document.path,
        kubeadm.effects(
            kubeadm.config(configuration, patches),
            kubeadm.flags(at(own, "nodeRegistration")),
            span,
        ),
        span=span,
        image="kubeadm",
        assumptions=tuple(assumptions),
        writer="kubeadm",
    )


def _span(text: Text, part: str) -> Span | None:
    """Return the ``kind:`` that makes the node, else the first of kubeadm's."""
    wanted = ("Join", "Node") if part == "joining node" else ("Init", "Master")
    found = list(_KIND.finditer(text.chars))
    for match in found:
        if any(f"{kind}Configuration" in match.group() for kind in wanted):
            return text.span_of(match.start(), match.end())
    return text.span_of(found[0].start(), found[0].end()) if found else text.span


# --- what a joining node takes from its cluster ---------------------------------------


def _cluster(document: Document, files: Files) -> tuple[Text | None, Assumption]:
    """Return the KubeletConfiguration of a cluster: its first node's, if near."""
    found = [
        (path, stream.kubelet)
        for path in _neighbours(document.path, files)
        if (stream := _first_node(files.read(path))) is not None
    ]
    if len(found) == 1:
        path, configuration = found[0]
        return configuration, Assumption(f"the cluster was made with {path}")
    text = "the cluster's KubeletConfiguration is the one kubeadm writes by default"
    return None, Assumption(text, document.text.span)


def _neighbours(path: str, files: Files) -> list[str]:
    folder = posixpath.dirname(path)
    suffix = posixpath.splitext(path)[1]
    return [
        other
        for other in files.below(folder)
        if posixpath.dirname(other) == folder
        and other != path
        and other.endswith(suffix)
    ][:NEIGHBOURS]


def _first_node(document: Document | None) -> Stream | None:
    if document is None or not recognizes(document):
        return None
    if "KubeletConfiguration" not in document.text.chars:
        return None
    stream = kubeadm.stream(document.text)
    return stream if stream.kubelet and (stream.init or stream.cluster) else None


# --- patches --------------------------------------------------------------------------


def _patches(
    own: Value | None, files: Files, assumptions: list[Assumption]
) -> list[Patch]:
    """Return the patches for the kubelet's file, if the repository holds them."""
    directory = text_at(own, "patches", "directory")
    if directory is None:
        return []
    folder = directory.chars.strip("/")
    found: list[Patch] = []
    for path in files.below(""):
        base = posixpath.basename(path)
        if kubeadm.is_patch(base) and _is(posixpath.dirname(path), folder):
            document = files.read(path)
            if document is not None:
                found.append(Patch(base, document.text))
                text = f"{path} is installed in /{folder}"
                assumptions.append(Assumption(text, directory.span))
    return found


def _is(folder: str, wanted: str) -> bool:
    """Say whether a folder of the repository is the node's: the same last names."""
    own, node = folder.split("/"), wanted.split("/")
    shared = min(len(own), len(node))
    return own[-shared:] == node[-shared:]
