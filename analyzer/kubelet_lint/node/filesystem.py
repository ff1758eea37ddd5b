"""A node's file system as far as it is known; links are followed as Linux does.

A path that is not there is one of two different things: ``Missing`` (known not to
exist) or ``Unseen`` (the repository does not say). Nobody may take one for the other.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import NamedTuple, Protocol

from kubelet_lint.source import Span, Text
from kubelet_lint.value import Assumption

LINK_LIMIT = 40
"""Links followed for one path before giving up, as Linux (``MAXSYMLINKS``) does."""


class File(NamedTuple):
    """A regular file with its content, and how sure it is that it lies there."""

    text: Text
    mode: int = 0o644
    assumptions: tuple[Assumption, ...] = ()


class Directory(NamedTuple):
    """A directory."""

    span: Span | None = None


class Link(NamedTuple):
    """A symbolic link, with the target as written."""

    target: str
    span: Span | None = None


class Missing(NamedTuple):
    """Known not to exist on the node."""

    reason: str = "no such file"
    span: Span | None = None


class Unseen(NamedTuple):
    """May exist on the node; the repository does not say with which content."""

    reason: str
    span: Span | None = None


class Unreadable(NamedTuple):
    """Exists but cannot be read as a file: a device, a FIFO, no permission."""

    reason: str


class Alternatives(NamedTuple):
    """One of several entries, depending on ``condition`` (see ``source.Choice``)."""

    condition: str
    options: tuple[tuple[str, Entry], ...]


Entry = File | Directory | Link | Missing | Unseen | Unreadable | Alternatives


class FileSystem(Protocol):
    """What systemd, bash and the kubelet see of a node's files.

    Paths are absolute and normalized (``posixpath.normpath``).
    """

    def entry(self, path: str) -> Entry:
        """Return what lies at ``path``, not following a link there.

        ``Alternatives`` are only returned outside of a world (see ``node.world``).
        """
        ...

    def names(self, path: str) -> tuple[str, ...]:
        """Return the known names in a directory, sorted by their bytes."""
        ...


class MemoryFiles:
    """A file system given as a mapping; parents exist as directories.

    A path outside the mapping is ``Missing`` if ``complete``, otherwise ``Unseen``.
    """

    def __init__(self, entries: Mapping[str, Entry], *, complete: bool = True) -> None:
        self._entries: dict[str, Entry] = dict(entries)
        self._complete = complete
        self._names: dict[str, set[str]] = {"/": set()}
        for path in self._entries:
            parts = path.split("/")
            for number in range(1, len(parts)):
                parent = "/".join(parts[:number]) or "/"
                self._names.setdefault(parent, set()).add(parts[number])

    def entry(self, path: str) -> Entry:
        """Return what lies at ``path``, not following a link there."""
        found = self._entries.get(path)
        if found is not None:
            return found
        if path in self._names:
            return Directory()
        if self._complete:
            return Missing()
        return Unseen(f"{path} is not in the repository")

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names in a directory, sorted by their bytes."""
        return tuple(sorted(self._names.get(path, ()), key=_bytes))


class Found(NamedTuple):
    """Where a path leads: the path without links, and the entry there (no link)."""

    path: str
    entry: Entry


Passes = Callable[[str], bool]
"""Says of a component that is not the last one that whatever lies there leads on."""


def follow(files: FileSystem, path: str, passes: Passes | None = None) -> Found:
    """Follow every link in ``path``, in its last component too, as ``open(2)`` does.

    A link loop, or a component that is not a directory, is ``Missing``. A component
    that ``passes`` is not looked at.
    """
    return _walk(files, path, passes, last=True)


def lookup(files: FileSystem, path: str, passes: Passes | None = None) -> Found:
    """Follow the links in all components of ``path`` but the last, as ``lstat(2)``."""
    return _walk(files, path, passes, last=False)


def _walk(files: FileSystem, path: str, passes: Passes | None, *, last: bool) -> Found:
    todo = [part for part in reversed(path.split("/")) if part not in ("", ".")]
    at = "/"
    entry: Entry = files.entry("/")
    links = 0
    while todo:
        name = todo.pop()
        if name == "..":
            at = posixpath.dirname(at)
            entry = files.entry(at)
            continue
        at = posixpath.join(at, name)
        if todo and passes is not None and passes(at):
            continue
        entry = files.entry(at)
        if isinstance(entry, Link) and (todo or last):
            links += 1
            if links > LINK_LIMIT:
                return Found(at, Missing("too many levels of symbolic links"))
            parts = entry.target.split("/")
            todo.extend(part for part in reversed(parts) if part not in ("", "."))
            at = "/" if entry.target.startswith("/") else posixpath.dirname(at)
            entry = files.entry(at)
        elif todo and isinstance(entry, (File, Unreadable)):
            return Found(at, Missing("not a directory"))
        elif todo and isinstance(entry, Missing):
            rest = list(reversed(todo))
            return Found(posixpath.normpath(posixpath.join(at, *rest)), entry)
    return Found(at, entry)


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
