"""Shells of their own: ``bash -c``, scripts that are called, and how a shell ends."""

from __future__ import annotations

from collections.abc import Sequence

from kubelet_lint.bash.builtins.options import LETTERS
from kubelet_lint.bash.join import join
from kubelet_lint.bash.lookup import set_arguments
from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.state import State
from kubelet_lint.bash.variable import Scalar, Variable
from kubelet_lint.source import Text


def run_child(
    shell: Shell,
    state: State,
    text: Text,
    name: Text,
    words: Sequence[Text],
    *,
    options: str,
) -> Next:
    """Run a script in a shell of its own, which inherits what is exported."""

    def body(each: State) -> Next:
        inherit(each)
        each.variables["$0"] = Variable(Scalar(name))
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


def run_exit_trap(shell: Shell, state: State, trap: Variable) -> Next:
    """Run what ``trap … EXIT`` says; the status stays unless it exits itself."""
    value = state.decisions.value(trap.value)
    if not isinstance(value, Scalar):
        return state
    since = len(state.decisions.taken)
    status = state.status
    mark = len(shell.parked)
    tolerant, shell.tolerant = shell.tolerant, 0
    after = shell.script(state, state.decisions.text(value.text))
    shell.tolerant = tolerant
    left = [each.state for each in shell.parked[mark:]]
    del shell.parked[mark:]
    if after is not None:
        after.status = status
    return join([*([after] if after is not None else []), *left], since)
