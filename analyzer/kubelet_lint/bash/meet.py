"""What holds of one value, file or descriptor after ways through the script meet.

``options`` are what each way left, in the order of the condition's labels. What they
have in common stays as it is; the rest becomes a choice. A choice with more than
``LEAVES`` outcomes becomes a hole that says so, never a guess.
"""

from __future__ import annotations

from collections.abc import Sequence

from kubelet_lint.bash.decision import Condition
from kubelet_lint.bash.variable import (
    Either,
    Scalar,
    Unknown,
    Value,
    Variable,
)
from kubelet_lint.node.filesystem import Alternatives, Entry, File, Unseen
from kubelet_lint.source import HOLE, Choice, Piece, Text

LEAVES = 16
"""Outcomes of one choice before it is given up."""

_TOKEN = 40
"""How far a choice is widened so that it does not begin or end within a word."""


# --- texts ------------------------------------------------------------------------


def meet_texts(condition: Condition, options: Sequence[Text]) -> Text:
    """Return the text that depends on ``condition``."""
    texts = [restrict(text, condition, way) for way, text in enumerate(options)]
    first = texts[0]
    if all(alike(first, text) for text in texts[1:]):
        return first
    start = min(_common(first, text) for text in texts[1:])
    start = _token_start(texts, start)
    end = min(_common_end(first, text, start) for text in texts[1:])
    end = _token_end(texts, start, end)
    middles = [text[start : len(text) - end] for text in texts]
    size = len(first)
    return Text.join((first[:start], _choice(condition, middles), first[size - end :]))


def restrict(text: Text, condition: Condition, way: int) -> Text:
    """Return ``text`` with what is open in it decided this way of ``condition``."""
    if HOLE not in text.chars or not any(
        isinstance(piece, Choice) and mentions(piece, condition.name)
        for piece in text.holes()
    ):
        return text

    def decided(piece: Piece, part: Text) -> Text:
        if not isinstance(piece, Choice) or not mentions(piece, condition.name):
            return part
        if piece.condition == condition.name:
            taken = piece.options[min(way, len(piece.options) - 1)][1]
            return restrict(taken, condition, way)
        options = [(label, restrict(o, condition, way)) for label, o in piece.options]
        return Text.choice(piece.condition, options, piece.span)

    return text.map_pieces(decided)


def mentions(piece: Choice, name: str) -> bool:
    """Say whether the outcome of a choice depends on a condition."""
    if piece.condition == name:
        return True
    return any(
        isinstance(inner, Choice) and mentions(inner, name)
        for _, text in piece.options
        for inner in text.holes()
    )


def alike(one: Text, other: Text) -> bool:
    """Say whether two texts are the same, wherever they were written."""
    if one is other:
        return True
    if one.chars != other.chars:
        return False
    return HOLE not in one.chars or list(one.holes()) == list(other.holes())


def leaves(text: Text) -> int:
    """Return how many outcomes the choices in ``text`` have, one by one."""
    if HOLE not in text.chars:
        return 1
    counts = [
        sum(leaves(option) for _, option in piece.options)
        for piece in text.holes()
        if isinstance(piece, Choice)
    ]
    return max(counts, default=1)


def _choice(condition: Condition, middles: Sequence[Text]) -> Text:
    if sum(map(leaves, middles)) > LEAVES:
        return Text.hole(f"more than {LEAVES} alternatives", name=condition.name)
    span = next((text.span for text in middles if text.span), None)
    options = zip(condition.labels, middles, strict=False)
    return Text.choice(condition.name, options, span)


def _common(one: Text, other: Text) -> int:
    """Return how many characters are the same at the start."""
    length = _common_chars(one.chars, other.chars)
    at = one.chars.find(HOLE, 0, length)
    while at >= 0:
        if one.piece_at(at) != other.piece_at(at):
            return at
        at = one.chars.find(HOLE, at + 1, length)
    return length


def _common_chars(one: str, other: str) -> int:
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_end(one: Text, other: Text, start: int) -> int:
    """Return how many characters are the same at the end, from ``start`` on."""
    mine, its = one.chars[start:][::-1], other.chars[start:][::-1]
    length = _common_chars(mine, its)
    at = mine.find(HOLE, 0, length)
    while at >= 0:
        if one.piece_at(len(one) - 1 - at) != other.piece_at(len(other) - 1 - at):
            return at
        at = mine.find(HOLE, at + 1, length)
    return length


