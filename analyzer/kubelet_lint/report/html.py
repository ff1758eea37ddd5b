"""Evidence as one page: for people who would rather look than read.

The page holds everything it needs and asks for nothing: its Content-Security-Policy
(CSP level 3) allows no script, no request, and only its own style sheet, by its hash.
It is made by small functions, not by a template engine: that would be an import more,
and its escaping can be forgotten at one place of a hundred; ``markup.tag`` can't.
"""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256

from kubelet_lint import __version__
from kubelet_lint.report.answer import WORST_FIRST
from kubelet_lint.report.base import Style
from kubelet_lint.report.evidence import Evidence, gather
from kubelet_lint.report.page import link, overview
from kubelet_lint.report.page.kubelet import pill, releases, section
from kubelet_lint.report.page.markup import NOTHING, Html, cut, join, tag
from kubelet_lint.report.page.style import SIGNS, STYLE
from kubelet_lint.report.page.words import MEANINGS, TITLE, many
from kubelet_lint.resolution import Report

NOT_JUDGED = (
    "Everything was derived from the files of the repository; nothing was run. Whether "
    "certificates, kubeconfig files or programs exist on a node was not looked at."
)

PROBLEMS = 200
"""Files that could not be read, named one by one."""


def write(report: Report, style: Style) -> str:
    """Return one page of HTML."""
    found = gather(report)
    by_answer = sorted(found, key=lambda one: WORST_FIRST.index(one.answer))
    numbered = list(enumerate(by_answer, 1))
    title = style.title or TITLE
    body = tag(
        "body",
        tag("a", "Skip to the answer", href="#answer", class_="skip"),
        _signs(),
        tag("header", tag("div", *_top(found, style), class_="wrap"), class_="top"),
        tag("main", *_main(report, numbered, style), class_="wrap", id="answer"),
        tag("footer", tag("div", _footer(), class_="wrap")),
    )
    return f"<!DOCTYPE html>\n{tag('html', _head(title), body, lang='en')}\n"


def _head(title: str) -> Html:
    digest = b64encode(sha256(STYLE.encode()).digest()).decode()
    policy = (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width,initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=f"kubelet-lint {__version__}"),
        # Without it a browser asks the server of the page for /favicon.ico.
        tag("link", rel="icon", href="data:,"),
        tag("title", title),
        tag("style", Html(STYLE)),
    )


def _signs() -> Html:
    drawn = (
        tag("symbol", tag("path", d=path), id=f"sign-{name}", viewBox="0 0 16 16")
        for name, path in SIGNS.items()
    )
    return tag("svg", *drawn, class_="hidden", aria_hidden="true")


def _top(found: tuple[Evidence, ...], style: Style) -> list[Html]:
    facts = [style.subject] if style.subject else []
    if known := releases(found):
        facts.append(f"kubelet {known}")
    facts.append(f"kubelet-lint {__version__}")
    numbered = list(enumerate(found, 1))
    return [
        tag("h1", cut(style.title or TITLE)),
        tag("p", " · ".join(facts), class_="about"),
        overview.lead(numbered),
    ]


def _main(report: Report, found: overview.Numbered, style: Style) -> list[Html]:
    parts = [tag("h2", "Benchmark controls"), overview.controls(found)]
    if found:
        parts += [tag("h2", "Kubelets"), overview.kubelets(found)]
        parts += [tag("h2", "What is undecided"), overview.undecided(found)]
        parts += [tag("h2", "Each kubelet, layer by layer")]
    parts += [section(about, number, style.links) for number, about in found]
    parts += [tag("h2", "How to read this page"), _legend()]
    parts += [tag("h2", "What was looked at"), _looked(report, style)]
    return parts


def _legend() -> Html:
    pairs = [
        part
        for one in WORST_FIRST
        for part in (tag("dt", pill(one)), tag("dd", MEANINGS[one]))
    ]
    picture = (
        "Each picture is a stack of layers: defaults at the bottom, then configuration "
        "files, their drop-ins, and flags. A layer covers those below it; the one that "
        "decides is on top. A layer that is not known, but may say something, lies "
        "above the one that decides if it does not."
    )
    return tag(
        "div", tag("p", picture), tag("dl", *pairs, class_="legend"), class_="prose"
    )


def _looked(report: Report, style: Style) -> Html:
    counts = report.counts
    items = [f"{many(counts.seen, 'file')} found, {counts.read} of them read."]
    for one in report.skipped:
        items.append(f"{many(one.files, 'file')} left out: {one.reason}.")
    listed = tag("ul", *(tag("li", one) for one in (*items, NOT_JUDGED)))
    return tag("div", listed, _unread(report, style), class_="prose")


def _unread(report: Report, style: Style) -> Html:
    if not report.problems:
        return NOTHING
    items = [
        tag("li", link.file(one.path, style.links), f": {cut(one.message)}")
        for one in report.problems[:PROBLEMS]
    ]
    if rest := len(report.problems[PROBLEMS:]):
        items.append(tag("li", f"and {rest} more"))
    return join(tag("h3", "Files that could not be read"), tag("ul", *items))


def _footer() -> Html:
    return join(
        "Made by kubelet-lint from the files of a repository. The controls are those "
        "of the CIS Kubernetes Benchmark and the CIS Amazon EKS Benchmark, in this "
        "tool's words."
    )
