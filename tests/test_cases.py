"""Every case of ``fixtures/cases`` is reported as its ``expected.txt`` says.

A case is ``fixtures/cases/<topic>/<case>/``: a whole small repository in ``repo/``, and
beside it ``expected.txt``, the text report with traces, and, where it is known from
elsewhere, ``truth.json`` (see ``test_truth.py``). ``pytest --update-golden`` writes the
reports anew; read the difference before you commit it.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .conftest import FIXTURES
from .judged import as_text, checked

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
