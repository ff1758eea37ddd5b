r"""Words: quotes and escapes in ``Exec*=``, ``Environment=`` and values of variables.

Follows ``extract_first_word`` (``src/basic/extract-word.c``) and ``cunescape_one``
(``src/basic/escape.c``), unchanged from release 247 to 262. A quote opens anywhere in
a word, and single quotes are no different from double ones (the manual page
systemd.syntax(7) promises less).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple

from kubelet_lint.source import HOLE, Choice, Hole, Text
from kubelet_lint.systemd.unit import BLANKS

Escapes = Literal["c", "c or kept", "next"]
r"""What a backslash does.

``c``: a C escape, and an unknown one is an error. ``c or kept``: an unknown escape
stays as it is written. ``next``: the next character stands for itself.
"""

_BLANK = re.compile("[ \t\n\r]*")
_BARE = re.compile("[^ \t\n\r\"'\\\\]+")
_INSIDE = {'"': re.compile('[^"\\\\]+'), "'": re.compile("[^'\\\\]+")}

_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
    '"': '"',
    "'": "'",
    "s": " ",
}
_NUMERIC = re.compile(
    "x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([0-7]{3})"
)
_BYTES = re.compile("[\udc80-\udcff]+")
_NONCHARACTER = re.compile("[\ufdd0-\ufdef]")


class Word(NamedTuple):
    """One word, without its quotes, and where the next one starts."""

    text: Text
    end: int


class Broken(NamedTuple):
    """A word that cannot be read to its end, as far as it was read."""

    text: Text
    reason: Literal["unbalanced quoting", "unknown escape sequence"]


def skip_blanks(chars: str, at: int) -> int:
    """Return the first position from ``at`` on that holds no blank."""
    found = _BLANK.match(chars, at)
    return found.end() if found else at


def next_word(
    text: Text, at: int, escapes: Escapes, *, tolerant: bool = False
) -> Word | Broken | None:
    """Read the word at ``at`` or after; None if only blanks are left.

    ``tolerant`` lets the text end inside of quotes and after a backslash.
    """
    chars = text.chars
    start = skip_blanks(chars, at)
    if start == len(chars):
        return None
    bare = _BARE.match(chars, start)
    end = bare.end() if bare else start
    if end == len(chars) or chars[end] in BLANKS:
        return Word(_words_of_hole(text[start:end]), skip_blanks(chars, end))
    return _quoted_word(text, start, escapes, tolerant=tolerant)


def exec_word(text: Text, at: int) -> Word | Broken | None:
    """Read a word of a command line, where an unknown escape is only a warning."""
    word = next_word(text, at, "c")
    if isinstance(word, Broken):
        return next_word(text, at, "c or kept")
    return word


def split(text: Text, escapes: Escapes, *, tolerant: bool = False) -> Iterator[Text]:
    """Yield the words, up to the first that cannot be read."""
    at = 0
    while True:
        word = next_word(text, at, escapes, tolerant=tolerant)
        if not isinstance(word, Word):
            return
        yield word.text
        at = word.end


def _quoted_word(
    text: Text, at: int, escapes: Escapes, *, tolerant: bool
) -> Word | Broken:
    chars = text.chars
    length = len(chars)
    parts: list[Text] = []
    quote = ""
    while at < length:
        run = (_INSIDE[quote] if quote else _BARE).match(chars, at)
        if run:
            parts.append(text[at : run.end()])
            at = run.end()
            continue
        char = chars[at]
        if char == "\\":
            unescaped = _unescape(text, at, escapes)
            if unescaped is None:
                if at + 1 < length:
                    return Broken(_whole(parts), "unknown escape sequence")
                break
            parts.append(unescaped[0])
            at = unescaped[1]
        elif quote:
            quote = ""
            at += 1
        elif char in BLANKS:
            return Word(_whole(parts), skip_blanks(chars, at))
        else:
            quote = char
            at += 1
    return _last_word(text, parts, escapes, at, quote, tolerant=tolerant)


def _last_word(
    text: Text,
    parts: list[Text],
    escapes: Escapes,
    at: int,
    quote: str,
    *,
    tolerant: bool,
) -> Word | Broken:
    """Finish a word that the end of the text ends."""
    whole = _whole(parts)
    if tolerant or (at == len(text) and not quote):
        return Word(whole, len(text))
    if quote:
        return Broken(whole, "unbalanced quoting")
    if escapes == "c or kept":  # A lone backslash at the very end.
        return Word(whole + text[at:], len(text))
    return Broken(whole, "unknown escape sequence")


def _unescape(text: Text, at: int, escapes: Escapes) -> tuple[Text, int] | None:
    """Return what the escape at ``at`` stands for and its end; None if unknown."""
    chars = text.chars
    if at + 1 == len(chars):
        return None
    char = chars[at + 1]
    if escapes == "next":
        return text[at + 1 : at + 2], at + 2
    simple = _SIMPLE.get(char)
    if simple is not None:
        return text[at : at + 2].respelled(simple), at + 2
    number = _NUMERIC.match(chars, at + 1)
    value = _number(number) if number else None
    if number and value is not None:
        return text[at : number.end()].respelled(value), number.end()
    return (text[at : at + 2], at + 2) if escapes == "c or kept" else None


def _number(match: re.Match[str]) -> str | None:
    """Return the characters of a numeric escape; None for NUL and what is no number."""
    two, four, eight, octal = match.groups()
    code = int(octal, 8) if octal else int(two or four or eight, 16)
    if code == 0 or (octal and code > 0xFF):
        return None
    if two or octal:
        # A byte, not a code point: \xc3\xa9 is one character.
        return chr(code) if code < 0x80 else chr(0xDC00 + code)
    if eight and (code >= 0x110000 or code & 0xFFFFF800 == 0xD800):
        return None
    if eight and (code & 0xFFFE == 0xFFFE or _NONCHARACTER.match(chr(code))):
        return None
    if code & 0xF800 == 0xD800:
        return _as_bytes(chr(code).encode("utf-8", "surrogatepass"))
    return chr(code)


def _as_bytes(raw: bytes) -> str:
    return "".join(chr(0xDC00 + byte) for byte in raw)


def _whole(parts: list[Text]) -> Text:
    text = Text.join(parts)
    found = list(_BYTES.finditer(text.chars))
    if not found:
        return text
    pieces: list[Text] = []
    at = 0
    for match in found:
        raw = match[0].encode("utf-8", "surrogateescape")
        pieces.append(text[at : match.start()])
        span = text.span_of(match.start(), match.end())
        pieces.append(Text.derived(raw.decode("utf-8", "surrogateescape"), span))
        at = match.end()
    return Text.join((*pieces, text[at:]))


def _words_of_hole(word: Text) -> Text:
    """Turn a bare word that is nothing but unknown into any number of words."""
    if word.chars.strip(HOLE):
        return word
    return as_words(word)


def as_words(text: Text) -> Text:
    """Return one hole that stands for the words an unknown text splits into."""
    holes = list(text.holes())
    if len(holes) == 1 and isinstance(holes[0], Hole) and holes[0].words:
        return text
    name = "".join(hole.name for hole in holes if isinstance(hole, Hole))
    return Text.hole(_reason(holes[0]), text.span, name, words=True)


def _reason(hole: Hole | Choice) -> str:
    return hole.reason if isinstance(hole, Hole) else f"depends on {hole.condition}"
