"""Which files make a unit: search path, aliases, masks, drop-ins in their order.

Follows ``unit_file_build_name_map`` and ``unit_file_find_fragment``
(``src/basic/unit-file.c``), ``unit_file_find_dropin_paths`` (``src/shared/dropin.c``)
and ``conf_files_list_strv`` (``src/basic/conf-files.c``). Described in systemd.unit(5),
"System Unit Search Path"; of two drop-ins with one name it tells less than the truth:
the names of the unit are tried first, then the directories of the search path, then
the shorter names, and ``service.d`` comes last of all.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    FileSystem,
    Link,
    Missing,
    Unreadable,
    Unseen,
    follow,
    lookup,
)
from kubelet_lint.source import Span, Text
from kubelet_lint.systemd import names
from kubelet_lint.systemd.service import Part
from kubelet_lint.systemd.specifier import Place
from kubelet_lint.systemd.unit import parse
from kubelet_lint.value import Assumption

SEARCH_PATH = (
    "/etc/systemd/system.control",
    "/run/systemd/system.control",
    "/run/systemd/generator.early",
    "/etc/systemd/system",
    "/etc/systemd/system.attached",
    "/run/systemd/system",
    "/run/systemd/system.attached",
    "/run/systemd/generator",
    "/usr/local/lib/systemd/system",
    "/lib/systemd/system",
    "/usr/lib/systemd/system",
    "/run/systemd/generator.late",
)
"""Where units are looked for; ``/run/systemd/transient`` is wiped at boot."""

ALIAS_LIMIT = 8
"""Aliases followed for one name (``FOLLOW_MAX``)."""

State = Literal["loaded", "masked", "not-found", "error", "unseen"]
"""``unseen``: there are drop-ins, and what they are dropped into is not known."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as far as its files go: read, not yet interpreted."""

    name: str
    """The name asked for."""
    state: State
    parts: tuple[Part, ...] = ()
    """The unit file, then the drop-ins in the order applied."""
    reason: str | None = None
    """Why it is not loaded."""
    span: Span | None = None
    names: tuple[str, ...] = ()
    """The name of its file first, then its aliases."""

    @property
    def fragment(self) -> Part | None:
        """The unit file itself."""
        return next((part for part in self.parts if not part.dropin), None)

    @property
    def dropins(self) -> tuple[Part, ...]:
        """The drop-ins in the order applied."""
        return tuple(part for part in self.parts if part.dropin)


class _Linked(NamedTuple):
    """A name of the search path: the unit file at ``path``, or an alias of ``name``."""

    path: str | None
    name: str


def units(files: FileSystem) -> tuple[str, ...]:
    """Return the services and service templates in the search path, sorted.

    A unit with aliases is named once, as its file is.
    """
    known = _name_map(files, 252)
    found = {
        posixpath.basename(path)
        for name in known
        if names.is_service(name) and (path := _fragment_path(known, name))
    }
    return tuple(sorted(name for name in found if names.is_service(name)))


def load(files: FileSystem, name: str, version: int = 252) -> Unit:
    """Find and read the files of a unit on a node."""
    if not names.is_service(name):
        return Unit(name, "not-found", reason=f"{name} is not the name of a service")
    known = _name_map(files, version)
    path = _fragment_path(known, name)
    whole = names.template(name)
    looping = path is None and _loops(known, name)
    if path is None and whole and not looping:
        path = _fragment_path(known, whole)
    if path is None:
        reason = "too many levels of aliases" if looping else "unit not found"
        return Unit(name, "error" if looping else "not-found", reason=reason)
    return _load_fragment(files, name, path, known, version)


