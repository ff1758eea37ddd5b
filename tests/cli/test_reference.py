"""What the program says of itself."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from kubelet_lint.cli import check, report, resolve
from kubelet_lint.options import SEVEREST_FIRST
from kubelet_lint.report import FORMATS, REPORT_FORMATS, RESOLVE_FORMATS
from kubelet_lint.rules import RULES

from .conftest import Runner


def test_every_rule_is_listed_and_explained(command: Runner) -> None:
    listed = command("rules").out
    rows = json.loads(command("rules", "--output-format", "json").out)["rules"]
    assert [row["id"] for row in rows] == [rule.ID for rule in RULES]
    for rule in RULES:
        assert rule.ID in listed
        ended = command("explain", rule.ID)
        assert ended.code == 0
        assert "Use instead" in ended.out


def test_the_formats_of_the_options_are_those_that_exist() -> None:
    assert set(check.FORMATS) == set(FORMATS)
    assert set(resolve.FORMATS) == set(RESOLVE_FORMATS)
    assert set(report.FORMATS) == set(REPORT_FORMATS)
    assert check.VERDICTS == SEVEREST_FIRST


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_completion_script_is_printed(command: Runner, shell: str) -> None:
    ended = command("completion", shell)
    assert ended.code == 0
    assert "_KUBELET_LINT_COMPLETE" in ended.out
    if shutil.which(shell):
        subprocess.run([shell, "-n"], input=ended.out, text=True, check=True)


def test_rules_are_completed() -> None:
    environment = {
        **os.environ,
        "_KUBELET_LINT_COMPLETE": "bash_complete",
        "COMP_WORDS": "kubelet-lint explain refused",
        "COMP_CWORD": "2",
    }
    done = subprocess.run(
        [sys.executable, "-m", "kubelet_lint"],
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout == "plain,refused-start\n"
