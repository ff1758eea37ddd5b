"""Loops: over known words as often as they run, otherwise "some number of times".

A loop whose end is not known is followed for a few passes exactly; then what a pass
changes is unknown (see ``widen``), and one more pass from there shows all the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, cast

from kubelet_lint.bash.assign import store
from kubelet_lint.bash.condition import holds, shown
from kubelet_lint.bash.join import join
from kubelet_lint.bash.leave import Leave
from kubelet_lint.bash.lookup import arguments, many
from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.state import ZERO, State
from kubelet_lint.bash.syntax import (
    Arith,
    ArithFor,
    ArithSub,
    For,
    Param,
    While,
    Word,
)
from kubelet_lint.bash.widen import (
    NOTHING,
    Changes,
    changes,
    covers,
    still,
    vague,
    widen,
)
from kubelet_lint.source import Span, Text

PASSES = 1000
"""Passes of one loop that are followed one by one."""

OPEN_PASSES = 4
"""The same where every further pass is open."""

ROUNDS = 3
"""Times a pass is tried to find all that it changes."""

Ways = tuple[list[State], list[State]]
"""The states that go on with another pass, and those that don't."""


class _Loop(NamedTuple):
    """A loop by its parts."""

    shell: Shell
    head: Callable[[State], Ways]
    body: Callable[[State], Next]
    span: Span | None
    step: Callable[[State], Next] | None = None
    """What follows every pass."""
    name: str = ""
    """The variable that every pass sets first."""
    opens: int = OPEN_PASSES


def run_while(shell: Shell, state: State, node: While, span: Span | None) -> Next:
    """Follow ``while`` or ``until``."""

    ran = False

    def head(each: State) -> Ways:
        nonlocal ran
        status = each.status if ran else ZERO
        ran = True
        shell.tolerant += 1
        try:
            after = shell.program(each, node.condition)
        finally:
            shell.tolerant -= 1
        succeeded, failed = (
            shell.split(after, node.condition.text) if after is not None else ([], [])
        )
        going, done = (failed, succeeded) if node.until else (succeeded, failed)
        for ended in done:
            ended.status = status
        return going, done

    def body(each: State) -> Next:
        return shell.program(each, node.body)

    return _run(_Loop(shell, head, body, span), state)


def run_arith_for(
    shell: Shell, state: State, node: ArithFor, span: Span | None
) -> Next:
    """Follow ``for ((…))``."""

    ran = False

    def head(each: State) -> Ways:
        nonlocal ran
        first, ran = not ran, True
        if not node.condition.parts:
            return [each], []
        going, done = _by_number(shell, each, node.condition, span)
        for ended in done if first else ():
            ended.status = ZERO
        return going, done

    def body(each: State) -> Next:
        return shell.program(each, node.body)

    def step(each: State) -> Next:
        return _computed(shell, each, node.step, span)

    after = _computed(shell, state, node.initial, span)
    if after is None:
        return None
    return _run(_Loop(shell, head, body, span, step), after)


def _computed(shell: Shell, state: State, word: Word, span: Span | None) -> Next:
    since = len(state.decisions.taken)

    def compute(each: State) -> bool:
        try:
            shell.expander(each, span).number(word)
        except Leave as leave:
            shell.park(leave.kind, leave.level, each)
            return False
        return True

    ways = shell.explore(state, compute)
    return join([each for each, fine in ways if fine], since)


def _by_number(shell: Shell, state: State, word: Word, span: Span | None) -> Ways:
    def compute(each: State) -> int | None:
        return shell.expander(each, span).number(word)

    going: list[State] = []
    done: list[State] = []
    for each, value in shell.explore(state, compute):
        if value is None:
            name = each.decisions.fresh(shown(shell.expander(each, span).body(word)))
            for way, one in each.fork(holds(name)):
                (done if way else going).append(one)
        else:
            (going if value else done).append(each)
    return going, done


# --- passes -----------------------------------------------------------------------


