"""Runs a sed program over lines, as ``execute_program`` of GNU sed 4.9 does.

One step is one cycle: from reading a line to printing the pattern space. What depends
on a hole is followed both ways and joined (``commands.branching``).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kubelet_lint.bash.commands.branching import Budget, Doubt, Lost, follow
from kubelet_lint.bash.commands.respell import respell
from kubelet_lint.bash.commands.sed.addresses import INACTIVE, Part, select
from kubelet_lint.bash.commands.sed.program import Command, Pattern, Program
from kubelet_lint.bash.commands.sed.several import Several, starts_with_hole
from kubelet_lint.bash.commands.sed.substitute import matches, substitute
from kubelet_lint.bash.regex.search import Regex
from kubelet_lint.source import EMPTY, Text
from kubelet_lint.source import program as made_up

STEPS = 50_000
"""Commands run within one cycle."""

WORK = 1 << 24
"""What a whole run may cost: see ``Budget``."""

CYCLE_WORK = 1 << 22
"""What one cycle may cost."""

SIZE = 1 << 22
"""Characters of a pattern space or hold space."""

NEWLINE = made_up("\n")

Reader = Callable[[Text], "Text | None"]
"""Returns the content of a file that ``r`` names; None if it can't be read."""


def _no_files(name: Text) -> Text | None:
    del name
    return None


class Input(NamedTuple):
    """The lines, each with its newline; the last may lack it."""

    lines: tuple[tuple[Text, Text], ...]
    quiet: bool = False
    name: Text = EMPTY
    read: Reader = _no_files
    zero: bool = False
    """Whether lines end with NUL (``-z``)."""

    @property
    def newline(self) -> Text:
        """What ends a line that has no end of its own."""
        return made_up("\0") if self.zero else NEWLINE

    def is_several(self, line: Text) -> bool:
        """Say whether a line may be several."""
        return not self.zero and starts_with_hole(line)

    @property
    def unsure_from(self) -> int:
        """The number of the first line that may be several."""
        for number, (line, _) in enumerate(self.lines, 1):
            if self.is_several(line):
                return number
        return len(self.lines) + 1


class State(NamedTuple):
    """What a cycle leaves to the next."""

    ranges: tuple[int, ...]
    """For each command, where its range stands: see ``addresses``."""
    at: int = 0
    """How many lines were read."""
    ended: bool = False
    """Whether the script said to read no more."""
    status: int = 0
    hold: Text = EMPTY
    hold_newline: Text = NEWLINE
    """What ends the line in the hold space: nothing, for a last line without."""
    rest: Text | None = None
    """What ``D`` left of the pattern space."""
    unfinished: bool = False
    """Whether what was printed last lacks its newline."""
    replaced: bool = False
    used: Regex | None = None
    """The expression that was used last."""
    written: tuple[tuple[str, Text], ...] = ()
    """What ``w`` wrote, by file, in order."""


class Output(NamedTuple):
    """What a program leaves."""

    printed: Text
    status: int | None
    written: tuple[tuple[str, Text], ...]
    lost: str = ""
    """Why not all of it is known."""
    ended: bool = False
    """Whether the script says to read no more."""
    unfinished: bool = False
    """Whether the last line that was printed lacks its newline."""


def run(program: Program, given: Input) -> Output:
    """Run a program over its input."""
    unsure = given.unsure_from
    budget = Budget(WORK)
    outcome = follow(
        State(tuple(INACTIVE for _ in program.commands)),
        lambda state, doubt: _Cycle(program, given, state, doubt, unsure, budget).run(),
        lambda state: _place(state, given),
    )
    statuses = {state.status for state in outcome.states}
    written = [state.written for state in outcome.states]
    lost = outcome.lost
    if any(other != written[0] for other in written):
        lost = lost or "which lines sed writes to a file is not known"
    return Output(
        outcome.printed,
        statuses.pop() if len(statuses) == 1 else None,
        written[0] if written else (),
        lost,
        any(state.ended for state in outcome.states),
        any(state.unfinished for state in outcome.states),
    )


def _place(state: State, given: Input) -> int | None:
    if state.ended or (state.rest is None and state.at >= len(given.lines)):
        return None
    return state.at


class _Ended(Exception):
    """The script ends here."""


class _Next(Exception):
    """The cycle ends here."""


