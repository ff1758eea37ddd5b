r"""Backslash escapes of ``$'…'``.

Follows ``ansicstr`` of bash 5.2 (lib/sh/strtrans.c): ``\x`` and octal escapes are
bytes, ``\u`` is a code point only in a locale that has it and stays ``\u00E9`` in
the C locale; a NUL ends the string.
"""

from __future__ import annotations

import re

from kubelet_lint.source import Text

_ESCAPE = re.compile(
    r"\\(?:([abeEfnrtv\\'\"?])|([0-7]{1,3})|x\{([0-9A-Fa-f]*)\}|x([0-9A-Fa-f]{1,2})"
    r"|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|c(\\\\|.))",
    re.DOTALL,
)
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
    "'": "'",
    '"': '"',
    "?": "?",
}
_BYTES = re.compile("[\udc80-\udcff]{2,}")


def needs_locale(chars: str) -> bool:
    r"""Say whether the string has a ``\u`` or ``\U`` beyond ASCII."""
    return any(
        int(match[5] or match[6], 16) >= 0x80
        for match in _ESCAPE.finditer(chars)
        if match[5] or match[6]
    )


def decode(text: Text, *, unicode: bool = True) -> Text:
    """Return what the characters between ``$'`` and ``'`` stand for.

    Args:
        text: the characters as written.
        unicode: whether the locale has every code point.
    """
    if "\\" not in text.chars:
        return text
    parts: list[Text] = []
    start = 0
    for match in _ESCAPE.finditer(text.chars):
        parts.append(text[start : match.start()])
        char = _decoded(match, unicode=unicode)
        if char == "\0":
            return Text.join(parts)
        parts.append(text[match.start() : match.end()].respelled(char))
        start = match.end()
    parts.append(text[start:])
    return _joined_bytes(Text.join(parts))


def _decoded(match: re.Match[str], *, unicode: bool) -> str:
    simple, octal, braced, hexa, short, long, control = match.groups()
    if simple is not None:
        return _SIMPLE[simple]
    if control is not None:
        return chr(ord(control[0].upper()) & 0x1F)
    if short is not None or long is not None:
        return _code_point(int(short or long, 16), unicode=unicode)
    value = int(octal, 8) if octal is not None else int(braced or hexa or "0", 16)
    value &= 0xFF
    return chr(value) if value < 0x80 else chr(0xDC00 + value)


def _code_point(value: int, *, unicode: bool) -> str:
    if value < 0x80 or (unicode and value < 0x110000):
        return chr(value)
    return f"\\u{value:04X}" if value <= 0xFFFF else f"\\U{value:08X}"


def _joined_bytes(text: Text) -> Text:
    """Let bytes that together are UTF-8 be the characters they spell."""
    parts: list[Text] = []
    start = 0
    for match in _BYTES.finditer(text.chars):
        spelled = match[0].encode("utf-8", "surrogateescape")
        decoded = spelled.decode("utf-8", "surrogateescape")
        if decoded != match[0]:
            parts.append(text[start : match.start()])
            parts.append(text[match.start() : match.end()].respelled(decoded))
            start = match.end()
    return Text.join((*parts, text[start:])) if parts else text
