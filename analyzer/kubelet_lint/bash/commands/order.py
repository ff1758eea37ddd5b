"""sort, uniq, tac, wc: lines put in order, and counted (GNU coreutils 9.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cmp_to_key
from typing import NamedTuple

from kubelet_lint.bash.commands.inputs import by_lines, read_inputs
from kubelet_lint.bash.commands.lines import bodies, several
from kubelet_lint.bash.commands.options import Options, parse
from kubelet_lint.bash.commands.versions import compare_versions
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.source import HOLE, Text
from kubelet_lint.source import program as made_up

LINES = 200_000
"""Lines that are still put in order."""

_SORT_LONG = {
    "unique": "u",
    "numeric-sort": "n",
    "reverse": "r",
    "version-sort": "V",
    "key": "k:",
    "field-separator": "t:",
    "ignore-case": "f",
    "ignore-leading-blanks": "b",
    "human-numeric-sort": "h",
    "general-numeric-sort": "g",
    "dictionary-order": "d",
    "month-sort": "M",
    "random-sort": "R",
    "stable": "s",
    "output": "o:",
    "check": "c::",
    "zero-terminated": "z",
    "merge": "m",
    "sort": "sort:",
    "parallel": "parallel:",
    "buffer-size": "S:",
    "temporary-directory": "T:",
}
_KEY = re.compile(
    r"(\d+)(?:\.(\d+))?([bdfghinrRVM]*)(?:,(\d+)(?:\.(\d+))?([bdfghinrRVM]*))?"
)
_NUMBER = re.compile(r"\s*(-?)(\d*)(?:\.(\d*))?")
_UNITS = {"": 0, "K": 1, "k": 1, "M": 2, "G": 3, "T": 4, "P": 5, "E": 6}


class _Key(NamedTuple):
    """One ``-k``: from which field to which, compared how."""

    start: int
    start_at: int
    end: int
    """0: to the end of the line."""
    end_at: int
    flags: str


def sort(call: Call) -> Result:
    """Print lines in order."""
    options = parse(call.argv[1:], "bcCdfghik:mMno:rRsS:t:T:uVz", _SORT_LONG)
    if options.wrong:
        return Result(status=2)
    inputs = read_inputs(call, options.operands)
    text = call.settle(by_lines(call, inputs.lines))
    keys = _keys(options)
    if (
        options.has("R", "M", "z", "c", "C", "i", "sort")
        or options.open
        or keys is None
    ):
        return Result(call.unknown("how sort orders is not followed"), None)
    lines = [line for line, _ in bodies(text)]
    if not text.known or len(lines) > LINES or not _plain_locale(call, lines):
        return Result(call.unknown("the order of lines that are not all known"))
    separator = options.value("t")
    ordered = _Sorter(options, keys, separator.chars if separator else "").all(lines)
    newline = made_up("\n")
    result = Text.join(part for line in ordered for part in (line, newline))
    output = options.value("o")
    if output is not None:
        call.machine.write(call.path(output), result)
        return Result(status=inputs.status(bad=2))
    return Result(result, inputs.status(bad=2))


def _plain_locale(call: Call, lines: Sequence[Text]) -> bool:
    """Say whether the order of bytes is the order of the locale."""
    for name in ("LC_ALL", "LC_COLLATE", "LANG"):
        value = call.environment.get(name)
        if value is None or not value.chars:
            continue
        plain = value.chars.partition(".")[0] in ("C", "POSIX")
        return plain or all(_is_plain(line.chars) for line in lines)
    return True


def _is_plain(chars: str) -> bool:
    """Say whether a line sorts alike in all locales: digits or lower case letters."""
    return re.fullmatch(r"[a-z]*|[0-9.]*", chars) is not None


def _keys(options: Options) -> list[_Key] | None:
    keys: list[_Key] = []
    for name, value in options.given:
        if name != "k":
            continue
        found = _KEY.fullmatch(value.chars)
        if found is None:
            return None
        start, start_at, first, end, end_at, last = found.groups()
        flags = first + (last or "")
        if set(flags) & set("RMi"):
            return None
        keys.append(
            _Key(int(start), int(start_at or 1), int(end or 0), int(end_at or 0), flags)
        )
    return keys


_FIELD = re.compile(r"[ \t]*[^ \t]+|[ \t]+\Z")
"""Blanks belong to the field after them, or are one of their own at the end."""


class _Sorter:
    def __init__(self, options: Options, keys: list[_Key], separator: str) -> None:
        self.flags = "".join(name for name, _ in options.given if name in "bdfghnrV")
        self.keys = keys or [_Key(1, 1, 0, 0, "")]
        self.separator = separator
        self.unique = options.has("u")
        self.stable = options.has("s", "u")

    def all(self, lines: list[Text]) -> list[Text]:
        ordered = sorted(lines, key=cmp_to_key(self.compare))
        if not self.unique:
            return ordered
        kept: list[Text] = []
        for line in ordered:
            if not kept or self.by_keys(kept[-1], line) != 0:
                kept.append(line)
        return kept

    def compare(self, one: Text, other: Text) -> int:
        found = self.by_keys(one, other)
        if found or self.stable:
            return found
        last = _bytes_order(one.chars, other.chars)
        return -last if "r" in self.flags else last

    def by_keys(self, one: Text, other: Text) -> int:
        for key in self.keys:
            ordering = set(key.flags) - {"b"}
            flags = key.flags if ordering else key.flags + self.flags
            found = _compare(
                self.part(one.chars, key, flags),
                self.part(other.chars, key, flags),
                flags,
            )
            if found:
                return -found if "r" in flags else found
        return 0

    def part(self, chars: str, key: _Key, flags: str) -> str:
        """Return the part of a line that a key names."""
        fields = self.fields(chars)
        start = self.offset(chars, fields, key.start, key.start_at - 1, flags)
        if not key.end:
            return chars[start:]
        if key.end_at:
            end = self.offset(chars, fields, key.end, key.end_at, flags)
        else:
            end = fields[key.end - 1][1] if key.end <= len(fields) else len(chars)
        return chars[start : max(start, end)]

    def fields(self, chars: str) -> list[tuple[int, int]]:
        if self.separator:
            found: list[tuple[int, int]] = []
            start = 0
            for part in chars.split(self.separator):
                found.append((start, start + len(part)))
                start += len(part) + 1
            return found
        return [match.span() for match in re.finditer(_FIELD, chars)]

    def offset(
        self,
        chars: str,
        fields: list[tuple[int, int]],
        number: int,
        skip: int,
        flags: str,
    ) -> int:
        if number <= len(fields):
            start = fields[number - 1][0]
        else:
            # Blanks after the last field belong to the next one.
            next_one = number == len(fields) + 1 and not self.separator
            start = fields[-1][1] if next_one and fields else len(chars)
        if "b" in flags or (not self.separator and set(flags) & set("ngh")):
            while chars[start : start + 1] in (" ", "\t"):
                start += 1
        return min(start + skip, len(chars))


def _compare(one: str, other: str, flags: str) -> int:
    if "n" in flags or "h" in flags or "g" in flags:
        left, right = _number(one, flags), _number(other, flags)
        return (left > right) - (left < right)
    if "V" in flags:
        return compare_versions(one, other)
    if "d" in flags:
        one, other = (re.sub(r"[^A-Za-z0-9 \t]", "", each) for each in (one, other))
    if "f" in flags:
        one, other = one.upper(), other.upper()
    return _bytes_order(one, other)


def _number(chars: str, flags: str) -> tuple[int, float]:
    if "g" in flags:
        found = re.match(r"\s*([-+]?\d+\.?\d*(?:[eE][-+]?\d+)?)", chars)
        return (0, float(found[1])) if found else (-1, 0.0)
    found = _NUMBER.match(chars)
    if found is None:
        return 0, 0.0
    sign, whole, fraction = found.groups()
    value = float(f"{whole or 0}.{fraction or 0}")
    unit = _UNITS.get(chars[found.end() : found.end() + 1], 0) if "h" in flags else 0
    unit = unit if value else 0
    return (-unit, -value) if sign else (unit, value)


def _bytes_order(one: str, other: str) -> int:
    if one == other:
        return 0
    left = one.encode("utf-8", "surrogatepass")
    right = other.encode("utf-8", "surrogatepass")
    return (left > right) - (left < right)


# --- uniq ----------------------------------------------------------------------------


def uniq(call: Call) -> Result:
    """Print lines without those that repeat the line before."""
    long = {
        "count": "c",
        "repeated": "d",
        "unique": "u",
        "ignore-case": "i",
        "skip-fields": "f:",
        "skip-chars": "s:",
        "check-chars": "w:",
    }
    options = parse(call.argv[1:], "cdDf:is:uw:z", long)
    if options.wrong or len(options.operands) > 2:
        return Result(status=1)
    inputs = read_inputs(call, options.operands[:1])
    text = call.settle(by_lines(call, inputs.text))
    odd = options.open or options.has("D", "f", "s", "w", "z")
    if odd or (not text.known and len(list(text.lines())) > 1):
        return Result(call.unknown("which lines are alike is not known"))
    groups: list[tuple[Text, int]] = []
    for line, _ in bodies(text):
        fold = options.has("i")
        if groups and _alike(groups[-1][0].chars, line.chars, fold=fold):
            groups[-1] = groups[-1][0], groups[-1][1] + 1
        else:
            groups.append((line, 1))
    result = Text.join(_uniq_lines(options, groups))
    if len(options.operands) == 2:
        call.machine.write(call.path(options.operands[1]), result)
        return Result(status=inputs.status())
    return Result(result, inputs.status())


def _alike(one: str, other: str, *, fold: bool) -> bool:
    return one.lower() == other.lower() if fold else one == other


def _uniq_lines(options: Options, groups: list[tuple[Text, int]]) -> Iterator[Text]:
    for line, count in groups:
        if (options.has("d") and count < 2) or (options.has("u") and count > 1):
            continue
        if options.has("c"):
            yield made_up(f"{count:7d} ")
        yield line
        yield made_up("\n")


def tac(call: Call) -> Result:
    """Print lines, the last first."""
    options = parse(call.argv[1:], "brs:", {"separator": "s:"})
    inputs = read_inputs(call, options.operands)
    texts = [by_lines(call, content.text) for content in inputs.contents]
    unsure = any(map(several, texts))
    if options.wrong or options.given or options.open or unsure:
        return Result(call.unknown("lines in reverse order"), None)
    parts = [Text.join(reversed(list(text.lines(keep_ends=True)))) for text in texts]
    return Result(Text.join(parts), inputs.status())


# --- wc ------------------------------------------------------------------------------


def wc(call: Call) -> Result:
    """Count lines, words and bytes."""
    long = {"lines": "l", "words": "w", "bytes": "c", "chars": "m"}
    long["max-line-length"] = "L"
    options = parse(call.argv[1:], "clmwL", long)
    if options.wrong:
        return Result(status=1)
    inputs = read_inputs(call, options.operands)
    texts = [call.settle(content.text) for content in inputs.contents]
    if options.open or inputs.failed or options.has("L"):
        return Result(call.unknown("a count"), inputs.status())
    if not all(text.known for text in texts):
        return Result(call.unknown("a count of what is not known"), inputs.status())
    rows = [_counts(options, text.chars) for text in texts]
    names = [word.chars for word in options.operands] or [""]
    if len(rows) > 1:
        rows.append([sum(column) for column in zip(*rows, strict=True)])
        names.append("total")
    width = 1
    if len(rows[0]) > 1 or len(rows) > 1:
        sizes = [len(text.chars.encode("utf-8", "surrogateescape")) for text in texts]
        width = max(len(str(sum(sizes))), 7 if "-" in names or names == [""] else 1)
    lines = [
        " ".join([*(str(n).rjust(width) for n in row), *([name] if name else [])])
        + "\n"
        for row, name in zip(rows, names, strict=True)
    ]
    return Result(made_up("".join(lines)), inputs.status())


def _counts(options: Options, chars: str) -> list[int]:
    size = len(chars.encode("utf-8", "surrogateescape"))
    kinds = "".join(name for name in "lwmc" if options.has(name)) or "lwc"
    counts = {
        "l": chars.count("\n"),
        "w": len(chars.split()),
        "c": size,
        "m": size - sum(char > "\x7f" for char in chars)
        if HOLE in chars
        else len(chars),
    }
    return [counts[kind] for kind in kinds]
