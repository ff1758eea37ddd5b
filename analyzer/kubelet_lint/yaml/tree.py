"""A document of YAML or JSON as a tree of nodes that know where they are written.

``compose(text)`` reads the first document of a text as go.yaml.in/yaml/v2 does (that
is YAML 1.1, by libyaml's rules) and returns its root node, or a ``Problem``.

    root = compose(source.text())
    if not isinstance(root, Problem):
        node = get(root, "spec", "files", 0, "content")
        if isinstance(node, Scalar):
            node.text     # the decoded value; its characters point at the repository

``Scalar.text`` of a block, quoted or folded scalar has every character at the place
it was written, so a document inside a scalar can be read in its turn and keep exact
positions. An alias is the node of its anchor: the tree is then a graph without cycles
whose size stays that of the text, so walk it by what you look for, never by all.

Holes (see ``source.HOLE``) may stand anywhere. In a scalar they are part of its text.
Alone on a line (a template's control tag, an include) a hole may add keys to the
mappings open there: ``Mapping.holes`` has them. A text that cannot be read and has
holes gives a ``Problem`` that is ``undecided``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.source import HOLE, Choice, Hole, Span, Text
from kubelet_lint.yaml import spelling
from kubelet_lint.yaml.spelling import BREAKS, Stretch

LONGEST = 16 * 1024 * 1024
"""Characters read of one document; what is longer is undecided."""

TAG = "tag:yaml.org,2002:"
"""What ``!!`` stands for."""


class Scalar:
    """A scalar as written. ``value.of`` tells what go-yaml takes it for."""

    __slots__ = (
        "_stretches",
        "_text",
        "_value",
        "document",
        "end",
        "start",
        "style",
        "tag",
    )

    def __init__(
        self,
        document: Text,
        start: int,
        end: int,
        style: str,
        tag: str | None,
        stretches: list[Stretch],
    ) -> None:
        """Keep where it stands.

        Args:
            document: the text composed.
            start: offset in ``document`` of its first character, quote included.
            end: offset after its last character.
            style: ``""`` plain, ``'``, ``"``, ``|`` or ``>``.
            tag: resolved and long (``tag:yaml.org,2002:str``), None if not written.
            stretches: what spells its value.
        """
        self.document = document
        self.start = start
        self.end = end
        self.style = style
        self.tag = tag
        self._stretches = stretches
        self._text: Text | None = None
        self._value: str | None = None

    @property
    def text(self) -> Text:
        """The decoded value, each character at the place that spells it."""
        if self._text is None:
            self._text = spelling.text(self.document, self._stretches)
        return self._text

    @property
    def value(self) -> str:
        """The characters of ``text``, a hole as ``HOLE``."""
        if self._value is None:
            self._value = spelling.value(self.document.chars, self._stretches)
        return self._value

    @property
    def span(self) -> Span | None:
        """Where the value's characters are written, without quotes."""
        return self.text.span or self.document.span_of(self.start, self.end)

    def __repr__(self) -> str:
        return f"Scalar({self.style}{self.text.display()!r})"


class Entry(NamedTuple):
    """One key and its value, as written; the key may be any node."""

    key: Node
    value: Node


class Mapping:
    """A mapping with its entries in the order written, duplicates included."""

    __slots__ = ("document", "end", "entries", "flow", "holes", "start")

    def __init__(self, document: Text, start: int, *, flow: bool) -> None:
        self.document = document
        self.start = start
        self.end = start
        self.flow = flow
        self.entries: list[Entry] = []
        self.holes: list[Hole | Choice] = []
        """What may add keys: an unknown key, or a hole on a line of its own."""

    @property
    def span(self) -> Span | None:
        """Where it is written, from its first key or brace to its end."""
        return self.document.span_of(self.start, self.end)

    def __repr__(self) -> str:
        return f"Mapping({len(self.entries)} entries)"


class Sequence:
    """A sequence of nodes."""

    __slots__ = ("document", "end", "flow", "holes", "items", "start")

    def __init__(self, document: Text, start: int, *, flow: bool) -> None:
        self.document = document
        self.start = start
        self.end = start
        self.flow = flow
        self.items: list[Node] = []
        self.holes: list[Hole | Choice] = []
        """What may add items: a hole on a line of its own."""

    @property
    def span(self) -> Span | None:
        """Where it is written, from its first dash or bracket to its end."""
        return self.document.span_of(self.start, self.end)

    def __repr__(self) -> str:
        return f"Sequence({len(self.items)} items)"


Node = Scalar | Mapping | Sequence


class Problem(NamedTuple):
    """Why a text has no tree."""

    reason: str
    """In go-yaml's words where it has some: ``did not find expected key``."""
    span: Span | None = None
    undecided: bool = False
    """Whether a Go program might yet read it: there are holes, or it is too large."""


def compose(text: Text) -> Node | Problem:
    """Read the first document of ``text``; an empty one is an empty plain scalar."""
    if len(text) > LONGEST:
        return Problem(f"longer than {LONGEST} characters", text.span, undecided=True)
    from kubelet_lint.yaml.composer import read

    return read(text)


def get(node: Node, *path: str | int) -> Node | None:
    """Follow keys and indices; of duplicate keys the last counts, merges included.

    None if there is nothing, be it because a hole may add it or not.
    """
    at: Node | None = node
    for step in path:
        if isinstance(step, int):
            items = at.items if isinstance(at, Sequence) else []
            at = items[step] if -len(items) <= step < len(items) else None
        else:
            at = _member(at, step) if isinstance(at, Mapping) else None
        if at is None:
            return None
    return at


def entries(mapping: Mapping) -> Iterator[tuple[str, Scalar, Node]]:
    """Yield ``(key, key node, value)`` with merge keys followed, in order.

    A later equal key replaces an earlier one, wherever it comes from: so go-yaml
    reads ``<<``. Keys that are no scalars are left out.
    """
    pending: list[Iterator[Entry]] = [iter(mapping.entries)]
    while pending:
        entry = next(pending[-1], None)
        if entry is None:
            pending.pop()
        elif is_merge(entry.key):
            pending.extend(iter(m.entries) for m in reversed(merged(entry.value)))
        elif isinstance(entry.key, Scalar):
            yield entry.key.value, entry.key, entry.value


def is_merge(key: Node) -> bool:
    """Say whether a key is the merge key ``<<``; in quotes it is an ordinary one."""
    if not isinstance(key, Scalar) or key.value != "<<":
        return False
    return key.tag in ("!", f"{TAG}merge") or (key.tag is None and not key.style)


def merged(value: Node) -> list[Mapping]:
    """Return the mappings that a merge key's value adds, in the order applied.

    Of a list the first element is applied last, so that it wins.
    """
    if isinstance(value, Mapping):
        return [value]
    items = value.items if isinstance(value, Sequence) else []
    return [item for item in reversed(items) if isinstance(item, Mapping)]


def _member(mapping: Mapping, key: str) -> Node | None:
    found: Node | None = None
    for name, _, value in entries(mapping):
        if name == key:
            found = value
    return found


_LONE = re.compile(
    f"(?:^|(?<=[{BREAKS}]))[ \t]*(?:{HOLE}[ \t]*)+(?=#|[{BREAKS}]|$)", re.MULTILINE
)


def lone_holes(chars: str) -> list[tuple[int, int]]:
    """Return where lines hold nothing but holes, as offsets from margin to end."""
    if HOLE not in chars:
        return []
    return [match.span() for match in _LONE.finditer(chars)]
