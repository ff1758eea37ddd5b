"""What is still known after some number of passes through a loop.

What a pass left as it was is known; what it only added to is known up to there; the
rest is unknown, with the loop as the reason.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.bash.join import differing
from kubelet_lint.bash.meet import alike
from kubelet_lint.bash.state import (
    NO_VARIABLE,
    TERMINAL,
    UNKNOWN_OFFSET,
    State,
)
from kubelet_lint.bash.variable import (
    Assoc,
    Either,
    Indexed,
    Scalar,
    Unknown,
    Value,
    Variable,
    words,
)
from kubelet_lint.node.filesystem import Entry, File, Unseen
from kubelet_lint.source import Hole, Span, Text, program

REASON = "changed in a loop that runs an unknown number of times"

_IGNORED = frozenset(("PIPESTATUS", "_"))


class Changes(NamedTuple):
    """What one pass changed."""

    variables: frozenset[str]
    files: frozenset[str]
    offsets: frozenset[int]
    cwd: bool
    fds: bool

    def __bool__(self) -> bool:
        return any((self.variables, self.files, self.offsets, self.cwd, self.fds))

    def plus(self, other: Changes) -> Changes:
        """Return what either changed."""
        return Changes(
            self.variables | other.variables,
            self.files | other.files,
            self.offsets | other.offsets,
            self.cwd or other.cwd,
            self.fds or other.fds,
        )


NOTHING = Changes(frozenset(), frozenset(), frozenset(), False, False)


def changes(before: State, after: State, name: str = "") -> Changes:
    """Return what differs between the states before and after a pass.

    ``name`` is a variable that does not count, because every pass sets it first.
    """
    variables = before.variables, after.variables
    paths = before.machine.changes, after.machine.changes
    return Changes(
        frozenset(
            each
            for each in differing(variables)
            if each not in _IGNORED
            and each != name
            and not _same(*(some.get(each) for some in variables))
        ),
        frozenset(
            path
            for path in differing(paths)
            if paths[0].get(path) != paths[1].get(path)
        ),
        frozenset(
            number
            for number in differing((before.offsets, after.offsets))
            if number in before.offsets
            and after.offsets.get(number, before.offsets[number])
            != before.offsets[number]
        ),
        not alike(before.cwd, after.cwd),
        before.fds != after.fds,
    )


def vague(state: State, changed: Changes) -> bool:
    """Say whether some of what a pass changed is unknown, so that passes differ."""
    return any(
        isinstance(value, (Unknown, Either))
        or (isinstance(value, Scalar) and not value.text.known)
        or (isinstance(value, Indexed) and not all(t.known for t in words(value)))
        for value in (
            state.variables.get(name, NO_VARIABLE).value for name in changed.variables
        )
    )


def still(before: State, after: State, changed: Changes) -> bool:
    """Say whether all that a pass changed are values nobody knew and nobody knows."""
    if changed.files or changed.offsets or changed.cwd or changed.fds:
        return False
    return all(
        isinstance(value, Unknown)
        or (isinstance(value, Scalar) and _is_hole(value.text))
        for name in changed.variables
        for value in (
            before.variables.get(name, NO_VARIABLE).value,
            after.variables.get(name, NO_VARIABLE).value,
        )
    )


def covers(known: State, after: State, changed: Changes) -> bool:
    """Say whether ``known`` stands for what one more pass from there changed."""
    if changed.cwd or changed.fds:
        return False
    return (
        all(
            _covers(known.variables.get(name), after.variables.get(name))
            for name in changed.variables
        )
        and all(
            _covers_file(known.machine.raw(path), after.machine.raw(path))
            for path in changed.files
        )
        and all(known.offsets[each] == UNKNOWN_OFFSET for each in changed.offsets)
    )


def _covers(known: Variable | None, after: Variable | None) -> bool:
    one, other = known or NO_VARIABLE, after or NO_VARIABLE
    match one.value, other.value:
        case Scalar(text) | Unknown(text), Scalar(later) | Unknown(later):
            return _covers_text(text, later)
        case Unknown(text), _:
            return _is_widened(text)
        case _:
            return False


def _covers_file(known: Entry, after: Entry) -> bool:
    if isinstance(known, File) and isinstance(after, File):
        return known.mode == after.mode and _covers_text(known.text, after.text)
    return isinstance(known, Unseen)


def _covers_text(known: Text, after: Text) -> bool:
    """Say whether a hole at the end of a text may hold the rest of another one.

    One that ``widen`` made may hold anything. Any other is one certain unknown, and
    stands for no more than another one: ``x‹$A›`` is not ``xx‹$A›``.
    """
    start = max(len(known) - 1, 0)
    end, rest = known[start:], after[start:]
    if not _is_hole(end) or not alike(known[:start], after[:start]):
        return False
    return _is_widened(end) or (len(rest) == 1 and _is_hole(rest))


def _is_widened(text: Text) -> bool:
    return all(isinstance(h, Hole) and h.reason == REASON for h in text.holes())


def _is_hole(text: Text) -> bool:
    """Say whether nothing at all is known of a text; of a choice the options are."""
    only = [*text.holes()]
    known = len(only) < len(text) or not text
    return not known and all(isinstance(piece, Hole) for piece in only)


def _same(one: Variable | None, other: Variable | None) -> bool:
    first, second = one or NO_VARIABLE, other or NO_VARIABLE
    if isinstance(first.value, Scalar) and isinstance(second.value, Scalar):
        return alike(first.value.text, second.value.text)
    return first == second


def widen(
    state: State, first: State, after: State, changed: Changes, span: Span | None
) -> None:
    """Let ``state`` stand for any number of passes that change this.

    ``first`` and ``after`` are the states before and after one pass.
    """
    for name in sorted(changed.variables):
        before = first.variables.get(name, NO_VARIABLE)
        later = after.variables.get(name, NO_VARIABLE)
        # Without a place of its own: what matters is where the value is used.
        hole = _hole(state, f"${name}", None)
        state.variables[name] = later.having(_value(before.value, later.value, hole))
    for path in sorted(changed.files):
        entries = first.machine.raw(path), after.machine.raw(path)
        state.machine.put(path, _entry(*entries, path, span))
    for number in changed.offsets:
        state.offsets[number] = UNKNOWN_OFFSET
    if changed.cwd:
        state.cwd = _hole(state, "the working directory", span)
    if changed.fds:
        state.fds = dict.fromkeys(state.fds, TERMINAL)


def _hole(state: State, name: str, span: Span | None) -> Text:
    return Text.hole(REASON, span, state.decisions.fresh(f"{name} in a loop"))


def _value(before: Value, after: Value, hole: Text) -> Value:
    match before, after:
        case Scalar(text), Scalar(longer) if _extends(longer, text):
            blank = longer.chars[len(text) : len(text) + 1]
            if blank in " \t\n":
                return Scalar(text + program(blank) + hole)
            return Unknown(hole)
        case _, Indexed(items):
            kept = _kept(before, items)
            name = getattr(next(hole.holes()), "name", "")
            more = Text.hole(REASON, hole.span, name, words=True)
            return Indexed({**kept, max(items, default=-1) + 1: more})
        case _, Assoc(items):
            return Assoc(items, True)
        case _:
            return Unknown(hole)


def _kept(before: Value, items: dict[int, Text]) -> dict[int, Text]:
    """Return the elements up to the first that the pass changed."""
    old = before.items if isinstance(before, Indexed) else {}
    kept: dict[int, Text] = {}
    for key in sorted(items):
        if key not in old or not alike(old[key], items[key]):
            break
        kept[key] = items[key]
    return kept


def _extends(longer: Text, text: Text) -> bool:
    return len(longer) > len(text) and alike(longer[: len(text)], text)


def _entry(before: Entry, after: Entry, path: str, span: Span | None) -> Entry:
    if isinstance(before, File) and isinstance(after, File):
        more = Text.hole(REASON, span, path)
        if _extends(after.text, before.text):
            return File(before.text + more, after.mode, after.assumptions)
        return File(more, after.mode, after.assumptions)
    return Unseen(REASON, span)
