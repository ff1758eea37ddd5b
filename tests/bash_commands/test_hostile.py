"""Hostile input ends in a reason, in bounded time: never in a crash or a hang."""

from __future__ import annotations

import time
import zlib
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bash_commands.calls import call, joined, machine
from kubelet_lint.bash.commands import COMMANDS
from kubelet_lint.bash.decision import Undecided
from kubelet_lint.source import HOLE, Hole, Text

HOSTILE: list[tuple[list[str], str]] = [
    (["sed", ":a;ba"], "a\n"),
    (["sed", ":a;s/x/xx/;ta"], "x\n"),
    (["sed", ":a;s/$/x/;ba"], "x\n"),
    (["sed", "G;h"], "x\n" * 40),
    (["sed", "s/\\(a*\\)*b/x/"], "a" * 5000 + "\n"),
    (["sed", "-E", "s/(a|aa|a.*)+$/x/"], "a" * 2000 + "b\n"),
    (["sed", "-E", "s/((((a{9}){9}){9}){9})/x/"], "a" * 100 + "\n"),
    (["sed", "s/\\(.*\\)\\(.*\\)\\(.*\\)\\1\\2\\3/x/"], "ab" * 300 + "\n"),
    (["sed", "(" * 5000], "a\n"),
    (["sed", "-E", "s/" + "(" * 3000 + "a" + ")" * 3000 + "/b/"], "a\n"),
    (["sed", "{" * 5000 + "}" * 5000], "a\n"),
    (["grep", "-E", "(a*)*(a*)*(a*)*b"], "a" * 3000 + "\n"),
    (["awk", "BEGIN{while(1)x=x \"x\"}"], ""),
    (["awk", "BEGIN{x=\"x\";for(;;)x=x x}"], ""),
    (["awk", "{" * 3000 + "}" * 3000], "a\n"),
    (["awk", "BEGIN{print " + "(" * 3000 + "1" + ")" * 3000 + "}"], ""),
    (["awk", "BEGIN{print 9^9^9^9}"], ""),
    (["awk", "{$100000000=1}"], "a\n"),
    (["awk", "BEGIN{printf \"%999999999d\", 1}"], ""),
    (["printf", "%999999999s", "a"], ""),
    (["printf", "%.999999999f", "1"], ""),
    (["printf", "%s" * 10000, "a"], ""),
    (["seq", "1", "1000000000000"], ""),
    (["seq", "1", "0.0000000001", "9"], ""),
    (["tr", "\\000-\\377", "x"], "abc"),
    (["xargs", "-n1", "echo"], "a " * 100000),
    (["sort", "-n"], "9\n" * 20000),
    (["base64", "-d"], "A" * 99999),
    (["gunzip", "-c"], "\x1f\udc8b\x08\0"),
    (["sed", "s/" + "a*" * 400 + "b/x/"], "a" * 400 + "\n"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("argv", "stdin"), HOSTILE, ids=[" ".join(a)[:40] for a, _ in HOSTILE]
)
def test_hostile_input_ends_soon(argv: list[str], stdin: str) -> None:
    began = time.process_time()
    call([*argv], stdin)
    assert time.process_time() - began < 10


def test_a_bomb_is_not_unpacked() -> None:
    packer = zlib.compressobj(9, wbits=31)
    data = packer.compress(b"\0" * (32 << 20)) + packer.flush()
    result, _ = call(["gunzip"], data.decode("utf-8", "surrogateescape"))
    assert [type(piece) for piece in result.stdout.holes()] == [Hole]


WORDS = st.one_of(
    st.sampled_from(["-n", "-i", "-e", "-f", "--", "-", "f", "d", "/", "", "-E"]),
    st.text(alphabet="abs/{}()[]*\\1$.;,!0-9pdq \n\t'\"=~|&%+?^" + HOLE, max_size=12),
    st.text(max_size=4),
)


@settings(max_examples=600, deadline=None)
@given(
    st.sampled_from(sorted(COMMANDS)),
    st.lists(WORDS, max_size=4),
    st.text(alphabet='ab:= 1\n{}"' + HOLE, max_size=30),
)
def test_no_command_line_crashes_a_command(
    name: str, words: list[str], stdin: str
) -> None:
    on = machine({"f": "a: 1\n", "d/x": "x"})
    with suppress(Undecided):
        call([name, *map(_holed, words)], _holed(stdin), on)


def _holed(chars: str) -> Text:
    parts: list[str | Text] = []
    for part in chars.split(HOLE):
        parts.extend((part, Text.hole("nobody knows", None, "$X")))
    return joined(*parts[:-1])
