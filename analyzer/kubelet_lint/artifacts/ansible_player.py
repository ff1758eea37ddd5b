"""Going through Ansible tasks in one world.

Conditions are decided there; variables come from the repository
(``ansible_variables``), from ``set_fact``, from ``vars`` and from loops. What the
modules do is ``ansible_modules``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts.ansible_task import (
    DEPTH,
    INCLUDES,
    Task,
    every_task,
    listed,
    read_task,
    tasks_of,
)
from kubelet_lint.artifacts.ansible_variables import fixed
from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.relevance import watching
from kubelet_lint.artifacts.variables import printed
from kubelet_lint.node.effect import (
    Document,
    Effect,
    Place,
    Remove,
    Run,
    Symlink,
    Unfollowed,
    Write,
)
from kubelet_lint.node.world import World
from kubelet_lint.source import HOLE, Span, Text
from kubelet_lint.template.condition import Condition
from kubelet_lint.template.evaluate import evaluate, truth
from kubelet_lint.template.functions import items as items_of
from kubelet_lint.template.functions import settled
from kubelet_lint.template.parsed import parse as parse_expression
from kubelet_lint.template.render import write
from kubelet_lint.template.scope import Branching, Object, Scope, Unfixed
from kubelet_lint.template.scope import Value as Known
from kubelet_lint.value import Assumption
from kubelet_lint.vendor.manifest import Leaf, List, Map, Value, at, text_at, word

EFFECTS = 2_000
"""Effects of one role or play; what comes after is unfollowed."""


class Player:
    """Goes through tasks; ``started`` makes one for each world."""

    def __init__(self, role: str | None, files: Files) -> None:
        self.role = role
        self.files = files
        self._fixed = fixed(role, files)
        self._parsed: dict[str, tuple[Value, ...]] = {}
        self._world: World | None = None
        self._given: dict[str, Known] = {}
        self._facts: dict[str, Known] = {}
        self._written: dict[str, Text] = {}
        self._notified: set[str] = set()
        self._count = 0
        self._used: dict[str, Span | None] = {}
        self._shipped: dict[str, Span | None] = {}

    def started(self, world: World) -> Player:
        """Return a player that has done nothing yet, in a world."""
        other = Player.__new__(Player)
        other.__dict__.update(self.__dict__)
        other._world = world
        other._facts, other._written = dict(self._given), {}
        other._notified = set()
        other._count = 0
        return other

    def having(self, name: str, value: str) -> Player:
        """Return a player for which a variable has a value from the outset."""
        other = Player(self.role, self.files)
        other._given = {name: self._known(word(value))}
        return other

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return which files of variables decide what the tasks do."""
        paths = {span.source.path: span for span in self._used.values() if span}
        found = [
            Assumption(f"variables as {path} has them", span)
            for path, span in sorted(paths.items())
        ]
        if self._shipped:
            names = ", ".join(f"`{name}`" for name in sorted(self._shipped)[:4])
            found.append(Assumption(f"defaults as shipped; overridden through {names}"))
        return tuple(found)

    # --- names ------------------------------------------------------------------------

    def vars(self, holder: Value) -> None:
        """Take the ``vars`` of a play or a block."""
        found = at(holder, "vars")
        for name, member in found.members.items() if isinstance(found, Map) else ():
            self.fact(name, member.value)

    def scope(self, text: Text) -> Scope:
        """Return a scope that knows what a text uses."""
        scope = Scope("jinja", self._fixed.used(text))
        scope.shipped = self._shipped
        for name, value in self._facts.items():
            scope.assign(name, value, "")
        return scope

    def _used_by(self, scope: Scope) -> None:
        for name, value in scope.fixed.items():
            self._used.setdefault(name, value.span)

    def fact(self, name: str, value: Value) -> None:
        """Set a variable from here on, as ``set_fact`` does."""
        self._facts[name] = self._known(value)

    def forget(self, name: str) -> None:
        """Let nobody know a variable's value from here on."""
        self._facts[name] = None

    def _known(self, value: Value) -> Known:
        match value:
            case Leaf():
                text = printed(value, "jinja")
                return self._native(text) if text is value.text else text
            case Map(members):
                fields = {name: self._known(one.value) for name, one in members.items()}
                return Object(fields)
            case List(items):
                return tuple(self._known(item) for item in items)

    def _native(self, text: Text) -> Known:
        """Return a value; one expression alone may come to a list or a mapping."""
        bare = text.strip()
        if bare.chars.startswith("{{") and bare.chars.find("}}") == len(bare) - 2:
            scope = self.scope(text)
            found = evaluate(parse_expression(bare[2:-2], "jinja"), scope)
            if isinstance(found, (tuple, Object, Branching)):
                self._used_by(scope)
                return settled(found, scope)
        return self.text(text)

    def text(self, text: Text | None) -> Text | None:
        """Return an argument with its template filled in."""
        if text is None or not ("{{" in text.chars or "{%" in text.chars):
            return text
        scope = self.scope(text)
        found = write(text, scope, watching(text))
        self._used_by(scope)
        return found

    def argument(self, task: Task, *names: str) -> Text | None:
        """Return the first of some arguments that a task has."""
        for name in names:
            found = text_at(task.arguments, name)
            if found is not None:
                return self.text(found)
        return None

    def is_true(self, task: Task, name: str) -> bool | None:
        """Return a boolean argument; None if it is absent or unknown."""
        found = self.argument(task, name)
        if found is None or not found.known:
            return None
        return found.chars.lower() in ("yes", "true", "on", "1", "y")

    # --- tasks ------------------------------------------------------------------------

    def tasks(
        self, tasks: tuple[Value, ...], folder: str, depth: int = 0
    ) -> Iterator[Effect]:
        """Yield what tasks do, in their order."""
        for value in tasks:
            if isinstance(value, Map):
                yield from self._one(value, folder, depth)

    def _one(self, value: Map, folder: str, depth: int) -> Iterator[Effect]:
        blocks = [key for key in ("block", "always") if key in value.members]
        if blocks:
            holds = self._holds(value)
            if holds is None:
                span = value.members[blocks[0]].key.span
                yield Unfollowed("whether a block of tasks runs is not decided", span)
            if holds is not False:
                self.vars(value)
                for key in blocks:
                    yield from self.tasks(listed(value, key), folder, depth)
            return
        task = read_task(value)
        if task is None:
            return
        for item in self._loop(value):
            if item is not None:
                self._facts["item"] = item
            self.vars(value)
            if task.module in INCLUDES:
                holds = self._holds(value)
                if holds is None:
                    said = "whether tasks are included is not decided"
                    yield Unfollowed(said, task.span)
                if holds is not False:
                    yield from self._include(task, folder, depth)
                continue
            if task.module in ("set_fact", "include_vars") and self.never(value):
                continue
            found = list(self._module(task))
            holds = self._holds(value) if any(map(matters, found)) else True
            if holds is None:
                found = [_undecided(effect, task) for effect in found]
            if found and holds is not False:
                self._note_handlers(value)
                yield from self._counted(found, task)
        self._facts.pop("item", None)

    def _module(self, task: Task) -> Iterator[Effect]:
        from kubelet_lint.artifacts.ansible_modules import EFFECTS_OF

        return EFFECTS_OF[task.module](self, task)

    def _counted(self, found: list[Effect], task: Task) -> Iterator[Effect]:
        self._count += len(found)
        if self._count <= EFFECTS:
            for effect in found:
                self._remember(effect)
                yield effect
        elif self._count - len(found) <= EFFECTS:
            yield Unfollowed(f"more than {EFFECTS} steps", task.span)

    def _remember(self, effect: Effect) -> None:
        if isinstance(effect, Write):
            self._written[effect.path] = effect.text
        elif isinstance(effect, Remove):
            self._written.pop(effect.path, None)

    def written(self, path: str) -> Text | None:
        """Return what earlier tasks wrote to a path."""
        return self._written.get(path)

    def _loop(self, value: Map) -> Iterator[Known]:
        """Yield the items a task is repeated for; None once for a task without loop."""
        key = next((key for key in _LOOPS if key in value.members), None)
        if key is None:
            yield None
            return
        source = value.members[key].value
        if isinstance(source, List):
            for item in source.items[:64]:
                yield self._known(item)
            return
        text = source.text if isinstance(source, Leaf) else None
        found = self._items(text) if text is not None else None
        if found is None:
            yield Unfixed("item")
        else:
            yield from found[:64]

    def _items(self, text: Text) -> tuple[Known, ...] | None:
        scope = self.scope(text)
        bare = text.strip()
        if bare.chars.startswith("{{") and bare.chars.endswith("}}"):
            bare = bare[2:-2]
        return items_of(evaluate(parse_expression(bare, "jinja"), scope), scope)

    # --- conditions -------------------------------------------------------------------

    def _holds(self, value: Map) -> bool | None:
        """Say whether a task's ``when`` holds in this world; None if that is open."""
        found = at(value, "when")
        conditions = found.items if isinstance(found, List) else (found,)
        holds: bool | None = True
        for one in conditions:
            decided = self._decide(one.text) if isinstance(one, Leaf) else True
            if decided is False:
                return False
            holds = None if decided is None else holds
        return holds

    def holds_for(self, value: Map, text: Text) -> bool | None:
        """Say whether a task's ``when`` holds; asked only if a text is of a kubelet."""
        if "when" not in value.members:
            return True
        return self._holds(value) if _OURS.search(text.chars) else None

    def never(self, value: Map) -> bool:
        """Say whether a task's ``when`` surely fails; nothing open is asked for it."""
        world, self._world = self._world, None
        holds = self._holds(value)
        self._world = world
        return holds is False

    def _decide(self, text: Text) -> bool | None:
        bare = text.strip()
        if not bare:
            return True
        if bare.chars.startswith("{{") and bare.chars.endswith("}}"):
            bare = bare[2:-2]
        scope = self.scope(bare)
        condition = truth(parse_expression(bare, "jinja"), scope)
        self._used_by(scope)
        return self._ask(condition)

    def _ask(self, condition: Condition) -> bool | None:
        while not isinstance(condition, bool):
            labels = tuple(label for label, _ in condition.answers)
            world = self._world
            taken = world.choose(condition.condition, labels) if world else None
            if taken is None:
                return None
            condition = condition.answers[taken][1]
        return condition

    # --- includes and handlers --------------------------------------------------------

    def _include(self, task: Task, folder: str, depth: int) -> Iterator[Effect]:
        if depth >= DEPTH:
            yield Unfollowed(f"tasks included more than {DEPTH} deep", task.span)
            return
        if task.module in ("include_role", "import_role"):
            name = self.argument(task, "name")
            path = _role_tasks(name, self.argument(task, "tasks_from"), self.files)
        else:
            name = self.text(task.free) or self.argument(task, "file", "_raw_params")
            path = None if name is None else self._task_file(name, folder)
        document = self.files.read(path) if path is not None else None
        if document is None:
            said = "tasks" if name is None else name.display()
            yield Unfollowed(f"{said} is included and not seen", task.span)
            return
        inner = posixpath.dirname(document.path)
        yield from self.tasks(self.file(document), inner, depth + 1)

    def file(self, document: Document) -> tuple[Value, ...]:
        """Return the tasks of a file; each file is parsed once."""
        if document.path not in self._parsed:
            self._parsed[document.path] = tasks_of(document)
        return self._parsed[document.path]

    def _task_file(self, name: Text, folder: str) -> str | None:
        if HOLE in name.chars:
            return None
        for base in (folder, *((f"{self.role}/tasks",) if self.role else ())):
            path = posixpath.normpath(posixpath.join(base, name.chars))
            if self.files.read(path) is not None:
                return path
        return None

    def included(self, main: Document) -> list[str]:
        """Return the task files that a role's main file includes, in order."""
        found: list[str] = []
        todo = [main]
        while todo and len(found) < 200:
            document = todo.pop()
            for value in every_task(self.file(document)):
                task = read_task(value)
                if task is None or task.module not in INCLUDES:
                    continue
                name = self.text(task.free) or self.argument(task, "file")
                folder = posixpath.dirname(document.path)
                path = self._task_file(name, folder) if name is not None else None
                inner = self.files.read(path) if path is not None else None
                if inner is not None and inner.path not in found:
                    found.append(inner.path)
                    todo.append(inner)
        return found

    def _note_handlers(self, value: Map) -> None:
        found = at(value, "notify")
        several = found.items if isinstance(found, List) else (found,)
        self._notified |= {one.text.chars for one in several if isinstance(one, Leaf)}

    def handlers(self, handlers: tuple[Value, ...]) -> Iterator[Effect]:
        """Yield what the handlers do that a task notified."""
        for value in handlers:
            if not isinstance(value, Map):
                continue
            names = [text_at(value, "name"), text_at(value, "listen")]
            said = {name.chars for name in names if name is not None}
            task = read_task(value)
            if not (said & self._notified) or task is None:
                continue
            if self._holds(value) is not False:
                self._note_handlers(value)
                yield from self._module(task)

    def role_handlers(self) -> tuple[Value, ...]:
        """Return the handlers of the role."""
        for name in ("main.yml", "main.yaml"):
            path = posixpath.join(self.role or "", "handlers", name)
            found = tasks_of(self.files.read(path))
            if found:
                return found
        return ()

    # --- files of the role ------------------------------------------------------------

    def find(self, name: Text, part: str, near: str) -> Document | None:
        """Return the file that ``src`` names: of the role, or beside the play."""
        if HOLE in name.chars:
            return None
        chars = name.chars
        bases = [near, posixpath.join(near, part)]
        if self.role is not None:
            bases = [posixpath.join(self.role, part), self.role, *bases]
        for base in bases:
            path = posixpath.normpath(posixpath.join(base, chars))
            document = self.files.read(path)
            if document is not None:
                return document
        hits = self.files.suffix(posixpath.join(part, posixpath.basename(chars)))
        return self.files.read(hits[0]) if len(hits) == 1 else None


