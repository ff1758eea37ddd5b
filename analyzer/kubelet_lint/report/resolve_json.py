"""``resolve`` as JSON: the contract of ``schemas/resolve.schema.json``."""

from __future__ import annotations

import json

from kubelet_lint.report.base import Style
from kubelet_lint.report.json import assumed
from kubelet_lint.report.launches import Started, launches
from kubelet_lint.report.location import as_json, unicode
from kubelet_lint.resolution import Case, Report
from kubelet_lint.source import Choice, Hole, Text
from kubelet_lint.value import Json, Known, Layer, OneOf, Setting, Unknown, Value


def write(report: Report, style: Style) -> str:
    """Return all nodes with their launches as one JSON document."""
    nodes: dict[str, list[Json]] = {}
    for kubelet in report.kubelets:
        found = nodes.setdefault(kubelet.node, [])
        found.extend(_launch(one) for one in launches(kubelet))
    document: Json = {
        "schema": 1,
        "nodes": [
            {"name": unicode(name), "launches": found} for name, found in nodes.items()
        ],
        "problems": [
            {"path": unicode(one.path), "message": unicode(one.message)}
            for one in report.problems
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _launch(started: Started) -> Json:
    shown = started.shown
    launch = shown.launch
    found: dict[str, Json] = {
        "unit": launch.unit,
        "location": as_json(launch.span),
        "circumstances": [unicode(one) for one in shown.circumstances],
        "versions": list(started.versions),
        "executed": launch.executed,
        "starts": started.starts,
        "refusal": _refusal(shown),
        "executable": launch.executable,
        "argv": [text_as_json(argument) for argument in launch.argv],
        "environment": {
            unicode(name): text_as_json(text)
            for name, text in launch.environment.items()
        },
        "assumptions": assumed(shown.assumptions),
        "settings": {path: _setting(started, path) for path in started.paths},
    }
    if len({one.starts for one in started.cases}) > 1:
        found["by_version"] = {
            version: {"starts": one.starts, "refusal": _refusal(one)}
            for version, one in started.by_version()
        }
    return found


def _refusal(case: Case) -> str | None:
    return unicode(case.refusal.reason) if case.refusal else None


def text_as_json(text: Text) -> Json:
    """Return a string, or its parts if some are only known on the node."""
    if text.known:
        return unicode(text.chars)
    parts: list[Json] = []
    for start, end, piece in text.pieces():
        match piece:
            case Hole(reason, _, name):
                parts.append({"unknown": unicode(reason or name)})
            case Choice(condition):
                parts.append({"unknown": f"depends on {unicode(condition)}"})
            case _ if parts and isinstance(parts[-1], str):
                parts[-1] += unicode(text.chars[start:end])
            case _:
                parts.append(unicode(text.chars[start:end]))
    return {"parts": parts}


def _setting(started: Started, path: str) -> Json:
    found = _resolved(started.setting(path), started.value(path))
    if not started.agrees(path):
        found["by_version"] = {
            version: _resolved(one.setting(path), one.setting(path).value)
            for version, one in started.by_version()
            if not one.refusal
        }
    return found


def _resolved(setting: Setting, value: Value) -> dict[str, Json]:
    return {**valued(value), "layers": [layered(layer) for layer in setting.layers]}


def layered(layer: Layer) -> dict[str, Json]:
    """Return a layer with its value and its place."""
    return {
        "layer": layer.kind,
        **valued(layer.value),
        "text": unicode(layer.text),
        "location": as_json(layer.span),
    }


def valued(value: Value) -> dict[str, Json]:
    """Return a value, or why it is not one."""
    match value:
        case Known(known):
            return {"status": "known", "value": _safe(known)}
        case OneOf(values, reason):
            return {
                "status": "one-of",
                "value": None,
                "candidates": [_safe(one) for one in values],
                "reason": unicode(reason),
            }
        case Unknown(reason):
            return {"status": "unknown", "value": None, "reason": unicode(reason)}


def _safe(value: Json) -> Json:
    match value:
        case str():
            return unicode(value)
        case list():
            return [_safe(one) for one in value]
        case dict():
            return {unicode(key): _safe(one) for key, one in value.items()}
        case _:
            return value
