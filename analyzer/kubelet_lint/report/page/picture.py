"""The picture of a setting: a stack of layers, the last one applied on top.

The top of a stack is what one sees of it, and the last layer applied is what the
kubelet runs with. Every layer's role is said in words too, not by colour alone.
"""

from __future__ import annotations

from kubelet_lint.report.location import Location, locate
from kubelet_lint.report.page import link
from kubelet_lint.report.page.markup import NOTHING, Html, cut, join, tag
from kubelet_lint.report.page.words import LAYERS, ROLES
from kubelet_lint.report.picture import Picture, Rung
from kubelet_lint.rules.settings import Judged, describe
from kubelet_lint.value import Layer, OneOf, Unknown

AROUND = 60
"""Characters of the deciding line that are quoted on both sides of the place."""


def draw(picture: Picture, judged: Judged, links: str) -> Html:
    """Return the stack, and in which cases it is the one."""
    rungs = [_rung(one, judged, links) for one in reversed(picture.rungs)]
    title = f"Layers of {judged.path}, the deciding one first"
    # Without its numbers a list is none to some readers, unless it says so.
    stack = tag(
        "ol", *rungs, class_="stack", reversed="", role="list", aria_label=title
    )
    when = tag("p", cut(picture.when), class_="when") if picture.when else NOTHING
    return tag("div", when, stack, class_="picture")


def _rung(rung: Rung, judged: Judged, links: str) -> Html:
    layer, role = rung
    doubt = " maybe" if judged.possible(layer.value) else ""
    bad = " bad" if judged.certain(layer.value) else doubt
    return tag(
        "li",
        tag("span", LAYERS[layer.kind], class_="kind"),
        " ",
        tag("span", _value(layer), class_="value"),
        " ",
        tag("span", ROLES[role], class_="role"),
        " ",
        tag("div", *_says(layer, links), class_="says"),
        _quote(layer) if role in ("decides", "holds") else NOTHING,
        class_=f"rung {role}{bad}",
    )


def _value(layer: Layer) -> Html:
    return tag("code", cut(describe(layer.value), 80))


def _says(layer: Layer, links: str) -> list[Html]:
    """Return what the layer says, why that is not one value, and where."""
    parts = [tag("code", cut(layer.text))]
    match layer.value:
        case Unknown(reason) | OneOf(_, reason) if reason and reason != layer.text:
            parts.append(tag("span", cut(reason), class_="reason"))
        case _:
            pass
    return [join(part, " ") for part in (*parts, link.place(layer.span, links))]


def _quote(layer: Layer) -> Html:
    """Return the deciding line with its characters marked."""
    place = locate(layer.span)
    if place is None or layer.kind == "default":
        return NOTHING
    at = place.one_line
    before, marked, after = _around(at, at.source.line(at.line))
    number = tag("span", str(at.line), class_="number", aria_hidden="true")
    line = join(before, tag("mark", marked), after)
    return tag("pre", number, tag("code", line), class_="quote")


def _around(at: Location, line: str) -> tuple[str, str, str]:
    start, end = at.column - 1, at.end_column - 1
    before, marked, after = line[:start], line[start:end], line[end:]
    if len(before) > AROUND:
        before = f"…{before[-AROUND:]}"
    if len(after) > AROUND:
        after = f"{after[:AROUND]}…"
    return before.lstrip(), cut(marked, 2 * AROUND), after
