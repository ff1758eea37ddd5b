"""Options in both forms, and strings split as a shell splits them."""

from __future__ import annotations

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.source import Source, Text, program
from kubelet_lint.vendor.command_line import given as is_given
from kubelet_lint.vendor.command_line import last, split, unknown_words, values


def argv(command: str) -> list[Text]:
    return [program(word) for word in command.split()]


def test_an_option_has_its_value_beside_it_or_after_it() -> None:
    words = argv("run --a=1 --b 2 --a 3 --ab=4 x")
    assert [value.chars for value in values(words, "--a")] == ["1", "3"]
    assert str(last(words, "--b", "-b")) != ""
    assert last(words, "--c") is None


@pytest.mark.parametrize(
    ("command", "yes"),
    [("--x", True), ("--x=true", True), ("--x=false", False), ("--y", False)],
)
def test_a_switch_is_on_unless_it_says_no(command: str, yes: bool) -> None:
    assert is_given(argv(command), "--x") is yes


def test_unknown_words_are_those_that_may_be_several() -> None:
    several, one = Text.hole("", words=True), Text.hole("")
    assert unknown_words([several, one, program("x")]) == [several]


@given(st.text("ab '\"\\", max_size=12))
def test_words_are_those_of_posix(chars: str) -> None:
    try:
        expected = shlex.split(chars, posix=True)
    except ValueError:
        return  # an open quote: a shell would read on
    assert [word.chars for word in split(program(chars))] == expected


def test_a_word_keeps_its_place() -> None:
    source = Source("s.sh", "--disable traefik --kubelet-arg='a=b'")
    word = split(source.text())[2]
    start = word.chars.index("a=b")
    span = word.span_of(start, start + 3)
    assert span is not None
    assert span.start == source.content.index("a=b")
