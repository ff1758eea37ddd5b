"""A file is written whole or not at all.

The content goes to a new file in the same folder, which is synced and then renamed
over the old one (rename(2) replaces it in one step), so a reader never sees half of
it and a full disk never costs the old content.
"""

from __future__ import annotations

import os
import stat


def write_atomically(path: str, data: bytes) -> None:
    """Replace a file's content; its mode stays, a link stays a link.

    Raises:
        OSError: if that cannot be done; the file is then as it was.
    """
    target = os.path.realpath(path)
    if _is_special(target):
        with open(target, "wb") as file:  # /dev/stdout or a FIFO cannot be replaced
            file.write(data)
        return
    mode = _mode(target)
    temporary = _temporary(target)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _is_special(path: str) -> bool:
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    return not stat.S_ISREG(mode) and not stat.S_ISDIR(mode)


def _mode(path: str) -> int | None:
    try:
        return stat.S_IMODE(os.stat(path).st_mode)
    except OSError:
        return None


def _temporary(path: str) -> str:
    folder, name = os.path.split(path)
    # Two runs must not meet in one file; a crash leaves a name that says whose it is.
    return os.path.join(folder, f".{name[:200]}.{os.getpid()}.kubelet-lint")
