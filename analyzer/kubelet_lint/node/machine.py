"""A machine's files: what its effects put there, over its image, over the repository.

The files of a machine that only a repository describes are never completely known.
Three kinds of answers are kept apart: what an effect put at a path (certain), what the
vendor's image holds there, and what the repository holds under another path that looks
meant (an assumption, or alternatives where several candidates disagree).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import NamedTuple, Protocol

from kubelet_lint.node.effect import Document
from kubelet_lint.node.filesystem import (
    Alternatives,
    Directory,
    Entry,
    File,
    FileSystem,
    Missing,
    Unseen,
)
from kubelet_lint.source import Text
from kubelet_lint.value import Assumption

CLOSED = (
    "/etc/systemd/",
    "/run/systemd/",
    *(
        f"{lib}/systemd/{part}/"
        for lib in ("/usr/lib", "/usr/local/lib", "/lib")
        for part in ("system", "system.conf.d")
    ),
)
"""Folders a program searches, where what nobody put there is simply not there."""

_OTHERS = (".json", ".yaml", ".yml", ".toml", ".env", ".sh", ".kubeconfig")
"""Files in those folders that the program does not look for: somebody names them."""


class Tree(Protocol):
    """The repository, as far as a machine's files need it."""

    def read(self, path: str) -> Document | None:
        """Return a file by its path."""
        ...

    def below(self, folder: str) -> tuple[str, ...]:
        """Return the paths of all files below a folder, sorted."""
        ...


class Candidate(NamedTuple):
    """A file or folder of the repository that may be what lies at a path."""

    source: str
    assumption: Assumption
    folder: bool = False


class Finder(Protocol):
    """Says what in the repository may be meant by a path of the node."""

    def candidates(self, path: str) -> tuple[Candidate, ...]:
        """Return the likeliest candidates; none if nothing looks meant."""
        ...


class Mount(NamedTuple):
    """A file or folder of the repository that lies at ``path`` on the machine."""

    source: str
    path: str
    assumptions: tuple[Assumption, ...] = ()

    def inside(self, path: str) -> str | None:
        """Return the repository path that ``path`` is, if it lies in this mount."""
        if path == self.path:
            return self.source
        prefix = self.path if self.path.endswith("/") else self.path + "/"
        if not path.startswith(prefix):
            return None
        return posixpath.join(self.source, path[len(prefix) :])


