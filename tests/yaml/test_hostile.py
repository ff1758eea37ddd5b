"""Input that is out to cost time or memory, or to break the reader."""

from __future__ import annotations

import re
import subprocess
import sys
import time

import pytest

from kubelet_lint.source import Source, Text
from kubelet_lint.yaml import value
from kubelet_lint.yaml.tree import LONGEST, Mapping, Problem, Scalar, Sequence, compose

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n"
    for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


def read(text: str) -> object:
    return compose(Source("f", text).text())


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("[" * 10000 + "]" * 10000, Sequence),
        ("- " * 10000, Sequence),
        ("{a: " * 10000 + "}" * 10000, Mapping),
        ("\n".join(" " * depth + "a:" for depth in range(2000)), Mapping),
    ],
)
def test_deep_nesting_is_read_as_deep_as_go_reads_it(text: str, kind: type) -> None:
    root = read(text)
    assert isinstance(root, kind)
    assert value.check(root) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["[" * 10001, "- " * 10001, "[" * 1_000_000])
def test_deeper_nesting_is_refused(text: str) -> None:
    problem = read(text)
    assert isinstance(problem, Problem)
    assert problem.reason == "exceeded max depth of 10000"


def test_an_alias_bomb_is_refused_without_being_set_off() -> None:
    start = time.process_time()
    problem = read(BOMB)
    assert isinstance(problem, Problem)
    assert problem.reason == "document contains excessive aliasing"
    assert time.process_time() - start < 1


def test_many_aliases_of_little_are_no_bomb() -> None:
    assert isinstance(read("a: &a b\n" + "c: *a\n" * 5000), Mapping)


def test_an_anchor_that_holds_itself_is_refused() -> None:
    problem = read("&a [*a]")
    assert isinstance(problem, Problem)
    assert problem.reason == "anchor 'a' value contains itself"


def test_a_document_beyond_the_bound_is_undecided() -> None:
    problem = read("a" * (LONGEST + 1))
    assert isinstance(problem, Problem)
    assert problem.undecided


def test_long_lines_and_many_of_them_take_linear_time() -> None:
    for text in (
        "a: " + "b " * 100_000,
        "# x\n" * 100_000 + "a: b",
        "a: |\n" + "  b\n" * 50_000,
        *(f"a: {quote}b" + "\t" * 50_000 + f"c{quote}" for quote in ("", "'", '"')),
    ):
        start = time.process_time()
        assert isinstance(read(text), Mapping)
        assert time.process_time() - start < 5


@pytest.mark.parametrize(
    "char", ["\x00", "\x07", "\x1b", "\x7f", "\x80", "\udc80", "\ufffe"]
)
def test_characters_that_go_does_not_read_are_refused(char: str) -> None:
    for text in (f"a: {char}", f"# {char}\na: b"):
        problem = read(text)
        assert isinstance(problem, Problem)
        assert problem.span is not None
        assert text[problem.span.start] == char


def test_a_document_with_every_private_character_may_hold_a_hole() -> None:
    every = "".join(map(chr, range(0xE000, 0xF900)))
    text = Source("f", f"a: {every}\nb: ").text() + Text.hole("not known")
    root = compose(text)
    assert isinstance(root, Mapping)
    a, b = (entry.value for entry in root.entries)
    assert isinstance(a, Scalar)
    assert isinstance(b, Scalar)
    assert a.text.chars == every
    assert not b.text.known


def test_what_stands_far_behind_the_first_document_is_never_read() -> None:
    near = "a: b\n---\n\x00"
    far = "a: b\n---\n" + "#" * 600 + "\n\x00"
    assert isinstance(read(near), Problem)
    assert isinstance(read(far), Mapping)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        ("yaml.tree import compose as read", "a: " + "b" * 2_000_000),
        ("yaml.tree import compose as read", "a: '" + "'" * 1_000_000 + "'"),
        ("yaml.jsontext import compose as read", '"' + "b" * 2_000_000 + '"'),
    ],
)
def test_a_long_scalar_takes_little_memory(read: str, text: str) -> None:
    script = (
        "import sys; from kubelet_lint.source import Source;"
        f"from kubelet_lint.{read}; read(Source('f', sys.stdin.read()).text());"
        "print(open('/proc/self/status').read())"
    )
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, input=text, capture_output=True, text=True)
    # Not ``ru_maxrss``: that counts the process that started this one as well.
    (peak,) = re.findall(r"VmHWM:\s*(\d+) kB", done.stdout)
    assert int(peak) // 1024 < 120
