"""Boot a unit: the processes that systemd starts for it.

The last step of ``src/core/service.c`` and ``src/core/execute.c``: every command of
``ExecStart=`` with its variables expanded, or why nothing is executed.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple

from kubelet_lint.node.filesystem import File, FileSystem, follow
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import HOLE, Span, Text, program
from kubelet_lint.systemd import names
from kubelet_lint.systemd.command import Command
from kubelet_lint.systemd.environment import UNSET_AFTER_EXPANSION
from kubelet_lint.systemd.expansion import Lookup, expand
from kubelet_lint.systemd.load import Unit, load
from kubelet_lint.systemd.service import Service, settings
from kubelet_lint.systemd.spawn import Node, Spawned, spawn
from kubelet_lint.systemd.unit import Problem, first_line
from kubelet_lint.systemd.verify import verify
from kubelet_lint.value import Assumption

_DOTS = re.compile(r"/(?:\.?/)+|/\.\Z")


class Boot(NamedTuple):
    """What starting a unit comes to."""

    launches: tuple[Launch, ...]
    """The commands of ``ExecStart=``; also those that systemd refuses to execute."""
    refusal: str | None = None
    """Why systemd executes nothing, in its own sense."""
    span: Span | None = None
    """Where the reason is written."""
    assumptions: tuple[Assumption, ...] = ()


def boot(
    files: FileSystem,
    name: str,
    version: int = 252,
    *,
    optional_empty: frozenset[str] = frozenset(),
    manager: Mapping[str, Text] | None = None,
    initial: FileSystem | None = None,
) -> Boot:
    """Start a unit of a node.

    Args:
        files: the node's files, after ``ExecStartPre=`` if that was run.
        name: the unit's name, such as ``agent.service``.
        version: the release of systemd.
        optional_empty: environment files that are taken for empty, as an assumption,
            where they are optional and not seen.
        manager: variables that ``systemctl set-environment`` set before.
        initial: the files before ``ExecStartPre=`` ran, if that was run.
    """
    unit = load(files, name, version)
    return boot_unit(
        files,
        unit,
        version,
        optional_empty=optional_empty,
        manager=manager,
        initial=initial,
    )


def boot_unit(
    files: FileSystem,
    unit: Unit,
    version: int = 252,
    *,
    optional_empty: frozenset[str] = frozenset(),
    manager: Mapping[str, Text] | None = None,
    initial: FileSystem | None = None,
) -> Boot:
    """Start a loaded unit; see ``boot``."""
    node = Node(files, version, optional_empty, manager or {}, initial)
    started = _start(unit, node)
    assumptions = started.assumptions
    if not unit.parts:
        return Boot((), unit.reason, unit.span, assumptions)
    launches: list[Launch] = []
    waits = False
    for command in started.service.commands["ExecStart"]:
        launch = _launch(unit, command, started, node)
        if waits and launch.executed:
            launch = replace(launch, executed=None)
        waits = waits or not command.ignores_failure
        launches.append(launch)
    refusal = started.refusal
    if refusal is None:
        return Boot(tuple(launches), assumptions=assumptions)
    return Boot(tuple(launches), refusal.message, refusal.span, assumptions)


def prestarts(
    files: FileSystem,
    unit: Unit,
    version: int = 252,
    *,
    optional_empty: frozenset[str] = frozenset(),
    manager: Mapping[str, Text] | None = None,
) -> tuple[Launch, ...]:
    """Return the commands of ``ExecStartPre=``, which run before and one by one.

    They share nothing with the service's own process but files; where systemd
    refuses the unit, or lacks a mandatory environment file, none is executed.
    """
    node = Node(files, version, optional_empty, manager or {})
    started = _start(unit, node)
    commands = started.service.commands["ExecStartPre"]
    return tuple(_launch(unit, command, started, node) for command in commands)


class _Started(NamedTuple):
    service: Service
    spawned: Spawned
    refusal: Problem | None
    assumptions: tuple[Assumption, ...]


def _start(unit: Unit, node: Node) -> _Started:
    service = settings(unit.parts, node.version)
    spawned = spawn(service, node)
    refusal = verify(service, node.version) if unit.state == "loaded" else None
    assumptions = (
        *(one for part in unit.parts for one in part.assumptions),
        *service.assumptions,
        *spawned.assumptions,
    )
    return _Started(service, spawned, refusal or spawned.refusal, assumptions)


def _launch(unit: Unit, command: Command, started: _Started, node: Node) -> Launch:
    service, spawned = started.service, started.spawned
    after = spawned.environment.without(service.unset)
    before = spawned.environment if node.version >= UNSET_AFTER_EXPANSION else after
    argv = list(command.argv)
    if command.expands and not command.via_shell:
        argv = expand(argv, before.get, node.version)
    elif command.via_shell:
        argv = _shell_line(command, before.get, node.version)
    executable = _executable(command.path, service, node, spawned)
    refusal = _refusal(command, started, executable, node)
    if not argv and not refusal:
        # execve(2) is given no name for the executable, and the start fails.
        refusal = Problem("Failed to execute: no argument is left", command.value.span)
    return Launch(
        tuple(argv),
        node.files,
        executable,
        environment={
            name: value
            for name, value in after.variables.items()
            if value.known or spawned.own.get(name) is not value
        },
        doubt=after.doubt,
        cwd=_working_directory(service),
        span=_first_line(command.value.span),
        unit=unit.name,
        executed=False if refusal else _executed(unit, service),
        refusal=refusal.message if refusal else None,
        refusal_span=refusal.span if refusal else None,
        assumptions=started.assumptions,
    )


def _shell_line(command: Command, lookup: Lookup, version: int) -> list[Text]:
    shell, *words = command.argv
    words = expand(words, lookup, version) if command.expands else words
    parts = [part for word in words for part in (program(" "), word)]
    return [shell, program("-c"), Text.join(parts[1:])] if words else [shell]


def _executed(unit: Unit, service: Service) -> bool | None:
    """Say whether it is executed; conditions and the like are the node's to decide."""
    if unit.state != "loaded" or names.is_template(unit.name):
        return None
    if service.conditions or service.commands["ExecCondition"]:
        return None
    return True


