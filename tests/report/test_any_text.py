"""Whatever a repository holds, reports are valid and places lie in the file."""

from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from kubelet_lint.report import RESOLVE_FORMATS, Style, load
from kubelet_lint.report.location import locate
from kubelet_lint.report.sarif_place import physical
from kubelet_lint.source import Source, Span
from report.reports import report
from report.test_gitlab import issues
from report.test_json import checked, resolved
from report.test_junit import suites
from report.test_sarif import run_of
from rules.scene import case, kubelet, layer

ODD = "\x00\x1b\x7f\x85\x9b\r\n\t \u2028\u202e\ufeff\udcff\ud800𝒳世`[](:,%"

TEXTS = st.text(
    st.one_of(st.sampled_from(ODD), st.characters(exclude_categories=())), max_size=40
)


PATHS = TEXTS.filter(lambda text: text and not text.startswith(("/", "./")))
"""Paths are relative to the repository."""


@st.composite
def spans(draw: st.DrawFn) -> Span:
    content = draw(TEXTS)
    start = draw(st.integers(0, len(content)))
    end = draw(st.integers(start, len(content)))
    return Span(Source(draw(PATHS), content), start, end)


@settings(max_examples=60, deadline=None)
@given(spans(), TEXTS)
def test_every_format_writes_any_text(span: Span, text: str) -> None:
    says = layer("config", "AlwaysAllow", text, span)
    about = report(kubelet(case(mode=says), node=span.source.path, span=span))
    checked(about)
    resolved(about)
    run_of(about)
    issues(about)
    suites(about)
    for form in (*map(load, ("text", "github")), load("text", RESOLVE_FORMATS)):
        shown = form.write(about, Style())
        shown.encode()
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", shown)


@given(spans())
def test_places_spell_what_they_point_at(span: Span) -> None:
    place = locate(span)
    assert place is not None
    assert 1 <= place.line <= place.end_line
    if place.line == place.end_line:
        line = span.source.content[span.source.line_starts[place.line - 1] :]
        spelled = line[place.column - 1 : place.end_column - 1]
        assert spelled == span.source.content[span.start : span.end]


@given(spans())
def test_sarif_columns_are_inside_their_line(span: Span) -> None:
    place = locate(span)
    assert place is not None
    region = physical(place, context=False).region
    line = span.source.line(place.line).encode("utf-16-le", "surrogatepass")
    assert 1 <= region.start_column <= region.end_column
    if place.column <= len(span.source.line(place.line)):
        assert region.end_column <= len(line) // 2 + 1
