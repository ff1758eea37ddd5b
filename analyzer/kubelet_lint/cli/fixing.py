"""``check --fix`` and ``--diff``: make or show the fixes, and say what was done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

import click

from kubelet_lint.cli.adopting import Run
from kubelet_lint.cli.progress import watcher
from kubelet_lint.finding import Finding
from kubelet_lint.fix.diff import diff
from kubelet_lint.fix.edit import by_file, edited, encode
from kubelet_lint.fix.propose import propose
from kubelet_lint.fix.verify import Mended, Trial, alone, together
from kubelet_lint.repo.rewrite import ChangedError, Rewrite, rewrite
from kubelet_lint.report.location import shown
from kubelet_lint.resolution import Report

CHEAP = 500
"""Fixes times files up to which each fix is tried by itself, for a report."""

T = TypeVar("T")

MANY = 50
"""Findings up to which each fix is tried by itself, for a report."""

FEW = 10
"""Findings of which it is said why they are not fixed, unless all are asked for."""


class Asked(NamedTuple):
    """What the command line asks for."""

    fix: bool = False
    diff: bool = False
    unsafe: bool = False


def fixed(
    run: Run,
    report: Report,
    asked: Asked,
    verbosity: int,
    accept: Callable[[Report], Report],
) -> tuple[Report, str]:
    """Return what is to be reported, and the changes as a diff if that is asked for.

    Args:
        run: the run that found everything.
        report: what is left of it, less what is accepted.
        asked: what to do.
        verbosity: how much to say.
        accept: leaves out what is accepted, of what is found after the fixes.
    """
    proposals = propose(report.findings, report.kubelets, unsafe=asked.unsafe)
    if not (asked.fix or asked.diff):
        few = len(report.findings) <= MANY
        if proposals and few and len(proposals) * report.counts.read <= CHEAP:
            trial = _trial(run, verbosity)
            report = _with(report, alone(trial, proposals))
        return report, ""
    trial = _trial(run, verbosity)
    mended = together(trial, proposals)
    if asked.fix and mended.edits:
        _write(run.repository.base, mended)
    left = accept(trial.reported(mended)) if mended.edits else report
    if verbosity >= 0:
        _tell(mended, left, asked, verbosity)
        _tell_rest(left, asked, mended.untried)
    if asked.fix:
        return left, ""
    return _with(report, mended.fixed), diff(mended.edits)


def _trial(run: Run, verbosity: int) -> Trial:
    watch = watcher(verbosity)

    def trying(step: str, items: Sequence[T], /) -> Iterator[T]:
        return watch(f"trying fixes: {step}", items)

    return Trial.of(run.repository, run.options, run.found, trying)


def _with(report: Report, fixed: Iterable[Finding]) -> Report:
    """Return the report with what is known to mend its findings."""
    known = {_identity(one): one for one in fixed}
    findings = (known.get(_identity(one), one) for one in report.findings)
    return report._replace(findings=tuple(findings))


def _identity(finding: Finding) -> tuple[object, ...]:
    return (finding.rule, finding.span, finding.setting, finding.node, finding.text)


def _write(base: str, mended: Mended) -> None:
    files = [
        Rewrite(
            source.path,
            encode(source, source.content),
            encode(source, edited(source, edits)),
        )
        for source, edits in by_file(mended.edits).items()
    ]
    try:
        rewrite(base, files)
    except ChangedError as error:
        raise click.ClickException(f"nothing was fixed: {error}") from error


def _tell(mended: Mended, report: Report, asked: Asked, verbosity: int) -> None:
    count, files = len(mended.fixed), len(by_file(mended.edits))
    where = f" in {files} file{'' if files == 1 else 's'}" if count else ""
    can = "" if asked.fix else " can be"
    left = len(report.findings)
    click.echo(f"kubelet-lint: {count}{can} fixed{where}, {left} left", err=True)
    unsafe = (
        f"kubelet-lint: {shown(finding.span)}: unsafe: {finding.fix.unsafe}"
        for finding in mended.fixed
        if finding.fix and finding.fix.unsafe
    )
    for line in dict.fromkeys(unsafe):
        click.echo(line, err=True)
    _tell_left(mended.left, every=verbosity > 0)


def _tell_left(left: Sequence[tuple[Finding, str]], *, every: bool) -> None:
    """Say why something is not fixed that looks as if it could be."""
    few = left if every else left[:FEW]
    for finding, reason in few:
        click.echo(
            f"kubelet-lint: {shown(finding.span)}: not fixed: {reason}", err=True
        )
    if len(few) < len(left):
        more = f"{len(left) - len(few)} more not fixed; -v says why"
        click.echo(f"kubelet-lint: {more}", err=True)


def _tell_rest(left: Report, asked: Asked, over: int) -> None:
    """Say what else there is to be had."""
    if over:
        again = ": run again" if asked.fix else ""
        click.echo(f"kubelet-lint: {over} more were not tried{again}", err=True)
    if asked.unsafe:
        return
    more = len(propose(left.findings, left.kubelets, unsafe=True))
    more -= len(propose(left.findings, left.kubelets, unsafe=False))
    if more:
        words = f"{more} more may be fixed with --unsafe-fixes"
        click.echo(f"kubelet-lint: {words}", err=True)
