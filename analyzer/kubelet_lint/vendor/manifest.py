"""A YAML document that a program edits before it writes it out again.

kubeadm, kind, nodeadm, eksctl and others read a document, fill in defaults, lay patches
over it and write the result. Here every scalar keeps the characters that spelled it, so
that the file which the kubelet reads in the end still points at the repository. Values
never change: each edit (see ``patching``) returns a new one.

Documents are read as go-yaml reads them (``yaml.tree``): of duplicate keys the last
counts, merge keys are followed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from kubelet_lint.source import EMPTY, Choice, Hole, Text, program
from kubelet_lint.yaml import tree
from kubelet_lint.yaml.tree import Node, Problem, compose

DEPTH = 64
"""Levels read; deeper documents are of no program of a node."""

NODES = 20_000
"""Nodes read, aliases expanded."""

NULLS = ("", "~", "null", "Null", "NULL")


class Leaf(NamedTuple):
    """A scalar: how it is spelled in the document, and its value."""

    spelled: Text | None
    """None for a scalar over several lines, which is quoted anew if it is asked for."""
    text: Text

    tag: str | None = None
    """The long form of a tag that is written before it."""

    @property
    def spelling(self) -> Text:
        """Return how the scalar is written, on one line."""
        return quoted(self.text) if self.spelled is None else self.spelled

    @property
    def null(self) -> bool:
        """Say whether it is null, to go-yaml."""
        return self.spelled is not None and self.spelled.chars in NULLS


class Member(NamedTuple):
    """One key of a mapping, as spelled, and its value."""

    key: Text
    value: Value


class Map(NamedTuple):
    """A mapping, each key once."""

    members: Mapping[str, Member]
    holes: tuple[Text, ...] = ()
    """Unknown lines that may add keys."""

    def get(self, key: str) -> Value | None:
        """Return the value of a key; None if it is absent or null."""
        member = self.members.get(key)
        if member is None or (isinstance(member.value, Leaf) and member.value.null):
            return None
        return member.value

    def put(self, key: str, value: Value, spelled: Text | None = None) -> Map:
        """Return the mapping with one key set."""
        old = self.members.get(key)
        name = spelled or (old.key if old else program(key))
        return Map({**self.members, key: Member(name, value)}, self.holes)

    def without(self, key: str) -> Map:
        """Return the mapping without one key."""
        kept = {name: member for name, member in self.members.items() if name != key}
        return Map(kept, self.holes)


class List(NamedTuple):
    """A sequence."""

    items: tuple[Value, ...]
    holes: tuple[Text, ...] = ()
    """Unknown lines that may add items."""


Value = Leaf | Map | List

NOTHING = Map({})


# --- reading --------------------------------------------------------------------------


def parse(text: Text) -> Value | Problem:
    """Read the first document of a text."""
    root = compose(text)
    return root if isinstance(root, Problem) else read(root)


def read(node: Node) -> Value | Problem:
    """Read a node of a composed document, aliases and merge keys followed."""
    try:
        return _Reader().value(node, 0)
    except _TooMuchError as error:
        return Problem(str(error), node.span, undecided=True)


class _TooMuchError(Exception):
    """A document past the bounds."""


class _Reader:
    def __init__(self) -> None:
        self._left = NODES

    def value(self, node: Node, depth: int) -> Value:
        self._left -= 1
        if depth > DEPTH or self._left < 0:
            raise _TooMuchError("nested too deep, or too large when aliases expand")
        if isinstance(node, tree.Scalar):
            return leaf(node)
        holes = tuple(_line(hole) for hole in node.holes)
        if isinstance(node, tree.Sequence):
            items = tuple(self.value(item, depth + 1) for item in node.items)
            return List(items, holes)
        members: dict[str, Member] = {}
        for name, key, value in tree.entries(node):
            members.pop(name, None)
            members[name] = Member(leaf(key).spelling, self.value(value, depth + 1))
        return Map(members, holes)


def _line(hole: Hole | Choice) -> Text:
    if isinstance(hole, Hole):
        return Text.hole(hole.reason, hole.span, hole.name)
    return Text.choice(hole.condition, hole.options, hole.span)


def leaf(node: tree.Scalar) -> Leaf:
    """Return a scalar as it is spelled; a folded or block one is quoted anew."""
    lines = node.document.chars[node.start : node.end]
    several = node.style in ("|", ">") or "\n" in lines or "\r" in lines
    if node.tag is not None:
        spelled = quoted(node.text) if several else node.document[node.start : node.end]
        return Leaf(program(f"!<{node.tag}> ") + spelled, node.text, node.tag)
    return Leaf(None if several else node.document[node.start : node.end], node.text)


# --- making ---------------------------------------------------------------------------


def plain(text: Text) -> Leaf:
    """Return a string scalar with this value."""
    return Leaf(quoted(text), text)


def word(chars: str) -> Leaf:
    """Return a plain scalar that some program makes up."""
    text = program(chars)
    return Leaf(text, text)


_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def quoted(text: Text) -> Text:
    """Return a text in double quotes, as JSON and YAML and Go's ``%q`` write it."""
    mark = program('"')
    return Text.join((mark, escaped(text), mark))


