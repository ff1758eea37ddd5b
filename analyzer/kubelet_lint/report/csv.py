"""Evidence as a table for spreadsheets: a row for each setting in each of its cases.

RFC 4180, every cell quoted, with the byte order mark that Excel needs to see UTF-8. A
cell that a spreadsheet would take for a formula (it starts with ``=``, ``+``, ``-`` or
``@``, or their full-width forms) gets an apostrophe in front, as OWASP's "CSV
Injection" says: files of a repository decide what is in the cells.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kubelet_lint.report.base import Style
from kubelet_lint.report.evidence import Answered, Evidence, gather
from kubelet_lint.report.location import shown
from kubelet_lint.report.page.words import ANSWERS, LAYERS
from kubelet_lint.report.picture import Picture, Rung
from kubelet_lint.resolution import Report
from kubelet_lint.rules.condition import versions
from kubelet_lint.rules.settings import describe
from kubelet_lint.rules.story import saying
from kubelet_lint.visible import visible

BYTE_ORDER_MARK = "\ufeff"

FORMULAS = tuple("=+-@＝＋－＠|%")
"""What a cell that is calculated starts with; the last two start DDE commands."""

LONGEST = 32_000
"""Characters in a cell; Excel takes 32,767."""


class Row(NamedTuple):
    """The columns, in their order; the names are the heading."""

    kubelet: str
    started_at: str
    setting: str
    answer: str
    controls: str
    value: str
    in_cases: str
    decided_by: str
    decided_at: str
    beaten: str
    undecided_because: str
    refused: str
    assumed: str


def write(report: Report, style: Style) -> str:
    """Return the table with its heading."""
    heading = (name.replace("_", " ") for name in Row._fields)
    rows = (row for about in gather(report) for row in _rows(about))
    lines = (_line(cells) for cells in (heading, *rows))
    return BYTE_ORDER_MARK + "".join(lines)


def _rows(about: Evidence) -> Iterator[Row]:
    for answered in about.settings:
        for picture in answered.pictures or (None,):
            yield _row(about, answered, picture)


def _row(about: Evidence, answered: Answered, picture: Picture | None) -> Row:
    rungs = picture.rungs if picture else ()
    decides = next((r for r in reversed(rungs) if r.role in ("decides", "holds")), None)
    unsure = [one for one in rungs if one.role == "unsure"]
    beaten = [one for one in rungs if one.role in ("beaten", "agrees")]
    return Row(
        kubelet=about.kubelet.node,
        started_at=shown(about.kubelet.span),
        setting=answered.judged.path,
        answer=ANSWERS[answered.answer],
        controls="; ".join(one.name for one in answered.controls),
        value=describe(picture.setting.value) if picture else answered.value,
        in_cases=_cases(about, picture),
        decided_by=_says(decides) if decides else "",
        decided_at=shown(decides.layer.span) if decides else "",
        beaten="; ".join(map(_placed, beaten)),
        undecided_because=_reason(answered, unsure),
        refused="; ".join(step.text for step in about.refusals),
        assumed="; ".join(one.text for one in about.assumptions),
    )


def _cases(about: Evidence, picture: Picture | None) -> str:
    """Return when it is so; if it always is, in which releases that was looked at."""
    if picture is None:
        return ""
    every = (version for case in picture.cases for version in case.versions)
    return picture.when or versions(every, about.kubelet.cases)


def _says(rung: Rung) -> str:
    return f"{LAYERS[rung.layer.kind]}: {saying(rung.layer)}"


def _placed(rung: Rung) -> str:
    place = shown(rung.layer.span)
    return f"{_says(rung)} ({place})" if place else _says(rung)


def _reason(answered: Answered, unsure: Iterable[Rung]) -> str:
    found = [answered.reason] if answered.reason else []
    found += map(_placed, unsure)
    return "; ".join(found)


def _line(cells: Iterable[str]) -> str:
    return ",".join(_cell(cell) for cell in cells) + "\r\n"


def _cell(text: str) -> str:
    text = visible(text)[:LONGEST]
    guard = "'" if text.lstrip().startswith(FORMULAS) else ""
    return '"' + guard + text.replace('"', '""') + '"'
