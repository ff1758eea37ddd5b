"""kind patches what it generates for each node: kind and apiVersion decide to what."""

from __future__ import annotations

from forms import (
    KUBEADM_CONFIG,
    KUBEADM_FLAGS,
    kubeadm_args,
    machines,
    place,
    written,
)
from kubelet_lint.artifacts import kind_cluster

HEAD = "kind: Cluster\napiVersion: kind.x-k8s.io/v1alpha4\n"
SOCKET = "--container-runtime-endpoint=unix:///var/run/containerd/containerd.sock"


def cluster(*lines: str) -> str:
    return HEAD + "\n".join(lines) + "\n"


def test_a_cluster_without_nodes_is_one_control_plane() -> None:
    (node,) = machines(kind_cluster, HEAD)
    assert node.name == "file.yaml#control-plane"
    assert "mode: Webhook" in written(node, KUBEADM_CONFIG).chars


def test_a_clusters_patch_reaches_the_nodes_of_its_kind() -> None:
    content = cluster(
        "nodes: [{role: control-plane}, {role: worker}]",
        "kubeadmConfigPatches:",
        "- |",
        "  kind: JoinConfiguration",
        "  nodeRegistration:",
        "    kubeletExtraArgs:",
        '      authorization-mode: "AlwaysAllow"',
    )
    first, worker = machines(kind_cluster, content)
    assert kubeadm_args(first) == [SOCKET]
    assert kubeadm_args(worker) == ["--authorization-mode=AlwaysAllow", SOCKET]
    text = written(worker, KUBEADM_FLAGS)
    assert place(text, "AlwaysAllow") == ("file.yaml", 9, 28)


def test_a_kubelet_document_is_taken_from_the_first_control_plane_only() -> None:
    patch = (
        "  kubeadmConfigPatches:",
        "  - |",
        "    kind: KubeletConfiguration",
        "    authorization:",
        "      mode: AlwaysAllow",
    )
    first, worker = machines(
        kind_cluster,
        cluster("nodes:", "- role: control-plane", *patch, "- role: worker"),
    )
    for node in (first, worker):
        assert place(written(node, KUBEADM_CONFIG), "AlwaysAllow")[1] == 9
    first, worker = machines(
        kind_cluster,
        cluster("nodes:", "- role: control-plane", "- role: worker", *patch),
    )
    for node in (first, worker):
        assert "mode: Webhook" in written(node, KUBEADM_CONFIG).chars


def test_a_patch_of_another_version_than_the_images_does_not_apply() -> None:
    def patched(image: str) -> list[str]:
        content = cluster(
            "nodes:",
            "- role: control-plane",
            f"  image: {image}",
            "  kubeadmConfigPatches:",
            "  - |",
            "    apiVersion: kubeadm.k8s.io/v1beta3",
            "    kind: InitConfiguration",
            "    nodeRegistration: {kubeletExtraArgs: {v: '4'}}",
        )
        (node,) = machines(kind_cluster, content)
        return kubeadm_args(node)

    assert patched("kindest/node:v1.30.0") == [SOCKET, "--v=4"]
    assert patched("kindest/node:v1.36.1@sha256:abc") == [SOCKET]
    assert patched("kindest/node:v1.22.0") == [SOCKET]


def test_both_forms_side_by_side_are_each_judged_for_their_version() -> None:
    content = cluster(
        "kubeadmConfigPatches:",
        "- |",
        "  apiVersion: kubeadm.k8s.io/v1beta4",
        "  kind: InitConfiguration",
        "  nodeRegistration: {kubeletExtraArgs: [{name: v, value: '4'}]}",
        "- |",
        "  apiVersion: kubeadm.k8s.io/v1beta3",
        "  kind: InitConfiguration",
        "  nodeRegistration: {kubeletExtraArgs: {v: '3'}}",
    )
    third, fourth = machines(kind_cluster, content)
    assert third.circumstances == ("when kind writes kubeadm.k8s.io/v1beta3",)
    assert kubeadm_args(third) == [SOCKET, "--v=3"]
    assert kubeadm_args(fourth) == [SOCKET, "--v=4"]


def test_a_json_patch_replaces_a_block() -> None:
    content = cluster(
        "kubeadmConfigPatchesJSON6902:",
        "- group: kubelet.config.k8s.io",
        "  version: v1beta1",
        "  kind: KubeletConfiguration",
        "  patch: |",
        "    - op: add",
        "      path: /authorization",
        "      value: {mode: AlwaysAllow}",
    )
    (node,) = machines(kind_cluster, content)
    assert place(written(node, KUBEADM_CONFIG), "AlwaysAllow") == ("file.yaml", 10, 21)


def test_arguments_merge_by_name_and_the_nodes_own_win() -> None:
    content = cluster(
        "nodes:",
        "- role: control-plane",
        "  kubeadmConfigPatches:",
        "  - |",
        "    kind: InitConfiguration",
        "    nodeRegistration: {kubeletExtraArgs: {v: '2'}}",
        "kubeadmConfigPatches:",
        "- |",
        "  kind: InitConfiguration",
        "  nodeRegistration: {kubeletExtraArgs: {v: '1', x: y}}",
    )
    (node,) = machines(kind_cluster, content)
    assert kubeadm_args(node) == [SOCKET, "--v=2", "--x=y"]


def test_nodes_that_are_alike_are_one_machine() -> None:
    content = cluster("nodes: [{role: control-plane}, {role: worker}, {role: worker}]")
    assert [node.name for node in machines(kind_cluster, content)] == [
        "file.yaml#control-plane",
        "file.yaml#worker",
    ]


def test_patches_of_other_components_change_nothing() -> None:
    content = cluster(
        "kubeadmConfigPatches:",
        "- |",
        "  kind: ClusterConfiguration",
        "  apiServer: {extraArgs: {authorization-mode: AlwaysAllow}}",
    )
    (node,) = machines(kind_cluster, content)
    assert "AlwaysAllow" not in written(node, KUBEADM_FLAGS).chars
    assert "AlwaysAllow" not in written(node, KUBEADM_CONFIG).chars
