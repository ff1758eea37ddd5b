"""Which parts of the repository make one node.

A node is told by one of these, in this order: an overlay (a folder that stands for
``/``, with units or drop-ins in it), a unit with its ``.d`` folder beside it, drop-ins
whose unit is elsewhere or packaged, and what is left alone: a config file or an
environment file that nothing refers to. Every step that was not certain is written
down as an assumption on the machine.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.naming import installed
from kubelet_lint.finder import nearest, node_path, overlay_root
from kubelet_lint.node.effect import (
    Document,
    Effect,
    Fragment,
    FragmentKind,
    Machine,
    Place,
    Write,
)
from kubelet_lint.source import Text
from kubelet_lint.value import Assumption

UNITS = "/etc/systemd/system"

PACKAGED_DROPIN = "10-kubeadm.conf"
"""The drop-in with which kubeadm's packages turn a bare unit into a whole one."""

HOOKS = {
    "kubelet": "/etc/default/kubelet",
    "kubelet.env": "/etc/default/kubelet",
    "kubeadm-flags.env": "/var/lib/kubelet/kubeadm-flags.env",
}
"""Environment files that the packaged drop-in reads, by their base name."""


class Plan(NamedTuple):
    """A machine to boot, and the parts of the repository it was made of."""

    machine: Machine
    fragments: tuple[Fragment, ...]
    """With the node path each of them lies at."""
    packaged: bool = False
    """Whether the packaged unit stands in for one the repository lacks."""
    lone: bool = False
    """Whether it only counts if nothing else reads its parts."""
    unit: str = ""
    """The one unit to boot; empty: every unit that starts a kubelet."""
    environment: tuple[tuple[str, Text], ...] = ()
    """What systemd has in its environment."""


def plans(fragments: Sequence[Fragment], files: Files) -> list[Plan]:
    """Return the machines that loose parts of the repository make, surest first."""
    overlays: dict[str, list[Fragment]] = defaultdict(list)
    loose: list[Fragment] = []
    for fragment in fragments:
        path = fragment.document.node_path or fragment.document.path
        root = None if fragment.document.name else overlay_root(path)
        if root is not None and is_variant(fragment):
            root = None
        if root is None:
            loose.append(fragment)
        else:
            overlays[root].append(fragment)
    found = [
        plan
        for root, parts in sorted(overlays.items())
        for plan in _overlay(root, parts)
    ]
    units = [part for part in fragments if part.kind == "unit"]
    found += _loose_units(loose, files)
    found += _loose_dropins(loose, units)
    alone = ("config", "configz", "environment")
    found += [_alone(part) for part in loose if part.kind in alone]
    return sorted(found, key=lambda plan: plan.lone)


def is_variant(part: Fragment) -> bool:
    """Say whether a drop-in lies below a ``.d`` folder, where systemd reads none.

    Packagers keep the drop-ins for different releases there and install one of them.
    """
    above = posixpath.dirname(posixpath.dirname(part.document.path))
    return part.kind == "drop-in" and above.endswith(".service.d")


def _overlay(root: str, parts: list[Fragment]) -> list[Plan]:
    placed = tuple(_placed(part, installed_path(part)) for part in parts)
    whole = [part for part in placed if part.kind == "unit"]
    packaged = not whole and any(part.kind != "config" for part in placed)
    effects: tuple[Effect, ...] = (Place(root, "/"), *map(_write, _renamed(placed)))
    if not whole:
        # Without a unit the parts may belong to different nodes: a config file each.
        configs = [part for part in placed if part.kind == "config"]
        rest = tuple(part for part in placed if part.kind != "config")
        found = [
            Plan(Machine(part.document.path, effects), (part,), lone=True)
            for part in configs
        ]
        if rest:
            name = rest[0].document.path
            found.append(Plan(Machine(name, effects), placed, packaged, lone=True))
        return found
    return [Plan(Machine(whole[0].document.path, effects), placed)]


