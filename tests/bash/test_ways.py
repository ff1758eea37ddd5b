"""What is open makes no script longer: commands are followed once where they can.

``steps`` counts the commands followed, and once more each time that ways part.
"""

from __future__ import annotations

import pytest

from bash.follow import left, simulated
from kubelet_lint.node.filesystem import File
from kubelet_lint.source import Choice, Hole

LOST = "M=1; if fetch; then . /somewhere; fi\n"
BLANKS = "if fetch; then M='a b'; else M='c d'; fi\n"


@pytest.mark.parametrize(
    ("open_", "settled", "again"),
    [
        # Whoever exits does so through one trap.
        ("set -e; trap 'date; date' EXIT", "set -e", "fetch {}"),
        # A value goes into a function undecided, with "set -u" as without.
        (LOST + "set -u; f() { date; date; }", "f() { date; date; }", 'f "$M"'),
        # What is assigned is not split: it need not be decided.
        (BLANKS, "M='a b'", 'X{}=$(echo "$M")'),
        # A directory that was made, or was there: what is below is the same.
        ("if fetch; then mkdir -p /srv/d; fi", "mkdir -p /srv/d", "date > /srv/d/{}"),
        # Names nobody knows, for one reason or the other.
        (
            "if fetch; then tar xf a -C /srv; else tar xf b -C /srv; fi",
            "tar xf a -C /srv",
            "echo /srv/*",
        ),
    ],
)
def test_what_is_open_costs_nothing_where_it_decides_nothing(
    open_: str, settled: str, again: str
) -> None:
    def cost(before: str) -> int:
        """Return the steps that twenty more commands take."""
        twice = [
            [before, *(again.format(number) for number in range(count))]
            for count in (20, 40)
        ]
        short, long = (
            simulated("\n".join(lines), complete=False).steps for lines in twice
        )
        return long - short

    assert cost(open_) == cost(settled)


def test_variables_lost_more_than_once_are_lost_once() -> None:
    def script(files: int) -> str:
        sourced = "".join(f"if [ -f /e{n} ]; then . /e{n}; fi\n" for n in range(files))
        return f'M=1\n{sourced}case $M in 1) echo one > f;; *) echo "$M" > f;; esac\n'

    once = simulated(script(1), complete=False)
    often = simulated(script(6), complete=False)
    assert left(once) == {"f": "‹‹one|‹$M››|one›\n"}
    assert left(often) == {"f": "‹‹one|‹$M (11)››|one›\n"}
    assert often.steps - once.steps <= 5 * 5


def test_a_condition_is_named_by_the_command_that_decides() -> None:
    tests = " || ".join(f'[ "$A{number}" = 1 ]' for number in range(8))
    script = f"if {tests}; then echo a > f; else echo b > f; fi"
    simulation = simulated(script, closed=False)
    assert left(simulation) == {"f": "‹a|b›\n"}
    entry = simulation.touched["/scripts/f"]
    assert isinstance(entry, File)
    (hole,) = entry.text.holes()
    assert isinstance(hole, Choice)
    assert [label for label, _ in hole.options] == [
        'when `[ "$A7" = 1 ]` succeeds',
        'when `[ "$A7" = 1 ]` fails',
    ]


def test_an_exit_trap_that_depends_runs_on_each_way() -> None:
    script = "if fetch; then T='echo a > f'; else T='echo b > f'; fi; trap \"$T\" EXIT"
    assert left(simulated(script)) == {"f": "‹a|b›\n"}


def test_a_program_that_each_line_leaves_open_is_given_up() -> None:
    table = "".join(f"type-{number} {number}\n" for number in range(1000))
    script = 'awk "/^$(fetch)/ { print \\$2 }" /table > f'
    entry = simulated(script, files={"/table": table}).touched["/scripts/f"]
    assert isinstance(entry, File)
    *_, last = entry.text.holes()
    assert isinstance(last, Hole)
    assert last.reason == "too many unknown places decide it"
