"""Where units lie: the search path, the names in it, and the drop-in directories.

Follows ``unit_file_build_name_map`` and ``unit_file_find_fragment``
(``src/basic/unit-file.c``), and ``unit_file_find_dropin_paths``
(``src/shared/dropin.c``). Described in systemd.unit(5), "System Unit Search Path". Of
two drop-ins with one name that page tells less than the truth: the names of the unit
are tried first, then the directories of the search path, then the shorter names;
``service.d`` comes last of all.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kubelet_lint.node.filesystem import (
    Directory,
    File,
    FileSystem,
    Link,
    follow,
    lookup,
)
from kubelet_lint.systemd import names

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
"""The first that has a name wins; ``/run/systemd/transient`` is wiped at boot."""

SPLIT_USR = "/lib/systemd/system"
"""Searched where ``/lib`` is no link to ``/usr/lib``."""

ALIAS_LIMIT = 8
"""Aliases followed for one name (``FOLLOW_MAX``)."""


class Named(NamedTuple):
    """A name in the search path: a unit file at ``path``, or an alias of ``name``."""

    path: str | None
    name: str


Names = Mapping[str, Named]


def searched(files: FileSystem) -> dict[str, str]:
    """Return the directories of the search path and where each really is."""
    found: dict[str, str] = {}
    for directory in SEARCH_PATH:
        real = follow(files, directory).path
        if directory != SPLIT_USR or real == directory:
            found[directory] = real
    return found


def name_map(files: FileSystem, version: int) -> Names:
    """Return every name of the search path, as the first directory that has it says."""
    directories = searched(files)
    found: dict[str, Named] = {}
    for directory, real in directories.items():
        for name in files.names(real):
            if name in found or not names.is_valid(name):
                continue
            path = f"{directory}/{name}"
            entry = files.entry(f"{real}/{name}")
            if isinstance(entry, Link):
                named = _link(files, real, path, entry, directories)
                if named:
                    found[name] = named
            elif isinstance(entry, File) or (
                # 247 opens whatever has the name; later ones skip a directory.
                isinstance(entry, Directory) and version <= 247
            ):
                found[name] = Named(path, name)
    return found


def _link(
    files: FileSystem, real: str, path: str, link: Link, directories: Mapping[str, str]
) -> Named | None:
    """Tell an alias, which points into the search path, from a linked unit file.

    An alias whose two names don't go together is ignored, as if it were not there.
    """
    target = lookup(files, posixpath.join(real, link.target)).path
    name = posixpath.basename(path)
    inside = {*directories, *directories.values(), SPLIT_USR}
    if not any(target.startswith(directory + "/") for directory in inside):
        return Named(path, name)
    other = posixpath.basename(target)
    return Named(None, other) if _may_alias(name, other) else None


def _may_alias(name: str, other: str) -> bool:
    if name == other or not names.is_valid(other):
        return False
    if name.rpartition(".")[2] != other.rpartition(".")[2]:
        return False
    mine, its = names.instance(name), names.instance(other)
    return mine == its or (bool(mine) and its == "")


def fragment_path(known: Names, name: str) -> str | None:
    """Return a name's unit file, aliases followed, a template's for an instance."""
    path = _follow(known, name)
    whole = names.template(name)
    if path is None and whole and not is_loop(known, name):
        return _follow(known, whole)
    return path


def _follow(known: Names, name: str) -> str | None:
    current = name
    for _ in range(ALIAS_LIMIT):
        named = known.get(current)
        if named is None and current != name:
            named = known.get(names.template(current) or "")
        if named is None:
            return None
        if named.path is not None:
            return named.path
        current = named.name
    return None


def is_loop(known: Names, name: str) -> bool:
    """Say whether the aliases of a name lead nowhere."""
    current = name
    for _ in range(ALIAS_LIMIT):
        named = known.get(current)
        if named is None or named.path is not None:
            return False
        current = named.name
    return True


def own_name(path: str, asked: str) -> str:
    """Return the unit's own name: its file's, with the instance asked for."""
    basename = posixpath.basename(path)
    within = names.instance(asked)
    if within and names.is_template(basename):
        return names.with_instance(basename, within)
    return basename


def every_name(known: Names, path: str, name: str) -> tuple[str, ...]:
    """Return the unit's own name, then the one asked for and all its aliases."""
    basename = posixpath.basename(path)
    within = names.instance(name)
    found = {name}
    for alias in known:
        led = _follow(known, alias)
        file = own_name(led, alias) if led is not None else None
        if file not in (name, basename):
            continue
        if not (within and names.is_template(alias)):
            found.add(alias)
            continue
        one = names.with_instance(alias, within)
        other = _follow(known, one)
        if file == name or other is None or posixpath.basename(other) == basename:
            found.add(one)
    own = own_name(path, name)
    return (own, *sorted(found - {own}, key=by_bytes))


def dropin_paths(
    files: FileSystem, every: tuple[str, ...], version: int
) -> Iterator[str]:
    """Yield the drop-ins of a unit in the order applied, one for each file name."""
    chosen: dict[str, str] = {}
    for directory in _dropin_directories(files, every, version):
        for name in files.names(directory):
            if is_dropin(name):
                chosen.setdefault(name, f"{directory}/{name}")
    yield from (chosen[name] for name in sorted(chosen, key=by_bytes))


def _dropin_directories(
    files: FileSystem, every: tuple[str, ...], version: int
) -> Iterator[str]:
    directories = searched(files).values()
    for name in every:
        for directory in directories:
            for one in names.dropin_names(name):
                # Prefixes apply since 239, ``service.d`` since 244.
                if version >= 239 or not names.prefix(one).endswith("-"):
                    yield follow(files, f"{directory}/{one}.d").path
    if version >= 244:
        for directory in directories:
            yield follow(files, f"{directory}/service.d").path


def is_dropin(name: str) -> bool:
    """Say whether a file of a drop-in directory is read, by its name."""
    return name.endswith(".conf") and not name.startswith(".")


def by_bytes(name: str) -> bytes:
    """Return the key that sorts names as strcmp(3) does."""
    return name.encode("utf-8", "surrogateescape")
