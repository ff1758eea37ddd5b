"""``BASH_SOURCE``: which files the commands at hand were read from.

As in ``execute_function`` and ``_evalfile`` of bash 5.2: the file of the innermost
function or sourced file first, the script last. A shell that reads its commands from an
argument or from standard input has none.
"""

from __future__ import annotations

from kubelet_lint.bash.state import State
from kubelet_lint.bash.variable import Indexed, Variable, indexed
from kubelet_lint.source import EMPTY, Text

FILES = "BASH_SOURCE"


def this_file(state: State) -> Text:
    """Return the file that the command at hand was read from; empty if from none."""
    variable = state.variables.get(FILES)
    value = variable.value if variable is not None else None
    return value.items.get(0, EMPTY) if isinstance(value, Indexed) else EMPTY


def enter_file(state: State, file: Text) -> None:
    """Let the commands that follow be read from a file."""
    variable = state.variables.get(FILES)
    value = variable.value if variable is not None else None
    outer = value.items.values() if isinstance(value, Indexed) else ()
    state.variables[FILES] = Variable(indexed((file, *outer)))


def leave_file(state: State, before: Variable | None) -> None:
    """Go on with the file that was read before."""
    if before is None:
        state.variables.pop(FILES, None)
    else:
        state.variables[FILES] = before
