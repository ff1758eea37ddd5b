"""The fields of a record, as far as holes let them be told apart (POSIX awk)."""

from __future__ import annotations

import re
from typing import NamedTuple

from kubelet_lint.bash.commands.branching import Lost
from kubelet_lint.bash.regex.reading import Dialect, Invalid, Unsure
from kubelet_lint.bash.regex.search import Match, Regex, compile
from kubelet_lint.source import HOLE, Text


class Fields(NamedTuple):
    """Fields known from the front, and from the back if a hole is between them."""

    front: tuple[Text, ...]
    back: tuple[Text, ...] = ()
    hole: Text | None = None
    """What lies between: any number of fields."""

    @property
    def total(self) -> int | None:
        """How many there are; None if nobody knows."""
        return len(self.front) if self.hole is None else None


def split(record: Text, separator: Text) -> Fields:
    """Cut a record at a separator."""
    parts = pieces(record, separator.chars)
    first = next((n for n, part in enumerate(parts) if HOLE in part.chars), None)
    if first is None:
        return Fields(tuple(parts))
    last = next(n for n in range(len(parts) - 1, -1, -1) if HOLE in parts[n].chars)
    hole = next(record.holes())
    between = Text.hole(f"a field of {record.display()[:80]!r}", hole.span)
    return Fields(tuple(parts[:first]), tuple(parts[last + 1 :]), between)


def pieces(record: Text, separator: str) -> list[Text]:
    """Cut a text at a separator: a blank stands for any blanks, others are regexes."""
    if HOLE in separator:
        raise Lost("what separates awk's fields is not known")
    if separator == " ":
        return [
            record[m.start() : m.end()] for m in re.finditer(r"[^ \t\n]+", record.chars)
        ]
    if not record:
        return []
    if separator == "":
        return [record[at] for at in range(len(record))]
    if len(separator) == 1 and separator not in "\\":
        return record.split(separator)
    return _cut(record, separator_regex(separator))


def separator_regex(separator: str) -> Regex:
    """Return the expression that a separator of several characters is."""
    try:
        return compile(separator, Dialect("awk", extended=True))
    except (Invalid, Unsure) as error:
        raise Lost(str(error)) from None


def _cut(record: Text, regex: Regex) -> list[Text]:
    parts: list[Text] = []
    start = at = 0
    while at <= len(record):
        found = regex.search(record.chars, at, groups=False)
        if found is None:
            break
        if not isinstance(found, Match):
            raise Lost("where awk's fields end is not known")
        if found.end == found.start:
            at = found.end + 1
            continue
        parts.append(record[start : found.start])
        start = at = found.end
    parts.append(record[start:])
    return parts
