"""Evidence as JSON keeps its published contract, and agrees with check and the page."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from kubelet_lint.report import REPORT_FORMATS, Style, load
from kubelet_lint.resolution import Report
from report.reports import KUBELETS, everything, one
from report.test_json import checked, schema

WRITE = load("json", REPORT_FORMATS).write


def evidence(about: Report) -> Any:
    text = WRITE(about, Style(subject="commit 1234"))
    assert text.isascii()
    document = json.loads(text)
    jsonschema.validate(document, schema("report"))
    return document


@pytest.mark.parametrize("name", KUBELETS)
def test_every_kind_of_report_keeps_the_contract(name: str) -> None:
    evidence(one(name))


def test_without_kubelets_no_control_has_an_answer() -> None:
    found = evidence(Report())
    assert found["kubelets"] == []
    assert {one["answer"] for one in found["controls"]} == {None}


def test_a_control_counts_the_kubelets_by_their_answer() -> None:
    controls = {one["name"]: one for one in evidence(everything())["controls"]}
    assert list(controls) == [
        "CIS Kubernetes 4.2.1",
        "CIS Kubernetes 4.2.2",
        "CIS EKS 3.2.1",
        "CIS EKS 3.2.2",
    ]
    mode = controls["CIS Kubernetes 4.2.2"]
    assert mode["answer"] == "fail"
    assert mode["kubelets"] == {
        "fail": 4,
        "possible": 3,
        "open": 3,
        "default": 1,
        "pass": 3,
    }


def test_layers_have_their_role_and_their_place() -> None:
    (found,) = evidence(one("flag over file"))["kubelets"]
    (case,) = found["settings"][0]["cases"]
    assert [(layer["layer"], layer["role"]) for layer in case["layers"]] == [
        ("default", "beaten"),
        ("config", "beaten"),
        ("flag", "decides"),
    ]
    assert case["layers"][-1]["location"]["path"] == "kubelet.service.d/20.conf"


def test_findings_are_those_of_check() -> None:
    about = everything()
    known = {one["fingerprint"] for one in checked(about)["findings"]}
    told = {
        one["fingerprint"]
        for kubelet in evidence(about)["kubelets"]
        for one in kubelet["findings"]
    }
    assert told == known


@pytest.mark.parametrize("name", KUBELETS)
def test_an_answer_never_says_less_than_the_findings(name: str) -> None:
    about = one(name)
    verdicts = {"fail": 0, "possible": 1, "open": 2, "unstated": 3}
    order = ["fail", "possible", "open", "default", "pass"]
    for kubelet in evidence(about)["kubelets"]:
        for setting in kubelet["settings"]:
            worst = min(
                (
                    verdicts[finding["verdict"]]
                    for finding in checked(about)["findings"]
                    if finding["setting"] == setting["setting"]
                    and finding["verdict"] in verdicts
                ),
                default=4,
            )
            assert order.index(setting["answer"]) <= worst