def installed_path(part: Fragment) -> str:
    """Return where a file of an overlay lies once its template is rendered."""
    path = str(node_path(part.document.path))
    return posixpath.join(posixpath.dirname(path), installed(path))


def _renamed(placed: Sequence[Fragment]) -> list[Fragment]:
    """Return the templates, which the overlay itself holds under other names."""
    return [
        part
        for part in placed
        if part.document.node_path != node_path(part.document.path)
    ]


def _loose_units(loose: list[Fragment], files: Files) -> list[Plan]:
    found: list[Plan] = []
    for unit in (part for part in loose if part.kind == "unit"):
        own = _own_dropins(unit, loose, files)
        lying = _lying_about(unit, loose) if not own else []
        for variant in [[part] for part in lying] or [[]]:
            found.append(_unit_plan(unit, own, variant, named=len(lying) > 1))
    return found


def _unit_plan(
    unit: Fragment, own: list[Fragment], variant: list[Fragment], *, named: bool
) -> Plan:
    parts = (_placed(unit, f"{UNITS}/{unit.name}"), *own, *variant)
    assumptions = tuple(
        Assumption(f"{part.document.path} is a drop-in of {unit.document.path}")
        for part in variant
    )
    name = _name((variant[0] if named else unit).document)
    machine = Machine(name, tuple(map(_write, parts)), assumptions=assumptions)
    return Plan(machine, parts, unit=unit.name)


def _own_dropins(unit: Fragment, loose: list[Fragment], files: Files) -> list[Fragment]:
    """Return the drop-ins in the ``.d`` folder beside a unit."""
    folder = posixpath.join(posixpath.dirname(unit.document.path), f"{unit.name}.d")
    known = {part.document.path: part for part in loose if part.kind == "drop-in"}
    found: dict[str, Fragment] = {}
    for path in files.below(folder):
        document = files.read(path) if posixpath.dirname(path) == folder else None
        if document is None:
            continue
        part = known.get(path)
        name = part.name if part is not None else posixpath.basename(path)
        if name.endswith(".conf"):
            part = part or Fragment("drop-in", document, name, unit.name)
            found[name] = _placed(part, f"{UNITS}/{unit.name}.d/{name}")
    return [found[name] for name in sorted(found)]


def _lying_about(unit: Fragment, loose: list[Fragment]) -> list[Fragment]:
    """Return drop-ins that look meant for a unit but lie in no ``.d`` folder.

    Those in its own folder, or, for a unit that starts a kubelet without arguments, a
    packaged drop-in nearby; of several any one may be installed.
    """
    if unit.document.name:
        return []
    folder = posixpath.dirname(unit.document.path)
    candidates = [
        part
        for part in loose
        if part.kind == "drop-in"
        and part.unit == unit.name
        and not part.document.name
        and not posixpath.dirname(part.document.path).endswith(".service.d")
    ]
    found = [p for p in candidates if posixpath.dirname(p.document.path) == folder]
    if not found and BARE.search(unit.document.text.chars):
        packaged = [p for p in candidates if p.name == PACKAGED_DROPIN]
        near = nearest([p.document.path for p in packaged], unit.document.path)
        found = [
            p for p in packaged if p.document.path in near and _shares_folder(p, unit)
        ]
    return [_placed(part, f"{UNITS}/{unit.name}.d/{part.name}") for part in found]


BARE = re.compile(r"(?m)^[ \t]*ExecStart[ \t]*=[ \t]*\S*kubelet[ \t]*\r?$")
"""A unit that starts a kubelet without arguments: its drop-in gives them."""


def _shares_folder(part: Fragment, unit: Fragment) -> bool:
    """Say whether a drop-in lies in the unit's folder's own parent, or below it."""
    above = posixpath.dirname(posixpath.dirname(unit.document.path))
    return part.document.path.startswith(f"{above}/" if above else "")


