"""Small repositories to look at."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kubelet_lint.repo.opening import Place, Selection, open_repository
from kubelet_lint.repo.repository import Repository

Tree = Mapping[str, "str | bytes"]

EVERYTHING = Selection()

GIT = ("git", "-c", "user.name=t", "-c", "user.email=t@example.org")


def run_git(folder: Path, *args: str) -> None:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run([*GIT, *args], cwd=folder, check=True, env=environment)


def lay(folder: Path, tree: Tree) -> Path:
    for path, content in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


Opener = Callable[..., Repository]


@pytest.fixture
def opened(tmp_path: Path) -> Opener:
    """Open paths of ``tmp_path``, or of the folder ``cwd``, as the command does."""

    def open_it(
        *paths: str,
        cwd: Path = tmp_path,
        environment: Mapping[str, str] = os.environ,
        selection: Selection = EVERYTHING,
    ) -> Repository:
        return open_repository(paths, selection, Place(str(cwd), environment))

    return open_it
