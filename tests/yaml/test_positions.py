"""Every character of a decoded scalar points at the character that spells it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.source import Derived, Literal, Source, Span, Text
from kubelet_lint.yaml.tree import (
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    compose,
    get,
)


def scalar(text: str, *path: str | int) -> Scalar:
    root = compose(Source("file", text).text())
    assert not isinstance(root, Problem), root.reason
    found = get(root, *path)
    assert isinstance(found, Scalar)
    return found


def places(text: Text) -> list[tuple[str, int | None]]:
    """Return each character with the offset of what spells it, None if nothing does."""
    found: list[tuple[str, int | None]] = []
    for start, end, piece in text.pieces():
        for index in range(start, end):
            literal = isinstance(piece, Literal)
            place = piece.start + index - start if literal else None
            found.append((text.chars[index], place))
    return found


def spelled(text: str, node: Scalar) -> None:
    """Check that what claims to be spelled is."""
    for char, place in places(node.text):
        assert place is None or text[place] == char


BLOCK = """\
files:
  - path: /etc/kubelet.yaml
    content: |
      kind: KubeletConfiguration
      authorization:
        mode: AlwaysAllow
"""


def test_a_document_in_a_block_scalar_keeps_its_positions() -> None:
    inner = scalar(BLOCK, "files", 0, "content").text
    root = compose(inner)
    assert not isinstance(root, Problem)
    mode = get(root, "authorization", "mode")
    assert isinstance(mode, Scalar)
    assert mode.span is not None
    where = mode.span.source.position(mode.span.start)
    assert (where.line, where.column) == (6, 15)
    assert BLOCK[mode.span.start : mode.span.end] == "AlwaysAllow"


def test_two_levels_of_block_scalars_still_point_into_the_file() -> None:
    text = "a: |\n  b: |2\n      c: d\n     e\n"
    outer = scalar(text, "a").text
    root = compose(outer)
    assert not isinstance(root, Problem)
    inner = get(root, "b")
    assert isinstance(inner, Scalar)
    assert inner.value == "  c: d\n e\n"
    assert inner.text.span == Span(outer.span.source, 17, len(text))  # type: ignore[union-attr]
    spelled(text, inner)


SPELLINGS = (
    # text, value, and the offset that each character comes from
    ("a: b c", "b c", [3, 4, 5]),
    ("a: b\n  c", "b c", [3, None, 7]),
    ("a: b\n\n  c", "b\nc", [3, 5, 8]),
    ("a: 'b''c'", "b'c", [4, 6, 7]),
    ('a: "b\\nc"', "b\nc", [4, None, 7]),
    ('a: "\\x41\\"\\\\"', 'A"\\', [None, 9, 11]),
    ('a: "b \\\n   c"', "b c", [4, 5, 11]),
    ("a: |\n  b\n  c\n", "b\nc\n", [7, 8, 11, 12]),
    ("a: |-\n  b\n\n\n", "b", [8]),
    ("a: |+\n  b\n\n", "b\n\n", [8, 9, 10]),
    ("a: |2\n   b\n", " b\n", [8, 9, 10]),
    ("a: >\n  b\n  c\n", "b c\n", [7, None, 11, 12]),
    ("a: >-\n  b\n\n  c\n", "b\nc", [8, 10, 13]),
    ("a: >-\n  b\n   c\n", "b\n c", [8, 9, 12, 13]),
    ("a: |\r\n  b\r\n  c\r\n", "b\nc\n", [8, 10, 13, 15]),
    ("a: b\r  c", "b c", [3, None, 7]),
    ("a: !!str 5", "5", [9]),
    ("a: &x b", "b", [6]),
)


def test_each_spelling_points_at_what_it_says() -> None:
    for text, value, offsets in SPELLINGS:
        node = scalar(text, "a")
        assert node.value == value, text
        assert [place for _, place in places(node.text)] == offsets, text


def test_an_escape_stands_for_a_character_at_its_place() -> None:
    node = scalar('a: "b\\u263ac"', "a")
    (escape,) = [p for _, _, p in node.text.pieces() if isinstance(p, Derived)]
    assert escape.span is not None
    assert (escape.span.start, escape.span.end) == (5, 11)


def test_a_key_and_a_value_have_the_span_of_their_characters() -> None:
    root = compose(Source("file", 'k: {"m": "v"}').text())
    assert isinstance(root, Mapping)
    (outer,) = root.entries
    assert isinstance(outer.value, Mapping)
    (inner,) = outer.value.entries
    assert isinstance(inner.key, Scalar)
    assert isinstance(inner.value, Scalar)
    assert inner.key.span == Span(outer.value.document.span.source, 5, 6)  # type: ignore[union-attr]
    assert inner.value.span == Span(inner.key.span.source, 10, 11)
    assert (inner.value.start, inner.value.end) == (9, 12)


def test_an_alias_is_the_node_of_its_anchor() -> None:
    root = compose(Source("file", "a: &x b\nc: *x").text())
    assert not isinstance(root, Problem)
    assert get(root, "c") is get(root, "a")


LINE = st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), max_size=12)


@given(st.lists(LINE, max_size=6).map("\n".join))
def test_no_text_breaks_the_reader_or_misplaces_a_character(text: str) -> None:
    root = compose(Source("file", text).text())
    if not isinstance(root, Problem):
        walk(text, root)


@given(st.text("ab:- \n\"'|>{}[],&*!#%\\x1\t", max_size=24))
def test_no_punctuation_breaks_the_reader_either(text: str) -> None:
    root = compose(Source("file", text).text())
    if not isinstance(root, Problem):
        walk(text, root)


def walk(text: str, node: Node) -> None:
    if isinstance(node, Scalar):
        assert node.text.chars == node.value
        assert 0 <= node.start <= node.end <= len(text)
        spelled(text, node)
        return
    assert 0 <= node.start <= node.end <= len(text)
    inside = (
        node.items
        if isinstance(node, Sequence)
        else [n for e in node.entries for n in e]
    )
    for child in inside:
        walk(text, child)
