"""Evidence as JSON: the contract of ``schemas/report.schema.json``."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from kubelet_lint import __version__
from kubelet_lint.report.answer import Answer, tally, worst
from kubelet_lint.report.base import Style
from kubelet_lint.report.evidence import (
    CONTROLS,
    Answered,
    Control,
    Evidence,
    gather,
)
from kubelet_lint.report.fingerprint import fingerprint
from kubelet_lint.report.json import assumed
from kubelet_lint.report.location import as_json, unicode
from kubelet_lint.report.picture import Picture, Rung
from kubelet_lint.report.resolve_json import layered, valued
from kubelet_lint.resolution import Case, Report
from kubelet_lint.rules.condition import release
from kubelet_lint.value import Json


def write(report: Report, style: Style) -> str:
    """Return the evidence about all kubelets as one JSON document."""
    found = gather(report)
    document: Json = {
        "schema": 1,
        "tool": {"name": "kubelet-lint", "version": __version__},
        "subject": unicode(style.subject),
        "controls": [_control(one, found) for one in CONTROLS],
        "kubelets": [_kubelet(one) for one in found],
        "summary": _summary(report, found),
    }
    return json.dumps(document, indent=2, ensure_ascii=True) + "\n"


def _control(control: Control, found: Sequence[Evidence]) -> Json:
    answers: list[Answer] = [
        one.answer
        for about in found
        for one in about.settings
        if one.judged is control.judged
    ]
    return {
        "name": control.name,
        "title": control.title,
        "setting": control.judged.path,
        "answer": worst(answers) if answers else None,
        "kubelets": _counted(answers),
    }


def _kubelet(about: Evidence) -> Json:
    kubelet = about.kubelet
    return {
        "name": unicode(kubelet.node),
        "location": as_json(kubelet.span),
        "answer": about.answer,
        "versions": _releases(kubelet.cases),
        "writer": kubelet.writer,
        "doubt": unicode(kubelet.doubt),
        "refused": about.refused,
        "refusals": [
            {"text": unicode(one.text), "location": as_json(one.span)}
            for one in about.refusals
        ],
        "settings": [_setting(one) for one in about.settings],
        "assumptions": assumed(about.assumptions),
        "findings": [
            {
                "rule": one.rule,
                "verdict": one.verdict,
                "fingerprint": fingerprint(one),
            }
            for one in about.findings
        ],
    }


def _setting(answered: Answered) -> Json:
    return {
        "setting": answered.judged.path,
        "answer": answered.answer,
        "reason": unicode(answered.reason),
        "value": unicode(answered.value),
        "controls": [one.name for one in answered.controls],
        "cases": [_case(one) for one in answered.pictures],
    }


def _case(picture: Picture) -> Json:
    return {
        "when": unicode(picture.when),
        "versions": _releases(picture.cases),
        **valued(picture.setting.value),
        "layers": [_layer(one) for one in picture.rungs],
    }


def _layer(rung: Rung) -> Json:
    return {**layered(rung.layer), "role": rung.role}


def _releases(cases: Iterable[Case]) -> list[Json]:
    found = {version for case in cases for version in case.versions}
    return [*sorted(found, key=release)]


def _counted(answers: Iterable[Answer]) -> dict[str, Json]:
    counts = tally(answers)
    return {name: counts[name] for name in counts}


def _summary(report: Report, found: Sequence[Evidence]) -> Json:
    return {
        "kubelets": _counted(one.answer for one in found),
        "files": {"seen": report.counts.seen, "read": report.counts.read},
        "skipped": [
            {"reason": unicode(one.reason), "files": one.files}
            for one in report.skipped
        ],
        "problems": [
            {"path": unicode(one.path), "message": unicode(one.message)}
            for one in report.problems
        ],
    }
