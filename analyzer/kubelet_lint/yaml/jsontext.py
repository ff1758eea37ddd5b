"""A JSON document as the same tree of nodes, by the syntax of Go's encoding/json.

The kubelet decodes a file that starts with ``{`` as JSON and nothing else, so what
YAML would forgive (a trailing comma, a comment, a second document) is refused here.
Members keep their order and their duplicates, for Go applies them one by one. What
is not UTF-8, and half of a surrogate pair, become U+FFFD as in Go (``unquote`` in
encoding/json ``decode.go``; the state machine of ``scanner.go``).

A string is a scalar of style ``"``; a number or word is a plain one.
"""

from __future__ import annotations

import re

from kubelet_lint.source import HOLE, Choice, Hole, Text
from kubelet_lint.yaml.spelling import Stretch, run_end
from kubelet_lint.yaml.tree import (
    LONGEST,
    Entry,
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
)

MAX_DEPTH = 10000
"""``maxNestingDepth``."""

_BLANK = re.compile("[ \t\r\n]*")
_PLAIN = r'[^"\\\x00-\x1f]*'
_STRING = re.compile(
    _PLAIN + rf'(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{{4}}){_PLAIN}){{0,1000}}'
)
_LITERAL = re.compile(
    r"true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?"
)
_UNSURE = re.compile(f"[0-9A-Za-z.+-]*{HOLE}[0-9A-Za-z.+{HOLE}-]*")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))|([\udc80-\udcff])")
_PAIR = re.compile(r"\\u([dD][c-fC-F][0-9a-fA-F]{2})")
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


