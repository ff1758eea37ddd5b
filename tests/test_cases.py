"""Every case of ``fixtures/cases`` is reported as its ``expected.txt`` says.

A case is ``fixtures/cases/<topic>/<case>/``: a whole small repository in ``repo/``, and
beside it ``expected.txt``, the text report with traces, and, where it is known from
elsewhere, ``truth.json`` (see ``test_truth.py``). ``select.json`` says which files are
looked at where that is asked for: ``{"include": ["markdown"]}``. ``pytest
--update-golden`` writes the reports anew; read the difference before you commit it.

The cases of a kind of artifact lie in the folder of its module's name, with hyphens;
what a vendor ships has a case of its name in ``vendor-images``, a program of a vendor
in ``vendor-programs``.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from kubelet_lint.artifacts import KINDS, Kind
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document
from kubelet_lint.node.launch import Launch
from kubelet_lint.vendor import IMAGES
from kubelet_lint.vendor.programs import PROGRAMS, Done

from .conftest import FIXTURES
from .judged import as_json, as_text, checked

FOLDERS = sorted((FIXTURES / "cases").glob("*/*/"))
CASES = [folder / "repo" for folder in FOLDERS]


def name(repo: Path) -> str:
    return "/".join(repo.parts[-3:-1])


@pytest.mark.parametrize("repo", CASES, ids=name)
def test_a_case_is_reported_as_expected(
    repo: Path, tmp_path: Path, update_golden: bool
) -> None:
    report = as_text(checked(repo.parent, tmp_path))
    golden = repo.parent / "expected.txt"
    if update_golden:
        golden.write_text(report, encoding="utf-8")
    assert report == golden.read_text(encoding="utf-8")


def test_every_folder_of_cases_is_a_case() -> None:
    assert FOLDERS
    assert all((folder / "repo").is_dir() for folder in FOLDERS)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.module)
def test_a_kind_has_a_bad_and_a_clean_case_that_it_reads(
    kind: Kind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Carried] = []
    module = import_module(f"kubelet_lint.artifacts.{kind.module}")
    original = module.read

    def noted(document: Document, files: Files) -> Iterator[Carried]:
        for one in original(document, files):
            read.append(one)
            yield one

    monkeypatch.setattr(module, "read", noted)
    shown: set[str] = set()
    for case in sorted((FIXTURES / "cases" / kind.module.replace("_", "-")).glob("*/")):
        read.clear()
        summary = as_json(checked(case, tmp_path / case.name))["summary"]
        found = summary["findings"]
        if read and summary["kubelets"]:
            bad = found["fail"] or found["possible"]
            shown.add("bad" if bad else "open" if found["open"] else "clean")
    assert {"bad", "clean"} <= shown


UNTOLD = frozenset({"eks-al2-2018", "kubeadm-apt", "kubeadm-rpm"})
"""Images that no file of a repository tells from a later one's; data for the others."""


@pytest.mark.parametrize("name", sorted(set(IMAGES) - UNTOLD))
def test_what_a_vendor_ships_has_a_case_that_assumes_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assumed: list[str] = []

    module = IMAGES.module

    def noted(asked: str) -> str:
        assumed.append(asked)
        return module(asked)

    monkeypatch.setattr(IMAGES, "module", noted)
    checked(FIXTURES / "cases/vendor-images" / name, tmp_path)
    assert name in assumed


@pytest.mark.parametrize("name", sorted(PROGRAMS))
def test_a_program_of_a_vendor_has_a_case_that_runs_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[bool] = []
    program = PROGRAMS[name]

    def noted(launch: Launch) -> Done | None:
        found = program(launch)
        done.append(bool(found and (found.effects or found.documents)))
        return found

    monkeypatch.setitem(PROGRAMS, name, noted)  # type: ignore[arg-type]
    checked(FIXTURES / "cases/vendor-programs" / name, tmp_path)
    assert any(done)
