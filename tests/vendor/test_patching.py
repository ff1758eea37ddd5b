"""Patches do what RFC 7386, RFC 6902 and kubeadm's defaulting say."""

from __future__ import annotations

import json

import pytest
from ruamel.yaml import YAML

from kubelet_lint.source import Source, Text
from kubelet_lint.vendor.manifest import Value, parse, write
from kubelet_lint.vendor.patching import apply, fill, lay, merge, operations
from kubelet_lint.yaml.tree import Problem


def read(content: str) -> Value:
    value = parse(Source("file.yaml", content).text())
    assert not isinstance(value, Problem)
    return value


def plain(value: Value) -> object:
    return YAML(typ="safe", pure=True).load(write(value).chars)


# RFC 7386, appendix A: original, patch, result.
MERGES = [
    ('{"a":"b"}', '{"a":"c"}', '{"a":"c"}'),
    ('{"a":"b"}', '{"b":"c"}', '{"a":"b","b":"c"}'),
    ('{"a":"b"}', '{"a":null}', "{}"),
    ('{"a":"b","b":"c"}', '{"a":null}', '{"b":"c"}'),
    ('{"a":["b"]}', '{"a":"c"}', '{"a":"c"}'),
    ('{"a":"c"}', '{"a":["b"]}', '{"a":["b"]}'),
    ('{"a":{"b":"c"}}', '{"a":{"b":"d","c":null}}', '{"a":{"b":"d"}}'),
    ('{"a":[{"b":"c"}]}', '{"a":[1]}', '{"a":[1]}'),
    ('["a","b"]', '["c","d"]', '["c","d"]'),
    ('{"a":"b"}', '["c"]', '["c"]'),
    ('{"e":null}', '{"a":1}', '{"e":null,"a":1}'),
    ("[1,2]", '{"a":"b","c":null}', '{"a":"b"}'),
    ("{}", '{"a":{"bb":{"ccc":null}}}', '{"a":{"bb":{}}}'),
]


@pytest.mark.parametrize(("original", "patch", "result"), MERGES)
def test_a_merge_patch_is_laid_over(original: str, patch: str, result: str) -> None:
    assert plain(merge(read(original), read(patch))) == json.loads(result)


def test_a_strategic_patch_may_replace_or_delete() -> None:
    base = read("a: {b: 1, c: 2}\n")
    replaced = merge(base, read("a: {$patch: replace, d: 3}\n"), strategic=True)
    assert plain(replaced) == {"a": {"d": 3}}
    deleted = merge(base, read("a: {$patch: delete}\n"), strategic=True)
    assert plain(deleted) == {"a": {}}


# RFC 6902, appendix A: document, patch, result.
PATCHES = [
    ('{"foo":"bar"}', '[{"op":"add","path":"/baz","value":"qux"}]',
     '{"baz":"qux","foo":"bar"}'),
    ('{"foo":["bar","baz"]}', '[{"op":"add","path":"/foo/1","value":"qux"}]',
     '{"foo":["bar","qux","baz"]}'),
    ('{"baz":"qux","foo":"bar"}', '[{"op":"remove","path":"/baz"}]', '{"foo":"bar"}'),
    ('{"foo":["bar","qux","baz"]}', '[{"op":"remove","path":"/foo/1"}]',
     '{"foo":["bar","baz"]}'),
    ('{"baz":"qux","foo":"bar"}', '[{"op":"replace","path":"/baz","value":"boo"}]',
     '{"baz":"boo","foo":"bar"}'),
    ('{"foo":{"bar":"baz","waldo":"fred"},"qux":{"corge":"grault"}}',
     '[{"op":"move","from":"/foo/waldo","path":"/qux/thud"}]',
     '{"foo":{"bar":"baz"},"qux":{"corge":"grault","thud":"fred"}}'),
    ('{"foo":"bar"}', '[{"op":"add","path":"/child","value":{"grandchild":{}}}]',
     '{"foo":"bar","child":{"grandchild":{}}}'),
    ('{"foo":["bar"]}', '[{"op":"add","path":"/foo/-","value":["abc"]}]',
     '{"foo":["bar",["abc"]]}'),
    ('{"/":9,"~1":10}', '[{"op":"replace","path":"/~01","value":8}]',
     '{"/":9,"~1":8}'),
    ('{"a":1}', '[{"op":"add","path":"/b/c","value":1}]', '{"a":1}'),
    ('{"a":{"b":1}}', '[{"op":"copy","from":"/a","path":"/c"}]',
     '{"a":{"b":1},"c":{"b":1}}'),
]  # fmt: skip


@pytest.mark.parametrize(("document", "patch", "result"), PATCHES)
def test_a_json_patch_is_applied(document: str, patch: str, result: str) -> None:
    done = apply(read(document), tuple(operations(read(patch))))
    assert plain(done) == json.loads(result)


@pytest.mark.parametrize(
    ("given", "filled"),
    [
        ("{}", {"a": {"b": 1}, "c": 2}),
        ("a: {b: 3}", {"a": {"b": 3}, "c": 2}),
        ("a: {b: ~}", {"a": {"b": 1}, "c": 2}),
        ("a: ~", {"a": {"b": 1}, "c": 2}),
        ("a: {b: ''}\nc: 0", {"a": {"b": 1}, "c": 0}),
        ("a: wrong", {"a": "wrong", "c": 2}),
    ],
)
def test_defaults_fill_what_is_unset(given: str, filled: object) -> None:
    assert plain(fill(read(given), read("a: {b: 1}\nc: 2\n"))) == filled


def test_nothing_is_filled_in_beside_an_unknown_line() -> None:
    text = Source("x", "a:\n  x: 1\n").text() + Text.hole("more") + Text.derived("\n")
    value = parse(text)
    assert not isinstance(value, Problem)
    assert "mode" not in write(fill(value, read("mode: Webhook\n"))).chars


def test_laying_over_keeps_null() -> None:
    assert plain(lay(read("a: {b: 1, c: 2}"), read("a: {b: ~}"))) == {
        "a": {"b": None, "c": 2}
    }
