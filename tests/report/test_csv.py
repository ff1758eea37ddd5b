"""The table of evidence: one row a case, and no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

import pytest

from kubelet_lint.report import REPORT_FORMATS, Style, load
from kubelet_lint.report.csv import Row
from kubelet_lint.resolution import Report
from kubelet_lint.source import Source, Span
from report.reports import KUBELETS, everything, one, report
from rules.scene import case, kubelet, layer

WRITE = load("csv", REPORT_FORMATS).write


def rows(about: Report) -> list[dict[str, str]]:
    text = WRITE(about, Style())
    assert text.startswith("\ufeff")
    assert text.endswith("\r\n")
    found = list(csv.DictReader(io.StringIO(text[1:], newline=""), strict=True))
    for row in found:
        assert list(row) == [name.replace("_", " ") for name in Row._fields]
        assert all(isinstance(cell, str) for cell in row.values())
    return found


@pytest.mark.parametrize("name", KUBELETS)
def test_every_kubelet_has_a_row_for_each_setting(name: str) -> None:
    assert {row["setting"] for row in rows(one(name))} == {
        "authorization.mode",
        "authentication.webhook.enabled",
        "authentication.anonymous.enabled",
    }


def test_nothing_found_is_a_heading() -> None:
    assert rows(Report()) == []
    assert WRITE(Report(), Style()).startswith('\ufeff"kubelet","started at","setting"')


def test_a_row_says_who_decides_and_what_it_beats() -> None:
    row = rows(one("flag over file"))[0]
    assert row == {
        "kubelet": "kubelet.service",
        "started at": "kubelet.service:2:11",
        "setting": "authorization.mode",
        "answer": "Fails",
        "controls": "CIS Kubernetes 4.2.2; CIS EKS 3.2.2",
        "value": "AlwaysAllow",
        "in cases": "in kubelet 1.24 to 1.37",
        "decided by": "Flag: --authorization-mode=AlwaysAllow",
        "decided at": "kubelet.service.d/20.conf:2:19",
        "beaten": "Default: default Webhook (etc/k.yaml:2:1); "
        "Config file: mode: Webhook (etc/k.yaml:4:3)",
        "undecided because": "",
        "refused": "",
        "assumed": "etc/k.yaml is taken for /etc/k.yaml",
    }


def test_each_case_has_its_row_and_all_have_the_answer_of_the_kubelet() -> None:
    modes = [
        (row["value"], row["in cases"], row["answer"])
        for row in rows(one("in some releases"))
        if row["setting"] == "authorization.mode"
    ]
    assert modes == [
        ("AlwaysAllow", "in kubelet 1.28", "May fail"),
        ("Webhook", "in kubelet 1.30 to 1.34", "May fail"),
    ]


def test_what_is_undecided_says_what_is_missing() -> None:
    row = rows(one("undecided"))[0]
    assert (row["answer"], row["value"]) == ("Undecided", "unknown")
    assert "/run/kubelet.env is not in the repository" in row["undecided because"]
    assert row["decided by"] == "Config file: mode: Webhook"


@pytest.mark.parametrize(
    "start", ["=1+1", "+1", "-1", "@SUM(A1)", "  =1", "\t=1", "＝1", "|cmd", "%0A"]
)
def test_no_cell_is_a_formula(start: str) -> None:
    source = Source(f"{start}/k.yaml", f"{start}\n")
    says = layer("config", start, start, Span(source, 0, 2))
    found = rows(report(kubelet(case(mode=says), node=source.path)))
    for row in found:
        for cell in row.values():
            assert not cell.lstrip().startswith(tuple("=+-@＝＋－＠|%"))
    assert found[0]["kubelet"] in (f"'{start}/k.yaml", "\\t=1/k.yaml")


def test_quotes_and_line_ends_stay_in_their_cell() -> None:
    source = Source('a",\r\n"=b', "mode\n")
    found = rows(report(kubelet(case(), node=source.path, span=Span(source, 0, 4))))
    assert found[0]["kubelet"] == 'a",\\r\\n"=b'


def test_no_control_character_is_left() -> None:
    for row in rows(everything()):
        for cell in row.values():
            assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in cell)
