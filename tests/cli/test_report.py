"""``report``: where it goes, in which form, and what its links start with."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from kubelet_lint.resolution import Report
from report.reports import one

from .conftest import Runner, Stub


@pytest.fixture
def about(analysis: Stub) -> Report:
    analysis.report = one("flag over file")
    return analysis.report


@pytest.mark.parametrize(
    ("options", "start"),
    [
        ((), "<!DOCTYPE html>"),
        (("--output-format", "json"), '{\n  "schema": 1'),
        (("--output-format", "csv"), '\ufeff"kubelet"'),
    ],
)
def test_standard_output_is_the_report(
    command: Runner, about: Report, options: tuple[str, ...], start: str
) -> None:
    ended = command("report", *options)
    assert ended.code == 0
    assert ended.out.startswith(start)


@pytest.mark.parametrize(
    ("options", "start"),
    [
        (("--output", "r.html"), "<!DOCTYPE html>"),
        (("--output", "R.HTM"), "<!DOCTYPE html>"),
        (("--output", "r.csv"), '\ufeff"kubelet"'),
        (("--output", "r.json"), '{\n  "schema": 1'),
        (("--output", "r.json", "--output-format", "csv"), '\ufeff"kubelet"'),
        (("--output", "report"), "<!DOCTYPE html>"),
    ],
)
def test_the_name_of_the_file_says_the_format(
    command: Runner,
    about: Report,
    tmp_path: Path,
    options: tuple[str, ...],
    start: str,
) -> None:
    ended = command("report", *options)
    assert (ended.code, ended.out) == (0, "")
    assert (tmp_path / options[1]).read_text(encoding="utf-8").startswith(start)


def test_findings_do_not_decide_the_exit_code(command: Runner, analysis: Stub) -> None:
    analysis.finds("fail")
    assert command("report").code == 0


def test_files_that_could_not_be_read_are_named_on_standard_error(
    command: Runner, analysis: Stub
) -> None:
    analysis.stumbles("bad\nname")
    assert command("report").err == "kubelet-lint: bad\\nname: is not read\n"


@pytest.mark.parametrize(
    ("output", "links"),
    [
        ("", "./"),
        ("report.html", "./"),
        ("build/report.html", "./../"),
        ("a b/c/report.html", "./../../"),
    ],
)
def test_links_lead_from_the_report_to_the_repository(
    command: Runner, about: Report, tmp_path: Path, output: str, links: str
) -> None:
    (tmp_path / output).parent.mkdir(parents=True, exist_ok=True)
    ended = command("report", *(("--output", output) if output else ()))
    text = (tmp_path / output).read_text() if output else ended.out
    assert f'href="{links}kubelet.service.d/20.conf#L2"' in text


def test_links_into_a_folder_go_down_to_it(
    command: Runner, about: Report, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "re po:x").mkdir()
    monkeypatch.chdir(tmp_path / "re po:x")
    command("report", "--output", "../r.html")
    text = (tmp_path / "r.html").read_text()
    assert 'href="./re%20po%3Ax/kubelet.service.d/20.conf#L2"' in text


@pytest.mark.parametrize("slash", ["", "/"])
def test_links_can_lead_to_where_the_repository_is_shown(
    command: Runner, about: Report, slash: str
) -> None:
    base = "https://git.example/o/r/blob/1f2e"
    text = command("report", "--link-base", base + slash).out
    assert f'href="{base}/kubelet.service.d/20.conf#L2"' in text


@pytest.mark.parametrize(
    "base", ["javascript:alert(1)//", "data:text/html,", "//evil.example", "file:///"]
)
def test_a_link_that_is_no_web_address_is_refused(
    command: Runner, about: Report, base: str
) -> None:
    ended = command("report", "--link-base", base)
    assert (ended.code, ended.out) == (2, "")
    assert "does not start with https:// or http://" in ended.err


def test_a_title_and_the_commit_are_said(
    command: Runner, about: Report, tmp_path: Path
) -> None:
    assert "checked out" not in command("report").out
    git = ("git", "-c", "user.name=t", "-c", "user.email=t@example.org")
    subprocess.run([*git, "init", "-q"], cwd=tmp_path, check=True)
    assert "checked out" not in command("report").out
    commit = [*git, "commit", "-q", "--allow-empty", "-m", "x"]
    subprocess.run(commit, cwd=tmp_path, check=True)
    head = subprocess.run(
        [*git, "rev-parse", "HEAD"],
        cwd=tmp_path,
        capture_output=True,
        check=True,
        text=True,
    ).stdout.strip()
    text = command("report", "--title", "Nodes <of> production").out
    assert f"commit {head} checked out" in text
    assert "<h1>Nodes &lt;of&gt; production</h1>" in text
    subject = json.loads(command("report", "--output-format", "json").out)["subject"]
    assert head in subject


def test_options_reach_the_analysis(command: Runner, analysis: Stub) -> None:
    command("report", "--kubelet-version", "1.30", "--no-vendor-facts")
    assert analysis.options.kubelet_versions == ("1.30",)
    assert not analysis.options.vendor_facts
