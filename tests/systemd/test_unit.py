"""Lines, sections and assignments, as systemd's ``config_parse`` reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.source import EMPTY, Source, Text
from kubelet_lint.systemd.unit import (
    LINE_READ_MAX,
    LONG_LINE_MAX,
    READ_MAX,
    Assignment,
    Parsed,
    Unread,
    parse,
)


def read(content: str, *, dropin: bool = False) -> Parsed:
    return parse(Source("agent.service", content).text(), dropin=dropin)


def pairs(content: str, *, dropin: bool = False) -> list[tuple[str, str, str]]:
    return [
        (item.section, item.key.chars, item.value.chars)
        for item in read(content, dropin=dropin).assignments
    ]


def service(content: str) -> list[tuple[str, str]]:
    return [(key, value) for _, key, value in pairs("[Service]\n" + content)]


LINES = [
    ("A=1\nB=2\n", [("A", "1"), ("B", "2")]),
    ("  A =  1  \n", [("A", "1")]),
    ("A==1\n", [("A", "=1")]),
    ("A=\n", [("A", "")]),
    ("A=1 # no comment\n", [("A", "1 # no comment")]),
    ("# A=1\n; A=1\n  # A=1\n", []),
    # LF, CR, NUL and their pairs end a line.
    ("A=1\r\nB=2\rC=3\0D=4\n\rE=5", [*zip("ABCDE", "12345", strict=True)]),
    ("A=1 \\\n  2\n", [("A", "1    2")]),
    ("A=1\\\n2\n", [("A", "1 2")]),
    ("A=1 \\\\\nB=2\n", [("A", "1 \\\\"), ("B", "2")]),
    ("A=1 \\\\\\\n2\n", [("A", "1 \\\\ 2")]),
    ("A=1 \\ \nB=2\n", [("A", "1 \\"), ("B", "2")]),
    # A comment inside of a continued line vanishes, whether or not it is continued.
    ("A=1 \\\n# x\n; y \\\n 2\n", [("A", "1   2")]),
    ("A=1 \\\n\nB=2\n", [("A", "1"), ("B", "2")]),
    ("A=1 \\\nB=2\n", [("A", "1  B=2")]),
    ("A=1 \\", [("A", "1")]),
    ("A\\\n=1\n", [("A", "1")]),
    # A comment that ends in a backslash hides nothing.
    ("# x \\\nA=1\n", [("A", "1")]),
    ("A=a\vb\fc\xa0\n", [("A", "a\vb\fc\xa0")]),
]


@pytest.mark.parametrize(("content", "expected"), LINES)
def test_lines(content: str, expected: list[tuple[str, str]]) -> None:
    assert service(content) == expected


SECTIONS = [
    ("[Service]\nA=1\n[Unit]\nB=2\n", [("Service", "A", "1"), ("Unit", "B", "2")]),
    ("\t[Service] \nA=1\n", [("Service", "A", "1")]),
    ("A=1\n", []),
    ("[service]\nA=1\n[ Service ]\nA=1\n[X-Y]\nA=1\n[Service]]\nA=1\n", []),
    ("[Ser\\\nvice]\nA=1\n", []),
    ("\ufeff[Service]\n\ufeffA=1\nB=2\n", [("Service", "B", "2")]),
]


@pytest.mark.parametrize(("content", "expected"), SECTIONS)
def test_sections(content: str, expected: list[tuple[str, str, str]]) -> None:
    found = [row for row in pairs(content) if row[1] != "\ufeffA"]
    assert found == expected


FATAL = [
    ("[Service] # why\n", "invalid section header"),
    ("[Service\n", "invalid section header"),
    ('["Service"]\n', "bad characters"),
    ("[Service]\nA=caf\udce9\n", "not valid UTF-8"),
    ("[Service]\nA=\ufffe\n", "not valid UTF-8"),
    ("[Service]\nA=" + "x" * LONG_LINE_MAX, "line too long"),
]


@pytest.mark.parametrize(("content", "message"), FATAL)
def test_a_fatal_line_ends_a_dropin(content: str, message: str) -> None:
    parsed = read("[Service]\nZ=0\n" + content + "\n[Service]\nB=2\n", dropin=True)

    assert parsed.fatal is not None
    assert message in parsed.fatal.message
    assert [one.key.chars for one in parsed.assignments] == ["Z"]


def test_lines_below_a_fatal_one_are_still_read_in_a_unit() -> None:
    parsed = read("[Service] # agent\nA=1\n")

    assert parsed.fatal is not None
    assert [one.key.chars for one in parsed.assignments] == ["A"]


def test_an_undecodable_comment_is_harmless() -> None:
    assert service("# caf\udce9\nA=1\n") == [("A", "1")]


def test_garbage_is_only_complained_about() -> None:
    parsed = read("[Service]\ngarbage\n=x\nA=1\n")

    assert [one.fatal for one in parsed.problems] == [False, False]
    assert len(parsed.assignments) == 1


# --- origins -------------------------------------------------------------------------


def test_a_joined_line_still_points_at_each_of_its_characters() -> None:
    content = "[Service]\nExecStart=/bin/a \\\n# no\n  --flag=x\n"
    value = read(content).assignments[0].value
    at = value.chars.index("--flag")
    span = value.span_of(at, at + len("--flag=x"))

    assert span is not None
    assert content[span.start : span.end] == "--flag=x"
    assert span.source.position(span.start) == (4, 3)


def test_an_assignment_spans_all_its_lines() -> None:
    content = "[Service]\nExecStart=/bin/a \\\n  --b\nA=1\n"
    span = read(content).assignments[0].span

    assert span is not None
    assert content[span.start : span.end] == "ExecStart=/bin/a \\\n  --b"


LETTERS = st.text(alphabet="A=b \t\\\n\r\0#;[]Service\ufeff\"'", max_size=60)


@given(LETTERS)
def test_every_character_of_a_value_is_spelled_where_it_points(content: str) -> None:
    for item in read("[Service]\n" + content).assignments:
        for text in (item.key, item.value):
            assert_spelled(text)


def assert_spelled(text: Text) -> None:
    for index, char in enumerate(text.chars):
        span = text.span_of(index, index + 1)
        assert span is not None
        written = span.source.content[span.start : span.end]
        assert written == char or (written == "\\" and char == " ")


@given(LETTERS)
def test_a_dropin_reads_the_start_of_what_a_unit_reads(content: str) -> None:
    whole = read("[Service]\n" + content).assignments
    start = read("[Service]\n" + content, dropin=True).assignments

    assert [(a.key.chars, a.value.chars) for a in start] == [
        (a.key.chars, a.value.chars) for a in whole[: len(start)]
    ]


# --- templates -----------------------------------------------------------------------


def hole(name: str) -> Text:
    return Text.hole("a template expression", name=name)


def text(*parts: str | Text) -> Text:
    return Text.join(
        Source("x", part).text() if isinstance(part, str) else part for part in parts
    )


def test_a_hole_in_a_value_stays_in_that_value() -> None:
    parsed = parse(text("[Service]\nA=x", hole("{{ y }}"), "z\nB=2\n"), dropin=False)

    assert [one.value.display() for one in parsed.assignments] == ["x‹{{ y }}›z", "2"]


@pytest.mark.parametrize(
    "line",
    [
        text(hole("{{ more }}"), "\n"),
        text(hole("{{ key }}"), "=x\n"),
        text("Environ", hole("{{ rest }}"), "=x\n"),
    ],
)
def test_a_line_whose_key_is_not_known_may_say_anything(line: Text) -> None:
    parsed = parse(text("[Service]\nA=1\n") + line + text("B=2\n"), dropin=False)

    assert [type(item) for item in parsed.items] == [Assignment, Unread, Assignment]


def test_a_section_whose_name_is_not_known_is_no_fatal_error() -> None:
    parsed = parse(text("[", hole("{{ x }}"), "\nA=1\n"), dropin=False)

    assert parsed.fatal is None
    assert isinstance(parsed.items[0], Unread)


# --- hostile input -------------------------------------------------------------------


def test_a_line_too_long_for_any_argument_ends_in_a_hole() -> None:
    value = read("[Service]\nA=" + "x " * LINE_READ_MAX).assignments[0].value

    assert not value.known
    assert len(value) <= LINE_READ_MAX + 1


def test_a_million_continuation_lines_are_refused_as_systemd_does() -> None:
    parsed = read("[Service]\nExecStart=/bin/a \\\n" + "  --b=c \\\n" * 1_000_000)

    assert parsed.fatal is not None
    assert parsed.fatal.message == "continuation line too long"


@pytest.mark.parametrize("line", ["\n", "# c\n", "garbage\n", "[X]\n"])
def test_the_end_of_a_huge_file_is_unknown(line: str) -> None:
    parsed = read("[Service]\n" + line * (2 * READ_MAX // len(line)))

    assert isinstance(parsed.items[-1], Unread)
    assert len(parsed.items) < 3000


def test_an_empty_file_has_no_lines() -> None:
    assert parse(EMPTY, dropin=False) == Parsed(())
