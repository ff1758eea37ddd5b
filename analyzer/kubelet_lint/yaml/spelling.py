"""How a scalar is spelled: which characters of the document its value comes from.

A value is a list of stretches: most are characters of the document as they stand,
some (an escape, a folded line break) stand for other characters. The rules are those
of libyaml's scanner, which go-yaml v2 carries over (``scannerc.go``:
``yaml_parser_scan_flow_scalar``, ``_plain_scalar``, ``_block_scalar``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kubelet_lint.source import Text

BREAKS = "\n\r\x85\u2028\u2029"
BREAK = "(?:\r\n|[\n\r\x85\u2028\u2029])"

# Compiled when first used (``re`` keeps them): few documents fold or escape, and
# together they would cost 2 ms of every start.
# Blanks within a line are taken as a whole: tried again from each of them, a long run
# would cost its square.
_FOLD = f"[ \t]*({BREAK})([ \t{BREAKS}]*)|[ \t]+"
_SINGLE = f"''|{_FOLD}"
_DOUBLE = (
    r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})"
    rf"|\\({BREAK})([ \t{BREAKS}]*)"
    rf"|\\[^xuU]|{_FOLD}"
)
ESCAPES = {
    "0": "\0",
    "a": "\x07",
    "b": "\x08",
    "t": "\t",
    "\t": "\t",
    "n": "\n",
    "v": "\x0b",
    "f": "\x0c",
    "r": "\r",
    "e": "\x1b",
    " ": " ",
    '"': '"',
    "'": "'",
    "\\": "\\",
    "N": "\x85",
    "_": "\xa0",
    "L": "\u2028",
    "P": "\u2029",
}
"""What may follow a backslash; unlike YAML 1.2, not ``/``, but ``'``."""


class Stretch(NamedTuple):
    """Characters ``start`` to ``end`` of the document, as they stand or as others."""

    start: int
    end: int
    chars: str | None = None
    """What they stand for; None: themselves."""


def value(document: str, stretches: Iterable[Stretch]) -> str:
    """Return the characters that the stretches spell."""
    return "".join(
        document[start:end] if chars is None else chars
        for start, end, chars in stretches
    )


def text(document: Text, stretches: Iterable[Stretch]) -> Text:
    """Return the same characters, each pointing to where it was written."""
    return Text.join(
        document[start:end]
        if chars is None
        else Text.derived(chars, document.span_of(start, end))
        for start, end, chars in stretches
    )


def run_end(pattern: re.Pattern[str], chars: str, start: int) -> int:
    """Return where a run ends of which the pattern takes a bounded piece.

    A repetition without a bound takes memory for each of its turns.
    """
    while True:
        match = pattern.match(chars, start)
        if match is None or match.end() == start:
            return start
        start = match.end()


def plain(document: str, start: int, end: int) -> list[Stretch]:
    """Return the stretches of a plain scalar, its lines folded."""
    found: list[Stretch] = []
    at = start
    for match in _found(_FOLD, document, start, end):
        found.append(Stretch(at, match.start()))
        found.extend(_folded(document, match.span(0), match.span(1), match.span(2)))
        at = match.end()
    found.append(Stretch(at, end))
    return found


def single(document: str, start: int, end: int) -> list[Stretch]:
    """Return the stretches between the quotes of a single-quoted scalar."""
    found: list[Stretch] = []
    at = start
    for match in _found(_SINGLE, document, start, end):
        if match.start() > at:
            found.append(Stretch(at, match.start()))
        at = match.end()
        if match.group(1) is None:
            at -= 1  # the second quote begins the next stretch
        else:
            found.extend(_folded(document, match.span(0), match.span(1), match.span(2)))
    found.append(Stretch(at, end))
    return found


def double(document: str, start: int, end: int) -> list[Stretch]:
    """Return the stretches between the quotes of a (valid) double-quoted scalar."""
    found: list[Stretch] = []
    at = start
    for match in _found(_DOUBLE, document, start, end):
        if match.start() > at:
            found.append(Stretch(at, match.start()))
        at = match.end()
        if match.group(3) is not None:
            found.extend(_folded(document, match.span(0), match.span(3), match.span(4)))
        elif match.group(1) is not None:
            found.extend(breaks(document, *match.span(2)))
        elif (escape := _escape(match)).chars is None:
            at = escape.start
        else:
            found.append(escape)
    found.append(Stretch(at, end))
    return found


def _found(
    pattern: str, document: str, start: int, end: int
) -> Iterator[re.Match[str]]:
    """Yield what matches, but for the blanks within a line, which stand as they are."""
    for match in re.compile(pattern).finditer(document, start, end):
        if match.group().strip(" \t"):
            yield match


def breaks(document: str, start: int, end: int) -> list[Stretch]:
    """Return the line breaks between ``start`` and ``end``, normalized to LF."""
    return [
        line_break(document, match.start(), match.end())
        for match in re.compile(BREAK).finditer(document, start, end)
    ]


def line_break(document: str, start: int, end: int) -> Stretch:
    """Return one line break: CRLF, CR and NEL are LF; LS and PS stay."""
    last = document[end - 1]
    if last in "\n\u2028\u2029":
        return Stretch(end - 1, end)
    return Stretch(start, end, "\n")


def _folded(
    document: str, run: tuple[int, int], first: tuple[int, int], rest: tuple[int, int]
) -> list[Stretch]:
    later = breaks(document, *rest)
    if document[first[1] - 1] in "\u2028\u2029":
        return [Stretch(*first), *later]
    return later or [Stretch(*run, " ")]


def _escape(match: re.Match[str]) -> Stretch:
    start, end = match.span()
    letter = match.string[start + 1]
    if letter in "xuU":
        return Stretch(start, end, chr(int(match.string[start + 2 : end], 16)))
    chars = ESCAPES[letter]
    return Stretch(end - 1, end) if chars == letter else Stretch(start, end, chars)
