"""Programs: those that are understood, scripts, and all the others.

A program nobody knows leaves an unknown output and status, and the files named on its
line are unknown from then on; nothing else is.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from kubelet_lint.bash.circumstances import circumstances
from kubelet_lint.bash.commands import COMMANDS
from kubelet_lint.bash.condition import shown
from kubelet_lint.bash.event import Started
from kubelet_lint.bash.lookup import scalar_text, value_of
from kubelet_lint.bash.machine import absolute, symbol
from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.shell import Call, Command, Result
from kubelet_lint.bash.snapshot import Snapshot
from kubelet_lint.bash.state import State
from kubelet_lint.bash.streams import (
    close,
    is_kept,
    pipe,
    read_all,
    resolve,
    source,
    write,
)
from kubelet_lint.bash.variable import Unset
from kubelet_lint.bash.wrappers import WRAPPERS
from kubelet_lint.node.filesystem import Entry, File, Missing
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import EMPTY, HOLE, Span, Text, program

PROGRAM_FOLDERS = (
    "/usr/local/sbin",
    "/usr/local/bin",
    "/usr/sbin",
    "/usr/bin",
    "/sbin",
    "/bin",
    "/opt/bin",
)

_SHELL = re.compile(r"#!\s*(?:\S*/)?(?:env\s+(?:-S\s+)?)?(?:bash|sh|dash|ash|ksh)\b")


def run_program(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Run a program by its words."""
    if shell.settings.is_program(argv):
        return _launch(shell, state, argv, span)
    name = argv[0].chars
    if HOLE in name:
        return run_unknown(shell, state, argv, span)
    base = posixpath.basename(name)
    standard = "/" not in name or posixpath.dirname(name) in PROGRAM_FOLDERS
    if standard and base in WRAPPERS:
        return WRAPPERS[base](shell, state, argv, span)
    if standard and base in COMMANDS:
        return _run_command(shell, state, COMMANDS[base], argv, span)
    found = _script(state, argv[0])
    if found is None:
        return run_unknown(shell, state, argv, span)
    return _run_file(shell, state, found, argv, span)


# --- programs that are understood -------------------------------------------------


def _run_command(
    shell: Shell,
    state: State,
    command: Command,
    argv: tuple[Text, ...],
    span: Span | None,
) -> Next:
    result = _result(shell, state, command, argv, span)
    write(state, 1, result.stdout)
    if is_kept(state, 2):
        write(state, 2, _message(state, result, argv, span))
    state.status = _status(state, result.status, argv, span)
    return state


def _result(
    shell: Shell,
    state: State,
    command: Command,
    argv: tuple[Text, ...],
    span: Span | None,
) -> Result:
    def run(words: tuple[Text, ...], stdin: Text) -> Result:
        return _run_within(shell, state, words, stdin, span)

    environment = Environment(state)
    argv, itself = _without_itself(state, argv)
    call = Call(
        argv,
        lambda: read_all(state, 0),
        state.machine,
        environment,
        span,
        run,
        shell.settings.answer,
    )
    result = command(call)
    for reason, where in call.notes:
        shell.note(state, reason, where)
    return result._replace(status=1) if itself else result


def _without_itself(
    state: State, argv: tuple[Text, ...]
) -> tuple[tuple[Text, ...], bool]:
    """Drop the files that ``cat`` refuses because it would write into them."""
    stream = resolve(state, 1)
    if argv[0].chars != "cat" or stream is None or not stream.path.startswith("/"):
        return argv, False
    machine = state.machine
    kept = [w for w in argv[1:] if machine.real(machine.path(w)) != stream.path]
    entry = machine.entry(stream.path)
    if len(kept) == len(argv) - 1 or not (isinstance(entry, File) and entry.text):
        return argv, False
    return (argv[0], *(kept or [program("/dev/null")])), True


