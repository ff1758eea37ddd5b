"""What the README shows is what the program says."""

from __future__ import annotations

import os
import re

from kubelet_lint import analyze
from kubelet_lint.options import Options
from kubelet_lint.repo.excluded import RULES as LEFT_OUT
from kubelet_lint.repo.opening import Place, Selection, open_repository
from kubelet_lint.report import load
from kubelet_lint.report.base import Style
from kubelet_lint.rules import RULES

from .conftest import FIXTURES

PROJECT = FIXTURES.parent
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def test_the_example_is_reported_as_shown() -> None:
    place = Place(str(PROJECT), os.environ)
    repository = open_repository(("fixtures/example",), Selection(), place)
    report = analyze.check(repository, Options())
    said = load("text").write(report, Style(width=88))
    (shown,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    assert said.startswith(shown)


def test_every_rule_has_a_row() -> None:
    rows = re.findall(r"^\| `([\w-]+)` \| (\w+) \|", README, re.MULTILINE)
    assert rows == [(rule.ID, rule.LEVEL) for rule in RULES]


def test_everything_that_is_left_out_is_named() -> None:
    listed = " ".join(README.partition("Left out by default")[2].split())
    for rule in LEFT_OUT:
        assert rule.name.removesuffix("d") in listed
