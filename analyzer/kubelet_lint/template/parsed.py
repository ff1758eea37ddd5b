"""The texts of templates as trees, each read once.

Every world writes the same templates anew (see ``node.world``), so what a stretch of a
file reads as is remembered.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from kubelet_lint.source import Literal, Source, Text
from kubelet_lint.template.expression import Dialect, Expression
from kubelet_lint.template.syntax import Nodes, Tag, tree

_Place = tuple[Dialect, Source, int, str]
_PARSED: dict[_Place, Expression] = {}
_TREES: dict[_Place, Nodes] = {}
REMEMBERED = 4_000
"""Expressions and templates that are not read again: every world writes them anew."""


def _place(text: Text, dialect: Dialect) -> _Place | None:
    """Return what tells a stretch of one file from others, None if it is none."""
    pieces = [piece for _, _, piece in text.pieces()]
    match pieces:
        case [Literal(source, start)]:
            return dialect, source, start, text.chars
        case _:
            return None


def parse(text: Text, dialect: Dialect) -> Expression:
    """Read an expression of a dialect; one of a file is read once."""
    place = _place(text, dialect)
    known = None if place is None else _PARSED.get(place)
    if known is not None:
        return known
    found = _parse(text, dialect)
    if place is not None:
        if len(_PARSED) >= REMEMBERED:
            _PARSED.clear()
        _PARSED[place] = found
    return found


def tree_of(text: Text, dialect: Dialect) -> Nodes:
    """Return a template as a tree; one of a file is read once."""
    place = _place(text, dialect)
    known = None if place is None else _TREES.get(place)
    if known is not None:
        return known
    found = tree(_tags(text, dialect), len(text))
    if place is not None:
        if len(_TREES) >= REMEMBERED:
            _TREES.clear()
        _TREES[place] = found
    return found


def _parse(text: Text, dialect: Dialect) -> Expression:
    if dialect in ("go", "handlebars"):
        from kubelet_lint.template import prefix

        return prefix.parse(text, dialect)
    from kubelet_lint.template import infix

    return infix.parse(text, dialect)


def _tags(text: Text, dialect: Dialect) -> Iterator[Tag]:
    lexer = import_module(f"kubelet_lint.template.{dialect}")
    tags: Iterator[Tag] = lexer.tags(text.chars)
    return tags
