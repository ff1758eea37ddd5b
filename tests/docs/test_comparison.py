"""The comparison can be made again, and counts what it says it counts."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
COMPARE = PROJECT / "benchmarks/compare.py"

FAILS = "cases-pod-kubelet-pod-flag"
CLEAN = "cases-pod-kubelet-pod-last-flag-wins-clean"


def compare(*words: str | Path) -> str:
    return subprocess.run(
        [sys.executable, COMPARE, *words], check=True, capture_output=True, text=True
    ).stdout


def result(rule: str, path: str) -> object:
    place = {"physicalLocation": {"artifactLocation": {"uri": path}}}
    return {"ruleId": rule, "locations": [place]}


def test_the_cases_are_laid_side_by_side(tmp_path: Path) -> None:
    compare("lay", tmp_path / "labelled")
    laid = {path.name for path in (tmp_path / "labelled").iterdir()}
    truths = list((PROJECT / "fixtures").glob("*/**/truth.json"))
    assert len(laid) == len(truths) > 50
    assert (tmp_path / "labelled" / FAILS / "kubelet-daemonset.yaml").is_file()


def test_a_log_is_scored_by_case_and_by_rule(tmp_path: Path) -> None:
    log = tmp_path / "tool.sarif"
    results = [
        result("MODE", f"{FAILS}/kubelet-daemonset.yaml"),
        result("MODE", f"/labelled/{FAILS}/kubelet-daemonset.yaml"),
        result("MODE", f"{CLEAN}/kubelet-daemonset.yaml"),
        result("OTHER", "e2e-array-direct-clean/start.sh"),
    ]
    log.write_text(json.dumps({"runs": [{"results": results}]}))
    assert compare("score", log, "MODE").startswith("| tool.sarif | 1 of ")
    assert " | 1 of " in compare("score", log, "MODE").split("of", 1)[1]
    assert compare("score", log, "NONE").startswith("| tool.sarif | 0 of ")
