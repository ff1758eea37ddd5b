"""From the table ``[tool.kubelet-lint]`` to settings: ``KEYS`` is all there is.

Whatever is wrong is an error that names the file, the line and the key. The JSON Schema
for editors (``schemas/configuration.schema.json``) has the same keys; a test compares.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

from kubelet_lint.config.document import At, Document
from kubelet_lint.config.existing import promises
from kubelet_lint.config.file import File
from kubelet_lint.config.node import read as read_node
from kubelet_lint.config.settings import NOTHING, Settings
from kubelet_lint.config.values import (
    image,
    names_of_rules,
    not_too_many,
    pattern,
    patterns,
    releases,
    repository_path,
    rules,
)
from kubelet_lint.definition import Node, PathIgnore
from kubelet_lint.finding import Level
from kubelet_lint.options import SEVEREST_FIRST

LEVELS: tuple[Level, ...] = ("error", "warning", "note")

INCLUDED = ("markdown",)
"""Kinds of files that are only looked at when asked for."""


def read(files: Iterable[File]) -> Settings:
    """Return the settings of the first file that has some.

    Raises:
        ConfigError: it cannot be used.
    """
    for file in files:
        table = Document(file).table
        if table is not None:
            return settings(table)
    return NOTHING


def settings(table: At) -> Settings:
    """Return what our own table says."""
    found: dict[str, Any] = {
        KEYS[key][0]: KEYS[key][1](value) for key, value in table.known(KEYS).items()
    }
    path = table.document.file.path
    return NOTHING._replace(path=path, promises=tuple(promises(table)), **found)


# --- one function a kind of value -----------------------------------------------------


def _severity(at: At) -> tuple[tuple[str, Level], ...]:
    names = names_of_rules()
    return tuple(
        (rule, cast(Level, value.one_of(LEVELS, "no severity is called")))
        for rule, value in at.known(names).items()
    )


def _path_ignores(at: At) -> tuple[PathIgnore, ...]:
    found: list[PathIgnore] = []
    for glob, ignored in at.members():
        meant = At(at.document, ignored.path, glob)
        if pattern(meant).negated:
            raise meant.wrong_key("a pattern here cannot start with !")
        folder = at.document.file.folder
        found.append(PathIgnore(glob, folder, rules(ignored), ignored.span))
    not_too_many(at, len(found))
    return tuple(found)


def _systemd(at: At) -> int:
    release = at.value
    if not isinstance(release, int) or isinstance(release, bool):
        raise at.expected("a number such as 252")
    if not 1 <= release <= 999:
        raise at.wrong(f"there is no systemd {release}")
    return release


def _baseline(at: At) -> str:
    path = repository_path(at)
    if ".git" in posixpath.dirname(path).split("/"):
        raise at.wrong("git's own folder holds no baseline")
    return path


def _nodes(at: At) -> tuple[Node, ...]:
    names: set[str] = set()
    found: list[Node] = []
    for one in at.elements():
        node = read_node(one)
        if node.name in names:
            raise one.wrong(f"another node is called {node.name!r} already")
        names.add(node.name)
        found.append(node)
    return tuple(found)


KEYS: Mapping[str, tuple[str, Callable[[At], Any]]] = {
    "select": ("select", rules),
    "ignore": ("ignore", rules),
    "severity": ("severity", _severity),
    "fail-on": (
        "fail_on",
        lambda at: at.one_of(SEVEREST_FIRST, "no verdict that can fail is called"),
    ),
    "exclude": ("exclude", patterns),
    "extend-exclude": ("extend_exclude", patterns),
    "default-excludes": ("default_excludes", At.flag),
    "include": (
        "include",
        lambda at: tuple(
            one.one_of(INCLUDED, "nothing to include is called")
            for one in at.elements()
        ),
    ),
    "per-path-ignores": ("path_ignores", _path_ignores),
    "kubelet-version": ("kubelet_versions", releases),
    "systemd-version": ("systemd_version", _systemd),
    "image": ("image", image),
    "baseline": ("baseline", _baseline),
    "node": ("nodes", _nodes),
}
"""The keys of the table, the field each of them fills, and how it is read."""
