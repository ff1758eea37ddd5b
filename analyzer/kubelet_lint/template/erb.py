"""ERB's tags: ``<% %>``, ``<%= %>``, ``<%# %>`` with trim mode ``-``.

As Ruby's ``erb/compiler.rb`` reads them with the trim mode that Puppet and Chef set: a
``-%>`` eats the line end behind it, a ``<%-`` the blanks in front of it on its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.template.lexing import indent_before, line_end_after
from kubelet_lint.template.syntax import Tag

_OPEN = re.compile(r"<%%|%%>|<%")
_WORD = re.compile(r"\s*(if|unless|elsif|else|end|while|until|case|when|begin|def)\b")
_EACH = re.compile(
    r"\s*(?P<list>.+?)\.each(?:_with_index|_pair)?\s*(?:do|\{)\s*"
    r"\|\s*\(?\s*(?P<names>\w+(?:\s*,\s*\w+)*)",
    re.DOTALL,
)
_BLOCK = re.compile(r".*(?:\bdo|\{)\s*(?:\|[^|]*\|)?\s*$", re.DOTALL)
_SET = re.compile(r"\s*(@?[a-z_]\w*)\s*=(?![=~>])")


def tags(chars: str) -> Iterator[Tag]:
    """Yield the tags of an ERB template in order."""
    at = 0
    while (found := _OPEN.search(chars, at)) is not None:
        start, end = found.span()
        if end - start == 3:
            written = "<%" if found.group() == "<%%" else "%>"
            yield Tag("literal", start, end, start, end, (start, end), written)
            at = end
            continue
        stop = chars.find("%>", end)
        if stop < 0:
            return
        yield _tag(chars, start, stop)
        at = stop + 2


def _tag(chars: str, start: int, stop: int) -> Tag:
    begin = start + 2
    end = stop + 2
    left, right = start, end
    sign = chars[begin]
    if sign in "-=#":
        begin += 1
    if sign == "-":
        left = indent_before(chars, start)
    if chars[stop - 1] == "-" and stop - 1 >= begin:
        stop -= 1
        right = line_end_after(chars, end)
    tag = Tag("output", start, end, left, right, (begin, stop))
    if sign == "#":
        return tag._replace(kind="skip")
    return tag if sign == "=" else _code(chars, tag)


def _code(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    found = _WORD.match(chars, begin, stop)
    if found is not None:
        return _keyword(found.group(1), tag._replace(body=(found.end(), stop)))
    each = _EACH.match(chars, begin, stop)
    if each is not None:
        names = each.group("names")
        return tag._replace(kind="for", word=names, body=each.span("list"))
    if chars[begin:stop].strip() == "}":
        return tag._replace(kind="end")
    if _BLOCK.match(chars, begin, stop):
        return tag._replace(kind="opaque")
    assigned = _SET.match(chars, begin, stop)
    if assigned is not None:
        body = (assigned.end(), stop)
        return tag._replace(kind="set", word=assigned.group(1), body=body)
    return tag._replace(kind="mutate")


def _keyword(word: str, tag: Tag) -> Tag:
    match word:
        case "if" | "unless" | "else" | "end":
            return tag._replace(kind=word)
        case "elsif":
            return tag._replace(kind="elif")
        case "when":
            return tag._replace(kind="skip")
        case _:
            return tag._replace(kind="opaque")
