"""A setting's layers as a picture: who says what, where, and who wins."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubelet_lint.finding import Step
from kubelet_lint.report.location import shown
from kubelet_lint.report.paint import Paint
from kubelet_lint.report.snippet import width

NAMES = {
    "default": "default",
    "config": "config file",
    "config-dir": "config drop-in",
    "flag": "flag",
    "argument": "arguments",
    "unknown": "unknown",
    "refusal": "refusal",
    "otherwise": "otherwise",
}

ASIDE = ("argument", "refusal", "otherwise")
"""Steps that are no layers of this case."""

MARGIN = 8
"""Columns that stand in front of a line, at most, if a file has 999 lines."""

TEXT = 64
"""Columns a layer's text is cut to, unless everything is asked for."""


def chain(steps: Sequence[Step], paint: Paint) -> Iterator[str]:
    """Yield one line a step: mark, layer, what it says, and its place.

    Where a terminal would break the longest of them, places have lines of their own.
    """
    decided = any(step.decides for step in steps)
    names = [NAMES.get(step.layer, step.layer) for step in steps]
    texts = [_cut(paint.plain(step.text), paint) for step in steps]
    name_width = max(map(len, names), default=0)
    text_width = max(map(width, texts), default=0)
    places = [paint.plain(shown(step.span)) for step in steps]
    front = 2 + name_width + 2
    longest = front + text_width + 2 + max(map(width, places), default=0)
    beside = not 0 < paint.style.terminal < MARGIN + longest
    for step, name, text, place in zip(steps, names, texts, places, strict=True):
        room = text_width - width(text) if place and beside else 0
        mark, kind = _mark(step, paint, decided=decided)
        row = f"{paint(kind, mark)} {name:{name_width}}  "
        said = text + " " * room
        row += paint("bold", said) if step.decides else said
        if place and beside:
            row += f"  {paint('dim', place)}"
        yield row
        if place and not beside:
            yield " " * front + paint("dim", place)


def _mark(step: Step, paint: Paint, *, decided: bool) -> tuple[str, str]:
    if step.decides:
        return paint.signs.decides, "bold"
    if step.layer == "unknown":
        return paint.signs.unknown, "open"
    if step.layer in ASIDE or not decided:
        return paint.signs.aside, "dim"
    return paint.signs.beaten, "dim"


def _cut(text: str, paint: Paint) -> str:
    if paint.style.verbosity > 0 or len(text) <= TEXT:
        return text
    more = paint.signs.more
    return text[: TEXT - len(more)] + more