def _loose_dropins(loose: list[Fragment], units: list[Fragment]) -> list[Plan]:
    """Return machines for drop-ins without a unit beside them, a folder at a time."""
    groups: dict[tuple[str, str], list[Fragment]] = defaultdict(list)
    owners = {
        (posixpath.dirname(unit.document.path), unit.name)
        for unit in units
        if not unit.document.name
    }
    taken = {
        part.document.path
        for unit in units
        if not unit.document.name
        for part in _lying_about(unit, loose)
    }
    for part in loose:
        if part.kind != "drop-in" or part.document.path in taken:
            continue
        folder = posixpath.dirname(part.document.path)
        above = posixpath.dirname(folder) if folder.endswith(".d") else folder
        if (above, part.unit) not in owners and (folder, part.unit) not in owners:
            groups[(folder, part.unit)].append(part)
    found: list[Plan] = []
    for (_, unit), parts in sorted(groups.items()):
        named = [part for part in units if part.name == unit]
        near = nearest([part.document.path for part in named], parts[0].document.path)
        base = [part for part in named if part.document.path in near]
        for variant in _variants(parts):
            found += _joined(variant, base, unit)
    return found


def _variants(parts: list[Fragment]) -> list[list[Fragment]]:
    """Return the parts that can be installed together: none of them under one name.

    Drop-ins in one ``.d`` folder are installed together; elsewhere each is a variant.
    """
    folder = posixpath.dirname(parts[0].document.path)
    names = {part.name for part in parts}
    if folder.endswith(".d") and len(names) == len(parts):
        return [parts]
    return [[part] for part in parts]


def _joined(parts: list[Fragment], base: list[Fragment], unit: str) -> list[Plan]:
    name = _name(parts[0].document)
    placed = [_placed(part, f"{UNITS}/{unit}.d/{part.name}") for part in parts]
    if not base:
        text = f"{unit} itself is the packaged one: the repository holds only drop-ins"
        machine = Machine(
            name, tuple(map(_write, placed)), assumptions=(Assumption(text),)
        )
        return [Plan(machine, tuple(placed), packaged=True, lone=True, unit=unit)]
    found: list[Plan] = []
    for owner in base:
        whole = [_placed(owner, f"{UNITS}/{unit}"), *placed]
        text = f"{parts[0].document.path} is a drop-in of {owner.document.path}"
        label = f"with {owner.document.path}"
        machine = Machine(
            name,
            tuple(map(_write, whole)),
            assumptions=(Assumption(text),),
            circumstances=(label,) if len(base) > 1 else (),
        )
        found.append(Plan(machine, tuple(whole), lone=True, unit=unit))
    return found


def _alone(part: Fragment) -> Plan:
    name = _name(part.document)
    if part.kind == "environment":
        path = HOOKS.get(part.name, f"/etc/default/{part.name}")
        placed = _placed(part, path)
        text = f"{part.document.path} is read by the packaged unit, as {path}"
        machine = Machine(name, (_write(placed),), assumptions=(Assumption(text),))
        return Plan(machine, (placed,), packaged=part.name in HOOKS, lone=True)
    placed = _placed(part, f"/etc/kubernetes/{part.name}")
    return Plan(Machine(name, (_write(placed),)), (placed,), lone=True)


def _name(document: Document) -> str:
    return f"{document.path}#{document.name}" if document.name else document.path


def _placed(part: Fragment, path: str) -> Fragment:
    return part._replace(document=part.document._replace(node_path=path))


def _write(part: Fragment) -> Write:
    document = part.document
    return Write(
        str(document.node_path),
        document.text,
        document.mode,
        assumptions=document.assumptions,
    )


def kinds_of(fragments: Sequence[Fragment]) -> dict[str, FragmentKind]:
    """Return what each repository file is a part of a node as."""
    return {
        part.document.path: part.kind for part in fragments if not part.document.name
    }
