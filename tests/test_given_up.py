"""A script too long to follow to its end is undecided, never silent."""

from __future__ import annotations

import pytest

from kubelet_lint import analyze

MANY = "if [ $A ]; then X=1; fi\n" * 25_000


def test_a_kubelet_behind_too_many_commands_is_undecided() -> None:
    script = f"#!/bin/bash\n{MANY}exec kubelet --kubeconfig=/k\n"
    findings = analyze.analyze_files({"run.sh": script}).findings
    undecided = {one.setting for one in findings if one.rule.startswith("undecided")}
    assert "authorization.mode" in undecided
    assert any("40000 commands" in one.message for one in findings)


def test_a_kubelet_in_a_line_of_too_many_words_is_undecided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("kubelet_lint.bash.scanner.PARTS", 1_000)
    script = "#!/bin/bash\nexec kubelet --kubeconfig=/k" + " -" * 1_000 + "\n"
    findings = analyze.analyze_files({"run.sh": script}).findings
    undecided = {one.setting for one in findings if one.rule.startswith("undecided")}
    assert "authorization.mode" in undecided


def test_very_many_long_scripts_end_as_well(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kubelet_lint.context.STEPS", 3_000)
    long = "if [ $A ]; then X=1; fi\n" * 1_000
    files = {
        f"{number}.sh": f"#!/bin/bash\n{long}exec kubelet --kubeconfig=/k{number}\n"
        for number in range(3)
    }
    report = analyze.analyze_files(files)
    assert {one.span.source.path for one in report.findings} == set(files)
    messages = {one.message for one in report.findings}
    assert any("more than 1000 commands are run" in each for each in messages)
    assert any("more than 1000 commands" not in each for each in messages)


def test_programs_of_vendors_that_run_very_often_pile_nothing_up() -> None:
    joins = "kubeadm join 10.0.0.1:6443 --token a.b\n" * 600
    script = f"#!/bin/bash\n{joins}kubelet --authorization-mode=AlwaysAllow\n"
    report = analyze.analyze_files({"run.sh": script})
    assert not report.problems
    assert any(one.rule == "always-allow-authorization" for one in report.findings)
