"""``action.yml``: what its scripts do on a runner, and that inputs stay data."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from ruamel.yaml import YAML

from kubelet_lint.options import SEVEREST_FIRST

from .tools import PROJECT

ACTION: Any = YAML(typ="safe").load(PROJECT / "action.yml")
STEPS: list[Any] = ACTION["runs"]["steps"]

UNIT = """\
[Service]
ExecStart=/usr/bin/kubelet --config=/etc/k.yaml --kubeconfig=/k.conf
"""
BAD = UNIT.rstrip("\n") + " --authorization-mode=AlwaysAllow\n"
CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication: {anonymous: {enabled: false}, webhook: {enabled: true}}
authorization: {mode: Webhook}
"""

pytestmark = pytest.mark.skipif(not shutil.which("bash"), reason="there is no bash")


def step(name: str) -> Any:
    (found,) = [one for one in STEPS if one["name"] == name]
    return found


class Ran(NamedTuple):
    """What a step left behind."""

    code: int
    said: str
    outputs: dict[str, str]
    summary: str


class Runner:
    """A runner's folders, with the command where the action installs it."""

    def __init__(self, folder: Path) -> None:
        self.repository = folder / "work"
        self.temporary = folder / "temp"
        program = self.temporary / "kubelet-lint/bin/kubelet-lint"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec {sys.executable} -m kubelet_lint "$@"\n')
        program.chmod(0o755)
        self.repository.mkdir()

    def holds(self, **files: str) -> None:
        for name, content in files.items():
            path = self.repository / name.replace("__", "/")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content)

    def check(self, **inputs: str) -> Ran:
        given = {key: one.get("default", "") for key, one in ACTION["inputs"].items()}
        given |= {key.replace("_", "-"): value for key, value in inputs.items()}
        found = step("Check")
        environment = {
            name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda m: given[m[1]], value)
            for name, value in found["env"].items()
        }
        return self.run(found["run"], environment)

    def run(self, script: str, environment: dict[str, str]) -> Ran:
        outputs, summary = self.temporary / "outputs", self.temporary / "summary"
        for file in (outputs, summary):
            file.write_text("")
        done = subprocess.run(
            # As a runner starts ``shell: bash``.
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.repository,
            env={
                **os.environ,
                "RUNNER_TEMP": str(self.temporary),
                "GITHUB_OUTPUT": str(outputs),
                "GITHUB_STEP_SUMMARY": str(summary),
                **environment,
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        pairs = (line.partition("=")[::2] for line in outputs.read_text().splitlines())
        return Ran(done.returncode, done.stdout, dict(pairs), summary.read_text())


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_findings_are_written_before_the_step_fails(runner: Runner) -> None:
    runner.holds(**{"systemd__kubelet.service": BAD, "etc__k.yaml": CONFIG})
    ran = runner.check()
    assert ran.code == 0  # the upload comes next, whatever was found
    assert ran.outputs["exit-code"] == "1"
    log = json.loads(Path(ran.outputs["sarif"]).read_text())
    (run,) = log["runs"]
    assert run["results"][0]["ruleId"] == "always-allow-authorization"
    assert "automationDetails" not in run  # it would beat the category of the upload
    assert "error[always-allow-authorization]" in ran.said
    last = step("Fail if anything was found")
    assert runner.run(last["run"], {"EXIT_CODE": ran.outputs["exit-code"]}).code == 1


def test_a_clean_repository_uploads_an_empty_list(runner: Runner) -> None:
    runner.holds(**{"systemd__kubelet.service": UNIT, "etc__k.yaml": CONFIG})
    ran = runner.check()
    assert (ran.code, ran.outputs["exit-code"]) == (0, "0"), ran.said
    log = json.loads(Path(ran.outputs["sarif"]).read_text())
    assert log["runs"][0]["results"] == []


def test_nothing_in_the_summary_ends_its_block_of_code(runner: Runner) -> None:
    evil = BAD.replace("AlwaysAllow", "AlwaysAllow '```' '</pre><h1>all good'")
    runner.holds(**{"systemd__kubelet.service": evil, "etc__k.yaml": CONFIG})
    head, *lines = runner.check().summary.splitlines()
    assert head == "## kubelet-lint"
    assert any("always-allow-authorization" in line for line in lines)
    assert all(not line or line.startswith("    ") for line in lines)


def test_paths_are_one_a_line_and_may_hold_anything(runner: Runner) -> None:
    runner.holds(
        **{
            "a b__kubelet.service": BAD,
            "$(touch pwned)__kubelet.service": BAD,
            "c__kubelet.service": BAD,
        }
    )
    ran = runner.check(paths="a b\n$(touch pwned)\n")
    assert ran.outputs["exit-code"] == "1"
    assert "a b/kubelet.service" in ran.said
    assert "$(touch pwned)/kubelet.service" in ran.said
    assert "c/kubelet.service" not in ran.said
    assert not (runner.repository / "pwned").exists()


@pytest.mark.parametrize(
    "inputs",
    [
        {"paths": "--exit-zero"},
        {"fail_on": "fail --exit-zero"},
        {"fail_on": '"; exit 0; "'},
        {"kubelet_version": "1.30 --exit-zero"},
        {"baseline": "--exit-zero"},
    ],
)
def test_an_input_is_never_an_option(runner: Runner, inputs: dict[str, str]) -> None:
    runner.holds(**{"kubelet.service": BAD})
    ran = runner.check(**inputs)
    assert ran.code == 2
    # Nothing is uploaded: an empty list would close alerts.
    assert ran.outputs == {"exit-code": "2"}


def test_without_upload_findings_are_annotations(runner: Runner) -> None:
    runner.holds(**{"kubelet.service": BAD})
    ran = runner.check(upload="false")
    assert "::error file=kubelet.service,line=2," in ran.said


def test_a_page_of_evidence_is_written_if_asked_for(runner: Runner) -> None:
    runner.holds(**{"kubelet.service": BAD})
    runner.check(report="out.html", kubelet_version="1.30")
    page = (runner.repository / "out.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    assert "kubelet 1.30" in page


def test_what_a_baseline_lists_is_not_uploaded(runner: Runner) -> None:
    runner.holds(**{"kubelet.service": BAD})
    program = runner.temporary / "kubelet-lint/bin/kubelet-lint"
    update = ("check", "--baseline", "known.json", "--update-baseline")
    subprocess.run([program, *update], cwd=runner.repository, check=True)
    ran = runner.check(baseline="known.json")
    assert ran.outputs["exit-code"] == "0", ran.said
    log = json.loads(Path(ran.outputs["sarif"]).read_text())
    assert log["runs"][0]["results"] == []


def test_no_script_holds_an_expression() -> None:
    for one in STEPS:
        assert "${{" not in one.get("run", "")


def test_the_upload_has_a_category_and_does_not_depend_on_the_code() -> None:
    upload = step("Upload to code scanning")
    assert upload["with"]["category"] == "${{ inputs.category }}"
    assert "exit-code" not in upload["if"]
    assert STEPS.index(upload) < STEPS.index(step("Fail if anything was found"))


def test_inputs_are_explained_and_have_defaults() -> None:
    for one in ACTION["inputs"].values():
        assert one["description"]
        assert isinstance(one["default"], str)
    verdicts = ACTION["inputs"]["fail-on"]["description"]
    assert all(verdict in verdicts for verdict in SEVEREST_FIRST)