def from_parts(
    name: str,
    fragment: Text | None,
    dropins: Sequence[tuple[str, Text]],
    version: int = 252,
) -> Unit:
    """Make a unit of texts without a place on a node: a file and the ``.d`` beside it.

    ``dropins`` are pairs of path or name, and content; no two have the same name.
    """
    place = Place(name, version)
    in_order = sorted(dropins, key=lambda pair: _bytes(posixpath.basename(pair[0])))
    parts = [
        Part(path, parse(text, dropin=True, version=version), place, dropin=True)
        for path, text in in_order
        if _is_dropin(posixpath.basename(path))
    ]
    if fragment is None:
        reason = f"{name} itself is not known, only drop-ins for it"
        return Unit(name, "unseen", tuple(parts), reason, names=(name,))
    if not fragment.chars:
        return Unit(name, "masked", reason="unit is masked: its file is empty")
    parsed = parse(fragment, dropin=False, version=version)
    return Unit(
        name,
        "loaded",
        (Part(name, parsed, place, dropin=False), *parts),
        names=(name,),
    )


def _load_fragment(
    files: FileSystem,
    name: str,
    path: str,
    known: dict[str, _Linked],
    version: int,
) -> Unit:
    target, entry = follow(files, path)
    if target == "/dev/null" or (isinstance(entry, File) and not entry.text.chars):
        return Unit(name, "masked", reason="unit is masked", span=_span(files, path))
    if not isinstance(entry, File):
        return _unreadable(name, path, entry, _span(files, path))
    own = _own_name(posixpath.basename(path), name)
    # While its file is read, systemd still knows the unit by the name asked for.
    place = Place(name, version, target, files)
    parsed = parse(entry.text, dropin=False, version=version)
    fragment = Part(path, parsed, place, dropin=False, assumptions=entry.assumptions)
    aliases = _aliases(known, path, name) - {own}
    every = (own, *sorted(aliases, key=_bytes))
    dropins = _dropins(files, every, Place(own, version, target, files))
    return Unit(name, "loaded", (fragment, *dropins), names=every)


def _unreadable(name: str, path: str, entry: Entry, span: Span | None) -> Unit:
    match entry:
        case Missing():
            reason = f"failed to open {path}: {entry.reason}"
            return Unit(name, "not-found", reason=reason, span=span)
        case Directory():
            reason = f"{path} is a directory"
            return Unit(name, "error", reason=reason, span=span)
        case Unseen() | Unreadable():
            return Unit(name, "unseen", reason=entry.reason, span=span)
        case _:
            reason = f"what {path} is, is not known"
            return Unit(name, "unseen", reason=reason, span=span)


def _span(files: FileSystem, path: str) -> Span | None:
    entry = lookup(files, path).entry
    return entry.span if isinstance(entry, Link) else None


# --- names --------------------------------------------------------------------------


def _name_map(files: FileSystem, version: int) -> dict[str, _Linked]:
    """Return every name of the search path, as the first directory that has it says."""
    searched = _searched(files)
    known: dict[str, _Linked] = {}
    for directory, real in searched.items():
        for name in files.names(real):
            if name in known or not names.is_valid(name):
                continue
            path = posixpath.join(directory, name)
            entry = files.entry(posixpath.join(real, name))
            # 247 opens whatever has the name; later ones skip a directory.
            if isinstance(entry, File) or (
                isinstance(entry, Directory) and version <= 247
            ):
                known[name] = _Linked(path, name)
            elif isinstance(entry, Link):
                linked = _link(files, real, path, entry, searched)
                if linked:
                    known[name] = linked
    return known


def _searched(files: FileSystem) -> dict[str, str]:
    """Return the directories of the search path and where each really is."""
    searched: dict[str, str] = {}
    for directory in SEARCH_PATH:
        real = follow(files, directory).path
        if directory != "/lib/systemd/system" or real == directory:
            searched[directory] = real
    return searched


