"""Which files are no deployments, told from their paths alone."""

from __future__ import annotations

import pytest

from kubelet_lint.repo.excluded import RULES, Excludes

LEFT_OUT = [
    ("vendor/k8s.io/kubelet.service", "vendored"),
    ("roles/node/node_modules/x/kubelet.yaml", "vendored"),
    ("modules/.terraform/eks/user-data.sh", "vendored"),
    ("Third_Party/kubelet.conf", "vendored"),
    ("tests/kubelet.yaml", "test data"),
    ("pkg/kubelet/testdata/config.yaml", "test data"),
    ("scripts/install_test.sh", "test data"),
    ("scripts/test_install.sh", "test data"),
    ("pkg/kubelet/server_test.go", "test data"),
    ("docs/kubelet.service", "documentation"),
    ("README.md", "documentation"),
    ("manifests/README", "documentation"),
    ("guides/setup.rst", "documentation"),
    ("examples/eks/user-data.sh", "examples"),
    ("pkg/kubelet/server.go", "program source"),
    ("scripts/bootstrap.py", "program source"),
]

KEPT = [
    "kubelet.service",
    "etc/kubernetes/kubelet-config.yaml",
    "testing/kubelet.service",
    "latest/kubelet.yaml",
    "contest.yaml",
    "docs.yaml",
    "vendors/kubelet.yaml",
    "ps.txt",
    "user-data",
]


@pytest.mark.parametrize(("path", "reason"), LEFT_OUT)
def test_what_no_machine_boots_from_is_left_out(path: str, reason: str) -> None:
    rule = Excludes().rule(path)
    assert rule is not None
    assert rule.name == reason


@pytest.mark.parametrize("path", KEPT)
def test_a_name_that_only_resembles_one_stays(path: str) -> None:
    assert Excludes().rule(path) is None


@pytest.mark.parametrize("above", ["environments", "clusters", "inventory", "overlays"])
def test_a_stage_called_test_is_a_deployment(above: str) -> None:
    assert Excludes().rule(f"{above}/test/kubelet.yaml") is None
    rule = Excludes().rule(f"{above}/test/fixtures/kubelet.yaml")
    assert rule is not None


def test_a_folder_asked_for_by_name_is_looked_at() -> None:
    excludes = Excludes(folders=["tests/node"])
    assert excludes.rule("tests/node/kubelet.yaml") is None
    assert excludes.rule("tests/node/docs/kubelet.yaml") is not None
    assert excludes.rule("tests/other/kubelet.yaml") is not None


def test_a_file_asked_for_by_name_brings_its_folder_along() -> None:
    excludes = Excludes(files=["docs/node/README.md"])
    assert excludes.rule("docs/node/README.md") is None
    assert excludes.rule("docs/node/kubelet.service") is None
    assert excludes.rule("docs/node/OTHER.md") is not None
    assert excludes.rule("docs/kubelet.service") is not None


def test_every_rule_says_why() -> None:
    assert all(rule.why and rule.name for rule in RULES)


def test_a_path_of_ten_thousand_folders_is_no_problem() -> None:
    assert Excludes().rule("a/" * 10_000 + "kubelet.yaml") is None
