"""Small programs: seq, sleep, sync, yes-men, and comparisons (GNU coreutils 9.1)."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from kubelet_lint.bash.commands.inputs import read_inputs
from kubelet_lint.bash.commands.options import parse
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.source import Text
from kubelet_lint.source import program as made_up

NUMBERS = 100_000
"""Numbers that seq prints at most."""


def nothing(call: Call) -> Result:
    """Do nothing that matters here: ``sleep``, ``sync``."""
    del call
    return Result()


def seq(call: Call) -> Result:
    """Print numbers in a row."""
    long = {"separator": "s:", "equal-width": "w", "format": "f:"}
    words = list(call.argv[1:])
    cut = next((n for n, w in enumerate(words) if re.match(r"-[\d.]", w.chars)), None)
    rest = words[cut:] if cut is not None else []
    options = parse(
        words[:cut] if cut is not None else words, "f:s:w", long, mixed=False
    )
    operands = [call.settle(word) for word in (*options.operands, *rest)]
    if options.has("f") or options.open or not all(word.known for word in operands):
        return Result(call.unknown("which numbers seq prints is not known"), None)
    try:
        numbers = [Decimal(word.chars) for word in operands]
    except InvalidOperation:
        return Result(status=1)
    if options.wrong or not 1 <= len(numbers) <= 3:
        return Result(status=1)
    first = numbers[0] if len(numbers) > 1 else Decimal(1)
    step = numbers[1] if len(numbers) == 3 else Decimal(1)
    last = numbers[-1]
    if not step:
        return Result(status=1)
    if (last - first) / step > NUMBERS:
        return Result(call.unknown("seq prints too many numbers"))
    separator = options.value("s")
    return Result(
        _row(first, step, last, separator or made_up("\n"), wide=options.has("w"))
    )


def _row(
    first: Decimal, step: Decimal, last: Decimal, separator: Text, *, wide: bool
) -> Text:
    places = max(-int(n.as_tuple().exponent) for n in (first, step))
    shown: list[str] = []
    at = first
    while (at <= last) if step > 0 else (at >= last):
        shown.append(f"{at:.{max(places, 0)}f}")
        at += step
    width = max((len(f"{n:.{max(places, 0)}f}") for n in (first, last)), default=0)
    if wide:
        shown = [n.zfill(width) for n in shown]
    if not shown:
        return Text()
    return made_up(separator.chars.join(shown) + "\n")


def cmp(call: Call) -> Result:
    """Compare two files: ``cmp``, ``diff``."""
    options = parse(
        call.argv[1:],
        "abBcdeEfhilnNqrstTuU:vwxy",
        {"quiet": "s", "silent": "s", "brief": "q"},
    )
    if len(options.operands) != 2 or options.open:
        return Result(call.unknown("what a comparison tells"), None)
    inputs = read_inputs(call, options.operands)
    if inputs.failed:
        return Result(status=2)
    one, other = (call.settle(content.text) for content in inputs.contents)
    same = one.chars == other.chars and one.known
    if same:
        return Result()
    if not one.known or not other.known or inputs.unsure:
        return Result(call.unknown("what a comparison tells"), None)
    if options.has("i", "b", "w", "B", "E"):
        return Result(call.unknown("what a comparison tells"), None)
    quiet = options.has("s") and call.argv[0].chars.endswith("cmp")
    return Result(Text() if quiet else call.unknown("what a comparison tells"), 1)
