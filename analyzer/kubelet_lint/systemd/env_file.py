r"""Environment files: the lines ``EnvironmentFile=`` reads.

Follows ``parse_env_file_internal`` (``src/basic/env-file.c``); described in
systemd.exec(5), ``EnvironmentFile=``. It is not a shell's grammar: no variables, no
commands, and ``A="x" "y"`` is ``xy``. The state machine there is walked here stretch
by stretch instead of character by character.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kubelet_lint.source import EMPTY, HOLE, Text
from kubelet_lint.systemd.unit import BLANKS, NOT_UTF8, excerpt

SIZE_MAX = 64 << 20
"""Bytes of a file that systemd reads at most (``READ_FULL_BYTES_MAX``)."""

READ_MAX = 1 << 20
"""Characters that are read here; of a larger file nothing is known."""

COMMENT_ESCAPES_UNTIL = 253
"""Last release in which a backslash hides the line after a comment (NEWS 254)."""

_BEFORE_KEY = re.compile("[ \t\n\r]*")
_KEY = re.compile("[^=\n\r]*")
_COMMENT = re.compile("[^\n\r]*")
_COMMENT_WITH_ESCAPES = re.compile(r"(?:[^\n\r\\]+|\\[\s\S]?)*")
_BEFORE_VALUE = re.compile("[ \t]*")
_SINGLE_QUOTED = re.compile("[^']*")
_DOUBLE_QUOTED = re.compile('[^"\\\\]+')
_BARE = re.compile("[^\n\r\\\\]+")


class EnvironmentFile(NamedTuple):
    """The assignments of a file in order, and why systemd would take none of them.

    A name that holds a hole is a line nobody can read: it may set any variable.
    """

    assignments: list[tuple[Text, Text]]
    refusal: str | None = None


def parse_environment_file(text: Text, version: int = 252) -> list[tuple[Text, Text]]:
    """Return names and values in the order written, invalid names included."""
    return read(text, version).assignments


def read(text: Text, version: int = 252) -> EnvironmentFile:
    """Read a file, and say whether systemd refuses it as a whole."""
    if len(text) > SIZE_MAX:
        return EnvironmentFile([], "file too large")
    if len(text) > READ_MAX:
        unread = Text.hole("the file is too large to be read", text.span_of(0, 1))
        return EnvironmentFile([(unread, EMPTY)])
    assignments = _assignments(text, version)
    return EnvironmentFile(assignments, _refusal(text, assignments))


def _refusal(text: Text, assignments: list[tuple[Text, Text]]) -> str | None:
    if "\0" in text.chars:
        return "bad message: the file holds a NUL byte"
    for name, value in assignments:
        if NOT_UTF8.search(name.chars) or NOT_UTF8.search(value.chars):
            return f"invalid UTF-8 in the assignment of {excerpt(name)}"
    return None


def _assignments(text: Text, version: int) -> list[tuple[Text, Text]]:
    chars = text.chars
    comment = _COMMENT_WITH_ESCAPES if version <= COMMENT_ESCAPES_UNTIL else _COMMENT
    found: list[tuple[Text, Text]] = []
    at = _end(_BEFORE_KEY, chars, 0)
    while at < len(chars):
        if chars[at] in "#;":
            at = _end(comment, chars, at)
        else:
            end = _end(_KEY, chars, at + 1)  # A leading "=" is part of the name.
            if chars.startswith("=", end):
                name = text[at:end].rstrip(BLANKS)
                value, at = _value(text, end + 1)
                found.append((name, value))
            else:
                if chars.find(HOLE, at, end) >= 0:
                    found.append((text[at:end].strip(BLANKS), EMPTY))
                at = end
        at = _end(_BEFORE_KEY, chars, at)
    return found


def _value(text: Text, at: int) -> tuple[Text, int]:
    """Read quoted stretches until something bare ends them all."""
    chars = text.chars
    parts: list[Text] = []
    while True:
        at = _end(_BEFORE_VALUE, chars, at)
        if chars.startswith("'", at):
            end = _end(_SINGLE_QUOTED, chars, at + 1)
            parts.append(text[at + 1 : end])
            at = end + 1
        elif chars.startswith('"', at):
            at = _double_quoted(text, at + 1, parts)
        else:
            break
    at = _bare(text, at, parts)
    return Text.join(parts), at


def _double_quoted(text: Text, at: int, parts: list[Text]) -> int:
    chars = text.chars
    while at < len(chars) and chars[at] != '"':
        run = _DOUBLE_QUOTED.match(chars, at)
        if run:
            parts.append(text[at : run.end()])
            at = run.end()
            continue
        escaped = chars[at + 1 : at + 2]
        if escaped and escaped in '"\\`$':
            parts.append(text[at + 1 : at + 2])
        elif escaped and escaped != "\n":
            parts.append(text[at : at + 2])
        at += 2
    return at + 1


def _bare(text: Text, at: int, parts: list[Text]) -> int:
    """Read to the end of the line; a backslash keeps a character and joins lines."""
    chars = text.chars
    while at < len(chars) and chars[at] not in "\n\r":
        run = _BARE.match(chars, at)
        if run:
            stretch = text[at : run.end()]
            at = run.end()
            ends = at == len(chars) or chars[at] in "\n\r"
            parts.append(stretch.rstrip(" \t") if ends else stretch)
            continue
        escaped = chars[at + 1 : at + 2]
        if escaped and escaped not in "\n\r":
            parts.append(text[at + 1 : at + 2])
        at += 2
    return at


def _end(pattern: re.Pattern[str], chars: str, at: int) -> int:
    found = pattern.match(chars, at)
    return found.end() if found else at
