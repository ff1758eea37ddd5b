"""Simple commands: what the words come to, and who runs them.

Follows "Simple Command Expansion" and "Command Search and Execution" of the bash
manual: words first, then redirections, then assignments; functions before builtins
before programs.
"""

from __future__ import annotations

from collections.abc import Sequence

from kubelet_lint.bash.assign import assign
from kubelet_lint.bash.braces import brace_words
from kubelet_lint.bash.builtins import BUILTINS
from kubelet_lint.bash.builtins.base import Invocation
from kubelet_lint.bash.call import function, run_function
from kubelet_lint.bash.expand import Expander
from kubelet_lint.bash.join import join
from kubelet_lint.bash.leave import Leave
from kubelet_lint.bash.programs import run_program
from kubelet_lint.bash.redirect import apply, run_redirected
from kubelet_lint.bash.runner import Argument, Next, Shell
from kubelet_lint.bash.state import ZERO, State
from kubelet_lint.bash.syntax import Assign, Simple, Word
from kubelet_lint.bash.variable import Variable
from kubelet_lint.source import HOLE, Span, Text, program


def run_simple(shell: Shell, state: State, node: Simple) -> Next:
    """Follow a simple command."""
    span = node.text.span
    since = len(state.decisions.taken)
    ways = shell.explore(state, lambda each: _follow(shell, each, node, span))
    return join([after for _, after in ways if after is not None], since)


def _follow(shell: Shell, state: State, node: Simple, span: Span | None) -> Next:
    state.substituted = None
    state.settle_cwd()
    try:
        words = _words(shell.expander(state, span), node.words)
    except Leave as leave:
        shell.park(leave.kind, leave.level, state)
        return None
    if words and isinstance(words[0], Text) and words[0].chars == "exec":
        # The redirections of exec stay.
        opened = apply(shell, state, node.redirects, span)
        if opened is not None and not opened:
            shell.park("exit", 0, state)
        return _assigned(shell, state, node, words, span) if opened else None

    def body(each: State) -> Next:
        return _assigned(shell, each, node, words, span)

    return run_redirected(shell, state, node.redirects, body, span)


def _words(expander: Expander, nodes: Sequence[Word | Assign]) -> tuple[Argument, ...]:
    words: list[Argument] = []
    for node in nodes:
        if isinstance(node, Assign) and isinstance(node.value, Word):
            # Behind ``export`` and its like it is a word, and braces are taken apart.
            words += (node._replace(value=one) for one in brace_words(node.value))
        elif isinstance(node, Assign):
            words.append(node)
        else:
            words.extend(expander.words((node,)))
    return tuple(words)


def _assigned(
    shell: Shell,
    state: State,
    node: Simple,
    words: Sequence[Argument],
    span: Span | None,
) -> Next:
    """Carry out the assignments, and the command in their environment."""
    expander = shell.expander(state, span)
    before = {each.name: state.variables.get(each.name) for each in node.assigns}
    for each in node.assigns:
        try:
            assign(expander, each)
        except Leave as leave:
            if words and leave.kind == "discard":
                # A variable that can't be assigned does not keep the command back.
                continue
            shell.park(leave.kind, leave.level, state)
            return None
    if not words:
        state.status = state.substituted or ZERO
        return state
    for name in before:
        if name in state.variables:
            state.variables[name] = state.variables[name].marked("x")
    after = run_words(shell, state, words, span)
    if after is not None:
        _restore(after, before)
    return after


def _restore(state: State, before: dict[str, Variable | None]) -> None:
    for name, variable in before.items():
        if variable is None:
            state.variables.pop(name, None)
        else:
            state.variables[name] = variable


def run_words(
    shell: Shell,
    state: State,
    words: Sequence[Argument],
    span: Span | None,
    *,
    functions: bool = True,
) -> Next:
    """Run a command by its words."""
    first = words[0]
    name = state.decisions.text(first) if isinstance(first, Text) else program("")
    if HOLE not in name.chars:
        definition = function(state, name.chars) if functions else None
        if definition is not None:
            return run_function(
                shell, state, definition, plain(shell, state, words[1:])
            )
        builtin = BUILTINS.get(name.chars)
        if builtin is not None:
            return _run_builtin(shell, state, words, span)
    argv = (name, *plain(shell, state, words[1:]))
    return run_program(shell, state, argv, span)


def _run_builtin(
    shell: Shell, state: State, words: Sequence[Argument], span: Span | None
) -> Next:
    first = words[0]
    name = state.decisions.text(first).chars if isinstance(first, Text) else ""
    try:
        return BUILTINS[name](Invocation(shell, state, tuple(words), span))
    except Leave as leave:
        shell.park(leave.kind, leave.level, state)
        return None


def plain(shell: Shell, state: State, words: Sequence[Argument]) -> tuple[Text, ...]:
    """Return the words as a program gets them."""
    return Invocation(shell, state, tuple(words), None).words(0)
