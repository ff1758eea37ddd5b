"""A service's settings, as records: what stays when all its files are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kubelet_lint.source import Hole, Span, Text
from kubelet_lint.systemd.command import Command
from kubelet_lint.systemd.specifier import Place
from kubelet_lint.systemd.unit import Parsed, Problem
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
"""Settings that hold command lines."""

DIRECTORIES = {
    "RuntimeDirectory": ("RUNTIME_DIRECTORY", "/run"),
    "StateDirectory": ("STATE_DIRECTORY", "/var/lib"),
    "CacheDirectory": ("CACHE_DIRECTORY", "/var/cache"),
    "LogsDirectory": ("LOGS_DIRECTORY", "/var/log"),
    "ConfigurationDirectory": ("CONFIGURATION_DIRECTORY", "/etc"),
}
"""Settings that create directories: the variable that tells them, and where."""


class Part(NamedTuple):
    """One file of a unit, and what specifiers in it mean."""

    path: str
    parsed: Parsed
    place: Place
    dropin: bool
    assumptions: tuple[Assumption, ...] = ()


class FileSetting(NamedTuple):
    """One ``EnvironmentFile=``."""

    path: Text
    optional: bool
    span: Span | None


@dataclass(slots=True)
class Service:
    """The settings in effect. Built up file by file (see ``merge``), then only read."""

    type: str = ""
    restart: str = "no"
    kill_mode: str = "control-group"
    remains: bool = False
    single: dict[str, Text] = field(default_factory=dict[str, Text])
    """Plain settings by key: the last value; absent when it is empty."""
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
    """A hole stands for a line of the unit, or a path, that nobody can read."""
    passed: list[str] = field(default_factory=list[str])
    unset: list[Text] = field(default_factory=list[Text])
    search_path: list[Text] = field(default_factory=list[Text])
    directories: dict[str, list[Text]] = field(default_factory=dict[str, "list[Text]"])
    conditions: dict[str, list[Text]] = field(
        default_factory=lambda: {"Condition": [], "Assert": []}
    )
    unread: Hole | None = None
    """A line of the section that nobody can read: it may say anything."""
    refusal: Problem | None = None
    """The first error that makes systemd refuse the unit, whatever comes later."""
    assumptions: list[Assumption] = field(default_factory=list[Assumption])
