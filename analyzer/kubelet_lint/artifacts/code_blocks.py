"""The code blocks of a page: Markdown, reStructuredText, AsciiDoc.

After CommonMark, "Fenced code blocks"; the reStructuredText specification, "Literal
Blocks", with the ``code-block`` directive of Sphinx; the AsciiDoc documentation,
"Listing Blocks". Markdown's indented blocks are not read: they are part of a list most
often.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.source import Text

_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*([^\n`]*)\r?$")
_LITERAL = re.compile(
    r"^([ \t]*)(?:\.\.[ \t]+(?:code|code-block|sourcecode)::[ \t]*(\S*)|(?:.*\S)?::)"
    r"[ \t]*\r?$"
)
_OPTION = re.compile(r"^[ \t]+:[\w-]+:")
_SOURCE = re.compile(
    r"^\[(?:source|listing)?[^\]\n]*?(?:,[ ]*(\w[\w-]*))?[^\]\n]*\]\r?$"
)
_DELIMITER = re.compile(r"^(-{4,}|\.{4,})[ \t]*\r?$")


class Block(NamedTuple):
    """One code block: its language, and its lines without their indentation."""

    language: str
    text: Text
    before: str = ""
    """The last line above it that is not blank, where that can introduce it."""


def blocks(text: Text, path: str = "") -> Iterator[Block]:
    """Yield the code blocks of a page, as its name says it is written."""
    name = path.lower()
    if name.endswith(".rst"):
        yield from _literal(text)
    elif name.endswith(".adoc"):
        yield from _delimited(text)
    else:
        yield from _fenced(text)


def _fenced(text: Text) -> Iterator[Block]:
    inside: list[Text] = []
    fence, margin, language, before = "", 0, "", ""
    for line in text.lines(keep_ends=True):
        found = _FENCE.match(line.chars.rstrip("\n"))
        if not fence:
            if found is None:
                before = line.chars.strip() or before
            else:
                fence, margin = found.group(2), len(found.group(1))
                language = re.split(r"[\s{,:]", found.group(3).strip().lower())[0]
                inside = []
        elif found is not None and found.group(2).startswith(fence) and not found[3]:
            yield Block(language.strip("."), Text.join(inside), before)
            fence = before = ""
        else:
            inside.append(_dedented(line, margin))
    if fence and inside:
        yield Block(language, Text.join(inside), before)


def _literal(text: Text) -> Iterator[Block]:
    """Yield what is indented below a line that ends with ``::``."""
    inside: list[Text] = []
    language: str | None = None
    margin = 0
    for line in text.lines(keep_ends=True):
        chars = line.chars
        if language is not None:
            option = not inside and _OPTION.match(chars)
            if not chars.strip() or option or _width(chars) > margin:
                inside += [] if option else [line]
                continue
            yield Block(language, _flush(inside))
            language = None
        found = _LITERAL.match(chars.rstrip("\n"))
        if found is not None:
            language, margin, inside = found.group(2) or "", len(found.group(1)), []
    if language is not None:
        yield Block(language, _flush(inside))


def _delimited(text: Text) -> Iterator[Block]:
    inside: list[Text] = []
    open_with, language = "", ""
    for line in text.lines(keep_ends=True):
        chars = line.chars.rstrip("\n")
        found = _DELIMITER.match(chars)
        if open_with:
            if found is not None and found.group(1) == open_with:
                yield Block(language, Text.join(inside))
                open_with = language = ""
            else:
                inside.append(line)
        elif found is not None:
            open_with, inside = found.group(1), []
        elif chars.strip():
            source = _SOURCE.match(chars)
            language = (source.group(1) or "").lower() if source else ""


def _width(chars: str) -> int:
    return len(chars) - len(chars.lstrip(" \t"))


def _flush(lines: list[Text]) -> Text:
    """Return lines without the indentation that all of them share, nor blank ends."""
    while lines and not lines[0].chars.strip():
        lines = lines[1:]
    while lines and not lines[-1].chars.strip():
        lines = lines[:-1]
    shared = min((_width(one.chars) for one in lines if one.chars.strip()), default=0)
    return Text.join([_dedented(line, shared) for line in lines])


def _dedented(line: Text, margin: int) -> Text:
    chars = line.chars
    width = 0
    while width < margin and chars[width : width + 1] in (" ", "\t", ">"):
        width += 1
    return line[width:]
