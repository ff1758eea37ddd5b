"""GitLab Code Quality: what its documentation requires, each issue once."""

from __future__ import annotations

import json
import re
from typing import Any

import jsonschema
import pytest

from kubelet_lint.report import Style
from kubelet_lint.report.gitlab import write
from kubelet_lint.resolution import Report
from kubelet_lint.source import Source, Span
from report.reports import KUBELETS, everything, one, report
from rules.scene import bad_config, bad_flag, case, kubelet, layer

SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": [
            "description",
            "check_name",
            "fingerprint",
            "severity",
            "location",
        ],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "pattern": "^[a-z-]+$"},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "additionalProperties": False,
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": r"^(\./|/)"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {
                            "begin": {"type": "integer", "minimum": 1},
                            "end": {"type": "integer", "minimum": 1},
                        },
                    },
                },
            },
        },
    },
}
"""The table of docs.gitlab.com, "Code Quality report format", as a schema."""


def issues(about: Report) -> list[Any]:
    text = write(about, Style())
    found: list[Any] = json.loads(text)
    jsonschema.validate(found, SCHEMA)
    assert text.isascii()
    return found


@pytest.mark.parametrize("name", KUBELETS)
def test_every_kind_of_report_keeps_the_form(name: str) -> None:
    issues(one(name))


def test_a_clean_run_is_an_empty_array() -> None:
    assert write(one("clean"), Style()) == "[]\n"


def test_an_issue_says_what_where_and_how_to_fix_it() -> None:
    (found,) = issues(one("flag over file"))
    assert found["check_name"] == "always-allow-authorization"
    assert found["location"] == {
        "path": "kubelet.service.d/20.conf",
        "lines": {"begin": 2, "end": 2},
    }
    assert found["description"].startswith("The kubelet authorizes every request: ")
    assert re.search(r"Remove `--authorization-mode=AlwaysAllow`", found["description"])


@pytest.mark.parametrize(
    ("name", "severity"),
    [
        ("flag over file", "critical"),
        ("in some releases", "major"),
        ("unstated", "major"),
        ("undecided", "minor"),
        ("masked", "info"),
    ],
)
def test_what_is_worse_is_more_severe(name: str, severity: str) -> None:
    assert {one["severity"] for one in issues(one(name))} == {severity}


def test_no_two_issues_have_the_same_fingerprint() -> None:
    """The same text decides at two places of the same node."""

    def at_line(number: int) -> Any:
        source = Source("k.sh", "a\nmode\nmode\n")
        span = Span(source, 2 + 5 * number, 6 + 5 * number)
        return layer("flag", "AlwaysAllow", "mode", span)

    about = report(
        kubelet(case("when a", mode=at_line(0)), case("when b", mode=at_line(1)))
    )
    found = [one["fingerprint"] for one in issues(about)]
    assert len(found) == len(set(found)) == 2


def test_fingerprints_outlast_edits_elsewhere() -> None:
    def found(*kubelets: Any) -> set[str]:
        return {one["fingerprint"] for one in issues(report(*kubelets))}

    alone = found(kubelet(case(mode=bad_config())))
    assert alone < found(
        kubelet(case(mode=bad_flag()), node="other"), kubelet(case(mode=bad_config()))
    )


def test_undecodable_names_are_readable() -> None:
    paths = {one["location"]["path"] for one in issues(everything())}
    assert "e\x1b[2Jtc/\nk:,%\\xff.yaml" in paths
