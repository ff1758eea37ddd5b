"""What is said where the script alone does not decide.

Holes are shown as ‹name›, choices as ‹one|other›.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bash.follow import left, simulated, starts
from kubelet_lint.bash.simulate import simulate
from kubelet_lint.node.filesystem import (
    Alternatives,
    File,
    MemoryFiles,
    Missing,
    Unseen,
)
from kubelet_lint.source import Choice, Hole, Text, program


@pytest.mark.parametrize(
    ("script", "files"),
    [
        # An unknown stretch does not spoil its neighbours.
        ("echo a=$(fetch) b=2 > f", {"f": "a=‹output of fetch› b=2\n"}),
        # Where branches disagree, both are said.
        ("if fetch; then X=a; else X=b; fi; echo $X > f", {"f": "‹a|b›\n"}),
        # Where they agree, there is nothing to choose.
        ("if fetch; then X=a; else X=a; fi; echo $X > f", {"f": "a\n"}),
        # What they have in common is said once.
        (
            "if fetch; then echo mode: a > f; else echo mode: b > f; fi",
            {"f": "mode: ‹a|b›\n"},
        ),
        # A retry loop that changes nothing leaves everything known.
        ("X=1; until fetch; do sleep 1; done; echo $X > f", {"f": "1\n"}),
        ("for i in 1 2 3; do fetch && break; done; echo ok > f", {"f": "ok\n"}),
        # More words than are followed are an unknown number of them.
        ("set -- {1..2000}; echo $# > f", {"f": "‹$#›\n"}),
        # The same question is answered once.
        (
            'V=$(fetch); [ -z "$V" ] && A=1; [ -z "$V" ] && B=1; echo $((A-B)) > f',
            {"f": "0\n"},
        ),
        # Within an arm, what the test said is known.
        ('V=$(fetch); if [ "$V" = x ]; then echo "$V" > f; fi', {}),
        # An option the shell turned on counts in both arms.
        ("if fetch; then exit 0; fi; echo on > f", {}),
        # What a loop adds an unknown number of times is unknown from there on.
        (
            "case $(fetch) in a) M=1;; b) M=2;; *) M=3;; esac; echo $M > f",
            {"f": "‹1|‹2|3››\n"},
        ),
        # A default applies where the value may be empty.
        ("V=$(fetch); echo ${V:-d} > f", {"f": "‹d|‹output of fetch››\n"}),
        # Cutting at a known place.
        ("V=k=$(fetch); echo ${V%%=*} > f", {"f": "k\n"}),
        # A number nobody knows.
        ("N=$(fetch); echo $((N+1)) > f", {"f": "‹$((N+1))›\n"}),
    ],
)
def test_files(script: str, files: dict[str, str]) -> None:
    assert left(simulated(script)) == files


def test_a_file_written_on_one_way_only_may_be_missing() -> None:
    entry = simulated("if fetch; then echo a > f; fi").touched["/scripts/f"]
    assert isinstance(entry, Alternatives)
    kinds = {type(option) for _, option in entry.options}
    assert kinds == {File, Missing}


def test_the_condition_is_named_by_the_test() -> None:
    simulation = simulated('if [ "$1" = x ]; then echo a > f; fi', closed=False)
    simulation = simulated(
        'if [ "$MODE" = x ]; then A=1; else A=2; fi; echo $A > f', closed=False
    )
    entry = simulation.touched["/scripts/f"]
    assert isinstance(entry, File)
    choice = next(entry.text.holes())
    assert isinstance(choice, Choice)
    assert choice.condition == "‹$MODE› = x"
    assert [label for label, _ in choice.options] == [
        "when ‹$MODE› is 'x'",
        "when ‹$MODE› is not 'x'",
    ]


def test_unset_empty_and_unknown_are_three_things() -> None:
    script = 'echo "${A-unset}" > a; B=; echo "${B-unset}" > b; echo "$C" > c'
    assert left(simulated(script)) == {"a": "unset\n", "b": "\n", "c": "\n"}
    opened = left(simulated(script, closed=False))
    assert opened == {"a": "‹‹$A›|unset›\n", "b": "\n", "c": "‹$C›\n"}


def test_an_unquoted_unknown_may_be_any_number_of_arguments() -> None:
    simulation = simulated('daemon --a $(fetch) --b="$(fetch)"')
    (launch,) = simulation.launches
    hole = next(launch.argv[2].holes())
    assert isinstance(hole, Hole)
    assert hole.words
    assert launch.argv[3].chars.startswith("--b=")
    assert not any(isinstance(h, Hole) and h.words for h in launch.argv[3].holes())


def test_a_start_on_one_way_says_when() -> None:
    simulation = simulated("if fetch; then daemon --a; else daemon --b; fi")
    assert starts(simulation) == [["--a"], ["--b"]]
    assert [launch.circumstances for launch in simulation.launches] == [
        ("when `fetch` succeeds",),
        ("when `fetch` fails",),
    ]


def test_a_start_sees_the_files_of_its_moment() -> None:
    simulation = simulated("echo 1 > c; daemon; echo 2 > c; daemon")
    contents = [launch.files.entry("/scripts/c") for launch in simulation.launches]
    assert [entry.text.chars for entry in contents if isinstance(entry, File)] == [
        "1\n",
        "2\n",
    ]


def test_a_program_nobody_knows_may_change_the_files_it_names() -> None:
    simulation = simulated("echo 1 > a; echo 2 > b; mystery --in=/scripts/a")
    assert isinstance(simulation.touched["/scripts/a"], Unseen)
    assert isinstance(simulation.touched["/scripts/b"], File)
    assert simulation.unknown[0][0] == "`mystery` is not followed"


def test_a_sourced_file_nobody_knows_makes_variables_unknown() -> None:
    simulation = simulated(
        'A=1; . /etc/nowhere; echo "$A$B" > f', closed=True, complete=False
    )
    entry = simulation.touched["/scripts/f"]
    assert isinstance(entry, File)
    assert entry.text.display() == "‹$A›‹$B›\n"


def test_an_optimist_goes_on_after_a_program_that_may_fail() -> None:
    script = "set -e\nfetch\necho a > f"
    assert isinstance(simulated(script).touched["/scripts/f"], Alternatives)
    simulation = simulated(script, optimistic=True)
    assert left(simulation) == {"f": "a\n"}
    assert [a.text for a in simulation.assumptions] == ["`fetch` succeeds"]


def test_an_optimist_sees_what_an_exit_trap_does_after_an_error() -> None:
    trap = "trap '[ $? -eq 0 ] || echo weak > f; exit 0' EXIT"
    script = f"{trap}; echo strong > f; if ! probe; then exit 3; fi"
    found = left(simulated(script, optimistic=True))
    assert found["f"] in ("‹strong|weak›\n", "‹weak|strong›\n")


def test_every_character_points_at_the_script() -> None:
    script = "M=Webhook\ncat > f <<EOF\nmode: $M\nEOF\n"
    entry = simulated(script).touched["/scripts/f"]
    assert isinstance(entry, File)
    at = entry.text.chars.index("Webhook")
    span = entry.text.span_of(at, at + len("Webhook"))
    assert span is not None
    assert span.start == script.index("Webhook")


@pytest.mark.parametrize(
    "script",
    [
        'TOKEN=\nif [ -z "$TOKEN" ]; then echo "set TOKEN"; exit 1; fi\necho a > f',
        "usage() { echo usage; exit 2; }\n[[ -n $TOKEN ]] || usage\necho a > f",
        "set -u\necho $TOKEN\necho a > f",
        'echo "${TOKEN:?needed}"\necho a > f',
    ],
)
def test_a_blank_setting_does_not_hide_the_rest_from_an_optimist(script: str) -> None:
    assert left(simulated(script)) == {}
    simulation = simulated(script, optimistic=True)
    assert left(simulation) == {"f": "a\n"}
    assert simulation.assumptions


def known_answer(url: Text) -> Text | None:
    return program("mode=x\n") if url.chars == "https://known.example" else None


@pytest.mark.parametrize(
    ("script", "content"),
    [
        ("curl -sSfL https://known.example > /etc/out", "mode=x\n"),
        ("curl -sSfL https://known.example | sed s/x/y/ | tee /etc/out", "mode=y\n"),
        ("curl -sSfL https://known.example -o /etc/out", "mode=x\n"),
        ("wget -q -O /etc/out https://known.example", "mode=x\n"),
        ("wget -qO- https://known.example > /etc/out", "mode=x\n"),
        ("cd /etc; curl -o out https://known.example", "mode=x\n"),
    ],
)
def test_what_a_well_known_address_answers_is_known(script: str, content: str) -> None:
    done = simulate(
        program(script), files=MemoryFiles({}, complete=True), answer=known_answer
    )
    entry = done.touched["/etc/out"]
    assert isinstance(entry, File)
    assert entry.text.chars == content


def test_env_alone_prints_what_nobody_knows() -> None:
    script = 'set -eo pipefail\nfound=$(sudo env | grep "^PATH=")\necho "$found" > f\n'
    simulation = simulated(script, optimistic=True)
    assert simulation.complete
    assert left(simulation)["f"].startswith("‹")


@pytest.mark.parametrize("loop", ["for i in $(fetch)", "while fetch"])
def test_what_a_loop_adds_to_what_nobody_knows_has_no_end(loop: str) -> None:
    entry = simulated(f"{loop}; do A=x$A; done; echo $A > f", closed=False)
    file = entry.touched["/scripts/f"]
    assert isinstance(file, File)
    open_ = [each for each in inner(file.text) if "in a loop" in each.name]
    assert {each.reason for each in open_} == {
        "changed in a loop that runs an unknown number of times"
    }
    # The loop is no place that a reader could mend: it is open where it is used.
    assert {each.span for each in open_} == {None}


def inner(text: Text) -> Iterator[Hole]:
    """Yield the holes in a text and in what it may be."""
    for piece in text.holes():
        if isinstance(piece, Hole):
            yield piece
        else:
            for _, option in piece.options:
                yield from inner(option)
