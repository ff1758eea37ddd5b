"""The order of version strings: ``filevercmp`` of gnulib, for ``sort -V``.

Digits compare as numbers; ``~`` comes before everything, even the end; letters come
before other characters. A suffix such as ``.tar.gz`` is only compared at the end.
"""

from __future__ import annotations

import re

_SUFFIX = re.compile(r"((?:\.[A-Za-z~][A-Za-z0-9~]*)*)$")


def compare_versions(one: str, other: str) -> int:
    """Return a negative, zero or positive number, as ``one`` comes before or after."""
    if one == other:
        return 0
    for special in ("", ".", ".."):
        if one == special:
            return -1
        if other == special:
            return 1
    if one.startswith(".") != other.startswith("."):
        return -1 if one.startswith(".") else 1
    left, right = _without_suffix(one), _without_suffix(other)
    if left == right:
        left, right = one, other
    found = _verrevcmp(left, right) or _verrevcmp(one, other)
    if found:
        return found
    return (one > other) - (one < other)


def _without_suffix(chars: str) -> str:
    found = _SUFFIX.search(chars, 1)
    return chars[: found.start()] if found else chars


def _order(char: str) -> int:
    if not char or char.isdigit():
        return 0 if char else -1
    if char.isalpha() and char.isascii():
        return ord(char)
    if char == "~":
        return -2
    return ord(char) + 256


def _verrevcmp(one: str, other: str) -> int:
    i = j = 0
    while i < len(one) or j < len(other):
        first = 0
        while (i < len(one) and not one[i].isdigit()) or (
            j < len(other) and not other[j].isdigit()
        ):
            left, right = _order(one[i : i + 1]), _order(other[j : j + 1])
            if left != right:
                return left - right
            i, j = i + 1, j + 1
        while one[i : i + 1] == "0":
            i += 1
        while other[j : j + 1] == "0":
            j += 1
        while one[i : i + 1].isdigit() and other[j : j + 1].isdigit():
            first = first or ord(one[i]) - ord(other[j])
            i, j = i + 1, j + 1
        if one[i : i + 1].isdigit():
            return 1
        if other[j : j + 1].isdigit():
            return -1
        if first:
            return first
    return 0
