"""Permissions as ``chmod`` takes them: ``0644``, ``u+x,go-w`` (POSIX chmod, GNU)."""

from __future__ import annotations

import re

UMASK = 0o022
"""What the shells of a node start with."""

_CLAUSE = re.compile(r"([ugoa]*)((?:[-+=](?:[rwxXst]*|[ugo]))+)")
_ACTION = re.compile(r"([-+=])([rwxXst]*|[ugo])")
_BITS = {"r": 4, "w": 2, "x": 1}
_SHIFTS = {"u": 6, "g": 3, "o": 0}


def mode_after(mode: int, change: str, *, directory: bool = False) -> int | None:
    """Return a mode once ``change`` is applied; None if it is no mode."""
    if change and not change.strip("01234567"):
        return int(change, 8) & 0o7777
    for clause in change.split(","):
        found = _CLAUSE.fullmatch(clause)
        if found is None:
            return None
        for sign, what in _ACTION.findall(found[2]):
            mode = _apply(mode, found[1], sign, what, directory=directory)
    return mode


def _apply(mode: int, who: str, sign: str, what: str, *, directory: bool) -> int:
    whom = "ugo" if "a" in who or not who else who
    mask = 0o7777 if who else 0o7777 & ~UMASK
    bits = cleared = 0
    for one in whom:
        shift = _SHIFTS[one]
        cleared |= 7 << shift
        bits |= _rights(mode, what, directory=directory) << shift
    if "s" in what:
        bits |= (0o4000 if "u" in whom else 0) | (0o2000 if "g" in whom else 0)
    if "t" in what:
        bits |= 0o1000
    bits &= mask
    if sign == "+":
        return mode | bits
    if sign == "-":
        return mode & ~bits
    return (mode & ~cleared) | bits


def _rights(mode: int, what: str, *, directory: bool) -> int:
    if what in _SHIFTS and what:
        return mode >> _SHIFTS[what] & 7
    rights = sum(_BITS[char] for char in set(what) & set("rwx"))
    if "X" in what and (directory or mode & 0o111):
        rights |= 1
    return rights
