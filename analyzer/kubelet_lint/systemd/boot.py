"""Boot a unit: the processes that systemd starts for it.

The last step of ``src/core/service.c`` and ``src/core/execute.c``: every command of
``ExecStart=`` with its variables expanded, or why nothing is executed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.node.filesystem import FileSystem
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import HOLE, Hole, Source, Span, Text, program
from kubelet_lint.systemd import names
from kubelet_lint.systemd.command import Command
from kubelet_lint.systemd.environment import UNSET_AFTER_EXPANSION, Environment
from kubelet_lint.systemd.executable import locate, unrunnable
from kubelet_lint.systemd.expansion import Lookup, expand
from kubelet_lint.systemd.host import Host
from kubelet_lint.systemd.load import Unit, load
from kubelet_lint.systemd.merge import merge
from kubelet_lint.systemd.service import Service
from kubelet_lint.systemd.spawn import Spawned, spawn
from kubelet_lint.systemd.unit import Problem, first_line
from kubelet_lint.systemd.verify import verify
from kubelet_lint.value import Assumption


class Boot(NamedTuple):
    """What starting a unit comes to."""

    launches: tuple[Launch, ...]
    """The commands of ``ExecStart=``; also those that systemd refuses to execute."""
    refusal: str | None = None
    """Why systemd executes nothing, in its own sense."""
    span: Span | None = None
    """Where the reason is written."""
    assumptions: tuple[Assumption, ...] = ()
    doubt: Hole | None = None
    """A line of the unit that nobody can read: there may be more to start."""


def boot(
    files: FileSystem,
    name: str,
    version: int = 252,
    *,
    optional_empty: frozenset[str] = frozenset(),
    manager: Mapping[str, Text] | None = None,
    initial: FileSystem | None = None,
    placeholders: bool = False,
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
        placeholders: whether ``$NAME`` in a program is filled in before systemd reads
            the unit, as in a repository; otherwise it is what the program is called.
    """
    unit = load(files, name, version, placeholders=placeholders)
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
    host = Host(files, version, optional_empty, manager or {}, initial)
    started = _start(unit, host)
    assumptions = started.assumptions
    if not unit.parts:
        return Boot((), unit.reason, unit.span, assumptions)
    launches: list[Launch] = []
    waits = False
    for command in started.service.commands["ExecStart"]:
        launch = _launch(unit, command, started, host)
        if waits and launch.executed:
            launch = launch._replace(executed=None)
        waits = waits or not command.ignores_failure
        launches.append(launch)
    refusal = started.refusal
    return Boot(
        tuple(launches),
        refusal.message if refusal else None,
        refusal.span if refusal else None,
        assumptions,
        started.service.unread,
    )


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
    host = Host(files, version, optional_empty, manager or {})
    started = _start(unit, host)
    commands = started.service.commands["ExecStartPre"]
    return tuple(_launch(unit, command, started, host) for command in commands)


class _Started(NamedTuple):
    service: Service
    spawned: Spawned
    refusal: Problem | None
    assumptions: tuple[Assumption, ...]


def _start(unit: Unit, host: Host) -> _Started:
    service = merge(unit.parts)
    spawned = spawn(service, host)
    refusal = verify(service, host.version) if unit.state == "loaded" else None
    assumptions = (
        *(one for part in unit.parts for one in part.assumptions),
        *service.assumptions,
        *spawned.assumptions,
    )
    return _Started(service, spawned, refusal or spawned.refusal, assumptions)


def _launch(unit: Unit, command: Command, started: _Started, host: Host) -> Launch:
    service, spawned = started.service, started.spawned
    after = spawned.environment.without(service.unset)
    before = spawned.environment if host.version >= UNSET_AFTER_EXPANSION else after
    argv = _arguments(command, before.get, host.version)
    executable = locate(command.path, spawned.own["PATH"].chars, host.files)
    refusal = _refusal(command, argv, executable, started, host)
    return Launch(
        argv,
        host.files,
        executable,
        environment=_told(after, spawned),
        doubt=after.doubt or next((one.file for one in after.written), None),
        cwd=_working_directory(service),
        span=_place(command.value),
        unit=unit.name,
        executed=False if refusal else _executed(unit, service),
        refusal=refusal.message if refusal else None,
        refusal_span=refusal.span if refusal else None,
        assumptions=started.assumptions,
    )


def _arguments(command: Command, lookup: Lookup, version: int) -> tuple[Text, ...]:
    if not command.via_shell:
        words = command.argv
        return tuple(expand(words, lookup, version)) if command.expands else words
    shell, *rest = command.argv
    words = tuple(expand(rest, lookup, version) if command.expands else rest)
    parts = [part for word in words for part in (program(" "), word)]
    return (shell, program("-c"), Text.join(parts[1:])) if words else (shell,)


def _told(environment: Environment, spawned: Spawned) -> dict[str, Text]:
    """Return the variables without those that systemd makes up at each start."""
    return {
        name: value
        for name, value in environment.variables.items()
        if value.known or spawned.own.get(name) is not value
    }


def _executed(unit: Unit, service: Service) -> bool | None:
    """Say whether it is executed; conditions and the like are the node's to decide."""
    if unit.state != "loaded" or names.is_template(unit.name):
        return None
    if any(service.conditions.values()) or service.commands["ExecCondition"]:
        return None
    several = len(service.commands["ExecStart"]) > 1
    doubtful = service.unread is not None or HOLE in service.type
    return None if several and doubtful else True


def _refusal(
    command: Command,
    argv: tuple[Text, ...],
    executable: str,
    started: _Started,
    host: Host,
) -> Problem | None:
    if started.refusal:
        return started.refusal
    span = _place(command.value)
    if command.error:
        return Problem(command.error, span)
    reason = unrunnable(command.path, executable, host.files)
    if reason:
        return Problem(f"Failed to locate executable {executable}: {reason}", span)
    if not argv:
        # execve(2) is given no name for the executable, and fails.
        return Problem(f"Failed to execute {executable}: no argument is left", span)
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


def _place(value: Text) -> Span | None:
    """Return the first line of a value in the file that holds most of it.

    A template may begin it with a variable that is written elsewhere.
    """
    held: Counter[Source] = Counter()
    starts: dict[Source, int] = {}
    for start, end, _ in value.pieces():
        span = value.span_of(start, end)
        if span is not None:
            held[span.source] += end - start
            starts.setdefault(span.source, start)
    if not held:
        return None
    span = value.span_of(starts[max(held, key=held.__getitem__)], len(value))
    return None if span is None else first_line(span)
