"""The interpreter: follows a script's commands over states.

Ways are never followed apart for longer than one command: what depends on an open
condition is followed once for each way (``explore``) and joined right after, so the
cost grows with the commands, not with the paths through them. A state that leaves its
list early (``exit``, ``return``, ``break``) is parked until where it is going.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

from kubelet_lint.bash.call import define, leave_frame
from kubelet_lint.bash.child import TRAP, run_child, trapped
from kubelet_lint.bash.command import run_simple, run_words
from kubelet_lint.bash.condition import succeeds
from kubelet_lint.bash.decision import Undecided
from kubelet_lint.bash.describe import describe
from kubelet_lint.bash.event import Note
from kubelet_lint.bash.expand import Expander
from kubelet_lint.bash.flow import run_and_or, run_case, run_if
from kubelet_lint.bash.join import join
from kubelet_lint.bash.leave import Kind, Leave
from kubelet_lint.bash.loop import run_arith_for, run_for, run_while
from kubelet_lint.bash.parser import parse
from kubelet_lint.bash.programs import result_of, run_program, run_unknown
from kubelet_lint.bash.redirect import run_redirected
from kubelet_lint.bash.rematch import BadRegex
from kubelet_lint.bash.replay import Ran, Replay
from kubelet_lint.bash.runner import Argument, Left, Next, Settings
from kubelet_lint.bash.scanner import TooLongError
from kubelet_lint.bash.shell import Result
from kubelet_lint.bash.state import State
from kubelet_lint.bash.substitution import (
    finish_pending,
    run_beside,
    run_substitution,
)
from kubelet_lint.bash.syntax import (
    Arith,
    ArithFor,
    Body,
    Case,
    Command,
    CommandSub,
    Compound,
    Conditional,
    For,
    Function,
    Group,
    If,
    Item,
    ProcessSub,
    Program,
    Redirect,
    Simple,
    Subshell,
    While,
    Word,
)
from kubelet_lint.bash.tests import TestProblem, evaluate_test
from kubelet_lint.bash.traps import ERROR_TRAP
from kubelet_lint.bash.unknowns import lose_variables, script_text
from kubelet_lint.bash.ways import (
    APART,
    LARGE,
    LONG,
    WAYS,
    gathered,
    outcome,
    parted,
    status_name,
)
from kubelet_lint.source import Span, Text, program
from kubelet_lint.value import Assumption

DEPTH = 60
"""Commands within commands: calls, substitutions, compound commands."""

T = TypeVar("T")


class Exhausted(Exception):
    """The script costs more than is spent on one."""


class Interpreter:
    """Follows commands; see ``runner.Shell`` for what its parts may ask of it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.parked: list[Left] = []
        self.loops = 0
        self.sources = 0
        self.tolerant = 0
        self.steps = 0
        self.notes: dict[Note, None] = {}
        self.assumptions: dict[Assumption, None] = {}
        self.blank = False
        self._depth = 0
        self._replay: Replay | None = None

    # --- lists and commands -------------------------------------------------------

    def script(self, state: State, text: Text) -> Next:
        """Parse a text and follow it."""
        try:
            parsed = parse(text)
        except TooLongError as error:
            raise Exhausted(str(error)) from None
        after: Next = state
        for line in _lines(parsed.program):
            if after is not None:
                after = self._line(after, line)
        problem = parsed.problem
        if problem is None or after is None:
            return after
        span = text.span_of(problem.offset, problem.offset + 1)
        self.note(after, f"syntax error: {problem.message}", span or text.span)
        after.status = program("2")
        return after

    def _line(self, state: State, items: Sequence[Item]) -> Next:
        """Follow the commands of one line, which some errors give up."""
        since = len(state.decisions.taken)
        frames = len(state.frames)
        mark = len(self.parked)
        after = self.program(state, Program(tuple(items)))
        if len(self.parked) == mark:
            return after
        given_up = [left.state for left in self.collect(mark, ("discard",))]
        for each in given_up:
            while len(each.frames) > frames:
                leave_frame(each)
        return join([*([after] if after is not None else []), *given_up], since)

    def program(self, state: State, program: Program) -> Next:
        """Follow a list of commands."""
        after: Next = state
        for item in program.items:
            if after is None:
                return None
            after = self._item(after, item)
        return after

    def _item(self, state: State, item: Item) -> Next:
        if not item.background:
            return run_and_or(self, state, item.command)
        after = self.subshell(state, lambda each: run_and_or(self, each, item.command))
        if after is not None:
            after.status = program("0")
        return after

    def command(self, state: State, command: Command) -> Next:
        """Follow one command."""
        self.steps += 1
        self._depth += 1
        if self.steps > self.settings.steps:
            raise Exhausted(f"more than {self.settings.steps} commands are run")
        if self._depth > DEPTH:
            raise Exhausted("commands are nested too deeply")
        pending = state.pending
        try:
            if isinstance(command, Simple):
                after = run_simple(self, state, command)
            else:
                after = self._compound(state, command)
            if after is None or after.pending == pending:
                return after
            return finish_pending(self, after, kept=pending)
        finally:
            self._depth -= 1

    def _compound(self, state: State, command: Compound) -> Next:
        span = command.text.span

        def body(each: State) -> Next:
            return self._body(each, command.body, span)

        return self.redirected(state, command.redirects, body, span)

    def _body(self, state: State, body: Body, span: Span | None) -> Next:
        match body:
            case Group(inner):
                return self.program(state, inner)
            case Subshell(inner):
                return self.subshell(state, lambda each: self.program(each, inner))
            case If():
                return run_if(self, state, body)
            case Case():
                return run_case(self, state, body, span)
            case While():
                return run_while(self, state, body, span)
            case For():
                return run_for(self, state, body, span)
            case ArithFor():
                return run_arith_for(self, state, body, span)
            case Function():
                define(state, body)
                return state
            case Arith(expression):
                return self._arith(state, expression, span)
            case Conditional():
                return self._conditional(state, body, span)

    def _arith(self, state: State, expression: Word, span: Span | None) -> Next:
        def compute(each: State) -> None:
            expander = self.expander(each, span)
            try:
                value = expander.number(expression)
            except Leave as leave:
                if leave.kind != "discard":
                    raise
                each.status = program("1")
                return
            if value is None:
                name = each.decisions.fresh(
                    f"(({expander.body(expression).display()}))"
                )
                each.status = Text.hole("computed from what is not known", span, name)
            else:
                each.status = program("0" if value else "1")

        return self._explored(state, compute)

    def _conditional(self, state: State, node: Conditional, span: Span | None) -> Next:
        def test(each: State) -> None:
            self.blank = False
            try:
                outcome = evaluate_test(self.expander(each, span), node.test)
            except (TestProblem, BadRegex) as problem:
                self.note(each, f"[[: {problem}", span)
                each.status = program("2")
                return
            if outcome is None:
                name = each.decisions.fresh("a test")
                each.status = Text.hole("depends on what is not known", span, name)
            else:
                each.status = program("0" if outcome else "1")

        return self._explored(state, test)

    def _explored(self, state: State, action: Callable[[State], None]) -> Next:
        since = len(state.decisions.taken)

        def guarded(each: State) -> bool:
            try:
                action(each)
            except Leave as leave:
                self.park(leave.kind, leave.level, each)
                return False
            return True

        ways = self.explore(state, guarded)
        return join([each for each, stays in ways if stays], since)

    def run(
        self,
        state: State,
        argv: Sequence[Argument],
        span: Span | None,
        *,
        functions: bool = True,
    ) -> Next:
        """Run a command by its words."""
        return run_words(self, state, argv, span, functions=functions)

    def run_program(
        self, state: State, argv: tuple[Text, ...], span: Span | None
    ) -> Next:
        """Run a program, not a function or builtin, by its words."""
        return run_program(self, state, argv, span)

    def run_unknown(
        self, state: State, argv: tuple[Text, ...], span: Span | None
    ) -> Next:
        """Run a program nobody knows."""
        return run_unknown(self, state, argv, span)

    def result(self, state: State, argv: tuple[Text, ...], span: Span | None) -> Result:
        """Return what an understood program prints, and its status."""
        return result_of(self, state, argv, span)

    def redirected(
        self,
        state: State,
        redirects: Sequence[Redirect],
        body: Callable[[State], Next],
        span: Span | None,
    ) -> Next:
        """Follow ``body`` with redirections that end with it."""
        return run_redirected(self, state, redirects, body, span)

    @property
    def long(self) -> bool:
        """Whether so much was followed that the rest has to do with fewer ways."""
        return self.steps > LONG

    # --- ways ---------------------------------------------------------------------

    def explore(
        self, state: State, action: Callable[[State], T]
    ) -> list[tuple[State, T]]:
        """Follow ``action`` once for each way that open conditions can be decided."""
        closed = state.decisions.closed
        ways: list[tuple[State, T]] = []
        todo: list[tuple[State, list[Ran]]] = [(state, [])]
        outer = self._replay
        while todo:
            current, ran = todo.pop()
            before = current.copy()
            # A state with very many variables and files costs more to copy and join.
            self.steps += current.size // LARGE
            mark = len(self.parked)
            replay = self._replay = Replay(current, ran)
            try:
                result = action(current)
            except Undecided as undecided:
                self.steps += 1
                del self.parked[mark:]
                left = WAYS[self.long] - len(ways) - len(todo)
                found = parted(before, undecided, left)
                todo.extend((each, [*replay.ran]) for each in found)
            else:
                current.decisions.closed = closed
                if isinstance(result, State):
                    result.decisions.closed = closed
                ways.append((current, result))
            finally:
                self._replay = outer
        return ways

    def split(self, state: State, asked: Text) -> tuple[list[State], list[State]]:
        """Return the states in which the last status is success, and failure.

        ``asked`` is the command whose status it is, as written.
        """
        if state.status.known:
            return ([state], []) if state.status.chars == "0" else ([], [state])
        since = len(state.decisions.taken)
        succeeded: list[State] = []
        failed: list[State] = []
        for each, result in self.explore(state, outcome):
            if result is not None:
                (succeeded if result else failed).append(each)
                continue
            name = each.decisions.fresh(status_name(each.status))
            for way, one in each.fork(succeeds(name)):
                one.status = one.status if way else program("0")
                (failed if way else succeeded).append(one)
        if max(len(succeeded), len(failed)) > APART[self.long]:
            return gathered(succeeded, failed, since, asked)
        return succeeded, failed

    # --- leaving ------------------------------------------------------------------

    def park(self, kind: Kind, level: int, state: State) -> None:
        """Let a state leave its list."""
        self.parked.append(Left(kind, level, state))

    def collect(self, mark: int, kinds: Sequence[Kind]) -> list[Left]:
        """Take back the states that left in one of these ways since ``mark``."""
        taken = [left for left in self.parked[mark:] if left.kind in kinds]
        self.parked[mark:] = [
            each for each in self.parked[mark:] if each.kind not in kinds
        ]
        return taken

    # --- shells within shells -----------------------------------------------------

    def subshell(self, state: State, body: Callable[[State], Next]) -> Next:
        """Follow ``body`` in a shell of its own; only files and status are kept."""
        inner = state.copy()
        inner.variables.pop(TRAP, None)
        if not state.enabled("errtrace"):
            inner.variables.pop(ERROR_TRAP, None)
        since = len(state.decisions.taken)
        after = self.ended(body, inner)
        for end in after:
            # Before the ends meet: what is not kept need not be compared.
            end.variables = state.variables
            end.functions = state.functions
            end.frames = state.frames
            end.fds = state.fds
            end.cwd = state.cwd
            end.machine.cwd = state.machine.cwd
            end.substituted = state.substituted
        return join(after, since)

    def ended(self, body: Callable[[State], Next], state: State) -> list[State]:
        """Return the states in which a shell that follows ``body`` ends."""
        since = len(state.decisions.taken)
        loops, self.loops = self.loops, 0
        mark = len(self.parked)
        after = body(state)
        ends = [Left("exit", 0, after)] if after is not None else []
        ends.extend(self.parked[mark:])
        del self.parked[mark:]
        self.loops = loops
        return trapped(self, ends, since)

    def child(
        self,
        state: State,
        text: Text,
        name: Text,
        words: Sequence[Text],
        *,
        options: str = "",
        file: bool = False,
    ) -> Next:
        """Run a script in a shell of its own, which inherits what is exported."""
        return run_child(self, state, text, name, words, options=options, file=file)

    def output(self, state: State, part: CommandSub) -> Text:
        """Run the commands of ``$(…)`` and return what they print."""
        replay = self._replay
        if replay is None or replay.state is not state:
            return run_substitution(self, state, part)
        text = replay.again(part)
        if text is None:
            text = run_substitution(self, state, part)
            replay.keep(part, text)
        return text

    def process(self, state: State, part: ProcessSub) -> Text:
        """Let the commands of ``<(…)`` run beside, and return the path."""
        return run_beside(self, state, part)

    # --- the rest -----------------------------------------------------------------

    def expander(self, state: State, span: Span | None) -> Expander:
        """Return what expands the words of a command."""
        return Expander(state, self, span)

    def describe(
        self, state: State, words: Sequence[Text], flags: str, span: Span | None
    ) -> Next:
        """Say what names would run: ``command -v``, ``type``, ``hash``."""
        return describe(self, state, words, flags, span)

    def script_text(self, state: State, path: Text, span: Span | None) -> Text | None:
        """Return a script's text; a hole: nobody knows it, None: it is not there."""
        return script_text(self, state, path, span)

    def lost(
        self, state: State, reason: str, span: Span | None, path: Text | None = None
    ) -> Next:
        """Go on after commands that nobody knows may have set any variable."""
        self.note(state, reason, span)
        lose_variables(state, reason, span, path)
        return state

    @property
    def optimistic(self) -> bool:
        """Whether the script is taken not to stop for want of a setting."""
        return self.settings.optimistic

    def suppose(self, text: str, span: Span | None) -> None:
        """Tell what is taken to be so."""
        self.assumptions.setdefault(Assumption(text, span))

    def assume(self, state: State, what: str) -> None:
        """Tell that the command at hand is taken to do this."""
        hole = next(state.status.holes(), None)
        name = getattr(hole, "name", "") or "a command"
        span = hole.span if hole is not None else None
        self.suppose(f"`{name}` {what}", span)

    def note(self, state: State, reason: str, span: Span | None) -> None:
        """Tell what could not be followed."""
        del state
        self.notes.setdefault(Note(reason, span))


def _lines(program: Program) -> Iterator[list[Item]]:
    line: list[Item] = []
    for item in program.items:
        line.append(item)
        if item.last:
            yield line
            line = []
    if line:
        yield line
