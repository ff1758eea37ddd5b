"""``kubelet-lint resolve``: what each kubelet will run with, setting by setting."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

import click

from kubelet_lint.cli.parameters import (
    Shared,
    configured,
    opened,
    options_of,
    pairs,
    shared,
)

if TYPE_CHECKING:
    from kubelet_lint.node.filesystem import FileSystem
    from kubelet_lint.options import Question
    from kubelet_lint.repo.repository import Repository

FORMATS = ("text", "json")

AFTER_DASHES = "kubelet_lint.after_dashes"
"""Where the context keeps the command line of another program."""


class WithCommandLine(click.Command):
    """A command that takes another program's command line after ``--``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Keep what follows ``--`` apart: click would take it for paths."""
        if "--" in args:
            at = args.index("--")
            ctx.meta[AFTER_DASHES] = tuple(args[at + 1 :])
            args = args[:at]
        return super().parse_args(ctx, args)


@click.command(
    cls=WithCommandLine,
    short_help="Show what each kubelet will run with, layer by layer.",
    options_metavar="[OPTIONS]",
)
@click.argument(
    "paths",
    nargs=-1,
    type=click.Path(),
    metavar="[PATHS]... [-- kubelet ARGS...]",
)
@click.option(
    "--root",
    default="",
    metavar="DIR",
    help="Take DIR as one node's root file system: a mounted image, an overlay, /.",
)
@click.option(
    "--unit",
    default="",
    metavar="NAME",
    help="Only this unit, such as kubelet.service.",
)
@click.option(
    "--cwd",
    default="/",
    show_default=True,
    metavar="DIR",
    help="The working directory, on the node, of a command after --.",
)
@click.option(
    "--env",
    "environment",
    multiple=True,
    callback=pairs,
    metavar="K=V",
    help="A variable of the environment it is started in. Repeatable.",
)
@click.option(
    "--systemd-version",
    type=click.IntRange(1, 999),
    metavar="N",
    help="The release of systemd, such as 252. Default: what all agree on.",
)
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="What standard output gets.",
)
@shared
@click.pass_context
def resolve(
    context: click.Context,
    paths: tuple[str, ...],
    root: str,
    unit: str,
    cwd: str,
    environment: tuple[tuple[str, str], ...],
    systemd_version: int | None,
    output_format: str,
    shared: Shared,
) -> int:
    """Show what each kubelet will run with: every setting with its layers.

    The nodes are those of the repository, or the one whose root file system is given
    by --root. A command line after -- is resolved on that root.

    \b
    Examples
      kubelet-lint resolve
      kubelet-lint resolve --root /mnt/image --kubelet-version 1.30
      kubelet-lint resolve --root / -- kubelet --config=/etc/kubelet.yaml
    """
    command = _command(context, root)
    if root and paths:
        raise click.UsageError("either PATHS or --root DIR, not both")
    if root and shared.config:
        raise click.UsageError("--config is about a repository, so not with --root DIR")
    shared = shared if root else configured(shared, paths)
    repository = None if root else opened(paths, shared)

    from kubelet_lint.options import Question

    options = options_of(shared)
    question = Question(
        root=node_root(root) if root else None,
        unit=unit,
        cwd=cwd,
        environment=environment,
        command=command,
        kubelet_versions=options.kubelet_versions,
        systemd_version=systemd_version or options.systemd_version,
        vendor_facts=options.vendor_facts,
        image=options.image,
        configuration=options.configuration,
        nodes=options.nodes,
    )
    return _answer(question, repository, output_format, shared)


def _answer(
    question: Question, repository: Repository | None, form: str, shared: Shared
) -> int:
    """Resolve what is asked, show it, and name what could not be read."""
    from kubelet_lint import analyze
    from kubelet_lint.cli.console import complain, own_fault, screen, show
    from kubelet_lint.cli.progress import watcher
    from kubelet_lint.report import RESOLVE_FORMATS, load

    report = analyze.resolve(repository, question, watcher(shared.verbosity))
    style = screen(shared.color, shared.verbosity)
    show(load(form, RESOLVE_FORMATS).write(report, style))
    complain(report.problems, style.verbosity)
    if any(problem.fault for problem in report.problems):
        return own_fault(report.problems)
    return 0


def _command(context: click.Context, root: str) -> tuple[str, ...]:
    command = cast("tuple[str, ...] | None", context.meta.get(AFTER_DASHES))
    if command is None:
        return ()
    if not command:
        raise click.UsageError("after -- comes a command: kubelet ARGS...")
    if not root:
        raise click.UsageError("a command after -- needs --root DIR to run on")
    return command


def node_root(folder: str) -> FileSystem:
    """Return a folder as a node's files, shown by paths as short as they can be."""
    from kubelet_lint.repo.disk import DiskFiles
    from kubelet_lint.repo.git import find_root

    real = os.path.realpath(folder)
    if not os.path.isdir(real):
        raise click.BadParameter(f"{folder} is no directory", param_hint="--root")
    base = find_root(real) or os.path.realpath(os.getcwd())
    shown = os.path.relpath(real, base).replace(os.sep, "/")
    if shown.startswith(".."):
        return DiskFiles(real, real)
    return DiskFiles(real, "" if shown == "." else shown)
