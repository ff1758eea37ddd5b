"""Every byte becomes a character, and odd ones are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.repo.decode import decode, is_binary
from kubelet_lint.source import HOLE


@pytest.mark.parametrize(
    ("data", "content", "encoding", "oddity"),
    [
        (b"a: b\r\n", "a: b\r\n", "utf-8", ""),
        (b"\xef\xbb\xbfa", "\ufeffa", "utf-8", ""),
        ("größe".encode(), "größe", "utf-8", ""),
        ("\ufeffmode".encode("utf-16-le"), "\ufeffmode", "utf-16-le", ""),
        ("\ufeffmode".encode("utf-16-be"), "\ufeffmode", "utf-16-be", ""),
        ("\ufeffmode".encode("utf-32-le"), "\ufeffmode", "utf-32-le", ""),
        (b"a\nb\xe9\n", "a\nb\udce9\n", "utf-8", "is not UTF-8: see line 2"),
        (b"a\nb\0\n", "a\nb\0\n", "utf-8", "holds a NUL character: see line 2"),
        (b"kubelet\0--v=2\0", "kubelet\0--v=2\0", "utf-8", ""),
    ],
)
def test_bytes_become_characters(
    data: bytes, content: str, encoding: str, oddity: str
) -> None:
    assert decode(data) == (content, encoding, oddity)


@pytest.mark.parametrize(
    ("data", "binary"),
    [
        (b"\x7fELF\x02\0\0kubelet\0", True),
        (b"kubelet\0\xff\xfe\xfd", True),
        (b"kubelet\0--config=/x\0", False),
        (b"kind: KubeletConfiguration\0\n", False),
        ("kind".encode("utf-16"), False),
        (b"caf\xe9\n", False),
        (b"\x1b[1mbold\x1b[0m\n", False),
    ],
)
def test_a_nul_makes_binary_only_what_is_no_text_otherwise(
    data: bytes, binary: bool
) -> None:
    assert is_binary(data) is binary


@given(st.binary())
def test_no_byte_is_lost_and_no_hole_made_up(data: bytes) -> None:
    decoded = decode(data)
    assert HOLE not in decoded.content
    if decoded.encoding == "utf-8":
        assert decoded.content.encode("utf-8", "surrogateescape") == data
