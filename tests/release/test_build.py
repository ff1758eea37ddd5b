"""The wheel and the source distribution: the same every time, whole, and described."""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import zipfile
from pathlib import Path

import pytest

from kubelet_lint import __version__

from .built import build
from .conftest import Built
from .tools import run, tool

pytestmark = pytest.mark.xdist_group("release")


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def test_two_builds_are_the_same_to_the_byte(built: Built, tmp_path: Path) -> None:
    again = tmp_path / "elsewhere"
    shutil.copytree(built.sources, again, ignore=shutil.ignore_patterns("dist"))
    for path in again.rglob("*"):
        if path.is_file():
            os.utime(path, (1_650_000_000, 1_650_000_000))
            path.chmod(0o600 | (path.stat().st_mode & 0o111))
    found = {name: digest(path) for name, path in build(again).items()}
    assert found == {name: digest(path) for name, path in built.files.items()}


def test_the_names_say_what_they_are(built: Built) -> None:
    assert list(built.files) == [
        f"kubelet_lint-{__version__}-py3-none-any.whl",
        f"kubelet_lint-{__version__}.tar.gz",
    ]


def test_the_wheel_holds_the_package_its_types_and_its_contracts(built: Built) -> None:
    names = set(zipfile.ZipFile(built.wheel).namelist())
    source = built.sources / "analyzer"
    package = {
        path.relative_to(source).as_posix()
        for path in (source / "kubelet_lint").rglob("*")
        if path.is_file() and path.suffix in (".py", ".json", ".typed")
    }
    assert package >= {
        "kubelet_lint/py.typed",
        "kubelet_lint/schemas/check.schema.json",
        "kubelet_lint/schemas/report.schema.json",
    }
    assert {name for name in names if not name.split("/")[0].endswith("-info")} == (
        package
    )
    assert any(name.endswith("licenses/LICENSE") for name in names)


def test_the_source_distribution_can_run_its_tests(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {
        "pyproject.toml",
        "README.md",
        "LICENSE",
        "dev.py",
        "tests/conftest.py",
        "fixtures/sarif/sarif-schema-2.1.0.json",
    } <= names


def test_the_index_would_show_it_well(built: Built) -> None:
    run(tool("twine"), "check", "--strict", *built.files.values())


def test_nothing_is_in_the_wheel_that_should_not_be(built: Built) -> None:
    run(tool("check-wheel-contents"), built.wheel)
