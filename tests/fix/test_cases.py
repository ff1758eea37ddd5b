"""Fixes in every kind of artifact that the cases hold: one word changes, no more."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from judged import asked
from kubelet_lint import analyze
from kubelet_lint.finding import Edit
from kubelet_lint.fix.edit import by_file, contents
from kubelet_lint.fix.propose import FORBIDDING, propose
from kubelet_lint.fix.verify import MILDER, Trial, together
from kubelet_lint.options import Options
from kubelet_lint.repo.opening import Place, open_repository
from kubelet_lint.resolution import Report

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES = sorted((*FIXTURES.glob("cases/*/*"), *FIXTURES.glob("e2e/*")))


class Mending(NamedTuple):
    """A case before and after its fixes, and the fixes."""

    before: Report
    edits: tuple[Edit, ...]
    after: Report


def check(case: Path, folder: Path) -> tuple[Trial, Report]:
    place = Place(str(folder), os.environ)
    repository = open_repository((), asked(case), place)
    report = analyze.check(repository, Options())
    return Trial.of(repository, Options(), report), report


def mended(case: Path, folder: Path) -> Mending:
    shutil.copytree(case / "repo", folder, symlinks=True)
    trial, before = check(case, folder)
    fixes = together(trial, propose(before.findings, before.kubelets, unsafe=False))
    for path, content in contents(fixes.edits).items():
        (folder / path).write_bytes(content)
    return Mending(before, fixes.edits, check(case, folder)[1])


@pytest.fixture(scope="module")
def mendings(tmp_path_factory: pytest.TempPathFactory) -> list[Mending]:
    scratch = tmp_path_factory.mktemp("cases")
    return [mended(case, scratch / str(n)) for n, case in enumerate(CASES)]


def replaced(mendings: list[Mending]) -> Iterator[Edit]:
    for one in mendings:
        yield from (edit for edit in one.edits if edit.start < edit.end)


def test_nothing_but_the_bad_word_is_replaced(mendings: list[Mending]) -> None:
    words = {
        (edit.source.content[edit.start : edit.end], edit.text)
        for edit in replaced(mendings)
    }
    assert words <= {
        ("AlwaysAllow", "Webhook"),
        ("false", "true"),
        ("true", "false"),
    }


def test_what_is_added_is_a_line_or_a_value(mendings: list[Mending]) -> None:
    for one in mendings:
        for edit in one.edits:
            if edit.start == edit.end:
                assert re.match(r"[\r\n]|=(?:true|false)", edit.text), edit.source.path


def test_what_was_fixed_is_gone_and_nothing_comes(mendings: list[Mending]) -> None:
    for one in mendings:
        rules = {
            finding.rule
            for finding in one.after.findings
            if not (one.edits and finding.verdict in MILDER)
        }
        assert rules <= {finding.rule for finding in one.before.findings}
        if one.edits:
            bad = [
                sum(finding.rule in FORBIDDING for finding in report.findings)
                for report in (one.before, one.after)
            ]
            unstated = len(one.before.findings) > len(one.after.findings)
            assert bad[1] < bad[0] or unstated


KINDS = {
    "YAML": r"\.ya?ml$",
    "JSON": r"\.json$",
    "drop-in": r"\.d/[^/]*\.conf$",
    "environment file": r"(default|sysconfig)/[^/]*$|\.env$",
    "script": r"\.sh$",
    "Terraform": r"\.tf$",
    "cloud-config": r"user-data$",
    "Dockerfile": r"Dockerfile$",
    "Makefile": r"Makefile$",
    "Packer": r"\.pkr\.hcl$",
    "template": r"\.(j2|jinja|tpl)$",
    "Butane": r"\.bu$",
    "Salt state": r"\.(sls|jinja)$",
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_among_them(mendings: list[Mending], kind: str) -> None:
    paths = {source.path for one in mendings for source in by_file(one.edits)}
    assert [path for path in paths if re.search(KINDS[kind], path)]
