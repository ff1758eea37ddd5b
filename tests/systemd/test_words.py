"""Quotes and escapes, as systemd's ``extract_first_word`` reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.source import Hole, Source, Text
from kubelet_lint.systemd.words import Broken, Word, exec_word, next_word, split


def text(chars: str) -> Text:
    return Source("x", chars).text()


def exec_words(chars: str) -> list[str] | str:
    """Return the words of a command line, or what is wrong with it."""
    words: list[str] = []
    at = 0
    while True:
        word = exec_word(text(chars), at)
        if word is None:
            return words
        if isinstance(word, Broken):
            return word.reason
        words.append(word.text.chars)
        at = word.end


COMMAND_LINES = [
    ("a b  c", ["a", "b", "c"]),
    ("", []),
    ('"a b" c', ["a b", "c"]),
    ("--a='b c' d", ["--a=b c", "d"]),
    ('"a"b"c d"e', ["abc de"]),
    ("a \"\" '' b", ["a", "", "", "b"]),
    ('"it\'s" \'say "hi"\'', ["it's", 'say "hi"']),
    # Escapes work in both kinds of quotes and outside of them.
    ("'a\\'b' \"a\\\"b\" \\'a", ["a'b", 'a"b', "'a"]),
    ("\\a\\b\\f\\n\\r\\t\\v\\\\\\s", ["\a\b\f\n\r\t\v\\ "]),
    ("a\\x41 a\\101 \\u00e9 \\U0001F600", ["aA", "aA", "é", "😀"]),
    # Bytes that are UTF-8 together, and one that is not.
    ("\\xc3\\xa9 \\303\\251 \\xe9", ["é", "é", "\udce9"]),
    ("\\ud83d", ["\udced\udca0\udcbd"]),
    # What is no escape stays as it is, in the whole word only that.
    ("a\\db\\x41", ["a\\dbA"]),
    ("a\\ b", ["a\\ b"]),
    ("\\x00 \\000 \\400 \\1 \\xZ", ["\\x00", "\\000", "\\400", "\\1", "\\xZ"]),
    ("\\U00110000 \\U0000FDD0", ["\\U00110000", "\\U0000FDD0"]),
    ("a\\", ["a\\"]),
    ("a 'b", "unbalanced quoting"),
    ("it's", "unbalanced quoting"),
    ('"a\\', "unbalanced quoting"),
]


@pytest.mark.parametrize(("chars", "expected"), COMMAND_LINES)
def test_words_of_a_command_line(chars: str, expected: list[str] | str) -> None:
    assert exec_words(chars) == expected


STRICT = [
    ("a b", ["a", "b"]),
    ("a a\\db c", ["a"]),
    ('a "b', ["a"]),
    ("a b\\", ["a"]),
]


@pytest.mark.parametrize(("chars", "expected"), STRICT)
def test_a_setting_keeps_the_words_before_a_bad_one(
    chars: str, expected: list[str]
) -> None:
    assert [word.chars for word in split(text(chars), "c")] == expected


VALUES = [
    ("a\tb\nc", ["a", "b", "c"]),
    ("--a='b c' 'd e'f", ["--a=b c", "d ef"]),
    ("it's", ["its"]),
    ("a\\nb \\x41", ["anb", "x41"]),
    ("a\\ b", ["a b"]),
    ("'a\\' b", ["a' b"]),
    ("a b\\", ["a", "b"]),
    ("a \\", ["a", ""]),
    ("'' a", ["", "a"]),
    (" \t ", []),
]


@pytest.mark.parametrize(("chars", "expected"), VALUES)
def test_words_of_a_variable(chars: str, expected: list[str]) -> None:
    found = split(text(chars), "next", tolerant=True)
    assert [word.chars for word in found] == expected


def test_an_unescaped_character_points_at_its_escape() -> None:
    word = next_word(text("a \\x41b"), 2, "c")

    assert isinstance(word, Word)
    span = word.text.span_of(0, 1)
    assert span is not None
    assert span.source.content[span.start : span.end] == "\\x41"


# --- laws ----------------------------------------------------------------------------

PRINTABLE = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0"))


def quoted(word: str, quote: str) -> str:
    escaped = word.replace("\\", "\\\\").replace(quote, "\\" + quote)
    return f"{quote}{escaped}{quote}"


@given(st.lists(PRINTABLE, max_size=5), st.sampled_from("\"'"))
def test_quoting_makes_one_word_of_anything(words: list[str], quote: str) -> None:
    assert exec_words(" ".join(quoted(word, quote) for word in words)) == words


@given(st.lists(st.binary(min_size=1).filter(lambda raw: 0 not in raw), max_size=3))
def test_hexadecimal_escapes_spell_any_bytes(words: list[bytes]) -> None:
    line = " ".join("".join(f"\\x{byte:02x}" for byte in word) for word in words)

    assert exec_words(line) == [
        word.decode("utf-8", "surrogateescape") for word in words
    ]


@given(st.text(alphabet="ab \t\"'\\x4n1", max_size=40))
def test_words_are_found_in_order_and_reading_ends(chars: str) -> None:
    whole = text(chars)
    at = 0
    while isinstance(word := exec_word(whole, at), Word):
        assert at < word.end <= len(whole)
        at = word.end


# --- holes ---------------------------------------------------------------------------


def with_holes(line: str) -> Text:
    """Make a hole of each ``?``."""
    parts = [
        Text.hole("template", name="{{ x }}") if char == "?" else text(char)
        for char in line
    ]
    return Text.join(parts)


HOLES = [
    ("a ? b", ["a", "‹{{ x }}›", "b"], [1]),
    ("a ?? b", ["a", "‹{{ x }}{{ x }}›", "b"], [1]),
    ('a "?" b', ["a", "‹{{ x }}›", "b"], []),
    ("--a=? b", ["--a=‹{{ x }}›", "b"], []),
    ("?--a", ["‹{{ x }}›--a"], []),
]


@pytest.mark.parametrize(("line", "shown", "many"), HOLES)
def test_only_a_bare_hole_may_be_several_words(
    line: str, shown: list[str], many: list[int]
) -> None:
    words = list(split(with_holes(line), "c"))

    assert [word.display() for word in words] == shown
    assert [
        index
        for index, word in enumerate(words)
        for hole in word.holes()
        if isinstance(hole, Hole) and hole.words
    ] == many
