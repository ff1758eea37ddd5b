"""Paths limit what is reported, and never make a bad kubelet look good."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from .conftest import Runner

FILES = {
    "etc/systemd/system/kubelet.service": (
        "[Service]\nEnvironmentFile=/etc/default/kubelet\n"
        "ExecStart=/usr/bin/kubelet --config=/etc/kubelet.yaml --kubeconfig=/k $ARGS\n"
    ),
    "etc/default/kubelet": "ARGS=--authorization-mode=AlwaysAllow\n",
    "etc/kubelet.yaml": (
        "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"
        "authentication:\n  webhook:\n    enabled: true\n"
        "authorization:\n  mode: Webhook\n"
    ),
}
BASELINE = ("--baseline", "baseline.json")


SAID = "kubelet-lint: 1 finding decided elsewhere: etc/default/kubelet:1:27.\n"


def said_beside(node: Runner, *options: str) -> str:
    return node("check", "etc/kubelet.yaml", *options).err


@pytest.fixture
def node(command: Runner) -> Runner:
    """Return the command in a repository of one node."""
    subprocess.run(("git", "init", "-q"), check=True)
    for path, content in FILES.items():
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        Path(path).write_text(content)
    return command


def test_what_is_decided_outside_of_the_paths_is_named(node: Runner) -> None:
    done = node("check", "etc/kubelet.yaml")
    assert done.code == 0
    assert done.out.startswith(
        "No problems here, nothing undecided in 1 kubelet. "
        "1 finding decided elsewhere: etc/default/kubelet:1:27. "
    )
    assert said_beside(node, "--output-format=sarif") == SAID
    assert said_beside(node, "--diff").endswith(SAID)
    assert said_beside(node, "--output-format=sarif", "-q") == ""
    said = json.loads(node("check", "etc/kubelet.yaml", "--output-format=json").out)
    assert (said["findings"], said["summary"]["elsewhere"]) == ([], 1)


def test_kubelets_without_a_file_there_are_none_of_the_paths(node: Runner) -> None:
    Path("alone").mkdir()
    Path("alone/kubelet.yaml").write_text(FILES["etc/kubelet.yaml"])
    said = node("check", "alone").out
    assert said.startswith("No problems, nothing undecided in 1 kubelet. 4 files read")


def test_what_the_baseline_accepts_is_accepted_there_too(node: Runner) -> None:
    node("check", *BASELINE, "--update-baseline")
    assert "elsewhere" not in node("check", "etc/kubelet.yaml", *BASELINE).out
    Path("baseline.json").write_text('{"schema": 1, "entries": []}')
    assert "elsewhere" in node("check", "etc/kubelet.yaml", *BASELINE).out
