"""What git says belongs to a repository: ``git ls-files`` (git-ls-files(1)).

Tracked files and files that are new and not ignored; submodules and repositories
nested inside are other repositories. In a hook, ``git commit`` names the index it is
about to commit in ``GIT_INDEX_FILE`` (githooks(5)); that one is the truth there. The
repository's own configuration may name programs to run (``core.fsmonitor``); a
repository that is only looked at must not run any.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.repo.program import Said, run

_GIT = ("git", "-c", "core.fsmonitor=false", "-c", "protocol.allow=never")
"""Nothing that the repository's own configuration names is run or fetched from."""

_NEW = ("--cached", "--others", "--exclude-standard")


class Listing(NamedTuple):
    """Paths relative to the root, or why git could not name them."""

    paths: tuple[str, ...] = ()
    failure: str = ""


def find_root(folder: str) -> str | None:
    """Return the top of the repository that encloses a folder, None outside of one."""
    while True:
        if os.path.lexists(os.path.join(folder, ".git")):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def list_files(
    root: str, environment: Mapping[str, str], *, tracked_only: bool
) -> Listing:
    """Return the repository's files, in git's order, as the working tree has them."""
    return _ask(root, environment, ("--cached",) if tracked_only else _NEW)


def not_checked_out(root: str, environment: Mapping[str, str]) -> frozenset[str]:
    """Return the files that a sparse checkout leaves out of the working tree."""
    tagged = _ask(root, environment, ("--cached", "-t")).paths
    return frozenset(line[2:] for line in tagged if line.startswith("S "))


def checked_out(root: str, environment: Mapping[str, str]) -> str:
    """Return the commit that is checked out; empty if there is none.

    Whether files differ from it is not asked: git would run filters to find out.
    """
    if find_root(root) != root:
        return ""
    said = run_git(root, environment, ("rev-parse", "--verify", "-q", "HEAD"))
    return os.fsdecode(said.output).strip()


def _ask(root: str, environment: Mapping[str, str], what: tuple[str, ...]) -> Listing:
    said = run_git(root, environment, ("ls-files", "-z", *what))
    if said.failure:
        return Listing(failure=said.failure)
    return Listing(tuple(map(os.fsdecode, said.output.split(b"\0")[:-1])))


def run_git(
    root: str,
    environment: Mapping[str, str],
    what: tuple[str, ...],
    given: bytes | None = None,
) -> Said:
    """Run git on a repository, with an input or none."""
    command = (*_GIT, "-C", root, *what)
    return run(command, _environment(root, environment), given)


def _environment(root: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment for git: this repository's, even in another's hook."""
    kept = {k: v for k, v in environment.items() if not k.startswith("GIT_")}
    index = environment.get("GIT_INDEX_FILE", "")
    if index and _is_index_of(root, os.path.join(root, index)):
        kept["GIT_INDEX_FILE"] = index
    return {**kept, "LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1"}


def _is_index_of(root: str, index: str) -> bool:
    folder = os.path.realpath(os.path.dirname(index))
    return folder == os.path.realpath(_git_folder(root))


def _git_folder(root: str) -> str:
    """Return where git keeps the index; ``.git`` is a file in a linked work tree."""
    entry = os.path.join(root, ".git")
    try:
        with open(entry, encoding="utf-8", errors="surrogateescape") as file:
            said = file.read(4096)
    except OSError:
        return entry
    return os.path.join(root, said.partition("gitdir:")[2].strip())
