"""One file, read without following a link and without ever waiting for it.

``lstat`` tells what a path is before it is opened, so that a device is never opened;
``O_NOFOLLOW`` and ``O_NONBLOCK`` (open(2)) keep the promise if the path is replaced in
between by a link or a FIFO.
"""

from __future__ import annotations

import os
import stat
from typing import NamedTuple

BOUND = 16 * 1024 * 1024
"""The largest file that is analysed, in bytes."""

CHUNK = 1024 * 1024

_SAFELY = ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_NOCTTY", "O_BINARY")
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in _SAFELY)


class Bytes(NamedTuple):
    """A regular file with its content."""

    data: bytes
    mode: int = 0o644


class Folder(NamedTuple):
    """A directory."""


class SymbolicLink(NamedTuple):
    """A symbolic link with its target as written."""

    target: str


class TooLarge(NamedTuple):
    """A regular file over the bound."""

    size: int


class Absent(NamedTuple):
    """Nothing is there."""


class Refused(NamedTuple):
    """Something is there that is not read, and why."""

    reason: str


Content = Bytes | Folder | SymbolicLink | TooLarge | Absent | Refused

_KINDS = {
    stat.S_IFIFO: "a FIFO",
    stat.S_IFSOCK: "a socket",
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
}


def look(path: str, bound: int = BOUND) -> Content:
    """Return what lies at ``path``: a file's bytes, a link's target, or why not."""
    try:
        status = os.lstat(path)
        kind = stat.S_IFMT(status.st_mode)
        if kind == stat.S_IFREG:
            if status.st_size > bound:
                return TooLarge(status.st_size)
            return _read(path, status, bound)
        if kind == stat.S_IFLNK:
            return SymbolicLink(os.readlink(path))
    except (FileNotFoundError, NotADirectoryError):
        return Absent()
    except (OSError, ValueError) as error:
        return Refused(why(error))
    if kind == stat.S_IFDIR:
        return Folder()
    return Refused(f"{_KINDS.get(kind, 'no regular file')} is not read")


def _read(path: str, status: os.stat_result, bound: int) -> Content:
    descriptor = os.open(path, _FLAGS)
    try:
        data = os.read(descriptor, status.st_size + 1)
        while len(data) != status.st_size and len(data) <= bound:
            # A file of /proc has size 0; one that is being written may have grown.
            more = os.read(descriptor, CHUNK)
            if not more:
                break
            data += more
    finally:
        os.close(descriptor)
    if len(data) > bound:
        return TooLarge(len(data))
    return Bytes(data, stat.S_IMODE(status.st_mode))


def open_large(path: str) -> int:
    """Return a descriptor to read a large file from, piece by piece."""
    return os.open(path, _FLAGS)


def why(error: OSError | ValueError) -> str:
    """Return an error of the operating system in words, without the path."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return str(error)
