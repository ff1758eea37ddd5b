"""``check`` as annotations of a GitHub Actions run.

The workflow command syntax is that of actions/toolkit, packages/core/src/command.ts:
``%``, CR and LF are escaped in messages, ``:`` and ``,`` in properties as well.
"""

from __future__ import annotations

from kubelet_lint.finding import Level
from kubelet_lint.report.base import Style
from kubelet_lint.report.group import Group, groups
from kubelet_lint.report.location import locate
from kubelet_lint.resolution import Problem, Report
from kubelet_lint.visible import visible

COMMANDS: dict[Level, str] = {"error": "error", "warning": "warning", "note": "notice"}


Properties = list[tuple[str, object]]


def write(report: Report, style: Style) -> str:
    """Return one workflow command a line."""
    lines = [_annotation(one) for one in groups(report.findings)]
    lines += [_problem(one) for one in report.problems]
    return "".join(f"{line}\n" for line in lines)


def _annotation(group: Group) -> str:
    first = group.first
    place = locate(first.span)
    properties: Properties = []
    if place:
        # An annotation over several lines loses its columns.
        place = place.one_line
        properties = [
            ("file", place.path),
            ("line", place.line),
            ("endLine", place.end_line),
            ("col", place.column),
            ("endColumn", place.end_column),
        ]
    properties.append(("title", first.rule))
    text = "\n".join((group.message, *group.helps))
    return _command(COMMANDS[first.level], properties, text)


def _problem(problem: Problem) -> str:
    properties: Properties = [("file", problem.path), ("title", "could not be read")]
    return _command("warning", properties, problem.message)


def _command(name: str, properties: Properties, text: str) -> str:
    listed = ",".join(f"{key}={_property(str(value))}" for key, value in properties)
    return f"::{name} {listed}::{_data(visible(text, keep=chr(10)))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(visible(text)).replace(":", "%3A").replace(",", "%2C")
