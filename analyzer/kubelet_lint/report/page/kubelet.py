"""The section of one kubelet: what its settings come to, and everything behind it."""

from __future__ import annotations

from collections.abc import Iterable

from kubelet_lint.finding import Finding
from kubelet_lint.report.answer import Answer
from kubelet_lint.report.evidence import Answered, Evidence
from kubelet_lint.report.group import Group, groups
from kubelet_lint.report.launches import Started, launches
from kubelet_lint.report.page import link
from kubelet_lint.report.page.markup import NOTHING, Html, cut, join, path, prose, tag
from kubelet_lint.report.page.picture import draw
from kubelet_lint.report.page.words import ANSWERS, EFFECTS, NAMES, many
from kubelet_lint.resolution import Kubelet
from kubelet_lint.rules.condition import release

DRAWN = 12
"""Pictures of one setting that are shown; a script may branch without end."""

LAUNCHES = 12
"""Command lines that are shown."""


def section(about: Evidence, number: int, links: str) -> Html:
    """Return the section; ``number`` tells it from the others of the page."""
    name = f"kubelet-{number}"
    return tag(
        "section",
        _head(about, name, links),
        *(_setting(one, links) for one in about.settings),
        _starts(about.kubelet, links),
        _assumed(about, links),
        _findings(about.findings, links),
        class_="kubelet",
        id=name,
        aria_labelledby=f"{name}-name",
    )


def pill(answer: Answer) -> Html:
    """Return an answer as a coloured word with its sign."""
    sign = tag("svg", tag("use", href=f"#sign-{answer}"), aria_hidden="true")
    return tag("span", sign, ANSWERS[answer], class_=f"pill {answer}")


def _head(about: Evidence, name: str, links: str) -> Html:
    kubelet = about.kubelet
    facts = [join("started at ", link.place(kubelet.span, links))]
    if released := releases((about,)):
        facts.append(join(f"kubelet {released}"))
    if kubelet.writer:
        facts.append(join(f"fields that are absent are filled by {kubelet.writer}"))
    if kubelet.doubt:
        facts.append(join(cut(kubelet.doubt)))
    return tag(
        "header",
        tag("h3", tag("code", path(cut(kubelet.node, 300))), id=f"{name}-name"),
        " ",
        pill(about.answer),
        tag("ul", *(tag("li", fact) for fact in facts), class_="facts", role="list"),
        *_refused(about, links),
    )


def _refused(about: Evidence, links: str) -> Iterable[Html]:
    for step in about.refusals:
        where = link.place(step.span, links)
        text = f"{step.text[:1].upper()}{step.text[1:]}."
        yield tag("p", cut(text), " ", where, class_="refused")


def releases(about: Iterable[Evidence]) -> str:
    """Return the releases that kubelets were resolved for: ``1.24 to 1.37``."""
    cases = (case for one in about for case in one.kubelet.cases)
    found = {version for case in cases for version in case.versions}
    known = sorted(found, key=release)
    if len(known) < 2:
        return "".join(known)
    return f"{known[0]} to {known[-1]}"


def _setting(answered: Answered, links: str) -> Html:
    judged = answered.judged
    controls = ", ".join(one.name for one in answered.controls)
    drawn = [draw(one, judged, links) for one in answered.pictures[:DRAWN]]
    if rest := len(answered.pictures[DRAWN:]):
        drawn.append(tag("p", f"{rest} more cases are not shown.", class_="aside"))
    return tag(
        "section",
        tag("h4", NAMES[judged.path], " ", tag("code", judged.path)),
        " ",
        pill(answered.answer),
        tag("p", *_effect(answered), class_="effect"),
        tag("p", controls, class_="controls") if controls else NOTHING,
        *_why(answered),
        *drawn,
        class_=f"setting {answered.answer}",
    )


def _effect(answered: Answered) -> Iterable[Html]:
    yield tag("strong", tag("code", cut(answered.value, 80)))
    effect = EFFECTS.get((answered.judged.path, answered.value))
    if effect:
        yield join(f": {effect}")


def _why(answered: Answered) -> Iterable[Html]:
    if answered.reason:
        label = tag("strong", ANSWERS[answered.answer])
        yield tag("p", label, cut(f": {answered.reason.rstrip('.')}."), class_="why")


def _starts(kubelet: Kubelet, links: str) -> Html:
    """Return how it is started, command line by command line."""
    started = launches(kubelet)
    if not started:
        return NOTHING
    shown = [_launch(one, links) for one in started[:LAUNCHES]]
    if rest := len(started[LAUNCHES:]):
        shown.append(tag("p", f"{rest} more command lines are not shown."))
    title = "How it is started" + (f" ({len(started)} ways)" if started[1:] else "")
    return tag("details", tag("summary", title), *shown, class_="starts")


def _launch(started: Started, links: str) -> Html:
    case = started.shown
    launch = case.launch
    when = " and ".join(case.circumstances)
    head = [tag("code", launch.unit)] if launch.unit else []
    head += [join(" ", link.place(launch.span, links))] if launch.span else []
    head += [tag("span", f" {cut(when)}", class_="when")] if when else []
    words = [cut(argument.display()) or "''" for argument in launch.argv]
    lines = [tag("code", word) for word in words]
    return tag("div", tag("p", *head), tag("pre", *lines, class_="argv"))


def _assumed(about: Evidence, links: str) -> Html:
    found = about.assumptions
    if not found:
        return NOTHING
    items = [
        tag("li", cut(one.text), " ", link.place(one.span, links)) for one in found
    ]
    return tag("div", tag("h4", "Assumed"), tag("ul", *items), class_="notes assumed")


def _findings(found: tuple[Finding, ...], links: str) -> Html:
    shown = groups(found)
    if not shown:
        return NOTHING
    items = [_finding(one, links) for one in shown]
    title = many(len(shown), "finding")
    return tag("details", tag("summary", title), tag("ul", *items), class_="findings")


def _finding(group: Group, links: str) -> Html:
    first = group.first
    fixes = [tag("p", tag("strong", "Fix: "), prose(cut(one))) for one in group.helps]
    return tag(
        "li",
        tag("p", tag("code", first.rule), f" ({first.level}) ", _at(first, links)),
        tag("p", prose(cut(group.message, 2000))),
        *fixes,
    )


def _at(finding: Finding, links: str) -> Html:
    return link.place(finding.span, links)
