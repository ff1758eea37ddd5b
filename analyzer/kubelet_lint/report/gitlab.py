"""``check`` as a GitLab Code Quality report.

The format is that of docs.gitlab.com, "Code Quality", section "Code Quality report
format": one array; each object has ``description``, ``check_name``, ``fingerprint``,
``severity`` and ``location``. An empty array is written too: it closes what was found
before. Of objects with the same fingerprint GitLab keeps one, so each gets its own.
"""

from __future__ import annotations

import json
from collections import Counter
from hashlib import sha256

from kubelet_lint.finding import Finding, Level
from kubelet_lint.report.base import Style
from kubelet_lint.report.fingerprint import fingerprint
from kubelet_lint.report.group import Group, groups
from kubelet_lint.report.location import locate, unicode
from kubelet_lint.resolution import Report
from kubelet_lint.value import Json

SEVERITIES: dict[Level, str] = {"error": "critical", "warning": "major", "note": "info"}

UNDECIDED = "minor"
"""More than information: what is unknown is not safe."""


def write(report: Report, style: Style) -> str:
    """Return one JSON array; ASCII, so without the byte order mark GitLab rejects."""
    seen: Counter[str] = Counter()
    issues = [_issue(one, seen) for one in groups(report.findings)]
    return json.dumps(issues, indent=2, ensure_ascii=True) + "\n"


def _issue(group: Group, seen: Counter[str]) -> Json:
    first = group.first
    place = locate(first.span)
    if place is None:
        raise ValueError(f"{first.rule} points outside of the repository")
    return {
        "description": unicode(" ".join((group.message, *group.helps))),
        "check_name": first.rule,
        "fingerprint": _unique(fingerprint(first), seen),
        "severity": _severity(first),
        "location": {
            "path": unicode(place.path),
            "lines": {"begin": place.line, "end": place.end_line},
        },
    }


def _severity(finding: Finding) -> str:
    return UNDECIDED if finding.verdict == "open" else SEVERITIES[finding.level]


def _unique(found: str, seen: Counter[str]) -> str:
    """Return a fingerprint that no issue had yet, stable as long as its order is."""
    seen[found] += 1
    if seen[found] == 1:
        return found
    return sha256(f"{found}:{seen[found]}".encode()).hexdigest()[:32]