def result_of(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Result:
    """Return what an understood program prints, and its status."""
    command = COMMANDS.get(argv[0].chars)
    if command is None:
        return Result(Text.hole("printed by a program", span), None)
    return _result(shell, state, command, argv, span)


def _message(
    state: State, result: Result, argv: tuple[Text, ...], span: Span | None
) -> Text:
    if result.stderr is not None:
        return result.stderr
    if result.status == 0:
        return EMPTY
    name = state.decisions.fresh(f"messages of {argv[0].display()}")
    return Text.hole("an error message", span, name)


def _status(
    state: State, status: int | None, argv: tuple[Text, ...], span: Span | None
) -> Text:
    if status is not None:
        return program(str(status))
    return Text.hole("the status of a program", span, _label(state, argv))


def _label(state: State, argv: tuple[Text, ...]) -> str:
    words = " ".join(shown(word) for word in argv)
    return state.decisions.fresh(words if len(words) <= 80 else words[:80] + "…")


def _run_within(
    shell: Shell,
    state: State,
    argv: tuple[Text, ...],
    stdin: Text,
    span: Span | None,
) -> Result:
    """Run a command for another one, such as ``xargs``."""
    output = pipe(state)
    before = state.fds
    state.fds = {**before, 0: source(state, stdin), 1: output}
    inner = state.copy()
    after = shell.subshell(inner, lambda each: shell.run(each, argv, span))
    if after is not None:
        state.absorb(after)
    state.fds = before
    if after is None:
        return Result(close(state, output), None)
    known = after.status.chars
    return Result(close(state, output), int(known) if known.isdigit() else None)


class Environment(Mapping[str, Text]):
    """The exported variables, looked up when a program asks."""

    def __init__(self, state: State) -> None:
        self._state = state

    def __getitem__(self, name: str) -> Text:
        variable = self._state.variables.get(name)
        if variable is not None and "x" in variable.attributes:
            value = self._state.decisions.value(variable.value)
            if not isinstance(value, Unset):
                return scalar_text(value)
        raise KeyError(name)

    def __iter__(self) -> Iterator[str]:
        for name in list(self._state.variables):
            try:
                self[name]
            except KeyError:
                continue
            yield name

    def __len__(self) -> int:
        return sum(1 for _ in self)


# --- the programs that are asked for ----------------------------------------------


def _launch(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    name = argv[0].chars
    launch = Launch(
        argv=argv,
        files=Snapshot(state.machine),
        executable=name if name.startswith("/") else "",
        environment=dict(Environment(state)),
        cwd=state.machine.cwd,
        span=span,
        circumstances=circumstances(state),
    )
    state.tell(Started(launch))
    if launch.circumstances:
        shell.note(state, f"`{name}` is started {launch.circumstances[-1]}", span)
    return _leave_unknown(state, argv, span)


# --- scripts ----------------------------------------------------------------------


class _Found:
    """A file that a command's name leads to."""

    def __init__(self, path: str, entry: Entry) -> None:
        self.path = path
        self.entry = entry


def _script(state: State, name: Text) -> _Found | None:
    if "/" in name.chars:
        path = absolute(state.machine.cwd, symbol(name))
        entry = state.machine.read(path)
        if isinstance(entry, Missing) and posixpath.dirname(path) in PROGRAM_FOLDERS:
            return None
        return _Found(path, entry) if isinstance(entry, (File, Missing)) else None
    for folder in search_path(state):
        path = posixpath.join(folder, name.chars)
        entry = state.machine.read(path)
        if isinstance(entry, File):
            return _Found(path, entry)
    return None


def search_path(state: State) -> list[str]:
    """Return the directories in which programs are looked for."""
    text = state.decisions.text(scalar_text(value_of(state, "PATH")))
    if not text.known or not text.chars:
        return list(PROGRAM_FOLDERS)
    return [folder or "." for folder in text.chars.split(":")]


def _run_file(
    shell: Shell,
    state: State,
    found: _Found,
    argv: tuple[Text, ...],
    span: Span | None,
) -> Next:
    entry = found.entry
    if not isinstance(entry, File):
        state.status = program("127")
        shell.note(state, f"{argv[0].display()}: No such file or directory", span)
        return state
    if not entry.mode & 0o111 and not entry.assumptions:
        state.status = program("126")
        shell.note(state, f"{argv[0].display()}: Permission denied", span)
        return state
    text = state.decisions.text(entry.text)
    if not is_shell_script(text):
        return run_unknown(shell, state, argv, span)
    script = state.machine.run(text)
    name = argv[0].respelled(found.path)
    return shell.child(state, script, name, argv[1:], file=True)


def is_shell_script(text: Text) -> bool:
    """Say whether the kernel, or the shell itself, would let a shell run a file."""
    if text.chars.startswith("#!"):
        return _SHELL.match(text.chars) is not None
    first = text.chars[:200]
    return bool(first.strip(HOLE)) and "\0" not in first and "\x7fELF" not in first


# --- all the others ---------------------------------------------------------------


def run_unknown(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Run a program nobody knows."""
    if argv[0].chars.startswith("-"):  # an option whose line was not continued
        state.status = program("127")
        shell.note(state, f"{shown(argv[0])}: command not found", span)
        return state
    shell.note(state, f"`{shown(argv[0])}` is not followed", span)
    reason = f"may have been changed by `{shown(argv[0])}`"
    for word in argv[1:]:
        for path in _named(state.decisions.text(word)):
            state.machine.blur(absolute(state.machine.cwd, path), reason, span)
    return _leave_unknown(state, argv, span)


def _named(word: Text) -> Iterator[str]:
    """Yield the paths that an argument may name."""
    chars = symbol(word)
    for part in (chars, chars.partition("=")[2]):
        if "/" in part and not part.startswith("-") and "://" not in part:
            yield part


def _leave_unknown(state: State, argv: tuple[Text, ...], span: Span | None) -> Next:
    label = _label(state, argv)
    reason = f"printed by `{shown(argv[0])}`"
    for fd in (1, 2):
        if is_kept(state, fd):
            write(state, fd, Text.hole(reason, span, f"output of {label}"))
    state.status = Text.hole("the status of a program", span, label)
    return state
