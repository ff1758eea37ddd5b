"""A bar where somebody sees it, after a second; otherwise not one byte."""

from __future__ import annotations

import io
import os
import pty
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from kubelet_lint import analyze
from kubelet_lint.cli.progress import AFTER, ERASE, Progress, watcher
from kubelet_lint.options import Options
from kubelet_lint.progress import unwatched
from kubelet_lint.repo.repository import Repository

from .conftest import Runner, Stub


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_nothing_is_shown_in_the_first_second() -> None:
    clock, stream = Clock(), io.StringIO()
    watch = Progress(stream, clock)
    for _ in watch("looking", range(1000)):
        clock.now += AFTER / 2000
    assert stream.getvalue() == ""


def test_then_there_is_a_bar_and_nothing_stays_of_it() -> None:
    clock, stream = Clock(), io.StringIO()
    watch = Progress(stream, clock)
    for _ in watch("looking", range(4)):
        clock.now += AFTER
    shown = stream.getvalue().split(ERASE)
    assert shown == [
        "",
        "looking [#######-----------------------] 1/4",
        "looking [###############---------------] 2/4",
        "looking [######################--------] 3/4",
        "",
    ]


def test_it_is_not_drawn_more_often_than_eyes_see() -> None:
    clock, stream = Clock(), io.StringIO()
    clock.now = 0
    watch = Progress(stream, clock)
    clock.now = AFTER
    for _ in watch("looking", range(10_000)):
        clock.now += 0.0001
    assert stream.getvalue().count("looking") <= 11


def test_it_fits_the_terminal() -> None:
    clock, stream = Clock(), io.StringIO()
    watch = Progress(stream, clock, columns=20)
    clock.now = AFTER
    list(watch("looking", range(4)))
    assert max(map(len, stream.getvalue().split(ERASE))) == 19


def test_a_run_that_stops_leaves_no_bar() -> None:
    clock, stream = Clock(), io.StringIO()
    watch = Progress(stream, clock)
    clock.now = AFTER
    items = watch("looking", range(4))
    next(items)
    items.close()
    assert stream.getvalue().endswith(ERASE)


def test_a_terminal_that_went_away_is_no_fault() -> None:
    clock, stream = Clock(), io.StringIO()
    watch = Progress(stream, clock)
    clock.now = AFTER
    stream.close()
    assert list(watch("looking", range(4))) == [0, 1, 2, 3]


def test_without_a_terminal_nobody_watches(command: Runner, analysis: Stub) -> None:
    for name in ("check", "report", "resolve"):
        command(name)
        assert analysis.watch is unwatched


@pytest.mark.parametrize(
    ("terminal", "term", "verbosity", "watches"),
    [
        (True, "xterm", 0, True),
        (True, "xterm", -1, False),
        (True, "dumb", 0, False),
        (False, "xterm", 0, False),
    ],
)
def test_only_a_terminal_that_can_erase_gets_a_bar(
    monkeypatch: pytest.MonkeyPatch,
    terminal: bool,
    term: str,
    verbosity: int,
    watches: bool,
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    monkeypatch.setenv("TERM", term)
    assert (watcher(verbosity) is not unwatched) == watches


def test_the_steps_of_the_analysis_are_watched(tmp_path: Path) -> None:
    (tmp_path / "kubelet.service").write_text("[Service]\nExecStart=/usr/bin/kubelet\n")
    stream, clock = io.StringIO(), Clock()
    watch = Progress(stream, clock)
    clock.now = AFTER
    original = clock.__call__

    def later() -> float:
        clock.now += 1
        return original()

    watch._clock = later
    repository = Repository(str(tmp_path), ["kubelet.service"])
    analyze.check(repository, Options(), watch)
    for step in ("looking at files", "reading documents", "following kubelets"):
        assert f"{step} [" in stream.getvalue()


def everything(terminal: int) -> str:
    """Return what was written to a terminal whose other end is closed."""
    said = b""
    with suppress(OSError):  # Linux ends so, others with nothing
        while part := os.read(terminal, 4096):
            said += part
    os.close(terminal)
    return said.decode()


def test_a_real_terminal_sees_it_and_standard_output_does_not() -> None:
    code = (
        "import sys, time\n"
        "from kubelet_lint.cli.progress import watcher\n"
        "for one in watcher(0)('looking', range(3)): time.sleep(0.6)\n"
        "print('report')"
    )
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
        check=True,
    )
    os.close(theirs)
    said = everything(ours)
    assert done.stdout == b"report\n"
    assert "looking [####################----------] 2/3" in said
    assert said.endswith(ERASE)
