"""Hostile and broken scripts: a message, a bound, and the rest is followed."""

from __future__ import annotations

import time

import pytest

from bash.follow import left, simulated
from kubelet_lint.bash import scanner


@pytest.mark.parametrize(
    "script",
    [
        ":(){ :|:& };:",
        "while :; do :; done",
        "while true; do X=$X$X.; done",
        "f() { f; }; f",
        "f() { g; }; g() { f; }; f",
        'echo ". ./self" > self; . ./self',
        "X=a; for i in $(seq 1 100); do X=$X$X; done; echo $X > f",
        "eval eval eval eval " * 200 + "echo",
        "(" * 500 + "echo" + ")" * 500,
        "$(" * 500 + ")" * 500,
        "x=" + "${x:-" * 500 + "}" * 500,
        "if " * 300,
        "echo $((" + "(" * 300 + "1" + ")" * 300 + "))",
        "for i in {1..100000000}; do :; done",
        "echo {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}",
        "echo " + '{"a":' * 5000 + "}" * 5000,
        "echo " + "{a}" * 5000 + ",}",
        "cat <<E > f\n" + " \\\n" * 10_000 + "E\n",
        "exec 3< /dev/zero; cat <&3",
        "a[99999999999]=1; echo ${a[@]}",
        "\x00\x01\x02ELF\x7f",
        "trap 'exit' EXIT; exit",
        "trap 'f' EXIT; f() { trap f EXIT; exit; }; exit",
        "set -- $(seq 1 5000); while [ $# -gt 0 ]; do shift; done",
        f"case {'a' * 3000} in {'*a' * 30}*b) ;; esac",
        f"x={'a' * 3000}; echo ${{x#{'*a' * 30}*b}} ${{x//{'*a' * 30}*b/-}}",
        f"shopt -s extglob; [[ {'a' * 3000} == +(a|aa|*(a))b ]]",
        f"echo {'[' * 20000} {'*' * 20000}",
        "fetch | awk '{ for (i = 1; i <= NF; i++) print $i (i < NF) }'; " * 9,
    ],
)
def test_it_ends_soon(script: str) -> None:
    begin = time.process_time()
    simulated(script)
    assert time.process_time() - begin < 10


@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("echo a > f\necho 'b", "unterminated single quote"),
        ('echo a > f\necho "b', "unterminated double quote"),
        ("echo a > f\nif x; then", "expected"),
        ("echo a > f\nfi", "unexpected"),
        ("echo a > f\nset fish_x (y)", "unexpected '('"),
        ("echo a > f\nforeach x (a b)\nend", "unexpected '('"),
    ],
)
def test_what_stands_before_a_syntax_error_is_followed(
    script: str, message: str
) -> None:
    simulation = simulated(script)
    assert left(simulation) == {"f": "a\n"}
    assert simulation.status.chars == "2"
    assert any(message in reason for reason, _ in simulation.unknown)


def test_a_script_of_too_many_words_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(scanner, "PARTS", 20)
    simulation = simulated("echo a > f\n" + "echo $(echo b)\n" * 10)
    assert not simulation.complete
    assert "has more than 20 words" in simulation.unknown[0][0]


def test_a_script_that_is_given_up_says_so() -> None:
    simulation = simulated("f() { f; f; }; f")
    assert not simulation.complete
    assert "not followed" in simulation.unknown[0][0]
