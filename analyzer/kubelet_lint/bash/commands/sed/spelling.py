"""How texts are spelled in a sed script: delimiters, escapes, replacements.

Follows ``match_slash``, ``setup_replace`` and ``normalize_text`` of GNU sed 4.9.
"""

from __future__ import annotations

from kubelet_lint.bash.commands.sed.program import Case, Segment
from kubelet_lint.bash.regex.reading import Unsure, coded
from kubelet_lint.source import EMPTY, HOLE, Text

ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v", "a": "\a"}


def delimited(
    text: Text, at: int, delimiter: str, *, regex: bool
) -> tuple[Text, int] | None:
    """Return the text up to the delimiter, and where it goes on; None if there is none.

    A backslash before the delimiter is dropped. In an expression ``\\n`` is a newline
    already here, and the delimiter stands for itself in a bracket expression.
    """
    chars = text.chars
    parts: list[Text] = []
    start = at
    while at < len(chars):
        char = chars[at]
        if char == delimiter:
            parts.append(text[start:at])
            return Text.join(parts), at + 1
        if char == "\n" and regex:
            return None
        if char == "[" and regex:
            at = _after_bracket(chars, at)
            continue
        if char != "\\":
            at += 1
            continue
        if at + 1 >= len(chars):
            return None
        follower = chars[at + 1]
        if follower == delimiter and not (follower == "&" and not regex):
            parts.append(text[start:at])
            start = at + 1
        elif follower == "n" and regex:
            parts.extend((text[start:at], text[at : at + 2].respelled("\n")))
            start = at + 2
        at += 2
    return None


def _after_bracket(chars: str, at: int) -> int:
    """Return where the bracket expression at ``at`` ends, or just after its ``[``."""
    end = at + 1
    end += chars.startswith("^", end)
    end += chars.startswith("]", end)
    while end < len(chars) and chars[end] not in "]\n":
        if chars.startswith(("[:", "[.", "[="), end):
            close = chars.find(chars[end + 1] + "]", end + 2)
            end = close + 2 if close >= 0 else end + 1
        else:
            end += 1
    return end + 1 if chars.startswith("]", end) else at + 1


def unescaped(text: Text) -> Text:
    """Return the text of ``a``, ``i`` or ``c`` as it is printed."""
    parts: list[Text] = []
    start = at = 0
    while (at := text.chars.find("\\", at)) >= 0:
        parts.append(text[start:at])
        new, end = escape(text, at)
        parts.append(new)
        start = at = end
    parts.append(text[start:])
    return Text.join(parts)


def escape(text: Text, at: int) -> tuple[Text, int]:
    """Return what the backslash at ``at`` and what follows stand for, and the end."""
    char = text.chars[at + 1 : at + 2]
    if char in ESCAPES and char:
        return text[at : at + 2].respelled(ESCAPES[char]), at + 2
    if char and char in "cdox":
        found = coded(text.chars, at + 2, char)
        if found is not None:
            return text[at : found[1]].respelled(found[0]), found[1]
    return text[at + 1 : at + 2], at + 2


class _Replacement:
    """Collects the segments of a replacement."""

    def __init__(self) -> None:
        self.segments: list[Segment] = []
        self.parts: list[Text] = []
        self.case: Case = ""
        self.once: Case = ""

    def close(self, group: int = -1) -> None:
        text = Text.join(self.parts)
        if text or group >= 0:
            self.segments.append(Segment(text, group, self.case, self.once))
        self.parts = []
        self.once = ""


def segments(text: Text) -> tuple[Segment, ...]:
    """Return the parts of a replacement."""
    found = _Replacement()
    at = 0
    while at < len(text):
        char = text.chars[at]
        if char == "&":
            found.close(0)
            at += 1
        elif char == "\\" and at + 1 < len(text):
            at = _special(found, text, at)
        else:
            end = at + 1
            while end < len(text) and text.chars[end] not in "&\\":
                end += 1
            found.parts.append(text[at:end])
            at = end
    found.close()
    return tuple(found.segments)


def _special(found: _Replacement, text: Text, at: int) -> int:
    """Read what a backslash starts; return where it ends."""
    char = text.chars[at + 1]
    match char:
        case "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9":
            found.close(int(char))
        case "U" | "L" | "E":
            found.close()
            found.case = "upper" if char == "U" else "lower" if char == "L" else ""
        case "u" | "l":
            found.close()
            found.once = "upper" if char == "u" else "lower"
        case _:
            new, end = escape(text, at)
            found.parts.append(new)
            return end
    return at + 2


def mapping(old: Text, new: Text) -> tuple[tuple[str, Text], ...] | None:
    """Return what ``y`` replaces by what; None if the strings differ in length."""
    if HOLE in old.chars or HOLE in new.chars:
        raise Unsure("what sed's y replaces is not known")
    left, right = _characters(old), _characters(new)
    if len(left) != len(right):
        return None
    pairs: dict[str, Text] = {}
    for one, other in zip(left, right, strict=True):
        pairs.setdefault(one.chars, other)
    return tuple(pairs.items())


def _characters(text: Text) -> list[Text]:
    found: list[Text] = []
    at = 0
    while at < len(text):
        if text.chars[at] == "\\" and at + 1 < len(text):
            char, at = escape(text, at)
        else:
            char, at = text[at], at + 1
        found.append(char if char else EMPTY)
    return found
