"""What go-yaml and encoding/json decode a tree to, still knowing where it stands.

A ``Value`` is a leaf, an array or an object. An object of a YAML document has every
name once: of duplicates and merges only the last counts, and the others are kept as
``beaten`` (``decode.go``: ``mapping``, ``merge``). An object of a JSON document has
its members as written, duplicates included, for Go's decoder applies them one after
the other. ``check`` finds what makes the conversion to JSON fail anywhere in a
document (sigs.k8s.io/yaml ``convertToJSONableObject``).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from math import isfinite
from typing import NamedTuple

from kubelet_lint.source import HOLE, Span
from kubelet_lint.yaml import scalar
from kubelet_lint.yaml.scalar import Atom, Refusal
from kubelet_lint.yaml.tree import (
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    is_merge,
    merged,
)


class Member(NamedTuple):
    """One name of an object and what it is set to."""

    name: str
    key: Scalar
    value: Node
    beaten: tuple[Member, ...] = ()
    """Earlier members of the same name, which go-yaml decodes and forgets."""


def atom(node: Scalar) -> Atom:
    """Return what a scalar of a checked document is."""
    found = scalar.resolve(node)
    return found.reason if isinstance(found, Refusal) else found


def members(mapping: Mapping) -> dict[str, Member]:
    """Return the members of a mapping of a checked document, merges included."""
    found: dict[str, Member] = {}
    for key, value in _flat(mapping):
        name = key_name(atom(key))
        old = found.get(name)
        beaten = () if old is None else (*old.beaten, old._replace(beaten=()))
        found[name] = Member(name, key, value, beaten)
    return found


def _flat(mapping: Mapping) -> Iterator[tuple[Scalar, Node]]:
    pending = [iter(mapping.entries)]
    while pending:
        entry = next(pending[-1], None)
        if entry is None:
            pending.pop()
        elif is_merge(entry.key):
            pending.extend(iter(m.entries) for m in reversed(merged(entry.value)))
        elif isinstance(entry.key, Scalar):
            yield entry.key, entry.value


def key_name(key: Atom) -> str:
    """Return the JSON name of a key (``convertToJSONableObject``)."""
    if isinstance(key, bool):
        return "true" if key else "false"
    if isinstance(key, float):
        return _float_name(key)
    return str(key)


def _float_name(key: float) -> str:
    """Return ``strconv.FormatFloat(key, 'g', -1, 32)``."""
    if not isfinite(key):
        return {"inf": ".inf", "-inf": "-.inf"}.get(str(key), ".nan")
    try:
        single = _single(key)
    except OverflowError:
        return ".inf" if key > 0 else "-.inf"
    shown = next(
        shown
        for digits in range(1, 18)
        if _single(float(shown := f"{single:.{digits}g}")) == single
    )
    mantissa, _, exponent = f"{float(shown):e}".partition("e")
    power = int(exponent)
    if -4 <= power < 6:
        return f"{float(shown):.{max(0, len(_digits(shown)) - 1 - power)}f}"
    mantissa = mantissa.rstrip("0").rstrip(".")
    return f"{mantissa}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _single(number: float) -> float:
    """Return the nearest number of 32 bits."""
    found: float = struct.unpack("f", struct.pack("f", number))[0]
    return found


def _digits(shown: str) -> str:
    return shown.partition("e")[0].replace(".", "").lstrip("-0").rstrip("0") or "0"


def check(root: Node) -> Problem | None:
    """Return why a composed document does not become JSON, if it does not.

    Every node is visited once, however often aliases name it.
    """
    seen: set[int] = set()
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Scalar):
            problem = _check_scalar(node)
        elif isinstance(node, Sequence):
            problem = None
            pending.extend(reversed(node.items))
        else:
            problem = _check_keys(node)
            pending.extend(entry.value for entry in reversed(node.entries))
        if problem is not None:
            return problem
    return None


def _check_scalar(node: Scalar) -> Problem | None:
    if HOLE in node.value:
        return None
    found = scalar.resolve(node)
    if isinstance(found, Refusal):
        return Problem(found.reason, node.span)
    if isinstance(found, float) and not isfinite(found):
        return Problem(f"json: unsupported value: {node.value}", node.span)
    return None


def _check_keys(mapping: Mapping) -> Problem | None:
    for key, value in mapping.entries:
        if is_merge(key):
            if not _mergeable(value):
                reason = "map merge requires map or sequence of maps as the value"
                return Problem(reason, value.span, undecided=_unknown(value))
        elif not isinstance(key, Scalar):
            return Problem("invalid map key", key.span)
        elif HOLE not in key.value:
            problem = _check_key(key)
            if problem is not None:
                return problem
    return None


def _unknown(value: Node) -> bool:
    return isinstance(value, Scalar) and HOLE in value.value


def _check_key(key: Scalar) -> Problem | None:
    found = scalar.resolve(key)
    if isinstance(found, Refusal):
        return Problem(found.reason, key.span)
    if found is None or (isinstance(found, int) and found >= 2**63):
        return Problem("unsupported map key of type: <nil>, key: <nil>", key.span)
    return None


def _mergeable(value: Node) -> bool:
    if isinstance(value, Sequence):
        return all(isinstance(item, Mapping) for item in value.items)
    return isinstance(value, Mapping)


def duplicates(root: Node) -> list[tuple[str, Span | None]]:
    """Return the names given twice in one mapping, and where the later one stands.

    Merged keys count: go-yaml's strict decoding refuses an overlap as well.
    """
    found: list[tuple[str, Span | None]] = []
    seen: set[int] = set()
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Sequence):
            pending.extend(reversed(node.items))
            continue
        pending.extend(entry.value for entry in reversed(node.entries))
        for member in members(node).values():
            if member.beaten:
                found.append((member.name, member.key.span))
    return found
