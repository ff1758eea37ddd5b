"""``simulate`` as JSON: the contract of ``schemas/simulate.schema.json``."""

from __future__ import annotations

import json

from kubelet_lint.bash.simulate import Simulation
from kubelet_lint.node.filesystem import (
    Alternatives,
    Directory,
    Entry,
    File,
    Link,
    Missing,
    follow,
)
from kubelet_lint.report.location import as_json, unicode
from kubelet_lint.report.resolve_json import text_as_json
from kubelet_lint.source import Span, Text
from kubelet_lint.value import Json


def write(simulation: Simulation) -> str:
    """Return what a script leaves behind as one JSON document."""
    document: Json = {
        "schema": 1,
        "files": {
            unicode(path): _at(simulation, path, entry)
            for path, entry in sorted(simulation.touched.items())
            if not isinstance(entry, Directory)
        },
        "launches": [
            {
                "argv": [text_as_json(word) for word in launch.argv],
                "location": as_json(launch.span),
                "circumstances": [unicode(one) for one in launch.circumstances],
            }
            for launch in simulation.launches
        ],
        "services": [
            {
                "verb": service.verb,
                "units": [text_as_json(word) for word in service.words],
                "location": as_json(service.span),
            }
            for service in simulation.services
        ],
        "unknown": [
            {"reason": unicode(reason), "location": as_json(span)}
            for reason, span in simulation.unknown
        ],
        "assumptions": [
            {"text": unicode(one.text), "location": as_json(one.span)}
            for one in simulation.assumptions
        ],
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _at(simulation: Simulation, path: str, entry: Entry) -> Json:
    """Return what lies at a path; behind a link, what it leads to."""
    if not isinstance(entry, Link):
        return _file(entry)
    found = _file(follow(simulation.files, path).entry)
    assert isinstance(found, dict), "a file is an object"
    return {**found, "link": unicode(entry.target)}


def _file(entry: Entry) -> Json:
    match entry:
        case File(text):
            return _content(text)
        case Missing():
            return {**_nothing(known=True), "removed": True}
        case Link(target):
            return {**_nothing(known=True), "link": unicode(target)}
        case Alternatives(_, options):
            ways: list[Json] = []
            for label, option in options:
                said = _file(option)
                assert isinstance(said, dict), "a file is an object"
                ways.append({"when": unicode(label), **said})
            return {**_nothing(known=False), "alternatives": ways}
        case _:
            reason = getattr(entry, "reason", "")
            return {**_nothing(known=False), "reason": unicode(str(reason))}


def _nothing(*, known: bool) -> dict[str, Json]:
    return {
        "known": known,
        "content": None,
        "alternatives": [],
        "removed": False,
        "lines": [],
    }


def _content(text: Text) -> Json:
    found = _nothing(known=text.known)
    found["lines"] = [as_json(written(line)) for line in text.lines()]
    if text.known:
        found["content"] = unicode(text.chars)
    else:
        found["text"] = text_as_json(text)
    return found


def written(line: Text) -> Span | None:
    """Return where a line was written: what its first piece was written as.

    Its other pieces may come from anywhere: a variable's value from its assignment.
    """
    first = next((end for _, end, _ in line.pieces()), 0)
    return line.span_of(0, first) or line.span
