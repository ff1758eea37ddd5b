"""A folder taken as a node's root: complete, and without a way out."""

from __future__ import annotations

import os
from pathlib import Path

from kubelet_lint.node.filesystem import (
    Directory,
    File,
    Link,
    Missing,
    Unreadable,
    follow,
)
from kubelet_lint.repo.disk import DiskFiles

from .conftest import lay


def content(files: DiskFiles, path: str) -> str | None:
    entry = follow(files, path).entry
    return entry.text.chars if isinstance(entry, File) else None


def test_entries_are_what_lies_there(tmp_path: Path) -> None:
    lay(tmp_path, {"etc/x": "1", "etc/run.sh": "2"})
    (tmp_path / "etc/run.sh").chmod(0o755)
    (tmp_path / "link").symlink_to("etc/x")
    os.mkfifo(tmp_path / "fifo")
    files = DiskFiles(str(tmp_path))
    entry = files.entry("/etc/x")
    assert isinstance(entry, File)
    assert entry.text.chars == "1"
    script = files.entry("/etc/run.sh")
    assert isinstance(script, File)
    assert script.mode == 0o755
    assert files.entry("/etc") == Directory()
    assert files.entry("/") == Directory()
    assert files.entry("/link") == Link("etc/x")
    assert files.entry("/none") == Missing()
    assert files.entry("/etc/x/below") == Missing()
    assert files.entry("/fifo") == Unreadable("a FIFO is not read")


def test_names_are_sorted_by_their_bytes(tmp_path: Path) -> None:
    lay(tmp_path, {"d/b": "", "d/B": "", "d/ä": "", "d/a": ""})
    files = DiskFiles(str(tmp_path))
    assert files.names("/d") == ("B", "a", "b", "ä")
    assert files.names("/d/a") == ()
    assert files.names("/none") == ()


def test_an_absolute_link_is_a_path_of_the_node(tmp_path: Path) -> None:
    lay(tmp_path, {"usr/lib/os": "node"})
    (tmp_path / "os").symlink_to("/usr/lib/os")
    (tmp_path / "lib").symlink_to("/usr/lib")
    files = DiskFiles(str(tmp_path))
    assert content(files, "/os") == "node"
    assert content(files, "/lib/os") == "node"


def test_no_link_leads_out(tmp_path: Path) -> None:
    lay(tmp_path, {"secret": "outside", "root/etc/x": ""})
    root = tmp_path / "root"
    (root / "up").symlink_to("../../../../../../secret")
    (root / "dir").symlink_to("..")
    (root / "abs").symlink_to(str(tmp_path / "secret"))
    files = DiskFiles(str(root))
    for path in ("/up", "/dir/secret", "/abs"):
        assert content(files, path) is None
    assert files.entry("/dir/secret") == Missing()
    assert files.names("/dir") == ()


def test_the_root_may_be_the_machine_itself() -> None:
    files = DiskFiles("/")
    assert files.entry("/etc") == Directory()
    assert "etc" in files.names("/")


def test_files_are_shown_below_the_given_name(tmp_path: Path) -> None:
    lay(tmp_path, {"etc/x": "1"})
    for shown, path in [("image", "image/etc/x"), ("/", "/etc/x"), ("", "etc/x")]:
        entry = DiskFiles(str(tmp_path), shown).entry("/etc/x")
        assert isinstance(entry, File)
        assert entry.text.span is not None
        assert entry.text.span.source.path == path


def test_a_file_over_the_bound_exists_but_is_not_read(tmp_path: Path) -> None:
    lay(tmp_path, {"usr/bin/kubelet": "x" * 100})
    entry = DiskFiles(str(tmp_path), bound=10).entry("/usr/bin/kubelet")
    assert isinstance(entry, Unreadable)


def test_bytes_that_are_no_text_are_kept(tmp_path: Path) -> None:
    lay(tmp_path, {"x": b"a\0\xff"})
    assert content(DiskFiles(str(tmp_path)), "/x") == "a\0\udcff"
