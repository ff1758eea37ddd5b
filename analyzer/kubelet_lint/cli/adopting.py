"""Options of ``check`` for a repository that has problems already."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from kubelet_lint.cli.parameters import Shared, opened, packed
from kubelet_lint.visible import visible

if TYPE_CHECKING:
    from kubelet_lint.adoption.baseline import Entry, Listed, Matched
    from kubelet_lint.config.settings import Settings
    from kubelet_lint.finding import Finding
    from kubelet_lint.options import Options
    from kubelet_lint.repo.repository import Repository
    from kubelet_lint.resolution import Report


class Adopting(NamedTuple):
    """The values of the options that ``adopting`` adds."""

    no_ignores: bool
    show_suppressed: bool
    baseline: str
    update_baseline: bool
    changed_since: str

    def under(self, settings: Settings | None) -> Adopting:
        """Return the same with the baseline of the configuration, if none is named."""
        if self.baseline or settings is None:
            return self
        return self._replace(baseline=settings.baseline)


adopting = packed(
    Adopting,
    click.option(
        "--no-ignores",
        is_flag=True,
        help="Report what ignore comments and per-path-ignores accept as well.",
    ),
    click.option(
        "--baseline",
        default="",
        metavar="FILE",
        help="Accept the findings that FILE lists; report what is new.",
    ),
    click.option(
        "--update-baseline",
        is_flag=True,
        help="Write what is found now to the baseline.",
    ),
    click.option(
        "--show-suppressed",
        is_flag=True,
        help="Show what comments, configuration and baseline accept, marked so.",
    ),
    click.option(
        "--changed-since",
        default="",
        metavar="REV",
        help="Report only what a change since this commit is about.",
    ),
)


class Run(NamedTuple):
    """A run of ``check`` that is over, and how to repeat it."""

    repository: Repository
    found: Report
    """Everything, less what comments accept."""
    options: Options
    judge: Callable[[Repository, Options], Report]


def adopt(
    run: Run, paths: Sequence[str], shared: Shared, asked: Adopting, report: Report
) -> Report:
    """Return a report less what is accepted, or older than what is asked for.

    If it is not that of the run, the repository was changed since.
    """
    if not (asked.baseline or asked.changed_since):
        return report
    if report is not run.found:
        run = run._replace(repository=opened(paths, shared), found=report)
    if asked.baseline:
        run = run._replace(found=_with_baseline(run, asked, shared.verbosity))
    if asked.changed_since:
        return _since(run, paths, shared, asked.changed_since)
    return run.found


def misuse(asked: Adopting, paths: Sequence[str], *, fixes: bool) -> None:
    """Refuse options that make no sense together."""
    if asked.update_baseline and fixes:
        raise click.UsageError("first --fix, then --update-baseline")
    if asked.update_baseline and not asked.baseline:
        raise click.UsageError("--update-baseline goes with --baseline FILE")
    if asked.update_baseline and asked.changed_since:
        message = "--update-baseline writes all findings, so not with --changed-since"
        raise click.UsageError(message)
    if "-" in paths and (asked.update_baseline or asked.changed_since):
        raise click.UsageError("standard input has no past and no baseline to update")


# --- baseline -----------------------------------------------------------------------


def _with_baseline(run: Run, asked: Adopting, verbosity: int) -> Report:
    from kubelet_lint.adoption import baseline_file
    from kubelet_lint.resolution import Unmatched

    report = run.found
    listed = _listed(asked.baseline, may_be_new=asked.update_baseline)
    found = _matched(run, asked.baseline, listed)
    if asked.update_baseline:
        kept = (one.entry for one in listed if not _is_asked_for(one.entry, run))
        content = baseline_file.render((*found.entries, *kept))
        _update(asked.baseline, content, found, verbosity)
        found = _matched(run, asked.baseline, baseline_file.parse(content))
    return report._replace(
        findings=found.new,
        elsewhere=_new(run, asked.baseline, report.elsewhere),
        suppressed=(*report.suppressed, *found.suppressed),
        unmatched=tuple(
            Unmatched(asked.baseline, one.line, one.entry.title) for one in found.gone
        ),
    )


def _new(run: Run, file: str, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return what a baseline does not accept of findings in other paths."""
    if not findings:
        return ()
    run = run._replace(
        repository=run.repository.unlimited, found=run.found._replace(findings=findings)
    )
    return _matched(run, file, _listed(file, may_be_new=True)).new


def _matched(run: Run, file: str, listed: Sequence[Listed]) -> Matched:
    from kubelet_lint.adoption.baseline import match
    from kubelet_lint.repo.history import renames

    repository = run.repository
    return match(
        run.found.findings,
        [one for one in listed if _is_asked_for(one.entry, run)],
        exists=lambda path: repository.read(path) is not None,
        renames=lambda: renames(
            repository.base, os.environ, _inside(file, repository.base)
        ),
    )


def _is_asked_for(entry: Entry, run: Run) -> bool:
    """Say whether this run would find what an entry lists."""
    return run.repository.reported(entry.path) and run.options.judges(entry.rule)


def _listed(file: str, *, may_be_new: bool) -> tuple[Listed, ...]:
    from kubelet_lint.adoption.baseline_file import BadBaselineError, parse
    from kubelet_lint.repo.reading import Absent, Bytes, Refused, look

    content = look(os.path.realpath(file))
    match content:
        case Bytes(data):
            try:
                return parse(data.decode("utf-8-sig"))
            except UnicodeDecodeError as error:
                reason = "it is not UTF-8"
                raise click.UsageError(f"{file}: {reason}") from error
            except BadBaselineError as error:
                raise click.UsageError(f"{file}: {error}") from error
        case Absent():
            if may_be_new:
                return ()
            reason = "there is no such baseline; --update-baseline writes it"
        case Refused(reason):
            pass
        case _:
            reason = "it is no file that a baseline can be"
    raise click.UsageError(f"{file}: {reason}")


def _inside(file: str, base: str) -> str:
    """Return a file's path in the repository; empty if it lies elsewhere."""
    relative = os.path.relpath(os.path.realpath(file), base).replace(os.sep, "/")
    return "" if relative.startswith("../") else relative


def _update(file: str, content: str, found: Matched, verbosity: int) -> None:
    from kubelet_lint.cli.console import save

    save(file, content)
    if verbosity >= 0:
        entries, new = len(found.entries), found.unlisted
        counts = f"{entries} listed, {new} of them new; {len(found.gone)} removed"
        click.echo(f"kubelet-lint: baseline {visible(file)}: {counts}", err=True)


# --- changes ------------------------------------------------------------------------


def _since(run: Run, paths: Sequence[str], shared: Shared, revision: str) -> Report:
    from kubelet_lint.adoption.changed import lines_since, only_changed
    from kubelet_lint.cli.configured import reconfigured
    from kubelet_lint.repo import past
    from kubelet_lint.repo.history import HistoryError

    try:
        then = past.at(run.repository.base, os.environ, revision)
    except HistoryError as error:
        raise click.UsageError(f"--changed-since {revision}: {error}") from error

    def content(path: str) -> str | None:
        document = run.repository.read(path)
        return None if document is None else document.text.chars

    def before() -> Sequence[Finding]:
        if not shared.isolated and reconfigured(then, content):
            return ()  # what is judged otherwise than it was is news
        there = opened(paths, shared, past=then.files)
        return run.judge(there, run.options).findings

    findings = only_changed(
        run.found.findings,
        lines_since(then.held, content, then.files.absent),
        before,
        then.renamed,
    )
    older = len(run.found.findings) - len(findings)
    return run.found._replace(findings=findings, since=revision, older=older)
