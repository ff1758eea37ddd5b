"""A base is judged as each outermost kustomization patches it."""

from __future__ import annotations

import pytest

from kubelet_lint.analyze import analyze_files

BASE = """\
apiVersion: bootstrap.cluster.x-k8s.io/v1beta1
kind: KubeadmConfig
metadata:
  name: node
  labels: {pool: a}
spec:
  joinConfiguration:
    nodeRegistration:
      kubeletExtraArgs:
        authorization-mode: Webhook
        authentication-token-webhook: "true"
        anonymous-auth: "false"
"""
HEAD = BASE.partition("spec:")[0]
ARGS = "  joinConfiguration:\n    nodeRegistration:\n      kubeletExtraArgs:\n"
WEAK = f"{HEAD}spec:\n{ARGS}        authorization-mode: AlwaysAllow\n"
POINTER = "/spec/joinConfiguration/nodeRegistration/kubeletExtraArgs/authorization-mode"
JSON = f"- op: replace\n  path: {POINTER}\n  value: AlwaysAllow\n"


def verdicts(overlay: str, **others: str) -> set[str]:
    files = {
        "base/kustomization.yaml": "resources: [node.yaml]\n",
        "base/node.yaml": BASE,
        "overlay/kustomization.yaml": f"resources:\n- ../base\n{overlay}",
        **{name.replace("_", "/") + ".yaml": text for name, text in others.items()},
    }
    found = analyze_files(files).findings
    return {
        f"{one.verdict} {one.span.outermost.source.path}"
        for one in found
        if one.verdict in ("fail", "possible", "open")
    }


def inline(patch: str) -> str:
    return "".join(f"    {line}\n" for line in patch.splitlines())


PATCHES = {
    "patchesStrategicMerge": ("patchesStrategicMerge:\n- p.yaml\n", WEAK),
    "flow": ("patchesStrategicMerge: [p.yaml]\n", WEAK),
    "patches": ("patches:\n- path: p.yaml\n", WEAK),
    "patches flow": ("patches: [{path: p.yaml}]\n", WEAK),
    "json": ("patches:\n- path: p.yaml\n  target: {kind: KubeadmConfig}\n", JSON),
    "regex": ("patches:\n- path: p.yaml\n  target: {name: no.*}\n", WEAK),
    "label": ("patches:\n- path: p.yaml\n  target: {labelSelector: pool=a}\n", WEAK),
    "json6902": (
        "patchesJson6902:\n- {path: p.yaml, target: {name: node}}\n",
        JSON,
    ),
}


@pytest.mark.parametrize("form", PATCHES)
def test_a_patch_decides_at_its_own_place(form: str) -> None:
    overlay, patch = PATCHES[form]
    assert verdicts(overlay, overlay_p=patch) == {"fail overlay/p.yaml"}


@pytest.mark.parametrize(
    "overlay",
    [
        f"patches:\n- patch: |-\n{inline(WEAK)}",
        f"patches:\n- target: {{kind: KubeadmConfig}}\n  patch: |-\n{inline(JSON)}",
        f"patchesStrategicMerge:\n- |-\n{inline(WEAK)}",
    ],
)
def test_a_patch_in_the_kustomization_decides_there(overlay: str) -> None:
    assert verdicts(overlay) == {"fail overlay/kustomization.yaml"}


@pytest.mark.parametrize(
    "overlay",
    [
        "patches:\n- path: p.yaml\n  target: {kind: Deployment}\n",
        "patches:\n- path: p.yaml\n  target: {name: other}\n",
        "patches:\n- path: p.yaml\n  target: {labelSelector: pool=b}\n",
        "namePrefix: x-\n",
        "replacements:\n- targets: [{select: {kind: X}, fieldPaths: [spec.a]}]\n",
        "replacements:\n- targets: [{fieldPaths: [metadata.name]}]\n",
    ],
)
def test_a_patch_for_another_object_changes_nothing(overlay: str) -> None:
    others = {"overlay_p": WEAK} if "p.yaml" in overlay else {}
    assert verdicts(overlay, **others) == set()


@pytest.mark.parametrize(
    "overlay",
    [
        "patches:\n- path: missing.yaml\n",
        "components:\n- ../missing\n",
        "replacements:\n- path: r.yaml\n",
        "replacements:\n- targets: [{select: {name: node}, fieldPaths: [spec.a]}]\n",
        "transformers:\n- t.yaml\n",
        "patches:\n- path: p.yaml\n  target: {annotationSelector: a=b}\n",
    ],
)
def test_what_cannot_be_applied_leaves_the_object_open(overlay: str) -> None:
    others = {"overlay_p": WEAK} if "p.yaml" in overlay else {}
    assert verdicts(overlay, **others) == {"open overlay/kustomization.yaml"}


def test_a_component_patches_what_was_gathered_before() -> None:
    found = verdicts(
        "components:\n- ../part\n",
        part_kustomization="kind: Component\npatches:\n- path: p.yaml\n",
        part_p=WEAK,
    )
    assert found == {"fail part/p.yaml"}


def test_a_deleted_object_is_no_node() -> None:
    patch = f"$patch: delete\n{HEAD}"
    overlay = "patches:\n- path: p.yaml\n"
    weak = BASE.replace("Webhook", "AlwaysAllow")
    assert verdicts(overlay, overlay_p=patch, base_node=weak) == set()


def test_named_items_of_a_built_in_kind_merge_by_their_names() -> None:
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: k}\nspec:\n  containers:\n"
        "  - name: kubelet\n    command: [kubelet, --kubeconfig=/k]\n"
        "  - name: other\n    command: [sleep]\n"
    )
    patch = (
        "apiVersion: v1\nkind: Pod\nmetadata: {name: k}\nspec:\n  containers:\n"
        "  - name: other\n    command: [true]\n"
    )
    found = verdicts(
        "patches:\n- path: p.yaml\n",
        base_kustomization="resources: [pod.yaml]\n",
        base_pod=pod,
        base_node="",
        overlay_p=patch,
    )
    assert found == {"fail base/pod.yaml"}


def test_kustomizations_that_use_each_other_come_to_an_end() -> None:
    assert verdicts("", base_kustomization="resources: [node.yaml, ../overlay]\n") == (
        set()
    )


def test_many_kustomizations_that_use_each_other_do_so_too() -> None:
    files = {
        f"{one}/kustomization.yaml": "resources:\n- ../a\n- ../b\n- node.yaml\n"
        for one in "ab"
    }
    files |= {"a/node.yaml": BASE, "b/node.yaml": BASE}
    root = {"kustomization.yaml": "resources:\n- a\n- b\n"}
    assert analyze_files({**files, **root}).kubelets
