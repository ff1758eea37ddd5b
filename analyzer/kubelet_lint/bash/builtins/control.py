"""Builtins that decide what runs next."""

from __future__ import annotations

from kubelet_lint.bash.builtins.base import Invocation, options
from kubelet_lint.bash.call import run_sourced
from kubelet_lint.bash.leave import Leave
from kubelet_lint.bash.runner import Next
from kubelet_lint.bash.variable import Scalar, Variable
from kubelet_lint.source import HOLE, Text, program


def true(call: Invocation) -> Next:
    """Succeed."""
    return call.end(0)


def false(call: Invocation) -> Next:
    """Fail."""
    return call.end(1)


def leave_shell(call: Invocation) -> Next:
    """Leave the shell: ``exit``.

    A script that stops because a setting was left blank is followed as if it did not.
    """
    status = _given_status(call)
    if call.shell.optimistic and call.shell.blank and status.chars != "0":
        call.shell.suppose("the script does not stop for a blank setting", call.span)
        return call.end(0)
    call.state.status = status
    raise Leave("exit")


def return_(call: Invocation) -> Next:
    """Leave the function or sourced file."""
    if not call.state.frames and not call.shell.sources:
        return call.fail("return: can only be used in a function or sourced file", 2)
    call.state.status = _given_status(call)
    raise Leave("return")


def _given_status(call: Invocation) -> Text:
    words = call.settled()
    if not words:
        return call.state.status
    if not words[0].known:
        return words[0]
    chars = words[0].chars.strip()
    if not chars.lstrip("-").isdigit():
        return program("2")
    return words[0].respelled(str(int(chars) % 256))


def break_(call: Invocation) -> Next:
    """Leave loops."""
    return _leave_loops(call, "break")


def continue_(call: Invocation) -> Next:
    """Go on with the next pass of a loop."""
    return _leave_loops(call, "continue")


def _leave_loops(call: Invocation, kind: str) -> Next:
    words = call.settled()
    level = int(words[0].chars) if words and words[0].chars.isdigit() else 1
    if not call.shell.loops:
        return call.end(0)
    call.state.status = program("0")
    level = min(level, call.shell.loops)
    raise Leave("break" if kind == "break" else "continue", level)


def eval_(call: Invocation) -> Next:
    """Run the arguments as a script."""
    words = call.settled()
    parts: list[Text] = []
    for word in words:
        parts.extend((program(" "), word) if parts else (word,))
    text = Text.join(parts)
    if not text.chars.strip():
        return call.end(0)
    if HOLE in text.chars and not _is_command(text):
        return call.shell.lost(call.state, "eval of what is not known", call.span)
    return call.shell.script(call.state, text)


def _is_command(text: Text) -> bool:
    """Say whether at least the command's name is known."""
    first = text.chars.split(None, 1)[0]
    return HOLE not in first


def source(call: Invocation) -> Next:
    """Run a file in this shell."""
    words = call.settled()
    if words and words[0].chars == "--":
        words = words[1:]
    if not words:
        return call.fail("source: filename argument required", 2)
    text = call.shell.script_text(call.state, words[0], call.span)
    if text is None:
        return call.fail(f"{words[0].display()}: No such file or directory")
    if not text.known and text.chars.strip(HOLE) == "":
        reason = f"{words[0].display()} is sourced and not known"
        return call.shell.lost(call.state, reason, call.span, words[0])
    if len(words) == 1:
        # With arguments (``--source-only``) it is not what the script does by itself.
        call.state.machine.run(text)
    return run_sourced(call.shell, call.state, text, words[0], words[1:])


def exec_(call: Invocation) -> Next:
    """Let another program go on instead of the shell."""
    flags, words = options(call.settled(), "cla")
    if "a" in flags:
        words = words[1:]
    if not words:
        return call.end(0)
    after = call.shell.run_program(call.state, words, call.span)
    if after is not None:
        call.shell.park("exec", 0, after)
    return None


def trap(call: Invocation) -> Next:
    """Set what runs when the shell ends or gets a signal."""
    _, words = options(call.settled(), "lp")
    if not words:
        return call.end(0)
    action = words[0] if len(words) > 1 else program("-")
    for signal in words[1:] or words:
        name = "trap " + _signal(signal.chars)
        if action.chars == "-":
            call.state.variables.pop(name, None)
        else:
            call.state.variables[name] = Variable(Scalar(action))
    return call.end(0)


def _signal(name: str) -> str:
    upper = name.upper().removeprefix("SIG")
    return {"0": "EXIT", "1": "HUP", "2": "INT", "15": "TERM"}.get(upper, upper)


def wait(call: Invocation) -> Next:
    """Wait for commands in the background."""
    return call.unknown("the status of a job") if call.words() else call.end(0)


def let(call: Invocation) -> Next:
    """Compute."""
    value: int | None = 0
    words = call.words()
    if not words:
        return call.fail("let: expression expected")
    for word in words:
        try:
            value = call.expander.compute(word)
        except Leave:
            return call.end(1)
    if value is None:
        return call.unknown("computed from what is not known")
    return call.end(0 if value else 1)


def command(call: Invocation) -> Next:
    """Run a program or builtin, not a function; or say what would run."""
    flags, words = options(call.settled(), "pvV")
    if not words:
        return call.end(0)
    if flags.strip("p"):
        return call.shell.describe(call.state, words, flags, call.span)
    start = len(call.argv) - len(words)
    return call.shell.run(call.state, call.argv[start:], call.span, functions=False)


def builtin(call: Invocation) -> Next:
    """Run a builtin."""
    if len(call.argv) < 2:
        return call.end(0)
    return call.shell.run(call.state, call.argv[1:], call.span, functions=False)


def type_(call: Invocation) -> Next:
    """Say what a name would run."""
    flags, words = options(call.settled(), "afptP")
    return call.shell.describe(call.state, words, flags or "V", call.span)


def hash_(call: Invocation) -> Next:
    """Remember where programs are; fails if there is none."""
    _, words = options(call.settled(), "rdltp")
    return call.shell.describe(call.state, words, "q", call.span)


def nothing(call: Invocation) -> Next:
    """Do something that leaves nothing behind."""
    return call.end(0)


def shell_unknown(call: Invocation) -> Next:
    """Do something whose status nobody knows."""
    return call.unknown("a job")
