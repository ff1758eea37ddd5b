"""Ignore comments: ``# kubelet-lint: ignore[rule, rule] reason``.

What is a comment depends on the language at that place: YAML and shells take one at
the end of a line, after a blank; systemd takes only whole lines, starting with ``#`` or
``;`` (systemd.syntax(7)); HCL knows ``//`` and ``/*`` too; a template engine removes
its own comments wherever they stand. JSON has none.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kubelet_lint.artifacts.naming import installed
from kubelet_lint.source import Source, Span

MARK = "kubelet-lint:"
"""What every ignore comment holds, after what opens a comment."""

_OPENER = re.compile(r"(?:\{\{!(?:--)?|\{\{-?[ \t]*/\*|\{#-?|<%#|/\*|//|#|;)\Z")
"""What opens a comment, right before the mark."""

_CLOSERS = {"{{!--": "--}}", "{{!": "}}", "{#": "#}", "<%#": "%>", "/*": "*/"}
"""What closes it, by what it opens or ends with; otherwise the line's end does."""

_DIALECTS = {"{#": "jinja", "<%#": "erb", "{{!": "handlebars", "{{": "go"}
"""Which template language removes it, by what it opens with."""

_WORDS = re.compile(
    r"[ \t]*ignore\b(?:[ \t]*\[(?P<rules>[^\]]*)\])?(?P<reason>.*)", re.S
)
_UNIT_NAME = re.compile(r"\.(?:service|socket|timer|target|slice|mount)\Z")
_SECTION = re.compile(r"[ \t]*\[(?:X-)?[A-Z][A-Za-z-]*\][ \t]*\Z")
_UNIT_LINE = re.compile(r"[ \t]*(?:\Z|[#;]|[A-Za-z][A-Za-z0-9-]*[ \t]*=|\{[{%#])")
_HEADER = re.compile(r"(?:^|[:\-][ \t]+)(?:[!&]\S+[ \t]+)*[|>][-+0-9]*[ \t]*\Z")

REACH = 1000
"""Lines looked at above a comment or a deciding line, at most."""

LONGEST = 10_000
"""Characters of a line that may stand before a comment at its end."""


class Ignore(NamedTuple):
    """One ignore comment."""

    span: Span
    """From what opens it to the end of the reason."""
    line: int
    rules: tuple[str, ...]
    reason: str
    alone: bool
    """Whether nothing else stands on its line: then it speaks of what follows."""
    header: bool = False
    """Whether it ends the line that opens a YAML block: it speaks of the next line."""
    trouble: str = ""
    """Why it does not count."""

    @property
    def text(self) -> str:
        """The comment as written."""
        return self.span.source.content[self.span.start : self.span.end]


def comments(source: Source) -> Iterator[Ignore]:
    """Yield the ignore comments of a file, at most one a line."""
    at = source.content.find(MARK)
    while at >= 0:
        line = source.position(at).line
        found = _comment(source, line, at)
        if found is not None:
            yield found
        starts = source.line_starts
        if line >= len(starts):
            return
        at = source.content.find(MARK, starts[line])


def _comment(source: Source, line: int, at: int) -> Ignore | None:
    start = source.line_starts[line - 1]
    text = source.line(line)
    opening = _OPENER.search(text[: at - start].rstrip(" \t"))
    said = _WORDS.match(text, at - start + len(MARK))
    if opening is None or said is None:
        return None
    opener, before = opening.group(), text[: opening.start()]
    closer = _closer(opener)
    reason, after = said["reason"], ""
    if closer and closer in reason:
        reason, _, after = reason.partition(closer)
    end = said.start("reason") + len(reason.rstrip(" \t-"))
    alone = not before.strip() and not after.strip("-} \t")
    rules = (said["rules"] or "").split(",")
    found = Ignore(
        Span(source, start + opening.start(), start + end),
        line,
        tuple(name for one in rules if (name := one.strip())),
        reason.strip(" \t:-–—"),
        alone,
        not alone and _HEADER.search(before) is not None,
    )
    return found._replace(trouble=_trouble(found, opener, before))


def _closer(opener: str) -> str:
    for start, end in _CLOSERS.items():
        if opener.startswith(start) or opener.endswith(start):
            return end
    return ""


