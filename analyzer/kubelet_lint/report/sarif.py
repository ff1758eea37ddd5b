"""``check`` as SARIF 2.1.0, as GitHub code scanning reads it.

SARIF's ``kind`` is always "fail" and ``level`` is always written, because code
scanning knows nothing else; the verdict is a property. A result is one rule at one
place; the layers are its code flow. An empty list of results is written too: it is
what closes alerts.
"""

from __future__ import annotations

import json
import re
from typing import Any

from kubelet_lint import __version__
from kubelet_lint.report.accepted import Accepted, suppressed_groups
from kubelet_lint.report.base import Style
from kubelet_lint.report.fingerprint import fingerprint
from kubelet_lint.report.group import Group, groups
from kubelet_lint.report.line_hash import LineHashes
from kubelet_lint.report.location import Location, locate, unicode
from kubelet_lint.report.sarif_fix import fixes
from kubelet_lint.report.sarif_model import om, to_json
from kubelet_lint.report.sarif_place import ROOT, physical
from kubelet_lint.report.sarif_rules import HOME, INDEX, descriptors
from kubelet_lint.report.uri import uri
from kubelet_lint.resolution import Problem, Report
from kubelet_lint.source import Source
from kubelet_lint.value import Json

RELATED = 100
"""Related places written; code scanning keeps no more locations of a result."""

LINKS = 10
"""Related places the message links to."""

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

Hashes = dict[Source, LineHashes]


def write(report: Report, style: Style) -> str:
    """Return a log with one run."""
    hashes: Hashes = {}
    root = om.ArtifactLocation(description=_message("The root of the repository."))
    run = om.Run(
        tool=om.Tool(driver=_driver()),
        column_kind="utf16CodeUnits",
        original_uri_base_ids={ROOT: root},
        invocations=[_invocation(report)],
        results=[_result(one, hashes) for one in groups(report.findings)],
    )
    if style.suppressed:  # code scanning takes them for open alerts
        run.results += [_suppressed(one, hashes) for one in suppressed_groups(report)]
    if style.category:
        run.automation_details = om.RunAutomationDetails(id=f"{style.category}/")
    log = om.SarifLog(schema_uri=SCHEMA, version="2.1.0", runs=[run])
    # ASCII: no control character of a path or a line can reach a terminal.
    return json.dumps(to_json(log), separators=(",", ":"), ensure_ascii=True) + "\n"


def _driver() -> Any:
    return om.ToolComponent(
        name="kubelet-lint",
        full_name=f"kubelet-lint {__version__}",
        organization="kubelet-lint",
        version=__version__,
        semantic_version=__version__,
        information_uri=HOME,
        rules=descriptors(),
    )


def _invocation(report: Report) -> Any:
    problems = [_notification(one) for one in report.problems]
    return om.Invocation(
        execution_successful=True, tool_execution_notifications=problems or None
    )


def _notification(problem: Problem) -> Any:
    where = om.PhysicalLocation(
        artifact_location=om.ArtifactLocation(uri=uri(problem.path), uri_base_id=ROOT)
    )
    return om.Notification(
        message=_message(f"{problem.path}: {problem.message}"),
        level="warning",
        locations=[om.Location(physical_location=where)],
    )


def _suppressed(one: Accepted, hashes: Hashes) -> Any:
    result = _result(one.group, hashes)
    place = locate(one.how.span)
    result.suppressions = [
        om.Suppression(
            kind="inSource" if one.how.by == "comment" else "external",
            state="accepted",
            justification=unicode(one.how.reason),
            location=_location(place, "What accepts it.") if place else None,
        )
    ]
    return result


def _result(group: Group, hashes: Hashes) -> Any:
    first = group.first
    place = locate(first.span)
    if place is None:
        raise ValueError(f"{first.rule} points outside of the repository")
    related = [
        _location(locate(step.span) or place, step.text, number)
        for number, step in enumerate(first.related[:RELATED], 1)
    ]
    return om.Result(
        rule_id=first.rule,
        rule_index=INDEX[first.rule],
        kind="fail",
        level=first.level,
        message=_explanation(group),
        locations=[om.Location(physical_location=physical(place, context=True))],
        related_locations=related or None,
        code_flows=_code_flows(group, place),
        partial_fingerprints={
            "primaryLocationLineHash": _line_hash(place, hashes),
            "kubeletLint/v1": fingerprint(first),
        },
        fixes=fixes(group) or None,
        properties=_properties(group),
    )


def _explanation(group: Group) -> Any:
    """Return the message; links are how code scanning shows related places."""
    first = group.first
    text = " ".join((group.message, *group.helps))
    text = re.sub(r"\[(?=[^\]]*\]\()", r"\\[", text)
    links = ", ".join(
        f"[{re.sub(r'[][]', '', step.text)}]({number})"
        for number, step in enumerate(first.related[:LINKS], 1)
    )
    if rest := len(first.related[LINKS:]):
        links += f" and {rest} more"
    message = _message(f"{text} See {links}." if links else text)
    message.id = "finding"
    message.arguments = [first.rule, unicode(first.node), unicode(group.title)]
    return message


def _code_flows(group: Group, place: Location) -> list[Any] | None:
    """Return one flow a setting; a step that no file holds stands at the finding."""
    flows = [
        om.CodeFlow(
            message=_message(f"What decides {one.setting or 'the start'}."),
            thread_flows=[
                om.ThreadFlow(
                    locations=[
                        om.ThreadFlowLocation(
                            location=_location(
                                locate(step.span) or place,
                                f"{step.layer}: {step.text}",
                            ),
                            importance="essential" if step.decides else "important",
                        )
                        for step in one.trace
                    ]
                )
            ],
        )
        for one in group.findings
        if one.trace
    ]
    return flows or None


def _location(place: Location, text: str, number: int = -1) -> Any:
    return om.Location(
        id=number,
        message=_message(text),
        physical_location=physical(place, context=False),
    )


def _properties(group: Group) -> dict[str, Json]:
    first = group.first
    found: dict[str, Json] = {
        "verdict": first.verdict,
        "node": unicode(first.node),
        "settings": [one.setting for one in group.findings if one.setting],
        "value": None if first.value is None else unicode(first.value),
        "assumptions": [unicode(one.text) for one in first.assumptions],
    }
    return {key: value for key, value in found.items() if value}


def _line_hash(place: Location, hashes: Hashes) -> str:
    source = place.source
    if source not in hashes:
        hashes[source] = LineHashes(_bytes(source))
    return hashes[source].line(place.line)


def _bytes(source: Source) -> bytes:
    try:
        return source.content.encode(source.encoding, "surrogateescape")
    except (LookupError, UnicodeError):
        return source.content.encode("utf-8", "surrogatepass")


def _message(text: str) -> Any:
    return om.Message(text=unicode(text))
