"""Functions and filters whose result can be known from their arguments.

Their rules are those of Jinja2 and Ansible filters, Sprig's functions for Go
templates and Terraform's functions. Any other function's result is unknown.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lint.source import EMPTY, HOLE, Hole, Text, program
from kubelet_lint.template.scope import (
    Branching,
    Function,
    Object,
    Scope,
    Unfixed,
    Value,
)

LINES = 2_000
"""Entries of a structure written as YAML before it is unknown."""


def _same(_: Scope, arguments: list[Value]) -> Value:
    return arguments[0] if arguments else None


def _default(scope: Scope, arguments: list[Value]) -> Value:
    """The fallback of a variable the repository does not fix is what it ships."""
    if len(arguments) < 2:
        return _shipped(scope, arguments[0], EMPTY) if arguments else None
    value, fallback, *strict = arguments
    if isinstance(value, Unfixed):
        return _shipped(scope, value, fallback)
    empty = scope.dialect != "jinja" or bool(strict)
    if empty and isinstance(value, Text) and value.known and not value.chars:
        return fallback
    return value


def _shipped(scope: Scope, value: Value, fallback: Value) -> Value:
    if not isinstance(value, Unfixed):
        return value
    scope.shipped[value.path] = fallback.span if isinstance(fallback, Text) else None
    return fallback


def _spelled(change: Callable[[str], str]) -> Function:
    def apply(_: Scope, arguments: list[Value]) -> Value:
        value = arguments[0] if len(arguments) == 1 else None
        if not isinstance(value, Text) or not value.known:
            return None
        changed = change(value.chars)
        return value if changed == value.chars else value.respelled(changed)

    return apply


def _trim(_: Scope, arguments: list[Value]) -> Value:
    value = arguments[0] if len(arguments) == 1 else None
    return value.strip() if isinstance(value, Text) else None


def _quoted(mark: str) -> Function:
    def apply(_: Scope, arguments: list[Value]) -> Value:
        value = arguments[0] if len(arguments) == 1 else None
        if not isinstance(value, Text) or mark in value.chars or "\\" in value.chars:
            return None
        return Text.join((program(mark), value, program(mark)))

    return apply


_SAFE = frozenset(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_@%+=:,./-"
)


def _quote(scope: Scope, arguments: list[Value]) -> Value:
    """Jinja2 quotes for a shell, and only what needs it; Sprig always quotes."""
    value = arguments[0] if len(arguments) == 1 else None
    if scope.dialect != "jinja":
        return _quoted('"')(scope, arguments)
    if isinstance(value, Text) and value.known and value and set(value.chars) <= _SAFE:
        return value
    return _quoted("'")(scope, arguments)


def items(value: Value, scope: Scope) -> tuple[Value, ...] | None:
    """Return the items of a list; None if they are not known."""
    match value:
        case Branching(path):
            steps = scope.children.get(path, [])
            return tuple(scope.fixed_value(path + step) for step in steps)
        case Text():
            return () if value.chars in ("[]", "{}", "") else None
        case Object(fields):
            return tuple(fields.values())
        case Unfixed() | None:
            return None
        case _:
            return value


def keys(value: Value, scope: Scope) -> list[str] | None:
    """Return the keys of a mapping; None if they are not known."""
    if isinstance(value, Branching):
        steps = scope.children.get(value.path, [])
        return [step[1:].rstrip("]") for step in steps]
    if isinstance(value, Object):
        return list(value.fields)
    known = isinstance(value, Text) and value.chars in ("{}", "")
    return [] if known else None


def settled(value: Value, scope: Scope, depth: int = 0) -> Value:
    """Return a value that no longer needs the scope which gave it."""
    if depth > 8 or value is None or isinstance(value, (Text, Unfixed)):
        return value if isinstance(value, Text) else None
    if is_mapping(value, scope) and isinstance(value, (Branching, Object)):
        return Object(
            {
                step[1:]: settled(child, scope, depth + 1)
                for step, child in _members(value, scope)
            }
        )
    found = items(value, scope)
    if found is None:
        return None
    return tuple(settled(one, scope, depth + 1) for one in found)


def is_mapping(value: Value, scope: Scope) -> bool:
    """Say whether a value is known to be a mapping."""
    if isinstance(value, Branching):
        return not scope.children.get(value.path, ["["])[0].startswith("[")
    return isinstance(value, Object)


def _elements(value: Value, scope: Scope) -> tuple[Value, ...] | None:
    """Return what Jinja2 goes over: a list's items, a mapping's keys."""
    if is_mapping(value, scope):
        return tuple(program(name) for name in keys(value, scope) or ())
    return items(value, scope)


def _sort(scope: Scope, arguments: list[Value]) -> Value:
    """Return the elements sorted as texts, without case as Jinja2 does."""
    found = _elements(arguments[0], scope) if len(arguments) == 1 else None
    known = [one for one in found or () if isinstance(one, Text) and one.known]
    if found is None or len(known) < len(found):
        return None
    ranks = sorted(range(len(known)), key=lambda at: known[at].chars.lower())
    return tuple(known[at] for at in ranks)


def _dictsort(scope: Scope, arguments: list[Value]) -> Value:
    value = arguments[0] if len(arguments) == 1 else None
    if not isinstance(value, (Branching, Object)) or not is_mapping(value, scope):
        return None
    members = sorted(_members(value, scope), key=lambda one: one[0].lower())
    return tuple((program(step[1:]), child) for step, child in members)


def _as_items(scope: Scope, arguments: list[Value]) -> Value:
    """``dict2items``: a list of mappings with ``key`` and ``value``."""
    pairs = _pairs(scope, arguments) if len(arguments) == 1 else None
    if not isinstance(pairs, tuple):
        return None
    entries = [pair for pair in pairs if isinstance(pair, tuple)]
    return tuple(Object({"key": key, "value": value}) for key, value in entries)


def _join(scope: Scope, arguments: list[Value]) -> Value:
    """Jinja2 and Sprig put the list first or last, Terraform the separator first."""
    if not arguments:
        return None
    if scope.dialect in ("hcl", "go", "handlebars") and len(arguments) > 1:
        separator, listed = arguments[0], arguments[1]
    else:
        listed = arguments[0]
        separator = arguments[1] if len(arguments) > 1 else EMPTY
    found = items(listed, scope)
    if found is None or not isinstance(separator, Text):
        return None
    parts: list[Text] = []
    for item in found:
        if parts:
            parts.append(separator)
        parts.append(item if isinstance(item, Text) else _unknown("an item of a list"))
    return Text.join(parts)


def _unknown(name: str) -> Text:
    return Text.hole("decided when the template is rendered", None, name, words=True)


def _first(scope: Scope, arguments: list[Value]) -> Value:
    found = items(arguments[0], scope) if len(arguments) == 1 else None
    return found[0] if found else None


def _length(scope: Scope, arguments: list[Value]) -> Value:
    found = items(arguments[0], scope) if len(arguments) == 1 else None
    if found is None:
        value = arguments[0] if arguments else None
        if not isinstance(value, Text) or not value.known:
            return None
        return program(str(len(value)))
    return program(str(len(found)))


def _pairs(scope: Scope, arguments: list[Value]) -> Value:
    value = arguments[0] if len(arguments) == 1 else None
    names = keys(value, scope)
    if names is None:
        return None
    if not isinstance(value, (Branching, Object)):
        return ()
    return tuple((program(step[1:]), child) for step, child in _members(value, scope))


def _keys(scope: Scope, arguments: list[Value]) -> Value:
    names = keys(arguments[0], scope) if len(arguments) == 1 else None
    return None if names is None else tuple(program(name) for name in names)


def _list(_: Scope, arguments: list[Value]) -> Value:
    return tuple(arguments)


def _coalesce(scope: Scope, arguments: list[Value]) -> Value:
    for value in arguments:
        if isinstance(value, Text) and value.known and not value.chars:
            continue
        return value
    return None


def _last(_: Scope, arguments: list[Value]) -> Value:
    return arguments[-1] if arguments else None


def _indent(scope: Scope, arguments: list[Value]) -> Value:
    """Sprig: ``indent 4 text``; Terraform ``indent(4, text)`` spares the first line."""
    if scope.dialect == "jinja":
        return _jinja_indent(arguments)
    if len(arguments) != 2:
        return None
    width, value = arguments
    if not isinstance(value, Text) or not isinstance(width, Text):
        return None
    if not width.chars.isdigit() or int(width.chars) > 200:
        return None
    return indented(value, int(width.chars), first=scope.dialect != "hcl")


def _jinja_indent(arguments: list[Value]) -> Value:
    value = arguments[0] if arguments else None
    width = arguments[1] if len(arguments) > 1 else program("4")
    if len(arguments) > 2 or not isinstance(value, Text):
        return None
    if not isinstance(width, Text) or not width.chars.isdigit():
        return None
    return indented(value, min(int(width.chars), 200), first=False, empty=False)


def indented(text: Text, width: int, *, first: bool = True, empty: bool = True) -> Text:
    """Return the text with each line, or each but the first, moved to the right."""
    margin = program(" " * width)
    parts: list[Text] = []
    for number, line in enumerate(text.lines(keep_ends=True)):
        if (number or first) and (empty or line.chars.strip()):
            parts.append(margin)
        parts.append(line)
    return Text.join(parts)


def _nindent(scope: Scope, arguments: list[Value]) -> Value:
    value = _indent(scope, arguments)
    return program("\n") + value if isinstance(value, Text) else None


def _as_yaml(scope: Scope, arguments: list[Value]) -> Value:
    """A structure the repository fixes, written as YAML with each value's origin."""
    value = arguments[0] if arguments else None
    lines: list[Text] = []
    if not _write_yaml(scope, value, 0, lines) or len(lines) > LINES:
        return value if isinstance(value, Text) else None
    if scope.dialect == "go" and lines and lines[-1].chars.endswith("\n"):
        lines[-1] = lines[-1][:-1]
    return Text.join(lines)


