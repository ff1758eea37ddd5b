"""``EnvironmentFile=``: which files it names, and what they set.

Follows ``exec_context_load_environment`` (``src/core/execute.c``); the files are read
at each start of a process, so ``ExecStartPre=`` may have written them.
"""

from __future__ import annotations

import fnmatch
import posixpath
import re
from collections.abc import Iterable, Iterator
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
from kubelet_lint.source import HOLE, Hole, Text
from kubelet_lint.systemd.env_file import read
from kubelet_lint.systemd.environment import Written, placed
from kubelet_lint.systemd.expansion import NAME
from kubelet_lint.systemd.host import Host
from kubelet_lint.systemd.service import FileSetting, Service
from kubelet_lint.systemd.setting import normalized
from kubelet_lint.systemd.unit import Problem, excerpt
from kubelet_lint.value import Assumption

_GLOB = re.compile(r"[*?\[]")

Item = tuple[str, Text] | Written | Hole
"""A variable and its value, or something that may set some variables, or any."""

METADATA = {
    "/run/metadata/afterburn": ("AFTERBURN_",),
    "/run/metadata/coreos": ("AFTERBURN_", "COREOS_"),
    "/run/metadata/flatcar": ("AFTERBURN_", "COREOS_", "FLATCAR_"),
    "/run/metadata/torcx": ("TORCX_",),
}
"""Files that Container Linux, Flatcar and Fedora CoreOS write at boot, with the
prefixes of all they set (coreos/afterburn ``docs/usage/attributes.md``)."""


class Loaded(NamedTuple):
    """What the environment files of a service come to."""

    items: list[Item]
    refusals: list[Problem]
    """Mandatory files that cannot be loaded: nothing is started then."""
    assumptions: list[Assumption]


def load_environment(service: Service, host: Host) -> Loaded:
    """Read the environment files in order; later ones override earlier ones."""
    loaded = Loaded([], [], [])
    before = words_before(service) if host.initial is None else ""
    for setting in service.environment_files:
        if isinstance(setting, Hole):
            loaded.items.append(setting)
            continue
        if host.initial is not None and not setting.optional:
            for path, entry in _entries(host.initial, setting):
                if isinstance(entry, Missing):
                    problem = Problem(_failed(path, entry.reason), setting.span)
                    loaded.refusals.append(problem)
        for path, entry in _entries(host.files, setting):
            _load(setting, path, entry, host, loaded)
        if setting.path.chars in before:
            reason = f"ExecStartPre= may write {setting.path.chars}"
            loaded.items.append(Hole(reason, setting.span, setting.path.chars))
    return loaded


def words_before(service: Service) -> str:
    """Return what ``ExecStartPre=`` runs, as one string to look into."""
    commands = service.commands["ExecStartPre"]
    return " ".join(word.chars for command in commands for word in command.argv)


def _load(
    setting: FileSetting, path: str, entry: Entry, host: Host, loaded: Loaded
) -> None:
    match entry:
        case File():
            loaded.assumptions.extend(entry.assumptions)
            found = read(entry.text, host.version)
            failure = found.refusal
            if not failure:
                loaded.items.extend(_items(found.assignments))
        case Missing():
            failure = entry.reason
        case Directory():
            failure = "is a directory"
        case Unseen() if setting.optional and path in host.optional_empty:
            said = f"{path} is empty, as its package ships it"
            loaded.assumptions.append(Assumption(said, setting.span))
            return
        case Unseen():
            unseen = Hole(f"{path} is not in the repository", setting.span, path)
            prefixes = METADATA.get(path)
            loaded.items.append(Written(unseen, prefixes) if prefixes else unseen)
            return
        case _:
            reason = f"{path} cannot be read"
            loaded.items.append(Hole(reason, setting.span, path))
            return
    if failure and not setting.optional:
        loaded.refusals.append(Problem(_failed(path, failure), setting.span))


def _failed(path: str, reason: str) -> str:
    return f"Failed to load environment files: {path}: {reason}"


def _items(pairs: Iterable[tuple[Text, Text]]) -> Iterator[Item]:
    for name, value in pairs:
        if HOLE in name.chars:
            reason = "a line of the environment file is not known"
            yield Hole(reason, name.span, excerpt(name))
        elif NAME.fullmatch(name.chars):
            yield name.chars, placed(value, name)


def _entries(files: FileSystem, setting: FileSetting) -> Iterator[tuple[str, Entry]]:
    """Yield the files a setting names, patterns resolved as glob(3) does."""
    path = normalized(setting.path.chars)
    if path == "/dev/null":
        return
    if not _GLOB.search(path):
        yield path, follow(files, path).entry
        return
    paths = list(_glob(files, path))
    for one in paths or (path,):
        yield one, follow(files, one).entry


def _glob(files: FileSystem, pattern: str) -> list[str]:
    found = ["/"]
    for part in pattern.strip("/").split("/"):
        found = [
            posixpath.join(directory, name)
            for directory in found
            for name in _matches(files, directory, part)
        ]
    return found


def _matches(files: FileSystem, directory: str, part: str) -> Iterable[str]:
    if not _GLOB.search(part):
        return (part,)
    hidden = part.startswith(".")
    names = files.names(follow(files, directory).path)
    matches = (name for name in names if fnmatch.fnmatchcase(name, part))
    return [name for name in matches if hidden or not name.startswith(".")]
