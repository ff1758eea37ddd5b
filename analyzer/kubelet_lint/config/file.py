"""A configuration file, read: bounded, and never by a link out of the repository."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kubelet_lint.repo.opening import SHARED
from kubelet_lint.repo.reading import Absent, Bytes, Folder, Refused, SymbolicLink, look

WORD = b"kubelet-lint"
"""What every ``pyproject.toml`` holds that has our table."""

LARGEST = 256 * 1024
"""The largest configuration file that is read, in bytes."""


class ConfigError(Exception):
    """The configuration cannot be used; the words say where and why."""


class File(NamedTuple):
    """A configuration file."""

    path: str
    """Relative to the repository, or as it was named if it lies elsewhere."""
    data: bytes
    shared: bool = False
    """Whether it is a ``pyproject.toml``, which holds other tools' tables too."""
    inside: bool = True
    """Whether it lies in the repository."""

    @property
    def folder(self) -> str:
        """What its paths are relative to, in the repository."""
        return self.path.rpartition("/")[0] if self.inside else ""


def files(base: str, paths: Iterable[str]) -> Iterator[File]:
    """Yield those of the candidates that may be a configuration."""
    for path in paths:
        shared = path.endswith(SHARED)
        data = _read(base, path, shared=shared)
        if data is not None:
            yield File(path, data, shared)


def named(base: str, cwd: str, name: str) -> File:
    """Return the file that a person names, wherever it lies."""
    real = os.path.realpath(os.path.join(cwd, name))
    content = look(real)
    if isinstance(content, Bytes):
        inside = real.startswith(os.path.join(base, ""))
        path = os.path.relpath(real, base).replace(os.sep, "/") if inside else name
        shared = os.path.basename(real) == SHARED
        return File(path, _bounded(path, content.data), shared, inside)
    if isinstance(content, Absent):
        raise ConfigError(f"{name}: there is no such file")
    why = content.reason if isinstance(content, Refused) else "it is no file to read"
    raise ConfigError(f"{name}: {why}")


def _read(base: str, path: str, *, shared: bool) -> bytes | None:
    """Return a file's bytes; None if it is not there, or of no concern to us."""
    real = os.path.join(base, path)
    content = look(real)
    if isinstance(content, SymbolicLink):
        content = look(os.path.realpath(real))
    if isinstance(content, Bytes):
        if shared and WORD not in content.data:
            return None
        if not os.path.realpath(real).startswith(os.path.join(base, "")):
            raise ConfigError(f"{path}: a link that leads out of the repository")
        return _bounded(path, content.data)
    if shared or isinstance(content, (Absent, Folder)):
        return None
    why = content.reason if isinstance(content, Refused) else "it is too large"
    raise ConfigError(f"{path}: {why}")


def _bounded(path: str, data: bytes) -> bytes:
    if len(data) > LARGEST:
        raise ConfigError(f"{path}: it is larger than {LARGEST // 1024} KiB")
    return data
