"""Which lines a command applies to: ``match_address_p`` of GNU sed 4.9 (``execute.c``).

A line that starts with a hole may be several lines on the node. A command may then
apply to all of them, to the first or last only, or to some that nobody knows.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, Protocol

from kubelet_lint.bash.commands.branching import Lost
from kubelet_lint.bash.commands.sed.program import (
    Address,
    Command,
    Every,
    Last,
    Line,
    More,
    Multiple,
    Pattern,
)

INACTIVE = -1
"""A range that has not begun, or may begin again."""

CLOSED = -2
"""A range that has ended."""

OPEN_END = 0
"""A range that has begun and ends at a line that is not known by its number."""

Part = Literal["all", "first", "last", "some"]


class Selection(NamedTuple):
    """Whether a command applies, and to which part of what may be several lines."""

    selected: bool
    part: Part = "all"


class View(Protocol):
    """What deciding needs to know of the cycle."""

    @property
    def ranges(self) -> list[int]:
        """Where each command's range stands; changed here."""
        ...

    @property
    def at(self) -> int:
        """The number of the current line."""
        ...

    @property
    def unsure_from(self) -> int:
        """The first line that may be several; later numbers are not known."""
        ...

    @property
    def many(self) -> bool:
        """Whether the pattern space may be several lines."""
        ...

    @property
    def is_last(self) -> bool:
        """Whether the current line is the last."""
        ...

    def matches(self, pattern: Pattern, number: int) -> bool:
        """Say whether the pattern space matches."""
        ...


def select(view: View, number: int, command: Command) -> Selection:
    """Say whether the command with this number applies to the pattern space."""
    if command.start is None:
        return Selection(True)
    if command.end is None:
        found = _at(view, number, command.start)
    else:
        found = _in_range(view, number, command)
    if not command.negated:
        return found
    if found.selected and found.part != "all":
        return Selection(True, "some")
    return Selection(not found.selected)


def _at(view: View, number: int, address: Address) -> Selection:
    match address:
        case Line():
            return _numbered(view, address.number)
        case Last():
            part: Part = "last" if view.many else "all"
            return Selection(view.is_last, part if view.is_last else "all")
        case Every():
            _need_number(view)
            past = view.at - address.first
            if address.step <= 0:
                return Selection(past == 0)
            return Selection(past >= 0 and past % address.step == 0)
        case Pattern():
            found = view.matches(address, number)
            return Selection(found, "some" if found and view.many else "all")


def _numbered(view: View, number: int) -> Selection:
    if number < view.at or number < view.unsure_from:
        return Selection(number == view.at)
    if view.at < view.unsure_from:
        return Selection(number == view.at)
    if number == view.at == view.unsure_from:
        return Selection(True, "first")
    _need_number(view)
    return Selection(number == view.at)


def _need_number(view: View) -> None:
    if view.at >= view.unsure_from:
        raise Lost("how many lines come before is not known")


def _in_range(view: View, number: int, command: Command) -> Selection:
    state = view.ranges[number]
    part: Part = "some" if view.many else "all"
    if state >= 0 or (command.from_zero and state == INACTIVE):
        return _within(view, number, command, state, part)
    start = command.start
    if isinstance(start, Line):
        _need_number_near(view, start.number)
        if state == CLOSED or view.at < start.number:
            return Selection(False)
    elif start is not None and not _at(view, number, start).selected:
        return Selection(False)
    return Selection(_begin(view, number, command), part)


def _begin(view: View, number: int, command: Command) -> bool:
    """Begin a range at this line; say whether the line is in it."""
    match command.end:
        case Line(limit):
            _need_number_near(view, limit)
            if view.at >= limit:
                view.ranges[number] = CLOSED
                start = command.start
                return not isinstance(start, Line) or view.at <= max(
                    start.number, limit
                )
            view.ranges[number] = limit
        case More(count):
            if count:
                _need_number(view)
            view.ranges[number] = view.at + count if count else CLOSED
        case Multiple(of):
            _need_number(view)
            # As sed 4.9 does it: from a multiple, up to the next one.
            limit = (view.at // of + 1) * of if of else CLOSED
            view.ranges[number] = limit
        case Last():
            view.ranges[number] = CLOSED if view.is_last else OPEN_END
        case _:
            view.ranges[number] = OPEN_END
    return True


def _within(
    view: View, number: int, command: Command, state: int, part: Part
) -> Selection:
    """Say whether a line is in a range that has begun, and end the range there."""
    end = command.end
    if isinstance(end, (Line, More, Multiple)):
        _need_number_near(view, state)
        if view.at >= state:
            view.ranges[number] = CLOSED
        if view.at > state:
            raise Lost("sed has read past the end of a range")
        return Selection(True)
    view.ranges[number] = OPEN_END
    if end is not None and _at(view, number, end).selected:
        view.ranges[number] = CLOSED
        return Selection(True, part)
    return Selection(True)


def _need_number_near(view: View, number: int) -> None:
    """Refuse to compare with a number that unknown lines may have passed."""
    if number >= view.unsure_from:
        _need_number(view)
