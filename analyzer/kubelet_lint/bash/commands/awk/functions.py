"""The functions awk knows: ``sub``, ``split``, ``substr`` … (POSIX awk, gawk 5.2)."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from kubelet_lint.bash.commands.awk.fields import pieces
from kubelet_lint.bash.commands.awk.formatting import formatted
from kubelet_lint.bash.commands.awk.tree import (
    Element,
    Expression,
    Field,
    Literal,
    Matching,
    Name,
)
from kubelet_lint.bash.commands.awk.value import (
    Given,
    Number,
    String,
    Value,
    number_of,
    text_of,
)
from kubelet_lint.bash.commands.branching import Lost
from kubelet_lint.bash.commands.respell import respell
from kubelet_lint.bash.regex.search import Match
from kubelet_lint.source import HOLE, Text

if TYPE_CHECKING:
    from kubelet_lint.bash.commands.awk.evaluate import Evaluator

Arguments = tuple[Expression, ...]
Function = Callable[["Evaluator", Arguments], Value]


def _need(arguments: Arguments, least: int, most: int) -> None:
    if not least <= len(arguments) <= most:
        raise Lost("awk refuses the arguments of a function")


def _known(text: Text) -> str:
    if HOLE in text.chars:
        raise Lost("a string that awk looks into is not known")
    return text.chars


def length(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Return the length of a string, of ``$0``, or of an array."""
    _need(arguments, 0, 1)
    if arguments and isinstance(arguments[0], Name):
        array = evaluator.globals.arrays.get(arguments[0].name)
        if array is not None:
            return Number(float(len(array)))
    text = evaluator.text(arguments[0]) if arguments else evaluator.record
    return Number(float(len(_known(text))))


def substr(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Return a part of a string."""
    _need(arguments, 2, 3)
    text = evaluator.text(arguments[0])
    numbers = [number_of(evaluator.value(each)) for each in arguments[1:]]
    known = [n for n in numbers if n is not None and math.isfinite(n)]
    if len(known) != len(numbers):
        raise Lost("which part of a string awk takes is not known")
    if len(known) > 1 and (known[0] < 1 or known != [int(n) for n in known]):
        raise Lost("gawk and mawk take this part of a string differently")
    start = round(known[0])
    end = start + round(known[1]) if len(known) > 1 else len(text) + 1
    first, last = max(start, 1) - 1, max(end, 1) - 1
    hole = text.chars.find(HOLE)
    if 0 <= hole < last or 0 <= hole < first:
        if first <= hole and len(known) == 1:
            return String(text[first:])
        raise Lost("which part of a string awk takes is not known")
    return String(text[first : max(first, last)])


def index(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Return where a string is in another one."""
    _need(arguments, 2, 2)
    text, part = evaluator.text(arguments[0]), evaluator.text(arguments[1])
    return Number(float(_known(text).find(_known(part)) + 1))


def split(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Cut a string into the elements of an array."""
    _need(arguments, 2, 3)
    text = evaluator.text(arguments[0])
    _known(text)
    target = arguments[1]
    if not isinstance(target, Name):
        raise Lost("awk refuses the arguments of a function")
    separator = (
        evaluator.pattern(arguments[2])
        if len(arguments) > 2
        else evaluator.special("FS", " ")
    )
    single = len(arguments) > 2 and isinstance(arguments[2], Matching)
    found = pieces(text, f"({separator.chars})" if single else separator.chars)
    evaluator.globals.arrays[target.name] = {
        str(number): Given(part) for number, part in enumerate(found, 1)
    }
    return Number(float(len(found)))


def match(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Find an expression, and set ``RSTART`` and ``RLENGTH``."""
    _need(arguments, 2, 2)
    text = evaluator.text(arguments[0])
    found = evaluator.regex(arguments[1]).search(text.chars, groups=False)
    if found is not None and not isinstance(found, Match):
        raise Lost("what awk matches is not known")
    if found is not None:
        _known(text[: found.end])
    start = found.start + 1 if found else 0
    size = found.end - found.start if found else -1
    evaluator.globals.values["RSTART"] = Number(float(start))
    evaluator.globals.values["RLENGTH"] = Number(float(size))
    return Number(float(start))


def sub(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Replace the first match."""
    return _substitute(evaluator, arguments, everywhere=False)


def gsub(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Replace every match."""
    return _substitute(evaluator, arguments, everywhere=True)


def _substitute(
    evaluator: Evaluator, arguments: Arguments, *, everywhere: bool
) -> Value:
    _need(arguments, 2, 3)
    regex = evaluator.regex(arguments[0])
    new = evaluator.text(arguments[1])
    target = arguments[2] if len(arguments) > 2 else Field(Literal(Text(), 0.0))
    if not isinstance(target, (Name, Element, Field)):
        raise Lost("awk refuses the arguments of a function")
    text = evaluator.doubt.settle(evaluator.text(target))
    parts: list[Text] = []
    at = count = 0
    before = -1
    while at <= len(text):
        found = regex.search(text.chars, at, groups=False)
        if found is None or (count and not everywhere):
            break
        if not isinstance(found, Match):
            raise Lost("what awk replaces is not known")
        parts.append(text[at : found.start])
        empty = found.start == found.end
        if not (empty and found.start == before):
            parts.append(_replacement(new, text[found.start : found.end]))
            count += 1
        at = before = found.end
        if empty:
            parts.append(text[at : at + 1])
            at += 1
    parts.append(text[at:])
    if count:
        evaluator.store(target, String(Text.join(parts)))
    return Number(float(count))


def _replacement(new: Text, matched: Text) -> Text:
    parts: list[Text] = []
    start = at = 0
    while at < len(new):
        char = new.chars[at]
        if (
            char == "\\"
            and new.chars[at + 1 : at + 2] in ("&", "\\")
            and at + 1 < len(new)
        ):
            parts.extend((new[start:at], new[at + 1]))
            at += 2
            start = at
        elif char == "&":
            parts.extend((new[start:at], matched))
            at += 1
            start = at
        else:
            at += 1
    parts.append(new[start:])
    return Text.join(parts)


def sprintf(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Return what ``printf`` would print."""
    _need(arguments, 1, 99)
    values = [evaluator.value(each) for each in arguments]
    return String(formatted(text_of(values[0]), values[1:]))


def tolower(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Return a string in lower case."""
    _need(arguments, 1, 1)
    return String(respell(evaluator.text(arguments[0]), str.lower, "in lower case"))


def toupper(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Return a string in upper case."""
    _need(arguments, 1, 1)
    return String(respell(evaluator.text(arguments[0]), str.upper, "in upper case"))


def integer(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Return a number without its fraction."""
    _need(arguments, 1, 1)
    value = evaluator.value(arguments[0])
    number = number_of(value)
    if number is None:
        text = text_of(value)
        return Given(Text.hole(f"computed from {text.display()[:80]!r}", text.span))
    if not math.isfinite(number):
        raise Lost("a number of awk is not finite")
    return Number(float(int(number)))


def gensub(evaluator: Evaluator, arguments: Arguments) -> Value:
    """Replace matches, with ``\\1``; only gawk has it."""
    del evaluator, arguments
    raise Lost("awk's gensub is not followed")


FUNCTIONS: dict[str, Function] = {
    "gensub": gensub,
    "gsub": gsub,
    "index": index,
    "int": integer,
    "length": length,
    "match": match,
    "split": split,
    "sprintf": sprintf,
    "sub": sub,
    "substr": substr,
    "tolower": tolower,
    "toupper": toupper,
}
