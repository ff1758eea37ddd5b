"""Backslash escapes of ``echo -e`` and ``printf`` (bash(1), ``lib/sh/strtrans.c``)."""

from __future__ import annotations

from kubelet_lint.source import HOLE, Text

_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "E": "\x1b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
}
_HEXADECIMAL = "0123456789abcdefABCDEF"


def expanded(text: Text, *, octal: int = 4, quotes: bool = False) -> tuple[Text, bool]:
    """Return ``text`` with its escapes replaced, and whether ``\\c`` ended it.

    Args:
        text: the text.
        octal: digits after ``\\0``, the ``0`` included: 4 for echo, 3 for a format.
        quotes: whether ``\\"`` and ``\\'`` are escapes, as in a format.
    """
    parts: list[Text] = []
    start = at = 0
    chars = text.chars
    while (at := chars.find("\\", at)) >= 0:
        new, end = _escape(chars, at, octal, quotes=quotes)
        if new is None:
            if octal == 4 and chars.startswith("c", at + 1):
                parts.append(text[start:at])
                return Text.join(parts), True
            at = end
            continue
        parts.extend((text[start:at], text[at:end].respelled(new)))
        start = at = end
    parts.append(text[start:])
    return Text.join(parts), False


def _escape(chars: str, at: int, octal: int, *, quotes: bool) -> tuple[str | None, int]:
    """Return what the escape at ``at`` stands for (None: itself), and its end."""
    char = chars[at + 1 : at + 2]
    if char in _SIMPLE and char:
        return _SIMPLE[char], at + 2
    if char and quotes and char in "\"'?":
        return char, at + 2
    if char and char in "01234567" and (octal == 3 or char == "0"):
        return _code(chars, at + 1, octal, "01234567", 8)
    if char == "x":
        found = _code(chars, at + 2, 2, _HEXADECIMAL, 16)
        return found if found[1] > at + 2 else (None, at + 2)
    if char and char in "uU":
        found = _code(chars, at + 2, 4 if char == "u" else 8, _HEXADECIMAL, 16)
        return found if found[1] > at + 2 else (None, at + 2)
    return None, at + 2


def _code(
    chars: str, at: int, most: int, digits: str, base: int
) -> tuple[str | None, int]:
    end = at
    while end < min(len(chars), at + most) and chars[end] in digits:
        end += 1
    code = int(chars[at:end] or "0", base)
    if base == 8:
        code &= 0xFF
    return (_character(code, byte=base == 8 or most == 2), end)


def _character(code: int, *, byte: bool) -> str:
    """Return a character, or the byte that is no character by itself."""
    if byte and code > 0x7F:
        return chr(0xDC00 + code)
    if code > 0x10FFFF or chr(code) == HOLE:
        return "\ufffd"
    return chr(code)


def joined_bytes(chars: str) -> str:
    """Return ``chars`` with bytes written one by one read as the UTF-8 they make."""
    if not any("\udc80" <= char <= "\udcff" for char in chars):
        return chars
    data = chars.encode("utf-8", "surrogateescape")
    return data.decode("utf-8", "surrogateescape")
