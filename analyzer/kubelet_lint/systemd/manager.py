"""The manager's environment: what every service starts from.

Follows ``manager_default_environment`` (``src/core/manager.c``) and
systemd-system.conf(5): ``DefaultEnvironment=`` goes to all services,
``ManagerEnvironment=`` (since 248) only where ``PassEnvironment=`` asks for it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from kubelet_lint.node.filesystem import File, FileSystem, Unseen, follow
from kubelet_lint.source import Hole, Text, program
from kubelet_lint.systemd.environment import (
    Environment,
    assignment,
    parse_environment_file,
)
from kubelet_lint.systemd.specifier import BadSpecifier, Place, resolve
from kubelet_lint.systemd.unit import parse
from kubelet_lint.systemd.words import split

CONFIGURATION = "/etc/systemd/system.conf"
DIRECTORIES = (
    "/etc/systemd/system.conf.d",
    "/run/systemd/system.conf.d",
    "/usr/local/lib/systemd/system.conf.d",
    "/usr/lib/systemd/system.conf.d",
)

_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin"
_LOCALE = "/etc/locale.conf"


def search_path(version: int) -> str:
    """Return the ``PATH`` of services; ``/sbin`` and ``/bin`` were dropped in 255."""
    return _PATH if version >= 255 else f"{_PATH}:/sbin:/bin"


def default_environment(files: FileSystem, version: int) -> Environment:
    """Return what the manager gives to every service."""
    return _own(files, version).with_variables(
        _settings(files, "DefaultEnvironment", version)
    )


def passed_environment(files: FileSystem, version: int) -> Environment:
    """Return the manager's own variables, which ``PassEnvironment=`` takes from."""
    own = _own(files, version)
    if isinstance(follow(files, CONFIGURATION).entry, Unseen):
        doubt = Hole("the environment of the node's manager is not in the repository")
        own = Environment(own.variables, doubt)
    if version < 248:
        return own
    return own.with_variables(_settings(files, "ManagerEnvironment", version))


def _own(files: FileSystem, version: int) -> Environment:
    """Return what the manager sets without being told to."""
    entry = follow(files, _LOCALE).entry
    pairs = parse_environment_file(entry.text) if isinstance(entry, File) else []
    locale = {name.chars: value for name, value in pairs if name.chars == "LANG"}
    unknown = Text.hole("the node's locale is not known", name="$LANG")
    path = program(search_path(version))
    return Environment({"PATH": path, "LANG": unknown, **locale})


def _settings(files: FileSystem, key: str, version: int) -> Iterator[tuple[str, Text]]:
    place = Place("", version, None, files)
    kept: list[tuple[str, Text]] = []
    for text in _configurations(files):
        for setting in parse(
            text, dropin=True, version=version, sections=frozenset({"Manager"})
        ).assignments:
            if setting.key.chars != key:
                continue
            if not setting.value:
                kept.clear()
            for word in split(setting.value, "c"):
                resolved = resolve(word, place)
                if not isinstance(resolved, BadSpecifier):
                    pair = assignment(resolved)
                    kept.extend([pair] if pair else [])
    yield from kept


def _configurations(files: FileSystem) -> Iterator[Text]:
    """Yield the configuration file, then its drop-ins in the order of their names."""
    found: dict[str, str] = {}
    for directory in DIRECTORIES:
        for name in files.names(directory):
            if name.endswith(".conf") and not name.startswith("."):
                found.setdefault(name, posixpath.join(directory, name))
    paths = [found[name] for name in sorted(found, key=_bytes)]
    for path in (CONFIGURATION, *paths):
        entry = follow(files, path).entry
        if isinstance(entry, File):
            yield entry.text


def _bytes(name: str) -> bytes:
    return name.encode("utf-8", "surrogateescape")
