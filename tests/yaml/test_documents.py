"""A stream is cut at its markers, by lines, and each piece composes as it did."""

from __future__ import annotations

import time

import pytest

from kubelet_lint.source import Source
from kubelet_lint.yaml import documents
from kubelet_lint.yaml.tree import Problem, compose


def pieces(text: str) -> list[str]:
    return [piece.chars for piece in documents.split(Source("f", text).text())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: b\n", ["a: b\n"]),
        ("---\na: b\n", ["---\na: b\n"]),
        ("a\n---\nb\n", ["a\n", "---\nb\n"]),
        ("a\n---\n---\nb\n", ["a\n", "---\nb\n"]),
        ("# top\n---\na\n", ["# top\n---\na\n"]),
        ("%YAML 1.1\n---\na\n", ["%YAML 1.1\n---\na\n"]),
        ("a\n...\n%YAML 1.1\n---\nb\n", ["a\n", "\n%YAML 1.1\n---\nb\n"]),
        ("a: |\n  x\n  ---\nb: c\n", ["a: |\n  x\n  ---\nb: c\n"]),
        ("a: |\n  x\n---\nb: c\n", ["a: |\n  x\n", "---\nb: c\n"]),
        ("---x\n", ["---x\n"]),
        ("--- {a: b}\n--- x\n", ["--- {a: b}\n", "--- x\n"]),
        ("a\r\n---\r\nb", ["a\r\n", "---\r\nb"]),
        ("a\r---\rb", ["a\r", "---\rb"]),
        ("\n\n# nothing\n", []),
        ("---\n# nothing\n---\n", []),
        ("", []),
    ],
)
def test_a_stream_is_cut_at_its_markers(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


def test_the_first_document_may_be_an_explicit_empty_one() -> None:
    for text, first in (
        ("---\n---\na: b\n", "---\n"),
        ("# x\n---\na\n---\nb", "# x\n---\na\n"),
        ("a: b\n...\nc", "a: b\n"),
        ("a: b", "a: b"),
    ):
        assert documents.first(Source("f", text).text()).chars == first


def test_a_line_of_hashes_takes_no_time() -> None:
    began = time.process_time()
    text = (
        "# " * 5000 + "\n" + "#" * 5000 + "\nkind: A\n---\n" + "%#" * 5000 + "\n- a\n"
    )
    assert len(pieces(text)) == 2
    assert time.process_time() - began < 2


def test_each_piece_points_into_the_stream() -> None:
    text = Source("f", "a: b\n---\nc: d\n").text()
    second = documents.split(text)[1]
    root = compose(second)
    assert not isinstance(root, Problem)
    assert root.span is not None
    assert root.span.start == 9
