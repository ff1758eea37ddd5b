"""Which files belong to a run, and what their paths are relative to."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kubelet_lint.repo.opening import (
    Place,
    Selection,
    UnusableError,
    open_repository,
    open_stdin,
)

from .conftest import Opener, lay, run_git

UNIT = "[Service]\nExecStart=/usr/bin/kubelet\n"


def test_outside_of_a_repository_paths_are_relative_to_the_working_directory(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"node/kubelet.service": UNIT, "other/x": ""})
    assert list(opened("node").paths) == ["node/kubelet.service"]
    elsewhere = lay(tmp_path, {"here/x": ""}) / "here"
    found = opened("../node", cwd=elsewhere)
    assert [d.path for d in found.documents()] == ["../node/kubelet.service"]
    assert not found.problems


def test_in_a_repository_paths_are_relative_to_it_and_all_of_it_is_context(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"a/kubelet.service": UNIT, "b/kubelet.yaml": "x: 1\n"})
    run_git(tmp_path, "init", "-q")
    found = opened(".", cwd=tmp_path / "a")
    assert list(found.paths) == ["a/kubelet.service", "b/kubelet.yaml"]
    assert found.reported("a/kubelet.service")
    assert not found.reported("b/kubelet.yaml")
    assert not found.reported("ab")


def test_git_leaves_ignored_files_and_nested_repositories_out(
    tmp_path: Path, opened: Opener
) -> None:
    lay(
        tmp_path,
        {
            ".gitignore": "build/\n",
            "build/kubelet.service": UNIT,
            "nested/kubelet.service": UNIT,
            "new kubelet\n.service": UNIT,
        },
    )
    run_git(tmp_path, "init", "-q")
    run_git(tmp_path / "nested", "init", "-q")
    lay(tmp_path, {"nested/.git/x": ""})
    found = opened(".")
    assert list(found.paths) == [".gitignore", "new kubelet\n.service"]
    assert list(found.skipped) == [("other repositories inside this one", 1)]


def test_a_submodule_is_another_repository(tmp_path: Path, opened: Opener) -> None:
    lay(tmp_path, {"lib/kubelet.service": UNIT, "top/kubelet.yaml": "x: 1\n"})
    for folder in ("lib", "top"):
        run_git(tmp_path / folder, "init", "-q")
        run_git(tmp_path / folder, "add", "-A")
        run_git(tmp_path / folder, "commit", "-q", "-m", "x")
    run_git(
        tmp_path / "top",
        *("-c", "protocol.file.allow=always"),
        *("submodule", "--quiet", "add", str(tmp_path / "lib"), "sub"),
    )
    found = opened("top")
    assert [d.path for d in found.documents()] == ["kubelet.yaml"]
    assert list(found.skipped) == [("other repositories inside this one", 1)]
    assert [d.path for d in opened("top/sub").documents()] == ["kubelet.service"]


def test_only_tracked_files_are_what_a_hook_sees(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"kubelet.service": UNIT, "new/kubelet.yaml": "x: 1\n"})
    run_git(tmp_path, "init", "-q")
    run_git(tmp_path, "add", "kubelet.service")
    found = opened(selection=Selection(tracked_only=True))
    assert list(found.paths) == ["kubelet.service"]


def test_the_index_that_git_commit_names_is_the_one_that_counts(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"kubelet.service": UNIT})
    run_git(tmp_path, "init", "-q")
    run_git(tmp_path, "add", "-A")
    os.rename(tmp_path / ".git/index", tmp_path / ".git/next-index-1.lock")
    tracked = Selection(tracked_only=True)
    named = {**os.environ, "GIT_INDEX_FILE": ".git/next-index-1.lock"}
    assert not opened(selection=tracked).paths
    assert opened(selection=tracked, environment=named).paths


def test_another_repositorys_hook_does_not_lead_astray(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"mine/kubelet.service": UNIT, "theirs/kubelet.yaml": "x: 1\n"})
    for folder in ("mine", "theirs"):
        run_git(tmp_path / folder, "init", "-q")
        run_git(tmp_path / folder, "add", "-A")
    git = str(tmp_path / "theirs/.git")
    named = {**os.environ, "GIT_DIR": git, "GIT_INDEX_FILE": git + "/index"}
    found = opened("mine", environment=named, selection=Selection(tracked_only=True))
    assert list(found.paths) == ["kubelet.service"]


def test_a_linked_work_tree_has_an_index_of_its_own(
    tmp_path: Path, opened: Opener
) -> None:
    main = lay(tmp_path / "main", {"kubelet.service": UNIT})
    run_git(main, "init", "-q")
    run_git(main, "add", "-A")
    run_git(main, "commit", "-q", "-m", "x")
    run_git(main, "worktree", "add", "-q", str(tmp_path / "linked"))
    index = main / ".git/worktrees/linked/index"
    os.rename(index, index.with_suffix(".lock"))
    named = {**os.environ, "GIT_INDEX_FILE": str(index.with_suffix(".lock"))}
    found = opened("linked", environment=named, selection=Selection(tracked_only=True))
    assert list(found.paths) == ["kubelet.service"]


def test_no_program_of_the_repositorys_own_configuration_is_run(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"kubelet.service": UNIT})
    run_git(tmp_path, "init", "-q")
    run_git(tmp_path, "add", "-A")
    run_git(tmp_path, "config", "core.fsmonitor", f"touch {tmp_path}/was-run; false")
    assert list(opened().paths) == ["kubelet.service"]
    assert not (tmp_path / "was-run").exists()


def test_without_git_the_repository_is_walked_and_that_is_said(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {".gitignore": "*.tmp\n", "kubelet.service": UNIT, "x.tmp": ""})
    run_git(tmp_path, "init", "-q")
    found = opened(environment={**os.environ, "PATH": str(tmp_path)})
    assert list(found.paths) == [".gitignore", "kubelet.service"]
    assert [p.path for p in found.problems] == ["."]
    assert "git cannot be run" in found.problems[0].message


def test_a_repository_that_git_refuses_is_walked_and_its_words_are_shown(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"kubelet.service": UNIT, ".git/HEAD": "nonsense"})
    found = opened()
    assert list(found.paths) == ["kubelet.service"]
    assert "not a git repository" in found.problems[0].message


def test_an_ignored_path_asked_for_by_name_is_looked_at(
    tmp_path: Path, opened: Opener
) -> None:
    lay(
        tmp_path,
        {
            ".gitignore": "build/\n*.local\n",
            "build/kubelet.service": UNIT,
            "kubelet.local": "x",
        },
    )
    run_git(tmp_path, "init", "-q")
    assert "build/kubelet.service" in opened("build")
    assert "kubelet.local" in opened("kubelet.local")
    hook = Selection(tracked_only=True)
    assert not opened("build", selection=hook).paths


def test_default_rules_leave_files_out_and_are_counted(
    tmp_path: Path, opened: Opener
) -> None:
    lay(
        tmp_path,
        {
            "vendor/a/kubelet.service": UNIT,
            "vendor/b/kubelet.service": UNIT,
            "README.md": "kubelet",
            "kubelet.service": UNIT,
        },
    )
    found = opened()
    assert [d.path for d in found.documents()] == ["kubelet.service"]
    assert list(found.skipped) == [("documentation", 1), ("vendored", 2)]
    assert found.read("vendor/a/kubelet.service") is None
    everything = opened(selection=Selection(default_excludes=False))
    assert len(list(everything.documents())) == 3
    assert list(everything.skipped) == [("documentation", 1)]
    pages = Selection(default_excludes=False, include=("markdown",))
    assert len(list(opened(selection=pages).documents())) == 4


def test_default_rules_do_not_apply_to_the_path_itself(
    tmp_path: Path, opened: Opener
) -> None:
    lay(
        tmp_path,
        {
            "tests/node/kubelet.service": UNIT,
            "tests/node/docs/kubelet.service": UNIT,
            "tests/other/kubelet.service": UNIT,
        },
    )
    assert list(opened("tests/node").paths) == ["tests/node/kubelet.service"]
    run_git(tmp_path, "init", "-q")
    found = opened("tests/node")
    assert list(found.paths) == ["tests/node/kubelet.service"]
    assert list(found.skipped) == [("documentation", 1), ("test data", 1)]
    assert "tests/other/kubelet.service" in opened("tests/other/kubelet.service")


def test_patterns_leave_files_out_as_gitignore_would(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"a/kubelet.yaml": "", "b/a/kubelet.yaml": "", "kubelet.json": ""})
    found = opened(selection=Selection(exclude=("/a/", "*.json", "!kubelet.json")))
    assert list(found.paths) == ["b/a/kubelet.yaml", "kubelet.json"]
    assert list(found.skipped) == [("--exclude", 1)]


def test_a_link_on_the_command_line_stands_for_what_it_points_at(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"real/kubelet.service": UNIT})
    (tmp_path / "alias").symlink_to("real")
    assert list(opened("alias").paths) == ["real/kubelet.service"]


def test_overlapping_paths_are_read_once(tmp_path: Path, opened: Opener) -> None:
    lay(tmp_path, {"a/kubelet.service": UNIT, "a/b/kubelet.yaml": "x: 1\n"})
    found = opened("a", "a/b", "a/kubelet.service")
    assert list(found.paths) == ["a/b/kubelet.yaml", "a/kubelet.service"]


@pytest.mark.parametrize(
    ("paths", "words"),
    [
        (("absent",), "absent: no such file or directory"),
        (("a\0b",), "null"),
        (("one", "two"), "different repositories"),
        (("one", "."), "different repositories"),
    ],
)
def test_what_cannot_be_had_is_the_callers_mistake(
    tmp_path: Path, opened: Opener, paths: tuple[str, ...], words: str
) -> None:
    for folder in ("one", "two"):
        lay(tmp_path, {f"{folder}/x": ""})
        run_git(tmp_path / folder, "init", "-q")
    with pytest.raises(UnusableError, match=words):
        opened(*paths)


def test_a_broken_pattern_is_the_callers_mistake(opened: Opener) -> None:
    with pytest.raises(UnusableError, match="--exclude"):
        opened(selection=Selection(exclude=("!",)))


def test_standard_input_stands_for_the_file_it_names(tmp_path: Path) -> None:
    lay(tmp_path, {"node/kubelet.service": UNIT, "kubelet.yaml": "x: 1\n"})
    run_git(tmp_path, "init", "-q")
    place = Place(str(tmp_path / "node"), os.environ)
    found = open_stdin(b"# edited kubelet", "kubelet.service", Selection(), place)
    texts = {d.path: d.text.chars for d in found.documents()}
    assert texts == {
        "kubelet.yaml": "x: 1\n",
        "node/kubelet.service": "# edited kubelet",
    }
    assert found.reported("node/kubelet.service")
    assert not found.reported("kubelet.yaml")


def test_standard_input_without_a_name_stands_alone(tmp_path: Path) -> None:
    lay(tmp_path, {"kubelet.service": UNIT})
    place = Place(str(tmp_path), os.environ)
    found = open_stdin(UNIT.encode(), "", Selection(), place)
    assert [d.path for d in found.documents()] == ["stdin"]


def test_the_order_of_files_does_not_depend_on_the_disk(tmp_path: Path) -> None:
    names = [f"{letter}/kubelet.{number}" for letter in "bca" for number in "312"]
    lay(tmp_path, dict.fromkeys(names, UNIT))
    found = open_repository((), Selection(), Place(str(tmp_path), os.environ))
    assert list(found.paths) == sorted(names)
