"""Edits of a file by line, as configuration management makes them.

``lineinfile``, ``blockinfile`` and ``replace`` of ansible.builtin. Of a file that
nobody sees only what the edit itself writes is known: the other lines are a hole. A
pattern that could take time without end is not tried.
"""

from __future__ import annotations

import re

from kubelet_lint.source import HOLE, Text, program

_NEWLINE = program("\n")


def _unseen(what: str, span_of: Text | None) -> Text:
    span = span_of.span if span_of is not None else None
    return Text.hole(f"the lines of the file {what}", span, words=True)


_SLOW = re.compile(r"[*+}?]\)[*+{]|\|[^()]*\)[*+{]|(?:[.\])][*+][^|]*){4}")
"""Repeated repetitions, on which ``re`` may go back and forth for ever."""

LONGEST = 4_000
"""Characters of a line in which a pattern is looked for."""


def _compiled(pattern: Text | None) -> re.Pattern[str] | None:
    if pattern is None or not pattern.known or len(pattern) > 500:
        return None
    if _SLOW.search(pattern.chars):
        return None
    try:
        return re.compile(pattern.chars)
    except (re.error, RecursionError, OverflowError):
        return None


def line_in_file(
    text: Text | None, pattern: Text | None, line: Text | None, *, absent: bool
) -> Text | None:
    """Return a file with a line put where the last match is, else at its end."""
    said = _compiled(pattern)
    if absent:
        return _without(text, said, line)
    if line is None or (pattern is not None and said is None and text is not None):
        return None
    if text is None or any(len(one) > LONGEST for one in text.lines()):
        rest = _unseen("that is edited here are not seen", line)
        return Text.join((rest, _NEWLINE, line, _NEWLINE))
    lines = list(text.lines())
    hits = [
        number
        for number, one in enumerate(lines)
        if (said.search(one.chars) if said else one.chars == line.chars)
    ]
    if hits:
        lines[hits[-1]] = line
    elif all(one.chars != line.chars for one in lines):
        lines.append(line)
    return Text.join(part for one in lines for part in (one, _NEWLINE))


def _without(
    text: Text | None, said: re.Pattern[str] | None, line: Text | None
) -> Text | None:
    if text is None or (said is None and (line is None or HOLE in line.chars)):
        return None
    kept = [
        one
        for one in text.lines()
        if not (
            said.search(one.chars)
            if said
            else line is not None and one.chars == line.chars
        )
    ]
    return Text.join(part for one in kept for part in (one, _NEWLINE))


def block_in_file(text: Text | None, block: Text | None) -> Text | None:
    """Return a file with a block of lines at its end."""
    if block is None:
        return text
    before = _unseen("that a block is added to are not seen", block)
    head = before if text is None else text.rstrip("\n")
    return Text.join((head, _NEWLINE, block.rstrip("\n"), _NEWLINE))


def replaced(text: Text | None, pattern: Text | None, new: Text) -> Text | None:
    """Return a file with every match of a pattern replaced."""
    said = _compiled(pattern)
    if text is None or said is None or "\\" in new.chars:
        return None
    if any(len(one) > LONGEST for one in text.lines()):
        return None
    multi = re.compile(said.pattern, re.MULTILINE)
    parts: list[Text] = []
    at = 0
    for found in multi.finditer(text.chars):
        parts += [text[at : found.start()], new]
        at = found.end()
    return Text.join((*parts, text[at:]))
