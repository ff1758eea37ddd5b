"""Which kustomizations use a file, directly or through others.

Told by the paths they write, without parsing them: a repository may hold a thousand.
A file that a kustomization uses is judged as each outermost one builds it; a base by
itself only where nothing uses it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from weakref import WeakKeyDictionary

from kubelet_lint.artifacts.base import Files

NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")

LIMIT = 4_000
"""Kustomizations looked at in one repository."""

_ITEM = re.compile(r"^[ \t]*-[ \t]+([^\s:{}]+)[ \t]*(?:#.*)?\r?$", re.MULTILINE)
_PATH = re.compile(r"\bpath:[ \t]*([^\s,{}]+)")
_FLOW = re.compile(r"^[ \t-]*\w+:[ \t]*\[([^\[\]{}]*)\]", re.MULTILINE)
"""How a file is referred to: an item of a block or a flow list, or a patch's path."""


class Users:
    """The references between the kustomizations of one repository and its files."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._every = frozenset(files.below(""))
        self._uses: dict[str, frozenset[str]] = {}
        self._users: dict[str, set[str]] = {}
        self._first: dict[str, str | None] = {}
        for name in NAMES:
            for path in files.suffix(name)[:LIMIT]:
                self._uses[path] = frozenset(self._references(path))
        for path, used in self._uses.items():
            for one in used:
                self._users.setdefault(one, set()).add(path)

    def roots(self, path: str) -> list[str]:
        """Return the outermost kustomizations that use a file, sorted."""
        seen: set[str] = set()
        todo = [path]
        roots: list[str] = []
        while todo:
            current = todo.pop()
            if current in seen:
                continue
            seen.add(current)
            above = self._users.get(current, set()) - {current}
            todo.extend(above)
            if not above and current in self._uses:
                roots.append(current)
        return sorted(roots)

    def closure(self, root: str) -> list[str]:
        """Return the files that a kustomization uses, itself among them, sorted."""
        seen: set[str] = set()
        todo = [root]
        while todo:
            current = todo.pop()
            if current not in seen:
                seen.add(current)
                todo.extend(self._uses.get(current, ()))
        return sorted(seen)

    def first(self, root: str) -> str | None:
        """Return the first file that a kustomization uses and that names a kubelet."""
        if root not in self._first:
            found = (one for one in self.closure(root) if self._names(one))
            self._first[root] = next(found, None)
        return self._first[root]

    def _names(self, path: str) -> bool:
        near = "/".join(path.lower().split("/")[-2:])
        document = self._files.read(path)
        return document is not None and (
            "ubelet" in near or "ubelet" in document.text.chars.lower()
        )

    def _references(self, path: str) -> Iterator[str]:
        document = self._files.read(path)
        folder = posixpath.dirname(path)
        for word in _words(document.text.chars if document else ""):
            target = posixpath.normpath(posixpath.join(folder, word))
            below = kustomization(target, self._every)
            if target in self._every:
                yield target
            elif below is not None:
                yield below


def _words(chars: str) -> Iterator[str]:
    found = [*_ITEM.findall(chars), *_PATH.findall(chars)]
    found += [word for items in _FLOW.findall(chars) for word in items.split(",")]
    for word in found:
        yield word.strip().strip("'\"").rpartition("=")[2]


def kustomization(folder: str, every: frozenset[str]) -> str | None:
    """Return the kustomization of a folder, None if it has none."""
    for name in NAMES:
        path = name if folder == "." else f"{folder}/{name}"
        if path in every:
            return path
    return None


_KNOWN: WeakKeyDictionary[object, Users] = WeakKeyDictionary()


def users(files: Files) -> Users | None:
    """Return who uses what in a repository, None if it has no kustomization."""
    if not any(files.suffix(name) for name in NAMES):
        return None
    found = _KNOWN.get(files)
    if found is None:
        found = _KNOWN[files] = Users(files)
    return found


def roots_to_build(path: str, files: Files) -> list[str] | None:
    """Return the kustomizations to build when a file is read; None if none uses it.

    Of the files that one uses the first that names a kubelet stands for all of them.
    """
    known = users(files)
    roots = known.roots(path) if known is not None else []
    if known is None or not roots:
        return None
    return [root for root in roots if known.first(root) == path]
