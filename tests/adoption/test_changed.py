"""Only findings about what changed since a revision, judged in the whole context."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from adoption.conftest import (
    CONFIG,
    CONFIG_PATH,
    DROPIN_PATH,
    MODE,
    UNIT,
    UNIT_PATH,
    Repo,
)
from kubelet_lint.adoption.changed import new_lines

GOOD = CONFIG.replace("AlwaysAllow", "Webhook")
WITH_ARGS = UNIT.rstrip("\n") + " $ARGS\n"
BAD_DROPIN = '[Service]\nEnvironment="ARGS=--authorization-mode=AlwaysAllow"\n'
GOOD_DROPIN = BAD_DROPIN.replace("AlwaysAllow", "Webhook")
SINCE = ("--changed-since", "HEAD")

# What was committed, what is done then, and what is found about it.
NOTHING: list[tuple[str, int]] = []
CHANGES = [
    pytest.param({CONFIG_PATH: CONFIG}, {}, NOTHING, id="nothing"),
    pytest.param(
        {CONFIG_PATH: CONFIG},
        {CONFIG_PATH: CONFIG + "maxPods: 50\n"},
        NOTHING,
        id="another line of the same file",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG},
        {CONFIG_PATH: "# moved down\n\n" + CONFIG},
        NOTHING,
        id="lines above",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG},
        {CONFIG_PATH: CONFIG.replace("\n", "\r\n")},
        NOTHING,
        id="line ends",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG},
        {CONFIG_PATH: CONFIG.replace("AlwaysAllow", "AlwaysAllow # for now")},
        [(CONFIG_PATH, 9)],
        id="the deciding line, though it says the same",
    ),
    pytest.param(
        {CONFIG_PATH: GOOD},
        {CONFIG_PATH: CONFIG},
        [(CONFIG_PATH, 9)],
        id="the deciding line",
    ),
    pytest.param(
        {CONFIG_PATH: GOOD, UNIT_PATH: WITH_ARGS, DROPIN_PATH: BAD_DROPIN},
        {CONFIG_PATH: GOOD.replace("Webhook", "Webhook # yes")},
        [(DROPIN_PATH, 2)],
        id="a layer that the deciding one beats",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG, UNIT_PATH: WITH_ARGS},
        {DROPIN_PATH: BAD_DROPIN},
        [(DROPIN_PATH, 2)],
        id="a new file, tracked or not",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG, UNIT_PATH: WITH_ARGS, DROPIN_PATH: GOOD_DROPIN},
        {DROPIN_PATH: None},
        [(CONFIG_PATH, 9)],
        id="a deleted drop-in that hid it",
    ),
    pytest.param(
        {CONFIG_PATH: CONFIG, UNIT_PATH: WITH_ARGS, DROPIN_PATH: "[Service]\nNice=1\n"},
        {DROPIN_PATH: None},
        NOTHING,
        id="a deleted drop-in that said nothing of it",
    ),
    pytest.param(
        {UNIT_PATH: UNIT, CONFIG_PATH: "# none\n" + CONFIG},
        {CONFIG_PATH: None},
        NOTHING,
        id="a deleted configuration: nothing is decided any more",
    ),
    pytest.param(
        {
            UNIT_PATH: "[Service]\nExecStart=/usr/bin/kubelet \\\n"
            "  --kubeconfig=/k \\\n  --authorization-mode=Webhook \\\n  --v=2\n"
        },
        {
            UNIT_PATH: "[Service]\nExecStart=/usr/bin/kubelet \\\n"
            "  --kubeconfig=/k \\\n  --v=2\n"
        },
        [(UNIT_PATH, 2)],
        id="a deleted line: a default decides",
    ),
    pytest.param(
        {
            CONFIG_PATH: CONFIG.replace(
                "AlwaysAllow", f"AlwaysAllow # kubelet-lint: ignore[{MODE}] lab"
            )
        },
        {CONFIG_PATH: CONFIG},
        [(CONFIG_PATH, 9)],
        id="a deleted ignore",
    ),
    pytest.param(
        {
            CONFIG_PATH: CONFIG.replace(
                "  mode", f"  # kubelet-lint: ignore[{MODE}] lab\n  mode"
            )
        },
        {CONFIG_PATH: CONFIG},
        [(CONFIG_PATH, 9)],
        id="a deleted ignore on the line above",
    ),
    pytest.param(
        {"k.yaml": f"{CONFIG}---\n{GOOD}"},
        {"k.yaml": f"{CONFIG}---\n{CONFIG}"},
        [("k.yaml", 19)],
        id="one of two documents",
    ),
]


@pytest.mark.parametrize(("before", "after", "found"), CHANGES)
def test_only_what_changed_is_reported(
    repo: Repo,
    before: dict[str, str],
    after: dict[str, str | None],
    found: list[tuple[str, int]],
) -> None:
    repo.commit(before)
    repo.lay(after)
    select = ("--select", MODE)
    for stage in ("on disk", "in the index", "committed"):
        since = ("--changed-since", "HEAD")
        if stage != "on disk":
            repo.git("add", "-A")
        if stage == "committed":
            repo.commit()
            since = ("--changed-since", "HEAD~")
        got = [(path, line) for _, path, line in repo.found(*since, *select)]
        assert got == found, stage
        assert repo.run("check", *since, *select).code == int(bool(found))


def test_the_rest_is_counted(repo: Repo) -> None:
    repo.commit({"a.yaml": CONFIG, "b.yaml": GOOD})
    repo.lay({"b.yaml": CONFIG})
    out = repo.run("check", *SINCE).out
    assert "1 older than HEAD not shown." in out.replace("\n", " ")
    assert repo.document(*SINCE)["summary"]["older"] == 1


def test_a_touched_file_is_not_changed(repo: Repo) -> None:
    repo.commit({CONFIG_PATH: CONFIG})
    os.utime(repo.folder / CONFIG_PATH, (1, 1))
    assert repo.rules(*SINCE) == []


def test_a_file_that_only_moves_is_not_changed(repo: Repo) -> None:
    repo.commit({CONFIG_PATH: CONFIG, UNIT_PATH: UNIT})
    (repo.folder / "overlay").mkdir()
    repo.git("mv", "etc", "overlay/etc")
    assert repo.rules() == [MODE]
    assert repo.rules(*SINCE) == []


def test_a_drop_in_renamed_so_that_it_is_not_read_is_a_change(repo: Repo) -> None:
    repo.commit({CONFIG_PATH: CONFIG, UNIT_PATH: WITH_ARGS, DROPIN_PATH: GOOD_DROPIN})
    repo.git("mv", DROPIN_PATH, DROPIN_PATH + ".off")
    assert repo.found(*SINCE, "--select", MODE) == [(MODE, CONFIG_PATH, 9)]


def test_only_the_paths_asked_for_are_reported(repo: Repo) -> None:
    repo.commit({"a/k.yaml": GOOD, "b/k.yaml": GOOD})
    repo.lay({"a/k.yaml": CONFIG, "b/k.yaml": CONFIG})
    assert repo.found(*SINCE, "b") == [(MODE, "b/k.yaml", 9)]


def test_what_the_baseline_accepts_stays_accepted(repo: Repo) -> None:
    repo.commit({CONFIG_PATH: GOOD})
    repo.lay({CONFIG_PATH: CONFIG})
    repo.run("check", "--baseline", "b.json", "--update-baseline")
    assert repo.rules(*SINCE, "--baseline", "b.json") == []


def test_links_of_the_past_are_followed(repo: Repo) -> None:
    repo.lay({"etc/kubernetes/bad.yaml": CONFIG, "etc/kubernetes/good.yaml": GOOD})
    repo.lay({UNIT_PATH: UNIT.replace("kubelet.yaml", "now.yaml")})
    link = repo.folder / "etc/kubernetes/now.yaml"
    link.symlink_to("good.yaml")
    repo.commit()
    link.unlink()
    link.symlink_to("bad.yaml")
    for since in ((), SINCE):
        found = repo.document(*since, "--select", MODE)["findings"]
        assert UNIT_PATH in [one["node"] for one in found]


@pytest.mark.parametrize(
    ("revision", "words"),
    [
        ("no-such-branch", "Needed a single revision"),
        ("HEAD:etc", "--changed-since HEAD:etc: "),
        ("--output=/tmp/x", "is no revision"),
        ("HEAD~1..HEAD", "--changed-since HEAD~1..HEAD: "),
        ("-", "is no revision"),
    ],
)
def test_what_is_no_revision_is_wrong_usage(
    repo: Repo, revision: str, words: str
) -> None:
    repo.commit({CONFIG_PATH: CONFIG})
    ended = repo.run("check", f"--changed-since={revision}")
    assert ended.code == 2
    assert words in ended.err


def test_without_a_repository_there_is_no_past(repo: Repo, tmp_path: Path) -> None:
    repo.folder = tmp_path / "plain"
    repo.lay({CONFIG_PATH: CONFIG})
    ended = repo.run("check", *SINCE)
    assert ended.code == 2
    assert "no git repository here" in ended.err


def test_git_runs_no_program_that_the_repository_names(repo: Repo) -> None:
    """Filters, text conversion, external diff and monitors are all left alone."""
    repo.lay({".gitattributes": "* filter=evil diff=evil\n", CONFIG_PATH: GOOD})
    repo.commit()
    evil = f"touch {repo.folder}/../ran; cat"
    for name in (
        *("filter.evil.clean", "filter.evil.smudge", "filter.evil.process"),
        *("diff.evil.textconv", "diff.evil.command", "diff.external"),
        *("core.fsmonitor", "gpg.program", "core.pager"),
    ):
        repo.git("config", name, evil)
    repo.git("config", "log.showSignature", "true")
    repo.lay({CONFIG_PATH: CONFIG})
    assert repo.rules(*SINCE) == [MODE]
    repo.run("check", "--baseline", "b.json", "--update-baseline")
    os.rename(repo.folder / CONFIG_PATH, repo.folder / "k.yaml")
    repo.run("check", "--baseline", "b.json")
    assert not (repo.folder.parent / "ran").exists()


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        ("a\nb\nc\n", "a\nb\nc\n", []),
        ("a\nb\nc\n", "a\nX\nc\n", [2]),
        ("a\nb\nc\n", "a\nc\n", []),
        ("a\nb\nc\n", "X\na\nb\nY\nc\n", [1, 4]),
        ("a\r\nb\r\n", "a\nb\nc\n", [3]),
        ("", "a\nb\n", [1, 2]),
        ("a\nb\n", "b\na\n", [1]),
        ("a", "a\n", []),
    ],
)
def test_new_lines_are_those_of_a_diff(old: str, new: str, lines: list[int]) -> None:
    assert sorted(new_lines(old, new) - {new.count("\n") + 1}) == lines


def test_a_huge_change_is_compared_in_no_time() -> None:
    old = "".join(f"{n % 7}\n" for n in range(200_000))
    new = "x\n" + "".join(f"{n % 5}\n" for n in range(200_000)) + "y\n"
    assert {1, 200_002} <= new_lines(old, new)
