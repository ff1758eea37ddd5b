"""Cluster API objects: files, commands and kubeadm, in the order of cloud-init."""

from __future__ import annotations

import pytest

from forms import (
    KUBEADM_CONFIG,
    KUBEADM_FLAGS,
    argv,
    document,
    kubeadm_args,
    machine,
    machines,
    place,
    started,
    written,
)
from kubelet_lint.artifacts import cluster_api
from kubelet_lint.node.effect import Boot, Run, Write
from kubelet_lint.source import Hole

TEMPLATE = """\
apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KubeadmConfigTemplate
metadata:
  name: workers
spec:
  template:
    spec:
      files:
      - path: /etc/default/kubelet
        permissions: "0600"
        content: |
          KUBELET_EXTRA_ARGS=--v=4
      preKubeadmCommands: [before]
      postKubeadmCommands: [after]
      joinConfiguration:
        nodeRegistration:
          kubeletExtraArgs:
            authorization-mode: AlwaysAllow
"""

CONTROL_PLANE = """\
apiVersion: controlplane.cluster.x-k8s.io/v1beta2
kind: KubeadmControlPlane
metadata: {name: cp}
spec:
  kubeadmConfigSpec:
    clusterConfiguration:
      apiServer: {extraArgs: [{name: authorization-mode, value: AlwaysAllow}]}
    initConfiguration:
      nodeRegistration:
        kubeletExtraArgs: [{name: v, value: "1"}]
    joinConfiguration:
      nodeRegistration:
        kubeletExtraArgs: [{name: v, value: "2"}]
"""


def test_a_worker_template_is_one_machine() -> None:
    node = machine(cluster_api, TEMPLATE)
    assert node.name == "file.yaml#KubeadmConfigTemplate/workers"
    assert "--authorization-mode=AlwaysAllow" in kubeadm_args(node)
    text = written(node, KUBEADM_FLAGS)
    assert place(text, "AlwaysAllow") == ("file.yaml", 18, 33)


def test_things_happen_in_the_order_of_cloud_init() -> None:
    effects = machine(cluster_api, TEMPLATE).effects
    told = [
        effect.path
        if isinstance(effect, Write)
        else effect.script.chars
        if isinstance(effect, Run)
        else type(effect)
        for effect in effects
    ]
    assert told == [
        "/etc/default/kubelet",
        "before",
        KUBEADM_CONFIG,
        KUBEADM_FLAGS,
        Boot,
        "after",
    ]


def test_a_file_has_its_mode_and_its_place() -> None:
    first = machine(cluster_api, TEMPLATE).effects[0]
    assert isinstance(first, Write)
    assert first.mode == 0o600
    assert place(first.text, "--v=4") == ("file.yaml", 12, 30)


def test_a_control_plane_has_a_first_node_and_joining_ones() -> None:
    first, joining = machines(cluster_api, CONTROL_PLANE)
    assert "--v=1" in kubeadm_args(first)
    assert "--v=2" in kubeadm_args(joining)
    assert first.name.endswith("cp first node")


def test_the_api_servers_arguments_are_not_the_kubelets() -> None:
    for node in machines(cluster_api, CONTROL_PLANE):
        assert "AlwaysAllow" not in written(node, KUBEADM_FLAGS).chars
        assert "AlwaysAllow" not in written(node, KUBEADM_CONFIG).chars


def test_patches_lie_among_the_files() -> None:
    content = TEMPLATE.replace(
        "/etc/default/kubelet", "/p/kubeletconfiguration0+strategic.yaml"
    ).replace("KUBELET_EXTRA_ARGS=--v=4", "authorization: {mode: AlwaysAllow}")
    content = content.replace(
        "      joinConfiguration:\n",
        "      joinConfiguration:\n        patches: {directory: /p}\n",
    )
    text = written(machine(cluster_api, content), KUBEADM_CONFIG)
    assert place(text, "AlwaysAllow") == ("file.yaml", 12, 33)


def test_a_file_from_a_secret_is_unknown() -> None:
    content = TEMPLATE.replace(
        "        content: |\n          KUBELET_EXTRA_ARGS=--v=4\n",
        "        contentFrom: {secret: {name: a, key: b}}\n",
    )
    first = machine(cluster_api, content).effects[0]
    assert isinstance(first, Write)
    assert not first.text.known


