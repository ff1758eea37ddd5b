"""Paths are followed as Linux follows them."""

import pytest

from kubelet_lint.node.filesystem import (
    Directory,
    File,
    Link,
    MemoryFiles,
    Missing,
    Unreadable,
    Unseen,
    follow,
    lookup,
)
from kubelet_lint.source import program

A = File(program("a"))
FILES = MemoryFiles(
    {
        "/etc/a": A,
        "/etc/link": Link("a"),
        "/etc/absolute": Link("/etc/a"),
        "/etc/up": Link("../etc/./a"),
        "/etc/dangling": Link("nowhere"),
        "/etc/loop": Link("loop"),
        "/opt/dir": Link("/etc"),
        "/dev/fifo": Unreadable("a FIFO"),
    }
)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/etc/a", A),
        ("/etc/link", A),
        ("/etc/absolute", A),
        ("/etc/up", A),
        ("/opt/dir/link", A),
        ("/opt/dir", Directory()),
        ("/etc", Directory()),
        ("/etc/../etc/a", A),
        ("/../etc/a", A),
        ("/dev/fifo", Unreadable("a FIFO")),
        ("/etc/dangling", Missing()),
        ("/etc/loop", Missing("too many levels of symbolic links")),
        ("/etc/a/b", Missing("not a directory")),
        ("/none/at/all", Missing()),
    ],
)
def test_open_follows_every_link(path: str, found: object) -> None:
    assert follow(FILES, path).entry == found


def test_the_real_path_has_no_links() -> None:
    assert follow(FILES, "/opt/dir/up").path == "/etc/a"


def test_lstat_does_not_follow_the_last_link() -> None:
    assert lookup(FILES, "/opt/dir/link").entry == Link("a")


def test_names_are_sorted_by_their_bytes() -> None:
    files = MemoryFiles({f"/d/{name}": A for name in ("b", "B", "é", "10-", "9-")})
    assert files.names("/d") == ("10-", "9-", "B", "b", "é")


def test_what_an_incomplete_tree_lacks_is_unseen_not_missing() -> None:
    files = MemoryFiles({"/etc/a": A}, complete=False)
    assert isinstance(files.entry("/etc/b"), Unseen)
    assert isinstance(files.entry("/etc"), Directory)
