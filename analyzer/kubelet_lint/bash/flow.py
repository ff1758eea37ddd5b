"""Conditionals: ``&&``, ``||``, ``if`` and ``case``, where ways part and meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kubelet_lint.bash.condition import equals, holds, shown
from kubelet_lint.bash.decision import Condition
from kubelet_lint.bash.expand import Expander
from kubelet_lint.bash.join import join
from kubelet_lint.bash.leave import Leave
from kubelet_lint.bash.match import matches
from kubelet_lint.bash.pipeline import run_pipeline
from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.state import ZERO, State
from kubelet_lint.bash.syntax import AndOr, Arm, Case, If, Pipeline, Program, Word
from kubelet_lint.source import Span, Text, program


def decisions(state: State) -> int:
    """Return how many decisions led to a state: to be given to ``join`` later."""
    return len(state.decisions.taken)


def run_and_or(shell: Shell, state: State, node: AndOr) -> Next:
    """Follow pipelines joined by ``&&`` and ``||``."""
    if not node.rest:
        return run_pipeline(shell, state, node.first)
    after = _tolerant(shell, state, node.first)
    asked = node.first.text
    for number, (operator, pipeline) in enumerate(node.rest, start=1):
        if after is None:
            return None
        since = decisions(after)
        succeeded, failed = shell.split(after, asked)
        going, staying = succeeded, failed
        if operator == "||":
            going, staying = failed, succeeded
        run = run_pipeline if number == len(node.rest) else _tolerant
        done = [run(shell, each, pipeline) for each in going]
        after = join([*(each for each in done if each is not None), *staying], since)
        asked = pipeline.text
    return after


def _tolerant(shell: Shell, state: State, pipeline: Pipeline) -> Next:
    shell.tolerant += 1
    try:
        return run_pipeline(shell, state, pipeline)
    finally:
        shell.tolerant -= 1


def run_if(shell: Shell, state: State, node: If) -> Next:
    """Follow ``if``; arms whose condition is open are all followed, and joined."""
    since = decisions(state)
    pending = [state]
    after: list[Next] = []
    for condition, body in node.arms:
        failed: list[State] = []
        for each in pending:
            taken, others = _condition(shell, each, condition)
            after.extend(shell.program(way, body) for way in taken)
            failed.extend(others)
        pending = failed
    for each in pending:
        if node.otherwise:
            after.append(shell.program(each, node.otherwise))
        else:
            each.status = ZERO
            after.append(each)
    return join([each for each in after if each is not None], since)


def _condition(
    shell: Shell, state: State, condition: Program
) -> tuple[list[State], list[State]]:
    shell.tolerant += 1
    try:
        after = shell.program(state, condition)
    finally:
        shell.tolerant -= 1
    return shell.split(after, condition.text) if after is not None else ([], [])


# --- case -------------------------------------------------------------------------


class _Chosen(NamedTuple):
    """The arm that is taken, or that nobody can tell which."""

    word: Text
    arm: int | None
    decided: bool = True


def run_case(shell: Shell, state: State, node: Case, span: Span | None) -> Next:
    """Follow ``case``; where the word is open, every arm it may match."""
    since = decisions(state)

    def choose(each: State) -> _Chosen | None:
        each.substituted = None
        expander = shell.expander(each, span)
        try:
            return _select(expander, expander.text(node.word), node.arms, 0)
        except Leave as leave:
            shell.park(leave.kind, leave.level, each)
            return None

    ways = [(each, chosen) for each, chosen in shell.explore(state, choose) if chosen]
    return join(_run_chosen(shell, ways, node, span), since)


def _run_chosen(
    shell: Shell,
    ways: Sequence[tuple[State, _Chosen]],
    node: Case,
    span: Span | None,
) -> list[State]:
    after: list[State] = []
    for state, chosen in ways:
        state.status = state.substituted or state.status
        for each, arm in _arms(state, chosen, node):
            if arm is None:
                each.status = ZERO
            then = _run_arm(shell, each, node, chosen.word, arm, span)
            after.extend([then] if then is not None else [])
    return after


def _arms(state: State, chosen: _Chosen, node: Case) -> list[tuple[State, int | None]]:
    """Return the arm taken; where nobody can tell, each of them as one way."""
    if chosen.decided:
        return [(state, chosen.arm)]
    name = state.decisions.fresh(f"the arm for {shown(chosen.word)}")
    numbers = [*range(len(node.arms)), None]
    labels = tuple(f"{name}: {number}" for number in numbers)
    condition = Condition(name, labels)
    return [(each, numbers[way]) for way, each in state.fork(condition)]


def _select(expander: Expander, word: Text, arms: Sequence[Arm], start: int) -> _Chosen:
    word = expander.settle(word)
    for number in range(start, len(arms)):
        for pattern in arms[number].patterns:
            fits = fitting(expander, word, pattern)
            if fits is None:
                return _Chosen(word, None, False)
            if fits:
                return _Chosen(word, number)
    return _Chosen(word, None)


def fitting(expander: Expander, word: Text, pattern: Word) -> bool | None:
    """Say whether a word matches; None if it can't be followed both ways."""
    ignore_case = expander.state.enabled("nocasematch")
    compiled = expander.pattern(pattern, ignore_case=ignore_case)
    outcome = matches(compiled, word)
    if outcome is not None:
        return outcome
    literal = compiled.literal
    if literal is not None and not ignore_case:
        condition = equals(word, program(literal))
    else:
        spelled = "".join(text.display() for text, _ in expander.pieces(pattern))
        condition = holds(f"{shown(word)} matches {spelled}")
    way = expander.state.decisions.choose(condition)
    return None if way is None else way == 0


def _run_arm(
    shell: Shell,
    state: State,
    node: Case,
    word: Text,
    number: int | None,
    span: Span | None,
) -> Next:
    if number is None:
        return state
    arm = node.arms[number]
    after = shell.program(state, arm.body)
    last = number + 1 >= len(node.arms)
    if after is not None and not arm.body.items and (last or arm.terminator != ";&"):
        after.status = ZERO
    if after is None or arm.terminator == ";;" or last:
        return after
    if arm.terminator == ";&":
        return _run_arm(shell, after, node, word, number + 1, span)
    return _test_on(shell, after, node, word, number + 1, span)


def _test_on(
    shell: Shell,
    state: State,
    node: Case,
    word: Text,
    start: int,
    span: Span | None,
) -> Next:
    """Go on testing after ``;;&``; without a match the status stays."""
    since = decisions(state)

    def choose(each: State) -> _Chosen:
        return _select(shell.expander(each, span), word, node.arms, start)

    after: list[State] = []
    for each, chosen in shell.explore(state, choose):
        for way, arm in _arms(each, chosen, node):
            then = _run_arm(shell, way, node, word, arm, span)
            after.extend([then] if then is not None else [])
    return join(after, since)
