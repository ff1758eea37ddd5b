"""Random scripts, run by the interpreter and by the bash that is installed."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bash import real_bash
from bash.follow import left, simulated

NAMES = st.sampled_from(["A", "B", "C"])
PLAIN = st.sampled_from(["a", "foo", "b.c", "x=y", "/etc/k", "1", "p:q:r", "a,b"])
OPERATORS = st.sampled_from([":-d", "-d", ":+s", "+s", "#*.", "%.*", "##*=", "%%:*"])
REPLACEMENTS = st.sampled_from(["/a/X", "//o/0", "/#f/-", "/%c/+", ":1", ":0:2", "^^"])


def parameters() -> st.SearchStrategy[str]:
    return st.one_of(
        NAMES.map("${}".format),
        st.builds("${{{}{}}}".format, NAMES, OPERATORS),
        st.builds("${{{}{}}}".format, NAMES, REPLACEMENTS),
        st.sampled_from(["$#", "$1", '"$@"', "$*", "$?", "$((1+2))"]),
    )


WORDS = st.one_of(
    PLAIN,
    parameters(),
    parameters().map(lambda word: '"{}"'.format(word.replace('"', ""))),
    st.sampled_from(["'a  b'", '""', "$(echo x y)", '"$(echo "q r")"']),
)
SIMPLE = st.one_of(
    st.lists(WORDS, max_size=3).map(lambda words: "echo " + " ".join(words)),
    st.builds("{}={}".format, NAMES, WORDS),
    st.builds("{}+={}".format, NAMES, PLAIN),
    NAMES.map("unset {}".format),
    st.lists(WORDS, max_size=2).map(lambda words: "f " + " ".join(words)),
    st.builds('[ "${}" = {} ]'.format, NAMES, PLAIN),
    st.builds("[[ ${} == {}* ]]".format, NAMES, PLAIN),
)


def compound(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    lists = st.lists(inner, min_size=1, max_size=2).map("; ".join)
    return st.one_of(
        st.builds("if {}; then {}; else {}; fi".format, inner, lists, lists),
        st.builds("for A in {} {}; do {}; done".format, WORDS, WORDS, lists),
        st.builds("case {} in a*) {};; *) {};; esac".format, WORDS, lists, lists),
        st.builds("{{ {}; }} > o".format, lists),
        st.builds("({}) >> o".format, lists),
        st.builds("{} && {}".format, inner, inner),
        st.builds("{} || {}".format, inner, inner),
    )


COMMANDS = st.recursive(SIMPLE, compound, max_leaves=4)
SCRIPTS = st.lists(COMMANDS, min_size=1, max_size=6).map(
    lambda lines: 'exec > out\nf() { echo "$#:$1"; return 1; }\n' + "\n".join(lines)
)


@pytest.mark.skipif(not real_bash.is_recent(), reason="needs bash 5.2")
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(script=SCRIPTS, args=st.lists(st.sampled_from(["x", "a b", ""]), max_size=2))
def test_bash_leaves_the_same(script: str, args: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        outcome = real_bash.run(script + "\n", args, Path(folder))
    simulation = simulated(script + "\n", args)
    assert left(simulation) == outcome.files
    assert simulation.status.chars == str(outcome.status)
