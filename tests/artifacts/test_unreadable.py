"""A document of a known kind that has no tree is told, whatever the kind."""

from __future__ import annotations

import pytest

from kubelet_lint.node.effect import Machine, Start, Unfollowed

from .carried import carried

BROKEN = "broken: [\n"

DOCUMENTS = {
    "worker.yaml": "version: v1alpha1\nmachine:\n  kubelet:\n    extraArgs: {}\n",
    "microk8s.yaml": "version: 0.2.0\nextraKubeletArgs:\n  --v: 2\n",
    "kops.yaml": "apiVersion: kops.k8s.io/v1alpha2\nkind: Cluster\n",
    "node.yaml": "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\n",
    "k0s.yaml": "apiVersion: k0s.k0sproject.io/v1beta1\nkind: ClusterConfig\n",
    "kind.yaml": "apiVersion: kind.x-k8s.io/v1alpha4\nkind: Cluster\n",
    "pod.yaml": "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n"
    '  - command: ["/usr/bin/kubelet", "--v=2"]\n',
    ".github/workflows/a.yaml": "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
    "    - run: kubelet --authorization-mode=AlwaysAllow\n",
}


@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_that_cannot_be_read_is_told(path: str) -> None:
    (found,) = carried(path, DOCUMENTS[path] + BROKEN)
    match found:
        case Machine(_, (Start((_, unknown)),)):
            assert any("cannot be read" in hole.reason for hole in unknown.holes())
        case Unfollowed(reason):
            assert "cannot be read" in reason
        case _:
            raise AssertionError(found)


def test_a_stream_with_one_broken_document_keeps_the_others() -> None:
    text = DOCUMENTS["kops.yaml"] + "---\n" + DOCUMENTS["kops.yaml"] + BROKEN
    machines = [one for one in carried("kops.yaml", text) if isinstance(one, Machine)]
    assert len(machines) == 3


def test_a_broken_pod_that_runs_no_kubelet_is_passed_over() -> None:
    text = (
        "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - args: [/lib/kubelet/x]\n"
    )
    assert carried("pod.yaml", text + BROKEN) == []
