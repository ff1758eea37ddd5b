"""The comparison can be made again, and counts what it says it counts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
COMPARE = PROJECT / "benchmarks/compare.py"

FAILS = "cases-pod-kubelet-pod-flag"
CLEAN = "cases-pod-kubelet-pod-last-flag-wins-clean"


def compare(*words: str | Path, path: Path | None = None) -> str:
    return subprocess.run(
        [sys.executable, COMPARE, *words],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": f"{path}:/usr/bin:/bin"} if path else None,
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


TOOLS = {
    "kics": ("f1f4d8da-1ac4-47d0-b1aa-91e69d33f7d5", "--output-path", "/results.sarif"),
    "trivy": ("KCV-0080", "--output", ""),
}
"""A rule that counts, the option before the place of the report, what follows it."""


@pytest.mark.skipif(os.name != "posix", reason="the tool is a shell script")
@pytest.mark.parametrize("name", TOOLS)
def test_a_tool_is_run_and_its_cases_are_named(tmp_path: Path, name: str) -> None:
    rule, option, rest = TOOLS[name]
    log = tmp_path / "log.sarif"
    paths = (f"{FAILS}/kubelet-daemonset.yaml", f"{CLEAN}/kubelet-daemonset.yaml")
    results = [result(rule, path) for path in paths]
    log.write_text(json.dumps({"runs": [{"results": results}]}))
    tool = tmp_path / "bin" / name
    tool.parent.mkdir()
    tool.write_text(
        "#!/bin/sh\n"
        'case $1 in version | --version) echo "Version: 1.2.3"; exit ;; esac\n'
        f'while [ "$1" != {option} ]; do shift; done\n'
        f'mkdir -p "$(dirname "$2{rest}")" && cp {log} "$2{rest}"\n'
    )
    tool.chmod(0o755)
    said = compare(name, path=tool.parent).splitlines()
    assert said[2].startswith(f"| {name} 1.2.3 | 1 of ")
    assert said[4:] == [name, f"  found: {FAILS}", f"  false alarm: {CLEAN}"]
