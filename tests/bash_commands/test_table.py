"""Every row of the table: what our functions say, and what the real programs say."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from bash_commands.calls import call, content, machine
from bash_commands.table import ROWS, Row

NAMES = [f"{number} {' '.join(row.argv)}"[:70] for number, row in enumerate(ROWS)]

OTHER_VERSIONS = {"sed": "4.9", "sort": "9.", "grep": "3.", "gawk": "5."}
"""The versions that were recorded; others differ in rare cases."""


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_a_command_prints_and_leaves_what_the_real_one_does(row: Row) -> None:
    result, after = call([*row.argv], row.stdin, machine(row.files))
    assert (result.stdout.display(), result.status) == (row.printed, row.status)
    names = {*row.files, *row.changed}
    left = {name: content(after, name) for name in names}
    changed = {n: left[n] for n in names if left[n] != row.files.get(n)}
    assert changed == row.changed


@pytest.mark.parametrize("row", ROWS, ids=NAMES)
def test_the_real_program_prints_and_leaves_the_same(row: Row, tmp_path: Path) -> None:
    program = _recorded_program(row.argv[0])
    for name, text in row.files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    done = subprocess.run(
        [program, *row.argv[1:]],
        input=row.stdin,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        check=False,
        umask=0o22,
    )
    assert (done.stdout, done.returncode) == (row.printed, row.status)
    after = _tree(tmp_path)
    names = {*row.files, *after}
    changed = {n: after.get(n) for n in names if after.get(n) != row.files.get(n)}
    assert changed == row.changed


def _recorded_program(name: str) -> str:
    """Return the program, if it is the one the table was recorded from."""
    name = {"awk": "gawk"}.get(name, name)
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is not installed here")
    told = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout.partition("\n")[0]
    if "GNU" not in told:
        pytest.skip(f"{name} is not GNU {name}")
    name = name[1:] if name in ("egrep", "fgrep") else name
    wanted = OTHER_VERSIONS.get(name, "")
    if wanted not in told:
        pytest.skip(f"the table was recorded from {name} {wanted}, not {told}")
    return program


def _tree(root: Path) -> dict[str, str | tuple[str, str]]:
    found: dict[str, str | tuple[str, str]] = {}
    for path in root.rglob("*"):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = "link", os.readlink(path)
        elif path.is_file():
            found[name] = path.read_text()
    return found
