"""JSON as Go's encoding/json reads it, into the same tree as YAML.

The grammar is encoding/json's (``scanner.go``): no comments, no trailing commas, no
second value, blanks are space, tab, CR and LF. Objects keep duplicate members in
order. In a string an escaped lone surrogate is U+FFFD (``decode.go``, ``unquote``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kubelet_lint.source import HOLE, Choice, Hole, Text
from kubelet_lint.yaml.spelling import Stretch
from kubelet_lint.yaml.tree import (
    LONGEST,
    Entry,
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
)

DEPTH = 10_000
"""``maxNestingDepth`` of encoding/json."""

_BLANK = re.compile(r"[ \t\r\n]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?")
_WORD = re.compile(r"true|false|null")
_STRING = re.compile(r'"((?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*)"')
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})(?:\\u([0-9a-fA-F]{4}))?|(.))")
_PLAIN = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class _Bad(Exception):
    """Not JSON, at this offset."""

    def __init__(self, reason: str, at: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


def is_json(chars: str) -> bool:
    """Say whether Kubernetes takes a file for JSON: its first non-blank is ``{``.

    Any Unicode blank counts (``hasJSONPrefix``, apimachinery ``util/yaml``).
    """
    return chars.lstrip()[:1] == "{"


def compose(text: Text) -> Node | Problem:
    """Read a text that holds exactly one value."""
    if len(text) > LONGEST:
        return Problem(f"longer than {LONGEST} characters", text.span, undecided=True)
    reader = _Reader(text)
    try:
        root = reader.value()
        at = reader.blank(reader.at)
        if at < len(text):
            raise _Bad("invalid character after top-level value", at)
    except _Bad as bad:
        at = min(bad.at, max(len(text) - 1, 0))
        return Problem(bad.reason, text.span_of(at, at + 1), undecided=not text.known)
    return root


class _Open(NamedTuple):
    """An object or array that is not closed yet, and the key that waits for a value."""

    node: Mapping | Sequence
    key: Scalar | None = None


class _Reader:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.chars = text.chars
        self.at = 0

    def blank(self, at: int) -> int:
        found = _BLANK.match(self.chars, at)
        return found.end() if found else at

    def value(self) -> Node:
        """Read one value, with a stack of its own instead of recursion."""
        stack: list[_Open] = []
        while True:
            self.at = self.blank(self.at)
            opened = self._opened()
            if opened is not None and not self._is_empty(opened):
                stack.append(_Open(opened, self._key(opened)))
                if len(stack) > DEPTH:
                    raise _Bad("exceeded max depth", self.at)
                continue
            node: Node = self._scalar() if opened is None else self._closed(opened)
            while stack:
                closed = self._add(stack, node)
                if closed is None:
                    break
                node = closed
            else:
                return node

    def _opened(self) -> Mapping | Sequence | None:
        char = self.chars[self.at : self.at + 1]
        if char == "{":
            node: Mapping | Sequence = Mapping(self.text, self.at, flow=True)
        elif char == "[":
            node = Sequence(self.text, self.at, flow=True)
        else:
            return None
        self.at += 1
        self._holes(node)
        return node

    def _closed(self, node: Mapping | Sequence) -> Node:
        self.at += 1
        node.end = self.at
        return node

    def _holes(self, node: Mapping | Sequence) -> None:
        """Skip holes between members: they may add some, with their commas."""
        self.at = self.blank(self.at)
        while self.chars[self.at : self.at + 1] == HOLE and self._is_lone(node):
            piece = self.text.piece_at(self.at)
            if isinstance(piece, (Hole, Choice)):
                node.holes.append(piece)
            self.at = self.blank(self.at + 1)
            if self.chars[self.at : self.at + 1] == ",":
                self.at = self.blank(self.at + 1)

    def _is_lone(self, node: Mapping | Sequence) -> bool:
        after = self.chars[self.blank(self.at + 1) :][:1]
        return isinstance(node, Mapping) or after not in (",", "]")

    def _is_empty(self, node: Mapping | Sequence) -> bool:
        return self.chars[self.at : self.at + 1] == _closer(node)

    def _key(self, node: Mapping | Sequence) -> Scalar | None:
        if not isinstance(node, Mapping):
            return None
        self.at = self.blank(self.at)
        if self.chars[self.at : self.at + 1] != '"':
            raise _Bad(
                "invalid character looking for beginning of object key string", self.at
            )
        key = self._string()
        self.at = self.blank(self.at)
        if self.chars[self.at : self.at + 1] != ":":
            raise _Bad("invalid character after object key", self.at)
        self.at += 1
        return key

    def _add(self, stack: list[_Open], node: Node) -> Node | None:
        """Add a finished value to what is open; return that if it is closed by it."""
        into, key = stack.pop()
        if isinstance(into, Mapping) and key is not None:
            into.entries.append(Entry(key, node))
        elif isinstance(into, Sequence):
            into.items.append(node)
        self._holes(into)
        char = self.chars[self.at : self.at + 1]
        if char == ",":
            self.at += 1
            self._holes(into)
            if not (into.holes and self._is_empty(into)):
                stack.append(_Open(into, self._key(into)))
                return None
            char = _closer(into)
        if char != _closer(into):
            kind = "object key:value pair" if char else "unexpected end of JSON input"
            raise _Bad(f"invalid character after {kind}", self.at)
        self.at += 1
        into.end = self.at
        return into

    def _scalar(self) -> Scalar:
        chars, at = self.chars, self.at
        if chars[at : at + 1] == '"':
            return self._string()
        found = _WORD.match(chars, at) or _NUMBER.match(chars, at)
        end = found.end() if found else at
        while chars[end : end + 1] == HOLE:
            end += 1
            rest = re.compile(r"[\w.+-]*").match(chars, end)
            end = rest.end() if rest else end
        if end == at:
            raise _Bad("invalid character looking for beginning of value", at)
        self.at = end
        return Scalar(self.text, at, end, "", None, [Stretch(at, end)])

    def _string(self) -> Scalar:
        found = _STRING.match(self.chars, self.at)
        if found is None:
            raise _Bad("invalid character in string literal", self.at)
        start, self.at = self.at, found.end()
        stretches = _stretches(self.chars, found.start(1), found.end(1))
        return Scalar(self.text, start, self.at, '"', None, stretches)


def _closer(node: Mapping | Sequence) -> str:
    return "}" if isinstance(node, Mapping) else "]"


def _stretches(chars: str, start: int, end: int) -> list[Stretch]:
    found: list[Stretch] = []
    at = start
    while (slash := chars.find("\\", at, end)) >= 0:
        if slash > at:
            found.append(Stretch(at, slash))
        match = _ESCAPE.match(chars, slash, end)
        assert match is not None, "the string was matched"
        stop, value = _escape(match)
        found.append(Stretch(slash, stop, value))
        at = stop
    if end > at:
        found.append(Stretch(at, end))
    return found


def _escape(match: re.Match[str]) -> tuple[int, str]:
    first, second, letter = match.groups()
    if letter is not None:
        return match.end(), _PLAIN.get(letter, letter)
    high = int(first, 16)
    if not 0xD800 <= high < 0xE000:
        return match.start() + 6, chr(high)
    low = int(second, 16) if second else 0
    if high < 0xDC00 <= low < 0xE000:
        code = 0x10000 + ((high - 0xD800) << 10) + low - 0xDC00
        return match.end(), chr(code)
    return match.start() + 6, "\ufffd"
