"""``check`` as JSON: the contract of ``schemas/check.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable

from kubelet_lint.finding import Finding, Step, Verdict
from kubelet_lint.report.accepted import numbers
from kubelet_lint.report.base import Style
from kubelet_lint.report.fingerprint import fingerprint
from kubelet_lint.report.location import as_json, unicode
from kubelet_lint.resolution import Report, Suppressed
from kubelet_lint.value import Assumption, Json

VERDICTS: tuple[Verdict, ...] = ("fail", "possible", "unstated", "open", "note")


def write(report: Report, style: Style) -> str:
    """Return the report as one JSON document."""
    document: dict[str, Json] = {
        "schema": 1,
        "findings": [_finding(one) for one in report.findings],
        "summary": _summary(report),
    }
    if style.suppressed:
        document["suppressed"] = [_suppressed(one) for one in report.suppressed]
    # ASCII: nothing in it, not even a C1 control character, can reach a terminal.
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _suppressed(one: Suppressed) -> Json:
    return {
        **_finding(one.finding),
        "suppression": {
            "by": one.by,
            "reason": unicode(one.reason),
            "location": as_json(one.span),
        },
    }


def _finding(finding: Finding) -> dict[str, Json]:
    return {
        "rule": finding.rule,
        "level": finding.level,
        "verdict": finding.verdict,
        "message": unicode(finding.message),
        "setting": finding.setting,
        "value": _optional(finding.value),
        "node": unicode(finding.node),
        "location": as_json(finding.span),
        "trace": steps(finding.trace),
        "assumptions": assumed(finding.assumptions),
        "help": unicode(finding.help),
        "related": steps(finding.related),
        "fingerprint": fingerprint(finding),
    }


def steps(trace: Iterable[Step]) -> Json:
    """Return steps with their places."""
    return [
        {
            "layer": step.layer,
            "text": unicode(step.text),
            "location": as_json(step.span),
            "decides": step.decides,
        }
        for step in trace
    ]


def assumed(assumptions: Iterable[Assumption]) -> Json:
    """Return assumptions with their places."""
    return [
        {"text": unicode(one.text), "location": as_json(one.span)}
        for one in assumptions
    ]


def _summary(report: Report) -> Json:
    verdicts = [one.verdict for one in report.findings]
    return {
        "kubelets": len(report.kubelets),
        "findings": {name: verdicts.count(name) for name in VERDICTS},
        "files": {"seen": report.counts.seen, "read": report.counts.read},
        "skipped": [
            {"reason": unicode(one.reason), "files": one.files}
            for one in report.skipped
        ],
        "problems": [
            {"path": unicode(one.path), "message": unicode(one.message)}
            for one in report.problems
        ],
        "elsewhere": len(report.elsewhere),
        "suppressed": dict(numbers(report)),
        "unmatched": [
            {"path": unicode(one.path), "line": one.line, "text": unicode(one.text)}
            for one in report.unmatched
        ],
        "older": report.older,
    }


def _optional(text: str | None) -> str | None:
    return None if text is None else unicode(text)
