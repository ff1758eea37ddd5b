"""An output file is whole or untouched."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kubelet_lint.repo.atomic import write_atomically


def test_a_new_file_gets_the_content_and_the_usual_mode(tmp_path: Path) -> None:
    umask = os.umask(0o027)
    try:
        write_atomically(str(tmp_path / "out"), b"new")
    finally:
        os.umask(umask)
    assert (tmp_path / "out").read_bytes() == b"new"
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o640


def test_an_old_file_keeps_its_mode(tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_bytes(b"old")
    file.chmod(0o604)
    write_atomically(str(file), b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o604


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "out").symlink_to("real")
    write_atomically(str(tmp_path / "out"), b"new")
    assert (tmp_path / "out").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"new"


def test_a_failure_leaves_the_old_content_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "out"
    file.write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_atomically(str(file), b"new")
    assert file.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["out"]


def test_a_device_is_written_to_not_replaced() -> None:
    write_atomically(os.devnull, b"new")
    assert stat.S_ISCHR(os.stat(os.devnull).st_mode)
