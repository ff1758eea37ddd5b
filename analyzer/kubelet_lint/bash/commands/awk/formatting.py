"""awk's printf and sprintf (POSIX awk, "Output Statements")."""

from __future__ import annotations

import math
from collections.abc import Sequence

from kubelet_lint.bash.commands.awk.value import Value, number_of, text_of
from kubelet_lint.bash.commands.branching import Lost
from kubelet_lint.bash.commands.printf import DIRECTIVE, WIDTH, digits_of
from kubelet_lint.source import HOLE, Text


def formatted(layout: Text, values: Sequence[Value]) -> Text:
    """Return what a format makes of values."""
    if HOLE in layout.chars:
        raise Lost("a format that awk prints is not known")
    return _Formatting(layout, values).all()


class _Formatting:
    def __init__(self, layout: Text, values: Sequence[Value]) -> None:
        self.layout = layout
        self.values = list(values)

    def all(self) -> Text:
        parts: list[Text] = []
        at = 0
        for found in DIRECTIVE.finditer(self.layout.chars):
            parts.append(self.layout[at : found.start()])
            at = found.end()
            if found["kind"] == "%":
                parts.append(self.layout[at - 1 : at])
                continue
            flags, width = found["flags"], self.option(found["width"])
            if width < 0:
                flags, width = flags + "-", -width
            precision = found["precision"]
            limit = None if precision is None else self.option(precision)
            parts.append(self.converted(flags, width, limit, found["kind"]))
        parts.append(self.layout[at:])
        return Text.join(parts)

    def next(self) -> Value:
        if not self.values:
            raise Lost("awk has too few values for a format")
        return self.values.pop(0)

    def option(self, written: str | None) -> int:
        if written == "*":
            number = number_of(self.next())
            if number is None or not math.isfinite(number):
                raise Lost("a width that awk prints is not known")
            return max(min(int(number), WIDTH), -WIDTH)
        return min(int(written or "0"), WIDTH)

    def converted(self, flags: str, width: int, limit: int | None, kind: str) -> Text:
        value = self.next()
        text = text_of(value)
        if kind in "diouxX":
            return self.integer(flags, width, limit, value, kind)
        if kind == "s":
            return _padded(text if limit is None else _cut(text, limit), flags, width)
        if kind in "eEfFgG":
            number = number_of(value)
            if number is None:
                return Text.hole(f"{text.display()[:60]!r} as a number", text.span)
            precision = 6 if limit is None else min(limit, 60)
            sign = "+" if "+" in flags else ""
            digits = f"{number:{sign}.{precision}{kind}}"
            if "0" in flags and "-" not in flags:
                digits = digits.zfill(width)
            return _padded(Text.derived(digits, text.span), flags, width)
        if kind == "c" and text.known and not isinstance(number_of(value), int):
            return _padded(text[:1], flags, width)
        raise Lost("a format that awk prints is not followed")

    def integer(
        self, flags: str, width: int, limit: int | None, value: Value, kind: str
    ) -> Text:
        text = text_of(value)
        number = number_of(value)
        if number is None:
            return Text.hole(f"{text.display()[:60]!r} as a number", text.span)
        if not math.isfinite(number):
            raise Lost("a number that awk prints is not finite")
        digits = digits_of(limit, "", kind, int(number))
        sign = "+" if "+" in flags and number >= 0 and kind in "di" else ""
        digits = sign + digits
        if "0" in flags and "-" not in flags and limit is None:
            digits = digits.zfill(width)
        return _padded(Text.derived(digits, text.span), flags, width)


def _cut(text: Text, limit: int) -> Text:
    if HOLE in text.chars[:limit]:
        raise Lost("which part of a string awk prints is not known")
    return text[:limit]


def _padded(text: Text, flags: str, width: int) -> Text:
    if len(text) >= width and text.known:
        return text
    if not text.known:
        if not width:
            return text
        padding = Text.hole("blanks to a width")
    else:
        padding = Text.derived(" " * (width - len(text)))
    return text + padding if "-" in flags else padding + text
