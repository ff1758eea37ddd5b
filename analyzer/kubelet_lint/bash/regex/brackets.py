"""Reads a bracket expression: ``[[:alpha:]_-]``, ``[^]a-z]`` (POSIX XBD 9.3.5).

A backslash stands for itself, but sed knows ``\\n`` and ``\\t`` here too, and awk any
escape.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.bash.regex.tree import CLASSES
from kubelet_lint.source import HOLE


class Bracket(NamedTuple):
    """What a bracket expression says, and where it ends."""

    singles: str
    ranges: tuple[tuple[str, str], ...]
    classes: tuple[str, ...]
    negated: bool
    end: int
    hole: bool = False


def read_bracket(
    text: str, at: int, escapes: Mapping[str, str], *, any_: bool = False
) -> Bracket | str:
    """Read what follows ``[`` at ``at``; return the tool's message if it is invalid.

    Args:
        text: the whole expression.
        at: where the bracket's content starts.
        escapes: what a backslash and a character stand for.
        any_: whether a backslash before any other character is dropped.
    """
    start = at
    negated = text.startswith("^", at)
    at += negated
    singles: list[str] = []
    ranges: list[tuple[str, str]] = []
    classes: list[str] = []
    first = at
    while True:
        if at >= len(text):
            return "Unmatched [, [^, [:, [., or [="
        if text[at] == "]" and at > first:
            break
        if text.startswith("[:", at):
            end = text.find(":]", at + 2)
            if end < 0:
                return "Unmatched [, [^, [:, [., or [="
            name = text[at + 2 : end]
            if name not in CLASSES:
                return "Invalid character class name"
            classes.append(name)
            at = end + 2
            continue
        char, at = _element(text, at, escapes, any_=any_)
        if text.startswith("-", at) and not text.startswith("-]", at):
            high, at = _element(text, at + 1, escapes, any_=any_)
            if not high:
                return "Unmatched [, [^, [:, [., or [="
            if high < char:
                return "Invalid range end"
            ranges.append((char, high))
        else:
            singles.append(char)
    body = text[start:at]
    if len(body) > 1 and body[0] == ":" and body[-1] == ":":
        return "character class syntax is [[:space:]], not [:space:]"
    return Bracket(
        "".join(singles),
        tuple(ranges),
        tuple(classes),
        negated,
        at + 1,
        HOLE in body,
    )


def _element(
    text: str, at: int, escapes: Mapping[str, str], *, any_: bool
) -> tuple[str, int]:
    """Read one character of a bracket, however it is spelled."""
    for mark in ("[.", "[="):
        if text.startswith(mark, at):
            end = text.find(mark[1] + "]", at + 2)
            if end == at + 3:
                return text[at + 2], end + 2
    if text.startswith("\\", at) and at + 1 < len(text):
        char = text[at + 1]
        if char in escapes or any_:
            return escapes.get(char, char), at + 2
    return text[at : at + 1], at + 1
