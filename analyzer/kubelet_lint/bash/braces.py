"""Brace expansion: ``{a,b}`` and ``{1..9}``, before everything else.

Follows braces.c of bash 5.2: only unquoted braces and commas count, what can't be
expanded stays as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kubelet_lint.bash.syntax import Lit, Param, Part, Word
from kubelet_lint.source import HOLE, Text

LIMIT = 1000
"""Words that one word may become."""

DEPTH = 20
"""Groups within and behind one another that are followed."""

STEPS = 200_000
"""Characters looked at for the ends of one word's braces."""

_NUMBER = "[+-]?[0-9]+"
_SEQUENCE = re.compile(
    rf"(?:({_NUMBER})\.\.({_NUMBER})|([A-Za-z])\.\.([A-Za-z]))"
    rf"(?:\.\.({_NUMBER}))?\Z"
)
_WIDEST = 2**63 - 1
"""A larger number is none to bash, and the braces stay as written."""

_LONGEST = 2**31 - 3
"""More elements than bash makes."""


class Atom(NamedTuple):
    """An unquoted character, or a part nobody looks into."""

    part: Part
    char: str
    """Empty for a part."""


Atoms = tuple[Atom, ...]


class _TooManyError(Exception):
    """More words, or braces deeper in braces, than are followed."""


def brace_words(word: Word) -> Sequence[Word]:
    """Return the words that ``word`` stands for; past the bounds, an unknown number."""
    if not any(
        isinstance(part, Lit) and not part.quoted and "{" in part.text.chars
        for part in word.parts
    ):
        return (word,)
    atoms = _atoms(word)
    try:
        expanded = _expand(atoms, 0)
    except _TooManyError:
        span = _text(atoms).span
        reason = f"braces are not followed: what they hold, or more than {LIMIT} words"
        return (Word((Lit(Text.hole(reason, span, words=True)),)),)
    if len(expanded) == 1:
        return (word,)
    return [Word(tuple(_parsed(atoms))) for atoms in expanded]


def _parsed(atoms: Atoms) -> Iterator[Part]:
    """Yield the parts as bash reads them anew: ``$A{1,2}`` is ``$A1`` and ``$A2``."""
    name: Param | None = None
    for part, _ in atoms:
        if name is not None:
            longer = _longer(name, part)
            if longer is not None:
                name = longer
                continue
            yield name
        name = part if isinstance(part, Param) and _is_bare(part) else None
        if name is None:
            yield part
    if name is not None:
        yield name


def _is_bare(part: Param) -> bool:
    """Say whether a parameter is written without braces, and its name may go on."""
    return part.text.chars == f"${part.name}" and _NAME.fullmatch(part.name) is not None


def _longer(name: Param, part: Part) -> Param | None:
    if not isinstance(part, Lit) or part.quoted:
        return None
    if not _NAME.fullmatch(name.name + part.text.chars):
        return None
    return Param(name.name + part.text.chars, name.text + part.text)


_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")


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
    found = _first_group(atoms)
    if found is None:
        return [atoms]
    opening, closing = found
    inside, after = atoms[opening + 1 : closing], atoms[closing + 1 :]
    if depth == DEPTH:
        raise _TooManyError
    middle: list[Atoms] | None
    if any(atom.char == "," for atom in inside):
        middle = [each for part in _parts(inside) for each in _expand(part, depth + 1)]
    else:
        middle = _elements(inside)
    if middle is None:
        if not after:
            return [atoms]
        middle = [atoms[opening : closing + 1]]
    rest = _expand(after, depth + 1)
    if len(middle) * len(rest) > LIMIT:
        raise _TooManyError
    return [(*atoms[:opening], *each, *one) for each in middle for one in rest]


def _first_group(atoms: Atoms) -> tuple[int, int] | None:
    """Return where the first braces open and close that hold a comma or two dots."""
    ends = _ends(atoms)
    last = max((at for at, atom in enumerate(atoms) if atom.char in _MARKS), default=-1)
    left = STEPS
    for opening in ends:
        if opening > last:
            return None
        if opening == 0 and len(atoms) > 1 and atoms[1].char == "}":
            continue
        at, marked = opening + 1, False
        while at < len(atoms):
            left -= 1
            char = atoms[at].char
            if char == "{":
                at = ends[at]
            elif char == "}" and marked:
                return opening, at
            elif char == "," or (char == "." and _are_dots(atoms, at)):
                marked = True
            at += 1
        if left < 0:
            raise _TooManyError
    return None


_MARKS = (",", ".")


def _are_dots(atoms: Atoms, at: int) -> bool:
    after = [atom.char for atom in atoms[at + 1 : at + 3]]
    return after[:1] == ["."] and after[1:] != ["}"]


def _ends(atoms: Atoms) -> dict[int, int]:
    """Return each opening brace, in order, with where its depth is left again."""
    found: dict[int, int] = {}
    opened: list[int] = []
    for at, atom in enumerate(atoms):
        if atom.char == "{":
            found[at] = len(atoms)
            opened.append(at)
        elif atom.char == "}" and opened:
            found[opened.pop()] = at
    return found


def _parts(inside: Atoms) -> list[Atoms]:
    """Return what stands between the commas that are in no braces of their own."""
    parts: list[Atoms] = []
    start = depth = 0
    for at, atom in enumerate(inside):
        if atom.char == "{":
            depth += 1
        elif atom.char == "}" and depth:
            depth -= 1
        elif atom.char == "," and not depth:
            parts.append(inside[start:at])
            start = at + 1
    return [*parts, inside[start:]]


def _elements(inside: Atoms) -> list[Atoms] | None:
    """Return the elements of a sequence; None if it is none."""
    chars = "".join(atom.char or "\0" for atom in inside)
    if HOLE in chars:
        raise _TooManyError
    found = _SEQUENCE.match(chars)
    values = None if found is None else _sequence(found)
    if values is None:
        return None
    text = _text(inside)
    # An empty one is a word nevertheless, as if it was quoted.
    return [(Atom(Lit(text.respelled(one), not one), ""),) for one in values]


def _text(atoms: Atoms) -> Text:
    return Text.join(a.part.text for a in atoms if isinstance(a.part, Lit))


def _sequence(found: re.Match[str]) -> list[str] | None:
    low, high, first, last, step = found.groups()
    if any(len(number) > 40 for number in (low, high, step) if number):
        raise _TooManyError
    begin = ord(first) if first else int(low)
    end = ord(last) if last else int(high)
    by = abs(int(step or 1)) or 1
    count = abs(end - begin) // by
    if max(abs(begin), abs(end), by) > _WIDEST or count >= _LONGEST:
        return None
    if count >= LIMIT:
        raise _TooManyError
    numbers = range(begin, end + 1, by) if begin <= end else range(begin, end - 1, -by)
    if first:
        # The one backslash on the way from Z to a quotes nothing, and is taken away.
        return [chr(number).replace("\\", "") for number in numbers]
    width = max(len(low), len(high)) if _padded(low) or _padded(high) else 0
    return [f"{number:0{width}d}" for number in numbers]


def _padded(number: str) -> bool:
    digits = number.lstrip("-")
    return len(digits) > 1 and digits[0] == "0"
