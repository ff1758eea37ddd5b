"""nodeadm, the node agent of the EKS AL2023 image: from NodeConfigs to files.

Follows awslabs/amazon-eks-ami at its head, ``nodeadm/internal/kubelet/config.go``
(``writeKubeletConfig``: own file, and the user's ``spec.kubelet.config`` as one
drop-in), ``environment.go`` (own flags, then the user's ``spec.kubelet.flags``) and
``nodeadm/internal/api/merge.go`` (several NodeConfigs: configs merge, later values win;
flags add up). The drop-in directory needs ``KUBELET_CONFIG_DROPIN_DIR_ALPHA`` before
1.30 and is not there before 1.28.
"""

from __future__ import annotations

from collections.abc import Sequence

from kubelet_lint.node.effect import Boot, Effect, Write
from kubelet_lint.source import HOLE, Span, Text, program
from kubelet_lint.vendor import unknown
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.manifest import (
    NOTHING,
    Leaf,
    List,
    Map,
    Value,
    at,
    map_at,
    word,
    write,
)
from kubelet_lint.vendor.patching import lay

CONFIG_PATH = "/etc/kubernetes/kubelet/config.json"
DROPIN_PATH = "/etc/kubernetes/kubelet/config.json.d/40-nodeadm.conf"
ENVIRONMENT_PATH = "/etc/eks/kubelet/environment"

CONFIG = shipped(
    "nodeadm",
    CONFIG_PATH,
    """\
{
    "address": "0.0.0.0",
    "authentication": {
        "anonymous": {
            "enabled": false
        },
        "webhook": {
            "cacheTTL": "2m0s",
            "enabled": true
        },
        "x509": {
            "clientCAFile": "/etc/kubernetes/pki/ca.crt"
        }
    },
    "authorization": {
        "mode": "Webhook",
        "webhook": {
            "cacheAuthorizedTTL": "5m0s",
            "cacheUnauthorizedTTL": "30s"
        }
    },
    "cgroupDriver": "systemd",
    "clusterDomain": "cluster.local",
    "readOnlyPort": 0,
    "serverTLSBootstrap": true,
    "kind": "KubeletConfiguration",
    "apiVersion": "kubelet.config.k8s.io/v1beta1"
}
""",
)

FLAGS = shipped(
    "nodeadm",
    ENVIRONMENT_PATH,
    "--cloud-provider=external --config=/etc/kubernetes/kubelet/config.json "
    "--kubeconfig=/var/lib/kubelet/kubeconfig",
)

_HEADER = Map(
    {
        "apiVersion": NOTHING.put(
            "apiVersion", word("kubelet.config.k8s.io/v1beta1")
        ).members["apiVersion"],
        "kind": NOTHING.put("kind", word("KubeletConfiguration")).members["kind"],
    }
)


def node(configs: Sequence[Value], span: Span | None = None) -> tuple[Effect, ...]:
    """Return what ``nodeadm init`` does with these NodeConfigs, in their order."""
    config: Value = NOTHING
    flags: list[Text] = []
    for one in configs:
        config = lay(config, map_at(one, "spec", "kubelet", "config"))
        flags.extend(_flags(at(one, "spec", "kubelet", "flags")))
    effects: list[Effect] = [Write(CONFIG_PATH, CONFIG, span=span)]
    own = [FLAGS]
    if isinstance(config, Map) and (config.members or config.holes):
        effects.append(Write(DROPIN_PATH, write(lay(_HEADER, config)), span=span))
        own.append(program("--config-dir=/etc/kubernetes/kubelet/config.json.d"))
    effects.append(Write(ENVIRONMENT_PATH, _environment([*own, *flags]), span=span))
    effects.append(Boot("kubelet.service", span))
    return tuple(effects)


def _flags(value: Value | None) -> list[Text]:
    if isinstance(value, Leaf) and HOLE in value.text.chars:
        return [unknown.arguments(value.text)]
    if not isinstance(value, List):
        return []
    found = [item.text for item in value.items if isinstance(item, Leaf)]
    return [*found, *(unknown.arguments(hole) for hole in value.holes)]


def _environment(flags: Sequence[Text]) -> Text:
    parts = [program("KUBELET_CONFIG_DROPIN_DIR_ALPHA=on\nNODEADM_KUBELET_ARGS=")]
    for number, flag in enumerate(flags):
        parts += (program(" "), flag) if number else (flag,)
    return Text.join((*parts, program("\n")))
