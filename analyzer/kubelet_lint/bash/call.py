"""Calls of functions, and texts that are run: ``source`` and its like.

Scoping is dynamic, as in bash: a function sees its callers' locals; what it hides with
``local`` comes back when it returns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kubelet_lint.bash.decision import Condition
from kubelet_lint.bash.join import join
from kubelet_lint.bash.lookup import ARGUMENTS
from kubelet_lint.bash.place import FILES, enter_file, leave_file, this_file
from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.state import (
    NO_VARIABLE,
    ZERO,
    Definition,
    EitherDefinition,
    Frame,
    Function,
    State,
)
from kubelet_lint.bash.syntax import Function as FunctionNode
from kubelet_lint.bash.variable import Variable, indexed
from kubelet_lint.source import Text


def define(state: State, node: FunctionNode) -> None:
    """Let a function be what it is defined as."""
    definition = Definition(node.name, node.body, this_file(state))
    state.functions = {**state.functions, node.name: definition}
    state.status = ZERO


def function(state: State, name: str) -> Definition | None:
    """Return the function of that name, if there is one."""
    found: Function = state.functions.get(name)
    while isinstance(found, EitherDefinition):
        labels = tuple(label for label, _ in found.options)
        way = state.decisions.choose(Condition(found.condition, labels))
        if way is None:
            # Not told apart any more: the last definition that may hold.
            known = [option for _, option in found.options if option is not None]
            found = known[-1] if known else None
        else:
            found = found.options[way][1]
    return found


def run_function(
    shell: Shell, state: State, definition: Definition, words: Sequence[Text]
) -> Next:
    """Follow a function's body with its own arguments."""
    caller = state.variables.get(ARGUMENTS, NO_VARIABLE)
    files = state.variables.get(FILES)
    state.frames = (*state.frames, Frame(definition.name, caller, files, {}))
    enter_file(state, definition.file)
    state.variables[ARGUMENTS] = Variable(indexed(tuple(words)))
    loops, shell.loops = shell.loops, 0
    since = len(state.decisions.taken)
    there = _until_return(
        shell, state, lambda each: shell.command(each, definition.body)
    )
    shell.loops = loops
    for each in there:
        leave_frame(each)
    return join(there, since)


def _until_return(
    shell: Shell, state: State, body: Callable[[State], Next]
) -> list[State]:
    mark = len(shell.parked)
    after = body(state)
    there = [after] if after is not None else []
    there.extend(left.state for left in shell.collect(mark, ("return",)))
    return there


def leave_frame(state: State) -> None:
    """Return from a function: its locals are gone, the caller's arguments are back."""
    frame = state.frames[-1]
    state.frames = state.frames[:-1]
    for name, variable in frame.saved.items():
        if variable is None:
            state.variables.pop(name, None)
        else:
            state.variables[name] = variable
    if frame.arguments is NO_VARIABLE:
        state.variables.pop(ARGUMENTS, None)
    else:
        state.variables[ARGUMENTS] = frame.arguments
    leave_file(state, frame.files)


def hide(state: State, name: str) -> Variable | None:
    """Make a variable local to the function at hand; return what it hides."""
    frame = state.frames[-1]
    before = state.variables.get(name)
    if name in frame.saved:
        return before
    saved = {**frame.saved, name: before}
    state.frames = (*state.frames[:-1], frame._replace(saved=saved))
    state.variables.pop(name, None)
    return before


def run_sourced(
    shell: Shell, state: State, text: Text, name: Text, words: Sequence[Text]
) -> Next:
    """Follow a file in this shell; ``return`` ends it."""
    since = len(state.decisions.taken)
    files = state.variables.get(FILES)
    enter_file(state, name)
    caller = state.variables.get(ARGUMENTS, NO_VARIABLE)
    if words:
        state.variables[ARGUMENTS] = Variable(indexed(tuple(words)))
    shell.sources += 1
    there = _until_return(shell, state, lambda each: shell.script(each, text))
    shell.sources -= 1
    for each in there:
        leave_file(each, files)
        if words:
            each.variables[ARGUMENTS] = caller
    return join(there, since)
