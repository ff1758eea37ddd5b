"""Verdicts agree with what is known of each case, deciding line exact.

Of ``fixtures/cases`` the truth was worked out by hand; of ``fixtures/e2e`` it was
computed by running the script in bash, the unit in systemd and the options in the
kubelet. ``truth.json`` says ``violation`` (null: the repository does not decide) and
the deciding lines; many say whether anonymous requests are served. With ``how``, the
case is judged by what the programs did: a line that the trace goes through counts, and
only the two webhook settings are asked about.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kubelet_lint.resolution import Kubelet
from kubelet_lint.value import Known

from .conftest import FIXTURES
from .judged import as_json, checked

Json = dict[str, Any]

CASES = sorted(
    [
        *(FIXTURES / "cases").glob("*/*/truth.json"),
        *(FIXTURES / "e2e").glob("*/truth.json"),
    ]
)

WEBHOOK_RULES = ("always-allow-authorization", "disabled-webhook-authentication")


def name(truth: Path) -> str:
    return truth.parent.relative_to(FIXTURES).as_posix()


@pytest.mark.parametrize("file", CASES, ids=name)
def test_the_verdict_is_the_true_one(file: Path, tmp_path: Path) -> None:
    truth: Json = json.loads(file.read_text())
    findings: list[Json] = as_json(checked(file.parent, tmp_path))["findings"]
    assert disagreement(truth, findings) == ""


ANONYMOUS = "authentication.anonymous.enabled"
UNSAID = object()


def anonymous(truth: Json) -> object:
    """Return whether anonymous requests are served in truth; None if undecided."""
    if "how" in truth:
        return truth["effective"][ANONYMOUS] if truth["starts"] else UNSAID
    values = {one["anonymous"] for one in truth.get("nodes", ()) if "anonymous" in one}
    return values.pop() if len(values) == 1 else UNSAID


SAID = [file for file in CASES if anonymous(json.loads(file.read_text())) is not UNSAID]


@pytest.mark.parametrize("file", SAID, ids=name)
def test_anonymous_requests_are_served_as_in_truth(file: Path, tmp_path: Path) -> None:
    truth = anonymous(json.loads(file.read_text()))
    found = [served(kubelet) for kubelet in checked(file.parent, tmp_path).kubelets]
    if len(found) > 1:  # files that no kubelet is seen to read are judged as well
        assert {truth} in found
    else:
        assert found[0] in ({truth}, {None})


def served(kubelet: Kubelet) -> set[object]:
    """Return whether a kubelet serves them, in each way in which it starts."""
    values = (
        case.setting(ANONYMOUS).value for case in kubelet.cases if not case.refusal
    )
    return {one.value if isinstance(one, Known) else None for one in values}


def disagreement(truth: Json, findings: list[Json]) -> str:
    """Say in words where findings and truth differ."""
    bad = [one for one in findings if one["verdict"] in ("fail", "possible")]
    if truth.get("starts") is False:
        refused = any(one["rule"] == "refused-start" for one in bad)
        return "" if refused else "the kubelet does not start, and that is not said"
    if truth.get("how"):
        bad = [one for one in bad if one["rule"] in WEBHOOK_RULES]
    if truth["violation"] is None:
        undecided = any(one["verdict"] == "open" for one in findings)
        return "" if undecided and not bad else f"undecided, but found: {rules(bad)}"
    if not truth["violation"]:
        return f"false alarm: {rules(bad)}" if bad else ""
    seen = set(places(bad, traces="how" in truth))
    missed = {(one["file"], one["line"]) for one in truth["offending"]} - seen
    return f"missed: {sorted(missed)}, found: {rules(bad)}" if missed else ""


def places(findings: Iterable[Json], *, traces: bool) -> Iterator[tuple[str, int]]:
    for finding in findings:
        steps = finding["trace"] if traces else []
        for place in (finding["location"], *(step["location"] for step in steps)):
            if place is not None:
                yield place["path"], place["line"]


def rules(findings: Iterable[Json]) -> list[str]:
    return [
        f"{one['rule']} {one['location']['path']}:{one['location']['line']}"
        for one in findings
    ]
