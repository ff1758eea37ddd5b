"""Patterns mean what git takes them for, and none takes long."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kubelet_lint.repo.globs import BadGlobError, compiled, matcher, parse


@pytest.mark.parametrize(
    ("pattern", "path", "meant"),
    [
        ("build", "build/kubelet.service", True),
        ("build", "images/build/kubelet.service", True),
        ("/build", "images/build/kubelet.service", False),
        ("images/build", "images/build/x", True),
        ("images/build", "a/images/build/x", False),
        ("build/", "build/x", True),
        ("build/", "build", False),
        ("*.conf", "a/b/10-kubeadm.conf", True),
        ("images/*.conf", "images/a/b.conf", False),
        ("images/**/*.conf", "images/b.conf", True),
        ("images/**/*.conf", "images/a/c/b.conf", True),
        ("**/old/**", "a/old/b", True),
        ("old/**", "old", False),
        ("old/**", "old/a/b", True),
        ("node-?", "node-1/x", True),
        ("node-?", "node-12/x", False),
        ("node-[12]", "node-2/x", True),
        ("node-[!12]", "node-2/x", False),
        ("node-[a-c]*", "node-b3", True),
        ("a\\*b", "a*b", True),
        ("a\\*b", "axb", False),
        ("[]-]x", "]x", True),
        ("[a-]x", "-x", True),
        ("x  ", "x", True),
        ("x\\ ", "x ", True),
    ],
)
def test_a_pattern_means_a_path_or_a_folder_above_it(
    pattern: str, path: str, meant: bool
) -> None:
    assert compiled([pattern])(path) is meant


def test_the_last_pattern_about_a_path_decides() -> None:
    meant = compiled(["*.conf", "!keep.conf"])
    assert meant("a/b.conf")
    assert not meant("a/keep.conf")


def test_a_pattern_is_relative_to_its_folder() -> None:
    meant = matcher([parse("*.conf", "images/node"), parse("/x", "images/node")])
    assert meant("images/node/a/b.conf")
    assert meant("images/node/x")
    assert not meant("images/b.conf")
    assert not meant("images/node/a/x")


@pytest.mark.parametrize(
    "pattern",
    ["", "  ", "# x", "!", "/", "a//b", "../a", "./a", "[a", "a\\", "[[:a:]]"],
)
def test_a_pattern_that_means_no_file_is_refused(pattern: str) -> None:
    with pytest.raises(BadGlobError):
        parse(pattern)


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("*a" * 100 + "b", "a" * 255),
        ("**/*/" * 100 + "x", "a/" * 500 + "b"),
        ("**/" + "*a" * 100 + "b/**/x", "/".join(["a" * 255] * 16)),
    ],
)
def test_no_pattern_takes_long(pattern: str, path: str) -> None:
    start = time.process_time()
    assert not parse(pattern).matches(path)
    assert time.process_time() - start < 1


NAMES = st.text("ab.-", min_size=1, max_size=3).filter(lambda name: name.strip("."))
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
PARTS = st.one_of(
    st.just("**"),
    # Of two stars beside other characters git makes more than gitignore(5) says.
    st.text("ab.-*?", min_size=1, max_size=3).filter(lambda part: "**" not in part),
)
PATTERNS = st.builds(
    lambda start, parts, end: start + "/".join(parts) + end,
    st.sampled_from(["", "/"]),
    st.lists(PARTS, min_size=1, max_size=3),
    st.sampled_from(["", "/", "/**"]),
)


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("empty")
    subprocess.run(["git", "init", "-q", folder], check=True)
    return folder


@settings(
    max_examples=200,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(PATTERNS, PATHS)
def test_git_agrees(empty: Path, pattern: str, path: str) -> None:
    try:
        glob = parse(pattern)
    except BadGlobError:
        return
    (empty / ".git/info/exclude").write_text(pattern + "\n")
    said = subprocess.run(
        ["git", "check-ignore", "-q", "--no-index", "--", path],
        cwd=empty,
        env={**os.environ, "GIT_CONFIG_NOSYSTEM": "1"},
        check=False,
    )
    assert glob.matches(path) is (said.returncode == 0)
