"""Every key of a TOML document is found where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.config.document import tomllib
from kubelet_lint.config.places import Path, places

DOCUMENT = """\
# a comment
title = "x" # = "y"
"quoted.key" = 'a'
a.b . "c" = 1979-05-27 07:32:00 # the time
list = [ 1, "two # no comment", [3, ], # comment ]
  { four = 4 }, ]

[ table . inner ]
text = \"\"\"
one "two" \\" three\"\"\"\"
raw = '''it's'''
inline = { x = 1, y.z = "}" }

[[node]]
name = "a"
[node.files]
"/etc/x" = 'y'
[[node]]
name = "b"
[[node.part]]
n = 1
[[node.part]]
n = 2
"""


def unquoted(quoted: str) -> str:
    text: str = tomllib.loads(f"x = {quoted}")["x"]
    return text


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))


def check(document: str) -> None:
    found = places(document, unquoted)
    said = dict(leaves(tomllib.loads(document)))
    del said[()]
    assert set(found) == set(said)
    for path, value in said.items():
        place = found[path]
        written = document[place.start : place.end]
        if not isinstance(value, dict | list):
            assert tomllib.loads(f"x = {written}")["x"] == value


def test_every_kind_of_key_and_value_is_found() -> None:
    check(DOCUMENT)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_may_end_either_way(end: str) -> None:
    check(DOCUMENT.replace("\n", end))


def test_a_value_is_where_it_is_written() -> None:
    found = places(DOCUMENT, unquoted)
    line = DOCUMENT[: found["node", 1, "name"].start].count("\n") + 1
    assert DOCUMENT.splitlines()[line - 1] == 'name = "b"'
    key = found["node", 0, "files", "/etc/x"].key
    assert DOCUMENT[key:].startswith('"/etc/x"')


def quoted(text: str) -> str:
    escaped = "".join(
        char if char.isalnum() or char in " #'[]{}=,." else f"\\U{ord(char):08x}"
        for char in text
    )
    return f'"{escaped}"'


TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=5
).map(quoted)
VALUES = st.recursive(
    st.one_of(TEXTS, st.sampled_from(["1", "-2.5", "true", "'''\n'x'''", "07:32:00"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(
            lambda found: "[ " + ", # c\n ".join(found) + " ]"
        ),
        st.lists(inner, max_size=3).map(
            lambda found: (
                "{" + ", ".join(f"k{n} = {one}" for n, one in enumerate(found)) + "}"
            )
        ),
    ),
    max_leaves=6,
)


@given(st.lists(st.tuples(TEXTS, VALUES), max_size=4))
def test_what_the_library_reads_is_found(pairs: list[tuple[str, str]]) -> None:
    document = "".join(f"[[ t ]]\n{key} . x = {value}\n" for key, value in pairs)
    check(document)
