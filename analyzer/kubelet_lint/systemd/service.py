"""A service's settings, as records: what stays when all its files are read."""

from __future__ import annotations

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


class Service:
    """The settings in effect. Built up file by file (see ``merge``), then only read."""

    __slots__ = (
        *("assumptions", "commands", "conditions", "directories", "environment"),
        *("environment_files", "kill_mode", "passed", "refusal", "remains"),
        *("restart", "search_path", "single", "type", "unread", "unset"),
    )

    def __init__(self) -> None:
        self.type = ""
        self.restart = "no"
        self.kill_mode = "control-group"
        self.remains = False
        self.single: dict[str, Text] = {}
        """Plain settings by key: the last value; absent when it is empty."""
        self.commands: dict[str, list[Command]] = {key: [] for key in COMMANDS}
        self.environment: list[tuple[str, Text] | Hole] = []
        """Variables of ``Environment=``; a hole is an assignment nobody can read."""
        self.environment_files: list[FileSetting | Hole] = []
        """A hole stands for a line of the unit, or a path, that nobody can read."""
        self.passed: list[str] = []
        self.unset: list[Text] = []
        self.search_path: list[Text] = []
        self.directories: dict[str, list[Text]] = {}
        self.conditions: dict[str, list[Text]] = {"Condition": [], "Assert": []}
        self.unread: Hole | None = None
        """A line of the section that nobody can read: it may say anything."""
        self.refusal: Problem | None = None
        """The first error that makes systemd refuse the unit, whatever comes later."""
        self.assumptions: list[Assumption] = []
