"""Text that remembers where it was written.

A setting may travel far before the kubelet reads it: typed in a heredoc, written to
a file by bash, joined to the next line by systemd, split into an argument. ``Text``
is a string through that whole journey: each stretch of it still points at the
characters of the repository it came from, and stretches nobody can know before the
node boots (a template hole, a command's output) stay visible as holes.

``Text.chars`` is an ordinary ``str`` in which every hole is the single character
``HOLE``, so parsers use ``re`` and ``str`` methods on it and slice the ``Text`` with
the indices they find.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from typing import Literal as OneOf
from typing import NamedTuple, overload

HOLE = "\ud800"
"""Stands in ``Text.chars`` for one unknown stretch, of any length, even none.

A lone high surrogate: no decoder of a file yields it (undecodable bytes become
U+DC80 to U+DCFF), so it can't clash with what a file says.
"""

Origin = OneOf["repository", "vendor", "command line", "program"]


class Position(NamedTuple):
    """A point in a file as people count it: both numbers start at 1.

    Columns count code points; writers that need UTF-16 units convert.
    """

    line: int
    column: int


class Source:
    """One decoded file, or one decoded document inside another file.

    Compared by identity. ``content`` holds exactly the characters of the file: a byte
    order mark, carriage returns and undecodable bytes (as U+DC80 to U+DCFF) included.
    """

    __slots__ = ("_lines", "container", "content", "encoding", "origin", "path")

    def __init__(
        self,
        path: str,
        content: str,
        *,
        origin: Origin = "repository",
        container: Span | None = None,
        encoding: str = "utf-8",
    ) -> None:
        """Name a content.

        Args:
            path: relative to the repository, with ``/``; for another origin, a name
                for people, such as ``EKS AL2 image: kubelet.service``.
            content: the decoded characters.
            origin: who wrote it; findings only point into ``repository`` sources.
            container: for an encoded document (base64, gzip), the stretch of the
                repository file that holds it; positions of findings are reported there.
            encoding: what the bytes were decoded from.
        """
        self.path = path
        self.content = content
        self.origin: Origin = origin
        self.container = container
        self.encoding = encoding
        self._lines: list[int] | None = None

    def __repr__(self) -> str:
        return f"Source({self.path!r})"

    @property
    def line_starts(self) -> list[int]:
        """Offsets at which lines start. A line ends at LF, CR or CRLF only."""
        if self._lines is None:
            self._lines = _line_starts(self.content)
        return self._lines

    def position(self, offset: int) -> Position:
        """Return the line and column of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line(self, number: int) -> str:
        """Return a line by its number, from 1, without its line end."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.content)
        return self.content[starts[number - 1] : end].rstrip("\r\n")

    def text(self) -> Text:
        """Return the whole content as text that points at itself."""
        return Text.spelled(self, 0, len(self.content))


def _line_starts(content: str) -> list[int]:
    starts = [0]
    at = content.find("\n")
    if "\r" not in content:
        while at >= 0:
            starts.append(at + 1)
            at = content.find("\n", at + 1)
        return starts
    length = len(content)
    for index, char in enumerate(content):
        if char == "\n" or (
            char == "\r" and not (index + 1 < length and content[index + 1] == "\n")
        ):
            starts.append(index + 1)
    return starts


class Span(NamedTuple):
    """Characters ``start`` up to, not including, ``end`` of a source."""

    source: Source
    start: int
    end: int

    @property
    def outermost(self) -> Span:
        """The same place in the repository's own file, however deep the carrier."""
        span = self
        while span.source.container is not None:
            span = span.source.container
        return span


class Literal(NamedTuple):
    """Known characters that ``source`` spells one for one from ``start`` on."""

    source: Source
    start: int


class Derived(NamedTuple):
    """Known characters that ``span`` does not spell one for one, such as ``\\n``.

    ``span`` is None for characters no file holds, such as a program's own words.
    """

    span: Span | None


class Hole(NamedTuple):
    """Characters that exist only on the node, and why. One character of ``chars``."""

    reason: str
    span: Span | None = None
    name: str = ""
    """What it is called where it is written: ``$NODE_IP``, ``{{ mode }}``."""
    words: bool = False
    """As a whole argument: zero or more arguments rather than exactly one."""
    encodes: tuple[str, Text] | None = None
    """A text that these characters are known to encode, as ``("base64", text)``."""


class Choice(NamedTuple):
    """One of several texts, depending on ``condition``. One character of ``chars``.

    Choices with the same condition are decided together and offer the same labels.
    """

    condition: str
    options: tuple[tuple[str, Text], ...]
    """Pairs of what must hold (``when $X is set``) and the text it then is."""
    span: Span | None = None


