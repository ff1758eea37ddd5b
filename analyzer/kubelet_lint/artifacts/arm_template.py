"""Azure Resource Manager templates: ``customData`` by template functions.

After learn.microsoft.com, "Syntax and expressions in ARM templates": a string in
brackets is an expression; ``concat``, ``base64``, ``format``, ``variables`` and
``parameters`` (with their defaults, as shipped) are followed, and the members of the
latter two; other functions are unknown. Bicep and the ``json(...)`` functions are not
read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.encoded import opened
from kubelet_lint.node.effect import Document, Unfollowed
from kubelet_lint.source import HOLE, Hole, Span, Text
from kubelet_lint.value import Assumption
from kubelet_lint.yaml.tree import (
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    compose,
    entries,
    get,
)

NAME = "ARM template"

DEPTH = 60
"""Levels walked, and functions within functions."""

STEPS = 20_000
"""Functions called in one document."""

_EXPRESSION = re.compile(r"\"\[\s*(?:base64|concat|format|variables)\(")


def recognizes(document: Document, /) -> bool:
    """Say whether the document is JSON with template expressions."""
    chars = document.text.chars
    return chars.lstrip("\ufeff \t\r\n").startswith("{") and (
        _EXPRESSION.search(chars) is not None
    )


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield what expressions of several lines come to."""
    root = compose(document.text)
    if isinstance(root, Problem):
        reason = f"the template cannot be read: {root.reason}"
        yield Unfollowed(reason, root.span or document.text.span)
        return
    for number, (template, scalar) in enumerate(_expressions(root, root, 0)):
        reader = Template(template)
        text = opened(reader.evaluate(scalar.text), document.path)
        if "\n" in text.chars:
            name = " ".join(filter(None, (document.name, f"customData {number + 1}")))
            yield document._replace(
                text=text, name=name, assumptions=reader.assumptions()
            )


def _expressions(
    node: Node, template: Node, depth: int
) -> Iterator[tuple[Node, Scalar]]:
    """Yield each expression of user data, and the template whose names it uses."""
    if depth > DEPTH:
        return
    if isinstance(node, Mapping):
        template = node if get(node, "resources") is not None else template
        for name, _, value in entries(node):
            if name in ("customData", "userData") and isinstance(value, Scalar):
                yield template, value
            else:
                yield from _expressions(value, template, depth + 1)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _expressions(item, template, depth + 1)


class _Unreadable(Exception):
    """The expression is none this program knows."""


_Members = list[str | int | None]
"""The members that are asked for of a value; None is one nobody can know."""


class _Call(NamedTuple):
    """A function with the texts of its arguments."""

    name: str
    arguments: list[Text]
    members: _Members


_NAME = re.compile(r"\s*([A-Za-z_][\w.]*)\s*")
_BLANK = re.compile(r"\s*")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_MEMBER = re.compile(r"\s*(?:\.(\w+)|\[\s*(?:'(\w+)'|(\d{1,4})|[^\[\]]*)\s*\])")
_PLACE = re.compile(r"\{(\d+)\}")


