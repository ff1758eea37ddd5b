"""``check`` as JUnit XML: one suite a kubelet, one test for each thing that is judged.

There is no standard; this is what Jenkins' junit-10.xsd (xunit-plugin) allows, and one
attribute more, ``file``, which GitLab's parser reads (lib/gitlab/ci/parsers/test/
junit.rb). GitLab tells tests apart by ``classname`` and ``name``, so no pair is used
twice. A setting passes only if it is surely right: one that is undecided, or wrong but
not reported, is skipped and says why.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from kubelet_lint.finding import Finding
from kubelet_lint.report.base import Style
from kubelet_lint.report.evidence import Answered, Evidence, gather
from kubelet_lint.report.group import Group, groups
from kubelet_lint.report.location import locate, shown
from kubelet_lint.resolution import Report
from kubelet_lint.source import Span
from kubelet_lint.visible import visible

FAILING = ("fail", "possible", "unstated")
"""Verdicts that fail a test, as they fail a run unless it is asked for more."""

NOT_REPORTED = "not right, but no finding about it is reported"

NOT_XML = re.compile("[\ufffe\uffff]")
"""What ``visible`` leaves and XML 1.0 has no character for (production 2, Char)."""


class Test(NamedTuple):
    """One test of a suite."""

    name: str
    span: Span | None
    said: tuple[str, ...]
    """The lines that people read."""
    outcome: str = ""
    """``failure`` or ``skipped``; empty if it passed."""
    message: str = ""
    kind: str = ""


class Suite(NamedTuple):
    """The tests of one kubelet."""

    name: str
    tests: tuple[Test, ...]

    def count(self, outcome: str) -> int:
        """Return how many tests came out like this."""
        return sum(one.outcome == outcome for one in self.tests)


def write(report: Report, style: Style) -> str:
    """Return one XML document."""
    suites = [Suite(one.kubelet.node, tuple(_tests(one))) for one in gather(report)]
    if report.problems:
        suites.append(Suite("files that could not be read", tuple(_unread(report))))
    seen: Counter[tuple[str, str]] = Counter()
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    counts = _counts(suites)
    del counts["skipped"]  # known of a suite only
    lines.append(_start("testsuites", name="kubelet-lint", **counts))
    for suite in suites:
        lines += _suite(suite, seen)
    return "".join(f"{line}\n" for line in (*lines, "</testsuites>"))


def _tests(about: Evidence) -> Iterator[Test]:
    """Yield a test for each judged setting, then one for whatever else was found."""
    for answered in about.settings:
        here = [one for one in about.findings if _is_about(one, answered)]
        yield _setting(answered, about, groups(here))
    taken = {id(f) for s in about.settings for f in about.findings if _is_about(f, s)}
    for group in groups(one for one in about.findings if id(one) not in taken):
        yield _found(group.first.rule, (group,))


def _is_about(finding: Finding, answered: Answered) -> bool:
    """Say whether a finding is what the test of a setting is about."""
    return finding.setting == answered.judged.path and finding.verdict != "note"


def _setting(answered: Answered, about: Evidence, found: Sequence[Group]) -> Test:
    path, span = answered.judged.path, about.kubelet.span
    if any(one.first.verdict in FAILING for one in found):
        return _found(path, found)
    said = f"{path} is {answered.value}"
    if answered.answer == "open":
        reason = f"undecided: {answered.reason}"
        return Test(path, span, (said,), "skipped", reason)
    if answered.answer not in ("pass", "default"):
        return Test(path, span, (said,), "skipped", NOT_REPORTED)
    return Test(path, span, (said,))


def _found(name: str, found: Sequence[Group]) -> Test:
    """Return the test of a setting or a rule that something was found about."""
    worst = next((g for g in found if g.first.verdict in FAILING), found[0])
    first = worst.first
    said = tuple(line for group in found for line in _lines(group))
    if first.verdict in FAILING:
        return Test(name, first.span, said, "failure", worst.title, first.rule)
    if first.verdict == "open":
        return Test(name, first.span, said, "skipped", worst.title)
    return Test(name, first.span, said)


def _lines(group: Group) -> Iterator[str]:
    first = group.first
    yield f"{shown(first.span)}: {first.level}[{first.rule}] {group.message}"
    for finding in group.findings:
        if finding.trace:
            yield f"layers of {finding.setting or 'the start'}:"
        for step in finding.trace:
            mark = ">" if step.decides else " "
            yield f"  {mark} {step.layer}: {step.text}  {shown(step.span)}".rstrip()
    yield from (f"assumed: {one.text}" for one in first.assumptions)
    yield from (f"fix: {one}" for one in group.helps)


def _unread(report: Report) -> Iterator[Test]:
    for one in report.problems:
        yield Test(one.path, one.span, (one.message,), "skipped", one.message)


def _suite(suite: Suite, seen: Counter[tuple[str, str]]) -> Iterator[str]:
    yield "  " + _start("testsuite", name=suite.name, **_counts([suite]))
    for test in suite.tests:
        seen[suite.name, test.name] += 1
        number = seen[suite.name, test.name]
        name = test.name if number == 1 else f"{test.name} ({number})"
        yield from (f"    {line}" for line in _test(suite.name, name, test))
    yield "  </testsuite>"


def _test(suite: str, name: str, test: Test) -> Iterator[str]:
    place = locate(test.span)
    where = {"file": place.path} if place else {}
    yield _start("testcase", classname=suite, name=name, time="0", **where)
    said = "\n".join(_plain(line) for line in test.said)
    if test.outcome == "failure":
        head = _start("failure", message=test.message, type=test.kind)
        yield f"  {head}{escape(said)}</failure>"
    else:
        if test.outcome == "skipped":
            yield "  " + _start("skipped", message=test.message)[:-1] + "/>"
        yield f"  <system-out>{escape(said)}</system-out>"
    yield "</testcase>"


def _counts(suites: Sequence[Suite]) -> dict[str, str]:
    return {
        "tests": str(sum(len(one.tests) for one in suites)),
        "failures": str(sum(one.count("failure") for one in suites)),
        "errors": "0",
        "skipped": str(sum(one.count("skipped") for one in suites)),
        "time": "0",
    }


def _start(tag: str, **attributes: str) -> str:
    listed = "".join(
        f" {key}={quoteattr(_plain(value))}" for key, value in attributes.items()
    )
    return f"<{tag}{listed}>"


def _plain(text: str) -> str:
    """Return a text as XML can hold it and a person can read it."""
    return NOT_XML.sub(lambda found: f"\\u{ord(found[0]):04x}", visible(text))
