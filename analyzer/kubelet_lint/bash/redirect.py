"""Redirections: which file each descriptor is, for one command or from here on.

Follows "Redirections" of the bash manual: from left to right, so ``>f 2>&1`` and
``2>&1 >f`` are different things. If one fails the command is not run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kubelet_lint.bash.assign import store
from kubelet_lint.bash.expand import Expander
from kubelet_lint.bash.join import join
from kubelet_lint.bash.leave import Leave
from kubelet_lint.bash.lookup import scalar_text, value_of
from kubelet_lint.bash.machine import absolute, symbol
from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.state import Descriptor, State
from kubelet_lint.bash.streams import open_input, open_output, source
from kubelet_lint.bash.syntax import Here, Redirect
from kubelet_lint.source import Span, Text, program


def run_redirected(
    shell: Shell,
    state: State,
    redirects: Sequence[Redirect],
    body: Callable[[State], Next],
    span: Span | None,
) -> Next:
    """Follow ``body`` with its redirections, which end with it."""
    if not redirects:
        return body(state)
    since = len(state.decisions.taken)
    before = state.fds
    mark = len(shell.parked)

    def opened(each: State) -> bool | None:
        return apply(shell, each, redirects, span)

    after: list[State] = []
    for each, fine in shell.explore(state, opened):
        if fine is not None:
            changed = {n for n in each.fds if each.fds[n] is not before.get(n)}
            then = body(each) if fine else _refused(shell, each)
            for left in shell.parked[mark:]:
                _restore(left.state, before, changed)
            if then is not None:
                _restore(then, before, changed)
                after.append(then)
    return join(after, since)


def _refused(shell: Shell, state: State) -> Next:
    """Leave if ``set -e`` is on: here it looks at every kind of command."""
    if shell.tolerant or not state.enabled("errexit"):
        return state
    shell.park("exit", 0, state)
    return None


def _restore(state: State, before: dict[int, Descriptor], changed: set[int]) -> None:
    fds = {n: stream for n, stream in state.fds.items() if n not in changed}
    state.fds = {**fds, **{n: before[n] for n in changed if n in before}}


def apply(
    shell: Shell, state: State, redirects: Sequence[Redirect], span: Span | None
) -> bool | None:
    """Carry out redirections; False if one fails, None if the state left."""
    expander = shell.expander(state, span)
    try:
        for redirect in redirects:
            if not _apply(expander, redirect):
                state.status = program("1")
                return False
    except Leave as leave:
        shell.park(leave.kind, leave.level, state)
        return None
    return True


def _apply(expander: Expander, redirect: Redirect) -> bool:
    state = expander.state
    operator, target = redirect.operator, redirect.target
    if isinstance(target, Here):
        body = expander.body(target.body)
        state.machine.tell(body)
        return _set(expander, redirect, 0, source(state, body))
    if operator == "<<<":
        text = expander.text(target) + program("\n")
        return _set(expander, redirect, 0, source(state, text))
    words = expander.words((target,))
    if len(words) != 1:
        expander.fail("ambiguous redirect")
        return False
    word = expander.settle(words[0])
    if operator in ("<&", ">&") and (
        word.chars.rstrip("-").isdigit() or word.chars == "-"
    ):
        return _duplicate(expander, redirect, word)
    return _open(expander, redirect, word)


def _duplicate(expander: Expander, redirect: Redirect, word: Text) -> bool:
    state = expander.state
    default = 0 if redirect.operator == "<&" else 1
    if word.chars == "-":
        if isinstance(redirect.fd, str):
            return _close_named(expander, redirect.fd)
        return _set(expander, redirect, default, None)
    number = int(word.chars.rstrip("-"))
    if state.fds.get(number) is None:
        expander.fail(f"{number}: bad file descriptor")
        return False
    stream = state.fds[number]
    if word.chars.endswith("-"):
        state.fds = {**state.fds, number: None}
    return _set(expander, redirect, default, stream)


def _close_named(expander: Expander, name: str) -> bool:
    state = expander.state
    text = scalar_text(state.decisions.value(value_of(state, name)))
    if text.known and text.chars.isdigit():
        state.fds = {**state.fds, int(text.chars): None}
    return True


def _open(expander: Expander, redirect: Redirect, word: Text) -> bool:
    state = expander.state
    operator = redirect.operator
    path = absolute(state.machine.cwd, symbol(word))
    if not word.chars:
        expander.fail("No such file or directory")
        return False
    if operator == "<":
        stream = open_input(state, path, expander.span)
    else:
        exclusive = operator in (">", "&>") and state.enabled("noclobber")
        append = operator in (">>", "&>>")
        kept = append or operator == "<>"
        stream = open_output(state, path, append=append, exclusive=exclusive, kept=kept)
    if stream is None:
        expander.fail(f"{word.display()}: cannot open")
        return False
    if operator in ("&>", "&>>", ">&"):
        state.fds = {**state.fds, 1: stream, 2: stream}
        return True
    return _set(expander, redirect, 0 if operator in ("<", "<>") else 1, stream)


def _set(
    expander: Expander, redirect: Redirect, default: int, stream: Descriptor
) -> bool:
    state = expander.state
    fd = redirect.fd if redirect.fd is not None else default
    if isinstance(fd, str):
        number = next(n for n in range(10, 1000) if n not in state.fds)
        store(expander, fd, program(str(number)))
        fd = number
    state.fds = {**state.fds, fd: stream}
    return True
