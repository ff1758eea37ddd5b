"""Say how to fix a setting where it is decided."""

from __future__ import annotations

from kubelet_lint.rules.place import editable, name
from kubelet_lint.rules.settings import AUTHORIZATION, WEBHOOK, Judged
from kubelet_lint.rules.sighting import Sighting
from kubelet_lint.source import Span
from kubelet_lint.value import Layer, OneOf, Unknown


def remedy(judged: Judged, sighting: Sighting, place: Span) -> str:
    """Return what makes the deciding layer say the right thing, and what that needs."""
    return _step(judged, sighting, place) + _client(judged, sighting)


def _step(judged: Judged, sighting: Sighting, place: Span) -> str:
    layer, where = sighting.layer, name(place)
    if layer.kind == "default":
        return (
            f"Give the kubelet in {where} a `--config=FILE` that says `{judged.fix}`, "
            f"or the argument `{judged.fixed_flag}`."
        )
    if not editable(layer.span):
        return f"Add `{judged.fixed_flag}` to the kubelet's arguments in {where}."
    if isinstance(layer.value, OneOf):
        return f"Make every alternative say `{_right(judged, layer)}` in {where}."
    if _only_value(judged, layer):
        return correct(judged, layer, place)
    if layer.kind == "flag" and _good_below(judged, sighting):
        return f"Remove `{layer.text}` from {where}, or make it `{judged.fixed_flag}`."
    return correct(judged, layer, place)


def correct(judged: Judged, layer: Layer, place: Span) -> str:
    """Return how to make a written layer itself say the right thing."""
    verb = "Make it" if layer.kind == "flag" else "Set"
    return f"{verb} `{_right(judged, layer)}` in {name(place)}."


def _right(judged: Judged, layer: Layer) -> str:
    if _only_value(judged, layer):
        return judged.fixed_flag.partition("=")[2]
    return judged.fixed_flag if layer.kind == "flag" else judged.fix


def _only_value(judged: Judged, layer: Layer) -> bool:
    """Say whether a flag's value stands apart from its name: a variable's, perhaps.

    The name is in front of it, on the line above at most: ``- name: …``, ``value: …``.
    """
    if layer.kind != "flag" or layer.span is None:
        return False
    source, start, end = layer.span
    first = source.line_starts[max(0, source.position(start).line - 2)]
    name = judged.fixed_flag.lstrip("-").partition("=")[0]
    value = layer.text.partition("=")[2]
    alone = source.content[start:end].strip("\"'") == value
    return alone and name not in source.content[first:end]


def _client(judged: Judged, sighting: Sighting) -> str:
    """Return what else a webhook needs: ``BuildAuth`` refuses one without a client."""
    argv = sighting.case.launch.argv
    if judged not in (AUTHORIZATION, WEBHOOK):
        return ""
    for argument in argv:
        if not argument.known or argument.chars.startswith("--kubeconfig"):
            return ""
    if argv and not editable(argv[0].span):
        return ""  # the one who writes the command decides that, too
    return " It needs `--kubeconfig=FILE` as well, to ask the API server."


def _good_below(judged: Judged, sighting: Sighting) -> bool:
    """Say whether, without the deciding layer, the setting would surely be right."""
    below: Layer | None = None
    for layer in sighting.setting.layers:
        if layer is sighting.layer:
            break
        below = layer
    return (
        below is not None
        and not isinstance(below.value, Unknown)
        and not judged.possible(below.value)
    )