Piece = Literal | Derived | Hole | Choice


class Text:
    """A string made of pieces that each know their origin. Immutable."""

    __slots__ = ("_ends", "_pieces", "chars")

    chars: str

    def __init__(
        self,
        chars: str = "",
        pieces: tuple[Piece, ...] = (),
        ends: tuple[int, ...] = (),
    ) -> None:
        """Use ``spelled``, ``derived``, ``hole``, ``choice`` or ``join`` instead."""
        self.chars = chars
        self._pieces = pieces
        self._ends = ends

    # --- making -----------------------------------------------------------------

    @staticmethod
    def spelled(source: Source, start: int, end: int) -> Text:
        """Return the characters of a source, each pointing at itself."""
        chars = source.content[start:end]
        return Text(chars, (Literal(source, start),), (len(chars),)) if chars else EMPTY

    @staticmethod
    def derived(chars: str, span: Span | None = None) -> Text:
        """Return known characters that ``span`` stands for without spelling them."""
        return Text(chars, (Derived(span),), (len(chars),)) if chars else EMPTY

    @staticmethod
    def hole(
        reason: str, span: Span | None = None, name: str = "", *, words: bool = False
    ) -> Text:
        """Return one unknown stretch."""
        return Text(HOLE, (Hole(reason, span, name, words),), (1,))

    @staticmethod
    def choice(
        condition: str,
        options: Iterable[tuple[str, Text]],
        span: Span | None = None,
    ) -> Text:
        """Return one of several texts, decided by ``condition``."""
        return Text(HOLE, (Choice(condition, tuple(options), span),), (1,))

    @staticmethod
    def join(parts: Iterable[Text]) -> Text:
        """Return the parts one after the other, in linear time."""
        chars: list[str] = []
        pieces: list[Piece] = []
        ends: list[int] = []
        length = 0
        for part in parts:
            if not part.chars:
                continue
            chars.append(part.chars)
            start = 0
            for piece, end in zip(part._pieces, part._ends, strict=False):
                if pieces and _continues(pieces[-1], piece, ends, length + start):
                    ends[-1] = length + end
                else:
                    pieces.append(piece)
                    ends.append(length + end)
                start = end
            length += len(part.chars)
        return Text("".join(chars), tuple(pieces), tuple(ends)) if chars else EMPTY

    # --- reading ----------------------------------------------------------------

    def __len__(self) -> int:
        return len(self.chars)

    def __bool__(self) -> bool:
        return bool(self.chars)

    def __add__(self, other: Text) -> Text:
        if not self.chars:
            return other
        return Text.join((self, other)) if other.chars else self

    def __eq__(self, other: object) -> bool:
        """Same characters and same pieces; compare ``chars`` to ignore origins."""
        return (
            isinstance(other, Text)
            and self.chars == other.chars
            and self._ends == other._ends
            and self._pieces == other._pieces
        )

    def __hash__(self) -> int:
        return hash(self.chars)

    def __repr__(self) -> str:
        return f"Text({self.display()!r})"

    @overload
    def __getitem__(self, index: int) -> Text: ...
    @overload
    def __getitem__(self, index: slice) -> Text: ...
    def __getitem__(self, index: int | slice) -> Text:
        """Return one character, or a slice with step 1, as text."""
        length = len(self.chars)
        if isinstance(index, int):
            start = index + length if index < 0 else index
            if not 0 <= start < length:
                raise IndexError(index)
            stop = start + 1
        else:
            start, stop, step = index.indices(length)
            if step != 1:
                raise ValueError("a text is only sliced with step 1")
        if start >= stop:
            return EMPTY
        if start == 0 and stop == length:
            return self
        return self._slice(start, stop)

    def _slice(self, start: int, stop: int) -> Text:
        first = bisect_right(self._ends, start)
        pieces: list[Piece] = []
        ends: list[int] = []
        begin = self._ends[first - 1] if first else 0
        for number in range(first, len(self._ends)):
            piece, end = self._pieces[number], self._ends[number]
            if isinstance(piece, Literal) and start > begin:
                piece = Literal(piece.source, piece.start + start - begin)
            pieces.append(piece)
            ends.append(min(end, stop) - start)
            if end >= stop:
                break
            begin = end
        return Text(self.chars[start:stop], tuple(pieces), tuple(ends))

    @property
    def known(self) -> bool:
        """Say whether every character is known before the node boots."""
        return HOLE not in self.chars

    def pieces(self) -> Iterator[tuple[int, int, Piece]]:
        """Yield ``(start, end, piece)`` over ``chars``."""
        start = 0
        for piece, end in zip(self._pieces, self._ends, strict=False):
            yield start, end, piece
            start = end

    def holes(self) -> Iterator[Hole | Choice]:
        """Yield the unknown stretches in order."""
        for piece in self._pieces:
            if isinstance(piece, (Hole, Choice)):
                yield piece

    def piece_at(self, index: int) -> Piece:
        """Return the piece that the character at ``index`` belongs to."""
        return self._pieces[bisect_right(self._ends, index)]

    def span_of(self, start: int, end: int) -> Span | None:
        """Return where the characters ``start`` up to ``end`` were written.

        The stretch of the first source among them that starts where the first of them
        is written and goes on as far as they follow in that order: a value put in from
        an earlier line is not part of it. None if no file holds any of them.
        """
        found: Span | None = None
        for begin, stop, piece in (
            self._slice(start, end).pieces() if end > start else ()
        ):
            span = _span(piece, stop - begin)
            if span is None:
                continue
            if found is None:
                found = span
            elif span.source is found.source and span.start >= found.start:
                found = found._replace(end=max(found.end, span.end))
        return found

    @property
    def span(self) -> Span | None:
        """Return where this text was written, as far as it lies in one file."""
        return self.span_of(0, len(self.chars))

    def display(self) -> str:
        """Return the characters for people, a hole as ``‹name or reason›``."""
        if HOLE not in self.chars:
            return self.chars
        shown: list[str] = []
        for start, end, piece in self.pieces():
            match piece:
                case Hole():
                    shown.append(f"‹{piece.name or piece.reason}›")
                case Choice():
                    options = "|".join(text.display() for _, text in piece.options)
                    shown.append(f"‹{options}›")
                case _:
                    shown.append(self.chars[start:end])
        return "".join(shown)

    # --- string methods that keep the origin -------------------------------------

    def lines(self, *, keep_ends: bool = False) -> Iterator[Text]:
        """Yield the text line by line; only LF ends a line here."""
        start = 0
        chars = self.chars
        while start < len(chars):
            at = chars.find("\n", start)
            end = len(chars) if at < 0 else at + 1
            yield self[start : end if keep_ends or at < 0 else at]
            start = end

    def strip(self, chars: str | None = None) -> Text:
        """Return the text without the given characters (blanks) at both ends."""
        start = len(self.chars) - len(self.chars.lstrip(chars))
        return self[start : max(start, len(self.chars.rstrip(chars)))]

    def lstrip(self, chars: str | None = None) -> Text:
        """Return the text without the given characters (blanks) at its start."""
        return self[len(self.chars) - len(self.chars.lstrip(chars)) :]

    def rstrip(self, chars: str | None = None) -> Text:
        """Return the text without the given characters (blanks) at its end."""
        return self[: len(self.chars.rstrip(chars))]

    def partition(self, separator: str) -> tuple[Text, Text, Text]:
        """Split at the first separator, as ``str.partition`` does."""
        at = self.chars.find(separator)
        if at < 0:
            return self, EMPTY, EMPTY
        end = at + len(separator)
        return self[:at], self[at:end], self[end:]

    def split(self, separator: str) -> list[Text]:
        """Split at every separator, as ``str.split(separator)`` does."""
        parts: list[Text] = []
        start = 0
        while (at := self.chars.find(separator, start)) >= 0:
            parts.append(self[start:at])
            start = at + len(separator)
        parts.append(self[start:])
        return parts

    def startswith(self, prefix: str) -> bool:
        """Say whether the known characters at the start are ``prefix``."""
        return self.chars.startswith(prefix)

    def respelled(self, chars: str) -> Text:
        """Return other characters that this text stands for, at its place."""
        return Text.derived(chars, self.span)

    def map_pieces(self, change: Callable[[Piece, Text], Text]) -> Text:
        """Return the text with each piece replaced by what ``change`` makes of it."""
        return Text.join(
            change(piece, self._slice(start, end))
            for start, end, piece in self.pieces()
        )


def _span(piece: Piece, length: int) -> Span | None:
    match piece:
        case Literal():
            return Span(piece.source, piece.start, piece.start + length)
        case Derived() | Hole() | Choice():
            return piece.span


def _continues(last: Piece, piece: Piece, ends: list[int], start: int) -> bool:
    """Say whether ``piece`` at ``start`` only goes on where ``last`` stopped."""
    if isinstance(last, Literal) and isinstance(piece, Literal):
        begin = ends[-2] if len(ends) > 1 else 0
        return last.source is piece.source and last.start + start - begin == piece.start
    return isinstance(last, Derived) and last == piece


EMPTY = Text()
"""The text of no characters."""


def program(chars: str) -> Text:
    """Return characters that some program makes up and no file holds."""
    return Text.derived(chars)
