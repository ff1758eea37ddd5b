"""eksctl's ClusterConfig: what its node groups boot with.

Follows eksctl-io/eksctl at its head, ``pkg/nodebootstrap``: ``al2.go`` and
``userdata.go`` (AL2: ``preBootstrapCommands``, then ``overrideBootstrapCommand`` or
``bootstrap.al2.sh``, which merges ``kubeletExtraConfig`` over the image's file with
``jq``), ``al2023.go`` (a NodeConfig from ``kubeletExtraConfig``, one from
``overrideBootstrapCommand``), ``managed_al2.go`` and ``bottlerocket.go``. Only node
groups of one's own (``nodeGroups``) have ``kubeletExtraConfig``.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Effect, Machine, Run, Write
from kubelet_lint.source import EMPTY, Span, Text, program
from kubelet_lint.value import Assumption
from kubelet_lint.vendor import bottlerocket, eks, nodeadm
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.images.eks_al2 import CONFIG, CONFIG_PATH
from kubelet_lint.vendor.manifest import (
    NOTHING,
    Map,
    Value,
    items_at,
    map_at,
    parse,
    text_at,
    true_at,
    write,
)
from kubelet_lint.vendor.patching import lay
from kubelet_lint.yaml.tree import Problem

NAME = "eksctl ClusterConfig"

HELPER = "/var/lib/cloud/scripts/eksctl/bootstrap.helper.sh"

_HELPER = """\
CLUSTER_NAME="{name}"
NODE_LABELS="$(labels)"
KUBELET_EXTRA_ARGS="--node-labels=${{NODE_LABELS}}"
KUBELET_CONFIG='/etc/kubernetes/kubelet/kubelet-config.json'
KUBELET_EXTRA_CONFIG='/etc/eksctl/kubelet-extra.json'
TMP_KUBE_CONF='/tmp/kubelet-conf.json'
CONTAINER_RUNTIME=containerd
"""


def recognizes(document: Document, /) -> bool:
    """Say whether the document is eksctl's ClusterConfig."""
    return described.is_kind(document, "eksctl.io/", "ClusterConfig")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the nodes of each node group."""
    cluster = described.first(document.text)
    if not isinstance(cluster, Map):
        yield from described.unreadable(document, cluster)
        return
    name = text_at(cluster, "metadata", "name") or EMPTY
    for key in ("nodeGroups", "managedNodeGroups"):
        for group in items_at(cluster, key):
            if isinstance(group, Map):
                managed = key == "managedNodeGroups"
                found = _machine(document, group, name, managed=managed)
                if found is not None:
                    yield found


def _machine(
    document: Document, group: Map, cluster: Text, *, managed: bool
) -> Machine | None:
    family, assumptions = _family(group)
    if family.startswith("Windows"):
        return None
    span = described.line(group, "name") or described.line(group, "amiFamily")
    label = (text_at(group, "name") or EMPTY).display()
    if family.startswith("Bottlerocket"):
        settings = map_at(group, "bottlerocket", "settings", "kubernetes")
        effects = bottlerocket.node(true_at(settings, "standalone-mode"), span)
        image = "bottlerocket"
    elif family == "AmazonLinux2023":
        effects = tuple(_al2023(group, span, managed=managed))
        image = "eks-al2023"
    else:
        effects = tuple(_al2(group, cluster, span, managed=managed))
        image = "eks-al2"
    return Machine(
        described.name(document, label),
        effects,
        span=span,
        image=image,
        assumptions=assumptions,
        writer="eksctl",
    )


def _family(group: Map) -> tuple[str, tuple[Assumption, ...]]:
    named = text_at(group, "amiFamily")
    if named is not None:
        if not named.chars.startswith("Ubuntu"):
            return named.chars, ()
        text = f"{named.chars} ships the same kubelet-config.json as Amazon Linux 2"
        return named.chars, (Assumption(text, named.span),)
    override = text_at(group, "overrideBootstrapCommand") or EMPTY
    if "/etc/eks/bootstrap.sh" in override.chars:
        text = "the node group's image is Amazon Linux 2, whose bootstrap.sh it calls"
        return "AmazonLinux2", (Assumption(text, override.span),)
    text = "the node group's image is Amazon Linux 2023, which eksctl takes by default"
    return "AmazonLinux2023", (Assumption(text),)


def _al2(
    group: Map, cluster: Text, span: Span | None, *, managed: bool
) -> Iterator[Effect]:
    extra = NOTHING if managed else map_at(group, "kubeletExtraConfig")
    yield Write("/etc/eksctl/kubelet-extra.json", write(extra))
    helper = _HELPER.format(name=cluster.chars)
    yield Write(HELPER, shipped("eksctl", HELPER, helper), 0o755)
    yield from _before(group)
    override = text_at(group, "overrideBootstrapCommand")
    if override is not None:
        yield Run(override, "bootstrap", span=override.span)
        return
    yield from eks.bootstrap((program("cluster"),), span)
    if extra.members or extra.holes:
        image = parse(shipped("EKS AL2 image", CONFIG_PATH, CONFIG))
        assert not isinstance(image, Problem)
        yield Write(CONFIG_PATH, write(lay(image, extra)), span=span)


def _al2023(group: Map, span: Span | None, *, managed: bool) -> Iterator[Effect]:
    yield from _before(group)
    configs: list[Value] = []
    if not managed:
        kubelet = NOTHING.put("config", map_at(group, "kubeletExtraConfig"))
        configs.append(NOTHING.put("spec", NOTHING.put("kubelet", kubelet)))
    override = text_at(group, "overrideBootstrapCommand")
    if override is not None:
        value = parse(override)
        if isinstance(value, Map):
            configs.append(value)
    yield from nodeadm.node(configs, span)


def _before(group: Map) -> Iterator[Effect]:
    commands = described.strings(items_at(group, "preBootstrapCommands"))
    for number, command in enumerate(commands, 1):
        yield Run(command, f"preBootstrapCommands[{number}]", span=command.span)
