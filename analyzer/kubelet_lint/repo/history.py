"""What git knows of the past: a revision's files, and what happened to them since.

Only commands that read objects and the index are used, none that a repository's own
configuration could make run a program: no porcelain ``git diff`` (filters, textconv,
external differs: gitattributes(5)), no signature checks, and nothing is fetched for a
partial clone. Paths come with ``-z``, so that none is quoted.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kubelet_lint.repo.git import find_root, run_git
from kubelet_lint.repo.reading import BOUND, Bytes, Content, SymbolicLink, TooLarge

_NOTHING = re.compile(rb"0+\Z")

Environment = Mapping[str, str]


class HistoryError(Exception):
    """Git cannot tell; the words say why."""


class Change(NamedTuple):
    """A file that is, or may be, not as it was."""

    path: str
    mode: str
    """Its mode in the past, such as ``100644``; empty: it was not there."""
    blob: str
    """Its content in the past; empty if it was not there."""


def commit_of(root: str, environment: Environment, revision: str) -> str:
    """Return the commit that a revision means.

    Raises:
        HistoryError: there is none.
    """
    if find_root(root) != root:
        raise HistoryError("there is no git repository here")
    if not revision or revision.startswith("-"):
        raise HistoryError(f"{revision!r} is no revision")
    asked = ("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}")
    return _ask(root, environment, *asked).decode("ascii", "replace").strip()


def changes(root: str, environment: Environment, commit: str) -> tuple[Change, ...]:
    """Return the tracked files that may differ from a commit, on disk or in the index.

    A file whose times changed is among them though its content may be the same.
    """
    compared = ("diff-index", "--raw", "--no-renames", "--ignore-submodules=all")
    asked = (*_unfiltered(root, environment), *compared, "--abbrev=64", "-z")
    fields = _ask(root, environment, *asked, commit, "--").split(b"\0")
    found: list[Change] = []
    for meta, path in zip(fields[::2], fields[1::2], strict=False):
        mode, _, blob, _, _ = meta.decode("ascii", "replace").lstrip(":").split(" ")
        added = _NOTHING.match(mode.encode()) is not None
        was = ("", "") if added else (mode, blob)
        found.append(Change(os.fsdecode(path), *was))
    return tuple(found)


def _unfiltered(root: str, environment: Environment) -> tuple[str, ...]:
    """Return the options with which git compares a file as it is on disk.

    Otherwise it would run the filters that the configuration names (gitattributes(5)),
    where times and size do not tell whether a file changed.
    """
    asked = ("config", "--list", "-z", "--name-only")
    names = _ask(root, environment, *asked).split(b"\0")
    filters = {
        os.fsdecode(name).rpartition(".")[0]
        for name in names
        if name.startswith(b"filter.")
    }
    if any("=" in name for name in filters):
        raise HistoryError("a filter's name has a = in it, so it cannot be left out")
    return tuple(
        option
        for name in sorted(filters)
        for key in ("clean=", "process=", "required=false")
        for option in ("-c", f"{name}.{key}")
    )


def contents(
    root: str, environment: Environment, changed: Iterable[Change]
) -> dict[str, Content]:
    """Return what files held in the past, less those that were not there."""
    wanted = [one for one in changed if one.mode.startswith(("100", "120"))]
    sizes = _sizes(root, environment, wanted)
    small = [one for one in wanted if sizes.get(one.blob, BOUND + 1) <= BOUND]
    found: dict[str, Content] = {
        one.path: TooLarge(sizes[one.blob]) for one in wanted if one.blob in sizes
    }
    for one, data in zip(small, _blobs(root, environment, small), strict=False):
        if one.mode.startswith("120"):
            found[one.path] = SymbolicLink(os.fsdecode(data))
        else:
            found[one.path] = Bytes(data, 0o755 if one.mode == "100755" else 0o644)
    return found


def _sizes(
    root: str, environment: Environment, wanted: Iterable[Change]
) -> dict[str, int]:
    answer = _batch(root, environment, "--batch-check", wanted)
    rows = (line.split(b" ") for line in answer.splitlines())
    return {
        row[0].decode("ascii", "replace"): int(row[2])
        for row in rows
        if len(row) == 3 and row[1] == b"blob"
    }


def _blobs(
    root: str, environment: Environment, wanted: Iterable[Change]
) -> list[bytes]:
    answer = _batch(root, environment, "--batch", wanted)
    found: list[bytes] = []
    at = 0
    while at < len(answer):
        end = answer.index(b"\n", at)
        size = int(answer[at:end].rsplit(b" ", 1)[1])
        found.append(answer[end + 1 : end + 1 + size])
        at = end + 1 + size + 1
    return found


def _batch(
    root: str, environment: Environment, how: str, wanted: Iterable[Change]
) -> bytes:
    asked = "".join(f"{one.blob}\n" for one in wanted).encode("ascii", "replace")
    return _ask(root, environment, "cat-file", how, given=asked) if asked else b""


class Renames(NamedTuple):
    """What git knows of renamed files."""

    new: Mapping[str, str]
    """Their new paths, by the old ones."""
    untracked: frozenset[str] = frozenset()
    """Files of which git cannot tell where they come from."""


def renames(root: str, environment: Environment, file: str) -> Renames | None:
    """Return which files were renamed since ``file`` was last committed.

    If it never was, since the last commit. None if git cannot tell: there is no
    repository or no commit, or the history was cut off.
    """
    if find_root(root) != root:
        return None
    try:
        cut = _ask(root, environment, "rev-parse", "--is-shallow-repository")
        if cut.strip() != b"false":
            return None
        since = _last(root, environment, file) or "HEAD"
        moved = renamed_since(root, environment, since)
        return Renames(moved, untracked(root, environment))
    except HistoryError:
        return None


def _last(root: str, environment: Environment, file: str) -> str:
    """Return the last commit that touched a file; empty if none did."""
    if not file:
        return ""
    asked = ("rev-list", "-1", "HEAD", "--", f":(top,literal){file}")
    return _ask(root, environment, *asked).decode("ascii", "replace").strip()


def untracked(root: str, environment: Environment) -> frozenset[str]:
    """Return the files that git does not track and is not told to ignore."""
    asked = ("ls-files", "-z", "--others", "--exclude-standard")
    return frozenset(map(os.fsdecode, _ask(root, environment, *asked).split(b"\0")))


def tracked(root: str, environment: Environment) -> frozenset[str]:
    """Return the files in the index."""
    asked = ("ls-files", "-z", "--cached")
    return frozenset(map(os.fsdecode, _ask(root, environment, *asked).split(b"\0")))


def renamed_since(
    root: str, environment: Environment, commit: str
) -> Mapping[str, str]:
    """Return the new paths of files renamed from a commit to the index, by the old."""
    asked = ("diff-index", "--cached", "--raw", "-M", "-z", commit, "--")
    return _renamed(_ask(root, environment, *asked))


def _renamed(answer: bytes) -> dict[str, str]:
    fields = iter(answer.split(b"\0"))
    found: dict[str, str] = {}
    for meta in fields:
        if not meta.startswith(b":"):
            break
        path = next(fields, b"")
        if b" R" in meta:
            found[os.fsdecode(path)] = os.fsdecode(next(fields, b""))
    return found


def _ask(
    root: str, environment: Environment, *what: str, given: bytes | None = None
) -> bytes:
    said = run_git(root, environment, what, given)
    if said.failure:
        raise HistoryError(said.failure)
    return said.output
