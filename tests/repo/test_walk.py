"""A walk sees what git would show as new and not ignored."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from kubelet_lint.repo.walk import walk

from .conftest import Tree, lay, run_git

TREES: list[Tree] = [
    {"a": "", "b/c": "", "b/d/e": ""},
    {".gitignore": "build/\n*.o\n!keep.o\n", "build/x": "", "a.o": "", "keep.o": ""},
    {".gitignore": "/top\n", "top": "", "b/top": ""},
    {
        ".gitignore": "*.env\n",
        "b/.gitignore": "!good.env\n",
        "b/good.env": "",
        "x.env": "",
    },
    {".gitignore": "b/\n", "b/.gitignore": "!good\n", "b/good": ""},
    {".gitignore": "b/*\n!b/good\n", "b/good": "", "b/bad": ""},
    {"b/.gitignore": "**/x\n/y\n", "b/x": "", "b/c/x": "", "b/y": "", "b/c/y": ""},
    {
        ".gitignore": "# note\n\n\\#name\n\\!x\ntrail \n",
        "#name": "",
        "!x": "",
        "trail": "",
    },
    {".gitignore": "doc/*.txt\n", "doc/a.txt": "", "doc/b/a.txt": ""},
]


@pytest.mark.parametrize("tree", TREES)
def test_ignored_files_are_those_that_git_ignores(tmp_path: Path, tree: Tree) -> None:
    lay(tmp_path, tree)
    run_git(tmp_path, "init", "-q")
    command = ["git", "ls-files", "-z", "-o", "--exclude-standard"]
    listed = subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    expected = sorted(map(os.fsdecode, listed.stdout.split(b"\0")[:-1]))
    assert sorted(walk(str(tmp_path), "").paths) == expected


def test_a_link_is_listed_and_not_followed(tmp_path: Path) -> None:
    lay(tmp_path, {"a/x": ""})
    (tmp_path / "a/up").symlink_to("..")
    assert sorted(walk(str(tmp_path), "").paths) == ["a/up", "a/x"]


def test_a_folder_that_cannot_be_read_is_a_problem(tmp_path: Path) -> None:
    found = walk(str(tmp_path), "gone")
    assert found.paths == ()
    assert found.problems[0].path == "gone"
    assert "no such file" in found.problems[0].message


def test_a_pattern_that_is_none_is_a_problem_and_the_others_hold(
    tmp_path: Path,
) -> None:
    lay(tmp_path, {".gitignore": "!\n*.tmp\n", "a.tmp": "", "b": ""})
    found = walk(str(tmp_path), "")
    assert sorted(found.paths) == [".gitignore", "b"]
    assert found.problems[0].path == ".gitignore"
    assert "line 1" in found.problems[0].message
