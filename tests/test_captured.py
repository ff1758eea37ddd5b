"""What was captured from a running node is judged as what it ran with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from judged import as_json
from kubelet_lint import analyze
from kubelet_lint.options import Options
from kubelet_lint.repo.opening import Place, Selection, open_repository

CONFIGZ = (
    '{"kubeletconfig": {"authentication": {"anonymous": {"enabled": true},'
    ' "webhook": {"enabled": true}}, "authorization": {"mode": "AlwaysAllow"}}}\n'
)
PROCESSES = (
    "UID        PID  PPID  C STIME TTY          TIME CMD\n"
    "root      1234     1  3 10:00 ?        00:10:00"
    " /usr/bin/kubelet --kubeconfig=/etc/kubernetes/kubelet.conf --v=2\n"
)
COMMAND_LINE = (
    "/usr/bin/kubelet\0--kubeconfig=/var/lib/kubelet/kubeconfig\0"
    "--authorization-mode=AlwaysAllow\0"
)


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        ("node1.json", CONFIGZ, "AlwaysAllow"),
        ("ps.txt", PROCESSES, "/usr/bin/kubelet"),
        ("cmdline", COMMAND_LINE, "AlwaysAllow"),
    ],
)
def test_a_captured_kubelet_that_allows_everything_is_found(
    name: str, text: str, place: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    found = open_repository((), Selection(), Place(str(tmp_path), os.environ))
    findings = as_json(analyze.check(found, Options()))["findings"]
    allowed = [one for one in findings if one["rule"] == "always-allow-authorization"]
    assert [one["location"]["path"] for one in allowed] == [name]
    line, column = allowed[0]["location"]["line"], allowed[0]["location"]["column"]
    assert text.split("\n")[line - 1][column - 1 :].lstrip('"').startswith(place)


@pytest.mark.parametrize(
    ("flags", "rules"),
    [
        ("--allow-privileged=true", []),
        ("--node-labels=node-role.kubernetes.io/worker=", []),
        ("--authorization-mode=RBAC", ["refused-start"]),
    ],
)
def test_a_flag_of_another_release_did_not_keep_it_from_running(
    flags: str, rules: list[str], tmp_path: Path
) -> None:
    # --allow-privileged was removed in 1.15; Canonical Kubernetes patches the labels.
    safe = (
        "--authorization-mode=Webhook --authentication-token-webhook=true"
        " --anonymous-auth=false --kubeconfig=/etc/kubernetes/kubelet.conf"
        " --read-only-port=0"
    )
    text = f"root 1234 1 3 10:00 ? 00:10:00 /usr/bin/kubelet {safe} {flags}\n"
    (tmp_path / "ps.txt").write_text(text, encoding="utf-8")
    found = open_repository((), Selection(), Place(str(tmp_path), os.environ))
    findings = as_json(analyze.check(found, Options()))["findings"]
    assert [one["rule"] for one in findings] == rules
