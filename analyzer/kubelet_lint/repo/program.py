"""Another program's output, without subprocess where that can be.

Importing subprocess and what it needs costs 5 ms, a twentieth of a whole run, so a
program is started with posix_spawn(3) where there is one, and again with subprocess if
it fails, for the words it fails with.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import NamedTuple

from kubelet_lint.repo.reading import why


class Said(NamedTuple):
    """What a program printed, or why it could not be run to its good end."""

    output: bytes = b""
    failure: str = ""


def run(
    command: tuple[str, ...],
    environment: Mapping[str, str],
    given: bytes | None = None,
) -> Said:
    """Run a program, with an input or none; it must do no harm to run it twice."""
    if given is not None or not hasattr(os, "posix_spawn"):
        return _run(command, environment, given)
    output = _spawn(command, environment)
    return _run(command, environment, None) if output is None else Said(output)


def _spawn(command: tuple[str, ...], environment: Mapping[str, str]) -> bytes | None:
    program = _program(command[0], environment)
    if program is None:
        return None
    readable, writable = os.pipe()
    streams = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_DUP2, writable, 1),
        (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
    ]
    with open(readable, "rb") as printed:
        try:
            pid = os.posix_spawn(program, command, environment, file_actions=streams)
        except OSError:
            return None
        finally:
            os.close(writable)
        output = printed.read()
    _, status = os.waitpid(pid, 0)
    return output if status == 0 else None


def _program(name: str, environment: Mapping[str, str]) -> str | None:
    for folder in os.get_exec_path(environment):
        path = os.path.join(folder, name)
        if os.path.isfile(path) and os.access(path, os.X_OK):
            return path
    return None


def _run(
    command: tuple[str, ...], environment: Mapping[str, str], given: bytes | None
) -> Said:
    import subprocess

    try:
        done = subprocess.run(
            command,
            env=environment,
            stdin=subprocess.DEVNULL if given is None else None,
            input=given,
            capture_output=True,
            check=False,
        )
    except OSError as error:
        return Said(failure=f"{command[0]} cannot be run: {why(error)}")
    if done.returncode == 0:
        return Said(done.stdout)
    words = os.fsdecode(done.stderr).strip().partition("\n")[0]
    return Said(failure=words or f"{command[0]} ended with {done.returncode}")
