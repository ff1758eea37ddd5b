"""The workflows are valid, pinned by commit, and get no more rights than they need."""

from __future__ import annotations

import re
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from .tools import PROJECT, run, tool

GITHUB = PROJECT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
ACTION = PROJECT / "action.yml"


def load(path: Path) -> Any:
    return YAML(typ="safe").load(path)


@pytest.mark.parametrize(
    ("schema", "paths"),
    [
        ("vendor.github-actions", [ACTION]),
        ("vendor.github-workflows", WORKFLOWS),
        ("vendor.dependabot", [GITHUB / "dependabot.yml"]),
    ],
)
def test_the_schemas_hold(schema: str, paths: list[Path]) -> None:
    run(tool("check-jsonschema"), "--builtin-schema", schema, *paths)


def test_the_workflow_of_the_readme_can_be_pasted(tmp_path: Path) -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```yaml\n(.*?)```", readme, re.DOTALL)
    (workflow,) = [block for block in blocks if "\njobs:" in block]
    path = tmp_path / ".github/workflows/kubelet-lint.yml"
    path.parent.mkdir(parents=True)
    path.write_text(workflow)
    run(tool("check-jsonschema"), "--builtin-schema", "vendor.github-workflows", path)
    said = run(tool("zizmor"), "--offline", "--no-progress", path, code=None)
    # Tags are easier to read in a README than commits; nothing else is found.
    assert set(re.findall(r"^\w+\[([a-z-]+)\]", said, re.MULTILINE)) <= {
        "unpinned-uses"
    }


def test_zizmor_finds_nothing() -> None:
    zizmor = tool("zizmor")
    run(zizmor, "--offline", "--persona=auditor", "--no-progress", ACTION, GITHUB)


def test_zizmor_would_find_something(tmp_path: Path) -> None:
    text = ACTION.read_text().replace('exit "$EXIT_CODE"', "exit ${{ inputs.paths }}")
    (tmp_path / "action.yml").write_text(text)
    found = run(tool("zizmor"), "--offline", "--no-progress", tmp_path, code=None)
    assert "template-injection" in found


@pytest.mark.parametrize("path", [ACTION, *WORKFLOWS], ids=lambda path: path.name)
def test_everything_used_is_pinned_by_its_commit(path: Path) -> None:
    for line in path.read_text().splitlines():
        if used := re.search(r"uses: (\S+)(.*)", line):
            if used[1] == "./":
                continue
            assert re.search("@[0-9a-f]{40}$", used[1]), line
            assert re.fullmatch(r" # v\d+(\.\d+)*", used[2]), line


def test_the_same_action_is_pinned_alike_everywhere() -> None:
    pins: dict[str, set[str]] = {}
    for path in (ACTION, *WORKFLOWS):
        for name, pin in re.findall(r"uses: ([^@\s]+)@(.*)", path.read_text()):
            pins.setdefault(name, set()).add(pin)
    assert {name for name, found in pins.items() if len(found) > 1} == set()


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_job_has_rights_that_it_does_not_name(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    for job in workflow["jobs"].values():
        assert job["permissions"]
        assert job["timeout-minutes"]
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False


def test_what_publishes_runs_nothing_of_the_repository() -> None:
    jobs = load(GITHUB / "workflows/release.yml")["jobs"]
    (publishing,) = [job for job in jobs.values() if "id-token" in job["permissions"]]
    assert publishing["needs"] == "build"
    assert publishing["environment"]["name"] == "pypi"
    assert publishing["permissions"] == {"id-token": "write"}
    used = [step.get("uses", "").partition("@")[0] for step in publishing["steps"]]
    assert used == ["actions/download-artifact", "pypa/gh-action-pypi-publish"]
    assert not any("run" in step for step in publishing["steps"])
    assert "password" not in chain.from_iterable(
        step.get("with", {}) for step in publishing["steps"]
    )


def test_every_supported_python_is_tested() -> None:
    project = (PROJECT / "pyproject.toml").read_text()
    (lowest,) = re.findall(r'requires-python = ">=3\.(\d+)"', project)
    matrix = load(GITHUB / "workflows/ci.yml")["jobs"]["test"]["strategy"]["matrix"]
    minors = [int(version.split(".")[1]) for version in matrix["python"]]
    assert minors == list(range(int(lowest), max(minors) + 1))
