"""Characters of others, made safe to show: a path or a line never moves the cursor.

A file name may hold a newline, terminal escapes (ECMA-48), characters that reorder
what follows (Unicode UAX #9) or bytes that are no UTF-8. Each such character is
shown as the escape that Python would write for it; all others stay as they are.
"""

from __future__ import annotations

import re

_UNSAFE = re.compile(
    "[\x00-\x1f\x7f-\x9f"  # C0 controls, DEL, C1 controls
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"  # invisible or reordering
    "\ud800-\udfff]"  # bytes that could not be decoded
)


def visible(text: str, *, keep: str = "") -> str:
    """Return ``text`` with every character escaped that a terminal would obey.

    Args:
        text: what someone else wrote.
        keep: unsafe characters to leave alone, such as ``"\\t"`` in a line of source.
    """
    return _UNSAFE.sub(lambda m: m[0] if m[0] in keep else _escape(m[0]), text)


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    return short or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
