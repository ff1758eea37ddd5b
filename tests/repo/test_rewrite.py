"""Files are rewritten all or none, as they were read, and never through a link."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from kubelet_lint.repo import rewrite as module
from kubelet_lint.repo.rewrite import ChangedError, Rewrite, rewrite

A = Rewrite("a", b"old a", b"new a")
B = Rewrite("sub/b", b"old b", b"new b")


@pytest.fixture
def base(tmp_path: Path) -> Path:
    folder = tmp_path / "base"
    (folder / "sub").mkdir(parents=True)
    (folder / "a").write_bytes(b"old a")
    (folder / "sub/b").write_bytes(b"old b")
    return folder


def content(base: Path) -> dict[str, bytes]:
    files = (path for path in base.rglob("*") if path.is_file())
    return {path.relative_to(base).as_posix(): path.read_bytes() for path in files}


OLD = {"a": b"old a", "sub/b": b"old b"}


def test_all_files_are_rewritten_and_nothing_is_left_behind(base: Path) -> None:
    rewrite(str(base), [A, B])
    assert content(base) == {"a": b"new a", "sub/b": b"new b"}


@pytest.mark.parametrize("mode", [0o400, 0o640, 0o755])
def test_the_mode_stays(base: Path, mode: int) -> None:
    (base / "a").chmod(mode)
    rewrite(str(base), [A])
    assert stat.S_IMODE((base / "a").stat().st_mode) == mode


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="as root")
def test_the_owner_stays(base: Path) -> None:
    os.chown(base / "a", 1234, 5678)
    rewrite(str(base), [A])
    status = (base / "a").stat()
    assert (status.st_uid, status.st_gid) == (1234, 5678)


def test_an_owner_that_cannot_be_kept_stops_it(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted", "a")

    monkeypatch.setattr(module.os, "chown", refuse)
    owners = iter([(0, 0), (1, 1), (1, 1)])
    monkeypatch.setattr(module, "_owner", lambda _: next(owners))
    with pytest.raises(ChangedError, match="operation not permitted"):
        rewrite(str(base), [A])
    assert content(base) == OLD


def test_a_file_that_was_changed_meanwhile_stops_all(base: Path) -> None:
    (base / "sub/b").write_bytes(b"somebody was here")
    with pytest.raises(ChangedError, match="sub/b was changed meanwhile"):
        rewrite(str(base), [A, B])
    assert content(base) == {"a": b"old a", "sub/b": b"somebody was here"}


def test_a_file_that_is_gone_stops_all(base: Path) -> None:
    (base / "sub/b").unlink()
    with pytest.raises(ChangedError, match="no regular file"):
        rewrite(str(base), [A, B])
    assert content(base) == {"a": b"old a"}


def test_a_rename_that_fails_takes_the_others_back(
    base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def fail(source: str, target: str) -> None:
        if target.endswith("b"):
            raise OSError(28, "No space left on device", target)
        real(source, target)

    monkeypatch.setattr(module.os, "replace", fail)
    with pytest.raises(ChangedError, match="no space left"):
        rewrite(str(base), [A, B])
    assert content(base) == OLD


@pytest.mark.parametrize("linked", ["a", "sub"])
def test_a_link_is_not_followed(base: Path, tmp_path: Path, linked: str) -> None:
    outside = tmp_path / "outside"
    (base / linked).rename(outside)
    (base / linked).symlink_to(outside)
    with pytest.raises(ChangedError, match=r"no regular file|symbolic link"):
        rewrite(str(base), [A, B])
    kept = outside if outside.is_file() else outside / "b"
    assert kept.read_bytes() in (b"old a", b"old b")


def test_a_path_does_not_lead_out(base: Path, tmp_path: Path) -> None:
    (tmp_path / "c").write_bytes(b"old")
    with pytest.raises(ChangedError, match="outside"):
        rewrite(str(base), [Rewrite("../c", b"old", b"new")])
    assert (tmp_path / "c").read_bytes() == b"old"
