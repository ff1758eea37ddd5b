"""A baseline as a file: JSON with one entry a line, in a fixed order.

So a merge takes lines, and a review shows what was accepted. The contract is
``schemas/baseline.schema.json``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

from kubelet_lint.adoption.baseline import Entry, Listed
from kubelet_lint.value import Json

SCHEMA = "https://kubelet-lint.github.io/kubelet-lint/schemas/baseline.schema.json"

_OPTIONAL = ("setting", "value", "text", "reason")
"""Keys that are left out where they say nothing."""

_START = re.compile(r'"rule"[ \t\r\n]*:')
"""Where an entry starts: a quote inside of a text is escaped."""


class BadBaselineError(Exception):
    """A file is no baseline; the words say why."""


def parse(content: str) -> tuple[Listed, ...]:
    """Return the entries of a baseline.

    Raises:
        BadBaselineError: it is none.
    """
    try:
        document: Json = json.loads(content)
    except json.JSONDecodeError as error:
        raise BadBaselineError(f"line {error.lineno}: {error.msg}") from error
    except (RecursionError, ValueError) as error:
        raise BadBaselineError(
            "it is nested too deeply, or a number too long"
        ) from error
    if not isinstance(document, dict) or document.get("schema") != 1:
        raise BadBaselineError('it is no baseline: "schema" is not 1')
    entries = document.get("entries")
    if not isinstance(entries, list):
        raise BadBaselineError('it is no baseline: "entries" is not a list')
    lines = _lines(content, len(entries))
    return tuple(
        Listed(_entry(one, line), line)
        for one, line in zip(entries, lines, strict=False)
    )


def _lines(content: str, count: int) -> list[int]:
    """Return the line on which each entry starts."""
    lines: list[int] = []
    line, at = 1, 0
    for found in _START.finditer(content):
        line += content.count("\n", at, found.start())
        at = found.start()
        lines.append(line)
    return [*lines, *[1] * (count - len(lines))]


def _entry(found: Json, line: int) -> Entry:
    if not isinstance(found, dict):
        raise BadBaselineError(f"line {line}: an entry is not an object")
    values: dict[str, str] = {}
    for name in Entry._fields:
        value = found.get(name, "" if name in _OPTIONAL else None)
        if not isinstance(value, str):
            raise BadBaselineError(f'line {line}: "{name}" is not a string')
        values[name] = value
    unknown = sorted(set(found) - set(Entry._fields))
    if unknown:
        raise BadBaselineError(f'line {line}: there is no "{unknown[0]}"')
    return Entry(**values)


def render(entries: Iterable[Entry]) -> str:
    """Return the file's content."""
    rows = [f"    {json.dumps(_object(one))}" for one in sorted(entries, key=_order)]
    listed = "[\n" + ",\n".join(rows) + "\n  ]" if rows else "[]"
    return f'{{\n  "$schema": "{SCHEMA}",\n  "schema": 1,\n  "entries": {listed}\n}}\n'


def _order(one: Entry) -> tuple[str, ...]:
    return one.path, one.rule, one.node, one.setting, one.value, one.text, one.reason


def _object(one: Entry) -> dict[str, str]:
    return {
        name: value
        for name, value in one._asdict().items()
        if value or name not in _OPTIONAL
    }
