#!/usr/bin/env python3
"""Set this project up and run it, with nothing but Python 3.10 or newer and git.

    python3 dev.py example    judge the example in fixtures/example
    python3 dev.py test       run all tests; what follows goes to pytest
    python3 dev.py lint       run ruff, mypy, pyright and import-linter
    python3 dev.py build      build and check what is published, into dist/

Everything is installed into ``.venv`` beside this file, once.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
EXAMPLE = "fixtures/example"
ALL = ("-n", "2", "--dist", "loadgroup", "--cov")


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 10):
        print("kubelet-lint needs Python 3.10 or newer", file=sys.stderr)
        return 2
    commands = {"example": example, "test": test, "lint": lint, "build": build}
    if not arguments or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    os.chdir(HERE)
    return commands[arguments[0]](arguments[1:])


def example(more: list[str]) -> int:
    """Findings are what the example is for, so they are no failure here."""
    install("run")
    return tool("kubelet-lint", "check", "--exit-zero", EXAMPLE, *more)


def test(more: list[str]) -> int:
    install("test")
    return tool("python", "-m", "pytest", *(more or ALL))


def lint(more: list[str]) -> int:
    install("check")
    return max(
        tool("ruff", "check"),
        tool("ruff", "format", "--check"),
        tool("mypy"),
        tool("pyright", "--pythonpath", str(BIN / "python")),
        tool("lint-imports", "--no-logo"),
    )


def build(more: list[str]) -> int:
    """Build what is published, check it, and list what it brings along."""
    install("release")
    for folder in ("dist", "build"):
        shutil.rmtree(HERE / folder, ignore_errors=True)
    # Archives carry this time, so that the same commit gives the same bytes.
    asked = ("git", "log", "-1", "--format=%ct")
    said = subprocess.run(asked, check=False, capture_output=True, text=True).stdout
    os.environ.setdefault("SOURCE_DATE_EPOCH", said.strip() or "315532800")
    if code := tool("python", "-m", "build", "--no-isolation", *more):
        return code
    built = sorted(str(path) for path in (HERE / "dist").iterdir())
    wheels = [path for path in built if path.endswith(".whl")]
    return max(
        tool("twine", "check", "--strict", *built),
        tool("check-wheel-contents", *wheels),
        bill_of_materials(wheels),
    )


def bill_of_materials(wheels: list[str]) -> int:
    """Write a CycloneDX document of what an installation consists of."""
    clean = HERE / "build" / "installed"
    venv.create(clean, with_pip=True, symlinks=os.name != "nt")
    python = str(clean / BIN.name / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *wheels], check=True)
    run = [python, "-m", "pip", "uninstall", "--quiet", "--yes", "pip"]
    subprocess.run(run, check=True)
    target = ("--output-file", "build/sbom.cdx.json", "--output-reproducible")
    about = ("--pyproject", "pyproject.toml", "--mc-type", "application")
    return tool("cyclonedx-py", "environment", *target, *about, python)


def install(group: str) -> None:
    """Install what a command needs, unless it is there already."""
    wanted = hashlib.sha256((HERE / "pyproject.toml").read_bytes()).hexdigest()
    done = VENV / f".installed-{group}"
    if done.exists() and done.read_text() == wanted:
        return
    if not (BIN / "pip").exists() and not (BIN / "pip.exe").exists():
        venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
    pip = (str(BIN / "python"), "-m", "pip", "install", "--quiet")
    quiet = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    groups = () if group == "run" else ("--group", group)
    # Dependency groups (PEP 735) are understood from pip 25.1 on.
    subprocess.run([*pip, "--upgrade", "pip>=25.1"], check=True, env=quiet)
    subprocess.run([*pip, "--editable", ".", *groups], check=True, env=quiet)
    done.write_text(wanted)


def tool(name: str, *arguments: str) -> int:
    sys.stdout.flush()
    return subprocess.run([str(BIN / name), *arguments], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
