"""The last lines of a text report: what was found, and what was not looked at.

Undecided settings are always counted: nothing unknown may read as safe.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.report.paint import Paint
from kubelet_lint.resolution import Report


def summary(report: Report, paint: Paint) -> Iterator[str]:
    """Yield files that could not be read, then what was found in how many kubelets."""
    for problem in report.problems:
        path, message = paint.plain(problem.path), paint.plain(problem.message)
        yield f"{paint('warning', 'could not read')} {path}: {message}"
    if report.problems:
        yield ""
    yield f"{_found(report, paint)} {_files(report, paint)}"


def _found(report: Report, paint: Paint) -> str:
    verdicts = [one.verdict for one in report.findings]
    if not report.kubelets and not verdicts:
        return paint("bold", "No kubelet found.")
    kubelets = _many(len(report.kubelets), "kubelet")
    open_, notes = verdicts.count("open"), verdicts.count("note")
    bad = len(verdicts) - open_ - notes
    levels = [one.level for one in report.findings if one.verdict not in _QUIET]
    parts = [_many(bad, "problem") if bad else "no problems"]
    if bad:
        errors = levels.count("error")
        warnings = bad - errors
        parts[0] += f" ({_many(errors, 'error')}, {_many(warnings, 'warning')})"
    if notes:
        parts.append(_many(notes, "note"))
    counted = paint("error" if bad else "good", ", ".join(parts).capitalize())
    undecided = paint("open" if open_ else "good", f"{open_ or 'nothing'} undecided")
    return f"{counted}, {undecided} in {kubelets}."


_QUIET = ("open", "note")


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
