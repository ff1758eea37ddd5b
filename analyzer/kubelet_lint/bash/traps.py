"""Traps: what they say, and that for errors.

An ``ERR`` trap runs where ``set -e`` would leave ("Bourne Shell Builtins" of the bash
manual); functions and subshells have it only under ``set -E``.
"""

from __future__ import annotations

from kubelet_lint.bash.runner import Shell
from kubelet_lint.bash.state import State
from kubelet_lint.bash.variable import Scalar, Variable
from kubelet_lint.source import Text

ERROR_TRAP = "trap ERR"


def trap_text(state: State, trap: Variable) -> Text | None:
    """Return the text of a trap, if there is one."""
    value = state.decisions.value(trap.value)
    return state.decisions.text(value.text) if isinstance(value, Scalar) else None


def traps_errors(state: State) -> bool:
    """Say whether ``trap … ERR`` was said, and not for those who called."""
    if ERROR_TRAP not in state.variables:
        return False
    return not state.frames or state.enabled("errtrace")


def run_error_trap(shell: Shell, state: State) -> list[State]:
    """Run it; failing itself, it is not run again, and the status stays."""
    trap = state.variables[ERROR_TRAP]
    after: list[State] = []
    for each, text in shell.explore(state, lambda one: trap_text(one, trap)):
        status = each.status
        each.variables.pop(ERROR_TRAP)
        end = shell.script(each, text) if text is not None else each
        if end is not None:
            end.status = status
            end.variables.setdefault(ERROR_TRAP, trap)
            after.append(end)
    return after
