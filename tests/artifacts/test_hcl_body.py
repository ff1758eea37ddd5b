"""Where an expression of HCL ends, and that a comment behind it is none of it."""

from __future__ import annotations

import pytest

from kubelet_lint.artifacts.hcl_body import file
from kubelet_lint.source import Source

ROWS = {
    'x = "a" # c': '"a"',
    "x = 1 // c": "1",
    "x = 1 # // c": "1",
    'x = "a" /* c */': '"a"',
    "x = 1 /* c */ + 2 # d": "1 /* c */ + 2",
    'x = "http://h#f" # c': '"http://h#f"',
    "x = 4 / 2": "4 / 2",
    "x = 1 #": "1",
    "x = [1, # c\n  2] // d": "[1, # c\n  2]",
    "x = <<EOF\na # no comment\nEOF": "<<EOF\na # no comment\nEOF",
    "x = /* c */": "",
}


@pytest.mark.parametrize(("line", "value"), ROWS.items())
def test_an_expression_ends_before_a_comment(line: str, value: str) -> None:
    block = file(Source("a.tf", f"{line}\ny = 2 # c\n"))
    assert [(one.name, one.value.chars) for one in block.attributes] == [
        ("x", value),
        ("y", "2"),
    ]
