"""Templates of a role that its defaults do not choose, and what chooses them.

A role ships several (``kubelet.{{ kind }}.service.j2``; a template ``when: not x``) and
its variables choose one. The others are what somebody gets who sets the variable
another way: a node that is only possible, with the variable named.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.artifacts.ansible_player import Player
from kubelet_lint.artifacts.ansible_task import Task, every_task, read_task, tasks_of
from kubelet_lint.artifacts.base import Files
from kubelet_lint.node.effect import Effect, Write
from kubelet_lint.source import Literal
from kubelet_lint.vendor.manifest import Leaf, List, Map, at, text_at

VARIANTS = 8
"""Variables of one role that are set another way."""

_TAG = re.compile(r"\{\{\s*(\w+)\s*\}\}")
_SWITCH = re.compile(r"(not\s+)?(\w+)(?:\s*\|\s*bool)?")
_EQUALS = re.compile(r"(\w+)\s*==\s*['\"]([\w.-]+)['\"]")


class Choice(NamedTuple):
    """A variable set to what the role's defaults do not say."""

    name: str
    value: str


def sources(effects: tuple[Effect, ...]) -> set[str]:
    """Return the repository's files that effects write."""
    return {
        piece.source.path
        for effect in effects
        if isinstance(effect, Write)
        for _, _, piece in effect.text.pieces()
        if isinstance(piece, Literal)
    }


def choices(player: Player, files: Files, used: set[str]) -> list[Choice]:
    """Return what would choose a kubelet's template that is not used."""
    found: dict[Choice, None] = {}
    folder = posixpath.join(player.role or "", "tasks")
    for path in files.below(folder):
        if not path.endswith((".yml", ".yaml")):
            continue
        for value in every_task(tasks_of(files.read(path))):
            task = read_task(value)
            if task is not None and task.module in ("template", "copy"):
                found.update(dict.fromkeys(_of_task(task, player, files, used)))
    return list(found)[:VARIANTS]


def _of_task(
    task: Task, player: Player, files: Files, used: set[str]
) -> Iterator[Choice]:
    source = text_at(task.arguments, "src")
    if source is None or "kubelet" not in source.chars:
        return
    tags = _TAG.findall(source.chars)
    if len(tags) == 1:
        before, _, after = _TAG.sub("\0", source.chars).partition("\0")
        pattern = re.compile(re.escape(before) + r"([\w-]+)" + re.escape(after))
        for path in files.below(posixpath.join(player.role or "", "templates")):
            named = pattern.fullmatch(posixpath.basename(path))
            if named is not None and path not in used:
                yield Choice(tags[0], named.group(1))
    elif "{{" not in source.chars:
        document = player.find(source, "templates", "")
        if document is not None and document.path not in used:
            yield from _switches(task.whole)


def _switches(task: Map) -> Iterator[Choice]:
    """Yield what each simple condition of a task asks for."""
    when = at(task, "when")
    for one in when.items if isinstance(when, List) else (when,):
        said = one.text.chars.strip() if isinstance(one, Leaf) else ""
        if (switch := _SWITCH.fullmatch(said)) is not None:
            yield Choice(switch.group(2), "false" if switch.group(1) else "true")
        elif (equals := _EQUALS.fullmatch(said)) is not None:
            yield Choice(equals.group(1), equals.group(2))
