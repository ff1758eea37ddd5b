"""A fault of kubelet-lint itself is told, and everything else is judged still."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kubelet_lint import analyze
from kubelet_lint.cli.run import run

UNIT = "[Service]\nExecStart=/usr/bin/kubelet --kubeconfig=/k\n"


def test_one_machine_fails_and_the_other_is_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kubelet.service").write_text(UNIT)
    real = analyze.boot

    def faulty(plan: object, context: object) -> object:
        if "a/" in plan.machine.name:  # type: ignore[attr-defined]
            raise LookupError("a bug")
        return real(plan, context)  # type: ignore[arg-type]

    monkeypatch.setattr(analyze, "boot", faulty)
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(run(["check", "--output-format", "json", str(tmp_path)]))
    assert ended.value.code == 3
    out, err = capsys.readouterr()
    report = json.loads(out)
    paths = {
        Path(finding["location"]["path"]).parts[-2] for finding in report["findings"]
    }
    assert paths == {"b"}
    assert "LookupError: a bug" in err
    assert "a/kubelet.service" in err
