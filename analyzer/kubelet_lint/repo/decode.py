"""Bytes of a file as characters, losing none of them.

UTF-8 is what systemd, bash and the kubelet read; a byte that is none becomes
U+DC80 to U+DCFF (PEP 383) and so keeps its place. A byte order mark says UTF-16
or UTF-32, which Go's YAML readers follow; the mark stays the first character.
"""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 first: its little-endian mark starts with that of UTF-16."""

MARKS = tuple(mark for mark, _ in _MARKS)
"""What the bytes of a file start with that are not UTF-8."""

_CONTROLS = rb"[\x01-\x06\x0e-\x1a\x1c-\x1f\x7f]"
"""Control characters that no text and no argument vector has reason to hold."""


class Decoded(NamedTuple):
    """The characters of a file, and what was odd about its bytes."""

    content: str
    encoding: str = "utf-8"
    oddity: str = ""


def decode(data: bytes) -> Decoded:
    """Return the characters of a file."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            content = data.decode(encoding, "replace")
            odd = "holds characters that cannot be decoded"
            return Decoded(content, encoding, odd if "\ufffd" in content else "")
    try:
        return Decoded(data.decode("utf-8"), oddity=_nul(data))
    except UnicodeDecodeError as error:
        content = data.decode("utf-8", "surrogateescape")
        line = data.count(b"\n", 0, error.start) + 1
        return Decoded(content, oddity=f"is not UTF-8: see line {line}")


def _nul(data: bytes) -> str:
    """Name a NUL, unless it ends arguments as in a captured ``/proc/PID/cmdline``."""
    at = data.find(b"\0")
    if at < 0 or b"\n" not in data:
        return ""
    line = data.count(b"\n", 0, at) + 1
    return f"holds a NUL character: see line {line}"


def is_binary(data: bytes) -> bool:
    """Say whether the bytes are no text: a NUL, and not only between words of text."""
    if b"\0" not in data or data.startswith(MARKS):
        return False
    if re.search(_CONTROLS, data):
        return True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return True
    return False
