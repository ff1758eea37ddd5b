"""One Ansible task: its module and its arguments, whichever way they are written.

``module: {a: b}``, ``module: a=b``, ``action: module a=b`` and a module's full name are
the same (docs.ansible.com, "Playbook Keywords" and "Using fully qualified names").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.node.effect import Document
from kubelet_lint.source import Span, Text
from kubelet_lint.vendor.manifest import Leaf, List, Map, Value, at, parse, text_at

DEPTH = 8
"""Blocks of tasks nested in each other, and task files included by each other."""

INCLUDES = frozenset(
    ("include", "include_tasks", "import_tasks", "include_role", "import_role")
)
MODULES = INCLUDES | {
    "assemble",
    "blockinfile",
    "command",
    "copy",
    "file",
    "get_url",
    "include_vars",
    "ini_file",
    "lineinfile",
    "raw",
    "replace",
    "script",
    "service",
    "set_fact",
    "shell",
    "systemd",
    "systemd_service",
    "template",
    "unarchive",
}
"""The modules that are followed."""


class Task(NamedTuple):
    """One task: its module, with short-hand arguments made a mapping."""

    module: str
    free: Text | None
    """What stands behind the module's name, if that is no mapping."""
    arguments: Map
    whole: Map
    span: Span | None


def tasks_of(document: Document | None) -> tuple[Value, ...]:
    """Return the tasks of a file, none if it cannot be read."""
    root = parse(document.text) if document is not None else None
    return root.items if isinstance(root, List) else ()


def listed(value: Value, key: str) -> tuple[Value, ...]:
    """Return the items of a list under a key, none if there is no list."""
    found = at(value, key)
    return found.items if isinstance(found, List) else ()


def every_task(tasks: tuple[Value, ...], depth: int = 0) -> Iterator[Map]:
    """Yield tasks and blocks, those in blocks, too."""
    for value in tasks:
        if isinstance(value, Map):
            yield value
            for key in ("block", "rescue", "always") if depth < DEPTH else ():
                yield from every_task(listed(value, key), depth + 1)


_PREFIX = re.compile(r"^(?:ansible\.(?:builtin|legacy|posix)|community\.general)\.")
_PAIR = re.compile(r"(\w+)=(\"[^\"]*\"|'[^']*'|(?:\{\{.*?\}\}|[^\s])+)")


def read_task(value: Map) -> Task | None:
    """Return a task whose module is known here, None if it is not."""
    for key, member in value.members.items():
        module = _PREFIX.sub("", key)
        if module == "action" and isinstance(member.value, Leaf):
            module, _, _ = member.value.text.chars.partition(" ")
        if module not in MODULES:
            continue
        arguments, free = _arguments(member.value)
        extra = at(value, "args")
        if isinstance(extra, Map):
            arguments = Map({**extra.members, **arguments.members})
        return Task(module, free, arguments, value, member.key.span)
    return None


def _arguments(value: Value) -> tuple[Map, Text | None]:
    if isinstance(value, Map):
        return value, text_at(value, "cmd") or text_at(value, "_raw_params")
    if not isinstance(value, Leaf):
        return Map({}), None
    text = value.text
    members = Map({})
    for found in _PAIR.finditer(text.chars):
        inner = text[found.start(2) : found.end(2)]
        if inner.chars[:1] in ("'", '"'):
            inner = inner[1:-1]
        members = members.put(found.group(1), Leaf(inner, inner))
    return members, text
