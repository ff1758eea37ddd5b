"""What the configuration says of findings: which are accepted, how bad others are."""

from __future__ import annotations

from collections.abc import Sequence

from kubelet_lint.definition import PathIgnore
from kubelet_lint.finding import Finding, Level
from kubelet_lint.repo.globs import parse
from kubelet_lint.resolution import Suppressed


def accepted(
    findings: Sequence[Finding], ignores: Sequence[PathIgnore]
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Return the findings that stand, and those that ``per-path-ignores`` accepts.

    A finding lies in the file of its deciding place, as it does in every report.
    """
    globs = [(parse(one.pattern, one.folder), one) for one in ignores]
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in findings:
        for glob, one in globs:
            if finding.rule in one.rules and glob.matches(finding.span.source.path):
                reason = f"per-path-ignores of {one.pattern!r}"
                how = Suppressed(finding, "configuration", reason, one.span)
                suppressed.append(how)
                break
        else:
            kept.append(finding)
    return tuple(kept), tuple(suppressed)


def releveled(
    findings: Sequence[Finding], severity: Sequence[tuple[str, Level]]
) -> tuple[Finding, ...]:
    """Return the findings with the severities that the configuration gives rules."""
    levels = dict(severity)
    return tuple(
        one._replace(level=levels[one.rule]) if one.rule in levels else one
        for one in findings
    )
