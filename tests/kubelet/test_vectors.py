"""Answers recorded from the real kubelet, in five releases.

Each line of ``kubelet.jsonl`` is a command line, the files it reads and what the real
option code of the release made of them. ``buildAuth: open …`` with ``starts: true`` is
a missing certificate, which is not judged: where the mode or the missing client would
be refused next, refusing is accepted.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from kubelet_lint.kubelet.resolve import Outcome, resolve
from kubelet_lint.kubelet.versions import MEASURED, Version, parse
from kubelet_lint.node.filesystem import Directory, Entry, File, Link, MemoryFiles
from kubelet_lint.node.launch import Launch
from kubelet_lint.repo.decode import decode
from kubelet_lint.source import Source, program
from kubelet_lint.value import Known

VECTORS = Path(__file__).parents[2] / "fixtures/vectors/kubelet.jsonl"
CASES = [json.loads(line) for line in VECTORS.read_text().splitlines()]

SETTINGS = {
    "authorization.mode": "mode",
    "authentication.webhook.enabled": "webhookAuthn",
    "authentication.anonymous.enabled": "anonymous",
    "readOnlyPort": "readOnlyPort",
    "authentication.x509.clientCAFile": "clientCAFile",
}


def contents(case: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    for path, text in (case.get("files") or {}).items():
        yield path, text.encode("utf-8", "surrogateescape")
    for path, encoded in (case.get("filesB64") or {}).items():
        yield path, base64.b64decode(encoded)


def files_of(case: Mapping[str, Any]) -> MemoryFiles:
    entries: dict[str, Entry] = {path: Directory() for path in case.get("dirs") or []}
    for path, target in dict(case.get("symlinks") or {}).items():
        entries[path] = Link(target)
    for path, data in contents(case):
        decoded = decode(data)
        source = Source(path, decoded.content, encoding=decoded.encoding)
        entries[path] = File(source.text())
    return MemoryFiles(entries)


def environment_of(case: Mapping[str, Any]) -> dict[str, str]:
    given = case.get("env") or {}
    if isinstance(given, dict):
        return given
    return dict(pair.split("=", 1) for pair in given)


def outcome(case: Mapping[str, Any], version: Version) -> Outcome:
    words = ("kubelet", *case["argv"])
    argv = tuple(Source("argv", word).text() or program("") for word in words)
    launch = Launch(
        argv,
        files_of(case),
        "kubelet",
        {name: program(value) for name, value in environment_of(case).items()},
        cwd=case.get("cwd") or "/",
    )
    (found,) = resolve(launch, (version,))
    return found


def expected(case: Mapping[str, Any], version: Version) -> dict[str, Any]:
    for recorded, answer in (case.get("expectedOther") or {}).items():
        if parse(recorded) == version:
            return answer  # type: ignore[no-any-return]
    return case["expected"]  # type: ignore[no-any-return]


def refused_later(answer: Mapping[str, Any]) -> bool:
    """A missing certificate hides what BuildAuth would have refused next."""
    if not str(answer.get("buildAuth")).startswith("open "):
        return False
    if answer["mode"] not in ("AlwaysAllow", "Webhook"):
        return True
    needs_client = answer["mode"] == "Webhook" or answer["webhookAuthn"]
    return bool(answer.get("standalone") and needs_client)


def difference(case: Mapping[str, Any], version: Version) -> str | None:
    answer, found = expected(case, version), outcome(case, version)
    starts = None if found.undetermined else found.refusal is None
    if starts is False and refused_later(answer):
        return None
    if starts != answer["starts"]:
        wanted = f"{answer['starts']} ({answer.get('error')})"
        return f"starts {starts} ({found.refusal}), not {wanted}"
    if not starts:
        return None
    for path, name in SETTINGS.items():
        value = found.settings[path].value
        if not isinstance(value, Known) or (value.value or None) != (
            answer[name] or None
        ):
            return f"{path} {value}, not {answer[name]}"
    return None


@pytest.mark.parametrize("version", MEASURED, ids=str)
def test_the_kubelet_is_followed_exactly(version: Version) -> None:
    differences = {
        case["id"]: found for case in CASES if (found := difference(case, version))
    }
    assert differences == {}