def _run(loop: _Loop, state: State) -> Next:
    since = len(state.decisions.taken)
    exits: list[State] = []
    current: Next = state
    opened = 0
    mark = len(loop.shell.parked)
    before, changed = state, NOTHING
    for number in range(PASSES):
        if current is None:
            return join(exits, since)
        before = current.copy()
        going, done = loop.head(current)
        exits.extend(done)
        left = len(exits) + len(loop.shell.parked)
        start = join(going, since) if going else None
        current = _pass(loop, start, exits) if start is not None else None
        # A pass that some ways leave and others don't is open as well.
        gone = len(exits) + len(loop.shell.parked) > left
        opened += bool(going and done) or gone
        changed = (
            changes(before, current, loop.name) if current is not None else NOTHING
        )
        if current is not None and not changed:
            return _settled(loop, before, exits, current, since, mark)
        short = loop.shell.loops or loop.shell.long
        if opened >= (1 if short else loop.opens):
            break
        if current is not None and number >= 1 and vague(current, changed):
            break
    if current is not None:
        last = (before, changed) if loop.shell.long else None
        exits.extend(_widened(loop, current, mark, last))
    return join(exits, since)


def _settled(
    loop: _Loop,
    before: State,
    exits: list[State],
    current: State,
    since: int,
    mark: int,
) -> Next:
    """Return the state after a loop whose pass changed nothing.

    A loop that may end is one that ends like this; one that does not end is where the
    script stays.
    """
    if not exits:
        if len(loop.shell.parked) == mark:
            loop.shell.park("exit", 0, current)
        return None
    if len(exits) > 1 or changes(before, exits[0], loop.name):
        return join(exits, since)
    status = exits[0].status
    merged = join([exits[0], current], since)
    if merged is not None:
        merged.status = status
    return merged


def _pass(loop: _Loop, state: State, exits: list[State]) -> Next:
    """Follow the body once; states that break go to ``exits``."""
    shell = loop.shell
    since = len(state.decisions.taken)
    mark = len(shell.parked)
    shell.loops += 1
    after = loop.body(state)
    shell.loops -= 1
    going = [after] if after is not None else []
    for left in shell.collect(mark, ("break", "continue")):
        if left.level > 1 and shell.loops:
            shell.park(left.kind, left.level - 1, left.state)
        elif left.kind == "break":
            exits.append(left.state)
        else:
            going.append(left.state)
    joined = join(going, since)
    if loop.step is None or joined is None:
        return joined
    return loop.step(joined)


def _widened(
    loop: _Loop, state: State, mark: int, last: tuple[State, Changes] | None
) -> list[State]:
    """Return the states in which a loop ends that goes on from ``state``.

    ``last`` is the state before the last pass and what that changed, for a loop that
    has to do with fewer passes.
    """
    shell = loop.shell
    shell.note(state, "a loop is not followed to its end", loop.span)
    known, changed = state, NOTHING
    if last is not None:
        known, changed = state.copy(), last[1]
        widen(known, last[0], state, changed, loop.span)
    for number in range(ROUNDS + 1):
        trial = known.copy()
        since = len(known.decisions.taken)
        parked = len(shell.parked)
        exits: list[State] = []
        going, done = loop.head(trial)
        start = join(going, since)
        after = _pass(loop, start, exits) if start is not None else None
        found = changes(known, after, loop.name) if after is not None else NOTHING
        stable = after is None or not found or covers(known, after, found)
        if after is not None and not stable and number < ROUNDS:
            # Not all that it changes was known: the pass is tried once more.
            del shell.parked[parked:]
            changed = changed.plus(found)
            known = state.copy()
            widen(known, state, after, changed, loop.span)
            continue
        if after is not None:
            # Another look at the head, for what the pass did besides.
            done = [*done, *loop.head(after)[1]]
        if done or exits or len(shell.parked) > mark:
            return [*done, *exits]
        break
    shell.park("exit", 0, known)
    return []


# --- for --------------------------------------------------------------------------


