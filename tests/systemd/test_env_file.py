"""Environment files, as ``parse_env_file_internal`` reads them.

The property compares with that function's state machine, written out again here
character by character; what it does with each character is from
``src/basic/env-file.c``.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubelet_lint.source import HOLE, Source, Text
from kubelet_lint.systemd.env_file import (
    READ_MAX,
    SIZE_MAX,
    parse_environment_file,
    read,
)


def text(content: str) -> Text:
    return Source("agent.env", content).text()


def pairs(content: str, release: int = 252) -> list[tuple[str, str]]:
    found = parse_environment_file(text(content), release)
    return [(name.chars, value.chars) for name, value in found]


ROWS = [
    ("A=1\nB = 2 \n  C=3", [("A", "1"), ("B", "2"), ("C", "3")]),
    ("A=\n=x\nB\n", [("A", "")]),
    ("export A=1\n", [("export A", "1")]),
    ("# A=1\n ; A=1\nA=#1 # x\n", [("A", "#1 # x")]),
    ("A=x \\\n  y\nB=\\z\\ \n", [("A", "x   y"), ("B", "z ")]),
    ("A='x \\\n$y'\n", [("A", "x \\\n$y")]),
    ('A="x \\\ny\\"\\$\\z"\n', [("A", 'x y"$\\z')]),
    ('A="--a" --b\n', [("A", "--a--b")]),
    ("A='it'\"'\"'s'\n", [("A", "it's")]),
    ('A="--l="x y" -z"\n', [("A", '--l=x y" -z"')]),
    ('A=--l="a b"\n', [("A", '--l="a b"')]),
    ('A="x\nB=2\n', [("A", "x\nB=2\n")]),
    ("A=1 \\\r\n 2\r\n", [("A", "1 ")]),
    ("A=$B `c` %n\n", [("A", "$B `c` %n")]),
    ("A=1\nA=2\n", [("A", "1"), ("A", "2")]),
    ("[Service]\nA=1\n", [("A", "1")]),
    ("\ufeffA=1\n", [("\ufeffA", "1")]),
]


@pytest.mark.parametrize(("content", "expected"), ROWS)
def test_environment_files(content: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(content) == expected


def test_a_comment_hides_the_next_line_until_253() -> None:
    content = "# why \\\nA=1\nB=2\n"

    assert pairs(content, 253) == [("B", "2")]
    assert pairs(content, 254) == [("A", "1"), ("B", "2")]


REFUSED = [
    ("A=caf\udce9\nB=2\n", "invalid UTF-8"),
    ("A=1\0\n", "NUL"),
    ("A=" + "x" * SIZE_MAX, "too large"),
]


@pytest.mark.parametrize(("content", "message"), REFUSED)
def test_a_file_is_refused_as_a_whole(content: str, message: str) -> None:
    assert message in (read(text(content)).refusal or "")


def test_an_undecodable_comment_is_harmless() -> None:
    assert read(text("# caf\udce9\nA=1\n")).refusal is None


def test_of_a_file_too_large_to_read_any_variable_is_unknown() -> None:
    found = read(text("A=1\n" * READ_MAX))

    assert found.refusal is None
    assert [HOLE in name.chars for name, _ in found.assignments] == [True]


def test_a_line_nobody_can_read_is_kept_as_such() -> None:
    hole = Text.hole("template", name="{{ more }}")
    content = text("A=1\n") + hole + text("\nB=") + hole + text("\n")
    found = parse_environment_file(content)

    assert [(name.display(), value.display()) for name, value in found] == [
        ("A", "1"),
        ("‹{{ more }}›", ""),
        ("B", "‹{{ more }}›"),
    ]


def test_a_value_points_at_what_spells_it() -> None:
    content = 'A=x\nB="--a \\\n--b"\n'
    _, value = parse_environment_file(text(content))[1]
    span = value.span_of(value.chars.index("--b"), len(value))

    assert span is not None
    assert span.source.position(span.start) == (3, 1)


# --- the state machine ---------------------------------------------------------------


def state_machine(content: str, release: int) -> list[tuple[str, str]]:
    pushed: list[tuple[str, str]] = []
    state = "before key"
    key = value = ""
    blank_from: int | None = None

    def push(*, chop: bool) -> None:
        end = blank_from if chop and blank_from is not None else len(value)
        pushed.append((key.rstrip(" \t\n\r"), value[:end]))

    for char in content:
        newline, blank = char in "\n\r", char in " \t\n\r"
        match state:
            case "before key":
                if char in "#;":
                    state = "comment"
                elif not blank:
                    state, key, value = "key", char, ""
            case "key":
                if newline:
                    state = "before key"
                elif char == "=":
                    state, blank_from = "before value", None
                else:
                    key += char
            case "before value":
                if newline:
                    push(chop=False)
                    state = "before key"
                elif char in "'\"":
                    state = char
                elif char == "\\":
                    state = "value escape"
                elif not blank:
                    state, value = "value", value + char
            case "value":
                if newline:
                    push(chop=True)
                    state = "before key"
                elif char == "\\":
                    state, blank_from = "value escape", None
                else:
                    if not blank:
                        blank_from = None
                    elif blank_from is None:
                        blank_from = len(value)
                    value += char
            case "value escape":
                state = "value"
                value += "" if newline else char
            case "'":
                if char == "'":
                    state = "before value"
                else:
                    value += char
            case '"':
                if char == '"':
                    state = "before value"
                elif char == "\\":
                    state = "quoted escape"
                else:
                    value += char
            case "quoted escape":
                state = '"'
                if char in '"\\`$':
                    value += char
                elif char != "\n":
                    value += "\\" + char
            case "comment":
                if char == "\\":
                    state = "comment escape"
                elif newline:
                    state = "before key"
            case _:
                state = "before key" if newline and release >= 254 else "comment"
    if state not in ("before key", "key", "comment", "comment escape"):
        push(chop=state == "value")
    return pushed


@settings(max_examples=500)
@given(
    st.text(alphabet="AB==\n\n\r \t\"'\\#;$`x", max_size=40),
    st.sampled_from([252, 254]),
)
def test_it_reads_what_the_state_machine_reads(content: str, release: int) -> None:
    assert pairs(content, release) == state_machine(content, release)
