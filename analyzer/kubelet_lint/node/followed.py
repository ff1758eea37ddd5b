"""What a script leaves behind on a machine."""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.node.effect import Boot, Unfollowed
from kubelet_lint.node.filesystem import FileSystem
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import Text


class Followed(NamedTuple):
    """What a script leaves behind."""

    files: FileSystem
    launches: tuple[Launch, ...] = ()
    booted: tuple[Boot, ...] = ()
    written: tuple[str, ...] = ()
    """Paths at which something else lies now than before."""
    manager: tuple[tuple[str, Text], ...] = ()
    """What ``systemctl set-environment`` set."""
    notes: tuple[Unfollowed, ...] = ()
