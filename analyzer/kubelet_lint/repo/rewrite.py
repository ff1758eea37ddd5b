"""Several files rewritten: all of them or none, and only if they still say the same.

Every new content is written and synced beside its file before the first is renamed
over it (rename(2)); when a rename fails, the files before it get their old content
back. No link is followed: neither a file nor a folder above it may be one.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from kubelet_lint.repo.reading import Bytes, look, why


class Rewrite(NamedTuple):
    """A file's content, as it must be now and as it is to be."""

    path: str
    """Relative to the repository, with ``/``."""
    before: bytes
    after: bytes


class ChangedError(Exception):
    """A file cannot be rewritten; the words say which and why. Nothing was changed."""


def rewrite(base: str, files: Sequence[Rewrite]) -> None:
    """Rewrite files below a folder; mode and owner stay.

    Raises:
        ChangedError: nothing was rewritten.
    """
    written: list[str] = []
    try:
        for file in files:
            _check(base, file)
            written.append(_beside(base, file, file.after, "new"))
            written.append(_beside(base, file, file.before, "old"))
        for file in files:
            _check(base, file)
        _rename(base, files)
    except OSError as error:
        name = error.filename if isinstance(error.filename, str) else base
        raise ChangedError(f"cannot write {name}: {why(error)}") from error
    finally:
        for path in written:
            with suppress(OSError):
                os.unlink(path)  # those that were renamed are gone already


def _check(base: str, file: Rewrite) -> None:
    """Make sure that the file is the one that was read."""
    for folder in _folders(file.path):
        if os.path.islink(os.path.join(base, folder)):
            raise ChangedError(f"{file.path}: {folder} is a symbolic link")
    content = look(os.path.join(base, file.path))
    if not isinstance(content, Bytes):
        raise ChangedError(f"{file.path} is no regular file any more")
    if content.data != file.before:
        raise ChangedError(f"{file.path} was changed meanwhile")


def _folders(path: str) -> Iterator[str]:
    parts = path.split("/")
    if ".." in parts:
        raise ChangedError(f"{path} lies outside")
    for count in range(1, len(parts)):
        yield "/".join(parts[:count])


def _beside(base: str, file: Rewrite, data: bytes, name: str) -> str:
    """Write a content next to its file, with the file's mode and owner."""
    target = os.path.join(base, file.path)
    status = os.lstat(target)
    path = _sibling(target, name)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if _owner(os.lstat(path)) != _owner(status):
            os.chown(path, *_owner(status))
        os.chmod(path, stat.S_IMODE(status.st_mode))
    except BaseException:
        os.unlink(path)
        raise
    return path


def _owner(status: os.stat_result) -> tuple[int, int]:
    return status.st_uid, status.st_gid


def _sibling(target: str, name: str) -> str:
    folder, last = os.path.split(target)
    return os.path.join(folder, f".{last[:200]}.{os.getpid()}.{name}.kubelet-lint")


def _rename(base: str, files: Sequence[Rewrite]) -> None:
    done: list[str] = []
    try:
        for file in files:
            target = os.path.join(base, file.path)
            os.replace(_sibling(target, "new"), target)
            done.append(target)
    except BaseException:
        for target in done:
            os.replace(_sibling(target, "old"), target)
        raise
