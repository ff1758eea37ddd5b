"""What a configuration says is there: files that make a node have to be.

A definition of which a part matches nothing is a node that nobody judges as meant.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from kubelet_lint.config.document import At
from kubelet_lint.config.values import pattern, repository_path


class Repository(Protocol):
    """The repository, as far as this needs it."""

    base: str

    @property
    def paths(self) -> Sequence[str]:
        """All files that are looked at."""
        ...


class Promise(NamedTuple):
    """Something that has to be in the repository."""

    said: str
    """Where the configuration says so, as a message begins."""
    shown: str
    """What it says."""
    means: Callable[[str], bool]
    path: str = ""
    """The path itself, if it is no pattern."""


def promises(table: At) -> Iterator[Promise]:
    """Yield what the nodes of a configuration that was read need."""
    for node in _list(table, "node"):
        for one in _list(node, "paths"):
            glob = pattern(one)
            yield Promise(_said(one), f"no file matches {one.text()!r}", glob.matches)
        files = node.member("files")
        for _, one in files.members() if files else ():
            yield _path(one)
        script = node.member("script")
        if script:
            yield _path(script)


def missing(promises: Iterable[Promise], repository: Repository) -> str:
    """Return what is wrong with the first thing that is not there; empty: nothing."""
    for one in promises:
        if not any(map(one.means, repository.paths)):
            there = one.path and os.path.lexists(
                os.path.join(repository.base, one.path)
            )
            why = "it is left out (see default-excludes and exclude)" if there else ""
            return f"{one.said}{one.shown}{': ' if why else ''}{why}"
    return ""


def _path(at: At) -> Promise:
    path = repository_path(at)
    folder = path and path + "/"

    def means(known: str) -> bool:
        return known == path or known.startswith(folder)

    return Promise(_said(at), f"the repository has no {path}", means, path)


def _list(at: At, key: str) -> Iterable[At]:
    found = at.member(key)
    return found.elements() if found else ()


def _said(at: At) -> str:
    return str(at.wrong(""))
