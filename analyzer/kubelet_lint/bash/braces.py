"""Brace expansion: ``{a,b}`` and ``{1..9}``, before everything else.

Follows braces.c of bash 5.2: only unquoted braces and commas count, what can't be
expanded stays as written.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from kubelet_lint.bash.syntax import Lit, Part, Word
from kubelet_lint.source import Text

LIMIT = 1000
"""Words that one word may become."""

_SEQUENCE = re.compile(
    r"(?:(-?[0-9]+)\.\.(-?[0-9]+)|([A-Za-z])\.\.([A-Za-z]))(?:\.\.(-?[0-9]+))?\Z"
)


class Atom(NamedTuple):
    """An unquoted character, or a part nobody looks into."""

    part: Part
    char: str
    """Empty for a part."""


Atoms = tuple[Atom, ...]


def brace_words(word: Word) -> Sequence[Word]:
    """Return the words that ``word`` stands for."""
    if not any(
        isinstance(part, Lit) and not part.quoted and "{" in part.text.chars
        for part in word.parts
    ):
        return (word,)
    expanded = _expand(_atoms(word), 0)
    if len(expanded) == 1 or len(expanded) > LIMIT:
        return (word,)
    return [Word(tuple(atom.part for atom in atoms)) for atoms in expanded]


def _atoms(word: Word) -> Atoms:
    atoms: list[Atom] = []
    for part in word.parts:
        if isinstance(part, Lit) and not part.quoted:
            for at, char in enumerate(part.text.chars):
                atoms.append(Atom(Lit(part.text[at]), char))
        else:
            atoms.append(Atom(part, ""))
    return tuple(atoms)


def _expand(atoms: Atoms, depth: int) -> list[Atoms]:
    start = 0
    while depth < 20 and (opening := _find(atoms, "{", start)) is not None:
        closing, commas = _group(atoms, opening)
        if closing is None:
            break
        inside = _inside(atoms, opening, closing, commas)
        if inside is None:
            start = opening + 1
            continue
        middle = [each for part in inside for each in _expand(part, depth + 1)]
        rest = _expand(atoms[closing + 1 :], depth + 1)
        before = atoms[:opening]
        if len(middle) * len(rest) > LIMIT:
            break
        return [(*before, *each, *after) for each in middle for after in rest]
    return [atoms]


def _find(atoms: Atoms, char: str, start: int) -> int | None:
    for at in range(start, len(atoms)):
        if atoms[at].char == char:
            return at
    return None


def _group(atoms: Atoms, opening: int) -> tuple[int | None, list[int]]:
    """Return where the brace is closed, and the commas that belong to it."""
    depth = 0
    commas: list[int] = []
    for at in range(opening, len(atoms)):
        char = atoms[at].char
        if char == "{":
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                return at, commas
        elif char == "," and depth == 1:
            commas.append(at)
    return None, commas


def _inside(
    atoms: Atoms, opening: int, closing: int, commas: list[int]
) -> list[Atoms] | None:
    if commas:
        ends = [*commas, closing]
        starts = [opening + 1, *(comma + 1 for comma in commas)]
        return [atoms[a:b] for a, b in zip(starts, ends, strict=True)]
    chars = "".join(atom.char or "\0" for atom in atoms[opening + 1 : closing])
    found = _SEQUENCE.match(chars)
    if found is None:
        return None
    text = _text(atoms[opening + 1 : closing])
    values = _sequence(found)
    return (
        [(Atom(Lit(text.respelled(v), True), ""),) for v in values] if values else None
    )


def _text(atoms: Atoms) -> Text:
    return Text.join(a.part.text for a in atoms if isinstance(a.part, Lit))


def _sequence(found: re.Match[str]) -> list[str]:
    low, high, first, last, step = found.groups()
    begin = ord(first) if first else int(low[:18])
    end = ord(last) if last else int(high[:18])
    by = abs(int(step[:18])) if step else 1
    by = by or 1
    if abs(end - begin) // by > LIMIT:
        return []
    numbers = range(begin, end + 1, by) if begin <= end else range(begin, end - 1, -by)
    if first:
        return [chr(number) for number in numbers]
    width = max(len(low), len(high)) if _padded(low) or _padded(high) else 0
    return [f"{number:0{width}d}" for number in numbers]


def _padded(number: str) -> bool:
    digits = number.lstrip("-")
    return len(digits) > 1 and digits[0] == "0"
