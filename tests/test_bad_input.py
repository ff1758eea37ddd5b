"""Hostile input is normal input: a message with the path, and the rest is analysed.

Each test puts one bad thing beside a kubelet that is certainly wrong, runs the command,
and expects that kubelet's finding, no crash, and the bad thing's path in a message.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

WITNESS = "[Service]\nExecStart=/usr/bin/kubelet --authorization-mode=AlwaysAllow\n"

CONFIG = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authorization:
  mode: Webhook
"""

COMMAND = (sys.executable, "-m", "kubelet_lint", "check")

SECONDS = 60
"""No run may take longer, whatever it is given; most take a fraction of a second."""

MEGABYTES = 600


class Checked(NamedTuple):
    """What the command said of a folder."""

    code: int
    document: dict[str, Any]
    err: str
    seconds: float

    @property
    def problems(self) -> dict[str, str]:
        found = self.document["summary"]["problems"]
        return {one["path"]: one["message"] for one in found}

    @property
    def places(self) -> set[str]:
        return {one["location"]["path"] for one in self.document["findings"]}

    @property
    def named(self) -> set[str]:
        """Everything that is not passed over in silence."""
        return self.places | set(self.problems)


Checker = Callable[..., Checked]


@pytest.fixture
def check(tmp_path: Path) -> Checker:
    """Check ``tmp_path``, which gets a witness, in a process with bounded memory."""
    (tmp_path / "witness").mkdir()
    (tmp_path / "witness/kubelet.service").write_text(WITNESS)

    def run(*arguments: str) -> Checked:
        began = time.monotonic()
        done = subprocess.run(
            [*COMMAND, "--output-format", "json", *arguments],
            cwd=tmp_path,
            capture_output=True,
            timeout=SECONDS,
            preexec_fn=_bounded,
            check=False,
        )
        seconds = time.monotonic() - began
        err = done.stderr.decode("utf-8", "surrogateescape")
        assert done.returncode == 1, err
        checked = Checked(done.returncode, json.loads(done.stdout), err, seconds)
        assert "witness/kubelet.service" in checked.places
        assert not set(map(ord, err)) & {*range(10), *range(11, 32), *range(127, 160)}
        return checked

    return run


def _bounded() -> None:
    bound = MEGABYTES * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (bound, bound))


def write(folder: Path, path: str, content: str | bytes) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content.encode() if isinstance(content, str) else content)


def test_binary_files_are_left_out_and_counted(tmp_path: Path, check: Checker) -> None:
    write(tmp_path, "bin/kubelet", b"\x7fELF\x02\x01\0\0\x01kubelet\0" * 1000)
    summary = check().document["summary"]
    assert {"reason": "binary", "files": 1} in summary["skipped"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (CONFIG.encode() + b"# caf\xe9\n", "is not UTF-8"),
        (CONFIG.encode() + b"\0\n", "holds a NUL character"),
        (b"\xff\xfe" + CONFIG.encode("utf-16-le")[:-3], "cannot be decoded"),
    ],
)
def test_odd_bytes_are_named_and_the_file_is_judged(
    tmp_path: Path, check: Checker, content: bytes, message: str
) -> None:
    write(tmp_path, "odd.yaml", content)
    checked = check()
    assert message in checked.problems["odd.yaml"]
    assert f"odd.yaml: {checked.problems['odd.yaml']}" in checked.err


BAD = CONFIG.replace("Webhook", "AlwaysAllow")


@pytest.mark.parametrize(
    "content",
    [
        BAD.replace("\n", "\r\n").encode(),
        BAD.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + BAD.encode(),
        b"\xff\xfe" + BAD.encode("utf-16-le"),
        b"\xfe\xff" + BAD.encode("utf-16-be"),
    ],
    ids=["crlf", "cr", "bom", "utf-16-le", "utf-16-be"],
)
def test_other_line_ends_and_encodings_are_read_as_the_kubelet_reads_them(
    tmp_path: Path, check: Checker, content: bytes
) -> None:
    write(tmp_path, "kubelet.yaml", content)
    checked = check()
    assert checked.problems == {}
    (finding,) = (
        one
        for one in checked.document["findings"]
        if one["rule"] == "always-allow-authorization"
        and one["location"]["path"] == "kubelet.yaml"
    )
    assert finding["location"]["line"] == 4


