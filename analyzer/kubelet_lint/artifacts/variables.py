"""A file of variables as a template sees them: flat paths, each with its text.

A scalar that is no string is printed by the engine, not as it is written: Ansible's
Jinja2 prints a boolean as Python does and a null as nothing, Helm and Terraform print
them as JSON does. Such a text is derived from its place; a string spells itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.source import Text
from kubelet_lint.template import Dialect
from kubelet_lint.vendor.manifest import Leaf, List, Map, Value, parse
from kubelet_lint.yaml.tree import Problem

ENTRIES = 4_000
"""Paths of one structure; those of a larger one are unknown."""

_TRUE = re.compile(r"[Tt]rue|TRUE|[Yy]es|YES|[Oo]n|ON")
_FALSE = re.compile(r"[Ff]alse|FALSE|[Nn]o|NO|[Oo]ff|OFF")
_LETTERS = {"y": "true", "Y": "true", "n": "false", "N": "false"}
"""Booleans to go-yaml, strings to PyYAML, which Ansible reads its files with."""
_NUMBER = re.compile(r"[-+]?(?:\d+|\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?")


def flatten(value: Value, path: str, dialect: Dialect) -> dict[str, Text | None]:
    """Return the paths below ``path``, with what the dialect's engine prints for each.

    A structure that nobody can read whole is None as a whole.
    """
    found = dict(_paths(value, path, dialect))
    return found if len(found) <= ENTRIES else {path: None}


def _paths(
    value: Value, path: str, dialect: Dialect
) -> Iterator[tuple[str, Text | None]]:
    match value:
        case Leaf():
            yield path, printed(value, dialect)
        case Map(members, holes):
            if holes or not members:
                yield path, None if holes else Text.derived("{}")
            for name, member in members.items():
                yield from _paths(member.value, f"{path}.{name}", dialect)
        case List(items, holes):
            if holes or not items:
                yield path, None if holes else Text.derived("[]")
            for number, item in enumerate(items):
                yield from _paths(item, f"{path}[{number}]", dialect)


def printed(leaf: Leaf, dialect: Dialect) -> Text:
    """Return what the engine prints for a scalar."""
    chars = leaf.text.chars
    if leaf.spelling.chars != chars:
        return leaf.text
    if leaf.null:
        return leaf.text.respelled("")
    word = "" if dialect == "jinja" else _LETTERS.get(chars, "")
    if _TRUE.fullmatch(chars) or _FALSE.fullmatch(chars):
        word = "true" if _TRUE.fullmatch(chars) else "false"
    if word:
        return leaf.text.respelled(word.capitalize() if dialect == "jinja" else word)
    if _NUMBER.fullmatch(chars):
        return leaf.text.respelled(chars)
    return leaf.text


def of_file(text: Text, path: str, dialect: Dialect) -> dict[str, Text | None]:
    """Return the variables of a whole YAML file, below ``path``."""
    value = parse(text)
    if isinstance(value, Problem) or not isinstance(value, Map):
        return {}
    return flatten(value, path, dialect)


_KEY = re.compile(r"^([A-Za-z_]\w*)[ \t]*:(?=[ \t\r\n]|$)", re.MULTILINE)


def top_level(text: Text) -> dict[str, Text]:
    """Return the stretch of a YAML file that each key at its margin has.

    This costs no parser; a stretch is parsed only when its variable is used.
    """
    text = text[text.chars.startswith("\ufeff") :]  # A byte order mark is no key's.
    found = list(_KEY.finditer(text.chars))
    if not found:
        return {}
    ends = [match.start() for match in found[1:]] + [len(text)]
    return {
        match.group(1): text[match.start() : end]
        for match, end in zip(found, ends, strict=True)
    }