def with_argument(argument: str, value: str) -> str:
    return TEMPLATE.replace("authorization-mode: AlwaysAllow", f"{argument}: {value}")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("${MODE:-AlwaysAllow}", "AlwaysAllow"),
        ('${MODE:-"AlwaysAllow"}', "AlwaysAllow"),
        ("${MODE:='AlwaysAllow'}", "AlwaysAllow"),
        ("${MODE=Webhook}", "Webhook"),
        ('"${MODE:-Webhook}"', "Webhook"),
    ],
)
def test_a_default_of_clusterctl_is_taken_for_what_yaml_sees(
    value: str, said: str
) -> None:
    node = machine(cluster_api, with_argument("authorization-mode", value))
    assert f"--authorization-mode={said}" in kubeadm_args(node)
    assert [one.text for one in node.assumptions] == [
        "variables of clusterctl as by default: `MODE`"
    ]
    line, column = 18, 33 + value.index(said)
    assert place(written(node, KUBEADM_FLAGS), said) == ("file.yaml", line, column)


@pytest.mark.parametrize(
    "value",
    [
        "${MODE}",
        "${MODE:-}",
        "${MODE:-Bogus}",
        "${MODE:=${OTHER}}",
        "${MODE//+/_}",
        "'${MODE:-\"Webhook\"}'",  # the quotes would be part of the value
        '${MODE:-"A=true,B=false"}',
    ],
)
@pytest.mark.parametrize("argument", ["authorization-mode", "feature-gates"])
def test_any_other_placeholder_of_an_argument_is_unknown(
    value: str, argument: str
) -> None:
    node = machine(cluster_api, with_argument(argument, value))
    (found,) = written(node, KUBEADM_FLAGS).holes()
    assert isinstance(found, Hole)
    assert found.reason.startswith("the placeholder ${MODE")
    assert node.assumptions == ()


def test_a_flag_of_windows_is_none_of_another_kubelet() -> None:
    for value in (
        "windows-priorityclass: ABOVE_NORMAL_PRIORITY_CLASS",
        "[{name: windows-priorityclass, value: ABOVE_NORMAL_PRIORITY_CLASS}]",
    ):
        old = "\n            authorization-mode: AlwaysAllow"
        new = f" {value}" if value.startswith("[") else f"\n            {value}"
        node = machine(cluster_api, TEMPLATE.replace(old, new))
        assert "windows" not in written(node, KUBEADM_FLAGS).chars


RKE2 = """\
apiVersion: controlplane.cluster.x-k8s.io/v1beta1
kind: RKE2ControlPlane
spec:
  serverConfig: {kubeAPIServer: {extraArgs: [--anonymous-auth=true]}}
  agentConfig: {kubelet: {extraArgs: [authorization-mode=AlwaysAllow]}}
"""

K3S = """\
apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KThreesConfig
spec: {agentConfig: {kubeletArgs: [authorization-mode=AlwaysAllow]}}
"""

K0S = """\
apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: K0sWorkerConfig
spec: {args: ['--kubelet-extra-args=--authorization-mode=AlwaysAllow']}
"""


PLACEHOLDER = "${MODE:-AlwaysAllow}"
TEMPLATES = [one.replace("=AlwaysAllow", f"={PLACEHOLDER}") for one in (RKE2, K3S, K0S)]


@pytest.mark.parametrize("content", [RKE2, K3S, K0S])
def test_other_distributions_start_their_own_kubelet(content: str) -> None:
    node = machine(cluster_api, content)
    assert "--authorization-mode=AlwaysAllow" in argv(node)
    assert "--anonymous-auth=true" not in argv(node)
    assert place(started(node), "AlwaysAllow")[0] == "file.yaml"


@pytest.mark.parametrize("content", TEMPLATES)
def test_arguments_of_other_distributions_are_filled_in(content: str) -> None:
    content = content.replace(
        f"[authorization-mode={PLACEHOLDER}]", f"['authorization-mode={PLACEHOLDER}']"
    )
    assert "--authorization-mode=AlwaysAllow" in argv(machine(cluster_api, content))


def test_objects_of_other_groups_are_not_recognized() -> None:
    assert not cluster_api.recognizes(
        document("apiVersion: cluster.x-k8s.io/v1beta1\nkind: Cluster\n")
    )
