"""The ``--config-dir`` drop-ins: which files they are, and the three ways they merge.

Follows ``mergeKubeletConfigurations`` (``cmd/kubelet/app/server.go``). 1.28 loads each
drop-in like a file, defaults and all, and merges what is not zero (``mergo``). From
1.29 to 1.31 drop-ins are JSON merge patches (RFC 7386) over the internal object, whose
names are Go's, and nothing is defaulted afterwards. Since 1.32 they are patches over
the v1beta1 object, decoded and defaulted once more: there ``null`` brings the default
back.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.kubelet import golang
from kubelet_lint.kubelet.configfile import (
    Document,
    Name,
    Refused,
    identity,
    read,
    registered,
)
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
from kubelet_lint.value import Assumption
from kubelet_lint.yaml import value as yaml_value
from kubelet_lint.yaml.tree import Mapping, Node, Scalar, Sequence

ALPHA = "KUBELET_CONFIG_DROPIN_DIR_ALPHA"
"""The variable without which 1.28 and 1.29 refuse ``--config-dir``."""


class Dropin(NamedTuple):
    """A file that is read, or why reading it fails."""

    path: str
    text: Text | None
    problem: str = ""
    unseen: bool = False
    """Whether the node may have it with a content nobody knows here."""
    assumptions: tuple[Assumption, ...] = ()


def walk(files: FileSystem, directory: str, cwd: str) -> Iterator[Dropin]:
    """Yield the files that ``filepath.WalkDir`` comes to, in its order.

    A link to a directory is not followed, unless the argument ends in a slash: then
    it is no link.
    """
    path = posixpath.join(cwd, directory)
    plain = posixpath.normpath(path)
    follows = path.endswith(("/", "/."))
    found = follow(files, plain) if follows else lookup(files, plain)
    yield from _walk(files, plain, found.entry)


def _walk(files: FileSystem, path: str, entry: Entry) -> Iterator[Dropin]:
    match entry:
        case Directory():
            for name in files.names(follow(files, path).path):
                below = posixpath.join(path, name)
                yield from _walk(files, below, lookup(files, below).entry)
        case Missing():
            yield Dropin(path, None, "no such file or directory")
        case Unseen():
            yield Dropin(path, None, entry.reason, unseen=True)
        case File() | Link() | Unreadable() if _extension(path) == ".conf":
            yield _opened(path, follow(files, path).entry)
        case _:
            return


def _extension(path: str) -> str:
    """``filepath.Ext``: from the last dot on, even if that is the first character."""
    name = posixpath.basename(path)
    return name[name.rfind(".") :] if "." in name else ""


def _opened(path: str, entry: Entry) -> Dropin:
    match entry:
        case File():
            return Dropin(path, entry.text, assumptions=entry.assumptions)
        case Unseen():
            return Dropin(path, None, entry.reason, unseen=True)
        case Directory():
            return Dropin(path, None, "is a directory")
        case Unreadable():
            return Dropin(path, None, entry.reason)
        case _:
            return Dropin(path, None, "no such file or directory")


def patch(text: Text, minor: int) -> Document | Refused:
    """Read a drop-in as a merge patch, as 1.29 and later do."""
    document = read(text)
    if isinstance(document, Refused):
        return document
    wrong = _patch_identity(document, minor)
    if wrong is not None:
        return wrong
    for name, span in duplicates(document):
        words = "duplicate field {}" if document.json else "key {} already set in map"
        said = words.format(golang.quote(name))
        return Refused(f"strict decoding error: {said}", span)
    return document


def _patch_identity(document: Document, minor: int) -> Refused | None:
    """Here names match in their case only, and until 1.31 any kind will do."""
    wrong = identity(document)
    if wrong is not None and "json parse error" in wrong.reason:
        return wrong
    kind = Name.find(document, "kind", exact=True)
    group = Name.find(document, "apiVersion", exact=True)
    if document.root.holes and not (kind and group):
        return None
    if any(name is not None and name.unknown for name in (kind, group)):
        return None
    if kind is None or not kind.value:
        return Refused("Object 'Kind' is missing", kind.span if kind else None)
    return registered(kind, group, document.root.span) if minor >= 32 else None


def duplicates(document: Document) -> list[tuple[str, Span | None]]:
    """Return the names given twice in one object, and where."""
    if not document.json:
        return yaml_value.duplicates(document.root)
    found: list[tuple[str, Span | None]] = []
    pending: list[tuple[str, Node]] = [("", document.root)]
    while pending:
        path, node = pending.pop()
        if isinstance(node, Sequence):
            pending.extend((f"{path}[{n}]", item) for n, item in enumerate(node.items))
        if not isinstance(node, Mapping):
            continue
        seen: set[str] = set()
        for key, value in node.entries:
            if isinstance(key, Scalar):
                below = f"{path}.{key.value}" if path else key.value
                if key.value in seen:
                    found.append((below, key.span))
                seen.add(key.value)
                pending.append((below, value))
    return found
