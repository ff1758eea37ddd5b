"""Handlebars' and Mustache's tags: ``{{x}}``, ``{{{x}}}``, ``{{#if x}}``, comments.

As the Handlebars guide (handlebarsjs.com/guide, "Whitespace Control") has it: a block
tag or comment alone on its line takes the line with it, ``~`` eats all blanks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.template.lexing import (
    blanks_after,
    blanks_before,
    indent_before,
    line_end_after,
    string_end,
)
from kubelet_lint.template.syntax import Tag, TagKind

_WORD = re.compile(r"\s*([#^/]?)\s*([\w.@-]*)")
_AS = re.compile(r"\s+as\s*\|\s*(\w+(?:\s+\w+)?)\s*\|\s*$")
_ELSE = re.compile(r"\s*(?:if\s|(?=unless\s))")
_BLOCKS: dict[str, TagKind] = {
    "if": "if",
    "unless": "unless",
    "each": "for",
    "with": "with",
}


def tags(chars: str) -> Iterator[Tag]:
    """Yield the tags of a Handlebars template in order."""
    at = 0
    while (start := chars.find("{{", at)) >= 0:
        tag = _tag(chars, start)
        if tag is None:
            return
        yield tag
        at = tag.end


def _bounds(chars: str, start: int) -> tuple[int, int, int] | None:
    """Return where the tag's inside starts and stops, and where the tag ends."""
    begin = start + 2
    if chars.startswith(("!--", "~!--"), begin):
        stop = chars.find("--", chars.index("--", begin) + 2)
        end = chars.find("}}", stop) if stop >= 0 else -1
        return None if end < 0 else (begin, end, end + 2)
    triple = chars.startswith("{", begin)
    at = begin + triple
    begin = at
    while at < len(chars):
        if chars.startswith("}}", at):
            return begin, at, at + 2 + triple
        at = string_end(chars, at) if chars[at] in "\"'" else at + 1
        if at < 0:
            break
    return None


def _tag(chars: str, start: int) -> Tag | None:
    bounds = _bounds(chars, start)
    if bounds is None:
        return None
    begin, stop, end = bounds
    left, right = start, end
    if chars.startswith("~", begin):
        begin += 1
        left = blanks_before(chars, start)
    if chars[stop - 1] == "~" and stop > begin:
        stop -= 1
        right = blanks_after(chars, end)
    tag = _kind(chars, Tag("output", start, end, left, right, (begin, stop)))
    return tag if tag.kind == "output" else _standalone(chars, tag)


def _standalone(chars: str, tag: Tag) -> Tag:
    if (tag.left, tag.right) != (tag.start, tag.end):
        return tag
    left = indent_before(chars, tag.start)
    right = line_end_after(chars, blanks_on_line(chars, tag.end))
    alone = (left == 0 or chars[left - 1] == "\n") and (
        right == len(chars) or chars[right - 1] == "\n"
    )
    return tag._replace(left=left, right=right) if alone else tag


def blanks_on_line(chars: str, at: int) -> int:
    """Return where the blanks behind ``at`` on its own line end."""
    while at < len(chars) and chars[at] in " \t":
        at += 1
    return at


def _kind(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    if chars.startswith("!", begin):
        return tag._replace(kind="skip")
    if chars.startswith(">", begin):
        return tag._replace(kind="unread")
    found = _WORD.match(chars, begin, stop)
    sign, word = found.groups() if found else ("", "")
    after = found.end() if found else stop
    if sign == "/":
        return tag._replace(kind="end")
    if sign == "^" or (not sign and word == "else"):
        return _otherwise(chars, tag._replace(body=(after, stop)), word)
    if sign == "#":
        return _open(chars, tag._replace(body=(after, stop)), word, found)
    return tag


def _otherwise(chars: str, tag: Tag, word: str) -> Tag:
    if word not in ("", "else"):
        return tag._replace(kind="unless", body=(tag.body[0] - len(word), tag.body[1]))
    begin, stop = tag.body
    found = _ELSE.match(chars, begin, stop)
    if found is None:
        return tag._replace(kind="else")
    return tag._replace(kind="elif", body=(found.end(), stop))


def _open(chars: str, tag: Tag, word: str, found: re.Match[str] | None) -> Tag:
    begin, stop = tag.body
    names = _AS.search(chars, begin, stop)
    if names is not None:
        tag = tag._replace(body=(begin, names.start()), word=names.group(1))
    kind = _BLOCKS.get(word)
    if kind is not None:
        return tag._replace(kind=kind)
    if chars[begin:stop].strip() or found is None:
        return tag._replace(kind="opaque")
    return tag._replace(kind="if", body=found.span(2))
