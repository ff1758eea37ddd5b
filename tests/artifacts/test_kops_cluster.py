"""kOps' kubelet specs, for a role and for an instance group."""

from __future__ import annotations

import pytest

from forms import machine, machines, place, written
from kubelet_lint.artifacts import kops_cluster
from kubelet_lint.artifacts.kops_cluster import CONFIG_PATH

CLUSTER = """\
apiVersion: kops.k8s.io/v1alpha2
kind: Cluster
metadata: {name: a}
spec:
  kubeAPIServer: {authorizationMode: AlwaysAllow}
  kubelet:
    authorizationMode: AlwaysAllow
    anonymousAuth: false
  masterKubelet:
    authenticationTokenWebhook: false
"""

GROUP = """\
apiVersion: kops.k8s.io/v1alpha2
kind: InstanceGroup
metadata: {name: gpu}
spec:
  role: Node
  kubelet: {authorizationMode: Webhook}
"""


def test_nodes_and_control_plane_have_a_spec_each() -> None:
    masters, nodes = machines(kops_cluster, CLUSTER)
    assert place(written(nodes, CONFIG_PATH), "AlwaysAllow") == ("file.yaml", 7, 24)
    assert "mode: Webhook" in written(masters, CONFIG_PATH).chars
    assert place(written(masters, CONFIG_PATH), "false") == ("file.yaml", 10, 33)


def test_anonymous_access_switched_off_for_nodes_is_off_for_masters() -> None:
    masters, _ = machines(kops_cluster, CLUSTER)
    text = written(masters, CONFIG_PATH)
    assert "anonymous:\n    enabled: false" in text.chars


def test_what_the_spec_leaves_out_kops_fills_in() -> None:
    content = "apiVersion: kops.k8s.io/v1alpha3\nkind: Cluster\nspec: {}\n"
    for node in machines(kops_cluster, content):
        text = written(node, CONFIG_PATH).chars
        assert "mode: Webhook" in text
        assert "webhook:\n    enabled: true" in text


@pytest.mark.parametrize("key", ["masterKubelet", "controlPlaneKubelet"])
def test_both_names_of_the_control_planes_spec_are_known(key: str) -> None:
    content = (
        "apiVersion: kops.k8s.io/v1alpha3\nkind: Cluster\n"
        f"spec: {{{key}: {{authorizationMode: AlwaysAllow}}}}\n"
    )
    masters, nodes = machines(kops_cluster, content)
    assert "AlwaysAllow" in written(masters, CONFIG_PATH).chars
    assert "AlwaysAllow" not in written(nodes, CONFIG_PATH).chars


def test_an_instance_group_is_laid_over_its_cluster() -> None:
    found = machines(kops_cluster, f"{CLUSTER}---\n{GROUP}")
    by_name = {node.name: written(node, CONFIG_PATH).chars for node in found}
    assert "mode: Webhook" in by_name["file.yaml#gpu"]
    assert "mode: AlwaysAllow" in by_name["file.yaml#nodes"]


def test_a_group_in_a_file_of_its_own_takes_the_cluster_beside_it() -> None:
    content = GROUP.replace("{authorizationMode: Webhook}", "{maxPods: 5}")
    node = machine(kops_cluster, content, "k/ig.yaml", **{"k/cluster.yaml": CLUSTER})
    assert place(written(node, CONFIG_PATH), "AlwaysAllow")[0] == "k/cluster.yaml"


def test_a_group_alone_says_what_it_assumes() -> None:
    assert len(machine(kops_cluster, GROUP).assumptions) == 1
