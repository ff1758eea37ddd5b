"""cut, head, tail: parts of lines and of files (GNU coreutils 9.1)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from kubelet_lint.bash.commands.branching import Doubt
from kubelet_lint.bash.commands.inputs import by_lines, read_inputs
from kubelet_lint.bash.commands.lines import each_line, may_be_several
from kubelet_lint.bash.commands.options import Options, parse
from kubelet_lint.bash.commands.respell import changed_hole
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.source import EMPTY, HOLE, Hole, Text
from kubelet_lint.source import program as made_up

_CUT_LONG = {
    "bytes": "b:",
    "characters": "c:",
    "fields": "f:",
    "delimiter": "d:",
    "only-delimited": "s",
    "output-delimiter": "output:",
    "complement": "complement",
    "zero-terminated": "z",
}
_SUFFIXES = {
    "": 1,
    "b": 512,
    "kB": 1000,
    "k": 1 << 10,
    "K": 1 << 10,
    "KiB": 1 << 10,
    "MB": 10**6,
    "M": 1 << 20,
    "G": 1 << 30,
}


# --- cut -----------------------------------------------------------------------------


class _Cut(NamedTuple):
    ranges: tuple[tuple[int, int], ...]
    complement: bool
    delimiter: str
    joined_by: Text
    only_delimited: bool

    def wants(self, number: int) -> bool:
        inside = any(low <= number <= high for low, high in self.ranges)
        return inside != self.complement


def cut(call: Call) -> Result:
    """Print parts of each line."""
    options = parse(call.argv[1:], "b:c:d:f:nsz", _CUT_LONG)
    if options.open or options.has("z"):
        return Result(call.unknown("what cut prints is not known"), None)
    lists = [(name, value) for name, value in options.given if name in "bcf"]
    if options.wrong or len(lists) != 1:
        return Result(status=1)
    kind, written = lists[0][0], call.settle(lists[0][1])
    ranges = _ranges(written.chars)
    delimiter = call.settle(options.value("d") or made_up("\t"))
    if not written.known or not delimiter.known:
        return Result(call.unknown("which part of a line cut prints is not known"))
    if ranges is None or len(delimiter.chars.encode("utf-8", "surrogateescape")) > 1:
        return Result(status=1)
    delimiter_char = delimiter.chars or "\0"
    output = options.value("output")
    plan = _Cut(
        ranges,
        options.has("complement"),
        delimiter_char,
        output
        if output is not None
        else made_up(delimiter_char if kind == "f" else ""),
        options.has("s"),
    )
    inputs = read_inputs(call, options.operands)

    def change(line: Text, newline: Text, doubt: Doubt) -> Text:
        del doubt
        new = _fields(plan, line) if kind == "f" else _columns(plan, line)
        return EMPTY if new is None else new + (newline or made_up("\n"))

    return Result(each_line(by_lines(call, inputs.lines), change), inputs.status())


def _ranges(written: str) -> tuple[tuple[int, int], ...] | None:
    """Read a list such as ``1,3-5,7-``."""
    found: list[tuple[int, int]] = []
    for part in written.replace(" ", ",").replace("\t", ",").split(","):
        low, dash, high = part.partition("-")
        if not part or (low + high).strip("0123456789") or not (low or high):
            return None
        start = int(low or "1")
        end = int(high) if high else (1 << 62 if dash else start)
        if start < 1 or end < start:
            return None
        found.append((start, end))
    return tuple(found)


def _fields(plan: _Cut, line: Text) -> Text | None:
    """Return the fields of a line, None if it is not printed."""
    if plan.delimiter not in line.chars:
        if HOLE in line.chars:
            return _blurred(line, "a part of it")
        return None if plan.only_delimited else line
    fields = line.split(plan.delimiter)
    # A hole may hold delimiters: which field comes after it is not known.
    exact = next((n for n, f in enumerate(fields) if HOLE in f.chars), len(fields))
    if may_be_several(line):
        exact = 0
    wanted = [number for number in range(1, len(fields) + 1) if plan.wants(number)]
    parts = [fields[number - 1] for number in wanted if number <= exact]
    if exact < len(fields) and plan.wants(exact + 1) and _all_after(plan, exact + 1):
        # From here to the end: whatever the hole holds, all of it is printed.
        parts.extend(fields[exact:])
    elif exact < len(fields) and _any_after(plan, exact + 1):
        parts.append(_blurred(line, "a part of it"))
    return _joined(parts, plan.joined_by)


def _all_after(plan: _Cut, number: int) -> bool:
    return not plan.complement and any(
        low <= number and high >= 1 << 62 for low, high in plan.ranges
    )


def _any_after(plan: _Cut, number: int) -> bool:
    return plan.complement or any(high >= number for _, high in plan.ranges)


def _joined(parts: Sequence[Text], by: Text) -> Text:
    out: list[Text] = []
    for part in parts:
        if out:
            out.append(by)
        out.append(part)
    return Text.join(out)


def _blurred(line: Text, how: str) -> Text:
    hole = next(line.holes(), None)
    if isinstance(hole, Hole):
        return changed_hole(hole, how, repr(line.display()))
    return Text.hole("a part of an unknown line", line.span)


def _columns(plan: _Cut, line: Text) -> Text:
    hole = line.chars.find(HOLE)
    if hole < 0 and line.chars.isascii():
        wanted = [n for n in range(len(line)) if plan.wants(n + 1)]
        runs = _runs(wanted)
        return _joined([line[a : b + 1] for a, b in runs], plan.joined_by)
    if hole >= 0 and line.chars[:hole].isascii():
        highest = max(high for _, high in plan.ranges)
        if not plan.complement and highest <= hole:
            return _columns(plan, line[:hole])
    return _blurred(line, "some of its characters")


def _runs(numbers: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = runs[-1][0], number
        else:
            runs.append((number, number))
    return runs


# --- head and tail -------------------------------------------------------------------


class _Amount(NamedTuple):
    """How much is printed; ``sign`` as written: ``-`` or ``+`` change the end."""

    unit: str
    sign: str
    number: int


_LONG = {
    "lines": "n:",
    "bytes": "c:",
    "quiet": "q",
    "silent": "q",
    "verbose": "v",
    "zero-terminated": "z",
    "follow": "f::",
    "retry": "F",
}


def head(call: Call) -> Result:
    """Print the first lines."""
    return _ends(call, _first)


def tail(call: Call) -> Result:
    """Print the last lines."""
    return _ends(call, _last)


Part = Callable[[Call, Text, "_Amount"], Text]


def _ends(call: Call, part: Part) -> Result:
    words = list(call.argv[1:])
    if words and _is_old_style(words[0].chars):
        words[0] = made_up("-n" + words[0].chars.removeprefix("-"))
    options = parse(words, "c:n:qvzfFs:", _LONG)
    amount = _amount(call, options)
    if options.wrong:
        return Result(status=1)
    if options.open or amount is None or options.has("z", "f", "F"):
        return Result(call.unknown("how much is printed is not known"), None)
    inputs = read_inputs(call, options.operands)
    parts: list[Text] = []
    shown = (len(options.operands) > 1 or options.has("v")) and not options.has("q")
    for number, content in enumerate(inputs.contents):
        if shown:
            name = "standard input" if content.name.chars == "-" else content.name.chars
            parts.append(made_up(("\n" if number else "") + f"==> {name} <==\n"))
        parts.append(part(call, by_lines(call, content.text), amount))
    return Result(Text.join(parts), inputs.status())


def _is_old_style(chars: str) -> bool:
    return chars[:1] in ("-", "+") and len(chars) > 1 and chars[1:].isdigit()


def _amount(call: Call, options: Options) -> _Amount | None:
    value = options.value("n", "c")
    if value is None:
        return _Amount("n", "", 10)
    unit = next(name for name, _ in reversed(options.given) if name in "nc")
    chars = call.settle(value).chars
    sign = chars[:1] if chars[:1] in ("-", "+") else ""
    rest = chars[len(sign) :]
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    times = _SUFFIXES.get(rest[len(digits) :])
    if not digits or times is None:
        return None
    return _Amount(unit, sign, int(digits) * times)


def _first(call: Call, text: Text, amount: _Amount) -> Text:
    if amount.unit == "c":
        return _first_bytes(call, text, amount)
    lines = list(text.lines(keep_ends=True))
    unsure = next((n for n, li in enumerate(lines) if may_be_several(li)), len(lines))
    if amount.sign == "-":
        if unsure < len(lines):
            kept = _last(call, text, _Amount("n", "", amount.number))
            if kept.known:
                return text[: len(text) - len(kept)]
            return Text.join(lines[: max(unsure - amount.number, 0)]) + _rest(
                call, text
            )
        return Text.join(lines[: max(len(lines) - amount.number, 0)])
    if amount.number <= unsure or amount.number == 0:
        return Text.join(lines[: amount.number])
    if unsure == len(lines):
        return text
    return Text.join(lines[:unsure]) + _rest(call, text)


def _last(call: Call, text: Text, amount: _Amount) -> Text:
    if amount.unit == "c":
        return _last_bytes(call, text, amount)
    lines = list(text.lines(keep_ends=True))
    unsure = [number for number, line in enumerate(lines) if may_be_several(line)]
    count = len(lines)
    if amount.sign == "+":
        start = max(amount.number - 1, 0)
        if not unsure or start <= unsure[0]:
            return Text.join(lines[start:])
        return _rest(call, text)
    if not unsure or count - amount.number > unsure[-1]:
        return Text.join(
            lines[max(count - amount.number, 0) :] if amount.number else ()
        )
    after = lines[unsure[-1] + 1 :]
    return _rest(call, text) + Text.join(after)


def _first_bytes(call: Call, text: Text, amount: _Amount) -> Text:
    hole = text.chars.find(HOLE)
    known = text.chars if hole < 0 else text.chars[:hole]
    if amount.sign != "-" and amount.number <= len(known) and known.isascii():
        return text[: amount.number]
    if hole >= 0 or not known.isascii():
        return _rest(call, text)
    return text[: max(len(text) - amount.number, 0)] if amount.sign == "-" else text


def _last_bytes(call: Call, text: Text, amount: _Amount) -> Text:
    hole = text.chars.rfind(HOLE)
    known = text.chars[hole + 1 :]
    if amount.sign != "+" and amount.number <= len(known) and known.isascii():
        return text[len(text) - amount.number :]
    if hole >= 0 or not known.isascii():
        return _rest(call, text)
    return text[max(amount.number - 1, 0) :] if amount.sign == "+" else text


def _rest(call: Call, text: Text) -> Text:
    reason = f"a part of {text.display()[:60]!r}"
    return call.unknown(reason, reason)
