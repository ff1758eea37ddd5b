"""Answers recorded from a real systemd that started a stub, in four releases.

Each vector is a node's files and a unit; the answer is the argument vector and the
variables the stub saw, or that it was never executed. A row is judged as the command
``resolve`` is: a program that is not the kubelet is no launch.
"""

from __future__ import annotations

import base64
import json
import posixpath
import re
from pathlib import Path
from typing import Any

import pytest

from kubelet_lint.node.filesystem import Directory, Entry, File, Link, MemoryFiles
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import HOLE, Source
from kubelet_lint.systemd.boot import boot

FIXTURES = Path(__file__).parents[2] / "fixtures" / "vectors"
VECTORS = [
    json.loads(line)
    for line in (FIXTURES / "systemd.jsonl").read_text("utf-8").splitlines()
]
RELEASES = (247, 252, 257, 262)

SHELL_NEEDED = "the kubelet is started by a shell or a wrapper, which bash/ follows"
NODE_STATE = "depends on the node: conditions, other units, directories, exit codes"
HOST_NAME = "%H is the name of the machine that recorded the answer"
OS_RELEASE = "%o is the distribution of the machine that recorded the answer"
DIFFERENT = {
    "spec/H": HOST_NAME,
    "rand/045": HOST_NAME,
    "rand/048": HOST_NAME,
    "rand/051": HOST_NAME,
    "rand/069": HOST_NAME,
    "rand/098": HOST_NAME,
    "rand/110": HOST_NAME,
    "spec/o": OS_RELEASE,
}
"""Rows whose answer no reader of the files can give, and why."""

OUT_OF_SCOPE = {"wrap": SHELL_NEEDED, "pre": SHELL_NEEDED, "cond": NODE_STATE}


def node(files: dict[str, Any]) -> MemoryFiles:
    return MemoryFiles({path: entry(path, given) for path, given in files.items()})


def entry(path: str, given: Any) -> Entry:
    mode = 0o644
    if isinstance(given, dict):
        if "symlink" in given:
            return Link(given["symlink"])
        if given.get("dir"):
            return Directory()
        if "mode" in given:
            mode = int(given["mode"], 8)
        if "b64" in given:
            content = base64.b64decode(given["b64"]).decode("utf-8", "surrogateescape")
        else:
            content = given["content"]
    else:
        content = given
    return File(Source(path.lstrip("/"), content).text(), mode)


def kubelets(vector: dict[str, Any], release: int) -> list[Launch]:
    launches = boot(node(vector["files"]), vector["unit"], release).launches
    return [one for one in launches if posixpath.basename(one.executable) == "kubelet"]


def expected(vector: dict[str, Any], release: int) -> dict[str, Any]:
    other = vector.get("expected_by_version", {})
    found: dict[str, Any] = other.get(str(release), vector["expected"])
    return found


def difference(vector: dict[str, Any], release: int) -> str | None:
    """Say how our answer differs from the recorded one."""
    answer = expected(vector, release)
    found = kubelets(vector, release)
    if not answer["started"]:
        executed = [one for one in found if one.executed is not False]
        return f"executed {executed[0].argv}" if executed else None
    if not found:
        return "nothing is executed"
    if found[0].executed is False:
        return f"not executed: {found[0].refusal}"
    argv = [word.chars if word.known else word.display() for word in found[0].argv]
    if argv != answer["argv"]:
        return f"{argv} instead of {answer['argv']}"
    environment = {name: text.chars for name, text in found[0].environment.items()}
    for name, value in answer["env"].items():
        if environment.get(name) != value:
            return f"{name} is {environment.get(name)!r} instead of {value!r}"
    gone = [name for name in answer.get("env_unset", ()) if name in environment]
    return f"{gone} should be unset" if gone else None


def rows() -> list[Any]:
    return [
        pytest.param(vector, id=vector["id"])
        for vector in VECTORS
        if vector["cat"] not in OUT_OF_SCOPE and vector["id"] not in DIFFERENT
    ]


@pytest.mark.parametrize("vector", rows())
def test_agrees_with_systemd(vector: dict[str, Any]) -> None:
    found = {
        release: found
        for release in RELEASES
        if (found := difference(vector, release)) is not None
    }
    assert found == {}


@pytest.mark.parametrize("row", DIFFERENT)
def test_a_known_difference_is_no_more_than_an_unknown_stretch(row: str) -> None:
    (vector,) = (vector for vector in VECTORS if vector["id"] == row)
    (launch,) = kubelets(vector, 252)
    recorded = expected(vector, 252)["argv"]

    assert not all(word.known for word in launch.argv)
    assert len(launch.argv) == len(recorded)
    for word, answer in zip(launch.argv, recorded, strict=True):
        assert re.fullmatch(re.escape(word.chars).replace(HOLE, ".+"), answer)
