"""What ``resolve`` asks: of a repository, of a root, of a command line on a root."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kubelet_lint.node.filesystem import File
from kubelet_lint.resolution import Problem, Report

from .conftest import Runner, Stub


def test_without_a_root_the_repository_is_asked(
    command: Runner, analysis: Stub, tmp_path: Path
) -> None:
    (tmp_path / "kubelet.yaml").touch()
    ended = command("resolve", "--output-format", "json")
    assert ended.code == 0
    assert json.loads(ended.out)["nodes"] == []
    assert analysis.repository is not None
    assert list(analysis.repository.paths) == ["kubelet.yaml"]
    assert analysis.question.root is None


def test_a_root_is_read_as_a_nodes_files(
    command: Runner, analysis: Stub, tmp_path: Path
) -> None:
    (tmp_path / "image/etc").mkdir(parents=True)
    (tmp_path / "image/etc/x").write_text("1")
    command("resolve", "--root", "image", "--unit", "kubelet.service")
    assert analysis.repository is None
    assert analysis.question.unit == "kubelet.service"
    assert analysis.question.root is not None
    entry = analysis.question.root.entry("/etc/x")
    assert isinstance(entry, File)
    assert entry.text.span is not None
    assert entry.text.span.source.path == "image/etc/x"


def test_what_follows_two_dashes_is_another_programs_command_line(
    command: Runner, analysis: Stub
) -> None:
    ended = command(
        *("resolve", "--root", ".", "--cwd", "/opt", "--env", "A=b=c"),
        *("--systemd-version", "252", "--kubelet-version", "1.30"),
        *("--", "kubelet", "-v", "--", "--config=x", ""),
    )
    assert ended.code == 0
    question = analysis.question
    assert question.command == ("kubelet", "-v", "--", "--config=x", "")
    assert question.cwd == "/opt"
    assert question.environment == (("A", "b=c"),)
    assert question.systemd_version == 252
    assert question.kubelet_versions == ("1.30",)


def test_a_root_elsewhere_is_shown_by_its_own_path(
    command: Runner, analysis: Stub, tmp_path: Path
) -> None:
    (tmp_path / "x").write_text("1")
    (tmp_path / "here").mkdir()
    command("resolve", "--root", "/")
    assert analysis.question.root is not None
    entry = analysis.question.root.entry("/etc/passwd")
    assert isinstance(entry, File)
    assert entry.text.span is not None
    assert entry.text.span.source.path == "/etc/passwd"


IDLE = """\
[[node]]
name = "w"
paths = ["a/run.sh", "b/x.service"]
"""


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_a_configured_node_lacks_is_named(
    command: Runner, tmp_path: Path, form: str
) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / ".kubelet-lint.toml").write_text(IDLE)
    (tmp_path / "a/run.sh").write_text("#!/bin/bash\nkubelet --v=2\n")
    (tmp_path / "b/x.service").write_text("[Service]\n# kubelet\nExecStart=/bin/x\n")
    said = "node 'w': nothing of it is seen to start a kubelet"
    ended = command("resolve", "--output-format", form)
    assert ended.code == 0
    assert ended.err.endswith(f": {said}\n")
    if form == "json":
        (problem,) = json.loads(ended.out)["problems"]
        assert problem["message"] == said


def test_a_fault_of_its_own_is_told_as_check_tells_it(
    command: Runner, analysis: Stub
) -> None:
    problem = Problem("a.yaml", "not analysed", fault="ValueError: x")
    analysis.report = Report(problems=(problem,))
    ended = command("resolve")
    assert ended.code == 3
    assert "a.yaml: not analysed" in ended.err
    assert "ValueError: x" in ended.err
