"""A configuration is input: whatever it holds, it ends in a message, and soon."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.conftest import trouble
from kubelet_lint.config.file import LARGEST, ConfigError, File, files
from kubelet_lint.config.read import read
from kubelet_lint.repo.opening import configurations


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x = " + "[" * 100_000, "it is nested too deep"),
        ("x = " + "{a = " * 20_000, "it is nested too deep"),
        (".".join(["a"] * 100_000) + " = 1", ":1:1: a key of so many parts"),
        ("\n[" + " . ".join(["'a'"] * 40_000) + "]", ":2:2: a key of so many parts"),
        ("x = " + "1" * 200_000, ".kubelet-lint.toml: "),
        ("exclude = [" + "'a'," * 2000 + "]", "these are more than 1000 patterns"),
        ("x = '\0'", ":1:6: "),
    ],
)
def test_a_document_that_would_take_long_is_refused(content: str, said: str) -> None:
    start = time.process_time()
    assert said in trouble(content)
    assert time.process_time() - start < 5


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(ConfigError, match=r":2: it is not UTF-8"):
        read([File(".kubelet-lint.toml", b"# x\n\xff = 1\n")])


def found(base: Path, folder: str = "") -> list[File]:
    return list(files(str(base), configurations(str(base), folder)))


def said_of(data: bytes) -> str:
    try:
        return read([File(".kubelet-lint.toml", data)]).path
    except ConfigError as error:
        return str(error)


@given(st.binary(max_size=40))
def test_any_bytes_come_to_settings_or_a_message(data: bytes) -> None:
    assert said_of(data).startswith(".kubelet-lint.toml")


WORDS = st.sampled_from(
    "node name paths files unit command script environment select severity "
    "[[node]] [severity] [node.files] = = = 'a' \"/etc\" [ ] { } , 1 true \n \n".split(
        " "
    )
)


@given(st.lists(WORDS, max_size=12))
def test_any_words_come_to_settings_or_a_message(words: list[str]) -> None:
    assert said_of(" ".join(words).encode()).startswith(".kubelet-lint.toml")


def test_a_file_over_the_bound_is_refused(tmp_path: Path) -> None:
    (tmp_path / ".kubelet-lint.toml").write_bytes(b"#" * (LARGEST + 1))
    with pytest.raises(ConfigError, match="larger than 256 KiB"):
        found(tmp_path)


def test_no_link_is_followed_out_of_the_repository(tmp_path: Path) -> None:
    outside = tmp_path / "outside.toml"
    outside.write_text("# kubelet-lint\n")
    repo = tmp_path / "repo"
    repo.mkdir()
    for name in ("pyproject.toml", ".kubelet-lint.toml"):
        (repo / name).symlink_to("../outside.toml")
        with pytest.raises(ConfigError, match=f"{name}: a link that leads out"):
            found(repo)


def test_a_folder_that_is_a_link_is_not_gone_into(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / ".kubelet-lint.toml").write_text("image = 'aks'\n")
    repo = tmp_path / "repo"
    repo.mkdir()
    (repo / "sub").symlink_to(outside)
    with pytest.raises(ConfigError, match="leads out of the repository"):
        found(repo, "sub")


def test_a_link_inside_of_the_repository_is_followed(tmp_path: Path) -> None:
    (tmp_path / "ci").mkdir()
    (tmp_path / "ci/lint.toml").write_text("image = 'aks'\n")
    (tmp_path / ".kubelet-lint.toml").symlink_to("ci/lint.toml")
    (file,) = found(tmp_path)
    assert (file.path, file.folder) == (".kubelet-lint.toml", "")


def test_what_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / ".kubelet-lint.toml")
    with pytest.raises(ConfigError, match="a FIFO is not read"):
        found(tmp_path)
