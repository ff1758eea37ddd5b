"""Everything a shell knows at one point of a script.

A state is changed in place by the statement that is followed; ``copy`` makes one that
may go on differently. What it holds is either copied with it or never changed in
place, so copies are cheap and what two copies still share is the same object: that is
how ``join`` finds what differs.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.bash.decision import Condition, Decisions
from kubelet_lint.bash.event import What
from kubelet_lint.bash.machine import Machine, symbol
from kubelet_lint.bash.syntax import Command, Program
from kubelet_lint.bash.variable import UNSET, Scalar, Variable
from kubelet_lint.source import Text, program

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
    file: Text
    """The file it was read from, as ``BASH_SOURCE`` tells."""


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
    files: Variable | None
    """The caller's ``BASH_SOURCE``, to be restored."""
    saved: dict[str, Variable | None]
    """The caller's variables hidden by ``local``; not changed in place."""


class Pending(NamedTuple):
    """A command of ``>(…)`` and the file that collects its input."""

    path: str
    program: Program | None
    """None for ``<(…)``: nothing is left to be run."""


class Event(NamedTuple):
    """Something to tell, and what had been decided when it happened."""

    what: What
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
        "opened",
        "pending",
        "status",
        "substituted",
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
        self.opened = 0
        """How many files were opened so far."""
        self.pending: tuple[Pending, ...] = ()
        """Commands of ``>(…)`` that wait for their input to be complete."""
        self.cwd: Text = program(machine.cwd)
        self.status: Text = ZERO
        self.substituted: Text | None = None
        """The status of the last command substitution of the command at hand."""
        self.events: Event | None = None

    @property
    def size(self) -> int:
        """How many variables and changed files there are."""
        return len(self.variables) + len(self.machine.changes)

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
        other.opened = self.opened
        other.pending = self.pending
        other.substituted = self.substituted
        other.cwd = self.cwd
        other.status = self.status
        other.events = self.events
        return other

    def fork(self, condition: Condition) -> list[tuple[int, State]]:
        """Return the ways to decide a condition, each with its state."""
        taken = self.decisions.taken.get(condition.name)
        if taken is not None:
            return [(min(taken[0], len(condition.labels) - 1), self)]
        ways: list[tuple[int, State]] = []
        for way in range(len(condition.labels)):
            each = self.copy() if way else self
            ways.append((way, each))
        # Only now: the copies are of the state before.
        for way, each in ways:
            each.decisions.decide(condition, way)
        return ways

    def absorb(self, other: State) -> None:
        """Become what another state is; whoever holds the machine keeps it."""
        machine = self.machine
        for slot in State.__slots__:
            if slot not in ("machine", "decisions"):
                setattr(self, slot, getattr(other, slot))
        machine.become(other.machine.changes, other.machine.emptied)
        self.decisions.taken = other.decisions.taken
        self.decisions.facts = other.decisions.facts
        self.decisions.names = other.decisions.names

    def settle_cwd(self) -> None:
        """Decide which directory the machine's relative paths begin at."""
        if not self.cwd.known:
            cwd = symbol(self.decisions.text(self.cwd))
            self.machine.cwd = cwd if cwd.startswith("/") else "/" + cwd

    def tell(self, what: What) -> None:
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
