"""``kubelet-lint check``: judge, report, and say by the exit code what was found."""

from __future__ import annotations

import os
from functools import partial
from typing import TYPE_CHECKING

import click

from kubelet_lint.cli.adopting import Adopting, Run, adopt, adopting, misuse
from kubelet_lint.cli.parameters import (
    Shared,
    complete_rule,
    opened,
    pairs,
    rule_names,
    shared,
)

if TYPE_CHECKING:
    from kubelet_lint.options import FailOn

FORMATS = ("text", "json", "sarif", "github", "gitlab", "junit")
"""The keys of ``report.FORMATS``, here so that parsing does not import them."""

VERDICTS = ("fail", "possible", "unstated", "open")


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


@click.command(short_help="Judge every kubelet that a repository configures.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="What standard output gets.",
)
@click.option(
    "--output",
    "outputs",
    multiple=True,
    callback=_outputs,
    metavar="FORMAT=FILE",
    help="Write the report to a file as well. Repeatable.",
)
@click.option(
    "--select",
    multiple=True,
    callback=rule_names,
    shell_complete=complete_rule,
    metavar="RULE",
    help="Judge by these rules only. Repeatable, or with commas.",
)
@click.option(
    "--ignore",
    multiple=True,
    callback=rule_names,
    shell_complete=complete_rule,
    metavar="RULE",
    help="Do not judge by these rules. Repeatable, or with commas.",
)
@click.option(
    "--fail-on",
    type=click.Choice(VERDICTS),
    default="unstated",
    show_default=True,
    help="The mildest verdict that makes the exit code 1.",
)
@click.option("--exit-zero", is_flag=True, help="Exit with 0 even with findings.")
@click.option(
    "--stdin-filename",
    default="",
    metavar="NAME",
    help="With PATH -: the file that standard input stands for.",
)
@click.option(
    "--sarif-category",
    default="",
    metavar="NAME",
    help="Tells this analysis from others of the same commit in code scanning.",
)
@click.option("--fix", is_flag=True, help="Mend what can be mended, in place.")
@click.option("--diff", is_flag=True, help="Show what --fix would do, as a diff.")
@click.option(
    "--unsafe-fixes",
    is_flag=True,
    help="With --fix or --diff: also what a person should look at first.",
)
@adopting
@shared
def check(
    paths: tuple[str, ...],
    output_format: str,
    outputs: tuple[tuple[str, str], ...],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    fail_on: FailOn,
    exit_zero: bool,
    stdin_filename: str,
    sarif_category: str,
    fix: bool,
    diff: bool,
    unsafe_fixes: bool,
    adopting: Adopting,
    shared: Shared,
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
    if stdin_filename and "-" not in paths:
        raise click.UsageError("--stdin-filename goes with the path -")
    _combinable(paths, fix=fix, diff=diff, unsafe=unsafe_fixes)
    misuse(adopting, paths, fixes=fix or diff)
    repository = opened(paths, shared, stdin_filename)

    from kubelet_lint import analyze
    from kubelet_lint.cli.console import complain, own_fault, save, screen, show
    from kubelet_lint.cli.progress import watcher
    from kubelet_lint.options import Options, fails
    from kubelet_lint.report import load

    options = Options(
        kubelet_versions=shared.kubelet_versions,
        select=select,
        ignore=ignore,
        vendor_facts=not shared.no_vendor_facts,
        ignores=not adopting.no_ignores,
    )
    report = analyze.check(repository, options, watcher(shared.verbosity))
    run = Run(repository, report, options, analyze.check)
    accept = partial(adopt, run, paths, shared, adopting)
    changes, report = "", accept(report)
    if fix or diff or "sarif" in (output_format, *(form for form, _ in outputs)):
        from kubelet_lint.cli import fixing

        asked = fixing.Asked(fix=fix, diff=diff, unsafe=unsafe_fixes)
        report, changes = fixing.fixed(run, report, asked, shared.verbosity, accept)
    style = screen(shared.color, shared.verbosity, sarif_category)
    style = style._replace(suppressed=adopting.show_suppressed)
    for form, path in outputs:
        save(path, load(form).write(report, style._replace(color=False, ascii=False)))
    if diff:
        show(changes, exactly=True)
    else:
        show(load(output_format).write(report, style))
    if diff or output_format != "text":
        complain(report.problems, style.verbosity)
    if any(problem.fault for problem in report.problems):
        return own_fault(report.problems)
    failed = fails(report.findings, fail_on) and not exit_zero
    if failed and output_format == "text" and not (diff or fix or shared.verbosity < 0):
        from kubelet_lint.cli.hints import hint

        hint(report)
    return int(failed)


def _combinable(paths: tuple[str, ...], *, fix: bool, diff: bool, unsafe: bool) -> None:
    if fix and diff:
        raise click.UsageError("--diff shows what --fix would do: give one of them")
    if unsafe and not (fix or diff):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if fix and "-" in paths:
        raise click.UsageError("--fix cannot write standard input; try --diff")
