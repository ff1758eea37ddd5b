"""Everything a shell knows at one point of a script.

A state is changed in place by the statement that is followed; ``copy`` makes one that
may go on differently. What it holds is either copied with it or never changed in
place, so copies are cheap and what two copies still share is the same object: that is
how ``join`` finds what differs.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.bash.decision import Decisions
from kubelet_lint.bash.machine import Machine
from kubelet_lint.bash.syntax import Command
from kubelet_lint.bash.variable import UNSET, Scalar, Variable
from kubelet_lint.source import Span, Text, program

ZERO = program("0")
NO_VARIABLE = Variable(UNSET)


class Stream(NamedTuple):
    """An open file: what a file descriptor stands for."""

    path: str
    """The file, links followed; ``""`` for a terminal or a closed end."""
    number: int
    """Of the open file; descriptors duplicated from each other share it, and with it
    the offset."""
    append: bool = False


class EitherStream(NamedTuple):
    """Another open file on each way."""

    condition: str
    options: tuple[tuple[str, Descriptor], ...]


Descriptor = Stream | EitherStream | None

UNKNOWN_OFFSET = -1

TERMINAL = Stream("", 0)
"""Where output goes that nobody keeps, and where input comes from that nobody knows."""


class Definition(NamedTuple):
    """A function, and the text whose lines it was read from."""

    name: str
    body: Command


class EitherDefinition(NamedTuple):
    """Another function (or none) of that name on each way."""

    condition: str
    options: tuple[tuple[str, Function], ...]


Function = Definition | EitherDefinition | None


class Frame(NamedTuple):
    """A function call or a sourced file under way."""

    name: str
    arguments: Variable
    """Those of the caller, to be restored."""
    saved: dict[str, Variable | None]
    """The caller's variables hidden by ``local``; not changed in place."""


class Event(NamedTuple):
    """Something to tell, and what had been decided when it happened."""

    what: object
    earlier: Event | None
    number: int
    """How many events there are with this one."""


class State:
    """Variables, functions, files, descriptors and the last status."""

    __slots__ = (
        "cwd",
        "decisions",
        "events",
        "fds",
        "frames",
        "functions",
        "machine",
        "offsets",
        "status",
        "variables",
    )

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.decisions: Decisions = machine.decisions
        self.variables: dict[str, Variable] = {}
        """By name. Also under names no variable can have: ``@`` the arguments,
        ``-o NAME`` the options, ``trap NAME`` the traps."""
        self.functions: dict[str, Function] = {}
        """Not changed in place."""
        self.frames: tuple[Frame, ...] = ()
        self.fds: dict[int, Descriptor] = {0: TERMINAL, 1: TERMINAL, 2: TERMINAL}
        """Not changed in place."""
        self.offsets: dict[int, int] = {}
        """How far each open file was read or written, by ``Stream.number``;
        ``UNKNOWN_OFFSET`` if that depends."""
        self.cwd: Text = program(machine.cwd)
        self.status: Text = ZERO
        self.events: Event | None = None

    def copy(self) -> State:
        """Return a state that may go on differently."""
        other = object.__new__(State)
        other.decisions = self.decisions.copy()
        other.machine = self.machine.copy(other.decisions)
        other.variables = self.variables.copy()
        other.functions = self.functions
        other.frames = self.frames
        other.fds = self.fds
        other.offsets = self.offsets.copy()
        other.cwd = self.cwd
        other.status = self.status
        other.events = self.events
        return other

    def tell(self, what: object) -> None:
        """Add an event."""
        number = self.events.number + 1 if self.events else 1
        self.events = Event(what, self.events, number)

    def enabled(self, option: str) -> bool:
        """Say whether a ``set -o`` or ``shopt`` option is on."""
        variable = self.variables.get("-o " + option)
        if variable is None:
            return False
        return isinstance(self.decisions.value(variable.value), Scalar)

    def enable(self, option: str, *, on: bool) -> None:
        """Turn an option on or off."""
        if on:
            self.variables["-o " + option] = ON
        else:
            self.variables.pop("-o " + option, None)


ON = Variable(Scalar(program("on")))


class Note(NamedTuple):
    """What could not be followed, and where."""

    reason: str
    span: Span | None
