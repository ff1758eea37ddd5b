"""Scripts that real bash ran: what they left, and how often they started a kubelet.

The interpreter's answer is the recorded one, or says that it is not known; it is
never another one. What can't be known depends on the output of a program that the
script does not hold.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from kubelet_lint.bash.simulate import Simulation, simulate
from kubelet_lint.node.filesystem import (
    Entry,
    File,
    Link,
    MemoryFiles,
    Missing,
    follow,
)
from kubelet_lint.source import Source, Text, program

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors" / "bash.jsonl"
ROWS: list[dict[str, Any]] = [
    json.loads(line) for line in VECTORS.read_text(encoding="utf-8").splitlines()
]
ENVIRONMENT = {
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
    "HOME": "/root",
    "LC_ALL": "C",
    "USER": "root",
}
UNKNOWN = 0.05
"""The part of the answers that may be "not known"."""


def is_kubelet(argv: tuple[Text, ...]) -> bool:
    return argv[0].chars.rpartition("/")[2] == "kubelet"


def follow_vector(row: dict[str, Any]) -> Simulation:
    files: dict[str, Entry] = {}
    for path, content in row["files"].items():
        files[path] = File(Source(path, content).text())
    environment = {**ENVIRONMENT, **row["env"]}
    return simulate(
        Source("script.sh", row["script"]).text(),
        files=MemoryFiles(files),
        args=tuple(map(program, row["args"])),
        environment={name: program(value) for name, value in environment.items()},
        name="/oracle/script.sh",
        directories=frozenset({"/var/lib/kubelet"}),
        is_program=is_kubelet,
    )


def judge(row: dict[str, Any], simulation: Simulation) -> str:
    """Return ``equal``, ``unknown …`` or what is different."""
    unknown = ""
    expected = row["expected"]
    for path, content in expected["files"].items():
        entry = simulation.touched.get(path)
        if entry is None and row["files"].get(path) == content:
            continue
        if isinstance(entry, Link):
            entry = follow(simulation.files, path).entry
        if isinstance(entry, File) and entry.text.known:
            if entry.text.chars != content:
                return f"{path} is {entry.text.chars!r}, not {content!r}"
        elif entry is None or isinstance(entry, Missing):
            return f"{path} is not there"
        else:
            unknown = unknown or path
    for path in expected["removed"]:
        if isinstance(simulation.touched.get(path), File):
            return f"{path} is still there"
    wanted = [
        argv for argv in expected["kubelet_invocations"] if "--version" not in argv
    ]
    found = [
        [word.chars if word.known else None for word in launch.argv[1:]]
        for launch in simulation.launches
    ]
    found = [argv for argv in found if "--version" not in argv]
    if found != wanted:
        if not simulation.unknown and not any(None in argv for argv in found):
            return f"starts {found}, not {wanted}"
        unknown = unknown or "starts"
    return f"unknown {unknown}" if unknown else "equal"


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_no_answer_is_another_than_the_recorded_one(row: dict[str, Any]) -> None:
    outcome = judge(row, follow_vector(row))
    assert outcome == "equal" or outcome.startswith("unknown"), outcome


def test_nearly_all_answers_are_known() -> None:
    outcomes = [judge(row, follow_vector(row)) for row in ROWS]
    unknown = [outcome for outcome in outcomes if outcome != "equal"]
    assert len(unknown) <= UNKNOWN * len(ROWS), unknown
