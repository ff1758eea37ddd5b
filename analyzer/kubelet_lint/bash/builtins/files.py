"""``cd`` and the directory stack."""

from __future__ import annotations

import posixpath

from kubelet_lint.bash.builtins.base import Invocation, options
from kubelet_lint.bash.lookup import scalar_text, value_of
from kubelet_lint.bash.machine import absolute, symbol
from kubelet_lint.bash.runner import Next
from kubelet_lint.bash.state import State
from kubelet_lint.bash.variable import Indexed, Scalar, Variable, indexed, words
from kubelet_lint.node.filesystem import File, Missing
from kubelet_lint.source import HOLE, Text, program

_STACK = "DIRSTACK below"
"""The name the state keeps the directory stack under."""


def cd(call: Invocation) -> Next:
    """Change the working directory."""
    _, arguments = options(call.settled(), "LPe@")
    state = call.state
    if not arguments:
        home = state.decisions.text(scalar_text(value_of(state, "HOME")))
        return _change(call, home if home.chars else program("/root"))
    if arguments[0].chars == "-":
        old = state.decisions.text(scalar_text(value_of(state, "OLDPWD")))
        return _change(call, old)
    return _change(call, arguments[0])


def _change(call: Invocation, word: Text) -> Next:
    state = call.state
    if not word.chars:
        return call.end(0)
    path = posixpath.normpath(absolute(state.machine.cwd, symbol(word)))
    entry = state.machine.read(path)
    if isinstance(entry, (File, Missing)):
        return call.fail(f"cd: {word.display()}: No such file or directory")
    state.variables["OLDPWD"] = _directory(state, "OLDPWD", state.cwd)
    state.cwd = word.respelled(path) if HOLE not in word.chars else _kept(word, state)
    state.machine.cwd = path
    state.variables["PWD"] = _directory(state, "PWD", state.cwd)
    return call.end(0)


def _directory(state: State, name: str, text: Text) -> Variable:
    before = state.variables.get(name)
    return before.having(Scalar(text)) if before else Variable(Scalar(text))


def _kept(word: Text, state: State) -> Text:
    """Return an unknown directory as text, holes and all."""
    if word.chars.startswith(("/", HOLE)):
        return word
    return state.cwd + program("/") + word


def pwd(call: Invocation) -> Next:
    """Print the working directory."""
    call.print(call.state.cwd + program("\n"))
    return call.end(0)


def pushd(call: Invocation) -> Next:
    """Change the working directory and remember the one before."""
    before = call.state.cwd
    after = cd(call)
    if after is not None and after.status.chars == "0":
        after.variables[_STACK] = Variable(indexed((before, *_stack(after))))
        call.print(after.cwd + program(" ") + before + program("\n"))
    return after


def popd(call: Invocation) -> Next:
    """Go back to the directory remembered last."""
    stack = _stack(call.state)
    if not stack:
        return call.fail("popd: directory stack empty")
    call.state.variables[_STACK] = Variable(indexed(stack[1:]))
    after = _change(call, call.state.decisions.text(stack[0]))
    call.print(call.state.cwd + program("\n"))
    return after


def dirs(call: Invocation) -> Next:
    """Print the directory stack."""
    parts = [call.state.cwd]
    for each in _stack(call.state):
        parts.extend((program(" "), each))
    call.print(Text.join((*parts, program("\n"))))
    return call.end(0)


def _stack(state: State) -> tuple[Text, ...]:
    variable = state.variables.get(_STACK)
    value = state.decisions.value(variable.value) if variable else Indexed({})
    return words(value)
