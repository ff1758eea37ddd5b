"""Ansible tasks: what a role or a play does to the machine it is run on.

The modules of ``ansible.builtin`` that write files, start services and run commands
are followed in the order of their tasks; ``when`` decides, or is asked (see
``node.world``). A role is judged from its ``tasks/main.yml``, with the task files that
includes; a play with its own tasks and handlers.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.ansible_task import MODULES, listed, tasks_of
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Boot, Document, Effect, Machine, Run, Write
from kubelet_lint.node.world import explore
from kubelet_lint.vendor.manifest import List, Map, Value, parse

if (
    TYPE_CHECKING
):  # many a YAML file is a list, and no more than asked whether it is one
    from kubelet_lint.artifacts.ansible_player import Player

NAME = "Ansible tasks"

Played = Callable[["Player"], Iterator[Effect]]
"""What tasks do when a player goes through them."""

_MODULE = "|".join(sorted(MODULES))
_TASK = re.compile(
    r"^[ ]{0,40}(?:- |  )['\"]?(?:ansible\.(?:builtin|legacy)\.)?"
    rf"(?:{_MODULE})['\"]?:",
    re.MULTILINE,
)
_PLAY = re.compile(r"^(?:- |  )['\"]?hosts['\"]?:", re.MULTILINE)
_LIST = re.compile(r"(?:\ufeff|---[^\n]*\n|\s|#[^\n]*\n)*-[ \n]")


def recognizes(document: Document, /) -> bool:
    """Say whether the text is a list of tasks or of plays."""
    chars = document.text.chars
    if document.name or _LIST.match(chars) is None:
        return False
    return _PLAY.search(chars) is not None or (
        _TASK.search(chars) is not None and "roles:" not in chars[:2000]
    )


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine that the tasks set up."""
    from kubelet_lint.artifacts.ansible_variables import role_of

    root = parse(document.text)
    if not isinstance(root, List):
        return
    if any(_is_play(item) for item in root.items):
        for number, play in enumerate(root.items, 1):
            if isinstance(play, Map) and _is_play(play):
                label = "" if len(root.items) == 1 else f"play {number}"
                yield from _play(play, document, files, label)
        return
    role = role_of(document.path, files)
    if role is not None and "handlers" in document.path.split("/")[-2:]:
        return
    entry = document if role is None else _entry(role, document, files)
    if entry is not None:
        yield from _machines(entry, role, files, root.items)


def _is_play(item: Value) -> bool:
    return isinstance(item, Map) and "hosts" in item.members


def _play(play: Map, document: Document, files: Files, label: str) -> Iterator[Machine]:
    parts = [listed(play, key) for key in ("pre_tasks", "tasks", "post_tasks")]
    tasks = tuple(task for part in parts for task in part)
    if not tasks:
        return

    def run(player: Player) -> Iterator[Effect]:
        player.vars(play)
        yield from player.tasks(tasks, posixpath.dirname(document.path))
        yield from player.handlers(listed(play, "handlers"))

    yield from _ways(document, None, files, run, label)


def _entry(role: str, document: Document, files: Files) -> Document | None:
    """Return the task file that a role starts with, if this one is to stand for it.

    Of the files that ``main.yml`` includes the first with a kubelet in it stands for
    the role when ``main.yml`` itself has none and so is not read.
    """
    from kubelet_lint.artifacts.ansible_player import Player

    main = next(
        (
            found
            for name in ("main.yml", "main.yaml")
            if (found := files.read(posixpath.join(role, "tasks", name))) is not None
        ),
        None,
    )
    if main is None or main.path == document.path:
        return document
    reached = Player(role, files).included(main)
    if document.path not in reached:
        return document
    read = [path for path in (main.path, *reached) if _is_read(path, files)]
    return main if read and read[0] == document.path else None


def _is_read(path: str, files: Files) -> bool:
    document = files.read(path)
    return document is not None and (
        "ubelet" in document.text.chars or "ubelet" in "/".join(path.split("/")[-2:])
    )


def _machines(
    entry: Document, role: str | None, files: Files, items: tuple[Value, ...]
) -> Iterator[Machine]:
    tasks = tasks_of(entry) if entry.text else items

    def run(player: Player) -> Iterator[Effect]:
        yield from player.tasks(tasks, posixpath.dirname(entry.path))
        if role is not None:
            yield from player.handlers(player.role_handlers())

    from kubelet_lint.artifacts.ansible_player import Player

    player = Player(role, files)
    found = list(_played(entry, player, run, ""))
    yield from found
    if role is not None and found and _stem(entry.path) == "main":
        yield from _variants(entry, player, run, found)


def _stem(path: str) -> str:
    return posixpath.splitext(posixpath.basename(path))[0]


def _variants(
    entry: Document, player: Player, run: Played, shipped: list[Machine]
) -> Iterator[Machine]:
    """Yield the nodes of variables that are set another way than by default."""
    from kubelet_lint.artifacts.ansible_variants import choices, sources

    used = {path for machine in shipped for path in sources(machine.effects)}
    for name, value in choices(player, player.files, used):
        doubt = f"only if `{name}` is {value}, which is not its default"
        for machine in _played(entry, player.having(name, value), run, f"{name}"):
            if sources(machine.effects) - used:
                renamed = f"{machine.name} {value}"
                yield machine._replace(name=renamed, doubt=doubt)


def _ways(
    document: Document, role: str | None, files: Files, run: Played, label: str
) -> Iterator[Machine]:
    """Yield a machine for each way the conditions of the tasks can come out."""
    from kubelet_lint.artifacts.ansible_player import Player

    yield from _played(document, Player(role, files), run, label)


def _played(
    document: Document, player: Player, run: Played, label: str
) -> Iterator[Machine]:
    from kubelet_lint.artifacts.ansible_player import matters

    found: dict[object, Machine] = {}
    name = described.name(document, label)
    for world, effects in explore(lambda world: tuple(run(player.started(world)))):
        labels = tuple(decision.label for decision in world.decisions)
        machine = Machine(
            name,
            effects,
            span=document.text.span,
            assumptions=player.assumptions(),
            circumstances=labels,
        )
        found.setdefault(tuple(map(_key, effects)), machine)
    for machine in found.values():
        if any(matters(one) or _starts(one) for one in machine.effects):
            alone = len(found) == 1
            yield machine._replace(circumstances=()) if alone else machine


def _starts(effect: Effect) -> bool:
    """Say whether a kubelet's unit is started: the repository may not hold it."""
    return isinstance(effect, Boot) and "kubelet" in effect.unit


def _key(effect: Effect) -> object:
    match effect:
        case Write():
            return "write", effect.path, effect.text.display(), effect.append
        case Run():
            return "run", effect.script.display()
        case _:
            return effect
