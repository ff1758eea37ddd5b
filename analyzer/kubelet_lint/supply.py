"""A started unit that the repository does not hold, and what may have brought it.

A script that unpacks an archive, fetches a unit file or installs a local package and
then starts the kubelet's service starts something nobody can see: the verdict is open,
and what is missing is named. Without such a step the service is the one of a node that
is there already, or of a package (``vendor.hints`` knows kubeadm's): nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from kubelet_lint.node.effect import Boot, Unfollowed
from kubelet_lint.node.filesystem import File, FileSystem, Unseen
from kubelet_lint.source import Hole, Span
from kubelet_lint.systemd.find import SEARCH_PATH

_PACKAGES = re.compile(
    r"\bdpkg\b.*\s(?:-i|--install)\b|\brpm\s+(?:-\w*[iUF]|--install)"
    r"|\b(?:apt|apt-get|yum|dnf|zypper)\b.*\b(?:local)?install\b.*(?:\.deb|\.rpm|/\S*\*)"
)
"""Commands that install packages from files, not by the names of a distribution's."""

_ANY_PACKAGE = re.compile(r"kube|node|[*${\ud800]")
"""Packages that may hold a kubelet, or whose names nobody knows."""

_SCRIPT = re.compile(
    r"`[^`]*(?:\.(?:sh|bash|run)|/[^`/]*(?:install|setup|bootstrap|provision)[^`/]*)`"
    r" is not followed|the script "
)
"""What is said of a script that is called and not in the repository."""

_FOLDER = "systemd/system"


def bringer(
    started: Boot, files: FileSystem, notes: Iterable[Unfollowed]
) -> Unfollowed | None:
    """Return the step that may have brought a unit that is started.

    A restart is of a unit that was there before, unless its own file was fetched.
    """
    again = started.again
    for directory in SEARCH_PATH:
        found = files.entry(f"{directory}/{started.unit}")
        if isinstance(found, Unseen) and not (again and "leaves below" in found.reason):
            return Unfollowed(found.reason, found.span)
        if isinstance(found, File):
            hole = _unknown(found)
            return None if hole is None else Unfollowed(hole.reason, hole.span)
    for note in notes if not again else ():
        if _brings(note):
            return note
    return None


def _unknown(unit: File) -> Hole | None:
    """Return the unknown stretch of a unit in which its ``ExecStart=`` may lie."""
    if "ExecStart" in unit.text.chars:
        return None
    return next((hole for hole in unit.text.holes() if isinstance(hole, Hole)), None)


def _brings(note: Unfollowed) -> bool:
    said = _command(note.span)
    packages = _PACKAGES.search(said) and _ANY_PACKAGE.search(said)
    return bool(packages or _SCRIPT.search(note.reason) or _FOLDER in said)


def _command(span: Span | None) -> str:
    return "" if span is None else span.source.content[span.start : span.end]
