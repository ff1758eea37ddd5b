"""What is published, built from copies of this project's files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from .tools import PROJECT, run

EPOCH = "1700000000"


def copy(folder: Path, *, touched: float) -> Path:
    """Copy the project's own files, as a checkout at some time has them."""
    for path in tracked():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(PROJECT / path, target)
        os.utime(target, (touched, touched))
    return folder


def tracked() -> list[str]:
    command = ["git", "ls-files", "-z"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=False)
    if done.returncode != 0:
        pytest.skip("this is no checkout, so nobody knows which files belong to it")
    paths = os.fsdecode(done.stdout).split("\0")[:-1]
    return [path for path in paths if (PROJECT / path).is_file()]


def build(folder: Path) -> dict[str, Path]:
    """Return the built files by their names."""
    for module in ("build", "hatchling"):
        if find_spec(module) is None:
            pytest.skip(f"{module} is not installed here (python3 dev.py lint does it)")
    command = (sys.executable, "-m", "build", "--no-isolation", "--outdir", "dist")
    run(*command, cwd=folder, SOURCE_DATE_EPOCH=EPOCH)
    return {path.name: path for path in sorted((folder / "dist").iterdir())}
