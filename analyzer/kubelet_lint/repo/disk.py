"""A folder of this machine taken as a node's root file system, read on demand.

``/etc/x`` of the node is ``FOLDER/etc/x`` here. A link's target is a path of the node
(path_resolution(7) in a chroot), so links are never left to the operating system:
whoever follows one asks for its target again, and nothing outside of the folder can
be reached. What is not there is known to be missing.
"""

from __future__ import annotations

import os
import posixpath

from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    Link,
    Missing,
    Unreadable,
)
from kubelet_lint.repo.decode import decode
from kubelet_lint.repo.reading import (
    BOUND,
    Absent,
    Bytes,
    Content,
    Folder,
    Refused,
    SymbolicLink,
    TooLarge,
    look,
    why,
)
from kubelet_lint.source import Source


class DiskFiles:
    """The file system below a folder, as ``node.filesystem.FileSystem``."""

    def __init__(self, root: str, shown: str = "", *, bound: int = BOUND) -> None:
        """Take a folder.

        Args:
            root: the folder, with no link in its own path.
            shown: what its files' paths start with where they are reported; with
                ``etc/x`` below it, ``image`` makes ``image/etc/x``.
            bound: the size in bytes from which a file is not read.
        """
        self._root = root
        self._shown = shown
        self._bound = bound
        self._entries: dict[str, Entry] = {"/": Directory()}
        self._names: dict[str, tuple[str, ...]] = {}

    def entry(self, path: str) -> Entry:
        """Return what lies at ``path``, not following a link there or on the way."""
        found = self._entries.get(path)
        if found is None:
            found = self._entries[path] = self._look(path)
        return found

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names in a directory, sorted by their bytes."""
        found = self._names.get(path)
        if found is None:
            found = self._names[path] = self._list(path)
        return found

    def _look(self, path: str) -> Entry:
        if not self._is_directory(posixpath.dirname(path)):
            return Missing()
        return self._entry_of(path, look(self._here(path), self._bound))

    def _is_directory(self, path: str) -> bool:
        """Say whether a path and all above it are directories, from the root down."""
        at = "/"
        for part in path.split("/"):
            at = posixpath.join(at, part)
            known = self._entries.get(at)
            if known is None:
                content = look(self._here(at), self._bound)
                known = self._entries[at] = self._entry_of(at, content)
            if not isinstance(known, Directory):
                return False
        return True

    def _entry_of(self, path: str, content: Content) -> Entry:
        match content:
            case Bytes(data, mode):
                decoded = decode(data)
                source = Source(
                    self._shown_path(path), decoded.content, encoding=decoded.encoding
                )
                return File(source.text(), mode)
            case Folder():
                return Directory()
            case SymbolicLink(target):
                return Link(target)
            case Absent():
                return Missing()
            case TooLarge(size):
                return Unreadable(f"larger than {self._bound} bytes: {size}")
            case Refused(reason):
                return Unreadable(reason)

    def _list(self, path: str) -> tuple[str, ...]:
        if not isinstance(self.entry(path), Directory):
            return ()
        try:
            names = os.listdir(self._here(path))
        except OSError as error:
            self._entries[path] = Unreadable(why(error))
            return ()
        return tuple(sorted(names, key=os.fsencode))

    def _here(self, path: str) -> str:
        return os.path.join(self._root, path.lstrip("/"))

    def _shown_path(self, path: str) -> str:
        if self._shown.endswith("/") or not self._shown:
            return self._shown + path.lstrip("/")
        return f"{self._shown}{path}"
