"""What a repository answers: documents, files by path, links, problems."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubelet_lint.repo.opening import Selection
from kubelet_lint.repo.reading import look
from kubelet_lint.repo.repository import Repository

from .conftest import Opener, lay, run_git

UNIT = "[Service]\nExecStart=/usr/bin/kubelet\n"


def problems(repository: Repository) -> dict[str, str]:
    return {problem.path: problem.message for problem in repository.problems}


def test_documents_hold_the_characters_of_the_file(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"b/kubelet.service": UNIT, "a.yaml": "kind: Deployment\n"})
    (document,) = opened().documents()
    assert document.path == "b/kubelet.service"
    assert document.text.chars == UNIT
    assert document.text.span is not None
    assert document.text.span.source.path == document.path


def test_a_file_without_needles_is_read_when_it_is_named(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"lib/common.sh": "X=1\n", "run.sh": ". lib/common.sh; kubelet\n"})
    found = opened()
    assert [d.path for d in found.documents()] == ["run.sh"]
    document = found.read("lib/common.sh")
    assert document is not None
    assert document.text.chars == "X=1\n"
    assert found.read("lib/common.sh") is document
    assert found.read("lib") is None
    assert found.read("../etc/passwd") is None


def test_files_are_found_by_folder_and_by_the_end_of_their_path(
    tmp_path: Path, opened: Opener
) -> None:
    names = ["a/etc/x", "a/etc.d/x", "b/etc/x", "etc/x", "etc/y/x", "petc/x"]
    lay(tmp_path, dict.fromkeys(names, ""))
    found = opened()
    assert found.below("etc") == ("etc/x", "etc/y/x")
    assert found.below("") == tuple(sorted(names))
    assert found.below("et") == ()
    assert found.suffix("/etc/x") == ("a/etc/x", "b/etc/x", "etc/x")
    assert found.suffix("y/x") == ("etc/y/x",)
    assert found.suffix("none") == ()


def test_a_link_is_an_alias_inside_of_the_repository(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"common/kubelet.service": UNIT, "node/x": ""})
    (tmp_path / "node/kubelet.service").symlink_to("../common/kubelet.service")
    found = opened()
    assert [d.path for d in found.documents()] == ["common/kubelet.service"]
    assert found.links == {"node/kubelet.service": "../common/kubelet.service"}
    document = found.read("node/kubelet.service")
    assert document is not None
    assert document.path == "common/kubelet.service"
    assert not found.problems


def test_a_link_out_of_the_repository_is_not_followed(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"secret.yaml": UNIT, "repo/x": ""})
    (tmp_path / "repo/kubelet.yaml").symlink_to("../secret.yaml")
    (tmp_path / "repo/kubelet.service").symlink_to("/dev/null")
    found = opened(cwd=tmp_path / "repo")
    assert not list(found.documents())
    assert found.read("kubelet.yaml") is None
    assert found.links["kubelet.service"] == "/dev/null"
    assert list(problems(found)) == ["kubelet.yaml"]
    assert "leads out of the repository" in problems(found)["kubelet.yaml"]


def test_a_folder_replaced_by_a_link_is_not_followed(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"repo/node/kubelet.service": UNIT, "out/kubelet.service": UNIT})
    repo = tmp_path / "repo"
    run_git(repo, "init", "-q")
    run_git(repo, "add", "-A")
    os.rename(repo / "node", tmp_path / "moved")
    (repo / "node").symlink_to(tmp_path / "out")
    found = opened("repo", selection=Selection(tracked_only=True))
    assert not list(found.documents())
    assert "symbolic link" in problems(found)["node/kubelet.service"]


def test_links_in_a_loop_are_named_and_not_followed(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"x": ""})
    (tmp_path / "kubelet.a").symlink_to("kubelet.b")
    (tmp_path / "kubelet.b").symlink_to("kubelet.a")
    (tmp_path / "self").symlink_to("self")
    (tmp_path / "up").symlink_to(".")
    found = opened()
    assert found.read("kubelet.a") is None
    assert set(problems(found)) == {"kubelet.a", "kubelet.b", "self"}
    assert all("loop" in message for message in problems(found).values())


def test_what_is_no_regular_file_is_named_and_never_waited_for(
    tmp_path: Path, opened: Opener
) -> None:
    os.mkfifo(tmp_path / "kubelet.fifo")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(tmp_path / "kubelet.sock"))
        found = opened()
        assert problems(found) == {
            "kubelet.fifo": "a FIFO is not read",
            "kubelet.sock": "a socket is not read",
        }


def test_a_file_without_permission_is_named(
    tmp_path: Path, opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, {"kubelet.service": UNIT, "kubelet.yaml": "x: 1\n"})

    def refuse(path: str, *args: int) -> int:
        if path.endswith(".yaml"):
            raise PermissionError(13, "Permission denied", path)
        return really_open(path, *args)

    really_open = os.open  # a test that runs as root cannot take permission away
    monkeypatch.setattr(os, "open", refuse)
    found = opened()
    assert [d.path for d in found.documents()] == ["kubelet.service"]
    assert problems(found) == {"kubelet.yaml": "permission denied"}


def test_a_file_that_vanishes_during_the_run_is_named(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"kubelet.service": UNIT, "kubelet.yaml": "x: 1\n"})
    found = opened()
    (tmp_path / "kubelet.yaml").unlink()
    assert [d.path for d in found.documents()] == ["kubelet.service"]
    assert "not there any more" in problems(found)["kubelet.yaml"]


def test_a_sparse_checkout_is_counted_not_complained_about(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"in/kubelet.service": UNIT, "out/kubelet.service": UNIT})
    run_git(tmp_path, "init", "-q")
    run_git(tmp_path, "add", "-A")
    run_git(tmp_path, "commit", "-q", "-m", "x")
    run_git(tmp_path, "sparse-checkout", "set", "in")
    found = opened()
    assert [d.path for d in found.documents()] == ["in/kubelet.service"]
    assert not found.problems
    assert list(found.skipped) == [("not checked out", 1)]


def test_a_binary_is_counted_and_a_program_that_only_names_a_kubelet_too(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"bin/kubelet": b"\x7fELF\0\1\2kubelet", "plain": b"\x7fELF\0\1"})
    found = opened()
    assert not list(found.documents())
    assert list(found.skipped) == [("binary", 1)]
    assert not found.problems


def test_a_large_file_is_only_searched(tmp_path: Path) -> None:
    lay(tmp_path, {"dump.sql": "x" * 5000 + "kubelet", "log.txt": "y" * 5000})
    lay(tmp_path, {"bin.img": b"\0\1\2" * 2000 + b"kubelet"})
    names = ("bin.img", "dump.sql", "log.txt")
    found = Repository(str(tmp_path), names, bound=4096)
    assert not list(found.documents())
    assert list(problems(found)) == ["dump.sql"]
    assert "not analysed" in problems(found)["dump.sql"]
    assert found.read("log.txt") is None
    assert list(problems(found)) == ["dump.sql", "log.txt"]


def test_odd_bytes_are_named_and_the_file_is_read(
    tmp_path: Path, opened: Opener
) -> None:
    lay(
        tmp_path,
        {"kubelet.service": b"# caf\xe9\n[Service]\n", "k.txt": b"kubelet\0\n"},
    )
    found = opened()
    assert len(list(found.documents())) == 2
    assert problems(found) == {
        "k.txt": "holds a NUL character: see line 1",
        "kubelet.service": "is not UTF-8: see line 1",
    }


def test_a_name_that_is_no_utf8_keeps_its_bytes(tmp_path: Path, opened: Opener) -> None:
    name = b"kubelet-\xff\n\x1b[31m.service"
    with open(os.path.join(os.fsencode(tmp_path), name), "wb") as file:
        file.write(UNIT.encode())
    (document,) = opened().documents()
    assert os.fsencode(document.path) == name


def test_what_is_read_and_what_is_only_seen_is_counted(
    tmp_path: Path, opened: Opener
) -> None:
    lay(tmp_path, {"kubelet.service": UNIT, "a": "", "b": ""})
    assert opened().counts == (3, 1)


@given(st.lists(st.text("ab/.-0", min_size=1, max_size=8).map(lambda p: "x" + p)))
def test_below_and_suffix_agree_with_their_definitions(paths: list[str]) -> None:
    found = Repository("/nowhere", paths)
    for path in paths:
        folder = path.rpartition("/")[0]
        below = (
            {p for p in paths if p.startswith(folder + "/")} if folder else set(paths)
        )
        assert set(found.below(folder)) == below
        if not path.endswith("/"):
            ends = {p for p in paths if p == path or p.endswith("/" + path)}
            assert set(found.suffix(path)) == ends


def test_a_path_longer_than_the_system_allows_is_no_crash(tmp_path: Path) -> None:
    assert look(str(tmp_path / ("x" * 300))).__class__.__name__ == "Refused"
    found = Repository(str(tmp_path), ["d/" * 3000 + "kubelet.yaml"])
    assert not list(found.documents())
    assert len(found.problems) == 1
