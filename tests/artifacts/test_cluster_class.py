"""A ClusterClass: its patches over the templates that it refers to."""

from __future__ import annotations

import pytest

from forms import KUBEADM_FLAGS, kubeadm_args, machines, place, written
from kubelet_lint.artifacts import cluster_class

CLASS = """\
apiVersion: cluster.x-k8s.io/v1beta1
kind: ClusterClass
metadata: {name: lab}
spec:
  controlPlane:
    ref: {kind: KubeadmControlPlaneTemplate, name: lab-control-plane}
  workers:
    machineDeployments:
    - class: big-worker
      template:
        bootstrap:
          ref: {kind: KubeadmConfigTemplate, name: lab-worker}
  variables:
  - name: mode
    schema: {openAPIV3Schema: {type: string, default: AlwaysAllow}}
  - name: other
    schema: {openAPIV3Schema: {type: string}}
  patches:
  - name: kubelet
"""

TEMPLATE = """\
apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KubeadmConfigTemplate
metadata: {name: lab-worker}
spec:
  template:
    spec:
      joinConfiguration:
        nodeRegistration:
          kubeletExtraArgs:
            max-pods: "50"
"""

ARGS = "/spec/template/spec/joinConfiguration/nodeRegistration/kubeletExtraArgs"


def patch(*operations: str, names: str = "['*-worker']", more: str = "") -> str:
    lines = "".join(f"      - {one}\n" for one in operations)
    return (
        f"{more}    definitions:\n    - selector:\n"
        "        kind: KubeadmConfigTemplate\n"
        f"        matchResources: {{machineDeploymentClass: {{names: {names}}}}}\n"
        f"      jsonPatches:\n{lines}"
    )


def add(path: str, value: str) -> str:
    return f"{{op: add, path: {path}, {value}}}"


MODE = add(f"{ARGS}/authorization-mode", "value: AlwaysAllow")


def test_a_patch_is_laid_over_the_template_of_the_folder() -> None:
    content = CLASS + patch(MODE)
    (node,) = machines(cluster_class, content, **{"worker.yaml": TEMPLATE})
    assert kubeadm_args(node)[0] == "--authorization-mode=AlwaysAllow"
    assert "--max-pods=50" in kubeadm_args(node)
    line = content[: content.index("value: AlwaysAllow")].count("\n") + 1
    assert place(written(node, KUBEADM_FLAGS), "AlwaysAllow")[:2] == ("file.yaml", line)
    assert node.name == "file.yaml#ClusterClass/lab KubeadmConfigTemplate/lab-worker"
    assert not node.circumstances


def test_a_template_elsewhere_is_assumed_to_say_nothing_more() -> None:
    (node,) = machines(cluster_class, CLASS + patch(MODE))
    assert kubeadm_args(node)[0] == "--authorization-mode=AlwaysAllow"
    assert [one.text for one in node.assumptions] == [
        "the template lab-worker says no more of the kubelet"
    ]


def test_a_templated_value_is_a_document_of_its_own() -> None:
    value = r'valueFrom: {template: "- {name: authorization-mode, value: AlwaysAllow}"}'
    (node,) = machines(cluster_class, CLASS + patch(add(ARGS, value)))
    assert kubeadm_args(node)[0] == "--authorization-mode=AlwaysAllow"


@pytest.mark.parametrize(
    ("variable", "argument"),
    [
        ("mode", "--authorization-mode=AlwaysAllow"),
        ("other", "--authorization-mode=‹other›"),
        ("absent", "--authorization-mode=‹absent›"),
    ],
)
def test_a_variable_keeps_its_default_or_is_unknown(
    variable: str, argument: str
) -> None:
    value = f"valueFrom: {{variable: {variable}}}"
    content = CLASS + patch(add(f"{ARGS}/authorization-mode", value))
    (node,) = machines(cluster_class, content)
    assert argument in kubeadm_args(node)


@pytest.mark.parametrize(
    ("names", "selected"),
    [
        ("[big-worker]", True),
        ("['*']", True),
        ("['big-*']", True),
        ("[worker]", False),
        ("['*-master']", False),
        ("[]", False),
    ],
)
def test_the_class_of_workers_is_selected_by_its_name(
    names: str, selected: bool
) -> None:
    found = machines(cluster_class, CLASS + patch(MODE, names=names))
    assert bool(found) is selected


@pytest.mark.parametrize(
    ("enabled", "circumstances"),
    [
        ("true", [()]),
        ("false", []),
        (
            "'{{ if .lab }}true{{ end }}'",
            [
                ("without the patch kubelet",),
                ("with the patch kubelet",),
            ],
        ),
    ],
)
def test_a_patch_may_be_enabled(
    enabled: str, circumstances: list[tuple[str, ...]]
) -> None:
    content = CLASS + patch(MODE, more=f"    enabledIf: {enabled}\n")
    found = machines(cluster_class, content)
    assert [node.circumstances for node in found] == circumstances


def test_patches_that_exclude_each_other_are_told_apart() -> None:
    webhook = add(f"{ARGS}/authorization-mode", "value: Webhook")
    content = (
        CLASS
        + patch(MODE, more="    enabledIf: '{{ .lab }}'\n")
        + "  - name: safe\n"
        + patch(webhook, more="    enabledIf: '{{ not .lab }}'\n")
    )
    found = machines(cluster_class, content)
    assert [kubeadm_args(node)[0] for node in found[1:]] == [
        "--authorization-mode=AlwaysAllow",
        "--authorization-mode=Webhook",
    ]


def test_other_components_and_other_templates_are_left_alone() -> None:
    path = "/spec/template/spec/kubeadmConfigSpec/clusterConfiguration/apiServer"
    value = "value: {extraArgs: {authorization-mode: AlwaysAllow}}"
    assert not machines(cluster_class, CLASS + patch(add(path, value)))
