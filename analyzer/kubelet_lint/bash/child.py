"""Shells of their own: ``bash -c``, scripts that are called, and how a shell ends."""

from __future__ import annotations

from collections.abc import Sequence

from kubelet_lint.bash.builtins.options import LETTERS
from kubelet_lint.bash.join import join
from kubelet_lint.bash.lookup import set_arguments
from kubelet_lint.bash.place import enter_file
from kubelet_lint.bash.runner import Left, Next, Shell
from kubelet_lint.bash.state import State
from kubelet_lint.bash.traps import trap_text
from kubelet_lint.bash.variable import Scalar, Variable
from kubelet_lint.source import Text

TRAP = "trap EXIT"
"""The name the state keeps the trap under."""


def run_child(
    shell: Shell,
    state: State,
    text: Text,
    name: Text,
    words: Sequence[Text],
    *,
    options: str,
    file: bool,
) -> Next:
    """Run a script in a shell of its own, which inherits what is exported."""

    def body(each: State) -> Next:
        inherit(each)
        each.variables["$0"] = Variable(Scalar(name))
        if file:
            enter_file(each, name)
        set_arguments(each, tuple(words))
        for letter in options:
            if letter in LETTERS and letter in "aefuC":
                each.enable(LETTERS[letter], on=True)
        tolerant, shell.tolerant = shell.tolerant, 0
        sources, shell.sources = shell.sources, 0
        after = shell.script(each, text)
        shell.tolerant, shell.sources = tolerant, sources
        return after

    return shell.subshell(state, body)


def inherit(state: State) -> None:
    """Keep what a program inherits: exported variables and functions."""
    exported = {
        name: variable._replace(attributes="x")
        for name, variable in state.variables.items()
        if "x" in variable.attributes or name == "-o open"
    }
    names = [n for n in state.variables if n.startswith("export -f ")]
    state.functions = {
        name.removeprefix("export -f "): state.functions.get(
            name.removeprefix("export -f ")
        )
        for name in names
    }
    state.variables = {**exported, **{n: state.variables[n] for n in names}}
    state.frames = ()


def trapped(shell: Shell, ends: Sequence[Left], since: int) -> list[State]:
    """Return the states after the ``EXIT`` trap, which ``exec`` leaves behind.

    Under ``set -e`` a script ends in as many places as it has commands. The trap is
    followed once for all that end with the same status.
    """
    states: list[State] = []
    waiting: dict[str | None, list[State]] = {}
    for left in ends:
        end = left.state
        if left.kind == "exec" or TRAP not in end.variables:
            states.append(end)
            continue
        status = end.status.chars if end.status.known else None
        waiting.setdefault(status, []).append(end)
    for alike in waiting.values():
        joined = join(alike, since)
        if joined is not None:
            after = run_exit_trap(shell, joined, joined.variables.pop(TRAP))
            states.extend([after] if after is not None else [])
    return states


def run_exit_trap(shell: Shell, state: State, trap: Variable) -> Next:
    """Run what ``trap … EXIT`` says; the status stays unless it exits itself."""
    since = len(state.decisions.taken)
    mark = len(shell.parked)
    after: list[Next] = []
    for each, text in shell.explore(state, lambda one: trap_text(one, trap)):
        status = each.status
        tolerant, shell.tolerant = shell.tolerant, 0
        end = shell.script(each, text) if text is not None else each
        shell.tolerant = tolerant
        if end is not None:
            end.status = status
        after.append(end)
    left = [each.state for each in shell.parked[mark:]]
    del shell.parked[mark:]
    return join([*(each for each in after if each is not None), *left], since)
