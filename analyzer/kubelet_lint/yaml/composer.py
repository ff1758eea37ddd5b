"""From the parser's events to a tree, as go-yaml's ``parser`` and ``decoder`` do.

A stack instead of recursion, so that 10,000 levels are only that; and a count of
what aliases would expand to, because go-yaml refuses a document where too much of
the decoding comes from aliases (``decode.go``: ``allowedAliasRatio``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kubelet_lint.source import HOLE, Choice, Hole, Text, program
from kubelet_lint.yaml.events import Event, Refused, parse
from kubelet_lint.yaml.spelling import BREAKS, Stretch
from kubelet_lint.yaml.tree import (
    Entry,
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    is_merge,
    lone_holes,
)

_CONTROL = "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
_ASCII_CONTROL = re.compile("[^\t\n\r\x20-\x7e]")
_PRIVATE = (0xE000, 0xF900)
_CHUNK = 512
"""Bytes go-yaml reads at a time: what it never reads, it never refuses."""


def read(text: Text) -> Node | Problem:
    """Compose the first document of ``text``."""
    if text.chars.startswith("\ufeff\ufeff") or "\ufeff" in text.chars[1:][-4:]:
        # When such a mark starts go-yaml's buffer, it skips the first character of
        # the lines that follow (``is_bom`` looks at the buffer, not at the place).
        return Problem("a misplaced byte order mark", text.span, undecided=True)
    text = _spaced(text)
    chars, lone = _substituted(text.chars)
    bad = _first_control(chars)
    composer = Composer(text, chars if bad is None else chars[: bad.start()])
    try:
        root = composer.compose()
        if bad is not None and composer.has_read(bad.start()):
            raise Refused(_control(bad.group()), bad.start())
    except Refused as refused:
        at = min(refused.offset, max(len(text) - 1, 0))
        span = text.span_of(at, at + 1)
        return Problem(refused.reason, span, undecided=not text.known)
    if lone and isinstance(root, Scalar) and not root.value:
        begin, end = lone[0]
        return Scalar(text, begin, end, "", None, [Stretch(begin, end)])
    for begin, end in lone:
        _leave_open(root, text[begin:end], begin)
    return root


def _spaced(text: Text) -> Text:
    """Return the text with a blank before a hole right behind a key's colon.

    Whatever fills ``key:‹hole›`` begins with a blank or a line end, or it is no key.
    """
    if HOLE not in text.chars:
        return text
    parts: list[Text] = []
    at = 0
    for match in _GLUED.finditer(text.chars):
        parts += (text[at : match.end()], program(" "))
        at = match.end()
    return Text.join((*parts, text[at:])) if parts else text


_GLUED = re.compile(
    rf"(?:^|(?<=[{BREAKS}]))[ ]*(?:- +)?[A-Za-z_][\w.-]*:"
    rf"(?={HOLE}[ \t]*(?:[{BREAKS}]|$))",
    re.MULTILINE,
)


def _first_control(chars: str) -> re.Match[str] | None:
    """Find the first character that go-yaml refuses to read."""
    if chars.isascii():  # nearly always, and then the set that costs 4 ms is not made
        return _ASCII_CONTROL.search(chars)
    return re.search(_CONTROL, chars)


def _control(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return "invalid leading UTF-8 octet"
    return "control characters are not allowed"


def _substituted(chars: str) -> tuple[str, list[tuple[int, int]]]:
    """Return characters without holes, position for position, and the lone holes.

    A hole becomes a private character, if one is left that is not used otherwise: what
    a scalar holds is asked of the text, where both differ. A line of holes becomes a
    comment, for what it stands for may be nothing.
    """
    lone = lone_holes(chars)
    if HOLE not in chars:
        return chars, lone
    pieces: list[str] = []
    at = 0
    for begin, end in lone:
        pieces += (
            chars[at:begin],
            chars[begin:end].replace("\t", " ").replace(HOLE, "#"),
        )
        at = end
    pieces.append(chars[at:])
    held = set(chars)
    unused = (chr(c) for c in range(*_PRIVATE) if chr(c) not in held)
    private = next(unused, chr(_PRIVATE[0]))
    return "".join(pieces).replace(HOLE, private), lone


class _Open(NamedTuple):
    """A collection being read."""

    node: Mapping | Sequence
    nodes: list[Node]
    anchor: str | None
    counted: int
    """Nodes decoded before it."""


class Composer:
    """The state of composing one document."""

    def __init__(self, text: Text, chars: str) -> None:
        self._text = text
        self._chars = chars
        self._anchors: dict[str, Node] = {}
        self._sizes: dict[int, int] = {}
        """Nodes that decoding an anchored node decodes, by its identity."""
        self._open: list[_Open] = []
        self._decoded = 1
        self._aliased = 0
        self._end = 0

    def compose(self) -> Node:
        """Return the root of the first document."""
        root: Node | None = None
        for event in parse(self._chars):
            if event.kind in ("mapping", "sequence"):
                self._start(event)
                continue
            if event.kind == "document end":
                self._end = event.start
                return root or Scalar(
                    self._text, event.start, event.start, "", None, []
                )
            node = self._node(event)
            if self._open:
                self._open[-1].nodes.append(node)
            else:
                root = node
        raise AssertionError("a document ends or is refused")

    def has_read(self, offset: int) -> bool:
        """Say whether go-yaml has read the character at ``offset`` by now."""
        if self._end >= len(self._chars):
            return True
        seen = len(self._chars[: self._end + 4].encode("utf-8", "surrogatepass"))
        before = len(self._chars[:offset].encode("utf-8", "surrogatepass"))
        return before < -(-seen // _CHUNK) * _CHUNK

    def _node(self, event: Event) -> Node:
        if event.kind == "alias":
            return self._alias(event)
        if event.kind == "end":
            return self._finish(event.end)
        self._count(1, event.start)
        start, end = event.start, event.end
        if not event.stretches and not event.style:
            start = end = self._after_key(start)
        node = Scalar(self._text, start, end, event.style, event.tag, event.stretches)
        if event.anchor is not None:
            self._anchors[event.anchor] = node
            self._sizes[id(node)] = 1
        return node

    def _after_key(self, offset: int) -> int:
        """Return where an empty value stands: behind its key's colon.

        The parser only has the place of the token that follows it.
        """
        nodes = self._open[-1].nodes if self._open else []
        if len(nodes) % 2 == 0 or not isinstance(self._open[-1].node, Mapping):
            return offset
        end = nodes[-1].end
        colon = self._chars.find(":", end, offset)
        return colon + 1 if self._chars[end:colon].strip(" \t") == "" else end

    def _alias(self, event: Event) -> Node:
        node = self._anchors.get(event.anchor or "")
        if node is None:
            raise Refused(f"unknown anchor '{event.anchor}' referenced", event.start)
        size = self._sizes.get(id(node))
        if size is None:
            raise Refused(f"anchor '{event.anchor}' value contains itself", event.start)
        if not isinstance(node, Mapping) and self._is_merged():
            reason = "map merge requires map or sequence of maps as the value"
            raise Refused(reason, event.start)
        self._count(1, event.start)
        self._aliased += size
        self._count(size, event.start)
        return node

    def _is_merged(self) -> bool:
        """Say whether the next node is the value of a merge key."""
        if not self._open or not isinstance(self._open[-1].node, Mapping):
            return False
        nodes = self._open[-1].nodes
        return len(nodes) % 2 == 1 and is_merge(nodes[-1])

    def _count(self, nodes: int, offset: int) -> None:
        """Count decoded nodes; the ratio is at its worst where an alias ends."""
        self._decoded += nodes
        if self._aliased <= 100 or self._decoded <= 1000:
            return
        if self._aliased / self._decoded > _allowed(self._decoded):
            raise Refused("document contains excessive aliasing", offset)

    def _start(self, event: Event) -> None:
        kind = Mapping if event.kind == "mapping" else Sequence
        node = kind(self._text, event.start, flow=event.flow)
        self._open.append(_Open(node, [], event.anchor, self._decoded))
        self._count(1, event.start)
        if event.anchor is not None:
            self._anchors[event.anchor] = node

    def _finish(self, end: int) -> Mapping | Sequence:
        node, nodes, anchor, counted = self._open.pop()
        last = nodes[-1].end if nodes else node.start
        node.end = end if node.flow else max(last, node.start)
        if isinstance(node, Sequence):
            node.items = nodes
        else:
            pairs = zip(nodes[::2], nodes[1::2], strict=True)
            node.entries = [Entry(key, value) for key, value in pairs]
            for key in nodes[::2]:
                if isinstance(key, Scalar) and HOLE in key.value:
                    node.holes.extend(key.text.holes())
        if anchor is not None:
            self._sizes[id(node)] = self._decoded - counted
        return node


def _allowed(decoded: int) -> float:
    if decoded <= 400_000:
        return 0.99
    if decoded >= 4_000_000:
        return 0.10
    return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000)


def _leave_open(root: Node, line: Text, begin: int) -> None:
    """Let a line of holes add to the collections that are open where it stands.

    Those indented as much as the hole or more; if a key without a value stands before
    it, the hole is that value; if neither is there, the innermost collection.
    """
    column = line.chars.index(HOLE)
    holes: list[Hole | Choice] = list(line.holes())
    reached = _open_at(root, begin)
    deep = [node for node in reached if node.flow or _column(node) >= column]
    if not deep and reached and not _stands_for_value(reached[-1], begin, column, line):
        deep = reached[-1:]
    for node in deep:
        node.holes.extend(holes)


def _open_at(root: Node, offset: int) -> list[Mapping | Sequence]:
    """Return the collections that are open at an offset, the outermost first."""
    found: list[Mapping | Sequence] = []
    node = root
    while not isinstance(node, Scalar):
        found.append(node)
        below = node.items if isinstance(node, Sequence) else _values(node)
        before = [child for child in below if child.start <= offset]
        if not before:
            break
        node = max(before, key=lambda child: child.start)
    return found


def _values(mapping: Mapping) -> list[Node]:
    return [entry.value for entry in mapping.entries]


def _column(node: Mapping | Sequence) -> int:
    chars = node.document.chars
    return node.start - max(chars.rfind(char, 0, node.start) for char in BREAKS) - 1


def _stands_for_value(
    node: Mapping | Sequence, begin: int, column: int, line: Text
) -> bool:
    """Put the hole in place of an empty value right before it, if there is one."""
    if not isinstance(node, Mapping) or not node.entries:
        return False
    before = [n for n, entry in enumerate(node.entries) if entry.value.start <= begin]
    if not before:
        return False
    key, empty = node.entries[before[-1]]
    if not isinstance(empty, Scalar) or empty.style or empty.value:
        return False
    start = begin + column
    end = begin + len(line.chars.rstrip(" \t"))
    stretches = [Stretch(start, end)]
    value = Scalar(node.document, start, end, "", None, stretches)
    node.entries[before[-1]] = Entry(key, value)
    return True
