"""What happens while a script is followed, besides files: starts, units, doubts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from kubelet_lint.node.launch import Launch
from kubelet_lint.source import Span, Text


class Note(NamedTuple):
    """What could not be followed, and where."""

    reason: str
    span: Span | None


class Service(NamedTuple):
    """``systemctl VERB UNIT…`` or its like."""

    verb: str
    words: tuple[Text, ...]
    """The units, or for ``set-environment`` the assignments."""
    flags: tuple[str, ...]
    span: Span | None
    circumstances: tuple[str, ...] = ()
    """What must hold for it to happen: ``when $X is set``."""


@dataclass(frozen=True, slots=True)
class Started:
    """A program that was asked for is started."""

    launch: Launch


What = Service | Started
