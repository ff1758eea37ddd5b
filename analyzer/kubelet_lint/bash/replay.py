"""What a statement that is followed once more need not run again.

When a condition must be decided in the middle of a statement, it is followed from its
start for each way. The commands of a ``$(…)`` before that point did not depend on the
condition, or they were followed both ways already: what they left is taken up again, so
that the cost of nested substitutions adds up instead of multiplying.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.bash.state import State
from kubelet_lint.bash.syntax import CommandSub
from kubelet_lint.source import Text


class Ran(NamedTuple):
    """A substitution that was run, what it printed, and the state it left."""

    part: CommandSub
    text: Text
    after: State


class Replay:
    """One statement under way, with the substitutions it has run so far."""

    __slots__ = ("_next", "ran", "state")

    def __init__(self, state: State, ran: list[Ran]) -> None:
        self.state = state
        self.ran = ran
        self._next = 0

    def again(self, part: CommandSub) -> Text | None:
        """Take up what the substitution left, if it was run on the way here."""
        if self._next >= len(self.ran):
            return None
        if self.ran[self._next].part is not part:
            # This way goes elsewhere: what was run later on the other one is no use.
            del self.ran[self._next :]
            return None
        found = self.ran[self._next]
        self._next += 1
        taken, facts = self.state.decisions.taken, self.state.decisions.facts
        closed = self.state.decisions.closed
        self.state.absorb(found.after.copy())
        decisions = self.state.decisions
        decisions.taken = {**decisions.taken, **taken}
        decisions.facts = {**decisions.facts, **facts}
        decisions.closed = closed
        return found.text

    def keep(self, part: CommandSub, text: Text) -> None:
        """Remember what a substitution printed and left."""
        self.ran.append(Ran(part, text, self.state.copy()))
        self._next = len(self.ran)
