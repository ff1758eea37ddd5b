"""``kubelet-lint check``: judge, report, and say by the exit code what was found."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import click

from kubelet_lint.cli.adopting import Adopting, Run, adopt, adopting, misuse
from kubelet_lint.cli.parameters import (
    Shared,
    complete_rule,
    configured,
    opened,
    options_of,
    packed,
    pairs,
    rule_names,
    shared,
)

if TYPE_CHECKING:
    from kubelet_lint.options import FailOn, Options
    from kubelet_lint.repo.repository import Repository
    from kubelet_lint.resolution import Report

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit")
"""The keys of ``report.FORMATS``, here so that parsing does not import them."""

VERDICTS = ("fail", "possible", "unstated", "open")


class Asked(NamedTuple):
    """The values of the options that only this command has."""

    output_format: str
    outputs: tuple[tuple[str, str], ...]
    select: tuple[str, ...]
    ignore: tuple[str, ...]
    fail_on: FailOn | None
    exit_zero: bool
    stdin_filename: str
    sarif_category: str
    fix: bool
    diff: bool
    unsafe_fixes: bool
    show_settings: bool

    @property
    def mends(self) -> bool:
        """Whether something is to be mended, or shown as if it were."""
        return self.fix or self.diff


def _outputs(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Return each ``FORMAT=FILE`` in two parts, no file twice."""
    outputs = pairs(context, parameter, values)
    for form, path in outputs:
        if form not in FORMATS:
            message = f"{form!r} is none of {', '.join(FORMATS)}"
            raise click.BadParameter(message, context, parameter)
        if not path:
            raise click.BadParameter(f"{form}= names no file", context, parameter)
    paths = {os.path.realpath(path) for _, path in outputs}
    if len(paths) < len(outputs):
        raise click.BadParameter("the same file is named twice", context, parameter)
    return outputs


_asked = packed(
    Asked,
    click.option(
        "--output-format",
        type=click.Choice(FORMATS),
        default="text",
        show_default=True,
        help="What standard output gets.",
    ),
    click.option(
        "--output",
        "outputs",
        multiple=True,
        callback=_outputs,
        metavar="FORMAT=FILE",
        help="Write the report to a file as well. Repeatable.",
    ),
    click.option(
        "--select",
        multiple=True,
        callback=rule_names,
        shell_complete=complete_rule,
        metavar="RULE",
        help="Judge by these rules only. Repeatable, or with commas.",
    ),
    click.option(
        "--ignore",
        multiple=True,
        callback=rule_names,
        shell_complete=complete_rule,
        metavar="RULE",
        help="Do not judge by these rules. Repeatable, or with commas.",
    ),
    click.option(
        "--fail-on",
        type=click.Choice(VERDICTS),
        help="The mildest verdict that makes the exit code 1. Default: unstated.",
    ),
    click.option("--exit-zero", is_flag=True, help="Exit with 0 even with findings."),
    click.option(
        "--stdin-filename",
        default="",
        metavar="NAME",
        help="With PATH -: the file that standard input stands for.",
    ),
    click.option(
        "--sarif-category",
        default="",
        metavar="NAME",
        help="Tells this analysis from others of the same commit in code scanning.",
    ),
    click.option("--fix", is_flag=True, help="Mend what can be mended, in place."),
    click.option("--diff", is_flag=True, help="Show what --fix would do, as a diff."),
    click.option(
        "--unsafe-fixes",
        is_flag=True,
        help="With --fix or --diff: also what a person should look at first.",
    ),
    click.option(
        "--show-settings",
        is_flag=True,
        help="Show what is in force, and check nothing.",
    ),
)


