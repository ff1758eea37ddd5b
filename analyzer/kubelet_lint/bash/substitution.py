"""``$(…)``, ``<(…)`` and ``>(…)``: commands whose output or input is a word."""

from __future__ import annotations

from kubelet_lint.bash.leave import Leave
from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.state import (
    EitherStream,
    Pending,
    State,
    Stream,
)
from kubelet_lint.bash.streams import close, pipe, read_all, source, write
from kubelet_lint.bash.syntax import CommandSub, ProcessSub, Program, Redirect, Simple
from kubelet_lint.node.filesystem import File
from kubelet_lint.source import EMPTY, Choice, Text


def run_substitution(shell: Shell, state: State, part: CommandSub) -> Text:
    """Run the commands of ``$(…)`` and return what they print."""
    # The shell clears ``set -e`` in there unless told otherwise.
    kept = state.enabled("errexit") and state.enabled("inherit_errexit")
    text, after = _captured(shell, state, part.program, errexit=kept)
    if after is None:
        raise Leave("exit")
    state.substituted = state.status
    return without_line_ends(text)


def _captured(
    shell: Shell, state: State, commands: Program, *, errexit: bool
) -> tuple[Text, Next]:
    stream = pipe(state)

    def body(each: State) -> Next:
        each.fds = {**each.fds, 1: stream}
        each.enable("errexit", on=errexit)
        redirect = _reads_file(commands)
        if redirect is None:
            return shell.program(each, commands)
        return shell.redirected(each, (redirect,), _copy_input, None)

    after = shell.subshell(state, body)
    if after is not None:
        state.absorb(after)
    return close(state, stream), after


def _copy_input(state: State) -> Next:
    write(state, 1, read_all(state, 0))
    return state


def _reads_file(commands: Program) -> Redirect | None:
    """Return the redirection of ``$(<FILE)``."""
    if len(commands.items) != 1 or commands.items[0].command.rest:
        return None
    first = commands.items[0].command.first.commands
    if len(first) != 1 or not isinstance(first[0], Simple):
        return None
    simple = first[0]
    if simple.words or simple.assigns or len(simple.redirects) != 1:
        return None
    redirect = simple.redirects[0]
    return redirect if redirect.operator == "<" and redirect.fd is None else None


def without_line_ends(text: Text) -> Text:
    """Return captured output without the line ends at its end."""
    text = text.rstrip("\n")
    if not text.chars:
        return text
    last = text.piece_at(len(text) - 1)
    if not isinstance(last, Choice):
        return text
    options = [(label, without_line_ends(option)) for label, option in last.options]
    if all(option.chars for _, option in options):
        return text[:-1] + Text.choice(last.condition, options, last.span)
    # An option that is empty lets the line ends before it be the last ones.
    before = text[:-1]
    whole = [
        (label, before + option if option.chars else without_line_ends(before))
        for label, option in options
    ]
    return Text.choice(last.condition, whole, last.span)


# --- process substitution ---------------------------------------------------------


def run_beside(shell: Shell, state: State, part: ProcessSub) -> Text:
    """Let the commands of ``<(…)`` or ``>(…)`` run beside, and return the path."""
    text = EMPTY
    if not part.output:
        before = state.status
        errexit = state.enabled("errexit")
        text, _ = _captured(shell, state, part.program, errexit=errexit)
        state.status = before
    number = 63
    while f"/dev/fd/{number}" in state.machine.changes:
        number -= 1
    path = f"/dev/fd/{number}"
    state.machine.put(path, File(text))
    pending = Pending(path, part.program if part.output else None)
    state.pending = (*state.pending, pending)
    return part.text.respelled(path)


def finish_pending(
    shell: Shell,
    state: State,
    *,
    kept: tuple[Pending, ...] = (),
    everything: bool = False,
) -> Next:
    """Let the commands of ``>(…)`` run whose input is complete.

    ``kept`` are those that belong to a command around the one at hand.
    """
    current = state
    for pending in state.pending:
        if pending in kept or (not everything and _is_open(current, pending.path)):
            continue
        current.pending = tuple(p for p in current.pending if p != pending)
        entry = current.machine.drop(pending.path)
        if pending.program is None or not isinstance(entry, File):
            continue
        after = _fed(shell, current, pending.program, entry.text)
        if after is None:
            return None
        current = after
    return current


def _fed(shell: Shell, state: State, commands: Program, text: Text) -> Next:
    status = state.status

    def body(each: State) -> Next:
        each.fds = {**each.fds, 0: source(each, text)}
        return shell.program(each, commands)

    after = shell.subshell(state, body)
    if after is not None:
        after.status = status
    return after


def _is_open(state: State, path: str) -> bool:
    todo = list(state.fds.values())
    while todo:
        match todo.pop():
            case Stream(name) if name == path:
                return True
            case EitherStream(_, options):
                todo.extend(option for _, option in options)
            case _:
                pass
    return False
