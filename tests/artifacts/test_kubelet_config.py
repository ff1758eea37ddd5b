"""What is a KubeletConfiguration, told by content."""

from __future__ import annotations

import pytest

from kubelet_lint.artifacts.kubelet_config import recognizes
from kubelet_lint.node.effect import Document
from kubelet_lint.source import Source

IS_ONE = [
    "kind: KubeletConfiguration\n",
    "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n",
    "'kind': \"KubeletConfiguration\"\n",
    "kind : KubeletConfiguration # of all nodes\n",
    "\ufeffx: 1\r\nkind: KubeletConfiguration\r\n",
    "x: 1\rkind: KubeletConfiguration\r",
    "x: 1\u0085kind: KubeletConfiguration\u0085",
    '{"kind": "KubeletConfiguration"}',
    '\n {"x": 1,\n  "kind":"KubeletConfiguration"}',
    "{apiVersion: kubelet.config.k8s.io/v1beta1, kind: KubeletConfiguration}",
    "{a: {broken:\nkind: KubeletConfiguration\n",
]

IS_NONE = [
    "# kind: KubeletConfiguration\n",
    "kind: KubeProxyConfiguration\n",
    "kindred: KubeletConfiguration\n",
    "data:\n  kubelet: |\n    kind: KubeletConfiguration\n",
    '{"note": "kind: KubeletConfiguration"}',
]


def document(content: str, path: str = "kubelet.yaml") -> Document:
    return Document(path, Source(path, content).text())


@pytest.mark.parametrize("content", IS_ONE)
def test_its_kind_says_so(content: str) -> None:
    assert recognizes(document(content))


@pytest.mark.parametrize("content", IS_NONE)
def test_a_document_that_only_mentions_it_is_none(content: str) -> None:
    assert not recognizes(document(content))


def test_a_program_that_holds_one_is_none() -> None:
    assert not recognizes(document("kind: KubeletConfiguration\n", "server.go"))
