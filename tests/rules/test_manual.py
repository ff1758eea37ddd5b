"""A rule's docstring is its manual, and its examples are true."""

from __future__ import annotations

import pytest

from kubelet_lint import rules
from kubelet_lint.rules.base import Rule
from kubelet_lint.rules.manual import HEADINGS

BY_ID = [pytest.param(rule, id=rule.ID) for rule in rules.RULES]


@pytest.mark.parametrize("rule", BY_ID)
def test_a_manual_has_a_title_and_all_headings_in_order(rule: Rule) -> None:
    pages = rules.read(rule)
    assert pages.title
    assert tuple(pages.sections) == HEADINGS
    assert all(pages.sections.values())


@pytest.mark.parametrize("rule", BY_ID)
def test_a_rule_is_named_after_its_module(rule: Rule) -> None:
    name = getattr(rule, "__name__", "")
    assert name.rpartition(".")[2].replace("_", "-") == rule.ID


@pytest.mark.parametrize("rule", BY_ID)
def test_references_are_addresses(rule: Rule) -> None:
    lines = rules.read(rule).sections["References"].split("\n")
    assert all(line.startswith("https://") for line in lines)


def test_examples_are_files() -> None:
    files = rules.read(rules.by_id("unread-setting")).files("Example")
    assert list(files) == [
        "etc/systemd/system/kubelet.service",
        "etc/systemd/system/kubelet.service.d/20-authz.conf",
        "etc/kubernetes/kubelet.yaml",
    ]
    assert files["etc/systemd/system/kubelet.service"] == (
        "[Service]\n"
        "ExecStart=/usr/bin/kubelet --config=/etc/kubernetes/kubelet.yaml \\\n"
        "    --kubeconfig=/etc/kubernetes/kubelet.conf\n"
    )


def test_the_manual_is_text_for_a_terminal() -> None:
    lines = rules.manual("anonymous-authentication").split("\n")
    assert lines[:4] == [
        "anonymous-authentication (error)",
        "CIS Kubernetes 4.2.1, CIS EKS 3.2.1",
        "",
        "Anonymous authentication.",
    ]
    assert max(map(len, lines)) <= 88


def test_there_is_no_manual_of_an_unknown_rule() -> None:
    with pytest.raises(KeyError):
        rules.manual("no-such-rule")


def test_the_table_names_every_rule_with_its_level() -> None:
    assert [(row.id, row.level) for row in rules.table()] == [
        ("always-allow-authorization", "error"),
        ("disabled-webhook-authentication", "error"),
        ("anonymous-authentication", "error"),
        ("unstated-webhook-settings", "warning"),
        ("masked-always-allow", "note"),
        ("unread-setting", "note"),
        ("refused-start", "error"),
        ("undecided-authorization", "note"),
        ("unused-ignore", "note"),
    ]


def found_in(files: dict[str, str]) -> set[str]:
    analyze = pytest.importorskip("kubelet_lint.analyze", exc_type=ImportError)
    return {one.rule for one in analyze.analyze_files(files).findings}


@pytest.mark.parametrize("rule", BY_ID)
def test_the_example_is_found(rule: Rule) -> None:
    assert rule.ID in found_in(rules.read(rule).files("Example"))


@pytest.mark.parametrize("rule", BY_ID)
def test_what_to_use_instead_is_not_found(rule: Rule) -> None:
    assert rule.ID not in found_in(rules.read(rule).files("Use instead"))
