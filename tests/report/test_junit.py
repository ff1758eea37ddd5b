"""JUnit XML: well-formed whatever is in it, and only what is surely right passes."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree

import pytest

from kubelet_lint.report import Style
from kubelet_lint.report.junit import write
from kubelet_lint.resolution import Problem, Report
from report.reports import KUBELETS, everything, one, report
from rules.scene import bad_config, bad_flag, case, good_config, kubelet, unseen

Element = ElementTree.Element

SCHEMA = {
    "testsuites": ({"name", "tests", "failures", "errors", "time"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "skipped", "time"},
        {"testcase"},
    ),
    "testcase": (
        {"name", "classname", "time", "file"},
        {"failure", "skipped", "system-out"},
    ),
    "failure": ({"message", "type"}, set[str]()),
    "skipped": ({"message"}, set[str]()),
    "system-out": (set[str](), set[str]()),
}
"""What junit-10.xsd of Jenkins' xunit-plugin allows of what is written here, and
``file`` of a test case, which only GitLab knows."""


def suites(about: Report) -> Element:
    root = ElementTree.fromstring(write(about, Style()))
    for element in root.iter():
        attributes, children = SCHEMA[element.tag]
        assert set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
    return root


def outcomes(about: Report) -> dict[str, str]:
    return {
        test.get("name", ""): "failure skipped".split()[kinds.index(True)]
        if any(kinds := [test.find(k) is not None for k in ("failure", "skipped")])
        else "passed"
        for test in suites(about).iter("testcase")
    }


@pytest.mark.parametrize("name", KUBELETS)
def test_every_kind_of_report_keeps_the_form(name: str) -> None:
    suites(one(name))


def test_nothing_found_is_a_document_as_well() -> None:
    assert suites(Report()).get("tests") == "0"


def test_a_bad_setting_fails_and_the_others_pass() -> None:
    about = one("flag over file")._replace(problems=())
    assert outcomes(about) == {
        "authorization.mode": "failure",
        "authentication.webhook.enabled": "passed",
        "authentication.anonymous.enabled": "passed",
    }


def test_a_failure_says_what_where_why_and_how_to_fix_it() -> None:
    (failure,) = suites(one("flag over file")).iter("failure")
    assert failure.get("type") == "always-allow-authorization"
    assert failure.get("message") == (
        "The kubelet authorizes every request: authorization.mode is AlwaysAllow."
    )
    lines = (failure.text or "").splitlines()
    assert lines[0].startswith("kubelet.service.d/20.conf:2:19: error[always-allow-")
    assert (
        "  > flag: --authorization-mode=AlwaysAllow  kubelet.service.d/20.conf:2:19"
        in lines
    )
    assert "assumed: etc/k.yaml is taken for /etc/k.yaml" in lines
    assert lines[-1].startswith("fix: Remove `--authorization-mode=AlwaysAllow`")


@pytest.mark.parametrize(
    ("about", "outcome"),
    [
        (one("undecided"), "skipped"),
        (one("lost"), "skipped"),
        (one("one of two"), "failure"),
        (one("in some releases"), "failure"),
        (one("unstated"), "failure"),
        (one("clean"), "passed"),
        (one("masked"), "passed"),
        # Not selected, or outside of the paths that were asked for:
        (Report((kubelet(case(mode=bad_flag())),)), "skipped"),
        (Report((kubelet(case(mode=good_config())),)), "passed"),
        (Report((kubelet(case(mode=(good_config(), unseen()))),)), "skipped"),
    ],
)
def test_only_what_is_surely_right_passes(about: Report, outcome: str) -> None:
    assert outcomes(about)["authorization.mode"] == outcome


def test_other_findings_are_tests_named_after_their_rule() -> None:
    assert outcomes(one("refused"))["refused-start"] == "failure"
    assert outcomes(one("unread"))["unread-setting"] == "passed"
    assert outcomes(one("masked"))["masked-always-allow"] == "passed"


def test_a_file_that_could_not_be_read_is_no_pass() -> None:
    assert (
        outcomes(one("clean"))["a\\x1b[0m\\udcff.yaml".replace("\\udcff", "\\xff")]
        == "skipped"
    )


def test_no_two_tests_have_the_same_name() -> None:
    about = report(
        kubelet(case(mode=bad_config())),
        kubelet(case("when $A", mode=bad_flag()), case("else", mode=bad_config())),
        kubelet(case(), node="files that could not be read"),
    )._replace(problems=(Problem("a", "x"), Problem("a", "y")))
    names = [
        (test.get("classname"), test.get("name"))
        for test in suites(about).iter("testcase")
    ]
    assert len(names) == len(set(names))


def test_a_shared_finding_fails_every_kubelet_it_is_about() -> None:
    about = report(
        kubelet(case(mode=bad_config()), node="a"),
        kubelet(case(mode=bad_config()), node="b"),
    )
    failed = [
        suite.get("name")
        for suite in suites(about).iter("testsuite")
        if suite.get("failures") != "0"
    ]
    assert failed == ["a", "b"]


def test_the_counts_are_those_of_the_tests() -> None:
    root = suites(everything())
    for group in (root, *root.iter("testsuite")):
        assert group.get("tests") == str(len(list(group.iter("testcase"))))
        assert group.get("failures") == str(len(list(group.iter("failure"))))
    for suite in root.iter("testsuite"):
        assert suite.get("skipped") == str(len(list(suite.iter("skipped"))))


def test_no_control_character_is_left() -> None:
    for text in texts(suites(everything())):
        assert not any(ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 for c in text)


def texts(root: Element) -> Iterator[str]:
    for element in root.iter():
        yield from element.attrib.values()
        yield (element.text or "").replace("\n", "")
