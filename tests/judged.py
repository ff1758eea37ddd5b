"""Small repositories of ``fixtures/``, checked in this process as the command would."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

from kubelet_lint import analyze
from kubelet_lint.config.existing import missing
from kubelet_lint.config.file import files
from kubelet_lint.config.read import read
from kubelet_lint.options import Options
from kubelet_lint.repo.opening import Place, Selection, configurations, open_repository
from kubelet_lint.report import load
from kubelet_lint.report.base import Style
from kubelet_lint.resolution import Report


def checked(case: Path, scratch: Path) -> Report:
    """Check a copy of a case's repository: the case itself lies in this project's."""
    copy = scratch / "repo"
    shutil.copytree(case / "repo", copy, symlinks=True)
    settings = read(files(str(copy), configurations(str(copy), "")))
    left_out = (*settings.exclude, *settings.extend_exclude)
    selection = asked(case)._replace(left_out=left_out)
    repository = open_repository((), selection, Place(str(copy), os.environ))
    assert not missing(settings.promises, repository)
    return analyze.check(repository, settings.applied(Options()))


def asked(case: Path) -> Selection:
    """Return which files a case asks for: what its ``select.json`` says to include."""
    file = case / "select.json"
    if not file.exists():
        return Selection()
    return Selection(include=tuple(json.loads(file.read_text())["include"]))


def as_text(report: Report) -> str:
    return load("text").write(report, Style())


def as_json(report: Report) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(load("json").write(report, Style()))
    return document
