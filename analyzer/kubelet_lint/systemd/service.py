"""The settings of a service: what stays of all its files, and whether it may start.

Follows the setting parsers of ``src/core/load-fragment.c`` (which value resets, which
appends, which error is fatal), ``service_add_extras`` and ``service_verify``
(``src/core/service.c``), compared in the sources of releases 252 and 257.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from kubelet_lint.source import HOLE, Hole, Span, Text, program
from kubelet_lint.systemd.command import Command, parse_commands
from kubelet_lint.systemd.environment import assignment
from kubelet_lint.systemd.expansion import NAME
from kubelet_lint.systemd.specifier import BadSpecifier, Place, resolve
from kubelet_lint.systemd.unit import Assignment, Parsed, Problem, Unread
from kubelet_lint.systemd.words import split
from kubelet_lint.value import Assumption

COMMANDS = (
    "ExecCondition",
    "ExecStartPre",
    "ExecStart",
    "ExecStartPost",
    "ExecReload",
    "ExecStop",
    "ExecStopPost",
)

DIRECTORIES = {
    "RuntimeDirectory": ("RUNTIME_DIRECTORY", "/run"),
    "StateDirectory": ("STATE_DIRECTORY", "/var/lib"),
    "CacheDirectory": ("CACHE_DIRECTORY", "/var/cache"),
    "LogsDirectory": ("LOGS_DIRECTORY", "/var/log"),
    "ConfigurationDirectory": ("CONFIGURATION_DIRECTORY", "/etc"),
}
"""Settings that create directories: the variable that tells them, and where."""

_TYPES = frozenset("simple exec forking oneshot dbus notify notify-reload idle".split())
_RESTARTS = frozenset(
    "no on-success on-failure on-abnormal on-watchdog on-abort always".split()
)
_YES = frozenset("1 yes y true t on".split())
_NO = frozenset("0 no n false f off".split())

_CONDITION = re.compile(
    "(?:Condition|Assert)(?:Architecture|Firmware|Virtualization|Host|KernelCommandLine"
    "|KernelVersion|Version|Credential|Security|Capability|ACPower|NeedsUpdate|FirstBoot"
    "|PathExists|PathExistsGlob|PathIsDirectory|PathIsSymbolicLink|PathIsMountPoint"
    "|PathIsReadWrite|PathIsEncrypted|PathIsSocket|DirectoryNotEmpty|FileNotEmpty"
    "|FileIsExecutable|User|Group|ControlGroupController|Memory|CPUs|Environment"
    "|OSRelease|CPUFeature|MemoryPressure|CPUPressure|IOPressure|KernelModuleLoaded)"
)
_MAY_BE_ANY_NAME = re.compile(f"(?![0-9])[A-Za-z0-9_]*{HOLE}[A-Za-z0-9_{HOLE}]*")
_STATUS = re.compile("[0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5]|[A-Z][A-Z0-9_]+")
_UNRESOLVED = "Failed to resolve unit specifiers in {}"
_BAD_USER = re.compile("[\x01-\x1f\x7f:/]|\\A\\.\\.?\\Z")


@dataclass(frozen=True, slots=True)
class Part:
    """One file of a unit, and what specifiers in it mean."""

    path: str
    parsed: Parsed
    place: Place
    dropin: bool
    assumptions: tuple[Assumption, ...] = ()


@dataclass(frozen=True, slots=True)
class FileSetting:
    """One ``EnvironmentFile=``."""

    path: Text
    optional: bool
    span: Span | None


@dataclass(slots=True)
class Service:
    """The settings in effect. Built up file by file, then only read."""

    type: str = ""
    restart: str = "no"
    kill_mode: str = "control-group"
    remains: bool = False
    dynamic_user: bool = False
    single: dict[str, Text] = field(default_factory=dict[str, Text])
    """Plain settings by key: the last value; absent when empty."""
    commands: dict[str, list[Command]] = field(
        default_factory=lambda: {key: [] for key in COMMANDS}
    )
    environment: list[tuple[str, Text] | Hole] = field(
        default_factory=list["tuple[str, Text] | Hole"]
    )
    """Variables of ``Environment=``; a hole is an assignment nobody can read."""
    environment_files: list[FileSetting | Hole] = field(
        default_factory=list["FileSetting | Hole"]
    )
    """A hole stands for a line of the unit that nobody can read."""
    passed: list[str] = field(default_factory=list[str])
    unset: list[Text] = field(default_factory=list[Text])
    search_path: list[Text] = field(default_factory=list[Text])
    directories: dict[str, list[Text]] = field(default_factory=dict[str, "list[Text]"])
    conditions: list[Text] = field(default_factory=list[Text])
    refusal: Problem | None = None
    """The first error that makes systemd refuse the unit, whatever comes later."""
    assumptions: list[Assumption] = field(default_factory=list[Assumption])


def settings(parts: tuple[Part, ...], version: int) -> Service:
    """Apply the files of a unit in order.

    An error in the unit file refuses the unit for good. In a drop-in it only ends
    that drop-in, and what stands above it there stays in effect.
    """
    service = Service()
    for part in parts:
        for error in _apply(service, part, version):
            if part.dropin:
                break
            service.refusal = service.refusal or error
    return service


def _apply(service: Service, part: Part, version: int) -> Iterator[Problem]:
    for item in part.parsed.items:
        match item:
            case Problem():
                if item.fatal:
                    yield item
            case Unread():
                _unread(service, item)
            case Assignment():
                error = _assign(service, item, part, version)
                if error:
                    yield Problem(error, item.value.span or item.span, fatal=True)


def _unread(service: Service, line: Unread) -> None:
    if line.section == "Service":
        service.environment_files.append(line.hole)
    else:
        name = line.hole.name or line.hole.reason
        text = f"{name} adds nothing to the [Service] section"
        service.assumptions.append(Assumption(text, line.hole.span))


def _assign(service: Service, item: Assignment, part: Part, version: int) -> str | None:
    """Apply one assignment; return why systemd refuses it, if that ends the file."""
    key, value = item.key.chars, item.value
    if item.section == "Unit":
        _assign_unit(service, key, value)
        return None
    if item.section != "Service":
        return None
    if key in COMMANDS:
        return _assign_commands(service.commands[key], value, part)
    if key in DIRECTORIES:
        _extend(service.directories.setdefault(key, []), value, part.place)
        return None
    apply = _SETTINGS.get(key)
    return apply(service, key, value, part.place) if apply else None


def _assign_unit(service: Service, key: str, value: Text) -> None:
    if _CONDITION.fullmatch(key):
        # An empty one drops the conditions of all kinds collected so far.
        service.conditions[:] = [*service.conditions, value] if value else []
    elif key == "SuccessAction":
        _keep(service, key, value)


def _assign_commands(commands: list[Command], value: Text, part: Part) -> str | None:
    if not value:
        commands.clear()
        return None
    read = parse_commands(value, part.place)
    error = read[-1].error if read else None
    # What a drop-in's bad line would have run is nothing; a unit's is judged.
    commands.extend(one for one in read if not (one.error and part.dropin))
    return error


def _extend(texts: list[Text], value: Text, place: Place) -> None:
    if not value:
        texts.clear()
    for word in split(value, "c"):
        resolved = resolve(word.partition(":")[0], place)
        if isinstance(resolved, Text) and _is_below(resolved.chars):
            texts.append(resolved)


def _is_below(path: str) -> bool:
    return path[:1] not in ("", "/") and ".." not in path.split("/")


def _keep(service: Service, key: str, value: Text) -> None:
    if value:
        service.single[key] = value
    else:
        service.single.pop(key, None)


def _single(service: Service, key: str, value: Text, place: Place) -> None:
    _keep(service, key, value)


def _type(service: Service, key: str, value: Text, place: Place) -> None:
    if value.chars in _TYPES or HOLE in value.chars:
        service.type = value.chars


def _restart(service: Service, key: str, value: Text, place: Place) -> None:
    if value.chars in _RESTARTS or HOLE in value.chars:
        service.restart = value.chars


def _remain(service: Service, key: str, value: Text, place: Place) -> None:
    if value.chars.lower() in _YES | _NO:
        service.remains = value.chars.lower() in _YES


def _exit_type(service: Service, key: str, value: Text, place: Place) -> None:
    if value.chars in ("main", "cgroup"):
        _keep(service, key, value)


def _exit_status(service: Service, key: str, value: Text, place: Place) -> None:
    if not value or any(_STATUS.fullmatch(word) for word in value.chars.split()):
        _keep(service, key, value)


def _kill_mode(service: Service, key: str, value: Text, place: Place) -> None:
    if value.chars in ("control-group", "process", "mixed", "none"):
        service.kill_mode = value.chars


def _environment(service: Service, key: str, value: Text, place: Place) -> None:
    if not value:
        service.environment.clear()
    for word in split(value, "c"):
        resolved = resolve(word, place)
        if isinstance(resolved, BadSpecifier):
            continue
        pair = assignment(resolved)
        if pair:
            service.environment.append(pair)
        elif _MAY_BE_ANY_NAME.fullmatch(resolved.chars.partition("=")[0]):
            reason = "the variable it sets is not known"
            service.environment.append(Hole(reason, resolved.span, resolved.display()))


def _environment_file(service: Service, key: str, value: Text, place: Place) -> None:
    if not value:
        service.environment_files[:] = [
            one for one in service.environment_files if isinstance(one, Hole)
        ]
        return
    resolved = resolve(value, place)
    if isinstance(resolved, BadSpecifier):
        return
    optional = resolved.startswith("-")
    path = resolved[1:] if optional else resolved
    if HOLE in path.chars:
        reason = f"which file {path.display()} is, is not known"
        service.environment_files.append(Hole(reason, value.span, path.display()))
    elif path.startswith("/") and ".." not in path.chars.split("/"):
        service.environment_files.append(FileSetting(path, optional, value.span))


def _passed(service: Service, key: str, value: Text, place: Place) -> None:
    if not value:
        service.passed.clear()
    for word in split(value, "next"):
        resolved = resolve(word, place)
        if isinstance(resolved, Text) and NAME.fullmatch(resolved.chars):
            service.passed.append(resolved.chars)


def _unset(service: Service, key: str, value: Text, place: Place) -> None:
    if place.version < 235:
        return
    if not value:
        service.unset.clear()
    for word in split(value, "c"):
        resolved = resolve(word, place)
        if isinstance(resolved, Text) and (
            NAME.fullmatch(resolved.chars) or assignment(resolved)
        ):
            service.unset.append(resolved)


def _search_path(service: Service, key: str, value: Text, place: Place) -> None:
    if place.version < 250:
        return
    if not value:
        service.search_path.clear()
        return
    for word in value.split(":"):
        path = resolve(word, place)
        if isinstance(path, BadSpecifier) or _path_error(key, path):
            return  # Those before it stay.
        service.search_path.append(path)


def _user(service: Service, key: str, value: Text, place: Place) -> str | None:
    resolved = resolve(value, place)
    if isinstance(resolved, BadSpecifier):
        return _UNRESOLVED.format(value.display())
    if _BAD_USER.search(resolved.chars):
        return f"Invalid user/group name or numeric ID: {value.display()}"
    _keep(service, key, resolved)
    return None


def _groups(service: Service, key: str, value: Text, place: Place) -> str | None:
    for word in value.chars.split():
        error = _user(service, key, program(word), place)
        if error:
            return error
    return None


def _label(service: Service, key: str, value: Text, place: Place) -> str | None:
    bad = isinstance(resolve(value, place), BadSpecifier)
    return (
        _UNRESOLVED.format(value.display()) if bad and value.chars[0] != "-" else None
    )


def _root(service: Service, key: str, value: Text, place: Place) -> str | None:
    resolved = resolve(value, place)
    if isinstance(resolved, BadSpecifier):
        return _UNRESOLVED.format(value.display())
    _keep(service, key, resolved)
    return _path_error(key, resolved) if resolved else None


def _dynamic_user(service: Service, key: str, value: Text, place: Place) -> str | None:
    if value.chars.lower() not in _YES | _NO and HOLE not in value.chars:
        return f"Failed to parse boolean value: {value.chars}"
    service.dynamic_user = value.chars.lower() in _YES
    return None


def _pid_file(service: Service, key: str, value: Text, place: Place) -> str | None:
    return _path_error(key, program("/run/") + value.lstrip("/")) if value else None


def _path_error(key: str, path: Text) -> str | None:
    """Say why a path is no absolute, normalized one; a hole may repair it."""
    if HOLE in path.chars:
        return None
    if not path.startswith("/"):
        return f"{key}= path is not absolute: {path.chars}"
    if ".." in path.chars.split("/"):
        return f"{key}= path is not normalized: {path.chars}"
    return None


def _working_directory(
    service: Service, key: str, value: Text, place: Place
) -> str | None:
    fatal = not value.startswith("-")
    path = value if fatal else value[1:]
    resolved = resolve(path, place)
    if isinstance(resolved, BadSpecifier):
        return _UNRESOLVED.format(path.display()) if fatal else None
    if resolved.chars not in ("", "~"):
        error = _path_error(key, resolved)
        if error:
            return error if fatal else None
        if resolved.known:
            resolved = resolved.respelled(normalized(resolved.chars))
    _keep(service, key, resolved)
    return None


def normalized(path: str) -> str:
    """Return an absolute path without doubled slashes and single dots."""
    return "/" + posixpath.normpath(path).lstrip("/")


_SETTINGS: dict[str, Callable[[Service, str, Text, Place], str | None]] = {
    "Type": _type,
    "Restart": _restart,
    "RemainAfterExit": _remain,
    "KillMode": _kill_mode,
    "Environment": _environment,
    "EnvironmentFile": _environment_file,
    "PassEnvironment": _passed,
    "UnsetEnvironment": _unset,
    "ExecSearchPath": _search_path,
    "User": _user,
    "Group": _user,
    "WorkingDirectory": _working_directory,
    "BusName": _single,
    "PAMName": _single,
    "ExitType": _exit_type,
    "RestartForceExitStatus": _exit_status,
    "DynamicUser": _dynamic_user,
    "SupplementaryGroups": _groups,
    "SELinuxContext": _label,
    "AppArmorProfile": _label,
    "SmackProcessLabel": _label,
    "RootDirectory": _root,
    "RootImage": _root,
    "RootVerity": _root,
    "PIDFile": _pid_file,
}
