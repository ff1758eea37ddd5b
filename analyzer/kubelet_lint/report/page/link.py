"""Places as links: to the file beside the page, or to where a repository is shown.

The line is the fragment ``#L12``, as GitHub, GitLab and Gitea have it; a browser that
opens a plain file ignores it.
"""

from __future__ import annotations

from kubelet_lint.report.location import Location, locate
from kubelet_lint.report.page import markup
from kubelet_lint.report.page.markup import NOTHING, Html, cut, join, tag
from kubelet_lint.report.uri import uri
from kubelet_lint.source import Span
from kubelet_lint.visible import visible

LONGEST = 200
"""Characters of a path that are shown."""


def place(span: Span | None, links: str) -> Html:
    """Return a link to a place; what nobody can open is only named."""
    found = locate(span)
    if span is None:
        return NOTHING
    if found is None:
        return _elsewhere(span)
    if span.source.container is None:
        return _link(found, links)
    line = span.source.position(span.start).line
    inside = f" (line {line} of {cut(span.source.path, LONGEST)} inside)"
    return join(_link(found, links), tag("span", inside, class_="aside"))


def file(path: str, links: str) -> Html:
    """Return a link to a file."""
    shown = markup.path(cut(path, LONGEST))
    return tag("a", shown, href=f"{links}{uri(path)}", class_="place")


def _link(at: Location, links: str) -> Html:
    shown = f"{cut(visible(at.path), LONGEST)}:{at.line}:{at.column}"
    href = f"{links}{uri(at.path)}#L{at.line}"
    return tag("a", markup.path(shown), href=href, class_="place")


def _elsewhere(span: Span) -> Html:
    source = span.outermost.source
    words = "shipped as " if source.origin == "vendor" else ""
    return tag("span", f"{words}{cut(source.path, LONGEST)}", class_="place")
