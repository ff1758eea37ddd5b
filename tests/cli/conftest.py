"""Run the command in this process, with or without the analysis behind it."""

from __future__ import annotations

import types
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

import kubelet_lint
from kubelet_lint.cli.run import run
from kubelet_lint.finding import Finding, Verdict
from kubelet_lint.options import Options, Question
from kubelet_lint.progress import Watch, unwatched
from kubelet_lint.repo.repository import Repository
from kubelet_lint.resolution import Problem, Report
from kubelet_lint.source import Source, Span


class Ended(NamedTuple):
    """How a run ended and what it said."""

    code: int
    out: str
    err: str


Runner = Callable[..., Ended]


@pytest.fixture
def command(
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> Runner:
    """Run ``kubelet-lint`` in an empty folder."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)

    def run_it(*arguments: str) -> Ended:
        code = run(arguments)
        said = capfd.readouterr()
        return Ended(code, said.out, said.err)

    return run_it


class Stub:
    """Stands for ``analyze``: keeps what it was asked, answers what it is told."""

    def __init__(self) -> None:
        self.report = Report()
        self.repository: Repository | None = None
        self.options = Options()
        self.question = Question()
        self.error: BaseException | None = None
        self.watch: Watch = unwatched

    def check(
        self, repository: Repository, options: Options, watch: Watch = unwatched
    ) -> Report:
        self.repository, self.options, self.watch = repository, options, watch
        if self.error:
            raise self.error
        return self.report

    def resolve(
        self,
        repository: Repository | None,
        question: Question,
        watch: Watch = unwatched,
    ) -> Report:
        self.repository, self.question = repository, question
        return self.report

    def finds(self, *verdicts: Verdict) -> None:
        source = Source("etc/kubelet.yaml", "mode: AlwaysAllow\n")
        span = Span(source, 6, 17)
        findings = tuple(
            Finding("always-allow-authorization", "error", verdict, "bad", span, "n")
            for verdict in verdicts
        )
        self.report = Report(findings=findings)

    def stumbles(self, *paths: str) -> None:
        problems = tuple(Problem(path, "is not read") for path in paths)
        self.report = Report(problems=problems)


@pytest.fixture
def analysis(monkeypatch: pytest.MonkeyPatch) -> Stub:
    """Replace the analysis by a stub."""
    stub = Stub()
    module = types.ModuleType("kubelet_lint.analyze")
    module.check = stub.check  # type: ignore[attr-defined]
    module.resolve = stub.resolve  # type: ignore[attr-defined]
    monkeypatch.setitem(__import__("sys").modules, module.__name__, module)
    monkeypatch.setattr(kubelet_lint, "analyze", module, raising=False)
    return stub
