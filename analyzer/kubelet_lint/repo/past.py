"""A repository as it was at a revision: what is on disk, less what changed since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.repo import history
from kubelet_lint.repo.decode import decode
from kubelet_lint.repo.opening import Past
from kubelet_lint.repo.reading import Bytes


class Then(NamedTuple):
    """A revision, seen from now."""

    files: Past
    held: Mapping[str, str]
    """What changed files held; those that were renamed, by their new path too."""
    renamed: Mapping[str, str]
    """New paths of renamed files, by the old ones."""


def at(base: str, environment: Mapping[str, str], revision: str) -> Then:
    """Ask git for what changed since a revision.

    Raises:
        history.HistoryError: it cannot tell.
    """
    commit = history.commit_of(base, environment, revision)
    changed = history.changes(base, environment, commit)
    given = history.contents(base, environment, changed)
    renamed = history.renamed_since(base, environment, commit)
    held = {
        path: decode(content.data).content
        for path, content in given.items()
        if isinstance(content, Bytes)
    }
    held |= {new: held[old] for old, new in renamed.items() if old in held}
    added = {one.path for one in changed if not one.mode}
    absent = (added | history.untracked(base, environment)) - set(given)
    return Then(Past(frozenset(absent), given), held, renamed)
