"""The object model of SARIF 2.1.0, from ``sarif-om``, and how it becomes JSON.

The classes come from sarif-om 1.0.4. Its companion serializer (jschema-to-python)
drops every value that equals a default: a ``level`` of "warning" would vanish and be
read as the rule's own level. This one keeps those and refuses what no schema allows.
The classes are untyped: ``om`` is the only ``Any`` of the package.
"""

from __future__ import annotations

import re
from typing import Any

import sarif_om  # pyright: ignore[reportMissingTypeStubs]

from kubelet_lint.value import Json

om: Any = sarif_om
"""The classes: ``om.Result(...)``. Construction checks the names of properties."""

RENAMED = {("Suppression", "state"): "status"}
"""Properties that sarif-om still calls by a name of a draft of the standard."""

ALWAYS = {
    ("Result", "level"),
    ("Result", "kind"),
    ("ReportingConfiguration", "level"),
    ("Notification", "level"),
}
"""Written even where they equal the model's default: readers have other defaults."""

FIRST = {"$schema": 0, "version": 1}

Plan = tuple[tuple[str, str, object, bool], ...]
"""For each property of a class: attribute, JSON name, default, always written."""

_plans: dict[type, Plan] = {}


def to_json(value: object) -> Json:
    """Return a model object, or what one may hold, as JSON.

    Raises:
        TypeError: it holds something that SARIF has no place for.
        ValueError: it holds a lone surrogate, or a number JSON cannot write.
    """
    match value:
        case None | bool() | int():
            return value
        case str():
            return _encodable(value)
        case list() | tuple():
            return [_present(one) for one in _items(value)]
        case dict():
            return {str(key): _present(one) for key, one in _entries(value)}
        case _:
            return _object(value)


def _object(value: object) -> Json:
    plan = _plan(type(value))
    names = {attribute for attribute, _, _, _ in plan}
    unknown = set(vars(value)) - names
    if unknown:
        raise TypeError(f"{type(value).__name__} has no {', '.join(sorted(unknown))}")
    found: dict[str, Json] = {}
    for attribute, name, default, always in plan:
        held = getattr(value, attribute)
        if held is not None and (always or held != default):
            found[name] = to_json(held)
    return found


def _plan(kind: type) -> Plan:
    plan = _plans.get(kind)
    if plan is None:
        plan = _plans[kind] = _make_plan(kind)
    return plan


def _make_plan(kind: Any) -> Plan:
    """Read the JSON names that sarif-om keeps in the metadata of its attributes."""
    if getattr(kind, "__module__", "").partition(".")[0] != "sarif_om":
        raise TypeError(f"SARIF has no place for a {kind.__name__}")
    rows: list[tuple[str, str, object, bool]] = []
    for attribute in kind.__attrs_attrs__:
        key = (kind.__name__, attribute.name)
        name = RENAMED.get(key) or attribute.metadata["schema_property_name"]
        make = getattr(attribute.default, "factory", None)
        default = make() if make else attribute.default
        rows.append((attribute.name, name, default, key in ALWAYS))
    return tuple(sorted(rows, key=lambda row: FIRST.get(row[1], len(FIRST))))


def _present(value: object) -> Json:
    if value is None:
        raise TypeError("SARIF has no place for null in a list or map")
    return to_json(value)


_SURROGATE = re.compile("[\ud800-\udfff]")


def _encodable(text: str) -> str:
    if not text.isascii() and _SURROGATE.search(text):
        raise ValueError(f"a lone surrogate in {text[:40]!r}")
    return text


def _items(value: Any) -> list[object]:
    return list(value)


def _entries(value: Any) -> list[tuple[object, object]]:
    return list(value.items())
