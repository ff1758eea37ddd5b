"""Pipelines: every command in a shell of its own, its output the next one's input.

The commands are followed one after the other; that is what a pipeline of programs
that read all of their input comes to.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.bash.condition import shown
from kubelet_lint.bash.join import join
from kubelet_lint.bash.lookup import STATUSES
from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.state import ZERO, State, Stream
from kubelet_lint.bash.streams import close, pipe, reader
from kubelet_lint.bash.syntax import (
    Arith,
    Command,
    Conditional,
    Pipeline,
    Simple,
    Subshell,
)
from kubelet_lint.bash.traps import run_error_trap, traps_errors
from kubelet_lint.bash.variable import Variable, indexed
from kubelet_lint.source import EMPTY, Text, program


def run_pipeline(shell: Shell, state: State, node: Pipeline) -> Next:
    """Follow a pipeline, and leave if ``set -e`` says so."""
    if node.negated:
        return _negated(shell, state, node)
    if len(node.commands) == 1:
        command = node.commands[0]
        after = shell.command(state, command)
        if after is None or not _counts(command):
            return after
        # That of a single command is ``$?``; see ``lookup``.
        after.variables.pop(STATUSES, None)
        return leave_on_error(shell, after, node.text)
    after = _piped(shell, state, node)
    return leave_on_error(shell, after, node.text) if after is not None else None


def _counts(command: Command) -> bool:
    """Say whether ``set -e`` looks at the status of such a command."""
    if isinstance(command, Simple):
        return True
    return isinstance(command.body, (Subshell, Arith, Conditional))


def _negated(shell: Shell, state: State, node: Pipeline) -> Next:
    shell.tolerant += 1
    try:
        after = run_pipeline(shell, state, node._replace(negated=False))
    finally:
        shell.tolerant -= 1
    if after is None:
        return None
    since = len(after.decisions.taken)
    succeeded, failed = shell.split(after, node.text)
    for each in succeeded:
        each.status = program("1")
    for each in failed:
        each.status = ZERO
    return join([*succeeded, *failed], since)


def leave_on_error(shell: Shell, state: State, asked: Text) -> Next:
    """Run an ``ERR`` trap, and leave under ``set -e``, if the last command failed."""
    if shell.tolerant or state.status.chars == "0":
        return state
    traps, leaves = traps_errors(state), state.enabled("errexit")
    if not traps and not leaves:
        return state
    since = len(state.decisions.taken)
    if shell.settings.optimistic and not state.status.known:
        shell.assume(state, "succeeds")
        state.status = ZERO
        return state
    succeeded, failed = shell.split(state, asked)
    for each in failed:
        after = run_error_trap(shell, each) if traps else [each]
        if not leaves:
            succeeded += after
            continue
        for one in after:
            shell.park("exit", 0, one)
    return join(succeeded, since)


def _piped(shell: Shell, state: State, node: Pipeline) -> Next:
    statuses: list[Text] = []
    opened: list[Stream] = []
    after: Next = state
    for number, command in enumerate(node.commands):
        if after is None:
            return None
        last = number == len(node.commands) - 1
        ends = {0: reader(after, opened[-1])} if opened else {}
        if not last:
            opened.append(pipe(after))
            ends[1] = opened[-1]
            if node.merged[number]:
                ends[2] = opened[-1]
        after = shell.subshell(after, _Stage(shell, command, ends).run)
        statuses.append(after.status if after is not None else EMPTY)
    if after is None:
        return None
    for stream in opened:
        close(after, stream)
    after.variables[STATUSES] = Variable(indexed(tuple(statuses)))
    if after.enabled("pipefail"):
        return _worst(shell, after, statuses, node)
    return after


class _Stage(NamedTuple):
    """One command of a pipeline and the ends of pipes it is given."""

    shell: Shell
    command: Command
    ends: dict[int, Stream]

    def run(self, state: State) -> Next:
        state.fds = {**state.fds, **self.ends}
        return self.shell.command(state, self.command)


def _worst(shell: Shell, state: State, statuses: list[Text], node: Pipeline) -> Next:
    """Let the status be that of the last command that fails."""
    since = len(state.decisions.taken)

    def settle(each: State) -> None:
        each.status = _last_failure(each, statuses, node)

    return join([each for each, _ in shell.explore(state, settle)], since)


def _last_failure(state: State, statuses: list[Text], node: Pipeline) -> Text:
    for status in reversed(statuses):
        settled = state.decisions.text(status)
        if not settled.known:
            name = state.decisions.fresh(shown(node.commands[0].text))
            return Text.hole("the status of a pipeline", settled.span, f"{name} | …")
        if settled.chars != "0":
            return settled
    return ZERO
