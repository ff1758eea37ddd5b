"""Made-up command lines, run by our functions and by the real programs.

What we say is the same, or that it is not known; it is never different.
"""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bash_commands.calls import call, machine
from kubelet_lint.source import Text

LIGHT = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)

LINES = st.lists(st.text(alphabet="aabbc x1:=", max_size=7), max_size=6)
INPUTS = st.builds(
    lambda lines, end: "\n".join(lines) + end, LINES, st.sampled_from(["\n", ""])
)


def _needs(program: str, version: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed here")
    told = subprocess.run(
        [program, "--version"], capture_output=True, text=True, check=False
    ).stdout
    if version not in told.partition("\n")[0]:
        pytest.skip(f"{program} is not {version}")


def _same(argv: list[str], stdin: str) -> None:
    """Compare our answer with the real program's."""
    try:
        real = subprocess.run(
            argv,
            input=stdin,
            capture_output=True,
            text=True,
            errors="surrogateescape",
            env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
            timeout=5,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return
    result, _ = call([*argv], stdin, machine({}))
    if result.status is None or _is_unknown(result.stdout):
        return
    ours = (result.stdout.display(), result.status)
    assert ours == (real.stdout, real.returncode), (argv, stdin)


def _is_unknown(text: Text) -> bool:
    return not text.known


# --- sed ------------------------------------------------------------------------------

BASIC = st.sampled_from(
    ["^$", "a", "ab*", "^a", "b$", "[ab]c", "c\\?", ".", "a.*c", "\\(a\\)\\(b*\\)",
     "x*", "\\bb", "a\\|c", "\\w\\+$", "[[:space:]]", "\\(.\\)\\1", "a\\{2\\}"]
)  # fmt: skip
NEW = st.sampled_from(["X", "&&", "\\U&", "\\u&z", "\\n", "q\\tq", "", "a\\&b", "\\0"])
FLAGS = st.sampled_from(["", "g", "2", "p", "gp", "2g", "i", "I"])
SINGLE = st.one_of(
    st.integers(1, 5).map(str),
    st.just("$"),
    BASIC.map(lambda regex: f"/{regex}/"),
    st.sampled_from(["0~2", "1~3", "2~0"]),
)
ENDS = st.one_of(
    st.integers(1, 5).map(str),
    st.just("$"),
    BASIC.map(lambda regex: f"/{regex}/"),
    st.sampled_from(["+1", "+2", "~2"]),
)
ADDRESSES = st.one_of(
    st.just(""),
    SINGLE,
    st.tuples(SINGLE, ENDS).map(",".join),
    BASIC.map(lambda regex: f"0,/{regex}/"),
)
PLAIN = st.one_of(
    st.tuples(BASIC, NEW, FLAGS).map(lambda parts: "s/{}/{}/{}".format(*parts)),
    st.sampled_from(list("dpDPnNhHgGx=")),
    st.sampled_from(["y/abc/xyz/", "a foo\n", "i bar\n", "c baz\n", "a\\  foo\n"]),
)
COMMAND = st.tuples(ADDRESSES, st.sampled_from(["", "", "!"]), PLAIN).map(
    lambda parts: parts[0] + (parts[1] if parts[0] else "") + parts[2]
)
BLOCK = st.tuples(ADDRESSES, st.lists(COMMAND, min_size=1, max_size=2)).map(
    lambda parts: parts[0] + "{" + "\n".join(parts[1]) + "\n}"
)
SCRIPT = st.lists(st.one_of(COMMAND, COMMAND, BLOCK), min_size=1, max_size=3)


@LIGHT
@given(SCRIPT, st.sampled_from([[], ["-n"], ["-s"]]), INPUTS)
def test_sed_scripts(script: list[str], options: list[str], stdin: str) -> None:
    _needs("sed", "4.9")
    _same(["sed", *options, "\n".join(script)], stdin)


EXTENDED = st.recursive(
    st.sampled_from(["a", "b", "c", ".", "[ab]", "[^a]", "^", "$", "\\b", "ab"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,2}"])).map(
            lambda parts: f"({parts[0]}){parts[1]}"
        ),
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda parts: f"({parts[0]}|{parts[1]})"),
    ),
    max_leaves=5,
)


@LIGHT
@given(EXTENDED, INPUTS)
def test_the_leftmost_longest_match(regex: str, stdin: str) -> None:
    _needs("sed", "4.9")
    _same(["sed", "-E", f"s/{regex}/<&>/"], stdin)


# --- other filters --------------------------------------------------------------------

SETS = st.sampled_from(
    ["a-c", "A-Z", "abc", " ", "\\n", ":", "[:alnum:]", "x", "\\141"]
)


@LIGHT
@given(st.sampled_from([[], ["-s"], ["-c"], ["-t"]]), SETS, SETS, INPUTS)
def test_tr(options: list[str], one: str, other: str, stdin: str) -> None:
    _needs("tr", "9.1")
    if "[" not in one + other:
        _same(["tr", *options, one, other], stdin)
    _same(["tr", "-d", one], stdin)


@LIGHT
@given(
    st.sampled_from(list(":= ")),
    st.sampled_from(["1", "2", "1,3", "2-", "-2", "1-2"]),
    st.sampled_from([[], ["-s"], ["--complement"], ["--output-delimiter=_"]]),
    INPUTS,
)
def test_cut(delimiter: str, fields: str, options: list[str], stdin: str) -> None:
    _needs("cut", "9.1")
    _same(["cut", "-d", delimiter, "-f", fields, *options], stdin)


@LIGHT
@given(
    st.lists(st.sampled_from(["-v", "-i", "-o", "-c", "-n", "-w", "-x"]), max_size=3),
    st.one_of(EXTENDED, st.sampled_from(["a", "b c", "^$", "x*"])),
    INPUTS,
)
def test_grep(options: list[str], regex: str, stdin: str) -> None:
    _needs("grep", "3.8")
    # grep 3.8 prints "\n\n" for an empty line and ^$ under -o -w -x together, nothing
    # under any two of them: a slip of its own that no script relies on.
    if not {"-o", "-w", "-x"} <= set(options):
        _same(["grep", "-E", *options, "-e", regex], stdin)


@LIGHT
@given(
    st.sampled_from([[], ["-u"], ["-n"], ["-r"], ["-V"], ["-k2"], ["-t:", "-k2,2n"]]),
    INPUTS,
)
def test_sort(options: list[str], stdin: str) -> None:
    _needs("sort", "9.1")
    _same(["sort", *options], stdin)


@LIGHT
@given(
    st.lists(
        st.sampled_from(["%s", "%d", "%5s", "%-5s|", "%05d", "%x", "%b", "%%", "\\n",
                         "\\t", "a", "%.2s", "%+d", "%.3f", "\\x41", "\\101", "\\\\"]),
        min_size=1, max_size=4,
    ),
    st.lists(st.sampled_from(["a", "b c", "3", "-7", "0x1f", "010", "", "a\\nb"]),
             max_size=4),
)  # fmt: skip
def test_printf(layout: list[str], words: list[str]) -> None:
    text = "".join(layout)
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed here")
    real = subprocess.run(
        ["bash", "-c", 'printf "$@"', "bash", text, *words],
        capture_output=True,
        text=True,
        env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        check=False,
    )
    result, _ = call(["printf", text, *words])
    assert (result.stdout.display(), result.status) == (real.stdout, real.returncode)
