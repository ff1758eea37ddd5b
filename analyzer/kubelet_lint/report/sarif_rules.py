"""Rules as code scanning shows them: SARIF's reporting descriptors.

The fields and their limits are those of GitHub's "SARIF support for code scanning":
short and full description, help as text and Markdown, tags, precision and severity.
"""

from __future__ import annotations

from typing import Any

from kubelet_lint.finding import Level
from kubelet_lint.report.sarif_model import om
from kubelet_lint.rules import RULES, manual, read
from kubelet_lint.rules.base import Rule
from kubelet_lint.rules.manual import FILE, Manual
from kubelet_lint.value import Json

HOME = "https://github.com/kubelet-lint/kubelet-lint"
PAGES = "https://kubelet-lint.github.io/kubelet-lint/rules"
"""Where the manual is published, one page a rule."""

MESSAGE = "Rule '{0}' speaks of the kubelet of '{1}': '{2}'."
"""For readers that build messages from arguments; the text says more."""

SEVERITIES: dict[Level, str] = {
    "error": "error",
    "warning": "warning",
    "note": "recommendation",
}

INDEX = {rule.ID: number for number, rule in enumerate(RULES)}
"""The place of each rule among the descriptors."""


def descriptors() -> list[Any]:
    """Return a descriptor for every rule, in the order of the manual."""
    return [_descriptor(rule) for rule in RULES]


def _descriptor(rule: Rule) -> Any:
    pages = read(rule)
    return om.ReportingDescriptor(
        id=rule.ID,
        name=rule.ID.title().replace("-", ""),
        short_description=_text(f"{pages.title}."),
        full_description=_text(_paragraph(pages.sections["What it checks"])),
        help=om.MultiformatMessageString(
            text=manual(rule.ID), markdown=markdown(rule, pages)
        ),
        help_uri=f"{PAGES}/{rule.ID}/",
        default_configuration=om.ReportingConfiguration(level=rule.LEVEL),
        message_strings={"finding": _text(MESSAGE)},
        properties=_properties(rule),
    )


def _properties(rule: Rule) -> dict[str, Json]:
    found: dict[str, Json] = {
        "tags": ["security", "kubernetes", "kubelet", *rule.BENCHMARKS],
        "precision": rule.PRECISION,
        "problem.severity": SEVERITIES[rule.LEVEL],
    }
    if rule.SEVERITY:
        found["security-severity"] = rule.SEVERITY
    return found


def _text(text: str) -> Any:
    return om.MultiformatMessageString(text=text)


def _paragraph(body: str) -> str:
    return " ".join(body.split())


def markdown(rule: Rule, pages: Manual) -> str:
    """Return a rule's manual as Markdown, for code scanning and for the site."""
    parts = [f"# {pages.title}"]
    if rule.BENCHMARKS:
        parts.append(f"Decides {', '.join(rule.BENCHMARKS)}.")
    for heading, body in pages.sections.items():
        parts.append(f"## {heading}")
        if FILE in body:
            parts += [
                f"`{path}`\n```\n{content}```"
                for path, content in pages.files(heading).items()
            ]
        elif heading == "References":
            parts.append("\n".join(f"- <{line}>" for line in body.split("\n")))
        else:
            parts.append(body)
    return "\n\n".join(parts) + "\n"
