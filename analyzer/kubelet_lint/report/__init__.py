"""Writers of reports: one module a format, imported when that format is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from kubelet_lint.report.base import Format, Style

if TYPE_CHECKING:
    from kubelet_lint.report import (
        csv,
        evidence_json,
        github,
        gitlab,
        html,
        json,
        junit,
        resolve_json,
        resolve_text,
        sarif,
        text,
    )

    # The type checkers hold every module against the protocol here.
    CHECK: tuple[Format, ...] = (text, json, sarif, github, gitlab, junit)
    RESOLVE: tuple[Format, ...] = (resolve_text, resolve_json)
    REPORT: tuple[Format, ...] = (html, csv, evidence_json)

FORMATS = {
    "text": "kubelet_lint.report.text",
    "json": "kubelet_lint.report.json",
    "sarif": "kubelet_lint.report.sarif",
    "github": "kubelet_lint.report.github",
    "gitlab": "kubelet_lint.report.gitlab",
    "junit": "kubelet_lint.report.junit",
}
"""Formats of ``check``: name to module."""

RESOLVE_FORMATS = {
    "text": "kubelet_lint.report.resolve_text",
    "json": "kubelet_lint.report.resolve_json",
}
"""Formats of ``resolve``: name to module."""

REPORT_FORMATS = {
    "html": "kubelet_lint.report.html",
    "csv": "kubelet_lint.report.csv",
    "json": "kubelet_lint.report.evidence_json",
}
"""Formats of ``report``: name to module."""

__all__ = ["FORMATS", "REPORT_FORMATS", "RESOLVE_FORMATS", "Format", "Style", "load"]


def load(name: str, formats: dict[str, str] = FORMATS) -> Format:
    """Import a format.

    Raises:
        KeyError: there is none of this name.
    """
    return cast("Format", import_module(formats[name]))
