"""Read JSON into values, and print values as jq does."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.bash.commands.jq.value import (
    NULL,
    Boolean,
    Items,
    Members,
    Null,
    Number,
    Str,
    Unknown,
    Value,
    lost,
    unknown,
)
from kubelet_lint.source import HOLE, Text, program
from kubelet_lint.yaml import jsontext
from kubelet_lint.yaml.tree import Mapping, Node, Problem, Scalar, Sequence

ESCAPES = {
    '"': '\\"',
    "\\": "\\\\",
    "\n": "\\n",
    "\t": "\\t",
    "\r": "\\r",
    "\b": "\\b",
    "\f": "\\f",
    "\x7f": "\\u007f",
}


class NotJson(Exception):
    """An input that jq refuses."""


def read(text: Text) -> list[Value]:
    """Return the values of an input: one, or none if it is blank.

    Raises:
        NotJson: it is no JSON.
    """
    if not text.chars.strip():
        return []
    if len(text) == 1 and text.chars == HOLE:
        return [lost(text)]
    root = jsontext.compose(text)
    if isinstance(root, Problem):
        if root.undecided or not text.known:
            return [unknown(f"the JSON that jq reads: {root.reason}", text)]
        raise NotJson(root.reason)
    return [_value(root)]


def _value(node: Node) -> Value:
    match node:
        case Mapping():
            members: dict[str, tuple[Text, Value]] = {}
            for name, child in node.entries:
                if isinstance(name, Scalar):
                    members[name.value] = (name.text, _value(child))
            if node.holes:
                return lost(Text.hole("unknown members", node.span))
            return Members(members)
        case Sequence():
            if node.holes:
                return lost(Text.hole("unknown elements", node.span))
            return Items(tuple(map(_value, node.items)))
        case Scalar():
            return _scalar(node)


def _scalar(node: Scalar) -> Value:
    text = node.text
    if node.style:
        return Str(text)
    return literal(text)


def literal(text: Text) -> Value:
    """Return the value of ``true``, ``null`` or a number, as spelled."""
    chars = text.chars
    if HOLE in chars:
        return lost(text)
    if chars == "null":
        return Null(text)
    if chars in ("true", "false"):
        return Boolean(chars == "true", text)
    try:
        return Number(float(chars), text)
    except ValueError:
        return NULL


# --- printing -------------------------------------------------------------------------


def show(value: Value, *, indent: int = 2, sort: bool = False) -> Text:
    """Return a value as jq prints it; 0 is compact."""
    return Text.join(_show(value, indent, 0, sort=sort))


def _show(value: Value, indent: int, depth: int, *, sort: bool) -> Iterator[Text]:
    match value:
        case Items(items):
            parts = [list(_show(item, indent, depth + 1, sort=sort)) for item in items]
            yield from _wrapped("[", "]", parts, indent, depth)
        case Members(members):
            names = sorted(members) if sort else list(members)
            colon = program(": " if indent else ":")
            shown_members: list[list[Text]] = []
            for name in names:
                text, child = members[name]
                shown = _show(child, indent, depth + 1, sort=sort)
                shown_members.append([quoted(text), colon, *shown])
            yield from _wrapped("{", "}", shown_members, indent, depth)
        case Str(text):
            yield quoted(text)
        case Null(text) | Boolean(_, text) | Number(_, text) | Unknown(text):
            yield text


def _wrapped(
    opener: str, closer: str, parts: list[list[Text]], indent: int, depth: int
) -> Iterator[Text]:
    if not parts:
        yield program(opener + closer)
        return
    line = program("\n" + " " * (indent * (depth + 1)) if indent else "")
    yield program(opener)
    for number, part in enumerate(parts):
        if number:
            yield program(",")
        yield line
        yield from part
    yield program("\n" + " " * (indent * depth) if indent else "")
    yield program(closer)


def quoted(text: Text) -> Text:
    """Return a string between quotes, with jq's escapes."""
    return Text.join((program('"'), escaped(text), program('"')))


def escaped(text: Text) -> Text:
    """Return a string's characters as JSON spells them."""
    chars = text.chars
    if chars.isprintable() and '"' not in chars and "\\" not in chars:
        return text
    parts: list[Text] = []
    start = 0
    for at, char in enumerate(chars):
        spelled = ESCAPES.get(char)
        if spelled is None and char < " ":
            spelled = f"\\u{ord(char):04x}"
        if spelled is None:
            continue
        parts += (text[start:at], text[at : at + 1].respelled(spelled))
        start = at + 1
    return Text.join((*parts, text[start:]))
