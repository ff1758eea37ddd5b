"""What an ordinary run does not need, it does not import: the hook runs on each commit.

``benchmarks/run.py`` measures; this only keeps out what costs most, on a small
repository of plain artifacts.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import FIXTURES

COSTLY = {
    "json": "only the JSON report needs it",
    "pathspec": "only a .gitignore outside of git, or --exclude",
    "sarif_om": "only the SARIF report",
    "subprocess": "git is started without it",
    "tomllib": "only a configuration",
    "kubelet_lint.config.read": "only a configuration",
    "importlib.metadata": "the version is written down",
    "kubelet_lint.template.render": "no file of these is a template",
    "kubelet_lint.bash.interp": "none is a script",
    "kubelet_lint.artifacts.terraform": "none is Terraform's",
    "kubelet_lint.artifacts.ansible_player": "a list is no play yet",
    "kubelet_lint.vendor.programs": "none starts a vendor's program",
}

REPORT = """
import sys
from kubelet_lint.cli.run import run
code = run(["check", *sys.argv[1:]])
print("imported:", *sys.modules)
sys.exit(code)
"""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    copy = tmp_path / "example"
    shutil.copytree(FIXTURES / "example", copy)
    subprocess.run(["git", "init", "-q"], cwd=copy, check=True)
    return copy


def imported(folder: Path, *arguments: str) -> set[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("COV_")}
    done = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    return set(done.stdout.rpartition("imported:")[2].split())


def test_an_ordinary_run_imports_nothing_costly(example: Path) -> None:
    found = imported(example)
    assert {"click", "kubelet_lint.kubelet.resolve"} <= found
    assert found & set(COSTLY) == set()


def test_what_other_tools_configure_is_not_parsed(example: Path) -> None:
    (example / "pyproject.toml").write_text("[tool.ruff]\nline-length = 88\n")
    assert imported(example) & set(COSTLY) == set()


def test_a_configuration_costs_no_more_than_its_library(example: Path) -> None:
    (example / "pyproject.toml").write_text("[tool.kubelet-lint]\n")
    found = imported(example)
    assert "kubelet_lint.config.read" in found
    assert not {"pathspec", "difflib", "kubelet_lint.defined"} & found


def test_yaml_is_only_imported_for_a_document(example: Path) -> None:
    (example / "image/rootfs/var/lib/kubelet/config.yaml").unlink()
    (example / "image/rootfs/etc/default/kubelet").write_text("KUBELET_EXTRA_ARGS=\n")
    unit = example / "image/rootfs/etc/systemd/system/kubelet.service.d/10-node.conf"
    unit.write_text("[Service]\nExecStart=\nExecStart=/usr/bin/kubelet\n")
    assert not {name for name in imported(example) if name.startswith("ruamel")}
