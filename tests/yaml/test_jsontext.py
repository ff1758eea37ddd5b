"""JSON as Go's encoding/json reads it: nothing is forgiven."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.source import Literal, Source
from kubelet_lint.yaml import jsontext
from kubelet_lint.yaml.tree import Mapping, Node, Problem, Scalar, Sequence


def read(text: str) -> Node | Problem:
    return jsontext.compose(Source("file", text).text())


def plain(node: Node) -> Any:
    if isinstance(node, Scalar):
        return node.value if node.style else json.loads(node.value)
    if isinstance(node, Sequence):
        return [plain(item) for item in node.items]
    return {key.value: plain(value) for key, value in node.entries}  # type: ignore[union-attr]


KEY = "looking for beginning of object key string"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "unexpected end of JSON input"),
        ("{", "unexpected end of JSON input"),
        ('{"a":1,}', f"invalid character '}}' {KEY}"),
        ('{"a":1} x', "invalid character 'x' after top-level value"),
        ('{"a" 1}', "invalid character '1' after object key"),
        ('{"a":1 "b":2}', "invalid character '\"' after object key:value pair"),
        ("[1 2]", "invalid character '2' after array element"),
        ("[1,]", "invalid character ']' looking for beginning of value"),
        ('{"a":01}', "invalid character '1' after object key:value pair"),
        ('{"a":tru}', "invalid character 't' looking for beginning of value"),
        ('{"a":"\n"}', "invalid character '\\n' in string literal"),
        ('{"a":"\\q"}', "invalid character '\\\\' in string literal"),
        ("{a:1}", f"invalid character 'a' {KEY}"),
        ("{'a':1}", f'invalid character "\'" {KEY}'),
        ('# x\n{"a":1}', "invalid character '#' looking for beginning of value"),
        ("[" * 10001, "exceeded max depth"),
    ],
)
def test_what_is_no_json_is_refused_where_it_stops(text: str, reason: str) -> None:
    problem = read(text)
    assert isinstance(problem, Problem)
    assert problem.reason == reason
    assert not problem.undecided


def test_ten_thousand_levels_are_read() -> None:
    assert isinstance(read("[" * 10000 + "]" * 10000), Sequence)


def test_duplicates_stay_in_their_order() -> None:
    root = read('{"a": 1, "a": {"b": 2}}')
    assert isinstance(root, Mapping)
    assert [key.value for key, _ in root.entries] == ["a", "a"]  # type: ignore[union-attr]


def test_half_a_surrogate_pair_and_what_is_no_utf8_become_fffd() -> None:
    root = read('["\\ud83d\\ude00", "\\ud83dx", "\\ude00", "\udcff"]')
    assert isinstance(root, Sequence)
    assert plain(root) == ["😀", "\ufffdx", "\ufffd", "\ufffd"]


def test_a_value_is_at_the_place_of_its_characters() -> None:
    text = '{"mode": "Always\\u0041llow"}'
    root = read(text)
    assert isinstance(root, Mapping)
    mode = root.entries[0].value
    assert isinstance(mode, Scalar)
    assert mode.value == "AlwaysAllow"
    assert mode.span is not None
    assert text[mode.span.start : mode.span.end] == "Always\\u0041llow"
    for start, end, piece in mode.text.pieces():
        if isinstance(piece, Literal):
            spelled = text[piece.start : piece.start + end - start]
            assert spelled == mode.text.chars[start:end]


ATOMS = st.none() | st.booleans() | st.integers() | st.text()
FLOATS = st.floats(allow_nan=False, allow_infinity=False)
VALUES = st.recursive(
    ATOMS | FLOATS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 1]), st.booleans())
def test_whatever_is_written_as_json_is_read_back(
    value: Any, indent: int | None, ascii_only: bool
) -> None:
    root = read(json.dumps(value, indent=indent, ensure_ascii=ascii_only))
    if isinstance(root, Problem):
        # a lone surrogate is no character of a file
        assert any(
            "\ud800" <= char <= "\udfff"
            for char in json.dumps(value, ensure_ascii=False)
        )
        return
    clean = json.loads(json.dumps(value))
    assert plain(root) == _replaced(clean)


def _replaced(value: Any) -> Any:
    if isinstance(value, str):
        return "".join("\ufffd" if "\ud800" <= c <= "\udfff" else c for c in value)
    if isinstance(value, list):
        return [_replaced(item) for item in value]
    if isinstance(value, dict):
        return {_replaced(key): _replaced(item) for key, item in value.items()}
    return value


@given(st.text('{}[]:,"\\u0041 1e-.truefalsn', max_size=24))
def test_no_text_breaks_the_reader_and_python_agrees(text: str) -> None:
    ours = not isinstance(read(text), Problem)
    try:
        json.loads(text)
    except ValueError:
        assert not ours
    else:
        assert ours
