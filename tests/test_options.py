"""Which verdicts make a run fail, and which rules judge."""

from __future__ import annotations

import pytest

from kubelet_lint.finding import Verdict
from kubelet_lint.options import FailOn, Options, counts

VERDICTS: tuple[Verdict, ...] = ("fail", "possible", "unstated", "open", "note")


@pytest.mark.parametrize(
    ("fail_on", "failing"),
    [
        ("fail", {"fail"}),
        ("possible", {"fail", "possible"}),
        ("unstated", {"fail", "possible", "unstated"}),
        ("open", {"fail", "possible", "unstated", "open"}),
    ],
)
def test_a_run_fails_on_the_given_verdict_and_worse_but_never_on_a_note(
    fail_on: FailOn, failing: set[str]
) -> None:
    assert {v for v in VERDICTS if counts(v, fail_on)} == failing


def test_every_rule_judges_unless_some_are_selected() -> None:
    assert Options().judges("refused-start")
    assert not Options(select=("masked-always-allow",)).judges("refused-start")


def test_an_ignored_rule_stays_out_even_if_selected() -> None:
    options = Options(select=("refused-start",), ignore=("refused-start",))
    assert not options.judges("refused-start")
