"""From a table ``[[tool.kubelet-lint.node]]`` to the node that it defines."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from typing import Any

from kubelet_lint.config.document import At
from kubelet_lint.config.values import (
    image,
    not_too_many,
    pattern,
    releases,
    repository_path,
)
from kubelet_lint.definition import Node
from kubelet_lint.source import Text


def read(at: At) -> Node:
    """Return one node."""
    given = at.known(KEYS)
    if "name" not in given:
        raise at.wrong("this node has no name")
    if "paths" not in given and "files" not in given:
        raise at.wrong("this node has no paths and no files, so nothing makes it")
    starts = [key for key in ("unit", "command", "script") if key in given]
    if len(starts) > 1:
        raise given[starts[1]].wrong_key(f"a node has this or {starts[0]}, not both")
    if "arguments" in given and "script" not in given:
        raise given["arguments"].wrong_key("only a script gets these")
    found = {KEYS[key][0]: KEYS[key][1](value) for key, value in given.items()}
    file = at.document.file
    return Node(file=file.path, folder=file.folder, span=given["name"].span, **found)


# --- one function a kind of value -----------------------------------------------------


def _name(at: At) -> str:
    name = at.text()
    if not name.isprintable() or "#" in name:
        raise at.wrong(f"{name!r} is no name for a node")
    return name


def _paths(at: At) -> tuple[str, ...]:
    found = at.elements()
    if not found:
        raise at.wrong("this names no file")
    not_too_many(at, len(found))
    for one in found:
        if pattern(one).negated:
            raise one.wrong("a pattern here cannot start with !")
    return tuple(one.text() for one in found)


def _files(at: At) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for path, source in at.members():
        if not path.startswith("/") or "\0" in path or ".." in path.split("/"):
            raise source.wrong_key("this must be an absolute path of the node")
        placed = posixpath.normpath("/" + path.lstrip("/"))
        if placed in found:
            raise source.wrong_key(f"{placed} is there already")
        found[placed] = repository_path(source)
    if not found:
        raise at.wrong("this names no file")
    return tuple(found.items())


def _unit(at: At) -> str:
    name = at.text()
    if "/" in name:
        raise at.wrong("this must be the name of a unit, such as kubelet.service")
    return name if "." in name else f"{name}.service"


def _environment(at: At) -> tuple[tuple[str, Text], ...]:
    found: list[tuple[str, Text]] = []
    for name, value in at.members():
        if not (name.isascii() and name.isidentifier()):
            raise value.wrong_key("this is no name of a variable")
        found.append((name, value.spelled(empty=True)))
    return tuple(found)


def _arguments(at: At) -> tuple[Text, ...]:
    return tuple(one.spelled(empty=True) for one in at.elements())


KEYS: Mapping[str, tuple[str, Callable[[At], Any]]] = {
    "name": ("name", _name),
    "paths": ("paths", _paths),
    "files": ("files", _files),
    "unit": ("unit", _unit),
    "command": ("command", At.spelled),
    "script": ("script", repository_path),
    "arguments": ("arguments", _arguments),
    "environment": ("environment", _environment),
    "image": ("image", image),
    "kubelet-version": ("kubelet_versions", releases),
}
"""The keys of a node, the field each of them fills, and how it is read."""
