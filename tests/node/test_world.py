"""Alternatives are decided one way at a time, each condition alike everywhere."""

from kubelet_lint.node.filesystem import Alternatives, File, MemoryFiles, Missing
from kubelet_lint.node.world import RUNS, World, WorldFiles, explore
from kubelet_lint.source import HOLE, Hole, Text, program


def mode(condition: str = "MODE") -> Text:
    return Text.choice(condition, [("if a", program("A")), ("else", program("B"))])


def test_every_way_to_decide_is_tried_once() -> None:
    found = [text for _, text in explore(lambda world: world.text(mode()).chars)]
    assert found == ["A", "B"]


def test_one_condition_is_decided_alike_wherever_it_occurs() -> None:
    both = mode() + program("-") + mode()
    found = [text for _, text in explore(lambda world: world.text(both).chars)]
    assert found == ["A-A", "B-B"]


def test_different_conditions_are_combined() -> None:
    both = mode("X") + mode("Y")
    found = {text for _, text in explore(lambda world: world.text(both).chars)}
    assert found == {"AA", "AB", "BA", "BB"}


def test_a_condition_met_on_one_branch_only_is_decided_there_only() -> None:
    def run(world: World) -> str:
        first = world.text(mode("X")).chars
        return first + (world.text(mode("Y")).chars if first == "B" else "")

    assert {found for _, found in explore(run)} == {"A", "BA", "BB"}


def test_a_world_says_what_it_decided() -> None:
    labels = [
        [decision.label for decision in world.decisions]
        for world, _ in explore(lambda world: world.text(mode()))
    ]
    assert labels == [["if a"], ["else"]]


def test_nested_choices_are_decided_too() -> None:
    inner = Text.choice("Y", [("if y", program("1")), ("else", program("2"))])
    outer = Text.choice("X", [("if x", inner), ("else", program("3"))])
    found = {text for _, text in explore(lambda world: world.text(outer).chars)}
    assert found == {"1", "2", "3"}


def test_past_the_bound_conditions_stay_unknown_instead_of_being_skipped() -> None:
    many = Text.join(mode(f"C{number}") for number in range(100))
    found = [text for _, text in explore(lambda world: world.text(many).chars)]
    assert len(found) < 3 * RUNS
    assert all(HOLE in text for text in found)


def undecided(*options: str) -> Text:
    """What a choice of these texts comes to where no condition is decided any more."""
    labelled = [(f"if {option}", program(option)) for option in options]
    return World((), closed=True).text(Text.choice("C", labelled))


def test_past_the_bound_lines_stay_lines_of_their_own() -> None:
    assert undecided("\n  --v=2 \\", "").chars == f"\n{HOLE}"
    assert undecided("a", "\nb: c").chars == HOLE


def test_past_the_bound_several_words_stay_several() -> None:
    words = [undecided("--v=2 --config=/k", "").holes(), undecided("a", "b").holes()]
    assert [[isinstance(h, Hole) and h.words for h in found] for found in words] == [
        [True],
        [False],
    ]


def test_files_have_no_alternatives_in_a_world() -> None:
    either = Alternatives("F", (("if f", File(mode("X"))), ("else", Missing())))
    files = MemoryFiles({"/f": either})

    def run(world: World) -> str:
        entry = WorldFiles(files, world).entry("/f")
        return entry.text.chars if isinstance(entry, File) else "missing"

    assert {found for _, found in explore(run)} == {"A", "B", "missing"}
