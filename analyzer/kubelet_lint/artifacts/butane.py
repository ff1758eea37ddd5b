"""Butane configs and Container Linux Configs: what becomes an Ignition config.

After coreos.github.io/butane and its predecessor ``ct``: the same structure as
Ignition's, in YAML, with contents given ``inline`` or as ``local`` files, which lie
below the folder the program is told (``--files-dir``), found here by their path's end.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described, ignition
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.cloud_config import UNITS
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import (
    Document,
    Effect,
    Machine,
    Place,
    Unfollowed,
    Write,
)
from kubelet_lint.source import HOLE, Text
from kubelet_lint.vendor.manifest import Map, Value, items_at, map_at, text_at
from kubelet_lint.yaml.tree import Problem

NAME = "Butane config"

_VARIANT = re.compile(
    r"^variant:[ \t]+['\"]?(?:fcos|flatcar|openshift|r4e|fiot)\b", re.MULTILINE
)
_LISTS = re.compile(
    r"^(?:systemd:[ \t]*\r?\n[ ]+units|storage:[ \t]*\r?\n[ ]+files):", re.MULTILINE
)
_OTHER = re.compile(r"^(?:apiVersion|kind|version: ['\"]?\d['\"]?$)", re.MULTILINE)


def recognizes(document: Document, /) -> bool:
    """Say whether the document is one of the two formats."""
    if not document.name and is_program(document.path):
        return False
    chars = document.text.chars
    if _VARIANT.search(chars):
        return True
    if _OTHER.search(chars):
        return False
    return _LISTS.search(chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine that the config sets up."""
    value = described.first(document.text)
    if isinstance(value, Problem):
        yield Unfollowed(f"the config cannot be read: {value.reason}", value.span)
    elif value is not None:
        found = tuple(_effects(value, document, files))
        if found:
            span = document.text.span
            yield Machine(described.name(document), found, span=span)


def _effects(config: Map, document: Document, files: Files) -> Iterator[Effect]:
    storage = map_at(config, "storage")
    for tree in items_at(storage, "trees"):
        yield from _tree(tree, document, files)
    yield from ignition.effects(config, document)
    for file in items_at(storage, "files"):
        path, local = text_at(file, "path"), text_at(file, "contents", "local")
        if path is not None and local is not None:
            yield Write(path.chars, _local(local, document, files), span=path.span)
        remote = text_at(file, "contents", "remote", "url")
        if path is not None and remote is not None:
            reason = f"the content is fetched from {remote.display()}"
            yield Write(path.chars, Text.hole(reason, remote.span), span=path.span)
    for unit in items_at(map_at(config, "systemd"), "units"):
        yield from _unit(unit, document, files)


def _unit(unit: Value, document: Document, files: Files) -> Iterator[Effect]:
    name = text_at(unit, "name")
    if name is None or HOLE in name.chars:
        return
    local = text_at(unit, "contents_local")
    if local is not None:
        yield Write(f"{UNITS}/{name.chars}", _local(local, document, files))
    for dropin in items_at(unit, "dropins"):
        base, inner = text_at(dropin, "name"), text_at(dropin, "contents_local")
        if base is not None and inner is not None:
            path = f"{UNITS}/{name.chars}.d/{base.chars}"
            yield Write(path, _local(inner, document, files), span=base.span)


def _tree(tree: Value, document: Document, files: Files) -> Iterator[Effect]:
    local, path = text_at(tree, "local"), text_at(tree, "path")
    if local is None or HOLE in local.chars:
        return
    where = path.chars if path is not None else "/"
    folder = posixpath.dirname(document.path)
    for base in (folder, posixpath.dirname(folder), ""):
        source = posixpath.normpath(posixpath.join(base, local.chars))
        if files.below(source):
            yield Place(source, where, local.span)
            return
    yield Unfollowed(f"{local.display()} is not in the repository", local.span)


def _local(name: Text, document: Document, files: Files) -> Text:
    folder = posixpath.dirname(document.path)
    for base in (folder, posixpath.dirname(folder), ""):
        found = files.read(posixpath.normpath(posixpath.join(base, name.chars)))
        if found is not None:
            return found.text
    hits = files.suffix(name.chars)
    found = files.read(hits[0]) if len(hits) == 1 else None
    if found is not None:
        return found.text
    return Text.hole(f"{name.display()} is not in the repository", name.span)
