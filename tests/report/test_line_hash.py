"""The line hash is the one that codeql-action computes."""

from __future__ import annotations

import pytest

from kubelet_lint.report.line_hash import LineHashes

# Published in codeql-action, src/fingerprints.test.ts.
VECTORS = [
    pytest.param("", ["c129715d7a2bc9a3"], id="empty"),
    pytest.param(
        " a\nb\n  \t\tc\n d",
        [
            "271789c17abda88f",
            "54703d4cd895b18",
            "180aee12dab6264",
            "a23a3dc5e078b07b",
        ],
        id="blanks",
    ),
    pytest.param(
        "x = 2\nx = 1\nprint(x)\nx = 3\nprint(x)\nx = 4\nprint(x)\n",
        [
            "e54938cc54b302f1",
            "bb609acbe9138d60",
            "1131fd5871777f34",
            "5c482a0f8b35ea28",
            "54517377da7028d2",
            "2c644846cb18d53e",
            "f1b89f20de0d133",
            "c129715d7a2bc9a3",
        ],
        id="lines",
    ),
]


@pytest.mark.parametrize(("content", "expected"), VECTORS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_published_vectors_whatever_the_line_end(
    content: str, expected: list[str], end: str
) -> None:
    hashes = LineHashes(content.replace("\n", end).encode())
    found = [hashes.line(number) for number in range(1, len(expected) + 1)]
    assert found == [f"{one}:1" for one in expected]


def test_equal_lines_are_counted() -> None:
    hashes = LineHashes(b"\n".join([b"x" * 100] * 3))
    values = [hashes.line(number).rpartition(":")[2] for number in (1, 2, 3)]
    assert values == ["1", "2", "3"]


def test_only_the_first_hundred_units_of_a_line_count() -> None:
    first, second = (LineHashes(b"y" * 100 + end).line(1) for end in (b"a", b"b"))
    assert first == second
    assert LineHashes(b"y" * 99 + b"a").line(1) != LineHashes(b"y" * 99 + b"b").line(1)


def test_a_blank_between_cr_and_lf_makes_two_lines() -> None:
    assert LineHashes(b"a\r \nb").line(3) == LineHashes(b"a\n\nb").line(3)


def test_undecodable_bytes_and_the_byte_order_mark_count() -> None:
    plain = LineHashes(b"mode").line(1)
    assert LineHashes(b"\xef\xbb\xbfmode").line(1) != plain
    assert LineHashes(b"\xffmode").line(1) != plain
