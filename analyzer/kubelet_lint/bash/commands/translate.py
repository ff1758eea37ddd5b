"""tr: translates, deletes or squeezes characters (GNU coreutils 9.1)."""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.bash.commands.options import parse
from kubelet_lint.bash.commands.respell import changed_hole, respell
from kubelet_lint.bash.regex.tree import CLASSES, in_class
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.source import Choice, Hole, Text

_ESCAPES = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    "\\": "\\",
}
_ASCII = "".join(map(chr, range(128)))


class _Set(NamedTuple):
    """The characters of a set, in order; ``fill`` says where ``[c*]`` stood."""

    chars: str
    fill: tuple[int, str] | None = None
    classes: tuple[str, ...] = ()


class _Wrong(Exception):
    """tr refuses the set."""


def tr(call: Call) -> Result:
    """Translate standard input."""
    long = {"complement": "c", "delete": "d", "squeeze-repeats": "s"}
    long["truncate-set1"] = "t"
    options = parse(call.argv[1:], "cCdst", long, mixed=False)
    words = [call.settle(word) for word in options.operands]
    deletes, squeezes = options.has("d"), options.has("s")
    if options.open or not all(word.known for word in words):
        return Result(call.unknown("what tr replaces is not known"))
    least = 2 if deletes == squeezes else 1
    most = 1 if deletes and not squeezes else 2
    if options.wrong or not least <= len(words) <= most:
        return Result(status=1)
    try:
        sets = [_read(word.chars) for word in words]
    except _Wrong:
        return Result(status=1)
    if any(char > "\x7f" for one in sets for char in one.chars):
        return Result(call.unknown("tr works on bytes of other than ASCII characters"))
    complement = options.has("c", "C")
    text = call.stdin
    translates = len(sets) == 2 and not deletes
    if sets[0].fill or (translates and set(sets[1].classes) - {"upper", "lower"}):
        return Result(status=1)
    first = _Members(sets[0], complement=complement)
    if deletes:
        text = respell(text, first.removed, "changed by tr")
    elif len(sets) == 2:
        mapping = _Mapping(sets[0], sets[1], first, truncate=options.has("t"))
        if not mapping.possible:
            return Result(status=1)
        text = respell(text, mapping.changed, "changed by tr")
    if squeezes:
        text = _squeezed(
            text, _Members(sets[-1], complement=complement and len(sets) < 2)
        )
    return Result(text)


class _Members:
    """Which characters a set has."""

    def __init__(self, given: _Set, *, complement: bool) -> None:
        self.chars = frozenset(given.chars)
        self.complement = complement

    def has(self, char: str) -> bool:
        return (char in self.chars) != self.complement

    def removed(self, char: str) -> str:
        return "" if self.has(char) else char


class _Mapping:
    """What a character becomes."""

    def __init__(
        self, old: _Set, new: _Set, members: _Members, *, truncate: bool
    ) -> None:
        self.members = members
        self.possible = bool(new.chars or new.fill) or truncate
        source = old.chars
        if members.complement:
            source = "".join(char for char in _ASCII if members.has(char))
        target = _filled(new, len(source))
        if truncate:
            source = source[: len(target)]
        elif target:
            target += target[-1] * (len(source) - len(target))
        self.table = dict(zip(source, target, strict=False))
        self.last = target[-1:]

    def changed(self, char: str) -> str:
        if char > "\x7f":
            size = len(char.encode("utf-8", "surrogateescape"))
            return self.last * size if self.members.complement else char
        return self.table.get(char, char)


def _filled(given: _Set, size: int) -> str:
    if given.fill is None:
        return given.chars
    at, char = given.fill
    return given.chars[:at] + char * (size - len(given.chars)) + given.chars[at:]


def _squeezed(text: Text, members: _Members) -> Text:
    parts: list[Text] = []
    last = ""
    for start, end, piece in text.pieces():
        if isinstance(piece, (Hole, Choice)):
            hole = (
                piece if isinstance(piece, Hole) else Hole(piece.condition, piece.span)
            )
            parts.append(changed_hole(hole, "squeezed by tr"))
            last = "?"
            continue
        part = text[start:end]
        kept = 0
        for at, char in enumerate(part.chars):
            # After a hole, a first character of the set may be squeezed into it.
            again = members.has(char) and last in (char, "?")
            if again:
                parts.append(part[kept:at])
                kept = at + 1
            last = "?" if again and last == "?" else char
            if last == "?" and not members.has(char):
                last = char
        parts.append(part[kept:])
    return Text.join(parts)


# --- reading a set -------------------------------------------------------------------


def _read(written: str) -> _Set:
    items = _items(written)
    chars: list[str] = []
    classes: list[str] = []
    fill: tuple[int, str] | None = None
    at = 0
    while at < len(items):
        found = _class(items, at)
        if found is not None:
            chars.append(found[0])
            classes.append(found[2])
            at = found[1]
            continue
        repeat = _repeat(items, at)
        if repeat is not None:
            char, count, at = repeat
            if count:
                chars.append(char * count)
            else:
                fill = (sum(map(len, chars)), char)
            continue
        if at + 2 < len(items) and items[at + 1] == ("-", False):
            low, high = items[at][0], items[at + 2][0]
            if high < low:
                raise _Wrong
            chars.append("".join(map(chr, range(ord(low), ord(high) + 1))))
            at += 3
            continue
        chars.append(items[at][0])
        at += 1
    return _Set("".join(chars), fill, tuple(classes))


def _items(written: str) -> list[tuple[str, bool]]:
    """Return the characters, and whether each was escaped."""
    items: list[tuple[str, bool]] = []
    at = 0
    while at < len(written):
        char = written[at]
        at += 1
        if char != "\\" or at == len(written):
            items.append((char, False))
            continue
        end = at
        while end < min(len(written), at + 3) and written[end] in "01234567":
            end += 1
        if end > at:
            items.append((chr(int(written[at:end], 8) & 0xFF), True))
            at = end
        else:
            items.append((_ESCAPES.get(written[at], written[at]), True))
            at += 1
    return items


def _plain(items: list[tuple[str, bool]], at: int, size: int) -> str:
    """Return unescaped characters; an escaped one as a NUL."""
    return "".join("\0" if escaped else c for c, escaped in items[at : at + size])


def _class(items: list[tuple[str, bool]], at: int) -> tuple[str, int, str] | None:
    if _plain(items, at, 2) == "[=" and _plain(items, at + 3, 2) == "=]":
        return items[at + 2][0], at + 5, "lower"
    if _plain(items, at, 2) != "[:":
        return None
    rest = _plain(items, at + 2, 10)
    name = rest.partition(":]")[0]
    if ":]" not in rest:
        return None
    if name not in CLASSES:
        raise _Wrong
    chars = "".join(char for char in _ASCII if in_class(char, name))
    return chars, at + 4 + len(name), name


def _repeat(items: list[tuple[str, bool]], at: int) -> tuple[str, int, int] | None:
    """Read ``[c*n]``: the character, how often (0: as often as needed), the end."""
    if _plain(items, at, 1) != "[" or _plain(items, at + 2, 1) != "*":
        return None
    rest = _plain(items, at + 3, 8)
    digits = rest.partition("]")[0]
    if "]" not in rest or digits.strip("0123456789"):
        return None
    count = int(digits or "0", 8 if digits.startswith("0") else 10)
    return items[at + 1][0], count, at + 4 + len(digits)
