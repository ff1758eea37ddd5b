"""Places as the JSON contracts have them."""

from __future__ import annotations

import pytest

from kubelet_lint.report.location import as_json, locate, unicode
from kubelet_lint.source import Source, Span
from rules.scene import START, VENDOR


def test_lines_and_columns_start_at_one_and_the_end_is_exclusive() -> None:
    assert as_json(START) == {
        "path": "kubelet.service",
        "line": 2,
        "column": 11,
        "endLine": 2,
        "endColumn": 79,
    }


def test_columns_count_code_points() -> None:
    place = locate(Span(Source("a", "𝒳é: b"), 4, 5))
    assert place is not None
    assert (place.column, place.end_column) == (5, 6)


@pytest.mark.parametrize("span", [None, Span(VENDOR, 0, 3)])
def test_what_no_file_of_the_repository_holds_has_no_place(span: Span | None) -> None:
    assert as_json(span) is None


def test_a_place_inside_an_encoded_file_is_its_carrier() -> None:
    carrier = Source("a.yaml", "x: bW9kZQ==")
    inner = Source("/etc/k", "mode", container=Span(carrier, 3, 11))
    assert str(locate(Span(inner, 1, 2))) == "a.yaml:1:4"


def test_the_first_line_of_a_place_ends_where_the_line_ends() -> None:
    place = locate(Span(Source("a", "ExecStart=a \\\r\n  b\r\n"), 10, 18))
    assert place is not None
    assert place.one_line[1:] == (1, 11, 1, 14)


def test_undecodable_bytes_are_spelled_out() -> None:
    assert unicode("a\udcff\ud800é\x1b") == "a\\xff\\ud800é\x1b"
