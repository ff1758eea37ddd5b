"""Places as SARIF has them: percent-encoded URIs, columns in UTF-16 units.

A region covers one line: a pull request shows an alert only if every line of its
region is in the diff.
"""

from __future__ import annotations

from typing import Any

from kubelet_lint.report.location import Location, unicode
from kubelet_lint.report.sarif_model import om
from kubelet_lint.report.uri import uri

ROOT = "%SRCROOT%"
"""What the URIs are relative to."""

QUOTED = 1000
"""Characters of a line that is still quoted; a longer one is an encoded document."""

CONTEXT = 2
"""Lines quoted before and after the place."""


def physical(place: Location, *, context: bool) -> Any:
    """Return a place, with the lines around it if wanted and not too long."""
    at = place.one_line
    line = at.source.line(at.line)
    region = om.Region(
        start_line=at.line,
        start_column=units(line, at.column),
        end_line=at.line,
        end_column=units(line, at.end_column),
    )
    text = line[at.column - 1 : at.end_column - 1]
    if len(text) <= QUOTED:
        region.snippet = om.ArtifactContent(text=unicode(text))
    return om.PhysicalLocation(
        artifact_location=om.ArtifactLocation(uri=uri(at.path), uri_base_id=ROOT),
        region=region,
        context_region=_context(at) if context else None,
    )


def _context(place: Location) -> Any:
    """Return the lines around a place; none if they are no more than the place."""
    source, line = place.source, place.line
    first = max(1, line - CONTEXT)
    last = min(len(source.line_starts), line + CONTEXT)
    lines = [source.line(number) for number in range(first, last + 1)]
    if last > line and not lines[-1]:
        last, lines = last - 1, lines[:-1]
    whole = place.column == 1 and place.end_column > len(lines[0])
    if any(len(one) > QUOTED for one in lines) or (whole and first == last):
        return None
    return om.Region(
        start_line=first,
        start_column=1,
        end_line=last,
        end_column=units(lines[-1], len(lines[-1]) + 1),
        snippet=om.ArtifactContent(text=unicode("\n".join(lines))),
    )


def units(line: str, column: int) -> int:
    """Return a column counted in code points, counted in UTF-16 units."""
    before = line[: column - 1]
    return column if before.isascii() else column + sum(c > "\uffff" for c in before)
