"""Cuts an awk program into tokens (POSIX awk, "Lexical Conventions")."""

from __future__ import annotations

import re
from typing import NamedTuple

from kubelet_lint.source import HOLE, Text

_WORDS = """
BEGIN END break continue delete do else exit for function func getline if in next
nextfile print printf return while
"""
KEYWORDS = frozenset(_WORDS.split())
_NAMES = "gensub gsub index int length match split sprintf sub substr tolower toupper"
FUNCTIONS = frozenset(_NAMES.split())

_TOKEN = re.compile(
    r"""(?P<blank>(?:[ \t\r]|\\\r?\n|\#[^\n]*)+)"""
    r"""|(?P<newline>\n)"""
    r"""|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)"""
    r"""|(?P<string>"(?:[^"\\\n]|\\.|\\\n)*")"""
    r"""|(?P<name>[A-Za-z_][A-Za-z_0-9]*)"""
    r"""|(?P<operator>\*\*=|\+=|-=|\*=|/=|%=|\^=|\+\+|--|&&|\|\||\*\*"""
    r"""|==|<=|>=|!=|!~|>>"""
    r"""|[-{}()\[\];,+*/%^!><|?:~$=])""",
    re.DOTALL,
)

_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a", "b": "\b"}


class Unread(Exception):
    """The program is not understood."""


class Token(NamedTuple):
    """One token: its kind, its characters, and the text it stands for."""

    kind: str
    chars: str
    text: Text
    call: bool = False
    """For a name: whether ``(`` follows at once."""


def tokens(program: Text) -> list[Token]:
    """Return the tokens of a program.

    Raises:
        Unread: if there is something else in it.
    """
    found: list[Token] = []
    at = 0
    chars = program.chars
    while at < len(chars):
        if chars[at] == "/" and _regex_may_start(found):
            end = _regex_end(chars, at + 1)
            found.append(Token("regex", "/", program[at + 1 : end]))
            at = end + 1
            continue
        match = _TOKEN.match(chars, at)
        if match is None:
            raise Unread("an awk program that is not understood")
        kind = match.lastgroup or ""
        text = program[at : match.end()]
        if kind == "string":
            text = unescaped(text[1:-1])
        elif kind == "name":
            kind = _kind_of_name(match[0])
        if kind != "blank":
            call = chars.startswith("(", match.end())
            found.append(Token(kind, match[0], text, call))
        at = match.end()
    return found


def _kind_of_name(name: str) -> str:
    if name in KEYWORDS:
        return "keyword"
    return "function" if name in FUNCTIONS else "name"


def _regex_may_start(found: list[Token]) -> bool:
    """Say whether a slash starts an expression, rather than divides."""
    if not found:
        return True
    last = found[-1]
    if last.kind in ("number", "string", "name", "function"):
        return False
    return last.kind == "keyword" or last.chars not in (")", "]", "$", "++", "--")


def _regex_end(chars: str, at: int) -> int:
    inside = False
    while at < len(chars) and chars[at] != "\n":
        if chars[at] == "\\":
            at += 1
        elif chars[at] == "[" and not inside:
            inside = True
            at += chars.startswith("^", at + 1)
            at += chars.startswith("]", at + 1)
        elif chars[at] == "]":
            inside = False
        elif chars[at] == "/" and not inside:
            return at
        at += 1
    raise Unread("an awk program that is not understood")


def unescaped(text: Text) -> Text:
    """Return the text that a string of an awk program stands for."""
    parts: list[Text] = []
    start = at = 0
    chars = text.chars
    while (at := chars.find("\\", at)) >= 0 and at + 1 < len(chars):
        char = chars[at + 1]
        end = at + 2
        if char in "01234567":
            while end < min(len(chars), at + 4) and chars[end] in "01234567":
                end += 1
            new = chr(int(chars[at + 1 : end], 8) & 0xFF)
        elif char == "\n":
            new = ""
        elif char in _ESCAPES:
            new = _ESCAPES[char]
        elif char in '"\\/' or char == HOLE:
            parts.extend((text[start:at], text[at + 1]))
            start = at = end
            continue
        else:
            new = "\\" + char
        parts.extend((text[start:at], text[at:end].respelled(new)))
        start = at = end
    parts.append(text[start:])
    return Text.join(parts)