_OURS = re.compile(r"ubelet|UBELET|kubeadm|k3s|rke2|k0s|microk8s")


_STARTS = re.compile(
    r"\bkubeadm['\"]?(?:\s+-\S+)*\s+(?:init|join)\b(?!\s+phase\s+(?!kubelet-start))"
    r"|\bkubelet['\"]?\s+-"
    r"|\b(?:k3s|rke2)['\"]?\s+(?:server|agent)\b|\bk0s['\"]?\s+(?:worker|controller)\b"
)


def matters(effect: Effect) -> bool:
    """Say whether an effect can make a difference to a kubelet."""
    match effect:
        case Write(path, text):
            return _OURS.search(path) is not None or bool(_OURS.search(text.display()))
        case Symlink() | Remove() | Place():
            return _OURS.search(effect.path) is not None
        case Run():
            return _OURS.search(effect.script.display()) is not None
        case Unfollowed():
            return effect.starts or any(_OURS.search(path) for path in effect.paths)
        case _:
            return False


def _undecided(effect: Effect, task: Task) -> Effect:
    """Return what is known if nobody knows whether a task runs."""
    paths = (
        (effect.path,) if isinstance(effect, (Write, Symlink, Remove, Place)) else ()
    )
    reason = "whether a task runs is not decided"
    return Unfollowed(reason, task.span, paths, starts=_starts(effect))


def _starts(effect: Effect) -> bool:
    """Say whether a command starts a kubelet, or sets one up and starts it."""
    return isinstance(effect, Run) and bool(_STARTS.search(effect.script.display()))


def _role_tasks(name: Text | None, part: Text | None, files: Files) -> str | None:
    if name is None or HOLE in name.chars:
        return None
    base = "main" if part is None else posixpath.splitext(part.chars)[0]
    for ending in (".yml", ".yaml"):
        hits = files.suffix(f"roles/{name.chars}/tasks/{base}{ending}")
        if hits:
            return hits[0]
    return None


_LOOPS = ("loop", "with_items", "with_list", "with_flattened", "with_nested")
