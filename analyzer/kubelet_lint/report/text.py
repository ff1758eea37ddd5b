"""``check`` for people: the deciding line, the chain of layers, and the fix."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubelet_lint.finding import Finding, Level, Step, Verdict
from kubelet_lint.report.accepted import suppressed_groups
from kubelet_lint.report.base import Style
from kubelet_lint.report.chain import chain
from kubelet_lint.report.group import Group, groups
from kubelet_lint.report.location import locate
from kubelet_lint.report.paint import Paint
from kubelet_lint.report.snippet import snippet
from kubelet_lint.report.summary import summary
from kubelet_lint.resolution import Report

Trace = tuple[Step, ...]

SUPPRESSED = "suppressed"
"""What marks a finding that somebody accepted."""

RELATED = 5
"""Other nodes named one by one, unless everything is asked for."""


def write(report: Report, style: Style) -> str:
    """Return one block a finding and a summary; one line a finding if quiet."""
    paint = Paint(style)
    found = groups(report.findings)
    hidden = tuple(suppressed_groups(report)) if style.suppressed else ()
    if style.verbosity < 0:
        lines: list[str] = [_line(one, paint) for one in found]
        lines += [_line(accepted.group, paint, SUPPRESSED) for accepted in hidden]
        return "".join(f"{line}\n" for line in lines)
    lines = []
    for one in found:
        lines += _block(one, paint)
        lines.append("")
    for accepted in hidden:
        lines += _block(accepted.group, paint, accepted.words)
        lines.append("")
    lines += summary(report, found, paint)
    return "".join(f"{line}\n" for line in lines)


def _line(group: Group, paint: Paint, mark: str = "") -> str:
    head, title = _head(group, paint, mark), paint.plain(group.title)
    return f"{locate(group.first.span)}: {head} {title}"


def _head(group: Group, paint: Paint, mark: str) -> str:
    first = group.first
    if mark:
        return paint("dim", f"{SUPPRESSED} {first.level}[{first.rule}]")
    return paint(_kind(first), f"{first.level}[{first.rule}]")


def _kind(finding: Finding) -> Level | Verdict:
    """Return the colour: undecided findings have their own."""
    return "open" if finding.verdict == "open" else finding.level


def _block(group: Group, paint: Paint, accepted: str = "") -> Iterator[str]:
    first = group.first
    yield f"{_head(group, paint, accepted)}: {paint('bold', paint.plain(group.title))}"
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
    for line in _story(group, paint, accepted):
        yield f"{margin} {line}".rstrip()


def _story(group: Group, paint: Paint, accepted: str) -> Iterator[str]:
    first = group.first
    layers = _joint(group, paint) if group.findings[1:] else _layers(first, paint)
    yield from layers
    notes = [(SUPPRESSED, accepted)] if accepted else []
    notes += [("why", why) for why in group.whys]
    notes += [("assumed", one.text) for one in first.assumptions]
    notes += [("also", text) for text in _related(first, paint)]
    notes += [("fix", step) for step in group.helps]
    for label, text in notes:
        yield from _note(label, text, paint)


def _related(finding: Finding, paint: Paint) -> Iterator[str]:
    shown = len(finding.related) if paint.style.verbosity > 0 else RELATED
    yield from (step.text for step in finding.related[:shown])
    if rest := len(finding.related[shown:]):
        yield f"{rest} more kubelets; -v names them"


def _note(label: str, text: str, paint: Paint) -> Iterator[str]:
    """Yield a note, wrapped with its label hanging."""
    from textwrap import wrap

    space = max(40, paint.style.width - len(label) - 8)
    lines = wrap(
        paint.plain(text), space, break_long_words=False, break_on_hyphens=False
    )
    yield f"{paint('gutter', '=')} {paint('bold', label)}: {lines[0] if lines else ''}"
    for line in lines[1:]:
        yield f"    {' ' * len(label)}{line}"


def _layers(finding: Finding, paint: Paint) -> Iterator[str]:
    if [step.layer for step in finding.trace] in ([], ["refusal"]):
        return  # a single refusal is the title
    bar = paint("gutter", "|")
    what = paint.plain(f"{finding.setting or 'the start'} of {finding.node}")
    yield f"{bar} {what}"
    for line in chain(finding.trace, paint):
        yield f"{bar}   {line}"
    yield bar


def _joint(group: Group, paint: Paint) -> Iterator[str]:
    """Yield the layers of several settings: what they share, then each one's last."""
    shared, rest = _split([one.trace for one in group.findings])
    if not group.first.trace:
        return
    bar = paint("gutter", "|")
    for line in chain(shared, paint):
        yield f"{bar} {line}"
    last = [
        Step(one.setting or "", steps[-1].text, steps[-1].span, steps[-1].decides)
        for one, steps in zip(group.findings, rest, strict=True)
        if steps
    ]
    if group.first.verdict == "open" and shared and last:
        yield f"{bar} unless it says otherwise:"
    for line in chain(last, paint):
        yield f"{bar}   {line}"
    yield bar


def _split(traces: Sequence[Trace]) -> tuple[Trace, list[Trace]]:
    """Return the steps at the end that all traces share, and what is before them."""
    count = 0
    while all(len(one) > count for one in traces) and (
        len({one[-1 - count] for one in traces}) == 1
    ):
        count += 1
    return traces[0][len(traces[0]) - count :], [
        one[: len(one) - count] for one in traces
    ]
