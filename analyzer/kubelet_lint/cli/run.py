"""One run of the command, and the code it ends with, whatever happens.

    0    clean
    1    findings at or above ``--fail-on``
    2    the command line asks for something that cannot be had
    3    our own fault: a traceback, and where to send it
    130  interrupted

click alone would end with 1 for an uncaught exception, for Ctrl-C and for most of its
own errors, and 1 is what findings mean here; so its ``main`` runs without its
standalone mode, and the codes are made in this module only.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress

import click

from kubelet_lint import __version__
from kubelet_lint.visible import visible

CLEAN = 0
FINDINGS = 1
USAGE = 2
OUR_FAULT = 3
INTERRUPTED = 130

NAME = "kubelet-lint"
ISSUES = "https://github.com/kubelet-lint/kubelet-lint/issues"


def run(arguments: Sequence[str]) -> int:
    """Run a command line, without the program's name, and return the exit code."""
    try:
        from kubelet_lint.cli.group import cli

        code = cli.main(list(arguments), prog_name=NAME, standalone_mode=False)
        return code if isinstance(code, int) else CLEAN
    except click.ClickException as error:
        _say_misuse(error)
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        _say("interrupted")
        return INTERRUPTED
    except SystemExit as left:  # click's shell completion ends so
        return CLEAN if left.code in (None, 0) else USAGE
    except BaseException:
        import traceback

        say_our_fault(traceback.format_exc())
        return OUR_FAULT


def _say_misuse(error: click.ClickException) -> None:
    context = error.ctx if isinstance(error, click.UsageError) else None
    if context is not None:
        _say(context.get_usage(), prefix="")
        hint = f"Try '{visible(context.command_path)} --help' for help.\n"
        _say(hint, prefix="")
    _say(visible(error.format_message(), keep="\n"))


def say_our_fault(trace: str) -> None:
    """Write what is needed to report a bug of ours, and where to."""
    _say(visible(trace, keep="\n"), prefix="")
    python = ".".join(map(str, sys.version_info[:3]))
    _say(
        f"this is a bug in {NAME} {__version__} (Python {python}, {sys.platform}).\n"
        f"Please report it with the lines above and the command: {ISSUES}"
    )


def _say(text: str, prefix: str = f"{NAME}: ") -> None:
    # If nobody listens on standard error any more, the code still tells.
    with suppress(OSError, ValueError):
        click.echo(f"{prefix}{text}", err=True)