class Template:
    """A template whose variables and parameters are looked up."""

    def __init__(self, root: Node) -> None:
        self._root = root
        self._shipped: dict[str, Span | None] = {}
        self._steps = STEPS

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return which parameters have their defaults."""
        if not self._shipped:
            return ()
        names = ", ".join(f"`{name}`" for name in list(self._shipped)[:4])
        span = next(iter(self._shipped.values()))
        return (Assumption(f"parameters as by default: {names}", span),)

    def evaluate(self, text: Text, depth: int = 0) -> Text:
        """Return what a string comes to: an expression's value, or the string."""
        chars = text.chars
        if not (chars.startswith("[") and chars.endswith("]")):
            return text
        if chars.startswith("[["):
            return text[1:]
        try:
            value, end = self._value(text, 1, depth)
            if end == len(chars) - 1:
                return value
        except _Unreadable:
            pass
        return self._unknown(text, "an expression")

    def _unknown(self, text: Text, name: str) -> Text:
        reason = f"{name} is decided when the template is deployed"
        return Text.hole(reason, text.span, name, words=True)

    def _value(self, text: Text, at: int, depth: int) -> tuple[Text, int]:
        self._steps -= 1
        if depth > DEPTH or self._steps < 0:
            raise _Unreadable
        chars = text.chars
        at = _skip(chars, at)
        if chars.startswith("'", at):
            return _string(text, at)
        number = _NUMBER.match(chars, at)
        if number is not None:
            return text[at : number.end()], number.end()
        name = _NAME.match(chars, at)
        if name is None or not chars.startswith("(", name.end()):
            raise _Unreadable
        arguments, end = self._arguments(text, name.end() + 1, depth)
        members, end = _members(chars, end)
        call = _Call(name.group(1), arguments, members)
        return self._called(call, text[at:end], depth), _skip(chars, end)

    def _arguments(self, text: Text, at: int, depth: int) -> tuple[list[Text], int]:
        found: list[Text] = []
        chars = text.chars
        at = _skip(chars, at)
        while not chars.startswith(")", at):
            value, at = self._value(text, at, depth + 1)
            found.append(value)
            at = _skip(chars, at)
            if chars.startswith(",", at):
                at = _skip(chars, at + 1)
            elif not chars.startswith(")", at):
                raise _Unreadable
        return found, at + 1

    def _called(self, call: _Call, spelled: Text, depth: int) -> Text:
        match call.name, call.arguments:
            case "variables", [name] if name.known:
                return self._variable(name, call.members, spelled, depth)
            case "parameters", [name] if name.known:
                return self._parameter(name, call.members, spelled)
            case _ if call.members:
                return self._unknown(spelled, spelled.chars[:80])
            case "concat", arguments:
                return Text.join(arguments)
            case "base64", [inner]:
                hole = Hole(
                    "an encoded text", inner.span, "base64", False, ("base64", inner)
                )
                return Text(HOLE, (hole,), (1,))
            case "string" | "trim", [inner]:
                return inner
            case "format", [pattern, *rest]:
                return _formatted(pattern, rest)
            case _:
                return self._unknown(spelled, spelled.chars[:80])

    def _variable(
        self, name: Text, members: _Members, spelled: Text, depth: int
    ) -> Text:
        found = self._found(("variables", name.chars), members)
        if found is not None:
            return self.evaluate(found.text, depth + 1)
        return self._unknown(spelled, spelled.chars[:80])

    def _parameter(self, name: Text, members: _Members, spelled: Text) -> Text:
        found = self._found(("parameters", name.chars, "defaultValue"), members)
        if found is not None and not found.value.startswith("["):
            self._shipped[name.chars] = found.span
            return found.text
        return self._unknown(spelled, spelled.chars[:80])

    def _found(self, path: tuple[str, ...], members: _Members) -> Scalar | None:
        known = [member for member in members if member is not None]
        if len(known) < len(members):
            return None
        found = get(self._root, *path, *known)
        return found if isinstance(found, Scalar) else None


def _members(chars: str, at: int) -> tuple[_Members, int]:
    """Read ``.name``, ``['name']`` and ``[0]``; return where they end, too."""
    found: _Members = []
    while (match := _MEMBER.match(chars, at)) is not None:
        at = match.end()
        name, quoted, number = match.groups()
        found.append(int(number) if number else name or quoted)
    return found, at


def _skip(chars: str, at: int) -> int:
    found = _BLANK.match(chars, at)
    return found.end() if found else at


def _string(text: Text, at: int) -> tuple[Text, int]:
    """Read a string in single quotes, in which two of them are one."""
    chars = text.chars
    parts: list[Text] = []
    start = at + 1
    while True:
        end = chars.find("'", start)
        if end < 0:
            raise _Unreadable
        if not chars.startswith("''", end):
            parts.append(text[start:end])
            return Text.join(parts), end + 1
        parts.append(text[start : end + 1])
        start = end + 2


def _formatted(pattern: Text, rest: list[Text]) -> Text:
    parts: list[Text] = []
    at = 0
    for found in _PLACE.finditer(pattern.chars):
        number = int(found.group(1)) if len(found.group(1)) < 4 else len(rest)
        parts.append(pattern[at : found.start()])
        here = pattern[found.start() : found.end()]
        parts.append(rest[number] if number < len(rest) else here)
        at = found.end()
    return Text.join((*parts, pattern[at:]))
