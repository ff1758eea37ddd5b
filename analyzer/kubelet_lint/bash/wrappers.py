"""Programs that run another one: ``sudo``, ``env``, ``nohup``, ``bash``, ``ssh`` …

Each is a row: which options take a value, and how many words come before the command.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.services import SERVICES
from kubelet_lint.bash.state import State
from kubelet_lint.bash.streams import is_terminal, read_all, write
from kubelet_lint.bash.variable import (
    UNSET,
    Either,
    Scalar,
    Variable,
)
from kubelet_lint.source import HOLE, Span, Text, program

Wrapper = Callable[[Shell, State, tuple[Text, ...], "Span | None"], Next]


class _Usage(NamedTuple):
    """How a wrapper's command line is read."""

    letters: str = ""
    """One-letter options that take a value."""
    long: tuple[str, ...] = ()
    """Long options that take a value as the next word."""
    operands: int = 0
    """Words before the command, such as the duration of ``timeout``."""
    assignments: bool = False
    """Whether ``NAME=value`` may stand before the command."""


_USAGES = {
    "chroot": _Usage(operands=1),
    "chrt": _Usage(operands=1),
    "doas": _Usage("uC"),
    "dumb-init": _Usage(),
    "env": _Usage("uCS", ("--unset", "--chdir"), assignments=True),
    "flock": _Usage("wE", ("--timeout",), operands=1),
    "gosu": _Usage(operands=1),
    "ionice": _Usage("cnpP", ("--class", "--classdata")),
    "linux32": _Usage(),
    "nice": _Usage("n", ("--adjustment",)),
    "nohup": _Usage(),
    "nsenter": _Usage("tSG", ("--target",)),
    "setarch": _Usage(operands=1),
    "setsid": _Usage(),
    "stdbuf": _Usage("ioe", ("--input", "--output", "--error")),
    "strace": _Usage("eop"),
    "sudo": _Usage(
        "ugpCDhRrtTU", ("--user", "--group", "--chdir", "--host"), assignments=True
    ),
    "systemd-cat": _Usage("tp"),
    "systemd-inhibit": _Usage(),
    "time": _Usage("of"),
    "timeout": _Usage("ks", ("--kill-after", "--signal"), operands=1),
    "tini": _Usage("pe"),
    "unshare": _Usage("SGRw"),
    "unbuffer": _Usage(),
}


class _Line(NamedTuple):
    """A wrapper's command line, taken apart."""

    options: tuple[Text, ...]
    operands: tuple[Text, ...]
    assignments: tuple[tuple[str, Text], ...]
    command: tuple[Text, ...]


def _read(usage: _Usage, words: Sequence[Text]) -> _Line:
    options: list[Text] = []
    assignments: list[tuple[str, Text]] = []
    at = 0
    while at < len(words) and words[at].chars[:1] == "-" and len(words[at]) > 1:
        chars = words[at].chars
        options.append(words[at])
        at += 1
        if chars == "--":
            break
        if _takes_value(usage, chars) and at < len(words):
            options.append(words[at])
            at += 1
    while usage.assignments and at < len(words) and _is_assignment(words[at]):
        name, _, value = words[at].partition("=")
        assignments.append((name.chars, value))
        at += 1
    operands = tuple(words[at : at + usage.operands])
    at += usage.operands
    return _Line(tuple(options), operands, tuple(assignments), tuple(words[at:]))


def _takes_value(usage: _Usage, chars: str) -> bool:
    if chars.startswith("--"):
        return chars in usage.long
    # A value may be glued to its letter; a letter that takes none may come before.
    for at, letter in enumerate(chars[1:], start=1):
        if letter in usage.letters:
            return at == len(chars) - 1
    return False


def _is_assignment(word: Text) -> bool:
    name, equals, _ = word.chars.partition("=")
    return bool(equals) and name.replace("_", "a").isalnum() and not name[0].isdigit()


def _alone(state: State, name: str, span: Span | None) -> Next:
    """Run a wrapper that is given no command: ``env`` prints the environment."""
    if name != "env":
        state.status = Text.hole("the status of a program", span, f"{name} alone")
        return state
    # In the order of the shell's own table, so that only its being there is known.
    printed = state.decisions.fresh("the environment")
    write(state, 1, Text.hole("printed by `env`", span, printed))
    state.status = program("0")
    return state


