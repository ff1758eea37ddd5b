"""What a run says, and to whom.

Standard output carries the report and nothing else, as bytes in UTF-8; everything
that is not the report goes to standard error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping

import click

from kubelet_lint.cli.parameters import Color
from kubelet_lint.repo.atomic import write_atomically
from kubelet_lint.repo.reading import why
from kubelet_lint.report.base import Style
from kubelet_lint.resolution import Problem
from kubelet_lint.visible import visible

SHOWN = 20
"""Problems named one by one, unless all are asked for."""


def screen(color: Color, verbosity: int, category: str = "") -> Style:
    """Return how standard output wants a report."""
    terminal = sys.stdout.isatty()
    width = _width()
    encoding = (getattr(sys.stdout, "encoding", None) or "ascii").lower()
    return Style(
        color=wants_color(color, os.environ, terminal=terminal),
        ascii=terminal and "utf" not in encoding,
        width=width,
        terminal=width if terminal else 0,
        verbosity=verbosity,
        category=category,
    )


def wants_color(
    asked: Color, environment: Mapping[str, str], *, terminal: bool
) -> bool:
    """Say whether to use colour.

    What is asked for on the command line wins, then https://no-color.org, then
    https://force-color.org, then whether somebody looks.
    """
    if asked != "auto":
        return asked == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR") not in (None, "", "0"):
        return True
    return terminal and environment.get("TERM") != "dumb"


def _width() -> int:
    """Return the columns of the terminal; shutil would cost 3 ms to import."""
    try:
        return int(os.environ["COLUMNS"])
    except (KeyError, ValueError):
        pass
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns or Style().width
    except (OSError, ValueError):
        return Style().width


def show(report: str, *, exactly: bool = False) -> None:
    """Write a report to standard output, whatever that can encode.

    ``exactly`` gives undecodable bytes back as they were, unless a person looks.
    """
    if exactly and sys.stdout.isatty():
        report, exactly = visible(report, keep="\n\t"), False
    data = report.encode("utf-8", "surrogateescape" if exactly else "backslashreplace")
    try:
        sys.stdout.flush()
        stream = getattr(sys.stdout, "buffer", None)
        if stream is None:  # replaced by something that takes text only
            sys.stdout.write(data.decode("utf-8", "backslashreplace"))
        else:
            stream.write(data)
        sys.stdout.flush()
    except BrokenPipeError:
        # The reader has enough (``| head``). What was found still decides the code,
        # and Python must not complain when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        raise click.ClickException(f"standard output: {why(error)}") from error


def save(path: str, report: str) -> None:
    """Write a report to a file, whole or not at all."""
    try:
        write_atomically(path, report.encode("utf-8", "backslashreplace"))
    except (OSError, ValueError) as error:
        raise click.ClickException(f"cannot write {path}: {why(error)}") from error


def own_fault(problems: Iterable[Problem]) -> int:
    """Say where kubelet-lint itself failed, though the rest was judged; return 3."""
    from kubelet_lint.cli.run import say_our_fault

    for problem in problems:
        if problem.fault:
            say_our_fault(problem.fault)
            break
    return 3


def complain(problems: Iterable[Problem], verbosity: int) -> None:
    """Name on standard error what could not be read."""
    if verbosity < 0:
        return
    lines = [
        f"kubelet-lint: {visible(problem.path)}: {visible(problem.message)}"
        for problem in problems
    ]
    if len(lines) > SHOWN and verbosity < 1:
        more = f"kubelet-lint: and {len(lines) - SHOWN} more files (-v names them)"
        lines = [*lines[:SHOWN], more]
    for line in lines:
        click.echo(line, err=True)
