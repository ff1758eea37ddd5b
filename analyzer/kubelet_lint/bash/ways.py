"""The ways one command is followed apart, and how they are told apart afterwards."""

from __future__ import annotations

from kubelet_lint.bash.condition import succeeds
from kubelet_lint.bash.decision import Undecided
from kubelet_lint.bash.join import join
from kubelet_lint.bash.names import Names
from kubelet_lint.bash.state import State
from kubelet_lint.source import Text, program

WAYS = (16, 4)
"""Ways one command is followed apart; past that, what is open stays unknown. The
second number is that of a long script."""

APART = (3, 1)
"""Ways to one outcome of a command that are followed apart from there on."""

LONG = 2_000
"""Commands after which a script is long. What it costs must not depend on how many
ways lead through it, and few scripts that set a node up come here."""

SPELLED = 60
"""Characters of a command that stand for it in a condition's name."""

LARGE = 500
"""Variables and files of a state that count as one more command for every way."""


def parted(before: State, undecided: Undecided, left: int) -> list[State]:
    """Return the state once for each way to decide, the first way last."""
    condition = undecided.condition
    count = len(condition.labels)
    if count > left:
        before.decisions.closed = True
        return [before]
    states = [*(before.copy() for _ in range(count - 1)), before]
    for way, each in enumerate(reversed(states)):
        each.decisions.decide(condition, way)
    return states


def outcome(state: State) -> bool | None:
    """Return whether the last status is success; None if that stays open."""
    status = state.decisions.text(state.status)
    state.status = status
    if status.known:
        return status.chars == "0"
    way = state.decisions.choose(succeeds(status_name(status)))
    if way == 0:
        state.status = program("0")
    return None if way is None else way == 0


def gathered(
    succeeded: list[State], failed: list[State], since: int, asked: Text
) -> tuple[list[State], list[State]]:
    """Join the ways to each outcome: what follows is followed once for all of them.

    From here on only a condition of its own tells the outcomes apart.
    """
    every = [*succeeded, *failed]
    names = Names.meet(each.decisions.names for each in every)
    for each in every:
        each.decisions.names = names
    condition = succeeds(every[0].decisions.fresh(spelled(asked)))
    ways: list[list[State]] = []
    for way, group in enumerate((succeeded, failed)):
        joined = join(group, since)
        if joined is not None:
            joined.decisions.names = every[0].decisions.names
            joined.decisions.decide(condition, way)
        ways.append([joined] if joined is not None else [])
    return ways[0], ways[1]


def spelled(command: Text) -> str:
    """Return the first line of a command for a name, and not too long."""
    line, _, more = command.chars.strip().partition("\n")
    cut = line[:SPELLED]
    return cut if cut == line and not more else cut.rstrip() + " …"


def status_name(status: Text) -> str:
    """Return what an unknown status is the status of."""
    hole = next(status.holes(), None)
    return getattr(hole, "name", "") or "a command"
