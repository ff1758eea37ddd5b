"""What nobody can know before the node boots, in YAML and JSON."""

from __future__ import annotations

import pytest

from kubelet_lint.source import HOLE, Source, Span, Text
from kubelet_lint.yaml import jsontext
from kubelet_lint.yaml.tree import Mapping, Problem, Scalar, Sequence, compose, get


def holed(text: str) -> Text:
    """Return a text in which every ``@`` is a hole."""
    source = Source("file", text)
    parts: list[Text] = []
    start = 0
    for at, char in enumerate(text):
        if char == "@":
            parts.append(source.text()[start:at])
            parts.append(Text.hole("a template", Span(source, at, at + 1), "{{ x }}"))
            start = at + 1
    return Text.join([*parts, source.text()[start:]])


def mapping(text: str) -> Mapping:
    root = compose(holed(text))
    assert isinstance(root, Mapping), root
    return root


def test_a_hole_is_a_character_of_its_scalar() -> None:
    root = mapping("address: 10.@.1")
    address = get(root, "address")
    assert isinstance(address, Scalar)
    assert address.text.display() == "10.‹{{ x }}›.1"
    assert not root.holes


@pytest.mark.parametrize(
    "text",
    [
        "a: b\n@\nc: d",
        "a: b\n  @\nc: d",
        "@\na: b\nc: d",
        "a: b\nc: d\n@",
        "a: b\n\t@\nc: d",
        "a: b\n@ @\nc: d",
        "a: b\n@ # comment\nc: d",
    ],
)
def test_a_hole_alone_on_a_line_may_add_keys(text: str) -> None:
    root = mapping(text)
    assert [entry.key.value for entry in root.entries] == ["a", "c"]  # type: ignore[union-attr]
    assert root.holes


def test_it_may_add_them_to_every_mapping_that_is_open_there() -> None:
    root = mapping("a:\n  b:\n    c: 1\n  @\nd:\n  e: 2\n")
    inner = get(root, "a", "b")
    assert isinstance(inner, Mapping)
    assert inner.holes
    later = get(root, "d")
    assert isinstance(later, Mapping)
    assert not later.holes


def test_right_behind_a_colon_it_is_what_the_key_holds() -> None:
    root = mapping("a: b\nlist:@\nc: d\n")
    assert [entry.key.value for entry in root.entries] == ["a", "list", "c"]  # type: ignore[union-attr]
    assert get(root, "list").value == HOLE  # type: ignore[union-attr]
    assert not root.holes


def test_it_may_add_items_to_a_list() -> None:
    items = get(mapping("a:\n- b\n@\n- c\n"), "a")
    assert isinstance(items, Sequence)
    assert len(items.items) == 2
    assert items.holes


def test_in_a_block_scalar_it_is_a_line_like_others() -> None:
    root = mapping("a: |\n  b\n  @\n  c\n")
    inner = get(root, "a")
    assert isinstance(inner, Scalar)
    assert inner.value == f"b\n{HOLE}\nc\n"


def test_a_hole_in_a_key_may_be_any_key() -> None:
    assert mapping("@: b\nc: d").holes
    assert mapping("x@: b").holes


def test_a_text_that_only_its_holes_break_is_undecided() -> None:
    for text in ("a: [@", "a: @\n  b: c", 'a: "\\@"', "|@\n x"):
        problem = compose(holed(text))
        assert isinstance(problem, Problem), text
        assert problem.undecided


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ('{"a": @, "b": 2}', ["a", "b"]),
        ('{@ "b": 2}', ["b"]),
        ('{"a": 1, @ "b": 2}', ["a", "b"]),
        ('{"a": 1 @ }', ["a"]),
        ('{"a": 1 @, "b": 2 @}', ["a", "b"]),
        ('@{"a": 1}', ["a"]),
        ('{"a": 1}@', ["a"]),
    ],
)
def test_json_with_holes_is_read_as_far_as_it_goes(text: str, keys: list[str]) -> None:
    root = jsontext.compose(holed(text))
    assert isinstance(root, Mapping)
    assert [entry.key.value for entry in root.entries] == keys  # type: ignore[union-attr]
    assert bool(root.holes) == (not text.startswith('{"a": @'))
