"""Answers recorded from go.yaml.in/yaml/v2 v2.4.5 through sigs.k8s.io/yaml v1.6.0.

Each line of ``goyaml.jsonl`` is a text and the JSON that ``YAMLToJSON`` makes of it, or
its error; ``duplicates`` where ``YAMLToJSONStrict`` refuses what the other accepts. The
words of an error are not compared: it is the kubelet's exit that counts.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kubelet_lint.source import Source
from kubelet_lint.yaml import value
from kubelet_lint.yaml.tree import Node, Problem, Scalar, Sequence, compose

RECORDED = Path(__file__).parents[2] / "fixtures/vectors/goyaml.jsonl"
CASES = [json.loads(line) for line in RECORDED.read_text().splitlines()]


def read(text: str) -> Node | Problem:
    root = compose(Source("file", text).text())
    return root if isinstance(root, Problem) else value.check(root) or root


def plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return value.atom(node)
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {name: plain(m.value) for name, m in value.members(node).items()}


def same(ours: Any, theirs: Any) -> bool:
    """Compare as JSON does: true is not 1, but 1.0 is."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return ours.keys() == theirs.keys() and all(
            same(ours[key], theirs[key]) for key in ours
        )
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    return isinstance(ours, bool) == isinstance(theirs, bool) and ours == theirs


@pytest.mark.parametrize("case", CASES, ids=lambda case: repr(case["text"])[:40])
def test_a_document_is_read_as_go_reads_it(case: dict[str, Any]) -> None:
    root = read(case["text"])
    if "error" in case:
        assert isinstance(root, Problem)
        assert not root.undecided
        return
    assert not isinstance(root, Problem), case["json"]
    assert same(plain(root), case["json"])
    assert bool(value.duplicates(root)) == case.get("duplicates", False)
