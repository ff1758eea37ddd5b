"""Templates that a role does not use as it is shipped, and what would make it.

Where every task that installs a template has a ``when`` that the defaults fail, the
template is used by those alone who set the variables of that condition: what these are
by default says nothing about the file.
"""

from __future__ import annotations

import posixpath
import re

from kubelet_lint.artifacts.ansible_player import Player
from kubelet_lint.artifacts.ansible_task import every_task, read_task, tasks_of
from kubelet_lint.artifacts.ansible_variables import role_of
from kubelet_lint.artifacts.base import Files
from kubelet_lint.vendor.manifest import Leaf, List, Map, at, text_at

_WORD = re.compile(r"[A-Za-z_]\w*")


def overridden(path: str, files: Files) -> frozenset[str]:
    """Return the variables that have another value wherever a template is used."""
    role = role_of(path, files)
    guards = [] if role is None else list(_tasks(role, posixpath.basename(path), files))
    if not guards:
        return frozenset()
    player = Player(role, files)
    if not all(player.never(task) for task in guards):
        return frozenset()
    return frozenset(word for task in guards for word in _WORD.findall(_when(task)))


def _tasks(role: str, name: str, files: Files) -> list[Map]:
    """Return the tasks that install a template, as far as they name it."""
    found: list[Map] = []
    for path in files.below(posixpath.join(role, "tasks")):
        document = files.read(path) if path.endswith((".yml", ".yaml")) else None
        if document is None or name not in document.text.chars:
            continue
        for value in every_task(tasks_of(document)):
            task = read_task(value)
            source = text_at(task.arguments, "src") if task is not None else None
            if source is not None and posixpath.basename(source.chars) == name:
                found.append(value)
    return found


def _when(task: Map) -> str:
    said = at(task, "when")
    listed = said.items if isinstance(said, List) else (said,)
    return " ".join(one.text.chars for one in listed if isinstance(one, Leaf))
