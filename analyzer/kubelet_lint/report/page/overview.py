"""The top of the page: the answer in one sentence, the controls, the kubelets."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kubelet_lint.report.answer import WORST_FIRST, Answer, tally, worst
from kubelet_lint.report.evidence import CONTROLS, ORDER, Answered, Control, Evidence
from kubelet_lint.report.page.kubelet import pill
from kubelet_lint.report.page.markup import NOTHING, Html, cut, join, path, tag
from kubelet_lint.report.page.words import ANSWERS, NAMES, many
from kubelet_lint.rules.settings import Judged

TILES = "Kubelets by their worst answer"

Numbered = Sequence[tuple[int, Evidence]]
"""Kubelets with the number of their section, the worst first."""


def lead(found: Numbered) -> Html:
    """Return the answer in one sentence, and the counts behind it."""
    counts = tally(about.answer for _, about in found)
    tiles = [_tile(one, counts[one]) for one in WORST_FIRST]
    return join(
        tag("p", _sentence(counts), class_="lead"),
        tag("ul", *tiles, class_="tiles", role="list", aria_label=TILES),
    )


def _sentence(counts: dict[Answer, int]) -> str:
    total = sum(counts.values())
    if not total:
        return "No kubelet was found."
    verbs: dict[Answer, str] = {
        "fail": "fails|fail",
        "possible": "may fail|may fail",
        "open": "is undecided|are undecided",
        "default": "passes only by default|pass only by default",
        "pass": "passes|pass",
    }
    parts = [
        f"{count} {verbs[one].split('|')[count > 1]}"
        for one, count in counts.items()
        if count
    ]
    if total == 1:
        verb = parts[0].removeprefix("1 ")
        return f"The one kubelet that this repository configures {verb}."
    listed = ", ".join(parts[:-1]) + " and " + parts[-1] if parts[1:] else parts[0]
    return f"Of {many(total, 'kubelet')} that this repository configures, {listed}."


def _tile(answer: Answer, count: int) -> Html:
    number = tag("span", str(count), class_="count")
    empty = "" if count else " none"
    return tag("li", number, " ", pill(answer), class_=f"tile {answer}{empty}")


def controls(found: Numbered) -> Html:
    """Return the table of controls: how many kubelets answer each in which way."""
    head = ("Control", "Recommendation", *ANSWERS.values(), "Result")
    rows = [_control(one, [about for _, about in found]) for one in CONTROLS]
    return _table("Benchmark controls, with the number of kubelets", head, rows)


def _control(control: Control, found: Sequence[Evidence]) -> Html:
    answers: list[Answer] = [
        one.answer
        for about in found
        for one in about.settings
        if one.judged is control.judged
    ]
    counts = tally(answers)
    cells = [_count(counts[one]) for one in ANSWERS]
    return tag(
        "tr",
        tag("th", control.name, scope="row", class_="nowrap"),
        tag("td", control.title),
        *cells,
        tag("td", pill(worst(answers)) if found else "–"),
    )


def _count(count: int) -> Html:
    return tag("td", str(count), class_="number" if count else "number none")


def kubelets(found: Numbered) -> Html:
    """Return the table of kubelets, each linked to its section."""
    head = ("Kubelet", *(_heading(one) for one in ORDER))
    rows = [_row(number, about) for number, about in found]
    return _table("Kubelets and their effective settings", head, rows)


def _heading(judged: Judged) -> Html:
    controls = [one.name for one in CONTROLS if one.judged is judged]
    names = [tag("span", one, class_="aside nowrap") for one in controls]
    return join(NAMES[judged.path], *(join(" ", name) for name in names))


def _row(number: int, about: Evidence) -> Html:
    name = tag("code", path(cut(about.kubelet.node, 200)))
    refused = tag("span", "refuses to start", class_="aside")
    return tag(
        "tr",
        tag(
            "th",
            tag("a", name, href=f"#kubelet-{number}"),
            " ",
            refused if about.refused else NOTHING,
            scope="row",
        ),
        *(_cell(one) for one in about.settings),
    )


def _cell(answered: Answered) -> Html:
    value = tag("code", cut(answered.value, 60))
    return tag("td", tag("div", value, " ", pill(answered.answer), class_="cell"))


def undecided(found: Numbered) -> Html:
    """Return a list of everything that nothing decides."""
    items = [item for number, about in found for item in _open(number, about)]
    if not items:
        return tag("p", "Nothing is undecided.")
    return tag("ul", *items, class_="undecided")


def _open(number: int, about: Evidence) -> Iterable[Html]:
    """Yield an item for each reason, with the settings that it leaves undecided."""
    reasons: dict[str, list[str]] = {}
    for one in about.settings:
        if one.answer == "open":
            reasons.setdefault(one.reason, []).append(NAMES[one.judged.path])
    name = tag("code", path(cut(about.kubelet.node, 200)))
    for reason, names in reasons.items():
        listed = tag("strong", ", ".join(names))
        where = tag("a", name, href=f"#kubelet-{number}")
        yield tag("li", where, ": ", listed, f": {cut(reason.rstrip('.'))}.")


def _table(caption: str, head: Iterable[str], rows: Iterable[Html]) -> Html:
    numbers = ANSWERS.values()
    cells = [
        tag("th", one, scope="col", class_="number" if one in numbers else None)
        for one in head
    ]
    table = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *cells)),
        tag("tbody", *rows),
    )
    # A narrow screen scrolls the table; the keyboard must be able to as well.
    return tag(
        "div", table, class_="scroll", tabindex="0", role="region", aria_label=caption
    )
