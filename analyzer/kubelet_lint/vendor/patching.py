"""Ways in which programs lay one document over another.

``merge`` follows RFC 7386; with ``strategic`` also ``$patch`` as in Kubernetes'
strategic merge (apimachinery ``pkg/util/strategicpatch/patch.go``), whose other rules
do not touch the mappings that matter here. ``apply`` follows RFC 6902.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kubelet_lint.source import EMPTY, Text
from kubelet_lint.vendor.manifest import (
    NOTHING,
    Leaf,
    List,
    Map,
    Member,
    Value,
    at,
    text_at,
    word,
)


def merge(base: Value, patch: Value, *, strategic: bool = False) -> Value:
    """Lay a merge patch over a value: mappings merge, null deletes."""
    if not isinstance(patch, Map):
        return patch
    directive = _directive(patch) if strategic else ""
    if directive == "delete":
        return NOTHING
    patch = patch.without("$patch") if directive else patch
    below = base if isinstance(base, Map) and directive != "replace" else NOTHING
    members = dict(below.members)
    for name, member in patch.members.items():
        old = members.pop(name, None)
        if isinstance(member.value, Leaf) and member.value.null:
            continue
        value = merge(old.value if old else NOTHING, member.value, strategic=strategic)
        members[name] = Member(member.key, value)
    return Map(members, below.holes + patch.holes)


def _directive(patch: Map) -> str:
    return (text_at(patch, "$patch") or EMPTY).chars


def lay(base: Value, over: Value) -> Value:
    """Lay a document over another as a program's own merge does: null is a value."""
    if not isinstance(base, Map) or not isinstance(over, Map):
        return over
    members = dict(base.members)
    for name, member in over.members.items():
        old = members.pop(name, None)
        value = lay(old.value, member.value) if old else member.value
        members[name] = Member(member.key, value)
    return Map(members, base.holes + over.holes)


def fill(value: Value | None, defaults: Value) -> Value:
    """Set what is absent, null or empty, and keep everything else.

    Nothing is set where an unknown line may already have set it.
    """
    if value is None or (isinstance(value, Leaf) and not value.text):
        return defaults
    if not isinstance(value, Map) or not isinstance(defaults, Map):
        return value
    for name, member in defaults.members.items():
        old = value.get(name)
        if old is not None or not value.holes:
            value = value.put(name, fill(old, member.value), member.key)
    return value


class Operation(NamedTuple):
    """One operation of a JSON patch."""

    op: str
    path: tuple[str, ...]
    value: Value
    source: tuple[str, ...] = ()
    """``from``, of ``move`` and ``copy``."""


def operations(patch: Value) -> Iterator[Operation]:
    """Yield the operations of a JSON patch."""
    for item in patch.items if isinstance(patch, List) else ():
        if isinstance(item, Map):
            value = item.members.get("value")
            yield Operation(
                (text_at(item, "op") or EMPTY).chars,
                _pointer(text_at(item, "path")),
                value.value if value else word("null"),
                _pointer(text_at(item, "from")),
            )


def _pointer(path: Text | None) -> tuple[str, ...]:
    steps = path.chars.split("/")[1:] if path else []
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in steps)


def apply(base: Value, patch: Sequence[Operation]) -> Value:
    """Apply a JSON patch; an operation that does not fit changes nothing."""
    for operation in patch:
        match operation.op:
            case "add" | "replace":
                base = _set(base, operation.path, operation.value, operation.op)
            case "remove":
                base = _remove(base, operation.path)
            case "copy" | "move":
                found = at(base, *operation.source)
                if operation.op == "move":
                    base = _remove(base, operation.source)
                if found is not None:
                    base = _set(base, operation.path, found, "add")
            case _:
                continue
    return base


def _set(base: Value, path: tuple[str, ...], value: Value, op: str) -> Value:
    if not path:
        return value
    head, rest = path[0], path[1:]
    if isinstance(base, List):
        return _set_item(base, head, rest, value, op)
    if not isinstance(base, Map):
        return base
    if not rest:
        return base.put(head, value)
    member = base.members.get(head)
    if member is None:
        return base
    return base.put(head, _set(member.value, rest, value, op))


def _set_item(
    base: List, head: str, rest: tuple[str, ...], value: Value, op: str
) -> Value:
    items = base.items
    index = len(items) if head == "-" else int(head) if head.isdecimal() else -1
    if not 0 <= index <= len(items):
        return base
    if rest or op == "replace":
        if index == len(items):
            return base
        changed = _set(items[index], rest, value, op)
        return List((*items[:index], changed, *items[index + 1 :]), base.holes)
    return List((*items[:index], value, *items[index:]), base.holes)


def _remove(base: Value, path: tuple[str, ...]) -> Value:
    if not path:
        return base
    head, rest = path[0], path[1:]
    if isinstance(base, Map) and head in base.members:
        if not rest:
            return base.without(head)
        return base.put(head, _remove(base.members[head].value, rest))
    if isinstance(base, List) and head.isdecimal() and int(head) < len(base.items):
        index, items = int(head), base.items
        kept = () if not rest else (_remove(items[index], rest),)
        return List((*items[:index], *kept, *items[index + 1 :]), base.holes)
    return base