def run_for(shell: Shell, state: State, node: For, span: Span | None) -> Next:
    """Follow ``for NAME in …`` or ``select``."""
    since = len(state.decisions.taken)

    def expand(each: State) -> tuple[Text, ...] | None:
        each.substituted = None
        if node.words is None:
            return arguments(each)
        try:
            return shell.expander(each, span).words(node.words)
        except Leave as leave:
            shell.park(leave.kind, leave.level, each)
            return None

    after: list[Next] = []
    for each, words in shell.explore(state, expand):
        if words is not None:
            each.status = (each.substituted or each.status) if words else ZERO
            if node.select:
                reason = "chosen by hand"
                words = (Text.hole(reason, span, f"${node.name}", words=True),)
            after.append(_over(shell, each, node, words, span))
    return join([each for each in after if each is not None], since)


def _over(
    shell: Shell, state: State, node: For, words: Sequence[Text], span: Span | None
) -> Next:
    since = len(state.decisions.taken)
    exits: list[State] = []
    current: Next = state

    def head(each: State) -> Ways:
        return [each], []

    def body(each: State) -> Next:
        return shell.program(each, node.body)

    loop = _Loop(shell, head, body, span)
    if len(words) > PASSES:
        rest = Text.hole("more words than are followed", span, "…", words=True)
        words = (*words[:PASSES], rest)
    todo = list(reversed(words))
    idle = 0
    while todo and current is not None:
        word = todo.pop()
        if many(word):
            current = _over_many(shell, current, node, word, span)
            continue
        before, left = current.copy(), len(exits) + len(shell.parked)
        current = _bound(shell, current, node.name, word, span)
        current = _pass(loop, current, exits) if current is not None else None
        # Passes that some ways leave, by ``exit`` too, wait for something.
        gone = len(exits) + len(shell.parked) > left
        if current is not None and gone:
            changed = changes(before, current, node.name)
            idle = idle + 1 if still(before, current, changed) else 0
            if idle >= (1 if shell.long else OPEN_PASSES) and len(todo) > 1:
                todo = _rest_of_alike(node, todo, span)
    if current is not None:
        exits.append(current)
    return join(exits, since)


def _rest_of_alike(node: For, todo: list[Text], span: Span | None) -> list[Text]:
    """Return what is left to do of a loop that waits for something.

    Passes that change nothing that is known and may end the loop are alike; the last
    one may be told from the others by the variable.
    """
    if not mentions(node.body, node.name):
        return todo[:1]
    return [todo[0], Text.hole("one of many passes", span, f"${node.name}", words=True)]


def mentions(node: object, name: str) -> bool:
    """Say whether a variable is used within a node."""
    if isinstance(node, Param) and node.name == name:
        return True
    if isinstance(node, (Arith, ArithSub)):
        # Names in an expression are variables as well.
        return True
    return isinstance(node, tuple) and any(
        mentions(each, name) for each in cast("tuple[object, ...]", node)
    )


def _bound(
    shell: Shell, state: State, name: str, word: Text, span: Span | None
) -> Next:
    try:
        store(shell.expander(state, span), name, word)
    except Leave as leave:
        shell.park(leave.kind, leave.level, state)
        return None
    return state


def _over_many(
    shell: Shell, state: State, node: For, words: Text, span: Span | None
) -> Next:
    """Follow a loop over zero or more unknown words."""
    name = shown(words)

    def head(each: State) -> Ways:
        condition = holds(each.decisions.fresh(f"there is no more of {name}"))
        ways = each.fork(condition)
        return [s for way, s in ways if way == 1], [s for way, s in ways if way == 0]

    def body(each: State) -> Next:
        one = each.decisions.fresh(f"one of {name}")
        hole = Text.hole("one of words nobody knows", words.span, one)
        bound = _bound(shell, each, node.name, hole, span)
        return shell.program(bound, node.body) if bound is not None else None

    return _run(_Loop(shell, head, body, span, name=node.name, opens=1), state)
