"""The names of open questions.

The same question asked of the same unknown text gets the same name, so that two tests
of one variable are decided together.
"""

from __future__ import annotations

from zlib import crc32

from kubelet_lint.bash.decision import Condition
from kubelet_lint.source import EMPTY, Hole, Text

LENGTH = 120
"""Characters of a text that are shown in a name."""


def shown(text: Text) -> str:
    """Return a text for a name: unknown stretches as ``‹name›``, and not too long."""
    chars = text.display()
    if len(chars) <= LENGTH:
        return chars
    digest = crc32(chars.encode("utf-8", "surrogatepass"))
    return f"{chars[:LENGTH]}…({len(chars)}, {digest:x})"


def is_empty(text: Text) -> Condition:
    """Whether a text of nothing but holes is empty."""
    name = shown(text)
    labels = (f"when {name} is empty", f"when {name} is not empty")
    return Condition(f"{name} is empty", labels, _fact(text, EMPTY))


def is_set(text: Text) -> Condition:
    """Whether the variable behind a hole is set."""
    name = shown(text)
    return Condition(f"{name} is set", (f"when {name} is set", f"when {name} is unset"))


def equals(text: Text, other: Text) -> Condition:
    """Whether two texts, one of them open, are the same."""
    name, value = shown(text), shown(other)
    labels = (f"when {name} is {value!r}", f"when {name} is not {value!r}")
    facts = _fact(text, other) if other.known else ()
    return Condition(f"{name} = {value}", labels, facts)


def holds(name: str) -> Condition:
    """Whether a test that is written out in ``name`` is true."""
    return Condition(name, (f"when {name}", f"unless {name}"))


def succeeds(name: str) -> Condition:
    """Whether a command succeeds."""
    labels = (f"when `{name}` succeeds", f"when `{name}` fails")
    return Condition(f"{name} succeeds", labels)


def _fact(text: Text, value: Text) -> tuple[tuple[Hole, Text] | None, ...]:
    piece = next(text.holes(), None)
    if len(text) == 1 and isinstance(piece, Hole):
        return ((piece, value), None)
    return ()
