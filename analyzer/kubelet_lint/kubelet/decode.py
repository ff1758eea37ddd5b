"""A composed document decoded into the fields of KubeletConfiguration v1beta1.

Follows ``DecodeInto`` of sigs.k8s.io/json (case-sensitive names) over the JSON that
sigs.k8s.io/yaml makes of a YAML document. In YAML a duplicate replaces the whole
earlier value; in JSON the members are decoded one after the other into one object, so
that objects merge and a ``null`` leaves what is not a pointer as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kubelet_lint.kubelet import flag_value
from kubelet_lint.kubelet.fields import FIELDS, FIRST
from kubelet_lint.source import HOLE, Choice, Hole, Span
from kubelet_lint.value import Json, Known, Unknown, Value
from kubelet_lint.yaml import value as yaml_value
from kubelet_lint.yaml.tree import Mapping, Node, Scalar, Sequence
from kubelet_lint.yaml.value import Member

INTEGERS = {
    "int32": (-(2**31), 2**31 - 1),
    "int64": (-(2**63), 2**63 - 1),
    "uint32": (0, 2**32 - 1),
}
_QUANTITY = re.compile(
    r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]+)?"
)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field set once."""

    path: str
    value: Value | None
    """None: ``null``, which leaves the field to its default."""
    text: str
    """For people: ``mode: Webhook``."""
    span: Span | None
    beaten: bool = False
    """A later duplicate replaces it before it is decoded."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A value of the wrong type: the kubelet does not start."""

    reason: str
    span: Span | None
    first: int = 24
    """Releases before this minor one do not know the field and ignore it."""


@dataclass(slots=True)
class Decoded:
    """What a document says."""

    leaves: list[Leaf] = field(default_factory=list[Leaf])
    wrong: list[Wrong] = field(default_factory=list[Wrong])
    unknown: list[tuple[str, Span | None]] = field(
        default_factory=list["tuple[str, Span | None]"]
    )
    """Fields the kubelet does not know, as spelled: ignored or refused."""
    open: list[tuple[str, Unknown]] = field(default_factory=list["tuple[str, Unknown]"])
    """Paths below which something unseen may set what is not set here."""


def decode(root: Mapping, *, json: bool) -> Decoded:
    """Decode a checked document (see ``yaml.value.check``)."""
    found = Decoded()
    _object(root, "", found, json=json, beaten=False)
    return found


def _object(
    node: Mapping, prefix: str, found: Decoded, *, json: bool, beaten: bool
) -> None:
    for hole in node.holes:
        found.open.append((prefix, unknown(hole)))
    for member in _in_order(node, json=json):
        path = prefix + member.name
        if path not in FIELDS:
            if not (prefix == "" and member.name.lower() in ("kind", "apiversion")):
                found.unknown.append((path, member.key.span))
            continue
        for earlier in member.beaten:
            _field(earlier, path, Decoded(), found, json=json)
        _field(member, path, found, None, json=json, beaten=beaten)


def _field(
    member: Member,
    path: str,
    found: Decoded,
    beaten_into: Decoded | None,
    *,
    json: bool,
    beaten: bool = False,
) -> None:
    """Decode one member; what is beaten is kept only for the story."""
    node = member.value
    if FIELDS[path] == "object":
        _object_field(member, path, found, json=json, beaten=beaten)
    else:
        _leaf(member, path, node, found, json=json, beaten=beaten)
    if beaten_into is not None:
        beaten_into.leaves.extend(
            Leaf(leaf.path, leaf.value, leaf.text, leaf.span, beaten=True)
            for leaf in found.leaves
        )


def _object_field(
    member: Member, path: str, found: Decoded, *, json: bool, beaten: bool
) -> None:
    node = member.value
    if isinstance(node, Mapping):
        _object(node, f"{path}.", found, json=json, beaten=beaten)
        return
    if isinstance(node, Scalar):
        lost = hole_of(node)
        if lost is not None:
            found.open.append((f"{path}.", unknown(lost)))
            return
        if yaml_value.atom(node) is None:
            if not json:
                found.leaves.append(_unset(path, member))
            return
    _refuse(node, path, found)


def _unset(path: str, member: Member) -> Leaf:
    """``authorization: null``: everything below is left to its default."""
    return Leaf(f"{path}.", None, f"{member.name}: null", member.key.span, beaten=False)


def _leaf(
    member: Member, path: str, node: Node, found: Decoded, *, json: bool, beaten: bool
) -> None:
    kind = FIELDS[path]
    value = _value(node, path, kind, found, json=json)
    if value is None and isinstance(node, Scalar) and json and kind == "string":
        return
    shown = node.text.display() if isinstance(node, Scalar) else "…"
    span = node.span if isinstance(node, Scalar) and node.value else member.key.span
    found.leaves.append(Leaf(path, value, f"{member.name}: {shown}", span, beaten))


def _in_order(node: Mapping, *, json: bool) -> Iterator[Member]:
    """Yield the members that are decoded, one after the other."""
    if not json:
        yield from yaml_value.members(node).values()
        return
    for key, value in node.entries:
        if isinstance(key, Scalar):
            yield Member(key.value, key, value)


