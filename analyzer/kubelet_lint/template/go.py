"""Go templates' delimiters: ``{{ }}`` with trim markers, comments and directives.

As ``text/template/parse/lex.go`` of Go 1.22 reads them. Only ``else``, ``else if`` and
``else with`` divide a directive; ``{{ end }}`` ends every kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.template.lexing import blanks_after, blanks_before, string_end
from kubelet_lint.template.syntax import Tag, TagKind

_COMMENT = re.compile(r"\{\{(-\s)?\s*/\*")
_WORD = re.compile(r"\s*(if|else|end|range|with|define|block|break|continue)(?![\w.])")
_ELSE = re.compile(r"\s*(if|with)(?!\w)")
_ASSIGN = re.compile(r"\s*(\$\w+)\s*:?=")
_RANGE = re.compile(r"\s*(\$\w+(?:\s*,\s*\$\w+)?)\s*:?=")
_NAME = re.compile(r'\s*"([^"]*)"')


def tags(chars: str) -> Iterator[Tag]:
    """Yield the tags of a Go template in order."""
    at = 0
    while (start := chars.find("{{", at)) >= 0:
        tag = _comment(chars, start) or _tag(chars, start)
        if tag is None:
            return
        yield tag
        at = tag.end


def _comment(chars: str, start: int) -> Tag | None:
    found = _COMMENT.match(chars, start)
    if found is None:
        return None
    stop = chars.find("*/", found.end())
    stop = chars.find("}}", stop) if stop >= 0 else -1
    if stop < 0:
        return None
    left, right = _trims(chars, start, stop)
    return Tag("skip", start, stop + 2, left, right)


def _trims(chars: str, start: int, stop: int) -> tuple[int, int]:
    """A trim marker is a minus with a blank between it and the action."""
    left, right = start, stop + 2
    if chars[start + 2 : start + 3] == "-" and chars[start + 3 : start + 4].isspace():
        left = blanks_before(chars, start)
    if chars[stop - 1] == "-" and chars[stop - 2].isspace():
        right = blanks_after(chars, right)
    return left, right


def _stop(chars: str, at: int) -> int:
    """Return where the action that starts at ``at`` has its ``}}``."""
    while at < len(chars):
        if chars.startswith("}}", at):
            return at
        at = string_end(chars, at) if chars[at] in "\"'`" else at + 1
        if at < 0:
            return -1
    return -1


def _tag(chars: str, start: int) -> Tag | None:
    stop = _stop(chars, start + 2)
    if stop < 0:
        return None
    left, right = _trims(chars, start, stop)
    signed = chars[start + 2] == "-" and chars[start + 3 : start + 4].isspace()
    begin = start + 2 + signed
    end = stop - (stop > begin and chars[stop - 1] == "-" and chars[stop - 2].isspace())
    body = (min(begin, end), end)
    return _action(chars, Tag("output", start, stop + 2, left, right, body))


def _action(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    found = _WORD.match(chars, begin, stop)
    if found is None:
        return _value(chars, tag)
    word = found.group(1)
    tag = tag._replace(body=(found.end(), stop), word="")
    match word:
        case "if" | "with" | "end":
            return tag._replace(kind=word)
        case "else":
            return _else(chars, tag)
        case "range":
            return _range(chars, tag)
        case "define" | "block":
            name = _NAME.match(chars, found.end(), stop)
            kind: TagKind = "define" if word == "define" else "group"
            return tag._replace(kind=kind, word=name.group(1) if name else "")
        case _:
            return tag._replace(kind="unread")


def _value(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    found = _ASSIGN.match(chars, begin, stop)
    if found is None:
        return tag
    return tag._replace(kind="set", word=found.group(1), body=(found.end(), stop))


def _else(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    found = _ELSE.match(chars, begin, stop)
    if found is None:
        return tag._replace(kind="else")
    return tag._replace(kind="elif", body=(found.end(), stop))


def _range(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    found = _RANGE.match(chars, begin, stop)
    if found is None:
        return tag._replace(kind="for")
    return tag._replace(kind="for", word=found.group(1), body=(found.end(), stop))
