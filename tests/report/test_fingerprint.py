"""A finding is told again after an edit elsewhere, and only then."""

from __future__ import annotations

import pytest

from kubelet_lint import rules
from kubelet_lint.report.fingerprint import fingerprint
from kubelet_lint.source import Source, Span
from rules.scene import bad_config, case, kubelet, layer


def of(text: str, line: int) -> str:
    content = "\n" * line + text
    says = layer(
        "config", "AlwaysAllow", text, Span(Source("k.yaml", content), line, line + 4)
    )
    (found,) = rules.check([kubelet(case(mode=says))])
    return fingerprint(found)


def test_the_line_does_not_matter() -> None:
    assert of("mode: AlwaysAllow", 0) == of("mode: AlwaysAllow", 7)


def test_blanks_do_not_matter() -> None:
    assert of("mode: AlwaysAllow", 0) == of("mode:   AlwaysAllow", 0)


@pytest.mark.parametrize(
    "change",
    [
        {"value": "RBAC"},
        {"node": "other"},
        {"rule": "other"},
        {"setting": "other"},
        {"text": "--authorization-mode=AlwaysAllow"},
    ],
)
def test_what_the_finding_says_matters(change: dict[str, str]) -> None:
    (found,) = rules.check([kubelet(case(mode=bad_config()))])
    assert fingerprint(found._replace(**change)) != fingerprint(found)
