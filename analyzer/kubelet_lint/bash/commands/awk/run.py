"""Runs an awk program over records (POSIX awk; where they differ, gawk 5.2).

One step is one record. What depends on a hole is followed both ways and joined
(``commands.branching``); what is not known by then is a hole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.bash.commands.awk.evaluate import Evaluator, Exit, Globals, Next
from kubelet_lint.bash.commands.awk.tree import Block, Expression, Program, Rule
from kubelet_lint.bash.commands.awk.value import Given, Number, String, Value, number_of
from kubelet_lint.bash.commands.branching import Budget, Doubt, Lost, follow
from kubelet_lint.bash.commands.lines import may_be_several
from kubelet_lint.bash.commands.respell import changed_hole
from kubelet_lint.source import Hole, Text

WORK = 1 << 24
"""What a whole run may cost: see ``Budget``."""


class Records(NamedTuple):
    """What awk reads: the records, and the file each is from."""

    lines: tuple[Text, ...]
    files: tuple[Text, ...]
    numbers: tuple[int, ...]
    """The number of each record in its file."""


class State(NamedTuple):
    """What one record leaves to the next."""

    values: Mapping[str, Value]
    arrays: Mapping[str, Mapping[str, Value]]
    at: int = -1
    """Records read; -1: ``BEGIN`` is still to run."""
    ended: bool = False
    done: bool = False
    status: int | None = 0
    ranges: frozenset[int] = frozenset()
    """Ranges that have begun, by the number of the rule."""


class Output(NamedTuple):
    """What a program leaves."""

    printed: Text
    status: int | None
    lost: str = ""


def run(
    program: Program,
    records: Records,
    variables: Mapping[str, Value],
    late: Mapping[str, Value],
) -> Output:
    """Run a program over its input; ``late`` variables are set after ``BEGIN``."""
    budget = Budget(WORK)
    outcome = follow(
        State(dict(variables), {}),
        lambda state, doubt: _Step(program, records, state, doubt, budget, late).run(),
        lambda state: None if state.done else state.at,
    )
    statuses = {state.status for state in outcome.states}
    status = statuses.pop() if len(statuses) == 1 else None
    return Output(outcome.printed, status, outcome.lost)


class _Step:
    """One record, or what comes before the first or after the last."""

    def __init__(
        self,
        program: Program,
        records: Records,
        state: State,
        doubt: Doubt,
        budget: Budget,
        late: Mapping[str, Value],
    ) -> None:
        self.program = program
        self.records = records
        self.state = state
        self.late = late
        self.globals = Globals(
            dict(state.values),
            {name: dict(array) for name, array in state.arrays.items()},
        )
        self.evaluator = Evaluator(self.globals, doubt, budget)
        self.ranges = set(state.ranges)
        self.ended = state.ended
        self.status = state.status

    def run(self) -> tuple[State, Text]:
        at = self.state.at
        last = at >= len(self.records.lines) or self.ended
        if at < 0:
            self.blocks(self.program.begin)
            self.globals.values.update(self.late)
            if not self.program.rules and not self.program.last:
                last = True
        elif last:
            self.restore_last()
            self.ended = False
            self.blocks(self.program.last)
        else:
            self.record(at)
        done = last if at >= 0 else last or (self.ended and not self.program.last)
        return self.after(at + (not last), done=done)

    def after(self, at: int, *, done: bool) -> tuple[State, Text]:
        state = State(
            self.globals.values,
            self.globals.arrays,
            at,
            self.ended,
            done,
            self.status,
            frozenset(self.ranges),
        )
        return state, Text.join(self.evaluator.printed)

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        try:
            for block in blocks:
                self.evaluator.run(block)
        except Next:
            raise Lost("awk's next outside of a rule") from None
        except Exit as leaving:
            self.leave(leaving)

    def leave(self, leaving: Exit) -> None:
        self.ended = True
        if leaving.value is not None:
            number = number_of(leaving.value)
            known = number is not None and math.isfinite(number)
            self.status = int(number) & 0xFF if known and number is not None else None

    def restore_last(self) -> None:
        """Let ``$0`` be the last record in ``END``, as gawk and POSIX have it."""
        read = min(self.state.at, len(self.records.lines))
        if read > 0:
            self.evaluator.set_record(self.records.lines[read - 1])

    def record(self, at: int) -> None:
        line = self.records.lines[at]
        self.globals.values["NR"] = Number(at + 1)
        self.globals.values["FNR"] = Number(self.records.numbers[at])
        self.globals.values["FILENAME"] = String(self.records.files[at])
        self.evaluator.set_record(line)
        arrays = {name: dict(a) for name, a in self.globals.arrays.items()}
        before = (dict(self.globals.values), arrays)
        try:
            for number, rule in enumerate(self.program.rules):
                if self.selected(number, rule):
                    self.evaluator.run(rule.action)
        except Next:
            pass
        except Exit as leaving:
            self.leave(leaving)
        if may_be_several(line):
            self.several(line, before)

    def several(self, line: Text, before: object) -> None:
        """Print only a hole for what may be several records.

        Raises:
            Lost: if they may leave something behind for the records to come.
        """
        after = (self.globals.values, self.globals.arrays)
        if before != after or self.ended or self.ranges != set(self.state.ranges):
            raise Lost("how many records awk reads is not known")
        hole = line.piece_at(0)
        if isinstance(hole, Hole):
            self.globals.values["NR"] = Given(Text.hole("the number of a record"))
            printed = changed_hole(hole, "as awk prints it", line.display())
            self.evaluator.printed = [printed] if self.evaluator.printed else []

    def selected(self, number: int, rule: Rule) -> bool:
        if rule.start is None:
            return True
        if rule.end is None:
            return self.evaluator.holds(rule.start)
        return self.in_range(number, rule.start, rule.end)

    def in_range(self, number: int, start: Expression, end: Expression) -> bool:
        if number not in self.ranges:
            if not self.evaluator.holds(start):
                return False
            self.ranges.add(number)
        if self.evaluator.holds(end):
            self.ranges.discard(number)
        return True
