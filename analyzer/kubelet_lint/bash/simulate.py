"""What a script leaves behind: the way into this package.

``simulate`` follows a script over a machine's files without running anything, and
says which files are different then, which programs were started, what happened to
units, and what could not be followed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kubelet_lint.bash.decision import Decisions
from kubelet_lint.bash.event import Service, Started, What
from kubelet_lint.bash.interp import Exhausted, Interpreter
from kubelet_lint.bash.join import join
from kubelet_lint.bash.lookup import set_arguments
from kubelet_lint.bash.machine import STANDARD_DIRECTORIES, Machine, Repository
from kubelet_lint.bash.place import enter_file
from kubelet_lint.bash.runner import STEPS, Next, Settings, nobody
from kubelet_lint.bash.shell import Answer, nothing_answers
from kubelet_lint.bash.snapshot import Snapshot
from kubelet_lint.bash.state import State
from kubelet_lint.bash.substitution import finish_pending
from kubelet_lint.bash.variable import Scalar, Variable
from kubelet_lint.node.filesystem import Entry, FileSystem
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import Span, Text, program
from kubelet_lint.value import Assumption

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

RECURSION = 8000
"""Python frames that following a script may take; its own bounds are tighter."""


@dataclass(frozen=True, slots=True)
class Simulation:
    """What is known after a script."""

    files: FileSystem
    """The machine's files; entries may be ``Alternatives``."""
    touched: Mapping[str, Entry]
    """What lies at every path that was written, removed or read."""
    launches: tuple[Launch, ...]
    services: tuple[Service, ...]
    unknown: tuple[tuple[str, Span | None], ...]
    """What could not be followed, and where."""
    assumptions: tuple[Assumption, ...]
    status: Text
    """The exit status."""
    ran: frozenset[str] = frozenset()
    """The repository's scripts that were sourced or run."""
    complete: bool = True
    """Whether the script was followed to its end; if not, any file may differ."""
    steps: int = 0
    """Commands that were followed, each way counted."""


def simulate(
    script: Text,
    *,
    files: FileSystem,
    args: tuple[Text, ...] = (),
    environment: Mapping[str, Text] | None = None,
    name: str | Text = "bash",
    cwd: str = "/",
    closed: bool = True,
    optimistic: bool = False,
    repository: Repository | None = None,
    directories: frozenset[str] = frozenset(),
    is_program: Callable[[tuple[Text, ...]], bool] = nobody,
    answer: Answer = nothing_answers,
    shell: str = "bash",
    steps: int = STEPS,
) -> Simulation:
    """Follow a script.

    Args:
        script: its text.
        files: the machine before; a path that is ``Missing`` is known not to exist.
        args: ``$1`` and so on; one hole with ``words`` set stands for all of them.
        environment: the exported variables.
        name: ``$0``; a text if part of it is not known.
        cwd: the working directory.
        closed: whether a variable that is not set here is unset, not unknown.
        optimistic: whether commands that nobody knows are taken to succeed where the
            script would stop otherwise, and ways that end in an error are dropped.
        repository: finds the repository's file for a path on the machine that
            ``files`` does not know; an unknown stretch of the path is ``‹…›``.
        directories: directories that are there though ``files`` says otherwise.
        is_program: recognizes the programs whose starts are wanted, by their words.
        answer: tells what well-known addresses answer when they are downloaded from.
        shell: ``bash`` or ``sh``.
        steps: commands that are followed at most, each way counted.
    """

    def run(interpreter: Interpreter, state: State) -> Next:
        return interpreter.script(state, script)

    state = _state(files, cwd, repository, directories)
    _set_up(state, environment or {}, args, name, closed=closed)
    settings = Settings(is_program, optimistic, shell, answer, steps)
    return _simulate(state, settings, run, script.span)


def simulate_argv(
    argv: tuple[Text, ...],
    *,
    files: FileSystem,
    environment: Mapping[str, Text] | None = None,
    cwd: str = "/",
    closed: bool = True,
    optimistic: bool = False,
    repository: Repository | None = None,
    directories: frozenset[str] = frozenset(),
    is_program: Callable[[tuple[Text, ...]], bool] = nobody,
    answer: Answer = nothing_answers,
    span: Span | None = None,
) -> Simulation:
    """Run one command by its words, as ``simulate`` follows a script."""

    def run(interpreter: Interpreter, state: State) -> Next:
        return interpreter.run_program(state, argv, span)

    state = _state(files, cwd, repository, directories)
    _set_up(state, environment or {}, (), "bash", closed=closed)
    settings = Settings(is_program, optimistic, answer=answer)
    return _simulate(state, settings, run, span)


