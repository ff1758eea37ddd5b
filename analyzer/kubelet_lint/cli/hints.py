"""What to do next, for somebody whose run just failed: mend it, read on, or accept it.

Said on standard error, so that the report stays what it is.
"""

from __future__ import annotations

from collections.abc import Iterator

import click

from kubelet_lint.resolution import Report

NO_NEXT = ("open", "note")
"""Verdicts of findings that are spoken of only if there is nothing worse."""


def hint(report: Report) -> None:
    """Say which commands help with what was found."""
    for line in hints(report):
        click.echo(f"hint: {line}", err=True)


def hints(report: Report) -> Iterator[str]:
    """Yield what can be done about the first of the findings, as an example for all."""
    from kubelet_lint.fix.propose import propose

    bad = [one.rule for one in report.findings if one.verdict not in NO_NEXT]
    rule = next(iter(bad or [one.rule for one in report.findings]))
    if propose(report.findings, report.kubelets, unsafe=False):
        yield "kubelet-lint check --diff shows what can be fixed, and --fix does it"
    yield f"kubelet-lint explain {rule} says more"
    yield f"to accept it, write above its line: # kubelet-lint: ignore[{rule}] REASON"
