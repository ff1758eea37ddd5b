"""The environment that a service's processes are spawned with.

Follows ``exec_spawn``, ``exec_child`` and ``build_environment``
(``src/core/execute.c``): the layers of ``environment``, filled from a unit and a node.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    FileSystem,
    Missing,
    Unseen,
    follow,
)
from kubelet_lint.source import HOLE, Hole, Text, program
from kubelet_lint.systemd.environment import Environment
from kubelet_lint.systemd.environment_file import read
from kubelet_lint.systemd.expansion import NAME
from kubelet_lint.systemd.manager import default_environment, passed_environment
from kubelet_lint.systemd.service import (
    DIRECTORIES,
    FileSetting,
    Service,
    normalized,
)
from kubelet_lint.systemd.specifier import root_shell
from kubelet_lint.systemd.unit import Problem
from kubelet_lint.value import Assumption

_GLOB = re.compile(r"[*?\[]")

Layer = Iterable["tuple[str, Text] | Hole"]


class Node(NamedTuple):
    """What spawning depends on beside the unit."""

    files: FileSystem
    version: int = 252
    optional_empty: frozenset[str] = frozenset()
    """Optional environment files that are taken for empty where they are not seen."""
    manager: Mapping[str, Text] = {}
    """What ``systemctl set-environment`` set before."""
    initial: FileSystem | None = None
    """The files before ``ExecStartPre=`` ran; a mandatory file must exist there."""


class Spawned(NamedTuple):
    """The environment, or why nothing is spawned in it."""

    environment: Environment
    own: Mapping[str, Text]
    """What systemd sets by itself, without anybody writing it down."""
    refusal: Problem | None
    assumptions: tuple[Assumption, ...]


def spawn(service: Service, node: Node) -> Spawned:
    """Return the environment before ``UnsetEnvironment=`` applies."""
    own = dict(_own(service, node).variables)
    base = default_environment(node.files, node.version).with_variables(
        node.manager.items()
    )
    own = {**base.variables, **own}
    environment = base.with_variables(own.items())
    assumptions: list[Assumption] = []
    refusals: list[Problem] = []
    layers = (
        _passed(service, node),
        service.environment,
        _from_files(service, node, refusals, assumptions),
    )
    for layer in layers:
        environment = _over(environment, layer, own)
    refusal = refusals[0] if refusals else None
    return Spawned(environment, own, refusal, tuple(assumptions))


def _over(
    environment: Environment, layer: Layer, own: Mapping[str, Text]
) -> Environment:
    pairs: list[tuple[str, Text]] = []
    for item in layer:
        if isinstance(item, Hole):
            environment = environment.with_variables(pairs).with_doubt(item, own)
            pairs.clear()
        else:
            pairs.append(item)
    return environment.with_variables(pairs)


# --- systemd's own -------------------------------------------------------------------


def _own(service: Service, node: Node) -> Environment:
    variables = dict(_user(service, node))
    for name in ("INVOCATION_ID", "JOURNAL_STREAM", "SYSTEMD_EXEC_PID"):
        variables[name] = Text.hole(
            "decided when the process is started", name=f"${name}"
        )
    for key, words in service.directories.items():
        name, root = DIRECTORIES[key]
        joined = [
            part
            for _, path in sorted({word.chars: word for word in words}.items())
            for part in (program(f":{root}/"), path)
        ]
        if joined:
            variables[name] = Text.join((program(f"{root}/"), *joined[1:]))
    if service.search_path:
        parts = [part for path in service.search_path for part in (program(":"), path)]
        variables["PATH"] = Text.join(parts[1:])
    return Environment(variables)


def _user(service: Service, node: Node) -> Iterator[tuple[str, Text]]:
    user = service.single.get("User")
    if user is None:
        if node.version >= 255:
            yield "USER", program("root")
        directory = service.single.get("WorkingDirectory")
        if directory and directory.chars == "~":
            yield "HOME", program("/root")
        return
    if user.chars in ("root", "0"):
        yield "HOME", program("/root")
        yield "SHELL", program(root_shell(node.version))
        user = program("root")
    else:
        for name in ("HOME", "SHELL"):
            yield name, Text.hole(f"what {user.display()} has on the node", user.span)
    yield "LOGNAME", user
    yield "USER", user


def _passed(service: Service, node: Node) -> Iterator[tuple[str, Text] | Hole]:
    if not service.passed:
        return
    manager = passed_environment(node.files, node.version)
    manager = manager.with_variables(node.manager.items())
    for name in service.passed:
        value = manager.get(name)
        if value is not None:
            yield name, value


# --- environment files ---------------------------------------------------------------


def _from_files(
    service: Service,
    node: Node,
    refusals: list[Problem],
    assumptions: list[Assumption],
) -> Iterator[tuple[str, Text] | Hole]:
    for setting in service.environment_files:
        if isinstance(setting, Hole):
            yield setting
            continue
        if node.initial is not None and not setting.optional:
            before = list(_entries(node.initial, setting))
            refusals.extend(_missing(setting, before))
        for path, entry in _entries(node.files, setting):
            refusal, found = _from_entry(setting, path, entry, node, assumptions)
            yield from found
            if refusal and not setting.optional:
                refusals.append(Problem(refusal, setting.span))


def _missing(
    setting: FileSetting, entries: list[tuple[str, Entry]]
) -> Iterator[Problem]:
    for path, entry in entries:
        if isinstance(entry, Missing):
            yield Problem(_failed(path, entry.reason), setting.span)


def _from_entry(
    setting: FileSetting,
    path: str,
    entry: Entry,
    node: Node,
    assumptions: list[Assumption],
) -> tuple[str | None, Layer]:
    """Return why the file cannot be loaded, and what it says."""
    match entry:
        case File():
            assumptions.extend(entry.assumptions)
            loaded = read(entry.text, node.version)
            if loaded.refusal:
                return _failed(path, loaded.refusal), ()
            return None, _assignments(loaded.assignments)
        case Missing():
            return _failed(path, entry.reason), ()
        case Directory():
            return _failed(path, "is a directory"), ()
        case Unseen() if setting.optional and path in node.optional_empty:
            said = f"{path} is empty, as its package ships it"
            assumptions.append(Assumption(said, setting.span))
            return None, ()
        case Unseen():
            return None, (Hole(f"{path} is not in the repository", setting.span, path),)
        case _:
            return None, (Hole(f"{path} cannot be read", setting.span, path),)


def _failed(path: str, reason: str) -> str:
    return f"Failed to load environment files: {path}: {reason}"


def _assignments(
    pairs: Iterable[tuple[Text, Text]],
) -> Iterator[tuple[str, Text] | Hole]:
    for name, value in pairs:
        if HOLE in name.chars:
            reason = "a line of the environment file is not known"
            yield Hole(reason, name.span, name.display())
        elif NAME.fullmatch(name.chars):
            yield name.chars, value


def _entries(files: FileSystem, setting: FileSetting) -> Iterator[tuple[str, Entry]]:
    """Yield the files a setting names, patterns resolved as glob(3) does."""
    path = normalized(setting.path.chars)
    if path == "/dev/null":
        return
    paths = [path] if not _GLOB.search(path) else list(_glob(files, path))
    if not paths:
        yield path, follow(files, path).entry
    for one in paths:
        yield one, follow(files, one).entry


def _glob(files: FileSystem, pattern: str) -> Iterator[str]:
    found = ["/"]
    for part in pattern.strip("/").split("/"):
        found = [
            posixpath.join(directory, name)
            for directory in found
            for name in _matches(files, directory, part)
        ]
    yield from found


def _matches(files: FileSystem, directory: str, part: str) -> Iterable[str]:
    if not _GLOB.search(part):
        return (part,)
    hidden = part.startswith(".")
    names = files.names(follow(files, directory).path)
    matches = (name for name in names if fnmatch.fnmatchcase(name, part))
    return [name for name in matches if hidden or not name.startswith(".")]