def run_wrapped(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Run the command that a wrapper is given, as a program of its own."""
    name = argv[0].chars.rpartition("/")[2]
    line = _read(_USAGES[name], [state.decisions.text(word) for word in argv[1:]])
    flags = [option.chars for option in line.options]
    if name == "sudo" and not line.command and {"-i", "-s"} & set(flags):
        line = line._replace(command=(program("bash"),))
    if not line.command:
        return _alone(state, name, span)
    if name == "flock" and line.command[0].chars == "-c":
        line = line._replace(command=(program("sh"), *line.command))

    def body(each: State) -> Next:
        if name == "sudo" and not {"-E", "--preserve-env"} & set(flags):
            _doubt_exports(each)
        if name == "env" and {"-i", "-", "--ignore-environment"} & set(flags):
            _drop_exports(each)
        for variable, value in line.assignments:
            each.variables[variable] = Variable(Scalar(value), "x")
        return shell.run(each, line.command, span, functions=False)

    return shell.subshell(state, body)


def _doubt_exports(state: State) -> None:
    """Let exported variables be unset perhaps: that is up to the sudoers file."""
    labels = ("when sudo keeps the environment", "when sudo resets the environment")
    for name, variable in list(state.variables.items()):
        if "x" in variable.attributes and name not in _KEPT:
            options = ((labels[0], variable.value), (labels[1], UNSET))
            value = Either("sudo keeps the environment", options)
            state.variables[name] = variable.having(value)


_KEPT = frozenset(
    ("PATH", "HOME", "LANG", "LC_ALL", "TERM", "USER", "LOGNAME", "SHELL")
)


def _drop_exports(state: State) -> None:
    for name, variable in list(state.variables.items()):
        if "x" in variable.attributes:
            del state.variables[name]


# --- shells -----------------------------------------------------------------------


def run_shell(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Run ``bash -c``, ``bash FILE`` or ``bash`` with a script as input."""
    words = [state.decisions.text(word) for word in argv[1:]]
    options, at = _shell_options(words)
    rest = words[at:]
    if "c" in options:
        if not rest:
            state.status = program("2")
            return state
        name = rest[1] if len(rest) > 1 else argv[0]
        return _run_text(shell, state, rest[0], name, rest[2:], options, span)
    if rest and "s" not in options:
        return _run_script(shell, state, rest, options, span)
    if is_terminal(state, 0):
        state.status = program("0")
        return state
    text = state.decisions.text(read_all(state, 0))
    return _run_text(shell, state, text, argv[0], rest, options, span)


def _shell_options(words: Sequence[Text]) -> tuple[str, int]:
    found = ""
    at = 0
    while at < len(words):
        chars = words[at].chars
        if chars == "-":  # POSIX, "Guidelines": as for --
            at += 1
            break
        if chars[:2] == "--":
            at += 2 if chars in ("--rcfile", "--init-file") else 1
            if chars == "--":
                break
            continue
        if len(chars) < 2 or chars[0] not in "-+":
            break
        found += chars[1:] if chars[0] == "-" else ""
        at += 2 if chars.endswith(("o", "O")) else 1
    return found, at


def _run_script(
    shell: Shell,
    state: State,
    words: Sequence[Text],
    options: str,
    span: Span | None,
) -> Next:
    text = shell.script_text(state, words[0], span)
    if not _is_seen(text) and shell.settings.is_program(tuple(words)):
        return shell.run_program(state, tuple(words), span)
    if text is None:
        shell.note(state, f"{words[0].display()}: No such file or directory", span)
        state.status = program("127")
        return state
    script = state.machine.run(text)
    if _is_lost(script):
        return _lost_script(shell, state, script, span)
    return shell.child(state, script, words[0], words[1:], options=options, file=True)


def _is_seen(text: Text | None) -> bool:
    """Say whether a script's text is in the repository, not only in some image."""
    if text is None or not text.chars.strip(HOLE + " \n"):
        return False
    span = text.span
    return span is not None and span.outermost.source.origin == "repository"


def _run_text(
    shell: Shell,
    state: State,
    text: Text,
    name: Text,
    words: Sequence[Text],
    options: str,
    span: Span | None,
) -> Next:
    if _is_lost(text):
        return _lost_script(shell, state, text, span)
    return shell.child(state, text, name, words, options=options)


def _is_lost(script: Text) -> bool:
    return HOLE in script.chars and not script.chars.strip(HOLE + " \n")


def _lost_script(shell: Shell, state: State, script: Text, span: Span | None) -> Next:
    shell.note(state, f"the script {script.display()} is not known", span)
    state.status = Text.hole("a script", span, state.decisions.fresh("a script"))
    return state


# --- users and machines -----------------------------------------------------------


def run_as_user(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Run ``su -c COMMAND`` or ``runuser``."""
    words = [state.decisions.text(word) for word in argv[1:]]
    for at, word in enumerate(words):
        if word.chars in ("-c", "--command") and at + 1 < len(words):
            command = (program("bash"), program("-c"), words[at + 1])
            return shell.run(state, command, span, functions=False)
        if word.chars == "--" and at + 1 < len(words):
            return shell.run(state, words[at + 1 :], span, functions=False)
    state.status = program("0")
    return run_shell(shell, state, argv[:1], span)


_SSH = _Usage("bcDEeFIiJLlmOopQRSWw", operands=1)


def run_remote(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Run a command, or standard input, on another machine, taken to be this one."""
    words = [state.decisions.text(word) for word in argv[1:]]
    line = _read(_SSH, words)
    command = list(line.command)
    if [word.chars for word in line.operands] == [HOLE] and "@" in _first(command):
        command.pop(0)  # ``ssh $OPTIONS core@host …``
    while command and command[0].chars[:1] == "-" and len(command[0]) > 1:
        again = _read(_SSH._replace(operands=0), command)
        if len(again.command) == len(command):
            break
        command = list(again.command)
    parts: list[Text] = []
    for word in command:
        parts.extend((program(" "), word) if parts else (word,))
    text = Text.join(parts)
    if not text.chars:
        if is_terminal(state, 0):
            state.status = program("0")
            return state
        text = state.decisions.text(read_all(state, 0))

    def body(each: State) -> Next:
        _drop_exports(each)
        return shell.child(each, text, program("bash"), ())

    return shell.subshell(state, body)


def _first(words: Sequence[Text]) -> str:
    return words[0].chars if words else ""


def run_which(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Print where programs are."""
    words = [word for word in argv[1:] if not word.chars.startswith("-")]
    return shell.describe(state, words, "w", span)


# --- the table --------------------------------------------------------------------

_SHELLS = ("bash", "sh", "dash", "ash", "ksh", "rbash")

WRAPPERS: Mapping[str, Wrapper] = {
    **dict.fromkeys(_USAGES, run_wrapped),
    **dict.fromkeys(_SHELLS, run_shell),
    **SERVICES,
    "su": run_as_user,
    "runuser": run_as_user,
    "ssh": run_remote,
    "which": run_which,
}
