"""The exit code tells what happened, and 1 only ever means findings."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from kubelet_lint.finding import Verdict
from kubelet_lint.report import FORMATS

from .conftest import Runner, Stub


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize(
    ("verdicts", "options", "code"),
    [
        ((), (), 0),
        (("fail",), (), 1),
        (("possible",), (), 1),
        (("unstated",), (), 1),
        (("open",), (), 0),
        (("note",), (), 0),
        (("open",), ("--fail-on", "open"), 1),
        (("note",), ("--fail-on", "open"), 0),
        (("unstated",), ("--fail-on", "possible"), 0),
        (("possible",), ("--fail-on", "fail"), 0),
        (("note", "fail"), ("--fail-on", "fail"), 1),
        (("fail",), ("--exit-zero",), 0),
    ],
)
def test_findings_decide_and_the_format_does_not(
    command: Runner,
    analysis: Stub,
    form: str,
    verdicts: tuple[Verdict, ...],
    options: tuple[str, ...],
    code: int,
) -> None:
    analysis.finds(*verdicts)
    assert command("check", "--output-format", form, *options).code == code


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("chekc",), "No such command 'chekc'; did you mean check?"),
        (("resol",), "No such command 'resol'; did you mean resolve?"),
        (("/",), "No such command '/'; did you mean check /?"),
        (("nothing-like-it",), "there are check, resolve, simulate, report, explain"),
        (("check", "--no-such-option"), "No such option"),
        (("check", "no-such-path"), "no-such-path: no such file or directory"),
        (("check", "--output-format", "xml"), "xml"),
        (("check", "--output", "xml=out"), "'xml' is none of"),
        (("check", "--output", "json"), "'json' is not FORMAT=FILE"),
        (("check", "--output", "json="), "names no file"),
        (("check", "--output", "json=a", "--output", "text=./a"), "named twice"),
        (("check", "--output", "json=no/such/folder/out"), "cannot write"),
        (("check", "--select", "always-allow"), "did you mean always-allow-auth"),
        (("check", "--ignore", "refused-start,xyz"), "no rule is called 'xyz'"),
        (("check", "--fail-on", "note"), "'note' is not one of"),
        (("check", "--exclude", "!"), "--exclude"),
        (("check", "--stdin-filename", "x"), "goes with the path -"),
        (("check", "-", "x"), "must stand alone"),
        (("resolve", "--root", "no-such-folder"), "no-such-folder is no directory"),
        (("resolve", "--root", ".", "x"), "not both"),
        (("resolve", "--root", ".", "--"), "comes a command"),
        (("resolve", "--", "kubelet"), "needs --root"),
        (("resolve", "--env", "=x"), "'=x' is not K=V"),
        (("resolve", "--systemd-version", "new"), "not a valid integer"),
        (("explain", "refused"), "did you mean refused-start?"),
        (("completion", "tcsh"), "'tcsh' is not one of"),
        ((), "Usage"),
    ],
)
def test_a_command_line_that_asks_for_the_impossible_ends_with_2(
    command: Runner, analysis: Stub, arguments: tuple[str, ...], words: str
) -> None:
    ended = command(*arguments)
    assert ended.code == 2
    assert words in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("error", [RuntimeError("boom"), RecursionError(), OSError(5)])
def test_our_own_fault_ends_with_3_and_says_how_to_report_it(
    command: Runner, analysis: Stub, error: Exception
) -> None:
    analysis.error = error
    ended = command("check")
    assert ended.code == 3
    assert ended.out == ""
    assert "Traceback" in ended.err
    assert "kubelet-lint 0." in ended.err
    assert "report it" in ended.err


def test_an_interruption_ends_with_130(command: Runner, analysis: Stub) -> None:
    analysis.error = KeyboardInterrupt()
    ended = command("check")
    assert ended.code == 130
    assert "Traceback" not in ended.err


def test_help_and_version_end_with_0(command: Runner) -> None:
    assert command("--version").out.startswith("kubelet-lint 0.")
    assert "Examples" in command("--help").out
    for name in ("check", "resolve", "report", "explain", "rules", "completion"):
        ended = command(name, "--help")
        assert ended.code == 0
        assert "Usage: kubelet-lint" in ended.out


def test_a_reader_that_has_enough_is_no_fault(command: Runner, analysis: Stub) -> None:
    code = (
        "import sys, types; import kubelet_lint; from kubelet_lint.cli.run import run\n"
        "from kubelet_lint.cli import console\n"
        "console.show('x' * 1000000)\n"
        "sys.exit(5)"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(10)
    process.stdout.close()
    assert process.stderr.read() == b""
    process.stderr.close()
    assert process.wait(20) == 5


def test_a_full_disk_is_said_and_is_no_finding(command: Runner, analysis: Stub) -> None:
    if not os.path.exists("/dev/full"):
        pytest.skip("this system has no /dev/full")
    ended = command("check", "--output", "json=/dev/full")
    assert ended.code == 2
    assert "no space left" in ended.err


def test_the_installed_command_is_this_program() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "kubelet_lint", "rules", "--output-format", "json"],
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["schema"] == 1
