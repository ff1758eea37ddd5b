"""The wheel on a machine without a network, on every Python there is."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubelet_lint import __version__

from .conftest import Built
from .tools import PROJECT, run, tool

pytestmark = [pytest.mark.xdist_group("release"), pytest.mark.slow]

EXAMPLE = PROJECT / "fixtures/example"

SUPPORTED = range(10, 20)
"""Minor releases of Python 3 that are looked for."""


def alone() -> tuple[str, ...]:
    """Return what runs a command without any network, where that can be had."""
    unshare = ("unshare", "--net", "--map-root-user")
    if shutil.which("unshare"):
        probe = subprocess.run([*unshare, "true"], capture_output=True, check=False)
        if probe.returncode == 0:
            return unshare
    return ()


@pytest.fixture(scope="module")
def wheelhouse(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheel and all it depends on."""
    folder = tmp_path_factory.mktemp("wheelhouse")
    command = (sys.executable, "-m", "pip", "download", "--quiet", "--dest", folder)
    said = run(*command, "--only-binary=:all:", built.wheel, code=None)
    if not any(folder.glob("click-*.whl")):
        pytest.skip(f"the dependencies cannot be had here: {said[-200:]}")
    # What only the oldest Python needs is not asked for by a newer one.
    oldest = ("--no-deps", "--python-version=3.10", "--implementation=py", "tomli")
    run(*command, "--only-binary=:all:", *oldest)
    return folder


@pytest.fixture(scope="module")
def installed(wheelhouse: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a new environment, made from the wheelhouse without a network."""
    folder = tmp_path_factory.mktemp("installed") / "venv"
    # Without a pip of its own, which takes longer to unpack than all the rest.
    run(*alone(), sys.executable, "-m", "venv", "--without-pip", folder)
    options = ("--quiet", "--no-index", "--find-links", wheelhouse)
    run(*alone(), *pip(folder), "install", *options, f"kubelet-lint=={__version__}")
    return folder


def pip(folder: Path) -> tuple[str | Path, ...]:
    return (sys.executable, "-m", "pip", "--python", folder / "bin/python")


def test_it_installs_and_does_its_job_without_a_network(installed: Path) -> None:
    said = run(*alone(), installed / "bin/kubelet-lint", "check", EXAMPLE, code=1)
    assert "always-allow-authorization" in said
    page = run(*alone(), installed / "bin/kubelet-lint", "report", EXAMPLE)
    assert page.startswith("<!DOCTYPE html>")
    said = run(*pip(installed), "check")
    assert "No broken requirements" in said


def test_strict_types_reach_those_who_import_it(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "user.py").write_text(
        "from kubelet_lint.analyze import analyze_files\n"
        "found: int = len(analyze_files({}).findings)\n"
        "wrong: str = analyze_files({}).findings\n"
    )
    command = (tool("mypy"), "--strict", "--python-executable")
    python = installed / "bin/python"
    said = run(*command, python, "user.py", cwd=tmp_path, code=None, timeout=600)
    errors = re.findall(r"^user\.py:(\d+): error", said, re.MULTILINE)
    assert errors == ["3"], said


def test_the_bill_of_materials_lists_what_is_installed(
    installed: Path, tmp_path: Path
) -> None:
    target = tmp_path / "sbom.json"
    command = (tool("cyclonedx-py"), "environment", "--output-reproducible")
    about = ("--pyproject", PROJECT / "pyproject.toml", "--mc-type", "application")
    run(*command, *about, "--output-file", target, installed / "bin/python")
    bill = json.loads(target.read_text())
    assert bill["bomFormat"] == "CycloneDX"
    assert bill["metadata"]["component"]["name"] == "kubelet-lint"
    listed = {one["name"].replace(".", "-"): one for one in bill["components"]}
    for name in ("click", "pathspec", "ruamel-yaml", "sarif-om", "attrs"):
        assert listed[name]["version"]
        assert listed[name]["purl"].startswith("pkg:pypi/")


def pythons() -> Iterator[tuple[str, str]]:
    """Yield the interpreters there are, by their version."""
    for minor in SUPPORTED:
        name = f"python3.{minor}"
        for path in dict.fromkeys((shutil.which(name), *pyenv(minor))):
            probe = (path or "", "-c", "import sys, ssl; print(*sys.version_info[:2])")
            if path and run_quietly(probe) == f"3 {minor}":
                yield name, path
                break


def pyenv(minor: int) -> list[str]:
    """Return what pyenv has: its shims refuse versions that are not chosen."""
    folder = Path.home() / ".pyenv/versions"
    return [str(path) for path in folder.glob(f"3.{minor}.*/bin/python3.{minor}")]


def run_quietly(command: tuple[str, ...]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def test_every_python_there_is_runs_it(wheelhouse: Path, tmp_path: Path) -> None:
    """All that it needs is written in Python, so one folder serves every release."""
    found = dict(pythons())
    if not found:
        pytest.skip("no Python is found by its name here")
    for archive in wheelhouse.glob("*.whl"):
        shutil.unpack_archive(archive, tmp_path / "packages", "zip")
    reports = {
        name: run(
            *(path, "-W", "error", "-m", "kubelet_lint", "check", "--exit-zero"),
            *("--output-format", "json", EXAMPLE),
            PYTHONPATH=str(tmp_path / "packages"),
            PYTHONDONTWRITEBYTECODE="1",
        )
        for name, path in found.items()
    }
    for name, said in reports.items():
        rules = {one["rule"] for one in json.loads(said)["findings"]}
        assert rules == {"always-allow-authorization"}, name
    assert len(set(reports.values())) == 1
