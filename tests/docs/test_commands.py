"""Every ``kubelet-lint`` command in README.md and on the site's pages does as said.

The commands of one page run one after the other in a fresh copy of the example, which
is a git repository. A comment ``exits with N`` says the exit code; without one it is 0.
A block with a title is a file that the reader writes there, between the commands.
Output that a page shows (a block of ``text``) is output of one of its commands.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from kubelet_lint.cli.run import run

FIXTURES = Path(__file__).parents[2] / "fixtures"

PROJECT = FIXTURES.parent
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").glob("*.md"))]
BLOCK = re.compile(
    r'^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$', re.MULTILINE | re.DOTALL
)
SCRIPT = FIXTURES / "cases/shell-script/userdata-sed-fix-clean/repo/bootstrap.sh"

STANDS_FOR = {"/mnt/image": "image/rootfs", "/": "image/rootfs"}
"""What is no path of the reader's repository, and what takes its place here."""


class File(NamedTuple):
    """A file that the reader is told to write."""

    path: str
    content: str


def shown(page: Path) -> Iterator[str]:
    """Yield the output that a page shows."""
    for language, title, content in BLOCK.findall(page.read_text(encoding="utf-8")):
        if language == "text" and not title:
            yield content


def steps(page: Path) -> Iterator[str | File]:
    """Yield what a page tells its reader to do, in order."""
    for language, title, content in BLOCK.findall(page.read_text(encoding="utf-8")):
        if title:
            yield File(title, content)
        elif language == "sh":
            yield from filter(None, content.splitlines())
        elif language == "yaml":
            yield from re.findall(r"^ *- (kubelet-lint .*)$", content, re.MULTILINE)


def commands(page: Path) -> list[str]:
    return [step for step in steps(page) if isinstance(step, str)]


def expected(line: str) -> int:
    said = re.search(r"#.*\bexits with (\d+)", line)
    return int(said[1]) if said else 0


@pytest.fixture
def reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Stand in the folder of somebody who follows the page."""
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    repo = tmp_path / "my-image"
    shutil.copytree(FIXTURES / "example", repo)
    shutil.copy(SCRIPT, repo / "user-data.sh")
    for who in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{who}_NAME", "reader")
        monkeypatch.setenv(f"GIT_{who}_EMAIL", "reader@example.org")
    for git in ("init -q", "add --all", "commit -q -m x"):
        subprocess.run(["git", *git.split()], cwd=repo, check=True)
    monkeypatch.chdir(repo)
    return repo


NOT_RUN = {
    "python3 dev.py ": "sets up an environment of its own; .ci/run runs it",
    "python3 benchmarks/compare.py": "needs other tools; test_comparison.py runs it",
    "pip install ": "needs a package index; tests/release installs the wheel",
    "git clone ": "needs the network",
    "cp -r kubelet-lint/fixtures/example my-image": "the fixture above does it",
    "cd my-image": "the fixture above does it",
}
"""Commands that are shown and not run here, by how they begin."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_command_is_passed_over_without_a_reason(page: Path) -> None:
    for line in commands(page):
        assert line.startswith((*RUN, *NOT_RUN)), line


RUN = ("kubelet-lint ", "git add ", "git commit ")
WITH_COMMANDS = [
    page for page in PAGES if any(line.startswith(RUN) for line in commands(page))
]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=lambda page: page.name)
@pytest.mark.usefixtures("reader")
def test_commands_exit_as_their_page_says(
    page: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    said: list[str] = []
    for step in steps(page):
        if isinstance(step, File):
            assert Path(step.path).is_file(), "only files of the example are edited"
            Path(step.path).write_text(step.content)
        elif step.startswith(RUN):
            words = [STANDS_FOR.get(word, word) for word in shlex.split(step, True)]
            if words[0] == "git":
                subprocess.run(words, check=True)
                continue
            code = run(words[1:])
            output = capfd.readouterr()
            said.append(output.out)
            assert (step, code) == (step, expected(step)), output.err
    if page.name != "README.md":  # its output is tested beside it, at its width
        for text in shown(page):
            assert any(text.rstrip("\n") in output for output in said), text


def test_the_pages_that_show_commands_are_found() -> None:
    names = {page.name for page in WITH_COMMANDS}
    assert {"README.md", "index.md", "hook.md", "adoption.md"} <= names
