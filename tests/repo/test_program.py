"""Running another program: its output, or its own words."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from kubelet_lint.repo.program import Said, run


@pytest.fixture(params=["posix_spawn", "subprocess"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Run each test in both ways; Windows has only the second."""
    if request.param == "subprocess":
        monkeypatch.delattr(os, "posix_spawn", raising=False)


def python(code: str) -> Said:
    folder, name = os.path.split(sys.executable)
    return run((name, "-c", code), {**os.environ, "PATH": folder})


@pytest.mark.usefixtures("way")
def test_output_of_any_size_is_read() -> None:
    said = python(
        "import sys; sys.stdout.write('x' * 1_000_000); sys.stderr.write('y')"
    )
    assert said == Said(b"x" * 1_000_000)


@pytest.mark.usefixtures("way")
def test_there_is_no_input_to_wait_for() -> None:
    assert python("import sys; print(repr(sys.stdin.read()))").output.strip() == b"''"


@pytest.mark.usefixtures("way")
def test_a_failure_is_told_in_the_programs_words() -> None:
    said = python("import sys; print('lost'); sys.exit('fatal: no such thing')")
    assert said == Said(failure="fatal: no such thing")


@pytest.mark.usefixtures("way")
def test_a_failure_without_words_is_told_by_its_code() -> None:
    name = os.path.basename(sys.executable)
    assert python("raise SystemExit(7)") == Said(failure=f"{name} ended with 7")


@pytest.mark.usefixtures("way")
def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    said = run(("git", "status"), {"PATH": str(tmp_path)})
    assert said == Said(failure="git cannot be run: no such file or directory")


@pytest.mark.usefixtures("way")
def test_no_descriptor_is_left_open() -> None:
    if not os.path.isdir("/proc/self/fd"):
        pytest.skip("this system does not list open files")
    before = len(os.listdir("/proc/self/fd"))
    python("pass")
    run(("no-such-program",), {"PATH": ""})
    assert len(os.listdir("/proc/self/fd")) == before