def _link(
    files: FileSystem, real: str, path: str, link: Link, searched: dict[str, str]
) -> _Linked | None:
    """Tell an alias, which points into the search path, from a linked unit file.

    An alias whose two names don't go together is ignored, as if it were not there.
    """
    target = lookup(files, posixpath.join(real, link.target)).path
    name = posixpath.basename(path)
    directories = {*searched, *searched.values(), "/lib/systemd/system"}
    if not any(target.startswith(directory + "/") for directory in directories):
        return _Linked(path, name)
    other = posixpath.basename(target)
    return _Linked(None, other) if _may_alias(name, other) else None


def _may_alias(name: str, other: str) -> bool:
    if name == other or not names.is_valid(other):
        return False
    if name.rpartition(".")[2] != other.rpartition(".")[2]:
        return False
    mine, its = names.instance(name), names.instance(other)
    return mine == its or (bool(mine) and its == "")


def _fragment_path(known: dict[str, _Linked], name: str) -> str | None:
    """Return the path of the unit file; None if there is none or aliases loop."""
    current = name
    for _ in range(ALIAS_LIMIT):
        linked = known.get(current)
        if linked is None and current != name:
            linked = known.get(names.template(current) or "")
        if linked is None:
            return None
        if linked.path is not None:
            return linked.path
        current = linked.name
    return None


def _loops(known: dict[str, _Linked], name: str) -> bool:
    current = name
    for _ in range(ALIAS_LIMIT):
        linked = known.get(current)
        if linked is None or linked.path is not None:
            return False
        current = linked.name
    return True


def _own_name(basename: str, asked: str) -> str:
    """Return the unit's own name: its file's, with the instance asked for."""
    if names.is_template(basename) and names.instance(asked):
        return names.with_instance(basename, names.instance(asked) or "")
    return basename


def _aliases(known: dict[str, _Linked], path: str, name: str) -> set[str]:
    """Return the names of a unit: the one asked for and all that lead to its file."""
    groups = _groups(known)
    basename = posixpath.basename(path)
    within = names.instance(name)
    found = {name}
    for key in {name, basename}:
        for alias in groups.get(key, ()):
            if not (within and names.is_template(alias)):
                found.add(alias)
                continue
            one = names.with_instance(alias, within)
            other = _fragment_path(known, one)
            if key == name or other is None or posixpath.basename(other) == basename:
                found.add(one)
    return found


def _groups(known: dict[str, _Linked]) -> dict[str, list[str]]:
    """Return the names in the search path by the name of the file they lead to."""
    groups: dict[str, list[str]] = {}
    for name in known:
        path = _fragment_path(known, name)
        if path is not None:
            own = _own_name(posixpath.basename(path), name)
            groups.setdefault(own, []).append(name)
    return groups


# --- drop-ins -----------------------------------------------------------------------


def _dropins(files: FileSystem, every: tuple[str, ...], place: Place) -> Iterator[Part]:
    """Yield the drop-ins of a unit in the order of their names."""
    chosen: dict[str, str] = {}
    for directory in _dropin_directories(files, every, place.version):
        for name in files.names(directory):
            if _is_dropin(name):
                chosen.setdefault(name, posixpath.join(directory, name))
    for name in sorted(chosen, key=_bytes):
        entry = follow(files, chosen[name]).entry
        if isinstance(entry, File):
            parsed = parse(entry.text, dropin=True, version=place.version)
            assumptions: tuple[Assumption, ...] = entry.assumptions
            yield Part(chosen[name], parsed, place, True, assumptions)


def _dropin_directories(
    files: FileSystem, every: tuple[str, ...], version: int
) -> Iterator[str]:
    searched = _searched(files).values()
    for name in every:
        for directory in searched:
            for one in names.dropin_names(name):
                # Prefixes apply since 239, ``service.d`` since 244.
                if version >= 239 or not names.prefix(one).endswith("-"):
                    yield follow(files, f"{directory}/{one}.d").path
    if version >= 244:
        for directory in searched:
            yield follow(files, f"{directory}/service.d").path


def _is_dropin(name: str) -> bool:
    return name.endswith(".conf") and not name.startswith(".")


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
