"""What ``check`` hands to the analysis, and where the reports go."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import Runner, Stub


def test_options_reach_the_analysis(command: Runner, analysis: Stub) -> None:
    command(
        *("check", "--select", "refused-start, unread-setting"),
        *("--ignore", "unread-setting", "--ignore", "masked-always-allow"),
        "--no-vendor-facts",
    )
    assert analysis.options.select == ("refused-start", "unread-setting")
    assert analysis.options.ignore == ("unread-setting", "masked-always-allow")
    assert not analysis.options.vendor_facts


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ((), ()),
        (("1.30",), ("1.30",)),
        (("v1.30.4",), ("1.30",)),
        (("1.31", "1.28,1.30"), ("1.28", "1.30", "1.31")),
    ],
)
def test_a_kubelet_version_is_a_minor_release(
    command: Runner, analysis: Stub, given: tuple[str, ...], meant: tuple[str, ...]
) -> None:
    options = [word for one in given for word in ("--kubelet-version", one)]
    assert command("check", *options).code == 0
    assert analysis.options.kubelet_versions == meant


@pytest.mark.parametrize("version", ["1.2", "2.0", "latest", "", "1.30,"])
def test_a_version_nobody_knows_is_refused(
    command: Runner, analysis: Stub, version: str
) -> None:
    ended = command("check", "--kubelet-version", version)
    assert ended.code == 2
    assert "is no kubelet release between 1.24 and" in ended.err


def test_selection_reaches_the_repository(
    command: Runner, analysis: Stub, tmp_path: Path
) -> None:
    for name in ("vendor", "build", "src"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "kubelet.yaml").touch()
    command("check", "--exclude", "/build")
    assert analysis.repository is not None
    assert list(analysis.repository.paths) == ["src/kubelet.yaml"]
    command("check", "--no-default-excludes", "src", "vendor")
    assert list(analysis.repository.paths) == [
        "src/kubelet.yaml",
        "vendor/kubelet.yaml",
    ]


def test_standard_input_stands_for_a_file(
    command: Runner, analysis: Stub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"kubelet\xff")))
    command("check", "-", "--stdin-filename", "etc/kubelet.service")
    assert analysis.repository is not None
    (document,) = analysis.repository.documents()
    assert document.path == "etc/kubelet.service"
    assert document.text.chars == "kubelet\udcff"


def test_reports_go_to_files_beside_the_screen(
    command: Runner, analysis: Stub, tmp_path: Path
) -> None:
    analysis.finds("fail")
    ended = command(
        *("check", "--color", "always", "--output", "json=out.json"),
        *("--output", "text=out.txt"),
    )
    assert "\x1b[" in ended.out
    assert "AlwaysAllow" in ended.out
    assert json.loads((tmp_path / "out.json").read_text())["schema"] == 1
    assert "AlwaysAllow" in (tmp_path / "out.txt").read_text()
    assert "\x1b[" not in (tmp_path / "out.txt").read_text()
    assert sorted(os.listdir(tmp_path)) == ["out.json", "out.txt"]


def test_standard_output_is_the_report_and_nothing_else(
    command: Runner, analysis: Stub
) -> None:
    analysis.stumbles("bad\nname\x1b[2J")
    ended = command("check", "--output-format", "json")
    assert json.loads(ended.out)["schema"] == 1
    assert ended.err == "kubelet-lint: bad\\nname\\x1b[2J: is not read\n"


def test_a_problem_is_said_once_in_a_text_report(
    command: Runner, analysis: Stub
) -> None:
    analysis.stumbles("odd.yaml")
    ended = command("check")
    assert (ended.out + ended.err).count("odd.yaml") == 1


def test_many_problems_are_cut_short_unless_all_are_asked_for(
    command: Runner, analysis: Stub
) -> None:
    analysis.stumbles(*(f"{number}.yaml" for number in range(30)))
    few = command("check", "--output-format", "json").err.splitlines()
    assert few[-1] == "kubelet-lint: and 10 more files (-v names them)"
    assert len(few) == 21
    assert len(command("check", "--output-format", "json", "-v").err.splitlines()) == 30
    assert command("check", "--output-format", "json", "-q").err == ""


def test_what_the_screen_does_not_need_is_not_imported() -> None:
    code = (
        "import sys; from kubelet_lint.cli.group import cli\n"
        "print(*sorted(m for m in sys.modules if '.' not in m))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, text=True
    )
    loaded = set(done.stdout.split())
    heavy = {
        "ruamel",
        "sarif_om",
        "pathspec",
        "json",
        "subprocess",
        "importlib.metadata",
    }
    assert not loaded & heavy


UNIT = """\
[Service]
ExecStart=/usr/bin/kubelet --kubeconfig=/k --client-ca-file=/ca.crt \\
  --anonymous-auth=false --authentication-token-webhook \\
  --authorization-mode=AlwaysAllow
"""
HINTS = """\
hint: kubelet-lint check --diff shows what can be fixed, and --fix does it
hint: kubelet-lint explain always-allow-authorization says more
hint: to accept it, write above its line: \
# kubelet-lint: ignore[always-allow-authorization] REASON
"""


def test_who_failed_is_told_what_to_do_next(command: Runner) -> None:
    Path("kubelet.service").write_text(UNIT)
    assert command("check").err == HINTS
    for more in ("-q", "--exit-zero", "--output-format=json", "--output-format=sarif"):
        assert command("check", more).err == ""
    assert "hint:" not in command("check", "--diff").err
    Path("kubelet.service").write_text(UNIT.replace("AlwaysAllow", "Webhook"))
    assert command("check").err == ""


def test_a_file_without_comments_is_not_told_to_hold_one(command: Runner) -> None:
    Path("kubelet.json").write_text(
        '{"kind": "KubeletConfiguration", "authorization": {"mode": "AlwaysAllow"},'
        ' "apiVersion": "kubelet.config.k8s.io/v1beta1"}'
    )
    *_, said = command("check").err.splitlines()
    assert said == (
        "hint: to accept it: kubelet-lint check --baseline FILE --update-baseline"
    )


def test_no_fix_is_promised_where_there_is_none(
    command: Runner, analysis: Stub
) -> None:
    analysis.finds("note", "fail")
    said = command("check").err.splitlines()
    assert said == HINTS.splitlines()[1:]
