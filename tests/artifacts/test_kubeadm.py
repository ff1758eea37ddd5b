"""kubeadm's documents make a first node and joining nodes, each on its own."""

from __future__ import annotations

import pytest

from forms import (
    KUBEADM_CONFIG,
    KUBEADM_FLAGS,
    GivenFiles,
    document,
    kubeadm_args,
    machine,
    machines,
    place,
    written,
)
from kubelet_lint.artifacts import kubeadm
from kubelet_lint.node.effect import Document

SOCKET = "--container-runtime-endpoint=unix:///var/run/containerd/containerd.sock"

INIT = """\
apiVersion: kubeadm.k8s.io/v1beta3
kind: InitConfiguration
nodeRegistration:
  kubeletExtraArgs:
    authorization-mode: AlwaysAllow
---
apiVersion: kubeadm.k8s.io/v1beta3
kind: ClusterConfiguration
apiServer:
  extraArgs:
    authorization-mode: Node,RBAC
---
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authorization:
  mode: Webhook
"""

JOIN = """\
apiVersion: kubeadm.k8s.io/v1beta4
kind: JoinConfiguration
nodeRegistration:
  kubeletExtraArgs:
  - name: authorization-mode
    value: AlwaysAllow
"""


def test_a_map_of_arguments_reaches_the_kubelet() -> None:
    node = machine(kubeadm, INIT)
    assert kubeadm_args(node) == ["--authorization-mode=AlwaysAllow", SOCKET]
    text = written(node, KUBEADM_FLAGS)
    assert place(text, "AlwaysAllow") == ("file.yaml", 5, 25)


def test_a_list_of_arguments_reaches_the_kubelet() -> None:
    node = machine(kubeadm, JOIN)
    assert kubeadm_args(node) == ["--authorization-mode=AlwaysAllow", SOCKET]
    text = written(node, KUBEADM_FLAGS)
    assert place(text, "AlwaysAllow") == ("file.yaml", 6, 12)


def test_arguments_of_the_api_server_never_do() -> None:
    node = machine(kubeadm, INIT)
    assert "Node,RBAC" not in written(node, KUBEADM_FLAGS).chars
    assert "Node,RBAC" not in written(node, KUBEADM_CONFIG).chars


def test_the_kubelets_document_is_the_first_nodes_file() -> None:
    content = INIT.replace("mode: Webhook", "mode: AlwaysAllow")
    text = written(machine(kubeadm, content), KUBEADM_CONFIG)
    assert place(text, "AlwaysAllow") == ("file.yaml", 16, 9)


def test_first_and_joining_nodes_are_kept_apart() -> None:
    first, joining = machines(kubeadm, INIT + "---\n" + JOIN)
    assert (first.name, joining.name) == (
        "file.yaml#first node",
        "file.yaml#joining node",
    )
    assert first.span is not None
    assert joining.span is not None
    assert joining.span.source.position(joining.span.start).line == 19


def test_both_take_the_clusters_document() -> None:
    content = (INIT + "---\n" + JOIN).replace("mode: Webhook", "mode: AlwaysAllow")
    for node in machines(kubeadm, content):
        assert "mode: AlwaysAllow" in written(node, KUBEADM_CONFIG).chars


def test_a_cluster_configuration_alone_is_a_first_node() -> None:
    node = machine(
        kubeadm, "apiVersion: kubeadm.k8s.io/v1beta3\nkind: ClusterConfiguration\n"
    )
    assert "mode: Webhook" in written(node, KUBEADM_CONFIG).chars


def test_a_joining_node_takes_the_document_of_a_first_node_beside_it() -> None:
    first = INIT.replace("mode: Webhook", "mode: AlwaysAllow")
    node = machine(kubeadm, JOIN, "k/join.yaml", **{"k/init.yaml": first})
    text = written(node, KUBEADM_CONFIG)
    assert place(text, "AlwaysAllow") == ("k/init.yaml", 16, 9)
    assert [one.text for one in node.assumptions] == [
        "the cluster was made with k/init.yaml"
    ]


def test_a_joining_node_alone_says_what_it_assumes() -> None:
    (assumption,) = machine(kubeadm, JOIN).assumptions
    assert "kubeadm writes by default" in assumption.text


def test_two_first_nodes_beside_it_are_no_answer() -> None:
    others = {"k/a.yaml": INIT, "k/b.yaml": INIT}
    (assumption,) = machine(kubeadm, JOIN, "k/join.yaml", **others).assumptions
    assert "kubeadm writes by default" in assumption.text


def test_patches_are_found_by_the_end_of_their_folder() -> None:
    content = (
        "apiVersion: kubeadm.k8s.io/v1beta3\nkind: InitConfiguration\n"
        "patches: {directory: /etc/kubernetes/patches}\n"
    )
    patch = "files/etc/kubernetes/patches/kubeletconfiguration+merge.yaml"
    others = {
        patch: "authorization: {mode: AlwaysAllow}\n",
        "files/etc/kubernetes/patches/kube-apiserver.yaml": "mode: AlwaysAllow\n",
        "other/kubeletconfiguration.yaml": "authorization: {mode: Other}\n",
    }
    node = machine(kubeadm, content, **others)
    text = written(node, KUBEADM_CONFIG)
    assert place(text, "AlwaysAllow") == (patch, 1, 23)


def test_what_else_is_in_the_stream_is_carried_on() -> None:
    content = INIT + "---\nkind: ConfigMap\ndata: {a: b}\n"
    found = kubeadm.read(document(content), GivenFiles({}))
    (carried,) = [one for one in found if isinstance(one, Document)]
    assert carried.name == "document 4"
    assert "ConfigMap" in carried.text.chars


@pytest.mark.parametrize(
    "content",
    [
        "kind: KubeletConfiguration\n# used by kubeadm\n",
        "kind: KubeadmConfig\n",
        "data: |\n  kind: InitConfiguration\n  # kubeadm\n",
        "kind: InitConfiguration\napiVersion: own/v1\n",
    ],
)
def test_what_is_not_kubeadms_is_not_recognized(content: str) -> None:
    assert not kubeadm.recognizes(document(content))


def test_the_old_kinds_are_known() -> None:
    content = (
        "apiVersion: kubeadm.k8s.io/v1alpha2\nkind: MasterConfiguration\n"
        "nodeRegistration: {kubeletExtraArgs: {v: '4'}}\n"
    )
    assert "--v=4" in kubeadm_args(machine(kubeadm, content))
