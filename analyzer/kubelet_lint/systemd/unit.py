"""The lines of a unit file: sections and assignments.

Follows systemd's ``config_parse`` and ``parse_line`` (``src/shared/conf-parser.c``)
and ``read_line_full`` (``src/basic/fileio.c``), the same from release 247 to 262.
The manual page is systemd.syntax(7); where it and the program differ, the program
is followed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.source import HOLE, Choice, Hole, Span, Text

LONG_LINE_MAX = 1 << 20
"""Bytes of one line, continuations included, before systemd gives the file up."""

READ_MAX = 5 << 18
LINES_MAX = 100_000
"""Characters and lines of a file that are read; what follows is unknown."""

LINE_READ_MAX = 128 << 10
"""Characters of a line that are read, continuations included (no argument is longer,
says ``MAX_ARG_STRLEN`` of Linux); the rest is unknown."""

TOO_LONG = "the rest is too long to be read"

QUOTED = 120
"""Characters of a text that a message quotes."""

COMPLAINTS = 1000
"""Harmless complaints kept of one file."""

SECTIONS = frozenset({"Unit", "Service", "Install"})
"""Sections that systemd knows in a service unit."""

BLANKS = " \t\n\r"
"""What systemd strips and splits at; VT, FF and NBSP are ordinary characters."""

_LINE_END = re.compile("(?:\n\r?|\r\n?)\0?|\0")
_BYTE_ORDER_MARK = "\ufeff"
_HEADER_NAME = re.compile(r"\[([^\]]*)")
_UNSAFE = re.compile("[\x01-\x1f\"'\\\\\x7f]")

_NONCHARACTERS = "\ufdd0-\ufdef\ufffe\uffff" + "".join(
    chr(plane << 16 | low) for plane in range(1, 17) for low in (0xFFFE, 0xFFFF)
)

NOT_UTF8 = re.compile(f"[\udc80-\udcff{_NONCHARACTERS}]")
"""Undecodable bytes, and the code points that ``utf8_is_valid`` refuses as well."""


class Assignment(NamedTuple):
    """One ``Key=value`` of a known section, continuation lines joined."""

    section: str
    key: Text
    value: Text
    span: Span | None
    """From the key's first character to the value's last, over all its lines."""


class Problem(NamedTuple):
    """Something systemd complains about. Fatal: it reads no further."""

    message: str
    span: Span | None
    fatal: bool = False


class Unread(NamedTuple):
    """A line whose key nobody can know: it may say anything."""

    section: str
    hole: Hole


Item = Assignment | Problem | Unread


class Parsed(NamedTuple):
    """A unit file or drop-in, line by line."""

    items: tuple[Item, ...]

    @property
    def assignments(self) -> tuple[Assignment, ...]:
        """The assignments in the order written."""
        return tuple(item for item in self.items if isinstance(item, Assignment))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The complaints in the order of their lines."""
        return tuple(item for item in self.items if isinstance(item, Problem))

    @property
    def fatal(self) -> Problem | None:
        """The first complaint that ends the reading of the file."""
        return next((problem for problem in self.problems if problem.fatal), None)


def parse(
    text: Text,
    *,
    dropin: bool,
    version: int = 252,
    sections: frozenset[str] = SECTIONS,
) -> Parsed:
    """Read a unit file.

    A fatal line ends a drop-in: systemd keeps what stands above it. It makes systemd
    refuse a unit as a whole, so there the lines below it are still returned, as far
    as they can be read, for whoever wants to judge them beside the refusal.
    """
    del version  # The releases agree on lines; the argument is for symmetry.
    return Parsed(tuple(_items(text, dropin=dropin, sections=sections)))


def _items(text: Text, *, dropin: bool, sections: frozenset[str]) -> Iterator[Item]:
    section = ""
    complaints = 0
    for line in _logical_lines(text):
        for item in _line(line, section, sections):
            if isinstance(item, Problem) and not item.fatal:
                complaints += 1
                if complaints > COMPLAINTS:
                    continue
            yield item
            if isinstance(item, Problem) and item.fatal and dropin:
                return
        if isinstance(line, Text) and line.chars[:1] == "[":
            section = _section(line, sections)


def _line(
    line: Text | Problem | Unread, section: str, sections: frozenset[str]
) -> Iterator[Item]:
    if not isinstance(line, Text):
        yield line
        return
    if NOT_UTF8.search(line.chars):
        yield Problem("line is not valid UTF-8", _first_line(line.span), fatal=True)
    if not line.chars:
        return
    if line.chars[0] == "[":
        yield from _header(line, sections)
    else:
        yield _assignment(line, section)


