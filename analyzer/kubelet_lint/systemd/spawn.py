"""The environment that a service's processes are spawned with.

Follows ``exec_child`` and ``build_environment`` (``src/core/execute.c``): the layers of
``environment``, filled from a unit and its host.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kubelet_lint.source import Hole, Text, program
from kubelet_lint.systemd.environment import Environment, Written
from kubelet_lint.systemd.environment_file import Item, load_environment, words_before
from kubelet_lint.systemd.host import Host
from kubelet_lint.systemd.manager import default_environment, passed_environment
from kubelet_lint.systemd.service import DIRECTORIES, Service
from kubelet_lint.systemd.specifier import root_shell
from kubelet_lint.systemd.unit import Problem, excerpt
from kubelet_lint.value import Assumption

_MADE_AT_EACH_START = ("INVOCATION_ID", "JOURNAL_STREAM", "SYSTEMD_EXEC_PID")


class Spawned(NamedTuple):
    """The environment, or why nothing is spawned in it."""

    environment: Environment
    """Before ``UnsetEnvironment=`` applies."""
    own: Mapping[str, Text]
    """What systemd sets by itself, without the unit saying so."""
    refusal: Problem | None
    assumptions: tuple[Assumption, ...]


def spawn(service: Service, host: Host) -> Spawned:
    """Return what the processes of a service find in their environment."""
    base = default_environment(host.files, host.version)
    base = base.with_variables(host.manager.items())
    base = base.with_variables(_own(service, host))
    loaded = load_environment(service, host)
    environment = base
    if host.initial is None and "set-environment" in words_before(service):
        doubt = Hole("ExecStartPre= may set variables of the manager")
        environment = base.with_doubt(doubt, base.variables)
    for layer in (_passed(service, host), service.environment, loaded.items):
        environment = _over(environment, layer, base.variables)
    refusal = loaded.refusals[0] if loaded.refusals else None
    return Spawned(environment, base.variables, refusal, tuple(loaded.assumptions))


def _over(
    environment: Environment, layer: Iterable[Item], certain: Mapping[str, Text]
) -> Environment:
    pairs: list[tuple[str, Text]] = []
    for item in layer:
        if isinstance(item, Hole):
            environment = environment.with_variables(pairs).with_doubt(item, certain)
            pairs.clear()
        elif isinstance(item, Written):
            environment = environment.with_variables(pairs).with_written(item)
            pairs.clear()
        else:
            pairs.append(item)
    return environment.with_variables(pairs)


def _passed(service: Service, host: Host) -> Iterator[Item]:
    if not service.passed:
        return
    manager = passed_environment(host.files, host.version)
    manager = manager.with_variables(host.manager.items())
    for name in service.passed:
        value = manager.get(name)
        if value is not None:
            yield name, value


def _own(service: Service, host: Host) -> Iterator[tuple[str, Text]]:
    """Yield what systemd adds by itself, for this service."""
    yield from _user(service, host)
    for name in _MADE_AT_EACH_START:
        yield name, Text.hole("made at each start", name=f"${name}")
    for key, words in service.directories.items():
        name, root = DIRECTORIES[key]
        paths = {word.chars: program(f"{root}/") + word for word in words}
        if paths:
            yield name, _joined(path for _, path in sorted(paths.items()))
    if service.search_path:
        yield "PATH", _joined(service.search_path)


def _joined(paths: Iterable[Text]) -> Text:
    parts = [part for path in paths for part in (program(":"), path)]
    return Text.join(parts[1:])


def _user(service: Service, host: Host) -> Iterator[tuple[str, Text]]:
    user = service.single.get("User")
    if user is None:
        if host.version >= 255:
            yield "USER", program("root")
        directory = service.single.get("WorkingDirectory")
        if directory and directory.chars == "~":
            yield "HOME", program("/root")
        return
    if user.chars in ("root", "0"):
        yield "HOME", program("/root")
        yield "SHELL", program(root_shell(host.version))
        user = program("root")
    else:
        for name in ("HOME", "SHELL"):
            reason = f"what {excerpt(user)} has on the node is not known"
            yield name, Text.hole(reason, user.span, f"${name}")
    yield "LOGNAME", user
    yield "USER", user
