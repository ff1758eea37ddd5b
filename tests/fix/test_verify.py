"""A finding that is merely gone is not mended."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kubelet_lint import analyze
from kubelet_lint.fix.propose import propose
from kubelet_lint.fix.verify import Trial, together
from kubelet_lint.options import Options
from kubelet_lint.repo.repository import Repository
from kubelet_lint.resolution import Case, Problem, Report
from kubelet_lint.value import Known, Layer, Setting

from .conftest import CONFIG, GOOD, NODE

OPTIONS = Options(kubelet_versions=("1.30",))


def another(report: Report, change: Callable[[Case], Case]) -> Report:
    """Return the report with its first case changed."""
    kubelet = report.kubelets[0]
    cases = (change(kubelet.cases[0]), *kubelet.cases[1:])
    return report._replace(kubelets=(kubelet._replace(cases=cases),))


def with_setting(path: str, value: object) -> Callable[[Case], Case]:
    layer = Layer("flag", Known(value), "")  # type: ignore[arg-type]
    setting = Setting(path, (layer,))
    return lambda case: case._replace(settings={**case.settings, path: setting})


WORSE: dict[str, Callable[[Report], Report]] = {
    "the kubelet is gone": lambda after: after._replace(kubelets=()),
    "the file cannot be read": lambda after: after._replace(
        problems=(Problem(CONFIG, "is odd"),)
    ),
    "another setting changed": lambda after: another(
        after, with_setting("clusterDomain", "other")
    ),
    "the setting is neither": lambda after: another(
        after, with_setting("authorization.mode", "RBAC")
    ),
    "it may not start": lambda after: another(
        after, lambda case: case._replace(starts=None)
    ),
}


@pytest.mark.parametrize("worse", [None, *WORSE.values()], ids=["good", *WORSE])
def test_only_the_setting_itself_may_change(
    monkeypatch: pytest.MonkeyPatch, worse: Callable[[Report], Report] | None
) -> None:
    files = {**NODE, CONFIG: GOOD.replace(b"Webhook", b"AlwaysAllow")}
    repository = Repository("", sorted(files), given=files)
    report = analyze.check(repository, OPTIONS)
    proposals = propose(report.findings, report.kubelets, unsafe=False)
    assert len(proposals) == 1
    trial = Trial.of(repository, OPTIONS, report)
    if worse is not None:
        real, change = analyze.check, worse
        monkeypatch.setattr(analyze, "check", lambda *given: change(real(*given)))
    mended = together(trial, proposals)
    assert len(mended.fixed) == (worse is None)
    assert bool(mended.edits) == (worse is None)
