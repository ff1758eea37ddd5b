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

    bad = [one for one in report.findings if one.verdict not in NO_NEXT]
    first = next(iter(bad or report.findings))
    if propose(report.findings, report.kubelets, unsafe=False):
        yield "kubelet-lint check --diff shows what can be fixed, and --fix does it"
    yield f"kubelet-lint explain {first.rule} says more"
    if _is_json(first.span.outermost.source.content):
        yield "to accept it: kubelet-lint check --baseline FILE --update-baseline"
    else:
        comment = f"# kubelet-lint: ignore[{first.rule}] REASON"
        yield f"to accept it, write above its line: {comment}"


def _is_json(content: str) -> bool:
    """Say whether a file has no comments, as far as its first characters tell."""
    start = content.lstrip("\ufeff \t\r\n")[:2]
    return start.startswith("{") and start not in ("{{", "{%", "{#")
