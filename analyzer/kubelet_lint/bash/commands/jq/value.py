"""JSON values that remember where they were written."""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.source import HOLE, Hole, Text, program


class Null(NamedTuple):
    """``null``."""

    text: Text


class Boolean(NamedTuple):
    """``true`` or ``false``."""

    value: bool
    text: Text


class Number(NamedTuple):
    """A number as spelled."""

    value: float
    text: Text


class Str(NamedTuple):
    """A string, decoded; it may hold holes."""

    text: Text


class Unknown(NamedTuple):
    """A value nobody knows, of any kind."""

    text: Text
    """One hole."""


class Items(NamedTuple):
    """An array."""

    items: tuple[Value, ...]


class Members(NamedTuple):
    """An object: names in the order kept, with the text of each name."""

    members: dict[str, tuple[Text, Value]]


Value = Null | Boolean | Number | Str | Unknown | Items | Members

NULL = Null(program("null"))


def boolean(value: bool) -> Boolean:
    """Return a boolean that a filter found out."""
    return Boolean(value, program("true" if value else "false"))


def number(value: float) -> Number:
    """Return a number that a filter computed, printed as jq does (17 digits)."""
    whole = value == int(value) and abs(value) < 1e17
    return Number(value, program(str(int(value)) if whole else f"{value:.17g}"))


def unknown(reason: str, at: Text | None = None) -> Unknown:
    """Return a value nobody knows."""
    return Unknown(Text.hole(reason, at.span if at is not None else None))


def truth(value: Value) -> bool | None:
    """Say whether jq takes a value for true; None if nobody knows."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, Boolean):
        return value.value
    return not isinstance(value, Null)


def is_open(value: Value) -> bool:
    """Say whether part of a value is not known."""
    match value:
        case Unknown():
            return True
        case Str(text):
            return not text.known
        case Items(items):
            return any(map(is_open, items))
        case Members(members):
            return any(is_open(each) for _, each in members.values())
        case _:
            return False


def lost(text: Text) -> Unknown:
    """Return the unknown value that a text with a hole stands for."""
    for start, end, piece in text.pieces():
        if isinstance(piece, Hole) and HOLE in text.chars:
            return Unknown(text[start:end])
    return unknown("not known", text)


ORDER = (Null, Boolean, Number, Str, Items, Members)


def key(value: Value) -> tuple[object, ...]:
    """Return what jq sorts and compares by: the type, then the value."""
    match value:
        case Null():
            return (0,)
        case Boolean(truth_value):
            return (1, truth_value)
        case Number(amount):
            return (2, amount)
        case Str(text):
            return (3, text.chars.encode("utf-8", "surrogatepass"))
        case Items(items):
            return (4, tuple(map(key, items)))
        case Members(members):
            names = sorted(members)
            return (5, tuple(names), tuple(key(members[name][1]) for name in names))
        case Unknown():
            return (9,)
