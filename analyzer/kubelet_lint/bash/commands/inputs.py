"""What a command reads: the files it names, or its standard input.

A file the machine's files do not hold reads as one unknown stretch that bears its
path; a file known not to exist makes the command fail.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kubelet_lint.bash.shell import Call
from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    Missing,
    Unseen,
)
from kubelet_lint.source import HOLE, Choice, Piece, Text

STANDARD_INPUT = ("-", "/dev/stdin", "/proc/self/fd/0")


class Content(NamedTuple):
    """One input, by the word that names it."""

    name: Text
    text: Text


class Inputs(NamedTuple):
    """All that a command reads."""

    contents: tuple[Content, ...]
    failed: bool = False
    """Whether a file is known not to be readable."""
    unsure: bool = False
    """Whether a file may or may not be there."""

    @property
    def text(self) -> Text:
        """The contents one after the other."""
        return Text.join(content.text for content in self.contents)

    @property
    def lines(self) -> Text:
        """The contents one after the other, each ending its last line."""
        return Text.join(part for one in self.contents for part in _ended(one.text))

    def status(self, good: int | None = 0, bad: int = 1) -> int | None:
        """Return the status of a command that ends well if all files are read."""
        if self.failed:
            return bad
        return None if self.unsure and good == 0 else good


def _ended(text: Text) -> tuple[Text, ...]:
    last = text.chars[-1:]
    return (text, Text.derived("\n")) if last not in ("", "\n", HOLE) else (text,)


def read_inputs(call: Call, words: Sequence[Text]) -> Inputs:
    """Return what the named files hold; without names, what standard input holds."""
    if not words:
        return Inputs((Content(Text.derived("-"), call.stdin),))
    contents: list[Content] = []
    failed = unsure = False
    for word in words:
        if word.chars in STANDARD_INPUT:
            contents.append(Content(word, call.stdin))
            continue
        entry = call.machine.read(call.path(word))
        text = content(call, word, entry)
        if text is None:
            failed = True
            continue
        unsure = unsure or not isinstance(entry, File)
        contents.append(Content(word, text))
    return Inputs(tuple(contents), failed, unsure)


def content(call: Call, word: Text, entry: Entry) -> Text | None:
    """Return what can be read where ``word`` leads; None if nothing can."""
    match entry:
        case File():
            return entry.text
        case Missing() | Directory():
            return None
        case Unseen():
            return Text.hole(entry.reason, entry.span or call.span, call.path(word))
        case _:
            if call.path(word) == "/dev/null":
                return Text()
            return call.unknown(f"{word.display()} can't be read", call.path(word))


def by_lines(call: Call, text: Text) -> Text:
    """Return ``text`` with those choices made that decide where lines end."""

    def piecewise(piece: Piece, part: Text) -> Text:
        if isinstance(piece, Choice) and _has_newline(piece):
            return by_lines(call, call.settle(part))
        return part

    return text if text.known else text.map_pieces(piecewise)


def _has_newline(choice: Choice) -> bool:
    return any(
        "\n" in option.chars
        or any(isinstance(p, Choice) and _has_newline(p) for p in option.holes())
        for _, option in choice.options
    )