def test_a_200_mb_file_is_only_searched(tmp_path: Path, check: Checker) -> None:
    for name, word in (("large.log", b"kubelet"), ("other.log", b"nothing")):
        with open(tmp_path / name, "wb") as file:
            for _ in range(200):
                file.write(b"lorem ipsum dolor\n" * (1024 * 1024 // 18))
            file.write(word)
    checked = check()
    assert list(checked.problems) == ["large.log"]
    assert "larger than" in checked.problems["large.log"]


DEEP = 10_000

HOSTILE_YAML = {
    "deep flow": "[" * DEEP + "]" * DEEP,
    "unclosed flow": "{a: " * DEEP,
    "deep block": "".join(" " * n + f"a{n}:\n" for n in range(2000)),
    "deep block sequence": "- " * DEEP + "x",
    "alias bomb": "\n".join(
        ["a: &a [x, x, x, x, x, x, x, x, x]"]
        + [
            f"{b}: &{b} [{', '.join(['*' + a] * 9)}]"
            for a, b in itertools.pairwise("abcdefghi")
        ]
    ),
    "recursive alias": "a: &a [*a]",
    "merge chain": "\n".join(
        ["b0: &b0 {x: 1}"] + [f"b{n}: &b{n} {{<<: *b{n - 1}}}" for n in range(1, 3000)]
    ),
    "long key": "x" * 2_000_000 + ": 1",
    "unterminated quote": 'a: "' + "x\n" * 100_000,
    "tabs": "\ta:\t\tb",
    "colons": ":" * 100_000,
    "anchors": "&a " * 10_000,
    "directive": "%YAML 9.9\n---\na: 1",
    "many documents": "---\n" * 100_000,
    "question marks": "? " * 10_000,
}


@pytest.mark.parametrize("where", ["before", "after"])
@pytest.mark.parametrize("hostile", HOSTILE_YAML.values(), ids=HOSTILE_YAML.keys())
def test_hostile_yaml_ends_soon(
    tmp_path: Path, check: Checker, hostile: str, where: str
) -> None:
    parts = (hostile, BAD) if where == "before" else (BAD, hostile)
    write(tmp_path, "hostile.yaml", "\n".join(parts) + "\n")
    write(tmp_path, "kubelet.json", '{"kind": "KubeletConfiguration", "x": ' + hostile)
    checked = check()
    assert checked.seconds < SECONDS
    assert "hostile.yaml" in checked.named
    assert "kubelet.json" in checked.named


HOSTILE_UNITS = {
    "continuation lines": "ExecStart=/usr/bin/kubelet " + "--v=2 \\\n" * 1_000_000,
    "assignments": "Environment=A=b\n" * 200_000 + "ExecStart=/usr/bin/kubelet $A\n",
    "one long line": "ExecStart=/usr/bin/kubelet " + "x" * 5_000_000,
    "many arguments": "ExecStart=/usr/bin/kubelet" + " --v=2" * 200_000,
    "variables of variables": "".join(
        f"Environment=A{n}=$A{n - 1}$A{n - 1}\n" for n in range(1, 200)
    )
    + "ExecStart=/usr/bin/kubelet $A199",
    "unbalanced quote": "ExecStart=/usr/bin/kubelet '" + "x " * 100_000,
    "sections": "[Service]\n" * 100_000 + "ExecStart=/usr/bin/kubelet",
    "an environment file that is the unit": "ExecStart=/usr/bin/kubelet\n"
    "EnvironmentFile=/etc/systemd/system/kubelet.service",
}


@pytest.mark.parametrize("hostile", HOSTILE_UNITS.values(), ids=HOSTILE_UNITS)
def test_hostile_units_end_soon(tmp_path: Path, check: Checker, hostile: str) -> None:
    write(tmp_path, "etc/systemd/system/kubelet.service", f"[Service]\n{hostile}\n")
    checked = check()
    assert checked.seconds < SECONDS
    assert "etc/systemd/system/kubelet.service" in checked.named


def test_more_kubelets_than_are_judged_are_undecided(
    tmp_path: Path, check: Checker
) -> None:
    strong = "--authorization-mode=Webhook --authentication-token-webhook=true"
    flags = f"--kubeconfig=/k --anonymous-auth=false {strong}"
    starts = f"ExecStart=/usr/bin/kubelet {flags}\n" * 5000
    write(tmp_path, "fleet.service", f"[Service]\nType=oneshot\n{starts}")
    found = check()
    assert found.seconds < 20
    told = [
        one
        for one in found.document["findings"]
        if one["location"]["path"] == "fleet.service"
    ]
    assert {one["rule"] for one in told} == {"undecided-authorization"}
    assert {one["location"]["line"] for one in told} == {203}


def test_links_in_loops_and_out_of_the_repository_are_not_followed(
    tmp_path: Path, check: Checker
) -> None:
    outside = tmp_path.parent / f"{tmp_path.name}-outside"
    write(outside, "kubelet.yaml", BAD)
    (tmp_path / "kubelet.a").symlink_to("kubelet.b")
    (tmp_path / "kubelet.b").symlink_to("kubelet.a")
    (tmp_path / "up").symlink_to(".")
    (tmp_path / "kubelet.yaml").symlink_to(f"../{outside.name}/kubelet.yaml")
    (tmp_path / "outside").symlink_to(outside)
    checked = check()
    assert set(checked.problems) == {"kubelet.a", "kubelet.b", "kubelet.yaml"}
    assert checked.places == {"witness/kubelet.service"}


def test_special_files_are_named_and_never_waited_for(
    tmp_path: Path, check: Checker
) -> None:
    os.mkfifo(tmp_path / "kubelet.fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "kubelet.sock"))
        problems = check().problems
    assert problems["kubelet.fifo"] == "a FIFO is not read"
    assert problems["kubelet.sock"] == "a socket is not read"


def test_unreadable_files_and_folders_are_named(tmp_path: Path, check: Checker) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads everything; tests/repo covers the message")
    write(tmp_path, "kubelet.yaml", CONFIG)
    write(tmp_path, "closed/kubelet.yaml", CONFIG)
    (tmp_path / "kubelet.yaml").chmod(0)
    (tmp_path / "closed").chmod(0)
    problems = check().problems
    (tmp_path / "closed").chmod(0o755)
    assert "permission denied" in problems["kubelet.yaml"]
    assert "permission denied" in problems["closed"]


def test_a_file_that_vanishes_is_named(tmp_path: Path, check: Checker) -> None:
    write(tmp_path, "kubelet.yaml", CONFIG)
    git = ["git", "-c", "init.defaultBranch=main"]
    subprocess.run([*git, "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run([*git, "add", "-A"], cwd=tmp_path, check=True)
    (tmp_path / "kubelet.yaml").unlink()
    assert "not there any more" in check().problems["kubelet.yaml"]


@pytest.mark.parametrize(
    "name",
    [
        b"latin-\xe9.yaml",
        b"new\nline.yaml",
        b"\x1b[2J\x1b]0;title\x07.yaml",
        b"\xc2\x9b31m",
    ],
)
def test_names_are_shown_not_obeyed(
    tmp_path: Path, check: Checker, name: bytes
) -> None:
    with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
        file.write(BAD.encode() + b"# \xe9\n")
    checked = check()
    assert len(checked.places) == 2
    assert len(checked.problems) == 1
    for form in ("text", "github", "sarif"):
        done = subprocess.run(
            [*COMMAND, "--output-format", form],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 1
        shown = (done.stdout + done.stderr).decode()
        assert not set(map(ord, shown)) & {*range(10), *range(11, 32), 127, 0x9B}


def test_many_candidates_do_not_multiply(tmp_path: Path, check: Checker) -> None:
    for number in range(300):
        write(tmp_path, f"n{number}/kubelet.service", WITNESS.replace("A", "$A", 1))
        write(tmp_path, f"n{number}/kubelet.yaml", CONFIG)
    assert check().seconds < SECONDS
