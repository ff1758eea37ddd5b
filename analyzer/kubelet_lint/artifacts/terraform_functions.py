"""Terraform's functions whose result can be known, beside those of all templates.

As its language reference has them (developer.hashicorp.com, "Built-in Functions").
``jsonencode`` and ``yamlencode`` both write JSON here: it is YAML, and each value keeps
the characters that spell it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.source import Derived, Hole, Text, program
from kubelet_lint.template.functions import FUNCTIONS, items, keys
from kubelet_lint.template.scope import (
    Branching,
    Function,
    Object,
    Scope,
    Unfixed,
    Value,
)
from kubelet_lint.vendor.manifest import quoted

DEPTH = 40
"""Levels of a value that is written as JSON."""


def field_of(value: Value, name: str, scope: Scope) -> Value:
    """Return a field of a mapping; ``Unfixed`` if it is known to have none."""
    if isinstance(value, Object):
        return value.fields.get(name, Unfixed(name))
    if isinstance(value, Branching):
        return scope.fixed_value(f"{value.path}.{name}")
    return None


def _lookup(scope: Scope, arguments: list[Value]) -> Value:
    if len(arguments) < 2 or not isinstance(arguments[1], Text):
        return None
    found = field_of(arguments[0], arguments[1].chars, scope)
    if isinstance(found, Unfixed):
        return arguments[2] if len(arguments) > 2 else None
    return found


def _merge(scope: Scope, arguments: list[Value]) -> Value:
    fields: dict[str, Value] = {}
    for value in arguments:
        names = keys(value, scope)
        if names is None:
            return None
        fields.update({name: field_of(value, name, scope) for name in names})
    return Object(fields)


def _concat(scope: Scope, arguments: list[Value]) -> Value:
    found: list[Value] = []
    for value in arguments:
        listed = items(value, scope)
        if listed is None:
            return None
        found.extend(listed)
    return tuple(found)


def _compact(scope: Scope, arguments: list[Value]) -> Value:
    listed = items(arguments[0], scope) if arguments else None
    if listed is None:
        return None
    return tuple(one for one in listed if not (isinstance(one, Text) and not one.chars))


def _flatten(scope: Scope, arguments: list[Value]) -> Value:
    listed = items(arguments[0], scope) if arguments else None
    if listed is None:
        return None
    found: list[Value] = []
    for one in listed:
        found.extend(one if isinstance(one, tuple) else (one,))
    return tuple(found)


def _try(_: Scope, arguments: list[Value]) -> Value:
    for value in arguments:
        if isinstance(value, Unfixed):
            continue
        return value
    return None


def _replace(_: Scope, arguments: list[Value]) -> Value:
    match arguments:
        case [Text() as text, Text() as old, Text() as new] if old.known and old:
            if old.chars.startswith("/") and old.chars.endswith("/"):
                return None
            parts = text.split(old.chars)
            joined = [parts[0]]
            for part in parts[1:]:
                joined += [new, part]
            return Text.join(joined)
        case _:
            return None


_VERB = re.compile(r"%(%|[-+ 0#]*\d*(?:\.\d+)?[sdvq])")


def _format(_: Scope, arguments: list[Value]) -> Value:
    if not arguments or not isinstance(arguments[0], Text):
        return None
    pattern, rest = arguments[0], list(arguments[1:])
    parts: list[Text] = []
    at = 0
    for found in _VERB.finditer(pattern.chars):
        parts.append(pattern[at : found.start()])
        at = found.end()
        if found.group(1) == "%":
            parts.append(program("%"))
            continue
        value = rest.pop(0) if rest else None
        if not isinstance(value, Text):
            value = unknown(value)
        parts.append(quoted(value) if found.group(1) == "q" else value)
    return Text.join((*parts, pattern[at:]))


def _split(_: Scope, arguments: list[Value]) -> Value:
    match arguments:
        case [Text() as separator, Text() as text] if separator.known and separator:
            return tuple(text.split(separator.chars)) if text.known else None
        case _:
            return None


def _element(scope: Scope, arguments: list[Value]) -> Value:
    listed = items(arguments[0], scope) if len(arguments) == 2 else None
    index = arguments[1] if len(arguments) == 2 else None
    if not listed or not isinstance(index, Text) or not index.chars.isdigit():
        return None
    return listed[int(index.chars) % len(listed)]


def _decode(_: Scope, arguments: list[Value]) -> Value:
    match arguments:
        case [Text() as text] if len(text) == 1:
            piece = text.piece_at(0)
            encodes = piece.encodes if isinstance(piece, Hole) else None
            return encodes[1] if encodes else None
        case _:
            return None


# --- JSON -----------------------------------------------------------------------------


def _json(scope: Scope, arguments: list[Value]) -> Value:
    return Text.join(written(arguments[0], scope)) if len(arguments) == 1 else None


def written(value: Value, scope: Scope, depth: int = 0) -> Iterator[Text]:
    """Yield a value as JSON, every scalar with its origin."""
    if depth > DEPTH:
        yield unknown(None)
    elif isinstance(value, Text):
        yield value if _is_bare(value) else quoted(value)
    elif (names := _names(value, scope)) is not None:
        yield program("{")
        for number, name in enumerate(names):
            yield program((", " if number else "") + f'"{name}": ')
            yield from written(field_of(value, name, scope), scope, depth + 1)
        yield program("}")
    elif (listed := items(value, scope)) is not None:
        yield program("[")
        for number, one in enumerate(listed):
            if number:
                yield program(", ")
            yield from written(one, scope, depth + 1)
        yield program("]")
    else:
        yield unknown(value)


def _names(value: Value, scope: Scope) -> list[str] | None:
    """Return the keys of a mapping, None if the value is none."""
    if isinstance(value, Branching):
        steps = scope.children.get(value.path, [])
        if steps and steps[0].startswith("["):
            return None
    return keys(value, scope) if isinstance(value, (Object, Branching)) else None


_BARE = re.compile(r"true|false|null|-?\d+(?:\.\d+)?|\[\]|\{\}")


def _is_bare(text: Text) -> bool:
    typed = all(isinstance(piece, Derived) for _, _, piece in text.pieces())
    if not text.chars:
        return False
    hole = len(text) == 1 and not text.known
    return hole or (typed and _BARE.fullmatch(text.chars) is not None)


def unknown(value: Value) -> Text:
    """Return the hole that stands for a value nobody knows."""
    name = value.path if isinstance(value, (Unfixed, Branching)) else ""
    reason = f"Terraform decides {name or 'it'} when it is applied"
    return Text.hole(reason, None, name, words=True)


TERRAFORM: dict[str, Function] = {
    "lookup": _lookup,
    "merge": _merge,
    "concat": _concat,
    "compact": _compact,
    "flatten": _flatten,
    "distinct": FUNCTIONS["tolist"],
    "try": _try,
    "replace": _replace,
    "format": _format,
    "split": _split,
    "element": _element,
    "jsonencode": _json,
    "yamlencode": _json,
    "base64decode": _decode,
}
