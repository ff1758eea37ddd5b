"""The node as a service meets it: files, release, and what others set there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.node.filesystem import FileSystem
from kubelet_lint.source import Text


class Host(NamedTuple):
    """What starting a service depends on beside the unit."""

    files: FileSystem
    version: int = 252
    optional_empty: frozenset[str] = frozenset()
    """Optional environment files that are taken for empty where they are not seen."""
    manager: Mapping[str, Text] = {}
    """What ``systemctl set-environment`` set before."""
    initial: FileSystem | None = None
    """The files before ``ExecStartPre=`` ran; None if nobody ran it."""
