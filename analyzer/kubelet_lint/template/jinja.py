"""Jinja2's delimiters: ``{{ }}``, ``{% %}``, ``{# #}``, ``raw`` and trim markers.

As the lexer of Jinja2 3.1 (``jinja2/lexer.py``) reads them, with ``trim_blocks`` on
as Ansible's ``template`` and cloud-init set it: one line end after a block or comment
goes away. Line statements are off, as they are wherever a node's files are rendered.
Ansible's first line ``#jinja2: trim_blocks:False, lstrip_blocks:True`` says otherwise
(``lib/ansible/template``, ``_parse_template_override``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.template.lexing import (
    balanced_end,
    blanks_after,
    blanks_before,
    line_end_after,
)
from kubelet_lint.template.syntax import Tag, TagKind

_OPEN = re.compile(r"\{\{|\{%|\{#")
_RAW_END = re.compile(r"\{%[-+]?\s*endraw\s*[-+]?%\}")
_WORD = re.compile(r"\s*([A-Za-z_]\w*)")
_SET = re.compile(r"\s*([A-Za-z_][\w.]*(?:\s*,\s*[A-Za-z_]\w*)*)\s*(=(?!=))?")
_IN = re.compile(r"\s*\(?\s*([A-Za-z_]\w*(?:\s*,\s*[A-Za-z_]\w*)*)\s*\)?\s+in\s+")

_BLOCKS: dict[str, TagKind] = {
    "if": "if",
    "elif": "elif",
    "else": "else",
    "macro": "define",
    "block": "group",
    "autoescape": "group",
    "trans": "group",
    "call": "opaque",
    "filter": "opaque",
    "with": "group",
    "include": "unread",
    "extends": "unread",
    "import": "skip",
    "from": "skip",
    "do": "mutate",
    "break": "unread",
    "continue": "unread",
}


_OVERRIDE = re.compile(r"#jinja2:([^\n]*)(?:\n|\Z)")
_SETTING = re.compile(r"\s*(\w+)\s*:\s*(True|False)\s*")


def tags(chars: str) -> Iterator[Tag]:
    """Yield the tags of a Jinja2 template in order."""
    header = _OVERRIDE.match(chars)
    settings = {"trim_blocks": "True", "lstrip_blocks": "False"}
    at = 0
    if header is not None:
        at = header.end()
        found = [_SETTING.fullmatch(one) for one in header.group(1).split(",")]
        if any(one is None or one.group(1) not in settings for one in found):
            # Other delimiters, for instance: nothing can be told from the text.
            yield Tag("unread", 0, len(chars), 0, len(chars))
            return
        yield Tag("skip", 0, at, 0, at)
        settings |= {one.group(1): one.group(2) for one in found if one is not None}
    for tag in _tags(chars, at):
        yield _set_up(chars, tag, settings)


def _set_up(chars: str, tag: Tag, settings: dict[str, str]) -> Tag:
    """Return a tag as the template's own settings have it."""
    if tag.kind == "output":
        return tag
    if settings["trim_blocks"] == "False" and chars[tag.end - 3] != "-":
        tag = tag._replace(right=tag.end)
    margin = chars.rfind("\n", 0, tag.start) + 1
    if (
        settings["lstrip_blocks"] == "True"
        and chars[tag.start + 2] != "+"
        and not chars[margin : tag.start].strip(" \t")
    ):
        tag = tag._replace(left=min(tag.left, margin))
    return tag


def _tags(chars: str, at: int) -> Iterator[Tag]:
    while (found := _OPEN.search(chars, at)) is not None:
        tag = _tag(chars, found.start())
        if tag is None:
            return
        yield tag
        at = max(tag.end, tag.right)


def _tag(chars: str, start: int) -> Tag | None:
    opener = chars[start : start + 2]
    begin = start + 2
    sign = chars[begin : begin + 1]
    if sign in ("-", "+"):
        begin += 1
    left = blanks_before(chars, start) if sign == "-" else start
    if opener == "{#":
        stop = chars.find("#}", begin)
    else:
        stop = balanced_end(chars, begin, "}}" if opener == "{{" else "%}")
    if stop < 0:
        return None
    end = stop + 2
    last = chars[stop - 1 : stop] if stop > begin else ""
    if last in ("-", "+"):
        stop -= 1
    right = end
    if last == "-":
        right = blanks_after(chars, end)
    elif last != "+" and opener != "{{":
        right = line_end_after(chars, end)
    if opener == "{{":
        return Tag("output", start, end, left, right, (begin, stop))
    if opener == "{#":
        return Tag("skip", start, end, left, right)
    return _block(chars, Tag("skip", start, end, left, right, (begin, stop)))


def _block(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    found = _WORD.match(chars, begin, stop)
    if found is None:
        return tag._replace(kind="unread")
    word = found.group(1)
    tag = tag._replace(body=(found.end(), stop), word=word)
    if word == "raw":
        return _raw(chars, tag._replace(right=max(tag.end, _raw_start(chars, tag))))
    if word == "set":
        return _set(chars, tag)
    if word == "for":
        return _loop(chars, tag)
    if word.startswith("end"):
        return tag._replace(kind="end")
    if word == "include" and chars[tag.end - 3] != "-":
        # Ansible keeps the last line end of the file where it trims the one of the tag.
        tag = tag._replace(right=tag.end)
    return tag._replace(kind=_BLOCKS.get(word, "unread"))


def _raw_start(chars: str, tag: Tag) -> int:
    """A line end behind ``{% raw %}`` stays: only its minus eats blanks."""
    return blanks_after(chars, tag.end) if chars[tag.end - 3] == "-" else tag.end


def _raw(chars: str, tag: Tag) -> Tag:
    found = _RAW_END.search(chars, tag.end)
    if found is None:
        return tag._replace(kind="unread", end=len(chars), right=len(chars))
    stop = found.start()
    if chars[found.start() + 2] == "-":
        stop = blanks_before(chars, stop)
    right = found.end()
    if chars[right - 3] == "-":
        right = blanks_after(chars, right)
    elif chars[right - 3] != "+":
        right = line_end_after(chars, right)
    body = (tag.right, max(stop, tag.right))
    return tag._replace(kind="verbatim", end=found.end(), right=right, body=body)


def _set(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    found = _SET.match(chars, begin, stop)
    if found is None:
        return tag._replace(kind="unread")
    kind: TagKind = "set" if found.group(2) else "capture"
    return tag._replace(kind=kind, word=found.group(1), body=(found.end(), stop))


def _loop(chars: str, tag: Tag) -> Tag:
    begin, stop = tag.body
    found = _IN.match(chars, begin, stop)
    if found is None:
        return tag._replace(kind="opaque")
    return tag._replace(kind="for", word=found.group(1), body=(found.end(), stop))
