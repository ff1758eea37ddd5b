"""How 1.28 merges a drop-in: what is not zero in it, its defaults included, wins.

``mergo.Merge`` with ``WithOverride`` (github.com/imdario/mergo) over the internal
object: zero values never override, so a drop-in can set nothing to false, 0 or empty;
maps are merged key by key; lists are replaced unless the new one is empty.
"""

from __future__ import annotations

from kubelet_lint.kubelet import defaults
from kubelet_lint.kubelet.decode import Decoded
from kubelet_lint.kubelet.fields import FIELDS, NAMES
from kubelet_lint.kubelet.layers import Configuration, Default
from kubelet_lint.kubelet.loading import effective, layer, located
from kubelet_lint.source import Span
from kubelet_lint.value import Json, Known, Layer, Unknown, Value

MINOR = 28


def merge(into: Configuration, decoded: Decoded, kind: Span | None, path: str) -> None:
    """Merge one loaded drop-in into the object."""
    start = Default("file", f"v1beta1 default in {path}", kind, MINOR)
    given = {
        name: value
        for name in decoded.given
        if name in NAMES and (value := _set(name, decoded)) is not None
    }
    into.stage += 1
    apart = frozenset({*given, "evictionHard", *defaults.DEPENDENT})
    into.add_default_everywhere(start, apart)
    into.stage += 1
    for name in defaults.DEPENDENT.difference(given):
        _dependent(into, name, given, start)
    _eviction(into, given, start)
    for name, value in given.items():
        _merge_field(into, name, value, decoded, path)
    for prefix, lost in decoded.open:
        into.add_holes(f"{prefix}." if prefix else "", lost)


def _set(path: str, decoded: Decoded) -> Value | None:
    """Return what a drop-in sets a field to, None if its default decides."""
    value = effective(decoded.given[path], FIELDS[path])
    if isinstance(value, Known) and defaults.unset(path, value.value):
        return None
    return value


def _eviction(into: Configuration, given: dict[str, Value], start: Default) -> None:
    if "evictionHard" in given:
        return
    value: Json = {**_entries(into, "evictionHard"), **defaults.eviction_hard(MINOR)}
    layer = Layer("config-dir", Known(value), start.text, start.span)
    into.add("evictionHard", layer)


def _dependent(
    into: Configuration, name: str, given: dict[str, Value], start: Default
) -> None:
    """Add a default that the drop-in's own fields, not the object's, decide."""
    lost: list[Unknown] = []

    def lookup(other: str) -> Json:
        said = given.get(other)
        if isinstance(said, Unknown):
            lost.append(said)
        return said.value if isinstance(said, Known) else None

    value = defaults.v1beta1(name, MINOR, lookup)
    if lost or not defaults.is_zero(name, value):
        found = lost[0] if lost else Known(value)
        into.add(name, Layer("default", found, start.text, start.span))


def _entries(into: Configuration, path: str) -> dict[str, Json]:
    value = into.explicit(path)
    if value is None:
        step = into.steps(path)[-1]
        value = (
            into.default(path, step.of, MINOR) if isinstance(step, Default) else None
        )
    if isinstance(value, Known) and isinstance(value.value, dict):
        return value.value
    return {}


def _merge_field(
    into: Configuration, name: str, value: Value, decoded: Decoded, path: str
) -> None:
    last = [one for one in decoded.given[name] if not one.beaten][-1]
    value = located(name, value, path)
    if isinstance(value, Unknown):
        into.add(name, layer("config-dir", last, value))
        return
    if FIELDS[name].kind == "map" and isinstance(value, Known):
        entries = value.value if isinstance(value.value, dict) else {}
        if entries:
            merged: Json = {**_entries(into, name), **entries}
            into.add(name, layer("config-dir", last, Known(merged)))
        return
    zero = isinstance(value, Known) and defaults.is_zero(name, value.value)
    if zero and name not in defaults.NIL:
        into.add_beaten(name, layer("config-dir", last, value))
    else:
        into.add(name, layer("config-dir", last, value))
