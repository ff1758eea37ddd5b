"""User data that a file of no other kind holds in base64, perhaps compressed.

A resource of a controller nobody here knows, a file of parameters, or the bare text
``base64`` printed. A word is only taken for one if lines of text that name a kubelet
come out of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.encoded import opened
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import Document

NAME = "text in base64"

WORDS = 200
"""Words that are decoded in one file."""

_WORD = re.compile(
    r"(?<![A-Za-z0-9+/=])[A-Za-z0-9+/]{40,}"
    r"(?:\r?\n[ \t]*[A-Za-z0-9+/]{4,}(?![^=\s]))*={0,2}(?![A-Za-z0-9+/=])"
)


def recognizes(document: Document, /) -> bool:
    """Say whether a word of the document holds lines that name a kubelet."""
    if is_program(document.path):
        return False
    return next(_texts(document), None) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield a document for each such word."""
    yield from _texts(document)


def _texts(document: Document) -> Iterator[Document]:
    found = enumerate(_WORD.finditer(document.text.chars), 1)
    for number, match in found:
        if number > WORDS:
            return
        word = document.text[match.start() : match.end()]
        text = opened(word, document.path)
        if "kubelet" in text.chars.lower() or "eks/bootstrap.sh" in text.chars:
            name = f"{document.name} base64 {number}".strip()
            yield document._replace(text=text, name=name)
