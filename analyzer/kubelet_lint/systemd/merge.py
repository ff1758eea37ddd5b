"""Merge the files of a unit: each assignment in order, until an error stops a file.

Follows ``unit_load_fragment`` and ``unit_load_dropin`` (``src/core``): an error in the
unit file is fatal, one in a drop-in is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.source import Text
from kubelet_lint.systemd.command import Command, parse_commands
from kubelet_lint.systemd.service import COMMANDS, Part, Service
from kubelet_lint.systemd.setting import PARSERS, Setting, keep
from kubelet_lint.systemd.unit import Assignment, Problem, Unread
from kubelet_lint.value import Assumption

_CONDITION = re.compile(
    "(Condition|Assert)(?:Architecture|Firmware|Virtualization|Host|KernelCommandLine"
    "|KernelVersion|Version|Credential|Security|Capability|ACPower|NeedsUpdate|FirstBoot"
    "|PathExists|PathExistsGlob|PathIsDirectory|PathIsSymbolicLink|PathIsMountPoint"
    "|PathIsReadWrite|PathIsEncrypted|PathIsSocket|DirectoryNotEmpty|FileNotEmpty"
    "|FileIsExecutable|User|Group|ControlGroupController|Memory|CPUs|Environment"
    "|OSRelease|CPUFeature|MemoryPressure|CPUPressure|IOPressure|KernelModuleLoaded)"
)


def merge(parts: tuple[Part, ...]) -> Service:
    """Apply the files of a unit in order.

    An error in the unit file refuses the unit for good. In a drop-in it only ends
    that drop-in, and what stands above it there stays in effect.
    """
    service = Service()
    for part in parts:
        for error in _apply(service, part):
            if part.dropin:
                break
            service.refusal = service.refusal or error
    return service


def _apply(service: Service, part: Part) -> Iterator[Problem]:
    for item in part.parsed.items:
        match item:
            case Problem():
                if item.fatal:
                    yield item
            case Unread():
                _unread(service, item, part)
            case Assignment():
                error = _assign(service, item, part)
                if error:
                    yield Problem(error, item.value.span or item.span, fatal=True)


def _unread(service: Service, line: Unread, part: Part) -> None:
    """Take a line that nobody can read for one that may say anything.

    Before the first header it is most likely a comment, unless the headers, too, are
    unknown: then it may be the whole unit.
    """
    if line.section == "Service" or not (line.section or _has_sections(part)):
        service.unread = service.unread or line.hole
        service.environment_files.append(line.hole)
    else:
        name = line.hole.name or line.hole.reason
        text = f"{name} adds nothing to the [Service] section"
        service.assumptions.append(Assumption(text, line.hole.span))


def _has_sections(part: Part) -> bool:
    items = part.parsed.items
    return any(isinstance(item, Assignment) and item.section for item in items)


def _assign(service: Service, item: Assignment, part: Part) -> str | None:
    """Apply one assignment; return why systemd refuses it, if that ends the file."""
    key = item.key.chars
    if item.section == "Unit":
        _assign_unit(service, key, item.value)
    elif item.section == "Service" and key in COMMANDS:
        return _assign_commands(service.commands[key], item.value, part)
    elif item.section == "Service" and key in PARSERS:
        return PARSERS[key](service, Setting(key, item.value, part.place))
    return None


def _assign_unit(service: Service, key: str, value: Text) -> None:
    condition = _CONDITION.fullmatch(key)
    if condition:
        # An empty one drops all that were collected, of whatever kind.
        collected = service.conditions[condition[1]]
        collected[:] = [*collected, value] if value else []
    elif key == "SuccessAction":
        keep(service, key, value)


def _assign_commands(commands: list[Command], value: Text, part: Part) -> str | None:
    if not value:
        commands.clear()
        return None
    read = parse_commands(value, part.place)
    # What a drop-in's bad line would have run is nothing; a unit's is judged.
    commands.extend(one for one in read if not (one.error and part.dropin))
    return read[-1].error if read else None
