"""The file nearest to the root is in force, and ours before the one all tools share."""

from __future__ import annotations

from pathlib import Path

import pytest

from kubelet_lint.config.file import ConfigError, files, named
from kubelet_lint.repo.opening import configurations


def found(base: Path, folder: str = "") -> list[str]:
    return [file.path for file in files(str(base), configurations(str(base), folder))]


def lay(base: Path, *paths: str) -> None:
    for path in paths:
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).write_text("[tool.kubelet-lint]\n")


def test_the_nearest_to_the_root_comes_first(tmp_path: Path) -> None:
    lay(tmp_path, "a/b/.kubelet-lint.toml", "a/pyproject.toml", "b/pyproject.toml")
    assert found(tmp_path, "a/b") == ["a/pyproject.toml", "a/b/.kubelet-lint.toml"]
    assert found(tmp_path) == []


def test_ours_comes_before_the_shared_one_beside_it(tmp_path: Path) -> None:
    lay(tmp_path, "pyproject.toml", ".kubelet-lint.toml")
    assert found(tmp_path) == [".kubelet-lint.toml", "pyproject.toml"]


def test_a_shared_file_that_does_not_name_us_is_no_candidate(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("[[[ no TOML\n")
    assert found(tmp_path) == []


def test_nothing_is_looked_for_outside(tmp_path: Path) -> None:
    lay(tmp_path, ".kubelet-lint.toml", "repo/a/.kubelet-lint.toml")
    assert found(tmp_path / "repo", "../other") == []


def test_a_named_file_may_lie_anywhere(tmp_path: Path) -> None:
    lay(tmp_path, "policy/lint.toml", "repo/ci/lint.toml")
    repo = tmp_path / "repo"
    inside = named(str(repo), str(repo), "ci/lint.toml")
    assert (inside.path, inside.inside, inside.folder) == ("ci/lint.toml", True, "ci")
    outside = named(str(repo), str(repo), "../policy/lint.toml")
    assert (outside.path, outside.inside) == ("../policy/lint.toml", False)
    assert outside.folder == ""


@pytest.mark.parametrize(
    ("name", "said"), [("none.toml", "there is no such file"), (".", "no file to read")]
)
def test_a_named_file_has_to_be_one(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        named(str(tmp_path), str(tmp_path), name)
