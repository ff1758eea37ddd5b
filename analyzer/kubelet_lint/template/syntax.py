"""A template as a tree: text, expressions, and the directives around text.

Every dialect has its own lexer, which yields ``Tag`` for what stands between its
delimiters; what a tag is for is the same in all of them, so the tree is too. Offsets
count in the ``chars`` of the template. Text between two tags reaches from the first
one's ``right`` to the second one's ``left``: that is how trim markers are honoured.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple

TAGS = 20_000
"""Tags read of one template; the rest of a longer one is unread."""

DEPTH = 48
"""Directives nested in each other before the inner ones are unread."""

TagKind = Literal[
    "output",  # an expression whose value is written
    "skip",  # writes nothing: a comment, a pragma
    "literal",  # writes ``word``: an escaped delimiter
    "verbatim",  # writes ``body`` as it stands
    "unread",  # writes or does something nobody can follow
    "set",  # names a value
    "mutate",  # may change whatever its expression mentions
    "if",
    "unless",
    "with",
    "for",
    "capture",  # names the text up to its end
    "define",  # names the text up to its end, writes nothing
    "group",  # a directive around text that does not change it
    "opaque",  # a directive that may do anything with its text
    "elif",
    "else",
    "end",
]

OPENING = frozenset(
    ("if", "unless", "with", "for", "capture", "define", "group", "opaque")
)


class Tag(NamedTuple):
    """What stands between two delimiters, and how far it eats the text around it."""

    kind: TagKind
    start: int
    end: int
    left: int
    """Where the text before it ends, once blanks are trimmed."""
    right: int
    """Where the text after it starts, once blanks are trimmed."""
    body: tuple[int, int] = (0, 0)
    """Its expression."""
    word: str = ""
    """The name it gives or ends; for ``literal`` what it writes."""


class Plain(NamedTuple):
    """Text that is written as it stands."""

    start: int
    end: int


class Block(NamedTuple):
    """A directive with the text it governs, and the text it chooses otherwise."""

    tag: Tag
    body: Nodes
    otherwise: Nodes = ()


Node = Plain | Tag | Block
Nodes = tuple[Node, ...]


class _Open:
    """A directive whose end has not come yet."""

    __slots__ = ("chained", "nodes", "tag", "then")

    def __init__(self, tag: Tag, *, chained: bool = False) -> None:
        self.tag = tag
        self.nodes: list[Node] = []
        self.then: Nodes | None = None
        self.chained = chained
        """Whether it is an ``elif``: it ends where the directive before it ends."""

    def close(self) -> Block:
        """Return the directive, whose last text ends here."""
        if self.then is None:
            return Block(self.tag, tuple(self.nodes))
        return Block(self.tag, self.then, tuple(self.nodes))


def tree(tags: Iterable[Tag], length: int) -> Nodes:
    """Nest the tags of a template of ``length`` characters.

    An end without a beginning is ignored, a beginning without an end lasts to the end
    of the text: the engine would refuse both, the repository still means something.
    """
    stack = [_Open(Tag("group", 0, 0, 0, 0))]
    at = 0
    for number, tag in enumerate(tags):
        if tag.left > at:
            stack[-1].nodes.append(Plain(at, tag.left))
        at = max(at, tag.right)
        if number >= TAGS:
            stack[-1].nodes.append(tag._replace(kind="unread", end=length))
            at = length
            break
        _place(stack, tag)
    if at < length:
        stack[-1].nodes.append(Plain(at, length))
    while len(stack) > 1:
        _close(stack)
    return tuple(stack[0].nodes)


def _place(stack: list[_Open], tag: Tag) -> None:
    if tag.kind in OPENING:
        stack.append(_Open(tag))
    elif tag.kind == "end":
        while len(stack) > 1 and _close(stack):
            pass
    elif tag.kind in ("else", "elif"):
        _otherwise(stack, tag)
    else:
        stack[-1].nodes.append(tag)


def _otherwise(stack: list[_Open], tag: Tag) -> None:
    opened = stack[-1]
    if len(stack) == 1 or opened.then is not None:
        return
    opened.then = tuple(opened.nodes)
    opened.nodes = []
    if tag.kind == "elif":
        stack.append(_Open(tag._replace(kind="if"), chained=True))


def _close(stack: list[_Open]) -> bool:
    """Close the innermost directive; say whether the one around it ends here too."""
    opened = stack.pop()
    block: Node = opened.close()
    if len(stack) >= DEPTH:
        block = opened.tag._replace(kind="unread")
    stack[-1].nodes.append(block)
    return opened.chained
