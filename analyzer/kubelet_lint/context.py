"""What every step that boots machines needs to know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.artifacts.base import Files
from kubelet_lint.finder import RepositoryFinder
from kubelet_lint.node.effect import Document, FragmentKind
from kubelet_lint.node.filesystem import Entry, File, FileSystem
from kubelet_lint.node.followed import Followed
from kubelet_lint.options import Options
from kubelet_lint.source import Source

SYSTEMD = 252
"""The systemd release assumed; all recorded releases agree on what packages ship."""


STEPS = 150_000
"""Commands followed in one run, so that very many long scripts end as well."""


class Context:
    """The repository and what the user asked for."""

    __slots__ = (
        *("consumed", "files", "followed", "kinds", "made", "options", "steps"),
        "_searched",
    )

    def __init__(
        self, files: Files, kinds: Mapping[str, FragmentKind], options: Options
    ) -> None:
        self.files = files
        self._searched = files
        self.kinds = kinds
        self.options = options
        self.consumed: set[str] = set()
        """Repository files that some node was seen to read: no more judged alone."""
        self.made: dict[str, Document] = {}
        """Documents about further machines that machines make; see ``made``."""
        self.followed: dict[int, tuple[Followed, RepositoryFinder]] = {}
        """Scripts that were followed already, by the identity of their effect."""
        self.steps = STEPS
        """Commands that may still be followed in scripts of any length."""

    @property
    def systemd(self) -> int:
        """The systemd release to follow."""
        return self.options.systemd_version or SYSTEMD

    def narrowed(self, searched: Files, options: Options) -> Context:
        """Return the context of one node: what it names is looked for in few files."""
        other = Context(self.files, self.kinds, options)
        other._searched = searched
        other.consumed = self.consumed
        other.made = self.made
        return other

    def finder(self, near: str) -> RepositoryFinder:
        """Return a finder for what the artifact at ``near`` refers to."""
        if self._searched is self.files:
            return RepositoryFinder(self.files, self.kinds, near)
        known = self._searched.below("")
        kinds: dict[str, FragmentKind] = {
            path: self.kinds[path] for path in known if path in self.kinds
        }
        return RepositoryFinder(self._searched, kinds, near)


def made(document: Document) -> str:
    """Return what tells a document that a machine is left with from all others."""
    return f"{document.path}#{document.name}#{document.text.display()}"


def place(source: Source, start: int) -> str:
    """Return what tells a document inside of a file from others there."""
    return f"{source.path}@{start}"


class Recording(NamedTuple):
    """A file system that remembers what was read.

    Node paths, repository files, and where in these a document inside of them starts.
    """

    files: FileSystem
    read: set[str]

    def entry(self, path: str) -> Entry:
        """Return what lies at ``path``, and remember whose text it is."""
        found = self.files.entry(path)
        if isinstance(found, File):
            self.read.add(path)
            for start, end, _ in found.text.pieces():
                span = found.text.span_of(start, end)
                if span is not None:
                    self.read.update((span.source.path, place(*span[:2])))
                    break
        return found

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names in a directory."""
        return self.files.names(path)
