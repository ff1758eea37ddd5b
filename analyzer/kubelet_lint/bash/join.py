"""The state of the shell after several ways through the script meet again.

Only what differs between the ways becomes a choice; what copies of a state still
share is the same object and costs nothing but a look.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from itertools import compress
from operator import is_, is_not
from typing import TypeVar

from kubelet_lint.bash.decision import Condition
from kubelet_lint.bash.event import What
from kubelet_lint.bash.lost import Lost
from kubelet_lint.bash.machine import Machine
from kubelet_lint.bash.meet import meet_entries, meet_texts, meet_variables
from kubelet_lint.bash.names import Names
from kubelet_lint.bash.state import (
    NO_VARIABLE,
    UNKNOWN_OFFSET,
    Descriptor,
    EitherDefinition,
    EitherStream,
    Event,
    Frame,
    Function,
    State,
    Stream,
)
from kubelet_lint.bash.variable import Variable, outside
from kubelet_lint.node.filesystem import File

BELOW = 200
"""Files below a removed directory that are told apart by name."""

K = TypeVar("K")

MEETINGS = 50
"""Conditions that are told apart in one join."""

Path = dict[str, "tuple[int, Condition]"]


def join(states: Sequence[State], since: int) -> State | None:
    """Return the state after all of ``states`` meet; None if there is none.

    ``since`` is how many decisions they had in common when they parted; by the later
    ones they are told apart. A state that did not take a decision stands for all
    ways of it that no other state took.
    """
    if len(states) <= 1:
        return states[0] if states else None
    ways = [(state, path_since(state, since)) for state in states]
    return _join(ways, frozenset(), [MEETINGS])


def path_since(state: State, since: int) -> Path:
    """Return the decisions taken after the first ``since`` ones."""
    return dict(list(state.decisions.taken.items())[since:])


def _join(
    ways: list[tuple[State, Path]], done: frozenset[str], left: list[int]
) -> State:
    condition = _first_open(ways, done)
    if condition is None:
        return max(ways, key=lambda way: len(way[1]))[0]
    left[0] -= 1
    if left[0] < 0:
        return _join_apart([state for state, _ in ways])
    name = condition.name
    groups = [
        [way for way in ways if way[1].get(name, (number, None))[0] == number]
        for number in range(len(condition.labels))
    ]
    states = [_join(some, done | {name}, left) if some else None for some in groups]
    return _meet(condition, states)


def _join_apart(states: list[State]) -> State:
    """Join ways whose conditions are too entangled, under one of their own."""
    name = states[0].decisions.fresh(f"which of {len(states)} ways is gone")
    labels = tuple(f"{name}: {number}" for number in range(len(states)))
    return _meet(Condition(name, labels), list(states))


def _first_open(
    ways: list[tuple[State, Path]], done: frozenset[str]
) -> Condition | None:
    if len(ways) == 1:
        return None
    for _, path in ways:
        for name, (_, condition) in path.items():
            if name not in done:
                return condition
    return None


def _meet(condition: Condition, states: list[State | None]) -> State:
    there = [state for state in states if state is not None]
    first = there[0]
    if all(state is first for state in there):
        return first
    # A way that nobody goes leaves nothing: what it would leave does not matter.
    full = [state or first for state in states]
    joined = first.copy()
    _meet_decisions(joined, there)
    lost = Lost(joined.decisions.fresh)
    joined.variables = _meet_variables(condition, full, lost)
    joined.functions = _meet_functions(condition, full)
    joined.fds = _meet_descriptors(condition, full)
    joined.frames = tuple(
        _meet_frames(frames)
        for frames in zip(*(state.frames for state in full), strict=False)
    )
    joined.cwd = meet_texts(condition, [state.cwd for state in full])
    joined.status = meet_texts(condition, [state.status for state in full])
    joined.events = _meet_events([state.events for state in there])
    _meet_machines(condition, joined.machine, [state.machine for state in full])
    _meet_offsets(joined, full)
    joined.opened = max(state.opened for state in there)
    joined.pending = tuple(dict.fromkeys(p for s in there for p in s.pending))
    return joined


def _meet_decisions(joined: State, states: list[State]) -> None:
    taken = [state.decisions.taken for state in states]
    joined.decisions.taken = {
        name: way
        for name, way in taken[0].items()
        if all(name in other and other[name][0] == way[0] for other in taken[1:])
    }
    facts = [state.decisions.facts for state in states]
    joined.decisions.facts = {
        hole: text
        for hole, text in facts[0].items()
        if all(other.get(hole) == text for other in facts[1:])
    }
    joined.decisions.names = Names.meet(state.decisions.names for state in states)


def _meet_variables(
    condition: Condition, states: list[State], lost: Lost
) -> dict[str, Variable]:
    dicts = [state.variables for state in states]
    result = dicts[0].copy()
    for name in differing(dicts):
        values = [_variable(each, name) for each in dicts]
        if any(value is not values[0] for value in values):
            met = meet_variables(condition, values)
            result[name] = met.having(lost.merged(met.value))
    return result


def _variable(variables: dict[str, Variable], name: str) -> Variable:
    """Return a variable; one that nobody assigned may be set from outside."""
    found = variables.get(name)
    if found is None and "-o open" in variables and name.isidentifier():
        return Variable(outside(name))
    return found or NO_VARIABLE


def _meet_functions(condition: Condition, states: list[State]) -> dict[str, Function]:
    dicts = [state.functions for state in states]
    if all(each is dicts[0] for each in dicts):
        return dicts[0]
    result = dicts[0].copy()
    for name in differing(dicts):
        values = [each.get(name) for each in dicts]
        if any(value is not values[0] for value in values):
            options = zip(condition.labels, values, strict=False)
            result[name] = EitherDefinition(condition.name, tuple(options))
    return result


def _meet_descriptors(
    condition: Condition, states: list[State]
) -> dict[int, Descriptor]:
    dicts = [state.fds for state in states]
    if all(each is dicts[0] for each in dicts):
        return dicts[0]
    result = dicts[0].copy()
    for number in differing(dicts):
        values = [each.get(number) for each in dicts]
        if any(value != values[0] for value in values):
            options = zip(condition.labels, values, strict=False)
            result[number] = EitherStream(condition.name, tuple(options))
    return result


def differing(mappings: Sequence[Mapping[K, object]]) -> list[K]:
    """Return the keys under which not every mapping has the same object.

    In the order of the first mapping. A script's state holds hundreds of variables and
    files of which a way changes a few: this look at all of them is kept plain.
    """
    first = mappings[0]
    found: dict[K, None] = {}
    for other in mappings[1:]:
        if other is first:
            continue
        if len(first) == len(other) and all(map(is_, first, other)):
            # They are copies of each other in which only values were replaced.
            changed = map(is_not, first.values(), other.values())
            found.update(dict.fromkeys(compress(first, changed)))
            continue
        get = other.get
        found.update(
            dict.fromkeys([k for k, v in first.items() if get(k, found) is not v])
        )
        found.update(dict.fromkeys([key for key in other if key not in first]))
    return list(found)


def _meet_frames(frames: Sequence[Frame]) -> Frame:
    first = frames[0]
    if all(frame is first for frame in frames):
        return first
    saved: dict[str, Variable | None] = {}
    for frame in reversed(frames):
        saved.update(frame.saved)
    return Frame(first.name, first.arguments, first.files, saved)


def _meet_events(lists: Sequence[Event | None]) -> Event | None:
    """Return the events of all ways, each once, in the order of the ways."""
    result = lists[0]
    for other in lists[1:]:
        for what in reversed(list(_new_events(result, other))):
            result = Event(what, result, result.number + 1 if result else 1)
    return result


def _new_events(old: Event | None, new: Event | None) -> Iterator[What]:
    """Yield, latest first, what ``new`` has since it parted from ``old``."""
    while new is not None and new is not old:
        if old is not None and old.number >= new.number:
            old = old.earlier
        else:
            yield new.what
            new = new.earlier


# --- files ------------------------------------------------------------------------


def _meet_machines(
    condition: Condition, joined: Machine, machines: list[Machine]
) -> None:
    emptied = [machine.emptied for machine in machines]
    if any(each != emptied[0] for each in emptied):
        some = frozenset(path for each in emptied for path in each)
        everywhere = {path for path in some if all(path in each for each in emptied)}
        for path in _below(machines[0], some - everywhere):
            for machine in machines:
                if path not in machine.changes:
                    machine.put(path, machine.raw(path))
        joined.become(joined.changes, some)
    dicts = [machine.changes for machine in machines]
    result = dicts[0].copy()
    for path in differing(dicts):
        there = [machine.raw(path) for machine in machines]
        result[path] = meet_entries(condition, there)
    joined.become(result, joined.emptied)


def _below(machine: Machine, folders: frozenset[str]) -> list[str]:
    """Return what was there below directories that are gone on some ways."""
    found: list[str] = []
    todo = sorted(folders)
    while todo and len(found) < BELOW:
        folder = todo.pop()
        for name in machine.base.names(folder):
            path = posixpath.join(folder, name)
            found.append(path)
            todo.append(path)
    return found


def _meet_offsets(joined: State, states: list[State]) -> None:
    numbers = {s.number: s.path for state in states for s in _streams(state)}
    for number in differing([state.offsets for state in states]):
        offsets = [s.offsets[number] for s in states if number in s.offsets]
        if all(offset == offsets[0] for offset in offsets):
            joined.offsets[number] = offsets[0]
            continue
        path = numbers.get(number, "")
        at_end = all(_size(s, path) == s.offsets.get(number) for s in states)
        joined.offsets[number] = _size(joined, path) if at_end else UNKNOWN_OFFSET


def _streams(state: State) -> Iterator[Stream]:
    todo = list(state.fds.values())
    while todo:
        match todo.pop():
            case Stream() as stream:
                yield stream
            case EitherStream(_, options):
                todo.extend(option for _, option in options)
            case None:
                pass


def _size(state: State, path: str) -> int:
    entry = state.machine.changes.get(path)
    return len(entry.text) if isinstance(entry, File) else UNKNOWN_OFFSET
