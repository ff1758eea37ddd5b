"""Shell variables: what they hold, and how sure that is.

Unset, empty and unknown are three things. A variable nobody assigned is ``UNSET`` in
a closed environment and ``Unknown`` in an open one; one that holds another value on
each way through the script is an ``Either``.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kubelet_lint.source import Text, program


class Unset(NamedTuple):
    """No value, though there may be attributes."""


class Scalar(NamedTuple):
    """One text."""

    text: Text


class Indexed(NamedTuple):
    """An array; never changed in place."""

    items: dict[int, Text]
    loose: bool = False
    """Whether elements were assigned under a subscript nobody knows."""


class Assoc(NamedTuple):
    """An associative array, in the order of assignment; never changed in place."""

    items: dict[str, tuple[Text, Text]]
    """For each subscript its text, where it was written, and the element."""
    loose: bool = False


class Unknown(NamedTuple):
    """May be unset, empty or anything; ``text`` is the hole it expands to."""

    text: Text


class Either(NamedTuple):
    """One of several values, depending on ``condition`` (see ``source.Choice``)."""

    condition: str
    options: tuple[tuple[str, Value], ...]


Value = Unset | Scalar | Indexed | Assoc | Unknown | Either

UNSET = Unset()
NO_WORDS = Indexed({})


class Variable(NamedTuple):
    """A value and the attributes of ``declare``."""

    value: Value
    attributes: str = ""
    """Letters of ``declare``: ``x`` exported, ``r`` readonly, ``i`` integer, ``l``
    lower, ``u`` upper case, ``n`` name reference, ``a`` and ``A`` arrays."""

    def having(self, value: Value) -> Variable:
        """Return the variable with another value."""
        return Variable(value, self.attributes)

    def marked(self, attributes: str) -> Variable:
        """Return the variable with more attributes."""
        missing = "".join(char for char in attributes if char not in self.attributes)
        return Variable(self.value, self.attributes + missing)


def outside(name: str) -> Unknown:
    """Return what a variable holds that only somebody outside of the script sets."""
    return Unknown(Text.hole("set outside of this script", None, "$" + name))


def indexed(words: tuple[Text, ...]) -> Indexed:
    """Return the words as an array."""
    return Indexed(dict(enumerate(words)))


def words(value: Value) -> tuple[Text, ...]:
    """Return the elements in the order ``"${NAME[@]}"`` has them."""
    match value:
        case Scalar(text) | Unknown(text):
            return (text,)
        case Indexed(items):
            return tuple(map(items.__getitem__, sorted(items)))
        case Assoc(items):
            return tuple(items[key][1] for key in hash_order(items))
        case Unset() | Either():
            return ()


def keys(value: Value) -> tuple[Text, ...]:
    """Return the subscripts in the order ``"${!NAME[@]}"`` has them."""
    match value:
        case Scalar() | Unknown():
            return (program("0"),)
        case Indexed(items):
            return tuple(program(str(key)) for key in sorted(items))
        case Assoc(items):
            return tuple(items[key][0] for key in hash_order(items))
        case Unset() | Either():
            return ()


BUCKETS = 1024


def hash_order(items: Iterable[str]) -> list[str]:
    """Return the keys in the order bash walks its hash table.

    ``assoc.c`` makes 1,024 buckets, ``hashlib.c`` fills them by FNV-1 (bash 5), newest
    first within a bucket.
    """
    newest = list(items)[::-1]
    return sorted(newest, key=_bucket)


def _bucket(key: str) -> int:
    value = 2166136261
    for byte in key.encode("utf-8", "surrogateescape"):
        value = (value * 16777619 & 0xFFFFFFFF) ^ byte
    return value & (BUCKETS - 1)