class _Wrong(Exception):
    """The text is no JSON, and where that shows."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def is_json(text: Text) -> bool:
    """Say whether the kubelet takes the text for JSON (``IsJSONBuffer``).

    Holes in front of the brace are taken for nothing, such as a template's comment.
    """
    return text.chars.replace(HOLE, " ").lstrip().startswith("{")


def compose(text: Text) -> Node | Problem:
    """Read a text that must be one JSON document and nothing else."""
    if len(text) > LONGEST:
        return Problem(f"longer than {LONGEST} characters", text.span, undecided=True)
    try:
        return _Reader(text).document()
    except _Wrong as wrong:
        at = max(0, min(wrong.offset, len(text) - 1))
        span = text.span_of(at, at + 1)
        return Problem(wrong.reason, span, undecided=not text.known)


class _Reader:
    """The place in the text, and the collections open there."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._chars = text.chars
        self._at = 0
        self._open: list[Mapping | Sequence] = []

    def document(self) -> Node:
        """Return the root."""
        holes = self._skip_holes()
        root = self._begin()
        while self._open:
            self._step(self._open[-1])
        holes += self._skip_holes()
        if self._at < len(self._chars):
            raise self._unexpected("after top-level value")
        if not isinstance(root, Scalar):
            root.holes.extend(holes)
        return root

    def _skip_holes(self) -> list[Hole | Choice]:
        """Skip blanks and holes around the document."""
        found: list[Hole | Choice] = []
        self._skip()
        while self._peek() == HOLE and len(self._chars) > 1:
            found.extend(self._text[self._at : self._at + 1].holes())
            self._at += 1
            self._skip()
        return found

    def _step(self, node: Mapping | Sequence) -> None:
        """Read one member or element, or the end, of the innermost collection."""
        self._skip()
        self._take_holes(node)
        first = not (node.items if isinstance(node, Sequence) else node.entries)
        closing = "]" if isinstance(node, Sequence) else "}"
        if self._peek() == closing:
            self._close(node)
            return
        if not first:
            self._comma(node)
        if node.holes and self._peek() == closing:
            self._close(node)
        elif isinstance(node, Sequence):
            node.items.append(self._begin())
        else:
            self._member(node)

    def _comma(self, node: Mapping | Sequence) -> None:
        """Take the comma after a member; among holes it may be missing."""
        if self._peek() == ",":
            self._at += 1
            self._skip()
            self._take_holes(node)
        elif not node.holes:
            sequence = isinstance(node, Sequence)
            where = "array element" if sequence else "object key:value pair"
            raise self._unexpected(f"after {where}")

    def _take_holes(self, node: Mapping | Sequence) -> None:
        """Take holes where a member or a comma is due; they may be anything."""
        while self._peek() == HOLE:
            if isinstance(node, Sequence) and not self._separates():
                return
            node.holes.extend(self._text[self._at : self._at + 1].holes())
            self._at += 1
            self._skip()

    def _separates(self) -> bool:
        """Say whether a hole here stands between elements rather than for one."""
        match = _BLANK.match(self._chars, self._at + 1)
        assert match is not None
        return self._chars[match.end() : match.end() + 1] not in (",", "]")

    def _member(self, node: Mapping) -> None:
        if self._peek() != '"':
            raise self._unexpected("looking for beginning of object key string")
        key = self._string()
        if HOLE in key.value:
            node.holes.extend(key.text.holes())
        self._skip()
        if self._peek() != ":":
            raise self._unexpected("after object key")
        self._at += 1
        self._skip()
        # The value is opened before its entry exists: it may be a collection.
        node.entries.append(Entry(key, self._begin()))

    def _begin(self) -> Node:
        """Read a value, or open it if it is a collection."""
        char = self._peek()
        if char == '"':
            return self._string()
        if char in ("{", "["):
            kind = Mapping if char == "{" else Sequence
            node = kind(self._text, self._at, flow=True)
            self._open.append(node)
            if len(self._open) > MAX_DEPTH:
                raise _Wrong("exceeded max depth", self._at)
            self._at += 1
            return node
        match = _UNSURE.match(self._chars, self._at) or _LITERAL.match(
            self._chars, self._at
        )
        if match is None:
            raise self._unexpected("looking for beginning of value")
        if self._open and match.end() - self._at > 1 and HOLE in match.group():
            # ``1{{ if x }}, "b": 2{{ end }}``: more may hang on the value.
            self._open[-1].holes.extend(self._text[self._at : match.end()].holes())
        return self._scalar(match.end(), "", [Stretch(self._at, match.end())])

    def _close(self, node: Mapping | Sequence) -> None:
        self._at += 1
        node.end = self._at
        self._open.pop()

    def _string(self) -> Scalar:
        end = run_end(_STRING, self._chars, self._at + 1)
        if self._chars[end : end + 1] != '"':
            self._at = end
            raise self._unexpected("in string literal")
        stretches = _unquote(self._chars, self._at + 1, end)
        return self._scalar(end + 1, '"', stretches)

    def _scalar(self, end: int, style: str, stretches: list[Stretch]) -> Scalar:
        node = Scalar(self._text, self._at, end, style, None, stretches)
        self._at = end
        return node

    def _skip(self) -> None:
        match = _BLANK.match(self._chars, self._at)
        assert match is not None
        self._at = match.end()

    def _peek(self) -> str:
        return self._chars[self._at : self._at + 1]

    def _unexpected(self, where: str) -> _Wrong:
        char = self._peek()
        if not char:
            return _Wrong("unexpected end of JSON input", self._at)
        return _Wrong(f"invalid character {char!r} {where}", self._at)


def _unquote(chars: str, start: int, end: int) -> list[Stretch]:
    """Return what the characters between the quotes of a string stand for."""
    found: list[Stretch] = []
    at = start
    for match in _ESCAPE.finditer(chars, start, end):
        if match.start() < at:
            continue  # the second half of a surrogate pair
        found.append(Stretch(at, match.start()))
        stretch = _escaped(chars, match, end)
        found.append(stretch)
        at = stretch.end
    found.append(Stretch(at, end))
    return found


def _escaped(chars: str, match: re.Match[str], end: int) -> Stretch:
    start, stop = match.span()
    digits, letter, _ = match.groups()
    if letter is not None:
        other = _LETTERS.get(letter)
        return Stretch(stop - 1, stop) if other is None else Stretch(start, stop, other)
    if digits is None:
        return Stretch(start, stop, "\ufffd")
    code = int(digits, 16)
    if not 0xD800 <= code < 0xE000:
        return Stretch(start, stop, chr(code))
    pair = _PAIR.match(chars, stop, end) if code < 0xDC00 else None
    if pair is None:
        return Stretch(start, stop, "\ufffd")
    low = int(pair.group(1), 16)
    char = chr(0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00))
    return Stretch(start, pair.end(), char)
