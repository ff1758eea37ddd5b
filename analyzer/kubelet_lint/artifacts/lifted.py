"""Documents that a template writes as a whole or not at all.

A chart wraps a manifest in ``{{ if .Values.x }}``: where the condition does not hold
there is no document, not an empty one. Such a document is read as it is when it is
there, and says when. Conditions inside of a document stay choices.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.node.effect import Document
from kubelet_lint.source import Choice, Piece, Text
from kubelet_lint.value import Assumption

WAYS = 16
"""Documents made of one whose parts depend on conditions."""

_BEGINS = re.compile(
    r"^(?:---(?=\s|$)|['\"]?(?:apiVersion|kind)['\"]?:|\[(?:Unit|Service)\]|#!|#cloud-)",
    re.MULTILINE,
)


def lifted(document: Document) -> Iterator[Document]:
    """Yield the documents, each without the conditions that it as a whole is under."""
    done = 0
    todo = [document]
    while todo:
        current = todo.pop(0)
        found = _first_outer(current.text)
        if found is None or done + len(todo) >= WAYS:
            done += 1
            yield current
            continue
        start, end, choice = found
        ways = [(label, text) for label, text in choice.options if text.chars.strip()]
        todo = [
            _chosen(current, start, end, label, text, several=len(ways) > 1)
            for label, text in ways
        ] + todo


def _chosen(
    document: Document, start: int, end: int, label: str, text: Text, *, several: bool
) -> Document:
    whole = Text.join((document.text[:start], text, document.text[end:]))
    known = (*document.assumptions, Assumption(f"{label}", text.span))
    name = f"{document.name} {label}".strip() if several else document.name
    return document._replace(text=whole, name=name, assumptions=known)


def _first_outer(text: Text) -> tuple[int, int, Choice] | None:
    """Return the first choice under which a document begins."""
    for start, end, piece in text.pieces():
        if isinstance(piece, Choice) and any(
            _BEGINS.search(representative(option).chars) for _, option in piece.options
        ):
            return start, end, piece
    return None


def representative(text: Text) -> Text:
    """Return a text without choices: of each the first option that says something."""
    if not any(isinstance(piece, Choice) for piece in text.holes()):
        return text
    return text.map_pieces(_one)


def _one(piece: Piece, text: Text) -> Text:
    if not isinstance(piece, Choice):
        return text
    options = [option for _, option in piece.options]
    said = next((one for one in options if one.chars.strip()), options[0])
    return representative(said)
