"""Characters of others, made safe to show: a path or a line never moves the cursor.

A file name may hold a newline, terminal escapes (ECMA-48), characters that reorder
what follows (Unicode UAX #9) or bytes that are no UTF-8. Each such character is
shown as the escape that Python would write for it; all others stay as they are.
"""

from __future__ import annotations

_UNSAFE = (
    *((0x00, 0x1F), (0x7F, 0x9F)),  # C0 controls, DEL, C1 controls
    *((0x061C, 0x061C), (0x200B, 0x200F)),  # invisible or reordering
    *((0x2028, 0x202E), (0x2060, 0x2069), (0xFEFF, 0xFEFF)),
    (0xD800, 0xDFFF),  # bytes that could not be decoded
)


def visible(text: str, *, keep: str = "") -> str:
    """Return ``text`` with every character escaped that a terminal would obey.

    Args:
        text: what someone else wrote.
        keep: unsafe characters to leave alone, such as ``"\\t"`` in a line of source.
    """
    if text.isprintable():  # holds none of them; a regular expression costs 2 ms
        return text
    return "".join(
        _escape(char) if char not in keep and _is_unsafe(char) else char
        for char in text
    )


def _is_unsafe(char: str) -> bool:
    return any(first <= ord(char) <= last for first, last in _UNSAFE)


def _escape(char: str) -> str:
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    short = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}.get(char)
    return short or (f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}")