def _logical_lines(text: Text) -> Iterator[Text | Problem | Unread]:
    """Yield each line with its continuations joined, without blanks around it."""
    chars = text.chars
    parts: list[Text] = []
    length = 0
    marked = False
    for number, (start, end) in enumerate(_physical_lines(chars)):
        if start >= READ_MAX or (number >= LINES_MAX and not parts):
            if parts:
                yield _joined(parts, READ_MAX)
            yield Unread("Service", Hole(TOO_LONG))
            return
        if end - start >= LONG_LINE_MAX:
            yield Problem("line too long", text.span_of(start, start + 80), fatal=True)
            return
        if _is_comment(chars, start, end):
            continue
        if not marked and chars.startswith(_BYTE_ORDER_MARK, start, end):
            marked = True
            start += 1
        if parts and length + end - start > LONG_LINE_MAX:
            yield Problem("continuation line too long", parts[0].span, fatal=True)
            return
        continued = _is_continued(chars, start, end)
        if not continued and not parts and end - start <= LINE_READ_MAX:
            written = chars[start:end]
            start += len(written) - len(written.lstrip(BLANKS))
            if start < end:
                yield text[start : end - len(written) + len(written.rstrip(BLANKS))]
            continue
        if length <= LINE_READ_MAX:
            parts.append(text[start : min(end - continued, start + LINE_READ_MAX + 1)])
            if continued:
                # systemd puts one space in the place of the backslash.
                parts.append(Text.derived(" ", text.span_of(end - 1, end)))
        length += end - start
        if not continued:
            yield _joined(parts, length)
            parts.clear()
            length = 0
    if parts:
        yield _joined(parts, length)


def _joined(parts: list[Text], length: int) -> Text:
    """Join the parts of a line; what is missing of an overlong one is a hole."""
    line = Text.join(parts) if len(parts) > 1 else parts[0]
    if length > LINE_READ_MAX:
        line = line[:LINE_READ_MAX] + Text.hole(TOO_LONG, line.span, words=True)
    return line.strip(BLANKS)


def _physical_lines(chars: str) -> Iterator[tuple[int, int]]:
    """Yield where lines start and end; LF, CR, NUL and their pairs end a line."""
    start = 0
    for match in _LINE_END.finditer(chars):
        yield start, match.start()
        start = match.end()
    if start < len(chars):
        yield start, len(chars)


def _is_comment(chars: str, start: int, end: int) -> bool:
    while start < end and chars[start] in " \t":
        start += 1
    return start < end and chars[start] in "#;"


def _is_continued(chars: str, start: int, end: int) -> bool:
    if end == start or chars[end - 1] != "\\":
        return False
    return (end - start - len(chars[start:end].rstrip("\\"))) % 2 == 1


def _section(line: Text, sections: frozenset[str]) -> str:
    """Return the section a header opens; empty if systemd skips what follows."""
    if line.chars[-1] == "]":
        name = line.chars[1:-1]
    else:  # Refused by systemd; read as far as it can be.
        match = _HEADER_NAME.match(line.chars)
        name = match[1] if match else ""
    return name if name in sections else ""


def _header(line: Text, sections: frozenset[str]) -> Iterator[Problem | Unread]:
    span = _first_line(line.span)
    name = line.chars[1:-1]
    hole = next(line.holes(), None)
    if hole is not None:
        yield Unread(_section(line, sections), _as_hole(hole))
    elif line.chars[-1] != "]":
        yield Problem(f"invalid section header '{excerpt(line)}'", span, fatal=True)
    elif _UNSAFE.search(name):
        yield Problem(f"bad characters in '{excerpt(line)}'", span, fatal=True)
    elif name not in sections and not name.startswith("X-"):
        yield Problem(f"unknown section '{excerpt(line)}'", span)


def _assignment(line: Text, section: str) -> Item:
    at = line.chars.find("=")
    key = line[: at if at >= 0 else len(line)].rstrip(BLANKS)
    hole = next(key.holes(), None) if HOLE in key.chars else None
    if hole is not None:
        return Unread(section, _as_hole(hole))
    span = line.span
    if not section:
        return Problem("assignment outside of a known section", _first_line(span))
    if at < 0:
        return Problem("missing '='", _first_line(span))
    if at == 0:
        return Problem("missing key name before '='", _first_line(span))
    return Assignment(section, key, line[at + 1 :].lstrip(BLANKS), span)


def _as_hole(piece: Hole | Choice) -> Hole:
    if isinstance(piece, Hole):
        return piece
    return Hole(f"depends on {piece.condition}", piece.span)


def excerpt(text: Text) -> str:
    """Return the text as messages quote it: not all of it if it is long."""
    return text.display() if len(text) <= QUOTED else text[:QUOTED].display() + "…"


def _first_line(span: Span | None) -> Span | None:
    return None if span is None else first_line(span)


def first_line(span: Span) -> Span:
    """Return the part of a stretch that lies on its first line."""
    found = _LINE_END.search(span.source.content, span.start, span.end)
    return Span(span.source, span.start, found.start()) if found else span