class _Cycle:
    """One cycle: the pattern space, and what is printed meanwhile."""

    def __init__(
        self,
        program: Program,
        given: Input,
        state: State,
        doubt: Doubt,
        unsure_from: int,
        budget: Budget,
    ) -> None:
        self.program = program
        self.given = given
        self.doubt = doubt
        self.unsure_from = unsure_from
        self.budget = budget
        self.cycle_budget = Budget(CYCLE_WORK)
        self.ranges = list(state.ranges)
        self.at = state.at
        self.status = state.status
        self.hold: Text = state.hold
        self.hold_newline: Text = state.hold_newline
        self.rest: Text | None = state.rest
        self.unfinished = state.unfinished
        self.replaced = state.replaced
        self.used: Regex | None = state.used
        self.written = list(state.written)
        self.printed: list[Text] = []
        self.appended: list[Text] = []
        self.space: Text = EMPTY
        self.newline: Text = EMPTY
        self.quiet = given.quiet or program.quiet
        self.several: Several | None = None
        self.slurps = False

    # --- the cycle --------------------------------------------------------------------

    def run(self) -> tuple[State, Text]:
        """Go through one cycle; return the state after it, and what was printed."""
        ended = False
        if self.rest is not None:
            self.space, self.rest = self.rest, None
            self.newline = self.given.lines[self.at - 1][1]
        else:
            self.space = self.read()
        if self.given.is_several(self.space):
            self.several = Several(self.space, self.newline)
        try:
            self.execute()
            self.autoprint()
        except _Next:
            pass
        except _Ended:
            ended = True
        self.flush()
        printed = Text.join(self.printed)
        if self.several is not None:
            printed = self.several.blurred(printed)
        if self.slurps and not self.is_last:
            raise Lost("how many lines sed reads at once is not known")
        return self.state(ended=ended), printed

    def state(self, *, ended: bool) -> State:
        """Return what the next cycle starts from."""
        return State(
            tuple(self.ranges),
            self.at,
            ended,
            self.status,
            self.hold,
            self.hold_newline,
            self.rest,
            self.unfinished,
            self.replaced,
            self.used,
            tuple(self.written),
        )

    def execute(self) -> None:
        commands = self.program.commands
        number = 0
        for _ in range(STEPS):
            if number >= len(commands):
                return
            number = self.command(number, commands[number])
            if len(self.space) > SIZE or len(self.hold) > SIZE:
                raise Lost("sed's pattern space grows too large")
        raise Lost("the sed script runs too long")

    def command(self, number: int, command: Command) -> int:
        """Run a command if it applies; return the number of the next."""
        found = select(self, number, command)
        if not found.selected:
            return command.target if command.name == "{" else number + 1
        if self.several is not None:
            self.several.apply(command, number, found.part, quiet=self.quiet)
        return self.apply(command, number, found.part)

    # --- lines ------------------------------------------------------------------------

    @property
    def is_last(self) -> bool:
        """Whether the current line is the last."""
        return self.at >= len(self.given.lines)

    @property
    def many(self) -> bool:
        """Whether the pattern space may be several lines."""
        return self.several is not None

    def read(self) -> Text:
        line, self.newline = self.given.lines[self.at]
        self.at += 1
        self.replaced = False
        return line

    def emit(self, text: Text, newline: Text) -> None:
        """Print a line, and before it the newline that the last one lacked."""
        if self.unfinished:
            self.printed.append(self.given.newline)
        self.printed.append(text)
        self.printed.append(newline)
        self.unfinished = not newline

    def autoprint(self) -> None:
        if not self.quiet:
            self.emit(self.space, self.newline)

    def flush(self) -> None:
        """Print what ``a`` and ``r`` left for the end of the cycle."""
        for text in self.appended:
            if self.unfinished:
                self.printed.append(self.given.newline)
                self.unfinished = False
            if text:
                self.printed.append(text)
                self.unfinished = not text.chars.endswith("\n")
        self.appended = []

    def matches(self, pattern: Pattern, number: int) -> bool:
        """Say whether the pattern space matches."""
        self.budget.spend(self.space)
        self.cycle_budget.spend(self.space)
        regex = self.regex(pattern.regex)
        found = matches(self.space, regex, self.doubt, pattern.text)
        if found is None:
            self.space = self.doubt.settle(self.space)
            found = matches(self.space, regex, self.doubt, pattern.text)
        return bool(found)

    def regex(self, regex: Regex | None) -> Regex:
        """Return the expression, or for the empty one the last that was used."""
        self.used = regex or self.used
        if self.used is None:
            # sed: no previous regular expression
            self.status = 1
            self.appended = []
            raise _Ended
        return self.used

    # --- commands ---------------------------------------------------------------------

    def apply(self, command: Command, number: int, part: Part) -> int:
        match command.name:
            case "{" | "}" | ":" | "v":
                pass
            case "b":
                return command.target
            case "t" | "T":
                jumps = self.replaced == (command.name == "t")
                self.replaced = False
                return command.target if jumps else number + 1
            case "s":
                self.substitute(command)
            case "y":
                self.transliterate(command)
            case "p" | "P" | "=" | "i" | "F" | "l":
                self.print(command)
            case "a" | "r":
                self.append(command)
            case "c":
                self.replace_by(command, number)
            case "d" | "D" | "n" | "N" | "q" | "Q":
                self.move(command)
            case "g" | "G" | "h" | "H" | "x" | "z":
                self.exchange(command.name)
            case "w":
                self.write(
                    command.text, self.space + (self.newline or self.given.newline)
                )
            case _:
                raise Lost(f"sed's command {command.name} is not followed")
        return number + 1

    def substitute(self, command: Command) -> None:
        what = command.substitution
        if what is None:
            return
        self.budget.spend(self.space)
        self.cycle_budget.spend(self.space)
        asked = bool(what.prints or what.written) or self.program.asks
        regex = self.regex(what.regex)
        found = substitute(self.space, what, regex, self.doubt, asked=asked)
        if found is None:
            self.space = self.doubt.settle(self.space)
            found = substitute(self.space, what, regex, self.doubt, asked=asked)
        if found is None or not found.replaced:
            return
        self.space = found.space
        self.replaced = True
        if self.several is not None:
            self.space = self.several.substituted(self.space, found.start)
        for _ in range(what.prints):
            self.emit(self.space, self.newline)
        if what.written is not None:
            self.write(what.written, self.space + self.newline)

    def transliterate(self, command: Command) -> None:
        table = {old: new.chars for old, new in command.mapping}
        self.space = respell(
            self.space, lambda char: table.get(char, char), "changed by sed"
        )

    def print(self, command: Command) -> None:
        match command.name:
            case "p":
                self.emit(self.space, self.newline)
            case "P":
                line, newline, _ = self.space.partition("\n")
                self.emit(line, newline or self.newline)
            case "=":
                self.emit(made_up(str(self.at)), NEWLINE)
            case "i":
                if command.text:
                    self.emit(command.text[:-1], command.text[-1:])
            case "F":
                self.emit(self.given.name or made_up("-"), NEWLINE)
            case _:
                raise Lost("sed's command l is not followed")

    def append(self, command: Command) -> None:
        if command.name == "a":
            self.appended.append(command.text)
        elif (text := self.given.read(command.text)) is not None and text:
            self.appended.append(text)

    def replace_by(self, command: Command, number: int) -> None:
        if command.end is None or self.ranges[number] < 0 or command.negated:
            self.emit(command.text[:-1], command.text[-1:])
        raise _Next

    def move(self, command: Command) -> None:
        match command.name:
            case "n" | "N":
                self.next(command.name)
            case "D" if "\n" in self.space.chars:
                _, _, self.rest = self.space.partition("\n")
                raise _Next
            case "d" | "D":
                raise _Next
            case _:
                self.status = max(command.number, 0)
                if command.name == "q":
                    self.autoprint()
                    self.appended.insert(0, EMPTY)
                else:
                    self.appended = []
                raise _Ended

    def next(self, name: str) -> None:
        if self.is_last:
            self.autoprint()
            raise _Next
        if self.many or self.given.is_several(self.given.lines[self.at][0]):
            self.slurp(name)
        if name == "n":
            self.autoprint()
            self.flush()
            self.space = self.read()
            return
        newline = self.newline or self.given.newline
        self.flush()
        self.space = Text.join((self.space, newline, self.read()))

    def slurp(self, name: str) -> None:
        """Read on where lines may be several: in order, only a loop reads them all."""
        changed = self.several is not None and self.several.changed
        if name == "n" or changed or not self.program.loops:
            raise Lost("how many lines sed reads at once is not known")
        self.slurps = True
        self.several = None

    def exchange(self, name: str) -> None:
        line, held = (self.space, self.newline), (self.hold, self.hold_newline)
        newline = self.given.newline
        match name:
            case "g":
                self.space, self.newline = held
            case "G":
                self.newline = self.hold_newline
                self.space = Text.join((self.space, newline, self.hold))
            case "h":
                self.hold, self.hold_newline = line
            case "H":
                self.hold_newline = self.newline
                self.hold = Text.join((self.hold, newline, self.space))
            case "x":
                (self.space, self.newline), (self.hold, self.hold_newline) = held, line
            case _:
                self.space = EMPTY

    def write(self, name: Text, text: Text) -> None:
        if not name.known:
            raise Lost("sed writes to a file nobody knows")
        if name.chars == "/dev/stdout":
            self.printed.append(text)
        elif name.chars != "/dev/stderr":
            self.written.append((name.chars, text))
