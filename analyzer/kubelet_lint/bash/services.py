"""Programs that start others as services: ``systemctl``, ``systemd-run``, ``docker``.

What they do to units is told as ``Service`` events, and written where systemctl(1)
writes it; what they start is run.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence

from kubelet_lint.bash.circumstances import circumstances
from kubelet_lint.bash.condition import shown
from kubelet_lint.bash.event import Service
from kubelet_lint.bash.lookup import scalar_text, value_of
from kubelet_lint.bash.machine import absolute, symbol
from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.state import State
from kubelet_lint.bash.streams import is_kept, read_all, write
from kubelet_lint.node.filesystem import File, Link, Missing
from kubelet_lint.source import Span, Text, program

Wrapper = Callable[[Shell, State, tuple[Text, ...], "Span | None"], Next]

UNITS = "/etc/systemd/system"

_ACTIONS = frozenset(
    "daemon-reexec daemon-reload disable edit enable isolate link mask preset reenable "
    "reload reload-or-restart restart revert set-default set-environment set-property "
    "start stop try-restart unmask unset-environment".split()
)
"""Verbs after which something is different; they are taken to succeed."""

_VALUES = frozenset(("-H", "-M", "-n", "-o", "-p", "-P", "-s", "-t"))
_SUFFIXES = ("service", "socket", "target", "timer", "mount", "path", "slice", "device")


def run_systemctl(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Change units, or say something about them that nobody knows."""
    flags, words = _taken_apart([state.decisions.text(word) for word in argv[1:]])
    verb = words[0].chars if words else ""
    if verb not in _ACTIONS:
        return _unknown(state, argv, span)
    units = tuple(words[1:])
    state.tell(Service(verb, units, flags, span, circumstances(state)))
    _write_unit_files(shell, state, verb, flags, units, span)
    state.status = program("0")
    return state


def _taken_apart(words: Sequence[Text]) -> tuple[tuple[str, ...], list[Text]]:
    flags: list[str] = []
    rest: list[Text] = []
    at = 0
    while at < len(words):
        chars = words[at].chars
        if chars.startswith("-"):
            flags.append(chars)
            at += chars in _VALUES
        else:
            rest.append(words[at])
        at += 1
    return tuple(flags), rest


def unit_name(word: Text) -> str:
    """Return a unit's whole name: without a suffix it is a service."""
    name = posixpath.basename(symbol(word))
    return name if name.rpartition(".")[2] in _SUFFIXES else f"{name}.service"


def _write_unit_files(
    shell: Shell,
    state: State,
    verb: str,
    flags: tuple[str, ...],
    units: tuple[Text, ...],
    span: Span | None,
) -> None:
    machine = state.machine
    for word in units:
        path = posixpath.join(UNITS, unit_name(word))
        if verb == "mask" and not isinstance(machine.lstat(path), File):
            machine.symlink(path, "/dev/null", span)
        elif verb == "unmask":
            entry = machine.lstat(path)
            if isinstance(entry, Link) and entry.target == "/dev/null":
                machine.remove(path)
        elif verb in ("link", "enable") and "/" in word.chars:
            target = absolute(machine.cwd, symbol(word))
            if isinstance(machine.lstat(path), Missing) and not target.startswith(
                UNITS
            ):
                machine.symlink(path, target, span)
        elif verb == "edit":
            _edit(shell, state, flags, word, span)


def _edit(
    shell: Shell, state: State, flags: tuple[str, ...], word: Text, span: Span | None
) -> None:
    unit = unit_name(word)
    path = posixpath.join(UNITS, unit)
    if "--full" not in flags:
        name = next((f[10:] for f in flags if f.startswith("--drop-in=")), "override")
        path = posixpath.join(UNITS, unit + ".d", name.removesuffix(".conf") + ".conf")
    machine = state.machine
    if "--stdin" in flags or _editor(state) == "tee":
        machine.mkdir(posixpath.dirname(path), parents=True)
        machine.write(path, read_all(state, 0))
    else:
        shell.note(state, f"{path} is edited by hand", span)
        machine.blur(path, "edited by hand", span)


def _editor(state: State) -> str:
    for name in ("SYSTEMD_EDITOR", "EDITOR", "VISUAL"):
        text = scalar_text(state.decisions.value(value_of(state, name)))
        if text.chars:
            return text.chars
    return ""


def _unknown(state: State, argv: tuple[Text, ...], span: Span | None) -> Next:
    words = " ".join(shown(word) for word in argv)[:80]
    label = state.decisions.fresh(words)
    if is_kept(state, 1):
        reason = f"printed by `{shown(argv[0])}`"
        write(state, 1, Text.hole(reason, span, f"output of {label}"))
    state.status = Text.hole("the status of a program", span, label)
    return state


def run_service(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Run ``service NAME VERB``."""
    words = [state.decisions.text(word) for word in argv[1:]]
    if len(words) < 2 or words[1].chars not in _ACTIONS:
        return _unknown(state, argv, span)
    state.tell(Service(words[1].chars, (words[0],), (), span, circumstances(state)))
    state.status = program("0")
    del shell
    return state


def run_chkconfig(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Run ``chkconfig NAME on`` or ``update-rc.d NAME enable``."""
    words = [state.decisions.text(word) for word in argv[1:]]
    verbs = {"on": "enable", "off": "disable", "enable": "enable", "defaults": "enable"}
    verb = verbs.get(words[-1].chars) if len(words) > 1 else None
    if verb is not None:
        state.tell(Service(verb, (words[0],), (), span, circumstances(state)))
    state.status = program("0")
    del shell
    return state


# --- starting programs ------------------------------------------------------------

_RUN_VALUES = frozenset(
    "-u -p -E -H -M -t --unit --property --description --slice --setenv --uid --gid "
    "--on-boot --on-active --on-calendar --service-type --nice "
    "--working-directory".split()
)


def run_systemd_run(
    shell: Shell, state: State, argv: tuple[Text, ...], span: Span | None
) -> Next:
    """Run a command as a transient unit."""
    words = [state.decisions.text(word) for word in argv[1:]]
    at = 0
    while at < len(words) and words[at].chars.startswith("-"):
        chars = words[at].chars
        at += 1
        if chars == "--":
            break
        at += chars in _RUN_VALUES
    if at >= len(words):
        return _unknown(state, argv, span)
    command = words[at:]
    after = shell.subshell(
        state, lambda each: shell.run(each, command, span, functions=False)
    )
    if after is not None:
        after.status = program("0")
    return after


SERVICES: Mapping[str, Wrapper] = {
    "systemctl": run_systemctl,
    "service": run_service,
    "chkconfig": run_chkconfig,
    "update-rc.d": run_chkconfig,
    "systemd-run": run_systemd_run,
}
"""What runs each of them."""
