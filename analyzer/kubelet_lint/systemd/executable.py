"""The program of a command: where it lies, and whether the kernel would run it.

Follows ``find_executable_full`` (``src/basic/path-util.c``) and execve(2). A program
that is not among the files is taken to be there: which ones a node has is not ours
to know.
"""

from __future__ import annotations

import posixpath
import re

from kubelet_lint.node.filesystem import File, FileSystem, follow
from kubelet_lint.source import HOLE, Text

_DOTS = re.compile(r"/(?:\.?/)+|/\.\Z")
_KNOWN_STARTS = ("#!", "\x7fELF", HOLE)
_LFS_POINTER = "version https://git-lfs"
"""How the stand-in of a file begins that lies in another store."""


def locate(path: Text, search_path: str, files: FileSystem) -> str:
    """Return the path executed; a bare name is looked for as systemd does.

    A bare name that is not found stays as it is, and so does a hole, for people.
    """
    if path.chars.startswith("/") or HOLE in path.chars:
        return _DOTS.sub("/", path.display())
    for directory in search_path.split(":"):
        candidate = posixpath.join(directory, path.chars)
        if isinstance(follow(files, candidate).entry, File):
            return candidate
    return path.chars


def unrunnable(path: Text, located: str, files: FileSystem) -> str | None:
    """Say why the program cannot be executed, as far as the files tell."""
    entry = follow(files, located).entry if located.startswith("/") else None
    if not isinstance(entry, File):
        # Variables are not expanded in the program, so this is the name it has.
        return "No such file or directory" if "$" in path.chars else None
    if not entry.mode & 0o111:
        return "Permission denied"
    head = entry.text.chars[: len(_LFS_POINTER)]
    if head and head != _LFS_POINTER and not head.startswith(_KNOWN_STARTS):
        return "Exec format error"
    return None
