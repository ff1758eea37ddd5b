"""``check`` for people: the deciding line, the chain of layers, and the fix."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.finding import Finding
from kubelet_lint.report.base import Style
from kubelet_lint.report.chain import chain
from kubelet_lint.report.group import Group, groups
from kubelet_lint.report.location import locate
from kubelet_lint.report.paint import Paint
from kubelet_lint.report.snippet import snippet
from kubelet_lint.report.summary import summary
from kubelet_lint.resolution import Report


def write(report: Report, style: Style) -> str:
    """Return one block a finding and a summary; one line a finding if quiet."""
    paint = Paint(style)
    found = groups(report.findings)
    if style.verbosity < 0:
        return "".join(f"{_line(one, paint)}\n" for one in found)
    lines: list[str] = []
    for one in found:
        lines += _block(one, paint)
        lines.append("")
    lines += summary(report, paint)
    return "".join(f"{line}\n" for line in lines)


def _line(group: Group, paint: Paint) -> str:
    first = group.first
    kind = paint.level(first.level, first.verdict)
    head = paint(kind, f"{first.level}[{first.rule}]")
    return f"{locate(first.span)}: {head} {paint.plain(group.title)}"


def _block(group: Group, paint: Paint) -> Iterator[str]:
    first = group.first
    kind = paint.level(first.level, first.verdict)
    head = paint(kind, f"{first.level}[{first.rule}]")
    yield f"{head} {paint('bold', paint.plain(group.title))}"
    place = locate(first.span)
    margin = " " * len(str(place.line)) if place else " "
    if place:
        yield f"{margin}{paint('gutter', '-->')} {paint.plain(str(place))}"
        bar = paint("gutter", "|")
        yield f"{margin} {bar}"
        for number, text in snippet(place, paint):
            numbered = paint("gutter", f"{number:>{len(margin)}}")
            yield f"{numbered} {bar} {text}"
        yield f"{margin} {bar}"
    for line in _story(group, paint):
        yield f"{margin} {line}".rstrip()


def _story(group: Group, paint: Paint) -> Iterator[str]:
    first = group.first
    for one in group.findings:
        yield from _layers(one, paint)
    notes = [("why", why) for why in group.whys]
    notes += [("assumed", one.text) for one in first.assumptions]
    notes += [("also", step.text) for step in first.related]
    notes += [("fix", step) for step in group.helps]
    for label, text in notes:
        yield f"{paint('gutter', '=')} {paint('bold', label)}: {paint.plain(text)}"


def _layers(finding: Finding, paint: Paint) -> Iterator[str]:
    if not finding.trace:
        return
    bar = paint("gutter", "|")
    what = paint.plain(f"{finding.setting or 'the start'} of {finding.node}")
    yield f"{bar} {what}"
    for line in chain(finding.trace, paint):
        yield f"{bar}   {line}"
    yield bar