def _write_yaml(scope: Scope, value: Value, depth: int, lines: list[Text]) -> bool:
    if not isinstance(value, (Branching, Object)) or depth > 20:
        return False
    margin = " " * (2 * depth)
    for step, child in _members(value, scope):
        opener = f"{margin}- " if step[0] == "[" else f"{margin}{step[1:]}: "
        if isinstance(child, Text):
            lines += [program(opener), _scalar(child), program("\n")]
        elif isinstance(child, (Branching, Object)):
            lines.append(program(opener.rstrip() + "\n"))
            if not _write_yaml(scope, child, depth + 1, lines):
                return False
        else:
            lines += [program(opener), _unknown(step), program("\n")]
    return True


def _members(value: Branching | Object, scope: Scope) -> list[tuple[str, Value]]:
    """Return the steps below a structure, each with what is there."""
    if isinstance(value, Object):
        return [(f".{name}", child) for name, child in value.fields.items()]
    steps = scope.children.get(value.path, [])
    return [(step, scope.fixed_value(value.path + step)) for step in steps]


def _combine(scope: Scope, arguments: list[Value]) -> Value:
    """Return mappings laid over each other, as ``combine`` and ``merge`` do."""
    fields: dict[str, Value] = {}
    for value in arguments:
        if isinstance(value, Text) and value.chars in ("{}", ""):
            continue
        if not isinstance(value, (Branching, Object)):
            return None
        fields.update({step[1:]: child for step, child in _members(value, scope)})
    return Object(fields)


