"""Text keeps the origin of every character through every operation."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.source import (
    EMPTY,
    HOLE,
    Choice,
    Literal,
    Position,
    Source,
    Span,
    Text,
    program,
)

letters = st.text(alphabet="ab\n\r\t é😀", max_size=12)


@st.composite
def texts(draw: st.DrawFn) -> Text:
    """Texts of spelled, derived and unknown pieces of one source."""
    source = Source("f", draw(letters))
    size = len(source.content)
    parts = []
    for _ in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, size))
        end = draw(st.integers(start, size))
        kind = draw(st.sampled_from(["spelled", "derived", "hole"]))
        span = Span(source, start, end)
        if kind == "spelled":
            parts.append(Text.spelled(source, start, end))
        elif kind == "derived":
            parts.append(Text.derived(draw(letters), span))
        else:
            parts.append(Text.hole("not known", span))
    return Text.join(parts)


def assert_spelled(text: Text) -> None:
    for start, end, piece in text.pieces():
        if isinstance(piece, Literal):
            origin = piece.source.content[piece.start : piece.start + end - start]
            assert origin == text.chars[start:end]


@given(texts(), st.integers(-15, 15), st.integers(-15, 15))
def test_a_slice_has_the_characters_of_the_slice(text: Text, a: int, b: int) -> None:
    assert text[a:b].chars == text.chars[a:b]
    assert_spelled(text[a:b])


@given(texts(), texts())
def test_adding_adds_characters(one: Text, other: Text) -> None:
    assert (one + other).chars == one.chars + other.chars
    assert_spelled(one + other)


@given(texts(), st.integers(0, 20))
def test_a_text_cut_anywhere_and_joined_is_the_same_text(text: Text, at: int) -> None:
    assert text[:at] + text[at:] == text


@given(texts())
def test_pieces_cover_the_text_without_gaps(text: Text) -> None:
    reached = 0
    for start, end, _ in text.pieces():
        assert start == reached
        assert end > start
        reached = end
    assert reached == len(text)


@given(texts())
def test_lines_are_those_that_line_feeds_end(text: Text) -> None:
    lines = text.chars.split("\n")
    if lines[-1] == "":
        lines.pop()
    assert [line.chars for line in text.lines()] == lines


@given(texts())
def test_lines_with_their_ends_are_the_whole_text(text: Text) -> None:
    assert Text.join(text.lines(keep_ends=True)) == text


@given(texts())
def test_stripping_strips_like_a_string(text: Text) -> None:
    assert text.strip().chars == text.chars.strip()
    assert text.split("a")[0].chars == text.chars.split("a")[0]
    assert [part.chars for part in text.partition("b")] == list(
        text.chars.partition("b")
    )


@given(texts())
def test_a_span_lies_inside_its_source(text: Text) -> None:
    span = text.span
    if span is not None:
        assert 0 <= span.start <= span.end <= len(span.source.content)


def test_contiguous_pieces_of_a_file_become_one() -> None:
    source = Source("f", "abcdef")
    text = Text.spelled(source, 0, 3) + Text.spelled(source, 3, 6)
    assert list(text.pieces()) == [(0, 6, Literal(source, 0))]


def test_pieces_that_do_not_touch_stay_apart() -> None:
    source = Source("f", "abcdef")
    text = Text.spelled(source, 0, 2) + Text.spelled(source, 4, 6)
    assert [end - start for start, end, _ in text.pieces()] == [2, 2]


@pytest.mark.parametrize(
    ("content", "offset", "position"),
    [
        ("ab\ncd", 3, (2, 1)),
        ("ab\r\ncd", 4, (2, 1)),
        ("ab\rcd", 3, (2, 1)),
        ("ab\n", 3, (2, 1)),
        ("a\x0bb\x85c\u2028d", 5, (1, 6)),
        ("", 0, (1, 1)),
    ],
)
def test_only_lf_cr_and_crlf_end_a_line(
    content: str, offset: int, position: tuple[int, int]
) -> None:
    assert Source("f", content).position(offset) == Position(*position)


def test_a_line_is_given_without_its_end() -> None:
    source = Source("f", "one\r\ntwo\rthree")
    assert [source.line(n) for n in (1, 2, 3)] == ["one", "two", "three"]


def test_a_hole_is_one_unknown_character() -> None:
    text = program("--node-ip=") + Text.hole("output of curl", name="$(curl …)")
    assert text.chars == "--node-ip=" + HOLE
    assert not text.known
    assert text.display() == "--node-ip=‹$(curl …)›"


def test_a_choice_shows_what_it_can_be() -> None:
    text = Text.choice("mode", [("if a", program("x")), ("else", EMPTY)])
    assert isinstance(next(text.holes()), Choice)
    assert text.display() == "‹x|›"


def test_an_inner_document_is_reported_where_its_carrier_holds_it() -> None:
    outer = Source("main.tf", 'data = "YWJj"')
    inner = Source("main.tf", "abc", container=Span(outer, 8, 12))
    span = Text.spelled(inner, 1, 2).span
    assert span is not None
    assert span.outermost == Span(outer, 8, 12)


def test_joining_many_pieces_is_linear() -> None:
    source = Source("f", "ab" * 50_000)
    parts = [Text.spelled(source, at, at + 1) for at in range(0, 100_000, 2)]
    assert len(Text.join(parts)) == 50_000
