"""Documents are read, edited and written without losing where they were written."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from kubelet_lint.source import HOLE, Source, Text
from kubelet_lint.vendor.manifest import (
    Leaf,
    Map,
    Value,
    at,
    items_at,
    ordered,
    parse,
    quoted,
    text_at,
    true_at,
    write,
)
from kubelet_lint.yaml.tree import Problem


def read(content: str) -> Value:
    value = parse(Source("file.yaml", content).text())
    assert not isinstance(value, Problem)
    return value


def plain(content: str) -> object:
    return YAML(typ="safe", pure=True).load(content)


DOCUMENTS = [
    "a: 1\nb: {c: [1, 'two', \"three\"], d: {}}\n",
    "a: &x\n  mode: Webhook # why\nb: *x\n",
    "base: &b {x: 1}\nc:\n  <<: *b\n  y: 2\n",
    "a: |\n  two\n  lines\nb: >-\n  folded\n  text\n",
    "- 1\n- - 2\n  - 3\n- a: 4\n  b: []\n",
    "{}",
    "a:\n  - b: 1\n    c:\n      - d\n  - {}\n",
    "'quoted key': x\n\"k\\tey\": y\n",
    "nothing:\nalso: ~\nempty: ''\n",
    '{"json": {"list": [true, null, 1.5, "\\u00e9"]}}',
]


@pytest.mark.parametrize("content", DOCUMENTS)
def test_a_document_is_written_as_it_was_read(content: str) -> None:
    assert plain(write(read(content)).chars) == plain(content)


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-9, 9),
    st.text(
        st.characters(codec="utf-8", exclude_categories=("C", "Zl", "Zp")), max_size=8
    ),
)
OBJECTS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3),
    ),
    max_leaves=10,
)


@given(OBJECTS)
def test_any_document_survives_the_round_trip(value: object) -> None:
    content = json.dumps(value, ensure_ascii=False)
    assert plain(write(read(content)).chars) == value


def test_a_value_keeps_the_place_that_spells_it() -> None:
    content = "authorization:\n  mode:   AlwaysAllow  # bad\n"
    text = write(read(content))
    start = text.chars.index("AlwaysAllow")
    span = text.span_of(start, start + 11)
    assert span is not None
    assert span.source.position(span.start) == (2, 11)


def test_a_value_with_an_escape_keeps_its_place_too() -> None:
    text = write(read('a: "Always\\u0041llow"\n'))
    span = text.span_of(text.chars.index("Always"), len(text.chars) - 2)
    assert span is not None
    assert span.source.position(span.start) == (1, 5)


def test_of_duplicate_keys_the_last_counts() -> None:
    value = read("mode: AlwaysAllow\nmode: Webhook\n")
    assert write(value).chars == "mode: Webhook\n"


def test_keys_are_sorted_as_go_sorts_them() -> None:
    value = ordered(read("b: 1\nB: {d: 1, c: 2}\na: [{z: 1, y: 2}]\n"))
    assert write(value).chars == "B:\n  c: 2\n  d: 1\na:\n- y: 2\n  z: 1\nb: 1\n"


def test_an_unknown_line_stays_in_its_mapping() -> None:
    source = Source("t.yaml", "a:\n  b: 1\n  {{ more }}\nc: 2\n")
    text = source.text()
    start = text.chars.index("{{")
    hole = Text.hole("template", text.span_of(start, start + 10), "{{ more }}")
    value = parse(Text.join((text[:start], hole, text[start + 10 :])))
    assert not isinstance(value, Problem)
    lines = write(value).chars.splitlines()
    assert f"  {HOLE}" in lines
    assert lines.index("  b: 1") < lines.index(f"  {HOLE}") < lines.index("c: 2")


def test_lookups_stop_where_nothing_is() -> None:
    value = read("a: {b: [x, y], c: ~, d: true}\n")
    assert text_at(value, "a", "c") is None
    assert at(value, "a", "b", "c") is None
    assert [
        one.text.chars for one in items_at(value, "a", "b") if isinstance(one, Leaf)
    ]
    assert true_at(value, "a", "d") is True
    assert true_at(value, "a", "b") is None


@pytest.mark.parametrize("content", ["a: b: c\n", "a: [1\n", "\tx: 1\n"])
def test_what_go_yaml_refuses_is_a_problem(content: str) -> None:
    assert isinstance(parse(Source("x", content).text()), Problem)


def test_an_alias_bomb_is_a_problem_and_no_bomb() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 8)}]" for n in range(1, 9)]
    assert isinstance(parse(Source("x", "\n".join(lines)).text()), Problem)


def test_a_document_nested_ten_thousand_deep_is_a_problem() -> None:
    content = "[" * 9000 + "]" * 9000
    found = parse(Source("x", content).text())
    assert isinstance(found, Problem)
    assert found.undecided


@pytest.mark.parametrize(
    ("chars", "spelled"),
    [
        ("plain", '"plain"'),
        ('say "so"', '"say \\"so\\""'),
        ("a\\b", '"a\\\\b"'),
        ("two\nlines", '"two\\nlines"'),
        ("bell\x07", '"bell\\x07"'),
    ],
)
def test_quotes_are_those_of_go(chars: str, spelled: str) -> None:
    assert quoted(Text.derived(chars)).chars == spelled


def test_an_edit_leaves_the_old_value_alone() -> None:
    value = read("a: 1\n")
    assert isinstance(value, Map)
    value.put("a", Leaf(Text.derived("2"), Text.derived("2")))
    assert write(value).chars == "a: 1\n"
