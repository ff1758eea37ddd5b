"""What the parts of the interpreter ask of each other.

``interp`` follows lists and commands and knows them all; the modules for conditionals,
loops, calls, redirections and builtins are given a ``Shell`` instead of importing it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from kubelet_lint.bash.expand import Expander
from kubelet_lint.bash.leave import Kind
from kubelet_lint.bash.shell import Answer, Result, nothing_answers
from kubelet_lint.bash.state import State
from kubelet_lint.bash.syntax import (
    Assign,
    Command,
    CommandSub,
    ProcessSub,
    Program,
    Redirect,
)
from kubelet_lint.source import Span, Text

T = TypeVar("T")

Argument = Text | Assign
"""A word of a command; an assignment only for ``declare`` and its like."""

Next = State | None
"""The state after a command; None if no way goes on to the next one."""


class Left(NamedTuple):
    """A state that left its list, waiting where it is going."""

    kind: Kind
    level: int
    state: State


def nobody(argv: tuple[Text, ...]) -> bool:
    """Recognize no program."""
    del argv
    return False


STEPS = 40_000
"""Commands followed for one script unless fewer are asked for."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What the interpreter is told about the world."""

    is_program: Callable[[tuple[Text, ...]], bool] = nobody
    """Recognizes the programs whose starts are wanted."""
    optimistic: bool = False
    """Whether commands nobody knows are taken to succeed where the script would stop
    otherwise, and ways that end in an error are not followed to the end."""
    shell: str = "bash"
    answer: Answer = nothing_answers
    """What an address is known to answer when it is downloaded from."""
    steps: int = STEPS
    """Commands followed at most, each way counted."""


class Shell(Protocol):
    """The interpreter, as its parts see it."""

    settings: Settings
    parked: list[Left]
    loops: int
    """Loops around the command at hand, within the function at hand."""
    sources: int
    """Sourced files under way."""
    blank: bool
    """Whether the last test was decided by a text that is empty."""
    tolerant: int
    """More than 0 where ``set -e`` does not apply."""

    def program(self, state: State, program: Program) -> Next:
        """Follow a list of commands."""
        ...

    def command(self, state: State, command: Command) -> Next:
        """Follow one command."""
        ...

    def script(self, state: State, text: Text) -> Next:
        """Parse a text and follow it."""
        ...

    def run(
        self,
        state: State,
        argv: Sequence[Argument],
        span: Span | None,
        *,
        functions: bool = True,
    ) -> Next:
        """Run a command by its words."""
        ...

    def run_program(
        self, state: State, argv: tuple[Text, ...], span: Span | None
    ) -> Next:
        """Run a program, not a function or builtin, by its words."""
        ...

    def run_unknown(
        self, state: State, argv: tuple[Text, ...], span: Span | None
    ) -> Next:
        """Run a program nobody knows."""
        ...

    def result(self, state: State, argv: tuple[Text, ...], span: Span | None) -> Result:
        """Return what an understood program prints, and its status."""
        ...

    def script_text(self, state: State, path: Text, span: Span | None) -> Text | None:
        """Return a script's text; a hole: nobody knows it, None: it is not there."""
        ...

    def describe(
        self, state: State, words: Sequence[Text], flags: str, span: Span | None
    ) -> Next:
        """Say what names would run: ``command -v``, ``type``, ``hash``."""
        ...

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
        """Run a script in a shell of its own, which inherits what is exported.

        ``file`` says that ``name`` is the file that holds it.
        """
        ...

    def lost(
        self, state: State, reason: str, span: Span | None, path: Text | None = None
    ) -> Next:
        """Go on after commands that nobody knows may have set any variable."""
        ...

    @property
    def long(self) -> bool:
        """Whether so much was followed that the rest has to do with fewer ways."""
        ...

    def explore(
        self, state: State, action: Callable[[State], T]
    ) -> list[tuple[State, T]]:
        """Follow ``action`` once for each way that open conditions can be decided."""
        ...

    def split(self, state: State, asked: Text) -> tuple[list[State], list[State]]:
        """Return the states in which the last status is success, and failure.

        ``asked`` is the command whose status it is, as written.
        """
        ...

    def park(self, kind: Kind, level: int, state: State) -> None:
        """Let a state leave its list."""
        ...

    def collect(self, mark: int, kinds: Sequence[Kind]) -> list[Left]:
        """Take back the states that left in one of these ways since ``mark``."""
        ...

    def subshell(self, state: State, body: Callable[[State], Next]) -> Next:
        """Follow ``body`` in a shell of its own; only files and status are kept."""
        ...

    def redirected(
        self,
        state: State,
        redirects: Sequence[Redirect],
        body: Callable[[State], Next],
        span: Span | None,
    ) -> Next:
        """Follow ``body`` with redirections that end with it."""
        ...

    def expander(self, state: State, span: Span | None) -> Expander:
        """Return what expands the words of a command."""
        ...

    def output(self, state: State, part: CommandSub) -> Text:
        """Run the commands of ``$(…)`` and return what they print."""
        ...

    def process(self, state: State, part: ProcessSub) -> Text:
        """Let the commands of ``<(…)`` run beside, and return the path."""
        ...

    @property
    def optimistic(self) -> bool:
        """Whether the script is taken not to stop for want of a setting."""
        ...

    def suppose(self, text: str, span: Span | None) -> None:
        """Tell what is taken to be so."""
        ...

    def assume(self, state: State, what: str) -> None:
        """Tell that the command at hand is taken to do this."""
        ...

    def note(self, state: State, reason: str, span: Span | None) -> None:
        """Tell what could not be followed."""
        ...
