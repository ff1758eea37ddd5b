"""jq's functions that bootstrap scripts use (``src/builtin.jq`` and ``builtin.c``)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterator

from kubelet_lint.bash.commands.jq import filter as jq
from kubelet_lint.bash.commands.jq.evaluate import (
    Failed,
    Scope,
    arithmetic,
    delete,
    evaluate,
    paths,
)
from kubelet_lint.bash.commands.jq.filter import Filter, Unsupported
from kubelet_lint.bash.commands.jq.reading import NotJson, read, show
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
    boolean,
    is_open,
    key,
    number,
    truth,
)
from kubelet_lint.source import Text, program

Arguments = tuple[Filter, ...]


def call(
    name: str, arguments: Arguments, value: Value, scope: Scope
) -> Iterator[Value]:
    """Yield what a function makes of a value."""
    with_filter = _FILTERS.get((name, len(arguments)))
    if with_filter is not None:
        yield from with_filter(arguments, value, scope)
        return
    simple = _VALUES.get(name) if not arguments else None
    if simple is not None:
        yield value if isinstance(value, Unknown) else simple(value)
        return
    with_text = _TEXTS.get(name) if len(arguments) == 1 else None
    if with_text is None:
        raise Unsupported(f"jq: {name} is not understood")
    for each in evaluate(arguments[0], value, scope):
        yield with_text(_known(value), _known(each))


# --- functions that take filters ------------------------------------------------------


def _select(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    for each in evaluate(arguments[0], value, scope):
        known = truth(each)
        if known is None:
            raise Unsupported("jq: a condition is not known")
        if known:
            yield value


def _map(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    body = jq.Binary("|", jq.Iterate(jq.Identity()), arguments[0])
    yield Items(tuple(evaluate(body, value, scope)))


def _map_values(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    body = jq.Binary("|=", jq.Iterate(jq.Identity()), arguments[0])
    yield from evaluate(body, value, scope)


def _del(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    yield delete(value, list(paths(arguments[0], value, scope)))


def _with_entries(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    entries = _to_entries(value)
    for mapped in _map(arguments, entries, scope):
        yield _from_entries(mapped)


def _has(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    for each in evaluate(arguments[0], value, scope):
        if isinstance(value, Members) and isinstance(each, Str):
            yield boolean(each.text.chars in value.members)
        elif isinstance(value, Items) and isinstance(each, Number):
            yield boolean(0 <= each.value < len(value.items))
        else:
            raise Unsupported("jq: has of what is not known")


def _sort_by(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    if not isinstance(value, Items):
        raise Failed("it cannot be sorted, as it is not an array")
    keyed = [(Items(tuple(evaluate(arguments[0], v, scope))), v) for v in value.items]
    if any(is_open(by) for by, _ in keyed):
        raise Unsupported("jq: what is sorted by is not known")
    yield Items(tuple(v for _, v in sorted(keyed, key=lambda pair: key(pair[0]))))


def _first(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    for each in evaluate(arguments[0], value, scope):
        yield each
        return


def _any(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    yield _quantified(arguments, value, scope, wanted=True)


def _all(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    yield _quantified(arguments, value, scope, wanted=False)


def _quantified(
    arguments: Arguments, value: Value, scope: Scope, *, wanted: bool
) -> Value:
    body = jq.Binary("|", jq.Iterate(jq.Identity()), arguments[0])
    for each in evaluate(body, value, scope):
        known = truth(each)
        if known is None:
            raise Unsupported("jq: a condition is not known")
        if known == wanted:
            return boolean(wanted)
    return boolean(not wanted)


_FILTERS: dict[
    tuple[str, int], Callable[[Arguments, Value, Scope], Iterator[Value]]
] = {
    ("select", 1): _select,
    ("map", 1): _map,
    ("map_values", 1): _map_values,
    ("del", 1): _del,
    ("with_entries", 1): _with_entries,
    ("has", 1): _has,
    ("sort_by", 1): _sort_by,
    ("first", 1): _first,
    ("any", 1): _any,
    ("all", 1): _all,
    ("empty", 0): lambda arguments, value, scope: iter(()),
}


# --- functions of a value -------------------------------------------------------------


def _to_entries(value: Value) -> Value:
    if not isinstance(value, Members):
        raise Failed("it has no keys")
    return Items(
        tuple(
            Members(
                {
                    "key": (program("key"), Str(label)),
                    "value": (program("value"), child),
                }
            )
            for label, child in value.members.values()
        )
    )


def _from_entries(value: Value) -> Value:
    found: dict[str, tuple[Text, Value]] = {}
    if not isinstance(value, Items):
        raise Failed("it cannot be iterated over")
    for item in value.items:
        members = item.members if isinstance(item, Members) else {}
        label = _either(members, "key", "k", "name", "Name", "Key", "K")
        if isinstance(label, (Number, Boolean)):
            label = Str(label.text)
        if not isinstance(label, Str) or not label.text.known:
            raise Unsupported("jq: a key is not known")
        child = _either(members, "value", "v", "Value", "V")
        found[label.text.chars] = (label.text, child)
    return Members(found)


def _either(members: dict[str, tuple[Text, Value]], *names: str) -> Value:
    return next((members[name][1] for name in names if name in members), NULL)


def _keys(value: Value) -> Value:
    if isinstance(value, Members):
        names = sorted(value.members)
        return Items(tuple(Str(value.members[name][0]) for name in names))
    if isinstance(value, Items):
        return Items(tuple(number(at) for at in range(len(value.items))))
    raise Failed("it has no keys")


def _keys_unsorted(value: Value) -> Value:
    if isinstance(value, Members):
        return Items(tuple(Str(label) for label, _ in value.members.values()))
    return _keys(value)


def _length(value: Value) -> Value:
    match value:
        case Members(members):
            return number(len(members))
        case Items(items):
            return number(len(items))
        case Str(text) if text.known:
            return number(len(text))
        case Null():
            return number(0)
        case Number(amount):
            return number(abs(amount))
        case _:
            raise Unsupported("jq: the length is not known")


def _not(value: Value) -> Value:
    return boolean(not truth(value))


def _add(value: Value) -> Value:
    items: tuple[Value, ...]
    if isinstance(value, Members):
        items = tuple(child for _, child in value.members.values())
    elif isinstance(value, Items):
        items = value.items
    else:
        raise Failed("it cannot be iterated over")
    found: Value = NULL
    for item in items:
        if isinstance(item, Unknown) or isinstance(found, Unknown):
            return item if isinstance(item, Unknown) else found
        found = arithmetic("+", found, item)
    return found


_TYPES: dict[type, str] = {
    Null: "null",
    Boolean: "boolean",
    Number: "number",
    Str: "string",
    Items: "array",
    Members: "object",
}


def _type(value: Value) -> Value:
    return Str(program(_TYPES[type(value)]))


def to_text(value: Value) -> Text:
    """Return a value as ``tostring`` does: strings as they are, the rest as JSON."""
    if isinstance(value, Str):
        return value.text
    return show(value, indent=0)


def _tonumber(value: Value) -> Value:
    if isinstance(value, Number):
        return value
    if isinstance(value, Str) and value.text.known:
        try:
            return Number(float(value.text.chars), value.text)
        except ValueError:
            raise Failed("it cannot be parsed as a number") from None
    raise Unsupported("jq: a number that is not known")


def _fromjson(value: Value) -> Value:
    if not isinstance(value, Str):
        raise Failed("it cannot be parsed as JSON")
    try:
        found = read(value.text)
    except NotJson as error:
        raise Failed(str(error)) from None
    return found[0] if found else NULL


def _sort(value: Value) -> Value:
    if not isinstance(value, Items):
        raise Failed("it cannot be sorted, as it is not an array")
    if is_open(value):
        raise Unsupported("jq: what is sorted is not known")
    return Items(tuple(sorted(value.items, key=key)))


def _unique(value: Value) -> Value:
    found = _sort(value)
    assert isinstance(found, Items), "a sorted array is one"
    return Items(tuple({key(item): item for item in found.items}.values()))


def _reverse(value: Value) -> Value:
    if isinstance(value, Items):
        return Items(value.items[::-1])
    raise Unsupported("jq: reversed what is no array")


def _at(value: Value, step: int) -> Value:
    if isinstance(value, Items):
        return value.items[step] if value.items else NULL
    raise Failed("it is no array")


def _cased(value: Value, change: Callable[[str], str]) -> Value:
    known = _known(value)
    return Str(
        Text.join(
            known[at : at + 1].respelled(change(c)) for at, c in enumerate(known.chars)
        )
    )


_VALUES: dict[str, Callable[[Value], Value]] = {
    "to_entries": _to_entries,
    "from_entries": _from_entries,
    "keys": _keys,
    "keys_unsorted": _keys_unsorted,
    "length": _length,
    "not": _not,
    "add": _add,
    "type": _type,
    "tostring": lambda value: Str(to_text(value)),
    "tojson": lambda value: Str(show(value, indent=0)),
    "fromjson": _fromjson,
    "tonumber": _tonumber,
    "sort": _sort,
    "unique": _unique,
    "reverse": _reverse,
    "first": lambda value: _at(value, 0),
    "last": lambda value: _at(value, -1),
    "ascii_downcase": lambda value: _cased(value, str.lower),
    "ascii_upcase": lambda value: _cased(value, str.upper),
}


# --- functions of two texts -----------------------------------------------------------


def _known(value: Value) -> Text:
    if isinstance(value, Str) and value.text.known:
        return value.text
    if isinstance(value, (Null, Boolean, Number, Items, Members)) and not is_open(
        value
    ):
        return show(value, indent=0)
    raise Unsupported("jq: a string is not known")


def _ltrimstr(text: Text, prefix: Text) -> Value:
    size = len(prefix) if text.chars.startswith(prefix.chars) else 0
    return Str(text[size:])


def _rtrimstr(text: Text, suffix: Text) -> Value:
    ends = bool(suffix.chars) and text.chars.endswith(suffix.chars)
    return Str(text[: len(text) - len(suffix)] if ends else text)


_TEXTS: dict[str, Callable[[Text, Text], Value]] = {
    "startswith": lambda text, other: boolean(text.chars.startswith(other.chars)),
    "endswith": lambda text, other: boolean(text.chars.endswith(other.chars)),
    "ltrimstr": _ltrimstr,
    "rtrimstr": _rtrimstr,
}


def _split(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    for each in evaluate(arguments[0], value, scope):
        text, separator = _known(value), _known(each)
        if not separator.chars:
            raise Unsupported("jq: split at nothing")
        parts = text.split(separator.chars) if text.chars else []
        yield Items(tuple(Str(part) for part in parts))


def _join(arguments: Arguments, value: Value, scope: Scope) -> Iterator[Value]:
    if not isinstance(value, Items):
        raise Failed("it cannot be iterated over")
    for each in evaluate(arguments[0], value, scope):
        separator = _known(each)
        parts: list[Text] = []
        for item in value.items:
            if parts or item is not value.items[0]:
                parts.append(separator)
            parts.append(Text() if isinstance(item, Null) else to_text(item))
        yield Str(Text.join(parts))


_FILTERS[("split", 1)] = _split
_FILTERS[("join", 1)] = _join


# --- formats --------------------------------------------------------------------------


def formatted(name: str, value: Value) -> Value:
    """Return what ``@name`` makes of a value."""
    if name in ("@text", "@json"):
        return Str(to_text(value) if name == "@text" else show(value, indent=0))
    text = to_text(value)
    if not text.known:
        raise Unsupported(f"jq: {name} of what is not known")
    if name == "@base64":
        data = text.chars.encode("utf-8", "surrogateescape")
        return Str(text.respelled(base64.b64encode(data).decode("ascii")))
    if name == "@base64d":
        try:
            data = base64.b64decode(text.chars + "=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            raise Failed("it is not valid base64 data") from None
        return Str(text.respelled(data.decode("utf-8", "replace")))
    raise Unsupported(f"jq: {name} is not understood")