def _token_start(texts: Sequence[Text], start: int) -> int:
    if not any(_wordy(text.chars[start : start + 1]) for text in texts):
        return start
    begin = start
    while begin and _wordy(texts[0].chars[begin - 1]) and start - begin < _TOKEN:
        begin -= 1
    return begin


def _token_end(texts: Sequence[Text], start: int, end: int) -> int:
    chars = texts[0].chars
    if not any(_wordy(t.chars[start : len(t) - end][-1:]) for t in texts):
        return end
    shorter = end
    while shorter and _wordy(chars[len(chars) - shorter]) and end - shorter < _TOKEN:
        shorter -= 1
    return shorter


def _wordy(char: str) -> bool:
    return char.isalnum()


# --- values -----------------------------------------------------------------------


def meet_variables(condition: Condition, options: Sequence[Variable]) -> Variable:
    """Return the variable that depends on ``condition``."""
    attributes = "".join(dict.fromkeys("".join(each.attributes for each in options)))
    value = meet_values(condition, [each.value for each in options])
    return Variable(value, attributes)


def meet_values(condition: Condition, options: Sequence[Value]) -> Value:
    """Return the value that depends on ``condition``."""
    values = [_restricted(value, condition, way) for way, value in enumerate(options)]
    first = values[0]
    if all(value is first or value == first for value in values[1:]):
        return first
    texts = [value.text for value in values if isinstance(value, Scalar)]
    if len(texts) == len(values):
        return Scalar(meet_texts(condition, texts))
    if sum(map(_value_leaves, values)) > LEAVES:
        reason = f"more than {LEAVES} alternatives"
        return Unknown(Text.hole(reason, name=condition.name))
    labelled = tuple(zip(condition.labels, values, strict=False))
    return Either(condition.name, labelled)


def _restricted(value: Value, condition: Condition, way: int) -> Value:
    match value:
        case Either(name, options) if name == condition.name:
            taken = options[min(way, len(options) - 1)][1]
            return _restricted(taken, condition, way)
        case Either(name, options):
            inner = [(label, _restricted(o, condition, way)) for label, o in options]
            return Either(name, tuple(inner))
        case Scalar(text):
            decided = restrict(text, condition, way)
            return value if decided is text else Scalar(decided)
        case _:
            return value


def _value_leaves(value: Value) -> int:
    match value:
        case Either(_, options):
            return sum(_value_leaves(option) for _, option in options)
        case Scalar(text) | Unknown(text):
            return leaves(text)
        case _:
            return 1


# --- files ------------------------------------------------------------------------


def meet_entries(condition: Condition, options: Sequence[Entry]) -> Entry:
    """Return the entry that depends on ``condition``."""
    entries = [_decided(entry, condition, way) for way, entry in enumerate(options)]
    first = entries[0]
    if all(entry is first or entry == first for entry in entries[1:]):
        return first
    files = [entry for entry in entries if isinstance(entry, File)]
    if len(files) == len(entries) and len({file.mode for file in files}) == 1:
        text = meet_texts(condition, [file.text for file in files])
        assumptions = dict.fromkeys(a for file in files for a in file.assumptions)
        return File(text, files[0].mode, tuple(assumptions))
    if sum(map(_entry_leaves, entries)) > LEAVES:
        return Unseen(f"more than {LEAVES} alternatives")
    labelled = tuple(zip(condition.labels, entries, strict=False))
    return Alternatives(condition.name, labelled)


def _decided(entry: Entry, condition: Condition, way: int) -> Entry:
    match entry:
        case Alternatives(name, options) if name == condition.name:
            taken = options[min(way, len(options) - 1)][1]
            return _decided(taken, condition, way)
        case Alternatives(name, options):
            inner = [(label, _decided(o, condition, way)) for label, o in options]
            return Alternatives(name, tuple(inner))
        case File(text, mode, assumptions):
            decided = restrict(text, condition, way)
            return entry if decided is text else File(decided, mode, assumptions)
        case _:
            return entry


def _entry_leaves(entry: Entry) -> int:
    match entry:
        case Alternatives(_, options):
            return sum(_entry_leaves(option) for _, option in options)
        case File(text):
            return leaves(text)
        case _:
            return 1
