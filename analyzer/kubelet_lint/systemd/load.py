"""Load a unit: read its file and its drop-ins, or say why there is none.

Follows ``unit_load_fragment`` (``src/core/load-fragment.c``) and ``unit_load_dropin``
(``src/core/load-dropin.c``).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
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
from kubelet_lint.systemd.find import (
    Names,
    by_bytes,
    dropin_paths,
    every_name,
    fragment_path,
    is_dropin,
    is_loop,
    name_map,
)
from kubelet_lint.systemd.service import Part
from kubelet_lint.systemd.specifier import Place
from kubelet_lint.systemd.unit import parse

State = Literal["loaded", "masked", "not-found", "error", "unseen"]
"""``unseen``: there may be such a unit, but its file is not known."""


class Unit(NamedTuple):
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


def units(files: FileSystem) -> tuple[str, ...]:
    """Return the services and service templates in the search path, sorted.

    A unit with aliases is named once, as its file is.
    """
    known = name_map(files, 252)
    paths = {fragment_path(known, name) for name in known if names.is_service(name)}
    found = {posixpath.basename(path) for path in paths if path}
    return tuple(sorted(name for name in found if names.is_service(name)))


def load(
    files: FileSystem, name: str, version: int = 252, *, placeholders: bool = False
) -> Unit:
    """Find and read the files of a unit on a node.

    ``placeholders``: whether ``$NAME`` in a program is filled in before systemd reads
    the unit.
    """
    if not names.is_service(name):
        return Unit(name, "not-found", reason=f"{name} is not the name of a service")
    known = name_map(files, version)
    path = fragment_path(known, name)
    if path is not None:
        place = Place(name, version, None, files, placeholders)
        return _load_fragment(path, known, place, files)
    if is_loop(known, name):
        return Unit(name, "error", reason=f"Unit {name}: too many levels of aliases")
    return Unit(name, "not-found", reason=f"Unit {name} not found.")


def from_parts(
    name: str,
    fragment: Text | None,
    dropins: Sequence[tuple[str, Text]],
    version: int = 252,
    *,
    placeholders: bool = False,
) -> Unit:
    """Make a unit of texts without a place on a node: a file and the ``.d`` beside it.

    ``dropins`` are pairs of path or name, and content; no two have the same name.
    """
    place = Place(name, version, placeholders=placeholders)
    parts = [
        Part(path, parse(text, dropin=True), place, dropin=True)
        for path, text in sorted(dropins, key=lambda pair: _basename(pair[0]))
        if is_dropin(posixpath.basename(path))
    ]
    if fragment is None:
        reason = f"{name} itself is not known, only drop-ins for it"
        return Unit(name, "unseen", tuple(parts), reason, names=(name,))
    if not fragment.chars:
        return Unit(name, "masked", reason=f"Unit {name} is masked.")
    first = Part(name, parse(fragment, dropin=False), place, dropin=False)
    return Unit(name, "loaded", (first, *parts), names=(name,))


def _basename(path: str) -> bytes:
    return by_bytes(posixpath.basename(path))


def _load_fragment(path: str, known: Names, place: Place, files: FileSystem) -> Unit:
    name = place.name
    target, entry = follow(files, path)
    if target == "/dev/null" or (isinstance(entry, File) and not entry.text.chars):
        span = _span(files, path)
        return Unit(name, "masked", reason=f"Unit {name} is masked.", span=span)
    if not isinstance(entry, File):
        return _not_read(name, path, entry, _span(files, path))
    # While its file is read, systemd still knows the unit by the name asked for.
    place = place._replace(fragment=target)
    parsed = parse(entry.text, dropin=False)
    fragment = Part(path, parsed, place, dropin=False, assumptions=entry.assumptions)
    every = every_name(known, path, name)
    dropins = _dropins(files, every, place._replace(name=every[0]))
    return Unit(name, "loaded", (fragment, *dropins), names=every)


def _dropins(files: FileSystem, every: tuple[str, ...], place: Place) -> Iterator[Part]:
    for path in dropin_paths(files, every, place.version):
        entry = follow(files, path).entry
        if isinstance(entry, File):
            parsed = parse(entry.text, dropin=True)
            yield Part(path, parsed, place, dropin=True, assumptions=entry.assumptions)
        elif isinstance(entry, (Unseen, Unreadable)):
            # What a drop-in may say that nobody can read is not known.
            span = entry.span if isinstance(entry, Unseen) else None
            parsed = parse(Text.hole(entry.reason, span, path), dropin=True)
            yield Part(path, parsed, place, dropin=True)


def _not_read(name: str, path: str, entry: Entry, span: Span | None) -> Unit:
    match entry:
        case Missing():
            reason = f"Failed to open {path}: {entry.reason}"
            return Unit(name, "not-found", reason=reason, span=span)
        case Directory():
            reason = f"Unit {name} failed to load properly: {path} is a directory"
            return Unit(name, "error", reason=reason, span=span)
        case Unseen() | Unreadable():
            return Unit(name, "unseen", reason=entry.reason, span=span)
        case _:
            reason = f"what {path} is, is not known"
            return Unit(name, "unseen", reason=reason, span=span)


def _span(files: FileSystem, path: str) -> Span | None:
    entry = lookup(files, path).entry
    return entry.span if isinstance(entry, Link) else None
