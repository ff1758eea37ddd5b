# ruamel.yaml imports ``Any`` under ``if False``, so pyright knows none of its types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false
# pyright: reportIncompatibleMethodOverride=false
"""The characters of a document and the place in them, as libyaml counts.

Lines end at LF, CR, CRLF, NEL, LS and PS, as in YAML 1.1 (``skip_line`` in go-yaml's
``scannerc.go``); columns count characters.
"""

from __future__ import annotations

import re

from ruamel.yaml.error import StreamMark

from kubelet_lint.yaml import spelling
from kubelet_lint.yaml.spelling import BREAK, Stretch

_NEXT_BREAK = re.compile(BREAK)


class Mark(StreamMark):
    """A place in the buffer, as ruamel.yaml's tokens carry it."""

    __slots__ = ()


class Reader:
    """The buffer and the place in it, with what ruamel.yaml's scanner asks of one."""

    encoding = None

    def __init__(self, chars: str) -> None:
        self.buffer = chars + "\0\0\0\0"
        self.index = self.line_start = 1 if chars.startswith("\ufeff") else 0
        self.line = 0

    @property
    def column(self) -> int:
        """Characters since the line began."""
        return self.index - self.line_start

    def peek(self, offset: int = 0) -> str:
        """Return a character ahead."""
        return self.buffer[self.index + offset]

    def prefix(self, length: int = 1) -> str:
        """Return the next characters."""
        return self.buffer[self.index : self.index + length]

    def forward(self, length: int = 1) -> None:
        """Advance over characters that are no line breaks."""
        self.index += length

    def get_mark(self) -> Mark:
        """Return the present place."""
        return Mark(None, self.index, self.line, self.index - self.line_start)

    def take(self, pattern: re.Pattern[str]) -> str:
        """Advance over what matches here, free of line breaks, and return it."""
        match = pattern.match(self.buffer, self.index)
        assert match is not None
        self.index = match.end()
        return match.group()

    def cross(self, end: int) -> None:
        """Advance to ``end``, over line breaks too."""
        for match in _NEXT_BREAK.finditer(self.buffer, self.index, end):
            self.line += 1
            self.line_start = match.end()
        self.index = end

    def line_break(self) -> Stretch | None:
        """Advance over a line break and return it, if one is here."""
        match = _NEXT_BREAK.match(self.buffer, self.index)
        if match is None:
            return None
        self.cross(match.end())
        return spelling.line_break(self.buffer, match.start(), match.end())
