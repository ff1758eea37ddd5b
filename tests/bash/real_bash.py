"""Runs a script in a temporary folder with the bash that is installed.

The script uses relative paths only; a stub named ``daemon`` on its PATH records how it
is started. Nothing outside of the folder is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NamedTuple

BASH = shutil.which("bash")


class Outcome(NamedTuple):
    """What a script leaves: files by name, starts of ``daemon``, the exit status."""

    files: dict[str, str]
    launches: list[list[str]]
    status: int


def is_recent() -> bool:
    """Say whether bash is there and is 5.2 or later, which is what is imitated."""
    if BASH is None:
        return False
    command = [BASH, "-c", "echo $((BASH_VERSINFO[0] * 100 + BASH_VERSINFO[1]))"]
    return int(subprocess.run(command, capture_output=True, check=True).stdout) >= 502


def run(script: str, args: list[str], folder: Path) -> Outcome:
    """Run ``script`` in an empty directory below ``folder``."""
    inside, tools = folder / "scripts", folder / "tools"
    inside.mkdir()
    tools.mkdir()
    record = folder / "launches"
    stub = tools / "daemon"
    stub.write_text(
        f'#!{BASH}\n{{ printf "%s\\0" "$@"; printf "\\1"; }} >> "{record}"\n'
    )
    stub.chmod(0o755)
    (folder / "script.sh").write_text(script, encoding="utf-8")
    environment = {
        "PATH": f"{tools}:/usr/local/bin:/usr/bin:/bin",
        "HOME": "/root",
        "LC_ALL": "C",
        "USER": "root",
    }
    done = subprocess.run(
        [BASH or "bash", "../script.sh", *args],
        cwd=inside,
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=20,
        check=False,
    )
    return Outcome(_files(inside), _launches(record), done.returncode)


def _files(inside: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for folder, _, names in os.walk(inside):
        for name in names:
            path = Path(folder) / name
            content = path.read_bytes().decode("utf-8", "surrogateescape")
            found[path.relative_to(inside).as_posix()] = content
    return found


def _launches(record: Path) -> list[list[str]]:
    if not record.exists():
        return []
    starts = record.read_bytes().decode("utf-8").split("\1")[:-1]
    return [start.split("\0")[:-1] for start in starts]
