"""Colours and signs for a terminal, or none."""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.report.base import Style
from kubelet_lint.visible import visible

CODES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "open": "1;35",
    "bold": "1",
    "dim": "2",
    "good": "32",
    "gutter": "34",
}
"""ECMA-48 select graphic rendition, eight colours only: themes choose their shade."""


class Signs(NamedTuple):
    """What marks a layer."""

    decides: str
    beaten: str
    unknown: str
    aside: str
    more: str


UNICODE = Signs("▸", "✗", "?", "·", "…")
ASCII = Signs(">", "x", "?", "-", "...")


class Paint:
    """Paints text as the style allows."""

    def __init__(self, style: Style) -> None:
        self.style = style
        self.signs = ASCII if style.ascii else UNICODE

    def __call__(self, kind: str, text: str) -> str:
        """Return the text in the colour of its kind."""
        if not self.style.color or not text:
            return text
        return f"\x1b[{CODES[kind]}m{text}\x1b[0m"

    def plain(self, text: str) -> str:
        """Return what someone else wrote, safe to print."""
        text = visible(text)
        if self.style.ascii and not text.isascii():
            return text.encode("ascii", "backslashreplace").decode()
        return text
