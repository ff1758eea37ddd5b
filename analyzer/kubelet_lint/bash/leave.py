"""Leaving a list of commands before its end."""

from __future__ import annotations

from typing import Literal

Kind = Literal["exit", "exec", "return", "break", "continue", "discard"]


class Leave(Exception):
    """Raised where a command leaves; the state says with which status.

    ``exec`` is an exit without traps; ``discard`` gives up the line of the script that
    is run, as bash does for an error in an expansion; ``level`` is how many loops
    ``break`` and ``continue`` leave.
    """

    def __init__(self, kind: Kind, level: int = 1) -> None:
        super().__init__(kind)
        self.kind: Kind = kind
        self.level = level
