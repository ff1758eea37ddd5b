"""Nothing that a repository says reaches the terminal as a command."""

from __future__ import annotations

import os

import pytest
from hypothesis import given
from hypothesis import strategies as st

import kubelet_lint.visible as visible_module
from kubelet_lint.visible import visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("etc/kubelet.service", "etc/kubelet.service"),
        ("größe/日本.yaml", "größe/日本.yaml"),
        ("a\nb", "a\\nb"),
        ("a\r\tb", "a\\r\\tb"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("\x9b31m", "\\x9b31m"),
        ("x\u202egpj.service", "x\\u202egpj.service"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        (os.fsdecode(b"latin-\xe9"), "latin-\\xe9"),
    ],
)
def test_what_a_terminal_would_obey_is_shown_as_an_escape(
    text: str, shown: str
) -> None:
    assert visible(text) == shown


def test_a_tab_may_stay_where_a_line_of_source_is_shown() -> None:
    assert visible("\tmode: x\x07", keep="\t") == "\tmode: x\\x07"


@given(st.text())
def test_what_is_shown_is_always_encodable_and_printable(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not set(map(ord, shown)) & {*range(0x20), *range(0x7F, 0xA0)}


def test_every_unsafe_character_is_escaped() -> None:
    """Text that Python calls printable is passed on without a look; none of it is."""
    for first, last in visible_module._UNSAFE:
        for code in range(first, last + 1):
            assert not chr(code).isprintable()
            assert visible(chr(code)).startswith("\\")
