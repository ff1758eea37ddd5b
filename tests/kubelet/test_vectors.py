"""Answers recorded from the real kubelet, in five releases.

Each line of ``kubelet.jsonl`` is a command line, the files it reads and what the option
code of the release made of them. ``buildAuth: open …`` with ``starts: true`` is a
missing certificate, which is not judged: where the mode or the missing client would be
refused next, refusing is accepted.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from kubelet_lint.kubelet.resolve import Outcome, resolve
from kubelet_lint.kubelet.versions import MEASURED, Version
from kubelet_lint.value import Known

from . import recorded

CASES = recorded.cases("kubelet.jsonl")

SETTINGS = {
    "authorization.mode": "mode",
    "authentication.webhook.enabled": "webhookAuthn",
    "authentication.anonymous.enabled": "anonymous",
    "readOnlyPort": "readOnlyPort",
    "authentication.x509.clientCAFile": "clientCAFile",
    "authentication.webhook.cacheTTL": "webhookAuthnCacheTTL",
    "authorization.webhook.cacheAuthorizedTTL": "cacheAuthorizedTTL",
    "authorization.webhook.cacheUnauthorizedTTL": "cacheUnauthorizedTTL",
    "hostname-override": "hostnameOverride",
}


def one(case: recorded.Case, version: Version) -> Outcome:
    (found,) = resolve(recorded.launch(case), (version,))
    return found


def refused_later(answer: Mapping[str, Any]) -> bool:
    """A missing certificate hides what BuildAuth would have refused next."""
    if not str(answer.get("buildAuth")).startswith("open "):
        return False
    if answer["mode"] not in ("AlwaysAllow", "Webhook"):
        return True
    needs_client = answer["mode"] == "Webhook" or answer["webhookAuthn"]
    return bool(answer.get("standalone") and needs_client)


def expected(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return every recorded setting by its path."""
    found = {path: answer[name] for path, name in SETTINGS.items()}
    found.update(answer["cis"])
    # The flag and the field are joined by OR; it is that which the kubelet follows.
    found["seccompDefault"] = found.pop("seccompDefaultEffective")
    return found


def difference(case: recorded.Case, version: Version) -> str | None:
    answer, found = case["by_minor"][version.minor], one(case, version)
    starts = None if found.undetermined else found.refusal is None
    if starts is False and refused_later(answer):
        return None
    if starts != answer["starts"]:
        return f"starts {starts} ({found.refusal}), not {answer['starts']} ({answer})"
    if not starts:
        return None
    for path, wanted in expected(answer).items():
        value = found.settings[path].value
        # null is what the kubelet's object leaves out: a zero value.
        if not isinstance(value, Known) or (value.value or None) != (wanted or None):
            return f"{path} {value}, not {wanted}"
    if bool(found.lenient) != answer["lenient"]:
        return f"lenient {found.lenient}, not {answer['lenient']}"
    return None


@pytest.mark.parametrize("version", MEASURED, ids=str)
def test_the_kubelet_is_followed_exactly(version: Version) -> None:
    differences = {
        case["id"]: found for case in CASES if (found := difference(case, version))
    }
    assert differences == {}


def test_all_releases_at_once_say_the_same_as_each_by_itself() -> None:
    for case in CASES[::7]:
        launch = recorded.launch(case)
        together = {
            version: outcome
            for outcome in resolve(launch)
            for version in outcome.versions
        }
        assert len(together) == 14
        for version in MEASURED:
            (alone,) = resolve(launch, (version,))
            both = together[version]
            assert both.refusal == alone.refusal, case["id"]
            assert both.undetermined == alone.undetermined
            for path in SETTINGS:
                assert both.settings[path].value == alone.settings[path].value
