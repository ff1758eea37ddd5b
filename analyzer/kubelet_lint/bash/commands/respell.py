"""Text of which characters are replaced one by one, at their place.

For ``tr``, case conversion and the like: what stays the same keeps spelling its
source, what changes is derived from the characters it replaces, and a hole becomes
another hole, since its characters would change too.
"""

from __future__ import annotations

from collections.abc import Callable

from kubelet_lint.source import Choice, Hole, Piece, Text


def respell(text: Text, change: Callable[[str], str], how: str) -> Text:
    """Return ``text`` with each known character replaced by ``change(char)``.

    Args:
        text: the text; in a ``Choice`` each option is changed.
        change: what becomes of a character; a pure function.
        how: what is done, for the holes' reason: ``changed by tr``.
    """
    table: dict[str, str] = {}

    def piecewise(piece: Piece, part: Text) -> Text:
        match piece:
            case Hole():
                return changed_hole(piece, how)
            case Choice():
                options = [
                    (label, respell(option, change, how))
                    for label, option in piece.options
                ]
                return Text.choice(piece.condition, options, piece.span)
            case _:
                return _respelled(part, table, change)

    return text.map_pieces(piecewise)


def changed_hole(hole: Hole, how: str, where: str = "") -> Text:
    """Return the hole that remains of one whose characters may have changed.

    ``where`` tells it from what becomes of the same hole elsewhere.
    """
    name = hole.name or hole.reason
    if not name.endswith(f", {how}"):
        name = f"{name}, {how}"
    reason = f"{hole.reason}; {how}: {where}" if where else f"{hole.reason}; {how}"
    return Text.hole(reason[:400], hole.span, name)


def _respelled(text: Text, table: dict[str, str], change: Callable[[str], str]) -> Text:
    chars = text.chars
    for char in set(chars):
        if char not in table:
            table[char] = change(char)
    if all(table[char] == char for char in set(chars)):
        return text
    parts: list[Text] = []
    start = 0
    while start < len(chars):
        same = table[chars[start]] == chars[start]
        end = start + 1
        while end < len(chars) and (table[chars[end]] == chars[end]) == same:
            end += 1
        part = text[start:end]
        new = "".join(table[char] for char in part.chars)
        parts.append(part if same else part.respelled(new))
        start = end
    return Text.join(parts)