def _state(
    files: FileSystem,
    cwd: str,
    repository: Repository | None,
    directories: frozenset[str],
) -> State:
    machine = Machine(
        files,
        cwd=cwd,
        decisions=Decisions(),
        repository=repository,
        directories=STANDARD_DIRECTORIES | directories,
    )
    return State(machine)


def _set_up(
    state: State,
    environment: Mapping[str, Text],
    args: tuple[Text, ...],
    name: str | Text,
    *,
    closed: bool,
) -> None:
    defaults = {"PATH": program(PATH), "HOME": program("/root")}
    for variable, text in {**defaults, **environment}.items():
        state.variables[variable] = Variable(Scalar(text), "x")
    state.variables["PWD"] = Variable(Scalar(state.cwd))
    state.variables["$0"] = Variable(Scalar(_word(name)))
    if name != "bash":
        enter_file(state, _word(name))
    state.enable("open", on=not closed)
    set_arguments(state, args)


def _word(name: str | Text) -> Text:
    return program(name) if isinstance(name, str) else name


def _simulate(
    state: State,
    settings: Settings,
    run: Callable[[Interpreter, State], Next],
    span: Span | None,
) -> Simulation:
    interpreter = Interpreter(settings)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, RECURSION))
    first = state.copy()
    try:
        done = _result(interpreter, _end(interpreter, state, run))
    except (Exhausted, RecursionError) as error:
        reason = str(error) if isinstance(error, Exhausted) else "nested too deeply"
        done = _given_up(first, f"the script is not followed: {reason}", span)
    finally:
        sys.setrecursionlimit(limit)
    return replace(done, steps=interpreter.steps)


def _end(
    interpreter: Interpreter, state: State, run: Callable[[Interpreter, State], Next]
) -> State:
    def follow(start: State) -> list[State]:
        mark = len(interpreter.parked)
        ends = interpreter.ended(lambda each: run(interpreter, each), start)
        del interpreter.parked[mark:]
        return ends

    ways = interpreter.explore(state, follow)
    ends = [end for _, each in ways for end in each]
    if interpreter.settings.optimistic:
        ends = _without_errors(interpreter, ends)
    if not any(end.pending for end in ends):
        for end in ends:
            end.variables, end.functions = {}, {}  # nobody asks for them any more
    joined = join(ends, 0) or state
    return finish_pending(interpreter, joined, everything=True) or joined


def _without_errors(interpreter: Interpreter, ends: list[State]) -> list[State]:
    """Drop the ways that end in an error, unless there is no other."""
    good = [e for e in ends if not (e.status.known and e.status.chars != "0")]
    for bad in ends if good else ():
        if bad not in good:
            text = f"the script does not stop with status {bad.status.chars}"
            interpreter.assumptions.setdefault(Assumption(text, bad.status.span))
    return good or ends


def _result(interpreter: Interpreter, state: State) -> Simulation:
    events = _events(state)
    files = Snapshot(state.machine)
    return Simulation(
        files=files,
        touched={path: files.entry(path) for path in files.touched()},
        launches=tuple(e.launch for e in events if isinstance(e, Started)),
        services=tuple(e for e in events if isinstance(e, Service)),
        unknown=tuple((note.reason, note.span) for note in interpreter.notes),
        assumptions=tuple(interpreter.assumptions),
        status=state.status,
        ran=frozenset(state.machine.ran),
    )


def _events(state: State) -> list[What]:
    found: list[What] = []
    event = state.events
    while event is not None:
        found.append(event.what)
        event = event.earlier
    return found[::-1]


def _given_up(state: State, reason: str, span: Span | None) -> Simulation:
    files = Snapshot(state.machine)
    return Simulation(
        files=files,
        touched={},
        launches=(),
        services=(),
        unknown=((reason, span),),
        assumptions=(),
        status=Text.hole(reason, span),
        complete=False,
    )
