"""What the lexers of all dialects share: where a string or an expression ends."""

from __future__ import annotations

import re

BLANK = " \t\r\n\v\f"

_STOPS = re.compile(r"""["'`()\[\]{}]""")
_CLOSING = {"(": ")", "[": "]", "{": "}"}


NESTED = 24
"""Strings in sequences in strings; deeper ones never end."""


def string_end(
    chars: str, at: int, *, interpolates: bool = False, depth: int = 0
) -> int:
    """Return the offset after the string that starts at ``at``, -1 if it never ends.

    A string between backquotes has no escapes; with ``interpolates`` a double-quoted
    one may hold ``${"…"}``.
    """
    quote = chars[at]
    at += 1
    while at < len(chars):
        char = chars[at]
        if char == quote:
            return at + 1
        if char == "\\" and quote != "`":
            at += 2
        elif interpolates and quote == '"' and chars.startswith("${", at):
            if chars[at - 1] == "$":
                at += 2
                continue
            end = _sequence_end(chars, at + 2, depth)
            if end < 0:
                return -1
            at = end + 1
        else:
            at += 1
    return -1


def _sequence_end(chars: str, at: int, depth: int) -> int:
    if depth >= NESTED:
        return -1
    return balanced_end(chars, at, "}", interpolates=True, quotes='"', depth=depth + 1)


def balanced_end(
    chars: str,
    at: int,
    close: str,
    *,
    interpolates: bool = False,
    quotes: str = "\"'`",
    depth: int = 0,
) -> int:
    """Return the offset of ``close`` outside of strings and brackets, -1 if none."""
    open_brackets: list[str] = []
    stops = _stops(close)
    while True:
        found = stops.search(chars, at)
        if found is None:
            return -1
        char = found.group()
        at = found.start()
        if not open_brackets and chars.startswith(close, at):
            return at
        if char in quotes:
            at = string_end(chars, at, interpolates=interpolates, depth=depth)
            if at < 0:
                return -1
            continue
        if char in _CLOSING:
            open_brackets.append(_CLOSING[char])
        elif open_brackets and char == open_brackets[-1]:
            open_brackets.pop()
        at += 1


def _stops(close: str) -> re.Pattern[str]:
    return (
        _STOPS
        if close[0] in "}])"
        else re.compile(rf"{_STOPS.pattern}|{re.escape(close[0])}")
    )


_HEREDOC = re.compile(r"<<-?[ \t]*([^\W\d][\w-]*)[ \t]*\r?\n")


def heredoc_end(chars: str, at: int) -> int:
    """Return the offset behind a here-document of HCL, -1 if ``at`` starts none."""
    found = _HEREDOC.match(chars, at)
    if found is None:
        return -1
    closing = re.compile(
        rf"^[ \t]*{re.escape(found.group(1))}(?=[ \t]*\r?$|[ \t]*[),\]}}])",
        re.MULTILINE,
    )
    close = closing.search(chars, found.end())
    return -1 if close is None else close.end()


def blanks_before(chars: str, at: int) -> int:
    """Return where the blanks, line ends too, in front of ``at`` start."""
    while at > 0 and chars[at - 1] in BLANK:
        at -= 1
    return at


def blanks_after(chars: str, at: int) -> int:
    """Return where the blanks, line ends too, behind ``at`` end."""
    while at < len(chars) and chars[at] in BLANK:
        at += 1
    return at


def line_end_after(chars: str, at: int) -> int:
    """Return the offset behind the one line end at ``at``, if there is one."""
    if chars.startswith("\r\n", at):
        return at + 2
    return at + 1 if chars.startswith("\n", at) else at


def indent_before(chars: str, at: int) -> int:
    """Return where the blanks in front of ``at`` on its own line start."""
    while at > 0 and chars[at - 1] in " \t":
        at -= 1
    return at