def _executable(path: Text, service: Service, node: Node, spawned: Spawned) -> str:
    """Return the path executed; a bare name is looked for as systemd does."""
    if path.chars.startswith("/") or HOLE in path.chars:
        return _DOTS.sub("/", path.display())
    for directory in spawned.own["PATH"].chars.split(":"):
        candidate = posixpath.join(directory, path.chars)
        if isinstance(follow(node.files, candidate).entry, File):
            return candidate
    return path.chars


def _refusal(
    command: Command, started: _Started, executable: str, node: Node
) -> Problem | None:
    if started.refusal:
        return started.refusal
    span = _first_line(command.value.span)
    if command.error:
        return Problem(command.error, span)
    reason = _unrunnable(command.path, executable, node.files)
    if reason is None:
        return None
    return Problem(f"Failed to locate executable {executable}: {reason}", span)


def _unrunnable(path: Text, executable: str, files: FileSystem) -> str | None:
    """Say why the kernel does not run a program, as far as the files tell."""
    if not executable.startswith("/") or HOLE in path.chars:
        return "No such file or directory" if "$" in path.chars else None
    entry = follow(files, executable).entry
    if not isinstance(entry, File):
        # Variables are not expanded in the program.
        return "No such file or directory" if "$" in path.chars else None
    if not entry.mode & 0o111:
        return "Permission denied"
    head = entry.text.chars[:4]
    if head and not head.startswith(("#!", "\x7fELF", HOLE, "vers")):
        return "Exec format error"
    return None


def _working_directory(service: Service) -> str:
    directory = service.single.get("WorkingDirectory")
    if directory is None:
        return "/"
    if directory.chars != "~":
        return directory.display()
    user = service.single.get("User")
    root = user is None or user.chars in ("root", "0")
    return "/root" if root else f"/‹home of {user.display() if user else ''}›"


def _first_line(span: Span | None) -> Span | None:
    return None if span is None else first_line(span)