def escaped(text: Text) -> Text:
    """Return what stands between the quotes: each other character stays itself."""
    chars = text.chars
    parts: list[Text] = []
    start = 0
    for index, char in enumerate(chars):
        spelled = _ESCAPES.get(char)
        if spelled is None and char < " ":
            spelled = f"\\x{ord(char):02x}"
        if spelled is not None:
            parts += (text[start:index], text[index].respelled(spelled))
            start = index + 1
    return Text.join((*parts, text[start:])) if parts else text


# --- looking up -----------------------------------------------------------------------


def at(value: Value | None, *path: str) -> Value | None:
    """Follow keys; None where one is absent, null, or below something else."""
    for key in path:
        if not isinstance(value, Map):
            return None
        value = value.get(key)
    return value


def text_at(value: Value | None, *path: str) -> Text | None:
    """Return the scalar's value at a path, if a scalar is there."""
    found = at(value, *path)
    return found.text if isinstance(found, Leaf) else None


def map_at(value: Value | None, *path: str) -> Map:
    """Return the mapping at a path, an empty one if none is there."""
    found = at(value, *path)
    return found if isinstance(found, Map) else NOTHING


def items_at(value: Value | None, *path: str) -> tuple[Value, ...]:
    """Return the items at a path, none if no sequence is there."""
    found = at(value, *path)
    return found.items if isinstance(found, List) else ()


def true_at(value: Value | None, *path: str) -> bool | None:
    """Return the boolean at a path; None if it is not known to be one."""
    chars = (text_at(value, *path) or EMPTY).chars
    if chars in ("true", "True", "TRUE", "yes", "on", "y"):
        return True
    return False if chars in ("false", "False", "FALSE", "no", "off", "n") else None


# --- writing --------------------------------------------------------------------------

_NEWLINE = program("\n")


def write(value: Value) -> Text:
    """Return the document as block YAML, each scalar spelled as it was."""
    flat = isinstance(value, Leaf) or not _lines(value)
    return Text.join(_flat(value) if flat else _written(value, "")) + _NEWLINE


def _written(value: Value, indent: str) -> Iterator[Text]:
    if isinstance(value, Leaf):
        yield value.spelling
    elif isinstance(value, Map):
        yield from _map(value, indent)
    else:
        yield from _list(value, indent)


def _map(value: Map, indent: str) -> Iterator[Text]:
    lines: list[Text] = []
    for member in value.members.values():
        inner = member.value
        lead = Text.join((program(indent), member.key, program(":")))
        if isinstance(inner, Leaf) or not _lines(inner):
            body = Text.join((program(" "), *_flat(inner)))
        else:
            # As Go writes it: a list's dashes stand under its key.
            deeper = indent if isinstance(inner, List) else indent + "  "
            body = Text.join((_NEWLINE, *_written(inner, deeper)))
        lines.append(lead + body)
    lines.extend(program(indent) + hole for hole in value.holes)
    yield from _joined(lines)


def _list(value: List, indent: str) -> Iterator[Text]:
    lines: list[Text] = []
    for item in value.items:
        dash = program(f"{indent}- ")
        if isinstance(item, Leaf) or not _lines(item):
            lines.append(dash + Text.join(_flat(item)))
        else:
            inner = Text.join(_written(item, indent + "  "))
            lines.append(dash + inner[len(indent) + 2 :])
    lines.extend(program(indent) + hole for hole in value.holes)
    yield from _joined(lines)


def _lines(value: Map | List) -> bool:
    """Say whether a collection needs lines of its own: an empty one is ``{}``."""
    filled = value.members if isinstance(value, Map) else value.items
    return bool(filled or value.holes)


def _flat(value: Value) -> Iterator[Text]:
    if isinstance(value, Leaf):
        yield value.spelling
    else:
        yield program("{}" if isinstance(value, Map) else "[]")


def _joined(lines: Sequence[Text]) -> Iterator[Text]:
    for number, line in enumerate(lines):
        if number:
            yield _NEWLINE
        yield line


def ordered(value: Value) -> Value:
    """Return the document with its keys sorted, as Go writes an object."""
    if isinstance(value, List):
        return List(tuple(ordered(item) for item in value.items), value.holes)
    if not isinstance(value, Map):
        return value
    names = sorted(value.members)
    members = {name: value.members[name] for name in names}
    return Map(
        {name: Member(key, ordered(inner)) for name, (key, inner) in members.items()},
        value.holes,
    )