def _trouble(found: Ignore, opener: str, before: str) -> str:
    """Say why a comment does not count, if it does not."""
    if not found.rules:
        return "it names no rule: write ignore[rule] reason"
    if not any(char.isalnum() for char in found.reason):
        return "it gives no reason"
    if not _opens(found, opener, before):
        return f"{opener} opens no comment here"
    if opener == "#" and not found.alone:
        if _is_unit(found.span.source, found.line):
            return "in a unit file only a whole line is a comment"
        if _quoted(before):
            return "it stands in quotes"
    return ""


def _opens(found: Ignore, opener: str, before: str) -> bool:
    """Say whether the language at this place takes it for a comment."""
    source = found.span.source
    dialect = next((_DIALECTS[o] for o in _DIALECTS if opener.startswith(o)), None)
    if dialect is not None:
        from kubelet_lint.template import detect

        return detect(source.path, source.text()) == dialect
    if opener in ("//", "/*"):
        return source.path.endswith((".tf", ".hcl", ".tofu"))
    if opener == ";":
        return found.alone and (_is_unit(source, found.line) or _is_loose(source))
    return found.alone or before.endswith((" ", "\t"))


def _quoted(before: str) -> bool:
    """Say whether a line's start leaves a quotation open."""
    quote = ""
    escaped = False
    for char in before[-LONGEST:]:
        if escaped:
            escaped = False
        elif char == "\\" and quote != "'":
            escaped = True
        elif char == quote:
            quote = ""
        elif not quote and char in "\"'":
            quote = char
    return bool(quote) or len(before) > LONGEST


def _is_loose(source: Source) -> bool:
    """Say whether a file's name tells of no language: an environment file, perhaps."""
    ending = posixpath.splitext(installed(source.path))[1]
    return ending in ("", ".conf", ".env", ".default", ".sysconfig")


def _is_unit(source: Source, line: int) -> bool:
    """Say whether a line belongs to a unit: a unit file, or one that lies in a script.

    A section's header above it, with nothing but what a unit may hold in between.
    """
    name = installed(source.path)
    folder = posixpath.basename(posixpath.dirname(source.path))
    drop_in = name.endswith(".conf") and _UNIT_NAME.search(folder.removesuffix(".d"))
    if _UNIT_NAME.search(name) or (drop_in and folder.endswith(".d")):
        return True
    if name.endswith(".toml"):
        return False
    for number in range(line, max(0, line - REACH), -1):
        text = source.line(number)
        if _SECTION.match(text):
            return True
        continued = number > 1 and source.line(number - 1).endswith("\\")
        if not continued and not _UNIT_LINE.match(text):
            return False
    return False


def beside(
    found: Mapping[int, Ignore], span: Span, *, encoded: bool = False
) -> Iterator[Ignore]:
    """Yield the comments, of those on each line, that speak of what is at ``span``.

    One at the end of its line; then those alone in the lines above, between which other
    such comments and lines that go on with a backslash may lie. An encoded text in a
    YAML block has no comments: those at the block's head, or above it, speak of it.
    """
    source = span.source
    first = source.position(span.start).line
    head_line = _head_of_block(source, first) if encoded else 0
    if head_line:
        first = head_line
        if (at_head := found.get(head_line)) and at_head.header:
            yield at_head
    last = source.position(max(span.start, span.end - 1)).line if not head_line else 0
    here, head = found.get(last), found.get(first - 1)
    if here and not here.alone and not _overlap(here.span, span):
        yield here
    if head and head.header:
        yield head
    for line in range(first - 1, max(0, first - REACH), -1):
        above = found.get(line)
        if above is not None and above.alone:
            yield above
        elif not source.line(line).endswith("\\"):
            return


def _head_of_block(source: Source, line: int) -> int:
    """Return the line that opens the YAML block around a line, 0 if none does."""
    own = _indent(source.line(line))
    for number in range(line - 1, max(0, line - REACH), -1):
        text = source.line(number)
        if text.strip() and _indent(text) < own:
            opens = _HEADER.search(text.partition(" #")[0].rstrip())
            return number if opens is not None else 0
    return 0


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
