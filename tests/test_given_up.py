"""A script too long to follow to its end is undecided, never silent."""

from __future__ import annotations

from kubelet_lint import analyze

MANY = "if [ $A ]; then X=1; fi\n" * 20_000


def test_a_kubelet_behind_too_many_commands_is_undecided() -> None:
    script = f"#!/bin/bash\n{MANY}exec kubelet --kubeconfig=/k\n"
    findings = analyze.analyze_files({"run.sh": script}).findings
    undecided = {one.setting for one in findings if one.rule.startswith("undecided")}
    assert "authorization.mode" in undecided
    assert any("20000 commands" in one.message for one in findings)
