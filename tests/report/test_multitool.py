"""Every SARIF log passes the official validator, with all of its GitHub rules on.

The validator is npm's ``@microsoft/sarif-multitool``; it is installed once into
pytest's cache, where there is npm and a registry. Its exit code is 0 whatever it finds,
so its own report is read.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from judged import checked
from kubelet_lint.report import Style, load
from kubelet_lint.resolution import Report
from report.reports import everything, one

FIXTURES = Path(__file__).parents[2] / "fixtures"

VERSION = "5.7.0"
PACKAGE = "@microsoft/sarif-multitool"
SETTINGS = FIXTURES / "sarif" / "github-strict.xml"

ACCEPTED = {
    "SARIF2003": "the commit is not written: code scanning knows it anyway",
    "SARIF2009": "rules are named by words, not by numbers",
}
"""Notes that are accepted, and why; no error and no warning is."""

CASES = sorted(
    path.parent
    for pattern in ("cases/*/*/repo", "e2e/*/repo")
    for path in FIXTURES.glob(pattern)
)

pytestmark = pytest.mark.xdist_group("multitool")


class Verdict(NamedTuple):
    """What the validator says about one log."""

    log: str
    level: str
    rule: str
    message: Any


@pytest.fixture(scope="module")
def multitool(request: pytest.FixtureRequest) -> Path:
    cache = getattr(request.config, "cache", None)
    if cache is None:
        pytest.skip("pytest has no cache to keep the validator in")
    folder: Path = cache.mkdir(f"sarif-multitool-{VERSION}")
    system = {"linux": "linux", "darwin": "darwin"}.get(sys.platform)
    if system is None:
        pytest.skip(f"the validator is not looked for on {sys.platform}")
    program = folder / f"node_modules/{PACKAGE}-{system}/Sarif.Multitool"
    if not program.exists():
        install(folder)
    if not program.exists():
        pytest.skip("npm installed the validator for another machine")
    program.chmod(0o755)  # --ignore-scripts leaves out the script that does this
    return program


def install(folder: Path) -> None:
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("there is no npm to install the validator with")
    options = ("--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(folder))
    command = [npm, "install", *options, f"{PACKAGE}@{VERSION}"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=240, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.skip("npm takes too long to install the validator")
    if done.returncode != 0:
        pytest.skip(f"npm cannot install the validator: {done.stderr[-200:].strip()}")


def run_once_it_is_written(command: list[str]) -> None:
    """Run a program that npm, or what npm started, may still have open for writing."""
    for left in reversed(range(20)):
        try:
            subprocess.run(
                command,
                # Without it a machine without libicu cannot run the program.
                env={**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"},
                capture_output=True,
                check=True,
                timeout=240,
            )
        except OSError as error:
            if error.errno != errno.ETXTBSY or not left:
                raise
            time.sleep(1)
        else:
            return


def validate(multitool: Path, logs: Path) -> Iterator[Verdict]:
    answer = logs.parent / "answer.sarif"
    run_once_it_is_written(
        [
            *(str(multitool), "validate", str(logs / "*.sarif")),
            *("--config", str(SETTINGS), "--rule-kind", "Sarif;Ghas"),
            *("--level", "Error;Warning;Note", "--log", "ForceOverwrite"),
            *("--output", str(answer)),
        ]
    )
    for run in json.loads(answer.read_text(encoding="utf-8-sig"))["runs"]:
        for invocation in run["invocations"]:
            assert invocation["executionSuccessful"]
            assert "toolExecutionNotifications" not in invocation
        for result in run["results"]:
            place = result["locations"][0]["physicalLocation"]
            yield Verdict(
                Path(place["artifactLocation"]["uri"]).stem,
                result.get("level", "warning"),
                result["ruleId"],
                result["message"],
            )


def write(folder: Path, reports: dict[str, Report], style: Style) -> Path:
    folder.mkdir()
    for name, about in reports.items():
        text = load("sarif").write(about, style)
        (folder / f"{name}.sarif").write_text(text, encoding="utf-8")
    return folder


def complaints(multitool: Path, logs: Path) -> list[Verdict]:
    found = list(validate(multitool, logs))
    # It looked at every log: the notes are in each of them.
    names = {path.stem for path in logs.iterdir()}
    assert {one.log for one in found if one.rule == "SARIF2009"} == names
    return [one for one in found if one.level != "note" or one.rule not in ACCEPTED]


def joined(reports: Iterable[Report]) -> Report:
    """Return reports as one: the validator takes a third of a second for each log."""
    found = list(reports)
    return Report(
        kubelets=tuple(kubelet for about in found for kubelet in about.kubelets),
        findings=tuple(finding for about in found for finding in about.findings),
        problems=tuple(problem for about in found for problem in about.problems),
    )


def cases(scratch: Path) -> Iterator[Report]:
    for number, case in enumerate(CASES):
        (scratch / str(number)).mkdir(parents=True)
        yield checked(case, scratch / str(number))


def test_every_finding_passes(multitool: Path, tmp_path: Path) -> None:
    reports = {
        "kinds": everything(),
        "nothing": Report(),
        "cases": joined(cases(tmp_path / "cases")),
    }
    assert len(reports["cases"].findings) > len(CASES) / 2
    logs = write(tmp_path / "logs", reports, Style(category="nodes"))
    assert complaints(multitool, logs) == []


def test_the_validator_sees_what_is_wrong(multitool: Path, tmp_path: Path) -> None:
    logs = write(tmp_path / "logs", {"log": one("flag over file")}, Style())
    log = json.loads((logs / "log.sarif").read_text())
    (result,) = log["runs"][0]["results"]
    del result["locations"][0]["physicalLocation"]["region"]
    (logs / "log.sarif").write_text(json.dumps(log))
    found = complaints(multitool, logs)
    assert ("error", "GH1003") in [(one.level, one.rule) for one in found]
