"""eksctl's node groups, by image family."""

from __future__ import annotations

import pytest

from forms import machine, machines, paths, place, scripts, written
from kubelet_lint.artifacts import eksctl_config
from kubelet_lint.node.effect import Machine
from kubelet_lint.vendor import nodeadm
from kubelet_lint.vendor.images.eks_al2 import CONFIG_PATH

HEAD = "apiVersion: eksctl.io/v1alpha5\nkind: ClusterConfig\nmetadata: {name: prod}\n"


def group(*lines: str, key: str = "nodeGroups") -> str:
    return HEAD + f"{key}:\n- name: ng\n" + "".join(f"  {line}\n" for line in lines)


def node(*lines: str, key: str = "nodeGroups") -> Machine:
    return machine(eksctl_config, group(*lines, key=key))


def test_extra_config_is_merged_over_the_al2_images_file() -> None:
    found = node(
        "amiFamily: AmazonLinux2",
        "kubeletExtraConfig:",
        "  authorization: {mode: AlwaysAllow}",
    )
    text = written(found, CONFIG_PATH)
    assert place(text, "AlwaysAllow") == ("file.yaml", 8, 27)
    assert '"cacheAuthorizedTTL": "5m0s"' in text.chars
    assert found.image == "eks-al2"


def test_without_extra_config_the_images_file_stays() -> None:
    assert CONFIG_PATH not in paths(node("amiFamily: AmazonLinux2"))


def test_an_override_takes_the_place_of_the_bootstrap_script() -> None:
    found = node(
        "amiFamily: AmazonLinux2",
        "preBootstrapCommands: [first]",
        "overrideBootstrapCommand: |",
        "  /etc/eks/bootstrap.sh prod",
    )
    assert scripts(found) == ["first", "/etc/eks/bootstrap.sh prod\n"]


def test_on_al2023_extra_config_is_a_node_config() -> None:
    found = node(
        "amiFamily: AmazonLinux2023",
        "kubeletExtraConfig: {authorization: {mode: AlwaysAllow}}",
    )
    text = written(found, nodeadm.DROPIN_PATH)
    assert place(text, "AlwaysAllow") == ("file.yaml", 7, 46)
    assert found.image == "eks-al2023"


def test_on_al2023_the_override_is_a_node_config_too() -> None:
    found = node(
        "amiFamily: AmazonLinux2023",
        "overrideBootstrapCommand: |",
        "  apiVersion: node.eks.aws/v1alpha1",
        "  kind: NodeConfig",
        "  spec: {kubelet: {flags: [--v=4]}}",
    )
    assert written(found, nodeadm.ENVIRONMENT_PATH).chars.endswith(" --v=4\n")


def test_a_managed_group_has_no_extra_config() -> None:
    found = node(
        "amiFamily: AmazonLinux2",
        "kubeletExtraConfig: {authorization: {mode: AlwaysAllow}}",
        key="managedNodeGroups",
    )
    assert CONFIG_PATH not in paths(found)


@pytest.mark.parametrize(
    ("lines", "image"),
    [
        ((), "eks-al2023"),
        (("overrideBootstrapCommand: /etc/eks/bootstrap.sh prod",), "eks-al2"),
    ],
)
def test_a_family_nobody_names_is_an_assumption(
    lines: tuple[str, ...], image: str
) -> None:
    found = node(*lines)
    assert found.image == image
    assert len(found.assumptions) == 1


def test_bottlerocket_has_one_setting_that_matters() -> None:
    found = node(
        "amiFamily: Bottlerocket",
        "bottlerocket: {settings: {kubernetes: {standalone-mode: true}}}",
    )
    assert "AlwaysAllow" in written(found, "/etc/kubernetes/kubelet/config").chars


def test_windows_groups_are_left_out() -> None:
    assert (
        machines(eksctl_config, group("amiFamily: WindowsServer2022CoreContainer"))
        == []
    )
