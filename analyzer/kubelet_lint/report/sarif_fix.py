"""Fixes as SARIF has them: per file, regions to delete and what to insert there.

Columns are UTF-16 units, as the run declares; SARIF 2.1.0 section 3.55 and following.
"""

from __future__ import annotations

from typing import Any

from kubelet_lint.finding import Edit, Fix
from kubelet_lint.report.group import Group
from kubelet_lint.report.location import unicode
from kubelet_lint.report.sarif_model import om
from kubelet_lint.report.sarif_place import ROOT, units
from kubelet_lint.report.uri import uri
from kubelet_lint.source import Source


def fixes(group: Group) -> list[Any]:
    """Return what would mend the findings of a result; each stands alone."""
    return [_fix(one.fix) for one in group.findings if one.fix is not None]


def _fix(fix: Fix) -> Any:
    text = f"{fix.text} Unsafe: {fix.unsafe}." if fix.unsafe else fix.text
    files: dict[Source, list[Edit]] = {}
    for edit in fix.edits:
        files.setdefault(edit.source, []).append(edit)
    return om.Fix(
        description=om.Message(text=unicode(text)),
        artifact_changes=[
            om.ArtifactChange(
                artifact_location=om.ArtifactLocation(
                    uri=uri(source.path), uri_base_id=ROOT
                ),
                replacements=[_replacement(edit) for edit in edits],
            )
            for source, edits in files.items()
        ],
    )


def _replacement(edit: Edit) -> Any:
    source = edit.source
    start, end = source.position(edit.start), source.position(edit.end)
    return om.Replacement(
        deleted_region=om.Region(
            start_line=start.line,
            start_column=units(source.line(start.line), start.column),
            end_line=end.line,
            end_column=units(source.line(end.line), end.column),
        ),
        inserted_content=om.ArtifactContent(text=unicode(edit.text)),
    )
