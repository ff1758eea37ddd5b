"""From ruamel.yaml's events to a tree, as go-yaml's ``parser`` and ``decoder`` do.

A stack instead of recursion, so that 10,000 levels are only that; and a count of
what aliases would expand to, because go-yaml refuses a document where too much of
the decoding comes from aliases (``decode.go``: ``allowedAliasRatio``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ruamel.yaml import events
from ruamel.yaml.error import MarkedYAMLError

from kubelet_lint.source import HOLE, Choice, Hole, Text
from kubelet_lint.yaml.scan import Loader
from kubelet_lint.yaml.tree import (
    Entry,
    Mapping,
    Node,
    Problem,
    Scalar,
    Sequence,
    lone_holes,
)

_CONTROL = re.compile(
    "[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)
_CHUNK = 512
"""Bytes go-yaml reads at a time: what it never reads, it never refuses."""

_REASONS = (
    ("while parsing a block mapping", "did not find expected key"),
    ("while parsing a block collection", "did not find expected '-' indicator"),
    ("while parsing a flow sequence", "did not find expected ',' or ']'"),
    ("while parsing a flow mapping", "did not find expected ',' or '}'"),
)


class Refused(Exception):
    """go-yaml refuses the document; the offset is where."""

    def __init__(self, reason: str, offset: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.offset = offset


def read(text: Text) -> Node | Problem:
    """Compose the first document of ``text``."""
    chars, lone = _substituted(text.chars)
    bad = _CONTROL.search(chars)
    composer = Composer(text, chars if bad is None else chars[: bad.start()])
    try:
        root = composer.compose()
        if bad is not None and composer.has_read(bad.start()):
            raise Refused(_control(bad.group()), bad.start())
    except Refused as refused:
        at = min(refused.offset, max(len(text) - 1, 0))
        span = text.span_of(at, at + 1)
        return Problem(refused.reason, span, undecided=not text.known)
    for begin, end in lone:
        _leave_open(root, text[begin:end], begin)
    return root


def _control(char: str) -> str:
    if "\udc80" <= char <= "\udcff":
        return "invalid leading UTF-8 octet"
    return "control characters are not allowed"


def _substituted(chars: str) -> tuple[str, list[tuple[int, int]]]:
    """Return characters without holes, position for position, and the lone holes.

    A hole becomes a private character not used otherwise; a line of holes becomes a
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
    private = next(chr(c) for c in range(0xE000, 0xF8FF) if chr(c) not in chars)
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
        self._loader = Loader(chars)
        self._anchors: dict[str, Node] = {}
        self._sizes: dict[int, int] = {}
        """Nodes that decoding an anchored node decodes, by its identity."""
        self._open: list[_Open] = []
        self._decoded = 1
        self._aliased = 0
        self._end = 0

    def compose(self) -> Node:
        """Return the root of the first document."""
        try:
            return self._compose()
        except MarkedYAMLError as error:
            reason = dict(_REASONS).get(str(error.context), str(error.problem))
            if reason.startswith("expected the node content"):
                reason = "did not find expected node content"
            raise Refused(reason, error.problem_mark.index) from None

    def has_read(self, offset: int) -> bool:
        """Say whether go-yaml has read the character at ``offset`` by now."""
        if self._end >= len(self._chars):
            return True
        seen = len(self._chars[: self._end + 4].encode("utf-8", "surrogatepass"))
        before = len(self._chars[:offset].encode("utf-8", "surrogatepass"))
        return before < -(-seen // _CHUNK) * _CHUNK

    def _compose(self) -> Node:
        parser = self._loader.parser
        root: Node | None = None
        while True:
            event = parser.get_event()
            if isinstance(event, events.ScalarEvent):
                node: Node = self._scalar(event)
            elif isinstance(event, events.AliasEvent):
                node = self._alias(event)
            elif isinstance(event, events.CollectionStartEvent):
                self._start(event)
                continue
            elif isinstance(event, events.CollectionEndEvent):
                node = self._finish(event.start_mark.index, event.end_mark.index)
            elif isinstance(event, (events.DocumentEndEvent, events.StreamEndEvent)):
                self._end = event.start_mark.index
                return root or self._empty(event.start_mark.index)
            else:
                continue
            if self._open:
                self._open[-1].nodes.append(node)
            else:
                root = node

    def _empty(self, offset: int) -> Scalar:
        return Scalar(self._text, offset, offset, "", None, [])

    def _scalar(self, event: events.ScalarEvent) -> Scalar:
        self._count(1, event)
        tag = None if event.ctag is None else str(event.ctag)
        token = self._loader.scanner.last_scalar
        if token is None or token.end_mark != event.end_mark or not token.stretches:
            node = self._empty(event.end_mark.index)
            node.tag = tag
        else:
            node = Scalar(
                self._text,
                token.start_mark.index,
                token.end_mark.index,
                token.style or "",
                tag,
                token.stretches,
            )
        self._name(event.anchor, node, 1)
        return node

    def _alias(self, event: events.AliasEvent) -> Node:
        name: str = event.anchor
        node = self._anchors.get(name)
        offset: int = event.start_mark.index
        if node is None:
            raise Refused(f"unknown anchor '{name}' referenced", offset)
        size = self._sizes.get(id(node))
        if size is None:
            raise Refused(f"anchor '{name}' value contains itself", offset)
        self._count(1, event)
        self._aliased += size
        self._count(size, event)
        return node

    def _count(self, nodes: int, event: events.NodeEvent) -> None:
        """Count decoded nodes; the ratio can only be exceeded when aliases end."""
        self._decoded += nodes
        if self._aliased > 100 and self._decoded > 1000:
            if self._aliased / self._decoded > _allowed(self._decoded):
                offset: int = event.start_mark.index
                raise Refused("document contains excessive aliasing", offset)

    def _start(self, event: events.CollectionStartEvent) -> None:
        flow = bool(event.flow_style)
        kind = Mapping if isinstance(event, events.MappingStartEvent) else Sequence
        start = self._loader.scanner.peek_token().start_mark.index
        node = kind(self._text, start, flow=flow)
        self._open.append(_Open(node, [], event.anchor, self._decoded))
        self._count(1, event)
        if event.anchor is not None:
            self._anchors[event.anchor] = node

    def _finish(self, start: int, end: int) -> Mapping | Sequence:
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
        self._name(anchor, node, self._decoded - counted)
        return node

    def _name(self, anchor: str | None, node: Node, size: int) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
            self._sizes[id(node)] = size


def _allowed(decoded: int) -> float:
    if decoded <= 400_000:
        return 0.99
    if decoded >= 4_000_000:
        return 0.10
    return 0.99 - 0.89 * ((decoded - 400_000) / 3_600_000)


def _leave_open(root: Node, line: Text, offset: int) -> None:
    """Mark every collection that a line of holes at ``offset`` may add to."""
    holes: list[Hole | Choice] = list(line.holes())
    node = root
    while not isinstance(node, Scalar):
        node.holes.extend(holes)
        below = node.items if isinstance(node, Sequence) else _values(node)
        before = [child for child in below if child.start <= offset]
        if not before:
            return
        node = max(before, key=lambda child: child.start)


def _values(mapping: Mapping) -> list[Node]:
    return [entry.value for entry in mapping.entries]