def _scalar(text: Text) -> Text:
    plain = set(text.chars) <= _SAFE | {" "} and text.chars == text.chars.strip()
    if (plain and text) or text.chars in ("{}", "[]"):
        return text
    if "\n" in text.chars or "'" in text.chars:
        return text.respelled(_json_string(text.chars)) if text.known else text
    return Text.join((program("'"), text, program("'")))


def _json_string(chars: str) -> str:
    import json

    return json.dumps(chars)


def _encode(_: Scope, arguments: list[Value]) -> Value:
    """Base64: unknown characters that hold a text somebody may decode again."""
    value = arguments[0] if len(arguments) == 1 else None
    if not isinstance(value, Text):
        return None
    hole = Hole("the base64 of a text", value.span, "base64", False, ("base64", value))
    return Text(HOLE, (hole,), (1,))


def _comment(_: Scope, arguments: list[Value]) -> Value:
    """Ansible's ``comment``: each line behind a mark, whatever is said there."""
    if len(arguments) != 1:
        return None
    value = arguments[0]
    said = value if isinstance(value, Text) else _unknown("a comment")
    parts = [part for line in said.split("\n") for part in (program("\n# "), line)]
    return Text.join((program("#"), *parts, program("\n#")))


def _none(_: Scope, __: list[Value]) -> Value:
    return None


FUNCTIONS: dict[str, Function] = {
    "default": _default,
    "d": _default,
    "ternary": _none,
    "quote": _quote,
    "squote": _quoted("'"),
    "to_json": _none,
    "bool": _same,
    "string": _same,
    "toString": _same,
    "tostring": _same,
    "to_s": _same,
    "int": _same,
    "toint": _same,
    "safe": _same,
    "print": _same,
    "tpl": _same,
    "sensitive": _same,
    "nonsensitive": _same,
    "mandatory": _same,
    "required": _last,
    "coalesce": _coalesce,
    "lower": _spelled(str.lower),
    "upper": _spelled(str.upper),
    "downcase": _spelled(str.lower),
    "upcase": _spelled(str.upper),
    "trim": _trim,
    "trimspace": _trim,
    "strip": _trim,
    "chomp": _trim,
    "join": _join,
    "first": _first,
    "length": _length,
    "count": _length,
    "len": _length,
    "items": _pairs,
    "iteritems": _pairs,
    "dict2items": _as_items,
    "sort": _sort,
    "dictsort": _dictsort,
    "keys": _keys,
    "list": _list,
    "tolist": _same,
    "toset": _same,
    "concat": _none,
    "combine": _combine,
    "comment": _comment,
    "indent": _indent,
    "nindent": _nindent,
    "to_yaml": _as_yaml,
    "to_nice_yaml": _as_yaml,
    "toYaml": _as_yaml,
    "base64encode": _encode,
    "b64encode": _encode,
    "b64enc": _encode,
}
