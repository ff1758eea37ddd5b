"""Variables in arguments: ``$NAME`` and ``${NAME}``.

Follows ``replace_env_argv`` and ``replace_env_full`` (``src/basic/env-util.c``),
compared in the sources of releases 252 and 257; described in systemd.service(5),
"Command lines". Nothing else of a shell is known there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from kubelet_lint.source import EMPTY, HOLE, Text
from kubelet_lint.systemd.words import as_words, split

Lookup = Callable[[str], "Text | None"]
"""The value of a variable by its valid name; None if it is not set."""

NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")

_BRACED = re.compile(r"[^:}]*([:}]?)")


def expand(argv: Iterable[Text], lookup: Lookup, version: int = 252) -> list[Text]:
    """Return the arguments a process receives."""
    expanded: list[Text] = []
    for word in argv:
        if word.chars.startswith("$") and word.chars[1:2] not in ("{", "$"):
            expanded.extend(_split_variable(word, lookup, version))
        else:
            expanded.append(_substitute(word, lookup, version))
    return expanded


def _split_variable(word: Text, lookup: Lookup, version: int) -> Iterable[Text]:
    """Return the words of the variable that the whole rest of the word names."""
    if HOLE in word.chars:
        return (as_words(word),)
    value = _value(word.chars[1:], lookup, version)
    return () if value is None else split(value, "next", tolerant=True)


def _substitute(word: Text, lookup: Lookup, version: int) -> Text:
    """Replace ``${NAME}`` by the exact value and ``$$`` by ``$``."""
    chars = word.chars
    parts: list[Text] = []
    kept = 0
    at = chars.find("$")
    while at >= 0:
        follower = chars[at + 1 : at + 2]
        if follower == "$":
            parts.append(word[kept : at + 1])
            kept = at + 2
            at = chars.find("$", kept)
            continue
        if follower != "{":
            at = chars.find("$", at + 2)
            continue
        found = _BRACED.match(chars, at + 2)
        end = found.end() if found else len(chars)
        if found and found[1] == "}":
            parts.append(word[kept:at])
            parts.append(_braced(word[at:end], lookup, version))
            kept = end
        # ":" is syntax systemd does not support: all of it stays as it is written.
        at = chars.find("$", end)
    return Text.join((*parts, word[kept:])) if kept else word


def _braced(written: Text, lookup: Lookup, version: int) -> Text:
    name = written[2:-1]
    if HOLE in name.chars:
        reason = "the name of the variable is not known"
        return Text.hole(reason, name.span, f"${{{name.display()}}}")
    return _value(name.chars, lookup, version) or EMPTY


def _value(name: str, lookup: Lookup, version: int) -> Text | None:
    """Return the value; before 254 a name may reach into the value: ``$A=b``."""
    variable, equals, start = name.partition("=")
    if not NAME.fullmatch(variable) or (equals and version >= 254):
        return None
    value = lookup(variable)
    if not equals or value is None:
        return value
    return value[len(start) + 1 :] if value.chars.startswith(start + "=") else None
