"""The last lines of a text report: what was found, and what was not looked at.

Undecided settings are always counted: nothing unknown may read as safe.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kubelet_lint.report import location
from kubelet_lint.report.accepted import BY, numbers
from kubelet_lint.report.group import Group
from kubelet_lint.report.paint import Paint
from kubelet_lint.resolution import Kubelet, Report
from kubelet_lint.rules.settings import JUDGED, Judged, describe
from kubelet_lint.rules.sighting import considered

NAMED = 20
"""Files that could not be read, named one by one."""

FEW = 3
"""Places in files that are not asked for, named one by one."""

QUIET = ("open", "note")
"""Verdicts that are no problems."""


def summary(report: Report, found: Sequence[Group], paint: Paint) -> Iterator[str]:
    """Yield files that could not be read, then what was found in how many kubelets."""
    yield from _problems(report, paint)
    if paint.style.verbosity > 0 and report.kubelets:
        yield from _kubelets(report, paint)
        yield ""
    yield from _unmatched(report, paint)
    parts = (
        _found(report, found, paint),
        _elsewhere(report, paint),
        _hidden(report, paint),
        _files(report, paint),
    )
    yield " ".join(part for part in parts if part)


def _unmatched(report: Report, paint: Paint) -> Iterator[str]:
    """Yield what the baseline still lists though it is gone."""
    shown = NAMED if paint.style.verbosity < 1 else len(report.unmatched)
    for one in report.unmatched[:shown]:
        head = paint("note", "no longer found")
        yield f"{head} {paint.plain(f'{one.path}:{one.line}')}: {paint.plain(one.text)}"
    if rest := len(report.unmatched[shown:]):
        yield f"{paint('note', 'no longer found')} {rest} more entries; -v names them"
    if report.unmatched:
        yield "The baseline lists what is gone; --update-baseline removes it."
        yield ""


def _elsewhere(report: Report, paint: Paint) -> str:
    text = elsewhere(report, every=paint.style.verbosity > 0)
    return paint("error", paint.plain(text)) if text else ""


def elsewhere(report: Report, *, every: bool) -> str:
    """Say where else something is wrong with these kubelets, that is not shown."""
    places = list(dict.fromkeys(location.shown(one.span) for one in report.elsewhere))
    few = places if every else places[:FEW]
    more = f" and {len(places) - len(few)} more places" if places[len(few) :] else ""
    what = _many(len(report.elsewhere), "finding")
    return f"{what} decided elsewhere: {', '.join(few)}{more}." if places else ""


def _hidden(report: Report, paint: Paint) -> str:
    """Say how many findings are not shown, and why."""
    by = [f"{count} {BY[who]}" for who, count in numbers(report).items() if count]
    parts = [f"suppressed: {', '.join(by)}"] if by else []
    if report.older:
        parts.append(f"{report.older} older than {paint.plain(report.since)} not shown")
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _problems(report: Report, paint: Paint) -> Iterator[str]:
    shown = NAMED if paint.style.verbosity < 1 else len(report.problems)
    for problem in report.problems[:shown]:
        path, message = paint.plain(problem.path), paint.plain(problem.message)
        yield f"{paint('warning', 'could not read')} {path}: {message}"
    if rest := len(report.problems[shown:]):
        yield f"{paint('warning', 'could not read')} {rest} more files; -v names them"
    if report.problems:
        yield ""


def _kubelets(report: Report, paint: Paint) -> Iterator[str]:
    """Yield what each kubelet that was looked at comes to."""
    for kubelet in report.kubelets:
        values = (f"{_name(one)} {_value(kubelet, one)}" for one in JUDGED)
        yield f"{paint('bold', paint.plain(kubelet.node))}: {', '.join(values)}"


def _name(judged: Judged) -> str:
    return judged.path.removesuffix(".enabled")


def _value(kubelet: Kubelet, judged: Judged) -> str:
    values = (describe(one.setting(judged.path).value) for one in considered(kubelet))
    return " or ".join(dict.fromkeys(values)) or "unknown"


def _found(report: Report, found: Sequence[Group], paint: Paint) -> str:
    if not report.kubelets and not found:
        return paint("bold", "No kubelet found.")
    verdicts = [one.first.verdict for one in found]
    levels = [one.first.level for one in found if one.first.verdict not in QUIET]
    none = "No problems here" if report.elsewhere else "No problems"
    text = _many(len(levels), "problem") if levels else none
    if levels:
        counted = [_many(levels.count(one), one) for one in ("error", "warning")]
        if mild := levels.count("note"):  # by the configuration
            counted.append(_many(mild, "note"))
        text += f" ({', '.join(counted)})"
    if notes := verdicts.count("note"):
        text += f", {_many(notes, 'note')}"
    # What is accepted as undecided is undecided all the same.
    every = (*report.findings, *(one.finding for one in report.suppressed))
    open_ = sum(one.verdict == "open" for one in every)
    undecided = f"{_many(open_, 'setting') if open_ else 'nothing'} undecided"
    good = "bold" if report.elsewhere else "good"
    said = paint("error" if levels else good, text)
    return (
        f"{said}, {paint('open' if open_ else good, undecided)} "
        f"in {_many(len(report.kubelets), 'kubelet')}."
    )


def _files(report: Report, paint: Paint) -> str:
    counts = report.counts
    text = f"{_many(counts.read, 'file')} read of {counts.seen}"
    left = sum(one.files for one in report.skipped)
    if left:
        reasons = ", ".join(
            f"{one.files} {paint.plain(one.reason)}" for one in report.skipped
        )
        text += f"; {left} left out: {reasons}"
    return f"{text}."


def _many(count: int, name: str) -> str:
    return f"{count} {name}{'' if count == 1 else 's'}"
