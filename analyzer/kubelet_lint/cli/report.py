"""``kubelet-lint report``: evidence about every kubelet, as a page or a table."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from kubelet_lint.cli.parameters import (
    Shared,
    configured,
    opened,
    options_of,
    shared,
)

if TYPE_CHECKING:
    from kubelet_lint.repo.repository import Repository

FORMATS = ("html", "csv", "json")

ENDINGS = {".html": "html", ".htm": "html", ".csv": "csv", ".json": "json"}
"""What the name of the file says about its format."""

SCHEMES = ("https://", "http://")
"""What a link may start with; ``javascript:`` is none of them."""


def _link_base(context: click.Context, parameter: click.Parameter, value: str) -> str:
    """Return a URL that paths can be appended to."""
    if value and not value.lower().startswith(SCHEMES):
        expected = " or ".join(SCHEMES)
        message = f"{value!r} does not start with {expected}"
        raise click.BadParameter(message, context, parameter)
    return value if not value or value.endswith("/") else f"{value}/"


@click.command(short_help="Write evidence: every kubelet with its layers, as a page.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATHS]...")
@click.option(
    "--output",
    default="",
    metavar="FILE",
    help="Where the report goes. Default: standard output.",
)
@click.option(
    "--output-format",
    type=click.Choice(FORMATS),
    help="Default: what the name of the file says, otherwise html.",
)
@click.option("--title", default="", metavar="TEXT", help="What the page is called.")
@click.option(
    "--link-base",
    default="",
    callback=_link_base,
    metavar="URL",
    help="Link files there, such as https://HOST/OWNER/NAME/blob/COMMIT. "
    "Default: relative to the report.",
)
@shared
def report(
    paths: tuple[str, ...],
    output: str,
    output_format: str | None,
    title: str,
    link_base: str,
    shared: Shared,
) -> int:
    """Write evidence about every kubelet: for auditors, and for looking.

    One page that needs no network: what each kubelet's authentication and
    authorization come to, a picture of the layers with the one that decides, what was
    assumed, what is undecided, and which controls of the CIS benchmarks pass. The
    same as a table for spreadsheets, and as JSON.

    PATHS (default: .) say which kubelets are reported: those that a file there has a
    part in. The exit code does not depend on what is found; that is for check.

    \b
    Examples
      kubelet-lint report --output report.html
      kubelet-lint report --output report.csv --kubelet-version 1.30
      kubelet-lint report images/node --output-format json
    """
    form = output_format or _format(output)
    shared = configured(shared, paths)
    repository = opened(paths, shared)

    from kubelet_lint import analyze
    from kubelet_lint.cli.console import complain, save, show
    from kubelet_lint.cli.progress import watcher
    from kubelet_lint.report import REPORT_FORMATS, Style, load

    # Evidence leaves nothing out.
    options = options_of(shared)._replace(select=(), ignore=(), ignores=False)
    found = analyze.check(repository, options, watcher(shared.verbosity))
    style = Style(
        title=title,
        subject=_subject(repository),
        links=link_base or _relative(repository.base, output),
    )
    written = load(form, REPORT_FORMATS).write(found, style)
    if output:
        save(output, written)
    else:
        show(written)
    complain(found.problems, shared.verbosity)
    return 0


def _format(output: str) -> str:
    return ENDINGS.get(os.path.splitext(output)[1].lower(), "html")


def _subject(repository: Repository) -> str:
    """Say which commit is checked out; files count as they are on disk."""
    from kubelet_lint.repo.git import checked_out

    commit = checked_out(repository.base, os.environ)
    return f"files as they are on disk, commit {commit} checked out" if commit else ""


def _relative(base: str, output: str) -> str:
    """Return how the report's folder gets to the repository, as a URL ends."""
    from kubelet_lint.report.uri import uri

    folder = os.path.dirname(os.path.realpath(output)) if output else os.getcwd()
    try:
        path = os.path.relpath(base, os.path.realpath(folder)).replace(os.sep, "/")
    except ValueError:  # another drive
        return "./"
    # Without ``./`` in front a name with a colon would be taken for a scheme.
    return f"./{uri(path)}/" if path != "." else "./"
