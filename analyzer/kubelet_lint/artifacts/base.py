"""What a kind of artifact is to the rest of the program.

A kind is a module with the members of ``ArtifactKind`` and one line in
``artifacts.KINDS``. ``recognizes`` looks at content, never at the name alone. ``read``
yields documents it carries, which are recognized again (bounded in depth), parts of a
node, machines it describes by itself, or why it could not be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from kubelet_lint.node.effect import Document, Fragment, Machine, Unfollowed

UNFOLLOWED = "the script that writes it is not followed there"
"""The assumption by which a document in a script is told that nobody followed."""


class Files(Protocol):
    """What a kind may look up in the repository beside its own document."""

    def read(self, path: str) -> Document | None:
        """Return a repository file by its path, None if there is none (or binary)."""
        ...

    def below(self, folder: str) -> tuple[str, ...]:
        """Return the paths of all files below a folder, sorted; ``""`` is the root."""
        ...

    def suffix(self, path: str) -> tuple[str, ...]:
        """Return the files whose path is or ends in ``/`` + ``path``, sorted."""
        ...


class ArtifactKind(Protocol):
    """A module that recognizes and reads one kind of artifact."""

    @property
    def NAME(self) -> str:
        """What people call it: ``cloud-config``, ``Ignition config``."""
        ...

    def recognizes(self, document: Document, /) -> bool:
        """Say, cheaply and by content, whether the document is of this kind."""
        ...

    def read(self, document: Document, files: Files, /) -> Iterator[Carried]:
        """Yield what the document carries, is a part of, or describes."""
        ...


Carried = Document | Fragment | Machine | Unfollowed
