"""HCL templates' sequences: ``${ }``, ``%{ }``, their escapes and ``~`` markers.

As ``hclsyntax/parser_template.go`` of HCL 2.20 reads them: a ``~`` eats the blanks of
one literal token only, and a literal token never reaches beyond a line's end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.source import Text
from kubelet_lint.template.lexing import BLANK, balanced_end
from kubelet_lint.template.syntax import Tag

_OPEN = re.compile(r"\$\$\{|%%\{|\$\{|%\{")
_WORD = re.compile(r"\s*(if|else|endif|for|endfor)\b")
_IN = re.compile(r"\s*([A-Za-z_][\w-]*(?:\s*,\s*[A-Za-z_][\w-]*)?)\s+in\b")


def tags(chars: str) -> Iterator[Tag]:
    """Yield the sequences of an HCL template in order."""
    at = 0
    while (found := _OPEN.search(chars, at)) is not None:
        start = found.start()
        if len(found.group()) == 3:
            end = found.end()
            written = found.group()[1:]
            yield Tag("literal", start, end, start, end, (start + 1, end), written)
            at = end
            continue
        tag = _sequence(chars, start)
        if tag is None:
            return
        yield tag
        at = tag.end


def _sequence(chars: str, start: int) -> Tag | None:
    begin = start + 2
    stop = balanced_end(chars, begin, "}", interpolates=True, quotes='"')
    if stop < 0:
        return None
    end = stop + 1
    left, right = start, end
    if chars.startswith("~", begin):
        begin += 1
        left = _trim_before(chars, start)
    if chars[stop - 1] == "~" and stop - 1 >= begin:
        stop -= 1
        right = _trim_after(chars, end)
    tag = Tag("output", start, end, left, right, (begin, stop))
    return tag if chars[start] == "$" else _directive(chars, tag)


def _trim_before(chars: str, at: int) -> int:
    """Trim the literal in front: from the last line's start, or that line's end."""
    low = chars.rfind("\n", 0, max(at - 1, 0)) + 1
    while at > low and chars[at - 1] in BLANK:
        at -= 1
    return at


def _trim_after(chars: str, at: int) -> int:
    """Trim the literal behind, to the end of its line at most."""
    newline = chars.find("\n", at)
    high = len(chars) if newline < 0 else newline + 1
    while at < high and chars[at] in BLANK:
        at += 1
    return at


def _directive(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    found = _WORD.match(chars, begin, stop)
    if found is None:
        return tag._replace(kind="unread")
    word = found.group(1)
    tag = tag._replace(body=(found.end(), stop), word="")
    match word:
        case "if" | "else":
            return tag._replace(kind=word)
        case "for":
            return _loop(chars, tag)
        case _:
            return tag._replace(kind="end")


def _loop(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    found = _IN.match(chars, begin, stop)
    if found is None:
        return tag._replace(kind="opaque")
    return tag._replace(kind="for", word=found.group(1), body=(found.end(), stop))


def flushed(text: Text) -> Text:
    """Return a ``<<-`` here-document without the indentation all its lines share.

    As ``flushHeredocTemplateParts`` does it: a line whose line end before it was
    eaten by a ``~`` is no line of its own, and keeps its indentation.
    """
    chars = text.chars
    stops = list(tags(chars))
    starts = _line_starts(chars, stops)
    widths: list[tuple[int, int]] = []
    number = 0
    for start in starts:
        end = start
        while number < len(stops) and stops[number].left < start:
            number += 1
        high = stops[number].left if number < len(stops) else len(chars)
        while end < high and chars[end] in " \t\v\f\r":
            end += 1
        if end < high and chars[end] == "\n":
            continue
        if end < len(chars):
            widths.append((start, end - start))
    shared = min((width for _, width in widths), default=0)
    if not shared:
        return text
    parts: list[Text] = []
    at = 0
    for start, _ in widths:
        parts.append(text[at:start])
        at = start + shared
    return Text.join((*parts, text[at:]))


def _line_starts(chars: str, stops: list[Tag]) -> list[int]:
    found = [0] if chars else []
    number = 0
    at = chars.find("\n")
    while at >= 0:
        while number < len(stops) and max(stops[number].end, stops[number].right) <= at:
            number += 1
        eaten = number < len(stops) and stops[number].left <= at
        if not eaten:
            found.append(at + 1)
        at = chars.find("\n", at + 1)
    return found