def unknown(hole: Hole | Choice) -> Unknown:
    """Return the value of a hole."""
    if isinstance(hole, Hole):
        return Unknown(hole.reason, hole.span)
    return Unknown(f"depends on {hole.condition}", hole.span)


def hole_of(node: Scalar) -> Hole | Choice | None:
    """Return the first hole in a scalar's text."""
    return next(node.text.holes(), None) if HOLE in node.value else None


def _value(
    node: Node, path: str, kind: str, found: Decoded, *, json: bool
) -> Value | None:
    """Return a leaf's value, None for null; a wrong type is noted and unknown."""
    if isinstance(node, Scalar):
        return _scalar(node, path, kind, found, json=json)
    if kind == "list" and isinstance(node, Sequence):
        return _list(node, path, found, json=json)
    if kind == "map" and isinstance(node, Mapping):
        return _map(node, path, found, json=json)
    if kind == "object" and isinstance(node, Mapping):
        return _element(node, path, found, json=json)
    return _refuse(node, path, found)


def _scalar(
    node: Scalar, path: str, kind: str, found: Decoded, *, json: bool
) -> Value | None:
    lost = hole_of(node)
    if lost is not None:
        return unknown(lost)
    atom = yaml_value.atom(node)
    if atom is None:
        return _refuse(node, path, found) if kind == "duration" else None
    checked = _typed(atom, kind, node.value, json=json)
    return _refuse(node, path, found) if checked is None else checked


def _typed(
    atom: bool | int | float | str, kind: str, spelled: str, *, json: bool
) -> Known | None:
    """Return a scalar as its field's type has it, None if it does not fit."""
    if isinstance(atom, bool):
        return Known(atom) if kind == "bool" else None
    if isinstance(atom, str):
        return _typed_text(atom, kind)
    return _typed_number(atom, kind, spelled, json=json)


def _typed_text(atom: str, kind: str) -> Known | None:
    if kind in ("duration", "duration-or-number"):
        nanoseconds = flag_value.duration(atom)
        return (
            None if nanoseconds is None else Known(flag_value.go_duration(nanoseconds))
        )
    if kind == "resource.Quantity":
        return Known(atom) if _QUANTITY.fullmatch(atom) else None
    return Known(atom) if kind in ("string", "v1.Time") else None


def _typed_number(atom: float, kind: str, spelled: str, *, json: bool) -> Known | None:
    if kind in ("float64", "resource.Quantity", "duration-or-number"):
        return Known(atom)
    if kind not in INTEGERS:
        return None
    if json and not spelled.lstrip("-").isdecimal():
        return None
    low, high = INTEGERS[kind]
    if isinstance(atom, float):
        if not atom.is_integer() or abs(atom) >= 1e21:
            return None
        atom = int(atom)
    return Known(atom) if low <= atom <= high else None


def _list(node: Sequence, path: str, found: Decoded, *, json: bool) -> Value:
    kind = FIELDS.get(f"{path}[]", "string")
    values: list[Json] = []
    lost: Unknown | None = unknown(node.holes[0]) if node.holes else None
    for item in node.items:
        value = _value(item, f"{path}[]", kind, found, json=json)
        if isinstance(value, Unknown):
            lost = value
        values.append(value.value if isinstance(value, Known) else None)
    return lost or Known(values)


def _map(node: Mapping, path: str, found: Decoded, *, json: bool) -> Value:
    kind = FIELDS.get(f"{path}{{}}", "string")
    values: dict[str, Json] = {}
    lost: Unknown | None = unknown(node.holes[0]) if node.holes else None
    for member in _in_order(node, json=json):
        value = _value(member.value, f"{path}{{}}", kind, found, json=json)
        if isinstance(value, Unknown):
            lost = value
        values[member.name] = value.value if isinstance(value, Known) else None
    return lost or Known(values)


def _element(node: Mapping, path: str, found: Decoded, *, json: bool) -> Value:
    """Decode an object in a list: its fields' types count, its values are one whole."""
    values: dict[str, Json] = {}
    for member in _in_order(node, json=json):
        below = f"{path}.{member.name}"
        if below in FIELDS:
            value = _value(member.value, below, FIELDS[below], found, json=json)
            if isinstance(value, Unknown):
                return value
            values[member.name] = value.value if isinstance(value, Known) else None
    return Known(values)


_KINDS = {Mapping: "object", Sequence: "array"}


def _refuse(node: Node, path: str, found: Decoded) -> Unknown:
    if isinstance(node, Scalar):
        atom = yaml_value.atom(node)
        names = {bool: "bool", str: "string", type(None): "null"}
        said = names.get(type(atom), "number")
    else:
        said = _KINDS[type(node)]
    reason = f"cannot unmarshal {said} into {path} of type {FIELDS.get(path, 'string')}"
    found.wrong.append(Wrong(reason, node.span, FIRST.get(path.split("[")[0], 24)))
    return Unknown(reason, node.span)


def leaf_of(key: Scalar, value: Node, path: str, found: Decoded) -> None:
    """Decode one member under a field's real path, whatever its name's case."""
    _field(Member(key.value, key, value), path, found, None, json=False)
