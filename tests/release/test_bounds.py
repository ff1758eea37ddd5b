"""The dependency bounds are true at their lower end, and the action's pins lie in them.

The upper end is what every other test runs with: the newest that could be had.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from .tools import PROJECT, run

PYPROJECT = (PROJECT / "pyproject.toml").read_text()
REQUIREMENTS = (PROJECT / ".github/requirements.txt").read_text()

NO_REGISTRY = ("No matching distribution", "Connection", "Could not find a version")


def bounds() -> dict[str, str]:
    """Return the lower bound of each dependency."""
    (block,) = re.findall(r"\ndependencies = \[(.*?)\]", PYPROJECT, re.DOTALL)
    return dict(re.findall(r'"([a-zA-Z.-]+)>=([\d.]+)(?:; [^"]+)?"', block))


def pins() -> dict[str, str]:
    found = re.findall(r"^([a-zA-Z0-9.-]+)==([\w.]+)", REQUIREMENTS, re.MULTILINE)
    return {name.replace(".", "-"): version for name, version in found}


def numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def test_every_dependency_has_a_lower_bound_and_nothing_else() -> None:
    (block,) = re.findall(r"\ndependencies = \[(.*?)\]", PYPROJECT, re.DOTALL)
    assert len(bounds()) == len(block.strip().splitlines())


def test_the_pins_of_the_action_lie_in_the_bounds() -> None:
    builder = re.findall(r'requires = \["(hatchling)>=([\d.]+)"\]', PYPROJECT)
    for name, lowest in [*bounds().items(), *builder]:
        assert numbers(pins()[name.replace(".", "-")]) >= numbers(lowest), name


def test_every_pin_has_its_hashes() -> None:
    entries = re.split(r"\n(?=[a-z])", REQUIREMENTS.partition("\nattrs")[2])
    assert len(entries) == len(pins())
    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.slow
def test_the_lowest_versions_do(tmp_path: Path) -> None:
    python = tmp_path / "venv/bin/python"
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv")
    lowest = [f"{name}=={version}" for name, version in bounds().items()]
    wanted = [*lowest, "pytest", "jsonschema", "hypothesis"]
    pip = (sys.executable, "-m", "pip", "--python", python)
    said = run(*pip, "install", "--quiet", *wanted, code=None)
    if any(words in said for words in NO_REGISTRY):
        pytest.skip("the lowest versions cannot be had here")
    options = ("-q", "-p", "no:cacheprovider", "-o", "addopts=--import-mode=importlib")
    names = ("cli", "repo", "yaml", "report/test_sarif.py")
    tests = [PROJECT / "tests" / name for name in names]
    path = str(PROJECT / "analyzer")
    said = run(python, "-m", "pytest", *options, *tests, cwd=PROJECT, PYTHONPATH=path)
    assert re.search(r"\d+ passed", said)
