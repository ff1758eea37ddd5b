"""The schema for editors says what the reader does, key by key."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import kubelet_lint
from config.conftest import settings
from config.test_read import NODE
from kubelet_lint.config import node, read
from kubelet_lint.config.document import tomllib
from kubelet_lint.config.file import ConfigError
from kubelet_lint.definition import Node
from kubelet_lint.kubelet.versions import ALL, Version, parse
from kubelet_lint.options import SEVEREST_FIRST
from kubelet_lint.rules import RULES
from kubelet_lint.vendor import IMAGES

PACKAGE = Path(kubelet_lint.__file__).parent
PROJECT = PACKAGE.parent.parent
SCHEMA: dict[str, Any] = json.loads(
    (PACKAGE / "schemas/configuration.schema.json").read_text()
)
DEFINED = SCHEMA["$defs"]


def accepts(document: object) -> bool:
    return jsonschema.Draft202012Validator(SCHEMA).is_valid(document)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_both_have_the_same_keys() -> None:
    assert list(SCHEMA["properties"]) == list(read.KEYS)
    assert list(DEFINED["node"]["properties"]) == list(node.KEYS)


def test_every_field_of_a_node_is_filled_by_a_key() -> None:
    filled = {field for field, _ in node.KEYS.values()}
    assert filled | {"file", "folder", "span"} == set(Node._fields)


def test_both_have_the_same_names() -> None:
    assert DEFINED["rule"]["enum"] == [rule.ID for rule in RULES]
    assert DEFINED["image"]["enum"] == list(IMAGES)
    keys = SCHEMA["properties"]
    assert keys["fail-on"]["enum"] == list(SEVEREST_FIRST)
    assert keys["include"]["items"]["enum"] == list(read.INCLUDED)
    levels = keys["severity"]["additionalProperties"]["enum"]
    assert levels == list(read.LEVELS)


@pytest.mark.parametrize("minor", range(60))
def test_both_know_the_same_releases(minor: int) -> None:
    pattern = DEFINED["release"]["pattern"]
    known = Version(1, minor) in ALL
    for text in (f"1.{minor}", f"v1.{minor}.3"):
        assert bool(re.search(pattern, text)) is known
        if known:
            assert parse(text) == Version(1, minor)


@pytest.mark.parametrize(
    "content",
    [
        "",
        NODE,
        "kubelet-version = '1.30'",
        "kubelet-version = []",
        "kubelet-version = 1.30",
        "systemd-version = 0",
        "systemd-version = '1'",
        "x = 1",
        "select = 'refused-start'",
        "select = ['refused-start']",
        "select = ['nothing']",
        "baseline = '../x'",
        "baseline = 'a/../x'",
        "baseline = '..x'",
        "baseline = '/x'",
        "baseline = ''",
        "exclude = ['  ']",
        "severity.refused-start = 'note'",
        "severity.refused-start = 1",
        "severity.nothing = 'note'",
        "[[node]]\nname = 'a'",
        "[[node]]\npaths = ['a']",
        "[[node]]\nname = 'a'\npaths = []",
        "[[node]]\nname = 'a'\nfiles = {}",
        "[[node]]\nname = 'a'\npaths = ['a']",
        "[[node]]\nname = 'a#b'\npaths = ['a']",
        "[[node]]\nname = 'a'\nfiles = {'/a' = 'b'}",
        "[[node]]\nname = 'a'\nfiles = {'a' = 'b'}",
        "[[node]]\nname = 'a'\nfiles = {'/a' = '../b'}",
        "[[node]]\nname = 'a'\npaths = ['a']\nunit = 'a'\nscript = 'b'",
        "[[node]]\nname = 'a'\npaths = ['a']\nunit = 'a'\ncommand = 'b'",
        "[[node]]\nname = 'a'\npaths = ['a']\nscript = 'a'\ncommand = 'b'",
        "[[node]]\nname = 'a'\npaths = ['a']\nunit = 'a/b'",
        "[[node]]\nname = 'a'\npaths = ['a']\narguments = ['b']",
        "[[node]]\nname = 'a'\npaths = ['a']\nscript = 's'\narguments = ['b', '']",
        "[[node]]\nname = 'a'\npaths = ['a']\nenvironment = {A = '', b_1 = 'c'}",
        "[[node]]\nname = 'a'\npaths = ['a']\nenvironment = {1A = ''}",
        "[[node]]\nname = 'a'\npaths = ['a']\nenvironment = {A = 1}",
    ],
)
def test_the_schema_accepts_what_the_reader_does(content: str) -> None:
    try:
        settings(content)
        reads = True
    except ConfigError:
        reads = False
    assert accepts(tomllib.loads(content)) is reads


def examples() -> list[tuple[str, str]]:
    pages = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
    return [
        (page.name, block)
        for page in pages
        for block in re.findall(r"^```toml\n(.*?)^```$", page.read_text(), re.M | re.S)
    ]


@pytest.mark.parametrize(("page", "block"), examples())
def test_what_the_pages_show_is_read_and_accepted(page: str, block: str) -> None:
    shared = "[tool.kubelet-lint" in block or "[[tool.kubelet-lint" in block
    assert settings(block, "pyproject.toml" if shared else ".kubelet-lint.toml").path
    document = tomllib.loads(block)
    table = document["tool"]["kubelet-lint"] if shared else document
    jsonschema.validate(table, SCHEMA)


def test_there_are_examples() -> None:
    assert {page for page, _ in examples()} >= {"README.md", "configuration.md"}