class MachineFiles(NamedTuple):
    """The files of a machine that a repository describes, before anything runs there.

    The later mount wins over the earlier and over the image; the finder is asked last,
    for paths below none of the closed folders.
    """

    tree: Tree
    mounts: tuple[Mount, ...] = ()
    image: FileSystem | None = None
    finder: Finder | None = None

    def entry(self, path: str) -> Entry:
        """Return what lies at ``path``, not following a link there."""
        for mount in reversed(self.mounts):
            mounted = self._mounted(mount, path)
            if mounted is not None:
                return mounted
        shipped = self.image.entry(path) if self.image else None
        if shipped is not None and not isinstance(shipped, (Missing, Unseen)):
            return shipped
        return self._elsewhere(path)

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names known in a directory, sorted by their bytes."""
        found: set[str] = set()
        for mount in self.mounts:
            inside = mount.inside(path)
            if inside is not None:
                found.update(_children(inside, self.tree.below(inside)))
            elif _under(path, mount.path):
                found.add(_child(path, mount.path))
        if self.image is not None:
            found.update(self.image.names(path))
        if not found:
            found.update(self._names_elsewhere(path))
        return tuple(sorted(found, key=_bytes))

    def _mounted(self, mount: Mount, path: str) -> Entry | None:
        inside = mount.inside(path)
        if inside is None:
            return Directory() if _under(path, mount.path) else None
        document = self.tree.read(inside) if inside else None
        if document is not None:
            return File(document.text, document.mode, mount.assumptions)
        return Directory() if path == "/" or self.tree.below(inside) else None

    def _elsewhere(self, path: str) -> Entry:
        closed = path.startswith(CLOSED) and not path.endswith(_OTHERS)
        if closed or path + "/" in CLOSED:
            return Missing()
        found = self.finder.candidates(path) if self.finder else ()
        options = [
            (candidate, entry)
            for candidate in found
            if (entry := self._candidate(candidate)) is not None
        ]
        if not options:
            return Unseen(f"{path} is not in the repository")
        if len({_content(entry) for _, entry in options}) == 1:
            return options[0][1]
        return Alternatives(
            f"the file at {path}",
            tuple(
                (f"if {candidate.source} is installed as {path}", entry)
                for candidate, entry in options
            ),
        )

    def _candidate(self, candidate: Candidate) -> Entry | None:
        if candidate.folder:
            return Directory()
        document = self.tree.read(candidate.source)
        if document is None:
            return None
        return File(document.text, document.mode, (candidate.assumption,))

    def _names_elsewhere(self, path: str) -> Iterable[str]:
        if self.finder is None or path.startswith(CLOSED):
            return ()
        folders = [found for found in self.finder.candidates(path) if found.folder]
        if len(folders) != 1:
            return ()
        return _children(folders[0].source, self.tree.below(folders[0].source))


class Overlay:
    """A file system with some entries written, or removed, on top of another one."""

    def __init__(self, base: FileSystem, written: Mapping[str, Entry]) -> None:
        self.base = base
        self.written = written
        """A removed file or directory is ``Missing``: so is what was below it."""

    @cached_property
    def _made(self) -> frozenset[str]:
        """The directories that what was written lies in."""
        there = (path for path, entry in self.written.items() if not _gone(entry))
        return frozenset(parent for path in there for parent in _parents(path))

    def entry(self, path: str) -> Entry:
        """Return what lies at ``path``, not following a link there."""
        found = self.written.get(path)
        if found is not None:
            return found
        if path in self._made:
            return Directory()
        if any(_gone(self.written.get(parent)) for parent in _parents(path)):
            return Missing("its directory was removed")
        return self.base.entry(path)

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names known in a directory, sorted by their bytes."""
        found = {_child(path, at) for at in self.written if _under(path, at)}
        if not any(_gone(self.written.get(at)) for at in (path, *_parents(path))):
            found.update(self.base.names(path))
        gone = {name for name in found if _gone(self.written.get(_join(path, name)))}
        return tuple(sorted(found - gone, key=_bytes))


class Over(NamedTuple):
    """One file system, and what a vendor ships where it has nothing.

    What somebody removed, or changed in a way that nobody can tell, has a place in the
    repository where that was done: it is not as the vendor ships it any more.
    """

    files: FileSystem
    image: FileSystem

    def entry(self, path: str) -> Entry:
        """Return what lies at ``path``, not following a link there."""
        found = self.files.entry(path)
        if isinstance(found, (Missing, Unseen)) and found.span is None:
            shipped = self.image.entry(path)
            if not isinstance(shipped, (Missing, Unseen)):
                return shipped
        return found

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names in a directory, sorted by their bytes."""
        found = {*self.files.names(path), *self.image.names(path)}
        return tuple(sorted(found, key=_bytes))


def _content(entry: Entry) -> object:
    return entry.text.chars if isinstance(entry, File) else entry


def _gone(entry: Entry | None) -> bool:
    return isinstance(entry, Missing)


def _parents(path: str) -> Iterable[str]:
    while path not in ("/", ""):
        path = posixpath.dirname(path)
        yield path


def _under(folder: str, path: str) -> bool:
    return path != folder and path.startswith(folder if folder == "/" else folder + "/")


def _child(folder: str, path: str) -> str:
    return path[len(folder) if folder == "/" else len(folder) + 1 :].split("/", 1)[0]


def _children(folder: str, paths: Iterable[str]) -> set[str]:
    start = len(folder) + 1 if folder else 0
    return {path[start:].split("/", 1)[0] for path in paths if path[start:]}


def _join(folder: str, name: str) -> str:
    return posixpath.join(folder, name)


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")


def grown(before: Entry | None, text: Text, path: str) -> Text:
    """Return a file's content after ``text`` was appended to what was there."""
    match before:
        case File():
            return before.text + text
        case None | Missing():
            return text
        case _:
            return Text.hole(f"the earlier content of {path}", name=path) + text
