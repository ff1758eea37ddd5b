"""awk's values: numbers, strings, and input that may be either (POSIX awk)."""

from __future__ import annotations

import re
from typing import NamedTuple

from kubelet_lint.source import EMPTY, Text
from kubelet_lint.source import program as made_up

LARGE = 1e16

_NUMBER = re.compile(r"[ \t\n]*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)")


class Number(NamedTuple):
    """A number."""

    value: float


class String(NamedTuple):
    """A string."""

    text: Text


class Given(NamedTuple):
    """Text from outside: a number if it looks like one."""

    text: Text


class Nothing(NamedTuple):
    """A variable that was never set: zero and empty at once."""


Value = Number | String | Given | Nothing
NOTHING = Nothing()


def text_of(value: Value) -> Text:
    """Return a value as a string."""
    match value:
        case Number(number):
            if abs(number) >= LARGE:
                return Text.hole("a large number, which each awk prints its own way")
            return made_up(spelled(number))
        case String() | Given():
            return value.text
        case Nothing():
            return EMPTY


def spelled(value: float, layout: str = "%.6g") -> str:
    """Return a number as awk prints it."""
    if value == int(value):
        return str(int(value))
    return layout % value


def number_of(value: Value) -> float | None:
    """Return a value as a number; None if nobody knows it."""
    match value:
        case Number():
            return value.value
        case Nothing():
            return 0.0
        case String() | Given():
            found = _NUMBER.match(value.text.chars)
            if not value.text.known and (
                found is None or not _settled(value.text, found)
            ):
                return None
            return float(found[1]) if found else 0.0


def _settled(text: Text, found: re.Match[str]) -> bool:
    """Say whether the number ends before the first hole."""
    after = text.chars[found.end() : found.end() + 1]
    return after.isascii() and after not in (".", "e", "E", "")


def is_numeric(value: Value) -> bool | None:
    """Say whether a value compares as a number; None if nobody knows."""
    match value:
        case Number() | Nothing():
            return True
        case String():
            return False
        case Given():
            if not value.text.known:
                return None
            found = _NUMBER.match(value.text.chars)
            return found is not None and not value.text.chars[found.end() :].strip(
                " \t\n"
            )
