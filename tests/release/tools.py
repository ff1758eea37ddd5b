"""Programs that releases need; a test that needs one that is not there is skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]

BIN = Path(sys.executable).parent

ALL_HERE = (BIN.parent / ".installed-check").exists()
"""Whether ``dev.py lint`` made this environment: then every tool must be in it."""


def tool(name: str) -> str:
    """Return the path of a program, beside this Python or anywhere else."""
    found = shutil.which(name, path=str(BIN)) or shutil.which(name)
    if found is None:
        assert not ALL_HERE, f"{name} is in no dependency group"
        pytest.skip(f"{name} is not installed here (python3 dev.py lint installs it)")
    return found


def run(
    *command: str | Path,
    cwd: Path | None = None,
    timeout: int = 240,
    code: int | None = 0,
    **environment: str,
) -> str:
    """Return what a command says; how it ends is checked unless ``code`` is None."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=timeout,
        check=False,
    )
    assert code is None or done.returncode == code, done.stdout
    return done.stdout
