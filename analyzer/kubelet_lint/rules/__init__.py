"""What is forbidden: one module a rule, and what they find in kubelets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kubelet_lint.finding import Finding, Level
from kubelet_lint.resolution import Kubelet
from kubelet_lint.rules import (
    always_allow_authorization,
    anonymous_authentication,
    disabled_webhook_authentication,
    masked_always_allow,
    refused_start,
    undecided_authorization,
    unread_setting,
    unstated_webhook_settings,
    unused_ignore,
)
from kubelet_lint.rules.base import Rule
from kubelet_lint.rules.manual import Manual, parse
from kubelet_lint.rules.merge import merge

RULES: tuple[Rule, ...] = (
    always_allow_authorization,
    disabled_webhook_authentication,
    anonymous_authentication,
    unstated_webhook_settings,
    masked_always_allow,
    unread_setting,
    refused_start,
    undecided_authorization,
    unused_ignore,
)


CAPTURED = (
    "This was captured from a node: change what configures that node, and capture it "
    "again."
)


class Row(NamedTuple):
    """A rule in the table of rules."""

    id: str
    level: Level
    title: str
    benchmarks: tuple[str, ...]


def check(
    kubelets: Iterable[Kubelet], rules: Iterable[Rule] = RULES
) -> tuple[Finding, ...]:
    """Return what the rules find, sorted by place, the same thing once."""
    return merge(
        (_of_captured(finding) if kubelet.captured else finding, kubelet)
        for kubelet in kubelets
        for rule in rules
        for finding in rule.check(kubelet)
    )


def _of_captured(finding: Finding) -> Finding:
    """Return a finding about a node that the repository does not make."""
    return finding if finding.verdict == "open" else finding._replace(help=CAPTURED)


def by_id(rule_id: str) -> Rule:
    """Return a rule.

    Raises:
        KeyError: there is none of this name.
    """
    for rule in RULES:
        if rule_id == rule.ID:
            return rule
    raise KeyError(rule_id)


def read(rule: Rule) -> Manual:
    """Return a rule's manual in its parts."""
    return parse(rule.__doc__ or "")


def manual(rule_id: str) -> str:
    """Return a rule's manual as text for a terminal.

    Raises:
        KeyError: there is no such rule.
    """
    rule = by_id(rule_id)
    head = [f"{rule.ID} ({rule.LEVEL})"]
    if rule.BENCHMARKS:
        head.append(", ".join(rule.BENCHMARKS))
    return "\n".join([*head, "", *_lines(read(rule))])


def table() -> tuple[Row, ...]:
    """Return all rules in the order of the manual."""
    return tuple(
        Row(rule.ID, rule.LEVEL, read(rule).title, rule.BENCHMARKS) for rule in RULES
    )


def _lines(pages: Manual) -> Iterator[str]:
    yield f"{pages.title}."
    for heading, body in pages.sections.items():
        yield ""
        yield heading
        for line in body.split("\n"):
            yield f"    {line}".rstrip()
