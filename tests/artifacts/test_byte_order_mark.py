"""A byte order mark in front of a file hides nothing from those who pass over it."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubelet_lint import analyze
from kubelet_lint.options import Options
from kubelet_lint.repo.repository import Repository

CASES = Path(__file__).parents[2] / "fixtures/cases"
MARK = b"\xef\xbb\xbf"

READ: dict[str, tuple[str, str]] = {
    "systemd unit": (
        "systemd-unit/service-no-config-legacy-default",
        "kubelet.service",
    ),
    "CloudFormation template": ("cloud-formation/cfn-init", "stack.yaml"),
    "kind cluster": ("kind-cluster/kind-cluster-patches", "kind/cluster.yaml"),
    "k3s configuration": ("vendor-images/k3s", "etc/rancher/k3s/config.yaml"),
    "Bottlerocket settings": ("vendor-images/bottlerocket", "user-data.toml"),
    "Ansible variables": ("ansible/variables-of-a-play", "lab.yml"),
    "Makefile": ("makefile/local-kubelet", "Makefile"),
}
NOT_READ = ("environment-file/on-a-packaged-node", "etc/default/kubelet")


def found(case: str, marked: str = "") -> set[tuple[str, str]]:
    """Return what is wrong in a case, with a mark in front of one of its files."""
    repo = CASES / case / "repo"
    given = {
        path.relative_to(repo).as_posix(): path.read_bytes()
        for path in repo.rglob("*")
        if path.is_file()
    }
    if marked:
        given[marked] = MARK + given[marked]
    report = analyze.check(Repository("", sorted(given), given=given), Options())
    return {(one.rule, one.verdict) for one in report.findings}


@pytest.mark.parametrize(("case", "file"), READ.values(), ids=READ.keys())
def test_what_stands_behind_it_is_read(case: str, file: str) -> None:
    assert found(case, file) == found(case) != set()


def test_systemd_takes_it_for_a_part_of_the_first_variable() -> None:
    """That is no name then, so it ignores the assignment."""
    assert found(*NOT_READ) == set() != found(NOT_READ[0])
