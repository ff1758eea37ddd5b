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

TEXT = 64
"""Columns a layer's text is cut to, unless everything is asked for."""


def chain(steps: Sequence[Step], paint: Paint) -> Iterator[str]:
    """Yield one line a step: mark, layer, what it says, and its place."""
    decided = any(step.decides for step in steps)
    names = [NAMES.get(step.layer, step.layer) for step in steps]
    texts = [_cut(paint.plain(step.text), paint) for step in steps]
    name_width = max(map(len, names), default=0)
    text_width = max(map(width, texts), default=0)
    for step, name, text in zip(steps, names, texts, strict=True):
        place = paint.plain(shown(step.span))
        said = text + " " * (text_width - width(text)) if place else text
        mark, kind = _mark(step, paint, decided=decided)
        row = f"{paint(kind, mark)} {name:{name_width}}  "
        row += paint("bold", said) if step.decides else said
        yield row + (f"  {paint('dim', place)}" if place else "")


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
