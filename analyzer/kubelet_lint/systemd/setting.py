"""One setting of the ``[Service]`` section: what its value does to what stood before.

Follows the ``config_parse_*`` functions of ``src/core/load-fragment.c`` (release 252):
which values reset, which append, which are ignored, and which error is fatal. A value
with a hole is never an error: what fills the hole may be right.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import NamedTuple

from kubelet_lint.source import HOLE, Hole, Text, program
from kubelet_lint.systemd.command import filled
from kubelet_lint.systemd.environment import assignment
from kubelet_lint.systemd.expansion import NAME
from kubelet_lint.systemd.service import DIRECTORIES, FileSetting, Service
from kubelet_lint.systemd.specifier import BadSpecifier, Place, resolve
from kubelet_lint.systemd.unit import excerpt
from kubelet_lint.systemd.words import split

_TYPES = frozenset("simple exec forking oneshot dbus notify notify-reload idle".split())
_RESTARTS = frozenset(
    "no on-success on-failure on-abnormal on-watchdog on-abort always".split()
)
_KILL_MODES = frozenset("control-group process mixed none".split())
_YES = frozenset("1 yes y true t on".split())
_NO = frozenset("0 no n false f off".split())

_MAY_BE_ANY_NAME = re.compile(f"(?![0-9])[A-Za-z0-9_]*{HOLE}[A-Za-z0-9_{HOLE}]*")
_STATUS = re.compile("[0-9]{1,2}|1[0-9]{2}|2[0-4][0-9]|25[0-5]|[A-Z][A-Z0-9_]+")
_BAD_USER = re.compile("[\x01-\x1f\x7f:/]|\\A\\.\\.?\\Z")
_UNRESOLVED = "Failed to resolve unit specifiers in {}"


class Setting(NamedTuple):
    """One assignment, and where it stands."""

    key: str
    value: Text
    place: Place


Parser = Callable[[Service, Setting], "str | None"]
"""Applies a setting; returns why systemd refuses it, if that ends the file."""


def keep(service: Service, key: str, value: Text) -> None:
    """Remember the last value of a plain setting; an empty one forgets it."""
    if value:
        service.single[key] = value
    else:
        service.single.pop(key, None)


def normalized(path: str) -> str:
    """Return an absolute path without doubled slashes and single dots."""
    return "/" + posixpath.normpath(path).lstrip("/")


# --- plain values --------------------------------------------------------------------


def _keep(service: Service, setting: Setting) -> None:
    keep(service, setting.key, setting.value)


def _type(service: Service, setting: Setting) -> None:
    if setting.value.chars in _TYPES or not setting.value.known:
        service.type = setting.value.chars


def _restart(service: Service, setting: Setting) -> None:
    if setting.value.chars in _RESTARTS or not setting.value.known:
        service.restart = setting.value.chars


def _kill_mode(service: Service, setting: Setting) -> None:
    if setting.value.chars in _KILL_MODES:
        service.kill_mode = setting.value.chars


def _remain(service: Service, setting: Setting) -> None:
    if setting.value.chars.lower() in _YES | _NO:
        service.remains = setting.value.chars.lower() in _YES


def _exit_type(service: Service, setting: Setting) -> None:
    if setting.value.chars in ("main", "cgroup"):
        keep(service, setting.key, setting.value)


def _exit_status(service: Service, setting: Setting) -> None:
    words = setting.value.chars.split()
    if not words or any(_STATUS.fullmatch(word) for word in words):
        keep(service, setting.key, setting.value)


# --- environment ---------------------------------------------------------------------


def _environment(service: Service, setting: Setting) -> None:
    if not setting.value:
        service.environment.clear()
    for word in split(setting.value, "c"):
        resolved = resolve(word, setting.place)
        if isinstance(resolved, BadSpecifier):
            continue
        pair = assignment(resolved)
        if pair:
            service.environment.append(pair)
        elif _MAY_BE_ANY_NAME.fullmatch(resolved.chars.partition("=")[0]):
            reason = "the variable it sets is not known"
            service.environment.append(Hole(reason, resolved.span, excerpt(resolved)))


def _environment_file(service: Service, setting: Setting) -> None:
    files = service.environment_files
    if not setting.value:
        files[:] = [one for one in files if isinstance(one, Hole)]
        return
    resolved = resolve(setting.value, setting.place)
    if isinstance(resolved, BadSpecifier):
        return
    optional = resolved.startswith("-")
    path = resolved[1:] if optional else resolved
    span = setting.value.span
    if HOLE in path.chars:
        reason = f"which file {excerpt(path)} is, is not known"
        files.append(Hole(reason, span, excerpt(path)))
    elif not _path_error(setting.key, path):
        files.append(FileSetting(path, optional, span))


def _passed(service: Service, setting: Setting) -> None:
    if not setting.value:
        service.passed.clear()
    for word in split(setting.value, "next"):
        resolved = resolve(word, setting.place)
        if isinstance(resolved, Text) and NAME.fullmatch(resolved.chars):
            service.passed.append(resolved.chars)


def _unset(service: Service, setting: Setting) -> None:
    if setting.place.version < 235:
        return
    if not setting.value:
        service.unset.clear()
    for word in split(setting.value, "c"):
        resolved = resolve(word, setting.place)
        if isinstance(resolved, Text) and (
            NAME.fullmatch(resolved.chars) or assignment(resolved)
        ):
            service.unset.append(resolved)


# --- paths ---------------------------------------------------------------------------


def _path_error(key: str, path: Text) -> str | None:
    """Say why a path is no absolute, normalized one."""
    if HOLE in path.chars:
        return None
    if not path.startswith("/"):
        return f"{key}= path is not absolute: {excerpt(path)}"
    if ".." in path.chars.split("/"):
        return f"{key}= path is not normalized: {excerpt(path)}"
    return None


def _search_path(service: Service, setting: Setting) -> None:
    if setting.place.version < 250:
        return
    if not setting.value:
        service.search_path.clear()
        return
    for word in setting.value.split(":"):
        path = resolve(word, setting.place)
        if isinstance(path, BadSpecifier) or _path_error(setting.key, path):
            return  # Those before it stay.
        service.search_path.append(path)


def _directory(service: Service, setting: Setting) -> None:
    directories = service.directories.setdefault(setting.key, [])
    if not setting.value:
        directories.clear()
    for word in split(setting.value, "c"):
        path = resolve(word.partition(":")[0], setting.place)
        if isinstance(path, Text) and _is_below(path.chars):
            directories.append(path)


def _is_below(path: str) -> bool:
    return path[:1] not in ("", "/") and ".." not in path.split("/")


def _working_directory(service: Service, setting: Setting) -> str | None:
    fatal = not setting.value.startswith("-")
    path = setting.value if fatal else setting.value[1:]
    resolved = resolve(path, setting.place)
    if isinstance(resolved, BadSpecifier):
        return _UNRESOLVED.format(excerpt(path)) if fatal else None
    resolved = filled(resolved, setting.place)
    if resolved.chars not in ("", "~"):
        error = _path_error(setting.key, resolved)
        if error:
            return error if fatal else None
        if resolved.known:
            resolved = resolved.respelled(normalized(resolved.chars))
    keep(service, setting.key, resolved)
    return None


# --- read only for the errors that are fatal -----------------------------------------


def _user(service: Service, setting: Setting) -> str | None:
    resolved = resolve(setting.value, setting.place)
    if isinstance(resolved, BadSpecifier):
        return _UNRESOLVED.format(excerpt(setting.value))
    resolved = filled(resolved, setting.place)
    if _BAD_USER.search(resolved.chars):
        return f"Invalid user/group name or numeric ID: {excerpt(setting.value)}"
    keep(service, setting.key, resolved)
    return None


def _groups(service: Service, setting: Setting) -> str | None:
    for word in setting.value.chars.split():
        error = _user(service, setting._replace(value=program(word)))
        if error:
            return error
    return None


def _label(service: Service, setting: Setting) -> str | None:
    resolved = resolve(setting.value, setting.place)
    if setting.value.startswith("-") or isinstance(resolved, Text):
        return None
    return _UNRESOLVED.format(excerpt(setting.value))


def _root(service: Service, setting: Setting) -> str | None:
    resolved = resolve(setting.value, setting.place)
    if isinstance(resolved, BadSpecifier):
        return _UNRESOLVED.format(excerpt(setting.value))
    return _path_error(setting.key, resolved) if resolved else None


def _dynamic_user(service: Service, setting: Setting) -> str | None:
    if setting.value.chars.lower() in _YES | _NO or not setting.value.known:
        return None
    return f"Failed to parse boolean value: {excerpt(setting.value)}"


def _pid_file(service: Service, setting: Setting) -> str | None:
    below = program("/run/") + setting.value.lstrip("/")
    return _path_error(setting.key, below) if setting.value else None


PARSERS: dict[str, Parser] = {
    "Type": _type,
    "Restart": _restart,
    "RemainAfterExit": _remain,
    "KillMode": _kill_mode,
    "ExitType": _exit_type,
    "RestartForceExitStatus": _exit_status,
    "BusName": _keep,
    "PAMName": _keep,
    "Environment": _environment,
    "EnvironmentFile": _environment_file,
    "PassEnvironment": _passed,
    "UnsetEnvironment": _unset,
    "ExecSearchPath": _search_path,
    "WorkingDirectory": _working_directory,
    "User": _user,
    "Group": _user,
    "SupplementaryGroups": _groups,
    "SELinuxContext": _label,
    "AppArmorProfile": _label,
    "SmackProcessLabel": _label,
    "RootDirectory": _root,
    "RootImage": _root,
    "RootVerity": _root,
    "DynamicUser": _dynamic_user,
    "PIDFile": _pid_file,
    **dict.fromkeys(DIRECTORIES, _directory),
}
"""Settings that decide what is executed, with which variables, or whether at all."""
