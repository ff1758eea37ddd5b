"""Fields: how the results of expansions become the words of a command.

Follows "Word Splitting" of the bash manual. Only what an unquoted expansion yields is
split; what is quoted is kept, even if it is empty; what is left is matched against
file names unless it was quoted.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from kubelet_lint.bash.decision import NAME_LENGTH
from kubelet_lint.source import HOLE, Choice, Hole, Text, program

DEFAULT_IFS = " \t\n"


class Piece(NamedTuple):
    """Part of a field."""

    text: Text
    quoted: bool


Field = list[Piece]


class Fields:
    """Fields under construction."""

    def __init__(self, ifs: str) -> None:
        self._ifs = ifs
        self._done: list[Field] = []
        self._current: Field | None = None

    def add(self, text: Text, *, quoted: bool) -> None:
        """Add to the current field; quoted text makes it exist, even if empty."""
        if quoted or text.chars:
            if self._current is None:
                self._current = []
            self._current.append(Piece(text, quoted))

    def end(self) -> None:
        """End the current field, if there is one."""
        if self._current is not None:
            self._done.append(self._current)
            self._current = None

    def split(self, text: Text) -> None:
        """Add what an unquoted expansion yields, split at the separators."""
        if not self._ifs:
            self.add(text, quoted=False)
            return
        at = 0
        for found in _separators(self._ifs).finditer(text.chars):
            self.add(text[at : found.start()], quoted=False)
            if found[1] and self._current is None:
                self._current = []
            self.end()
            at = found.end()
        self.add(text[at:], quoted=False)

    def fields(self) -> list[Field]:
        """Return the finished fields."""
        self.end()
        return self._done


class Flat:
    """One field under construction that nothing splits."""

    def __init__(self) -> None:
        self.pieces: list[Piece] = []

    def add(self, text: Text, *, quoted: bool) -> None:
        """Add to the field."""
        if quoted or text.chars:
            self.pieces.append(Piece(text, quoted))

    def split(self, text: Text) -> None:
        """Add what an unquoted expansion yields."""
        self.add(text, quoted=False)

    def end(self) -> None:
        """Put a blank between words, as an assignment of ``"$@"`` does."""
        self.add(program(" "), quoted=True)


@lru_cache(maxsize=100)
def _separators(ifs: str) -> re.Pattern[str]:
    """Match a separator; group 1 is set if it ends even an empty field."""
    space = "".join(char for char in ifs if char in DEFAULT_IFS)
    other = "".join(char for char in ifs if char not in DEFAULT_IFS)
    blanks = f"[{re.escape(space)}]" if space else "(?!)"
    if not other:
        return re.compile(f"{blanks}+()(?!)|{blanks}+")
    return re.compile(f"{blanks}*([{re.escape(other)}]){blanks}*|{blanks}+")


def field_text(field: Field) -> Text:
    """Return a field's text once its quotes are gone.

    A field that is nothing but unquoted holes may be any number of words, or none.
    """
    text = Text.join(piece.text for piece in field)
    if HOLE not in text.chars:
        return text
    if any(piece.quoted for piece in field) or text.chars.strip(HOLE):
        return one_word(text)
    holes = [hole for hole in text.holes() if isinstance(hole, Hole)]
    if len(holes) != len(text):
        return text
    name = "".join((hole.name or hole.reason)[:NAME_LENGTH] for hole in holes[:8])
    if len(holes) > 1 and len(name) > NAME_LENGTH:
        digest = crc32(text.display().encode("utf-8", "surrogatepass"))
        name = f"{name[:NAME_LENGTH]}…({digest:x})"
    return Text.hole(holes[0].reason, holes[0].span, name, words=True)


def one_word(text: Text) -> Text:
    """Return ``text`` as one word, though it may hold unknown words."""
    if not any(isinstance(hole, Hole) and hole.words for hole in text.holes()):
        return text
    return text.map_pieces(
        lambda piece, part: (
            Text.hole(piece.reason, piece.span, piece.name)
            if isinstance(piece, Hole) and piece.words
            else part
        )
    )


def splits_alike(text: Text, ifs: str) -> bool:
    """Say whether every choice in ``text`` is a plain part of a word either way."""
    return all(
        _plain(option, ifs)
        for piece in text.holes()
        if isinstance(piece, Choice)
        for _, option in piece.options
    )


def _plain(text: Text, ifs: str) -> bool:
    if not text.chars or any(char in text.chars for char in ifs + "*?["):
        return False
    return not any(isinstance(hole, Hole) for hole in text.holes()) and splits_alike(
        text, ifs
    )
