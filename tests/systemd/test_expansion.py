"""Variables in arguments, as ``replace_env_argv`` expands them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.source import Hole, Source, Text
from kubelet_lint.systemd.expansion import expand

VARIABLES = {"A": "x y", "B": "b", "E": "", "Q": "x 'y z'", "D": "$B", "N": "1=2"}


def text(chars: str) -> Text:
    return Source("x", chars).text()


def expanded(word: str, release: int = 252) -> list[str]:
    values = {name: text(value) for name, value in VARIABLES.items()}
    return [one.chars for one in expand([text(word)], values.get, release)]


ROWS = [
    ("$A", ["x", "y"]),
    ("$Q", ["x", "y z"]),
    ("${A}", ["x y"]),
    ("--a=${A}${B}", ["--a=x yb"]),
    # A whole word that begins with $ is one name to its end.
    ("$A/x", []),
    ("$A$B", []),
    ("$A${B}", []),
    ("$(cmd)", []),
    ("$1", []),
    ("$", []),
    ("$E", []),
    ("$NOPE", []),
    # Within a word only braces are expanded.
    ("--a=$A", ["--a=$A"]),
    (" $A", [" $A"]),
    ("${E}", [""]),
    ("${NOPE}", [""]),
    ("a$", ["a$"]),
    ("$$", ["$"]),
    ("$$A", ["$A"]),
    ("$$$A", ["$$A"]),
    ("a$$b$${B}", ["a$b${B}"]),
    # A shell's defaults are not known, what is within them is.
    ("${NOPE:-d}", ["${NOPE:-d}"]),
    ("${NOPE:-${B}}", ["${NOPE:-b}"]),
    ("${B-x}${#B}${}${B.x}", [""]),
    ("a${B", ["a${B"]),
    # Nothing is expanded twice.
    ("$D", ["$B"]),
    ("${D}", ["$B"]),
]


@pytest.mark.parametrize(("word", "expected"), ROWS)
def test_expansion(word: str, expected: list[str]) -> None:
    assert expanded(word) == expected


def test_a_name_reaches_into_the_value_before_254() -> None:
    assert expanded("${N=1}", 252) == ["2"]
    assert expanded("${N=1}", 257) == [""]


def test_an_expanded_word_points_at_the_value_of_the_variable() -> None:
    value = Source("agent.env", "--mode=x --y").text()
    words = expand([text("$A")], {"A": value}.get)

    assert [one.span.start for one in words if one.span] == [0, 9]
    assert all(one.span and one.span.source.path == "agent.env" for one in words)


@given(st.text(alphabet="ab${}:$A'\"\\ ", max_size=30))
def test_a_word_without_braces_or_a_leading_dollar_is_its_own_value(word: str) -> None:
    plain = "x" + word.replace("$", "")

    assert expanded(plain) == [plain]


@given(st.lists(st.text(alphabet="ab-=", min_size=1), max_size=5))
def test_a_variable_gives_back_the_words_it_was_made_of(words: list[str]) -> None:
    value = text(" ".join(words))

    assert [one.chars for one in expand([text("$A")], {"A": value}.get)] == words


# --- holes ---------------------------------------------------------------------------


def unknown(name: str) -> Text | None:
    return Text.hole("not in the repository", name=f"${name}")


def holes(words: list[Text]) -> list[tuple[str, bool]]:
    return [
        (word.display(), hole.words)
        for word in words
        for hole in word.holes()
        if isinstance(hole, Hole)
    ]


def test_an_unknown_variable_is_any_number_of_words_or_part_of_one() -> None:
    words = expand([text("$A"), text("--a=${B}")], unknown)

    assert holes(words) == [("‹$A›", True), ("--a=‹$B›", False)]


def test_an_unknown_stretch_of_a_value_spoils_only_its_word() -> None:
    value = text("--a=") + Text.hole("template", name="{{ x }}") + text(" --b")
    words = expand([text("$A")], {"A": value}.get)

    assert [word.display() for word in words] == ["--a=‹{{ x }}›", "--b"]


def test_a_variable_whose_name_is_not_known_is_not_known() -> None:
    name = Text.hole("template", name="{{ x }}")
    words = expand([text("$") + name, text("a${") + name + text("}")], {}.get)

    assert [(shown, many) for shown, many in holes(words)] == [
        ("‹{{ x }}›", True),
        ("a‹${‹{{ x }}›}›", False),
    ]