@click.command(short_help="Judge every kubelet that a repository configures.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@_asked
@adopting
@shared
def check(
    paths: tuple[str, ...], asked: Asked, adopting: Adopting, shared: Shared
) -> int:
    """Judge every kubelet that a repository configures.

    PATHS (default: .) say what is reported; what is looked at is always the whole
    repository around them. - reads standard input.

    \b
    Verdicts
      fail      bad on every node
      possible  bad on some; the message says which
      unstated  right only because a default says so
      open      the repository does not decide
      note      worth knowing; never fails a run

    \b
    Exit codes
      0 clean   1 findings   2 wrong usage   3 a bug of ours   130 interrupted

    \b
    Examples
      kubelet-lint check
      kubelet-lint check images/node --kubelet-version 1.30
      kubelet-lint check --output-format github --output sarif=out.sarif
      kubelet-lint check --diff
      kubelet-lint check - --stdin-filename etc/kubelet.service < edited
    """
    _combinable(paths, asked)
    shared = configured(shared, paths, asked.stdin_filename)
    adopting = adopting.under(shared.settings)
    misuse(adopting, paths, fixes=asked.mends)
    options = _options(asked, adopting, shared)
    if asked.show_settings:
        return _show_settings(options, asked, adopting, shared)
    run = _run(paths, asked, options, shared)
    report, changes = _mended(
        run, partial(adopt, run, paths, shared, adopting), asked, shared
    )
    _write(report, changes, asked, adopting, shared)
    return _code(report, asked, shared)


def _combinable(paths: tuple[str, ...], asked: Asked) -> None:
    if asked.stdin_filename and "-" not in paths:
        raise click.UsageError("--stdin-filename goes with the path -")
    if asked.fix and asked.diff:
        raise click.UsageError("--diff shows what --fix would do: give one of them")
    if asked.unsafe_fixes and not asked.mends:
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if asked.fix and "-" in paths:
        raise click.UsageError("--fix cannot write standard input; try --diff")


def _options(asked: Asked, adopting: Adopting, shared: Shared) -> Options:
    """Return what judges: a rule that the command line selects is not ignored."""
    options = options_of(shared)
    ignored = tuple(one for one in options.ignore if one not in asked.select)
    return options._replace(
        select=asked.select or options.select,
        ignore=asked.ignore or ignored,
        ignores=not adopting.no_ignores,
    )


def _fail_on(asked: Asked, shared: Shared) -> FailOn:
    in_file = shared.settings.fail_on if shared.settings else None
    return asked.fail_on or in_file or "unstated"


def _show_settings(
    options: Options, asked: Asked, adopting: Adopting, shared: Shared
) -> int:
    from kubelet_lint.cli.console import show
    from kubelet_lint.config.shown import written

    fail_on, selection = _fail_on(asked, shared), shared.selection
    show(written(options, shared.settings, selection, fail_on, adopting.baseline))
    return 0


def _run(paths: tuple[str, ...], asked: Asked, options: Options, shared: Shared) -> Run:
    repository = opened(paths, shared, asked.stdin_filename)

    from kubelet_lint import analyze
    from kubelet_lint.cli.progress import watcher

    watch = watcher(shared.verbosity)

    def judge(repository: Repository, options: Options) -> Report:
        return analyze.check(repository, options, watch)

    return Run(repository, judge(repository, options), options, judge)


def _mended(
    run: Run, accept: Callable[[Report], Report], asked: Asked, shared: Shared
) -> tuple[Report, str]:
    """Return what is left to report, and the changes that mend the rest, as a diff."""
    report = accept(run.found)
    formats = (asked.output_format, *(form for form, _ in asked.outputs))
    if not (asked.mends or "sarif" in formats):
        return report, ""
    from kubelet_lint.cli import fixing

    mend = fixing.Asked(fix=asked.fix, diff=asked.diff, unsafe=asked.unsafe_fixes)
    return fixing.fixed(run, report, mend, shared.verbosity, accept)


def _write(
    report: Report, changes: str, asked: Asked, adopting: Adopting, shared: Shared
) -> None:
    """Write the report, or the changes in its place, and what could not be read."""
    from kubelet_lint.cli.console import complain, save, screen, show
    from kubelet_lint.report import load

    style = screen(shared.color, shared.verbosity, asked.sarif_category)
    style = style._replace(suppressed=adopting.show_suppressed)
    for form, path in asked.outputs:
        save(path, load(form).write(report, style._replace(color=False, ascii=False)))
    if asked.diff:
        show(changes, exactly=True)
    else:
        show(load(asked.output_format).write(report, style))
    if asked.diff or asked.output_format != "text":
        complain(report.problems, style.verbosity)
        _tell_elsewhere(report, style.verbosity)


def _tell_elsewhere(report: Report, verbosity: int) -> None:
    """Say what a text report says in its last line."""
    if report.elsewhere and verbosity >= 0:
        from kubelet_lint.report.summary import elsewhere

        said = elsewhere(report, every=verbosity > 0)
        click.echo(f"kubelet-lint: {said}", err=True)


def _code(report: Report, asked: Asked, shared: Shared) -> int:
    """Return the exit code; who looks at a failed run is told what to do next."""
    from kubelet_lint.options import fails

    if any(problem.fault for problem in report.problems):
        from kubelet_lint.cli.console import own_fault

        return own_fault(report.problems)
    failed = fails(report.findings, _fail_on(asked, shared)) and not asked.exit_zero
    is_read = asked.output_format == "text" and shared.verbosity >= 0
    if failed and is_read and not asked.mends:
        from kubelet_lint.cli.hints import hint

        hint(report)
    return int(failed)
