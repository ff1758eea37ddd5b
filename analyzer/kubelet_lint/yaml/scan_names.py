# ruamel.yaml imports ``Any`` under ``if False``, so pyright knows none of its types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false
# pyright: reportIncompatibleMethodOverride=false
"""Anchors, tags and directives by the rules of go-yaml's ``scannerc.go``.

An anchor is of ASCII letters, digits, ``-`` and ``_``; the only directives are
``%YAML 1.1`` and ``%TAG``.
"""

from __future__ import annotations

import re
from typing import Any, Protocol

from ruamel.yaml import tokens
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.scanner import Scanner, ScannerError

from kubelet_lint.yaml.reader import Reader

_B = "\n\r\x85\u2028\u2029"
_BLANKZ = " \t\0" + _B
_LINE = re.compile(f"[^{_B}\0]*")
_WHITE = re.compile("[ \t]*")
_WORD = re.compile("[0-9A-Za-z_-]*")
_TAG_URI = re.compile(r"(?:[0-9A-Za-z_;/?:@&=+$,.!~*'()\[\]-]|%[0-9A-Fa-f]{2})*")
_ESCAPED = re.compile("(?:%[0-9A-Fa-f]{2})+")


class HasReader(Protocol):
    """What ruamel.yaml calls a loader."""

    reader: Reader


class NameScanner(Scanner):
    """ruamel.yaml's scanner, but for names."""

    def __init__(self, loader: HasReader) -> None:
        self._scanner_reader: Reader = loader.reader
        super().__init__(loader)

    def scan_anchor(self, TokenClass: Any) -> Any:
        """Take an anchor or alias: ASCII letters, digits, ``-`` and ``_``."""
        reader = self._scanner_reader
        start = reader.get_mark()
        reader.forward()
        name = reader.take(_WORD)
        if not name or reader.peek() not in _BLANKZ + "?:,]}%@`":
            raise self._error("did not find expected alphabetic or numeric character")
        return TokenClass(name, start, reader.get_mark())

    def scan_tag(self) -> Any:
        """Take a tag."""
        reader = self._scanner_reader
        start = reader.get_mark()
        if reader.peek(1) == "<":
            reader.forward(2)
            handle, suffix = None, self._tag_uri()
            if reader.peek() != ">":
                raise self._error("did not find the expected '>'")
            reader.forward()
        else:
            handle, suffix = self._shorthand()
        if reader.peek() not in _BLANKZ:
            raise self._error("did not find expected whitespace or line break")
        return tokens.TagToken((handle, suffix), start, reader.get_mark())

    def _shorthand(self) -> tuple[str | None, str]:
        reader = self._scanner_reader
        reader.forward()
        word = reader.take(_WORD)
        if reader.peek() == "!":
            reader.forward()
            return f"!{word}!", self._tag_uri()
        suffix = word + self._tag_uri(required=False)
        return ("!", suffix) if suffix else (None, "!")

    def _tag_uri(self, *, required: bool = True) -> str:
        uri = self._scanner_reader.take(_TAG_URI)
        if self._scanner_reader.peek() == "%":
            raise self._error("did not find URI escaped octet")
        for escapes in _ESCAPED.findall(uri):
            try:
                bytes.fromhex(escapes.replace("%", "")).decode()
            except UnicodeDecodeError:
                raise self._error("found an incorrect UTF-8 octet") from None
        if required and not uri:
            raise self._error("did not find expected tag URI")
        return uri

    def scan_directive(self) -> Any:
        """Take a directive: only ``%YAML 1.1`` and ``%TAG`` are known."""
        reader = self._scanner_reader
        start = reader.get_mark()
        reader.forward()
        name = reader.take(_WORD)
        if name not in ("YAML", "TAG") or reader.peek() not in _BLANKZ:
            raise self._error("found unknown directive name")
        reader.take(_WHITE)
        value = self._version() if name == "YAML" else self._tag_prefix()
        reader.take(_WHITE)
        if reader.peek() == "#":
            reader.take(_LINE)
        if reader.line_break() is None and reader.peek() != "\0":
            raise self._error("did not find expected comment or line break")
        return tokens.DirectiveToken(name, value, start, reader.get_mark())

    def _version(self) -> tuple[int, int]:
        number = self._scanner_reader.take(re.compile("[0-9.]*"))
        if number not in ("1.1", "01.1", "1.01", "01.01"):
            raise self._error("found incompatible YAML document")
        return 1, 1

    def _tag_prefix(self) -> tuple[str, str]:
        reader = self._scanner_reader
        handle = reader.take(re.compile("!(?:[0-9A-Za-z_-]*!)?|"))
        if not handle:
            raise self._error("did not find expected '!'")
        if not reader.take(_WHITE):
            raise self._error("did not find expected whitespace")
        prefix = self._tag_uri()
        if reader.peek() not in _BLANKZ:
            raise self._error("did not find expected whitespace or line break")
        return handle, prefix

    def _error(self, problem: str) -> MarkedYAMLError:
        return ScannerError(None, None, problem, self._scanner_reader.get_mark())
