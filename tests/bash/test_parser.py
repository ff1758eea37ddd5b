"""The parser, with two second opinions: ``bash -n`` and mvdan/sh's ``shfmt``."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from bash.test_table import ROWS as TABLE
from bash.test_vectors import ROWS as VECTORS
from kubelet_lint.bash.parser import parse
from kubelet_lint.bash.syntax import Assign, Here, Lit, Simple, Word
from kubelet_lint.source import Source

SCRIPTS = [row["script"] for row in (*TABLE, *VECTORS)]
DECLARATIONS = {"declare", "local", "export", "readonly", "typeset", "let"}


def nodes(node: object) -> Iterator[object]:
    yield node
    if isinstance(node, Here):
        yield from nodes(node.body)
    elif isinstance(node, tuple):
        for each in node:
            yield from nodes(each)


def parsed(script: str) -> list[object]:
    result = parse(Source("script.sh", script).text())
    assert result.problem is None, result.problem
    return list(nodes(result.program))


def commands(script: str) -> list[Simple]:
    return [node for node in parsed(script) if isinstance(node, Simple)]


def bodies(script: str) -> list[str]:
    found = [node for node in parsed(script) if isinstance(node, Here)]
    return [
        "".join(part.text.chars for part in here.body.parts if hasattr(part, "text"))
        for here in found
    ]


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("cat <<E\na\nE\n", ["a\n"]),
        ("cat <<E\n\n a\n\nE\n", ["\n a\n\n"]),
        ("cat <<-E\n\ta\n\t b\n\tE\n", ["a\n b\n"]),
        ("cat <<A <<'B'\none\nA\ntwo $x\nB\n", ["one\n", "two $x\n"]),
        ("cat <<E | tr a b\n|\nE\n", ["|\n"]),
        ("f() { cat <<E\nin\nE\n}\n", ["in\n"]),
        ("X=$(cat <<E\n)\nE\n)\n", [")\n"]),
        ("cat <<E\na", ["a\n"]),
        ("cat <<'E F'\na\nE F\n", ["a\n"]),
        ("cat <<E\na\\\nE\nE\n", ["aE\n"]),
        ("cat <<'E'\na\\\nE\n", ["a\\\n"]),
        ("if x; then cat <<E; fi\nb\nE\n", ["b\n"]),
    ],
)
def test_here_documents_end_where_bash_ends_them(
    script: str, expected: list[str]
) -> None:
    assert bodies(script) == expected


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("echo 2&> f", ["echo", "2"]),
        ("echo 2> f", ["echo"]),
        ("echo a2> f", ["echo", "a2"]),
        ("echo a#b #c", ["echo", "a#b"]),
        ("echo a\\\nb", ["echo", "ab"]),
        ("! echo a", ["echo", "a"]),
        ("time -p echo a", ["echo", "a"]),
        ("echo {a,b}", ["echo", "{a,b}"]),
        ("echo if then", ["echo", "if", "then"]),
    ],
)
def test_words_end_where_bash_ends_them(script: str, words: list[str]) -> None:
    (command,) = commands(script)
    assert [_plain(word) for word in command.words] == words


def _plain(word: Word | Assign) -> str:
    assert isinstance(word, Word)
    return "".join(part.text.chars for part in word.parts if isinstance(part, Lit))


@pytest.mark.skipif(shutil.which("bash") is None, reason="needs bash")
def test_bash_accepts_what_the_parser_accepts() -> None:
    for script in SCRIPTS:
        code = subprocess.run(
            ["bash", "-O", "extglob", "-n"],
            input=script.encode(),
            capture_output=True,
            check=False,
        ).returncode
        problem = parse(Source("script.sh", script).text()).problem
        assert (problem is None) == (code == 0), script


@pytest.mark.skipif(shutil.which("shfmt") is None, reason="needs shfmt")
def test_shfmt_finds_the_same_commands() -> None:
    for script in SCRIPTS[::4]:
        done = subprocess.run(
            ["shfmt", "-tojson", "-ln", "bash"],
            input=script.encode(),
            capture_output=True,
            check=False,
        )
        if done.returncode == 0:
            theirs = sorted(_calls(json.loads(done.stdout)))
            mine = sorted(
                len(command.words)
                for command in commands(script)
                if command.words and not _declares(command)
            )
            assert mine == theirs, script


def _declares(command: Simple) -> bool:
    first = command.words[0]
    return isinstance(first, Word) and first.literal in DECLARATIONS


def _calls(node: Any) -> Iterator[int]:
    if isinstance(node, dict):
        if node.get("Type") == "CallExpr" and node.get("Args"):
            yield len(node["Args"])
        for each in node.values():
            yield from _calls(each)
    elif isinstance(node, list):
        for each in node:
            yield from _calls(each)
