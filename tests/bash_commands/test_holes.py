"""Unknown stretches: what they touch becomes unknown, and nothing else does."""

from __future__ import annotations

import pytest

from bash_commands.calls import call, content, hole, joined, machine, shown, spelled
from kubelet_lint.source import Choice, Literal, Text

X = hole("$X")
CHOICE = Text.choice("c", [("when y", spelled("a")), ("else", spelled("x"))])

FILTERS: list[tuple[list[str | Text], Text, str]] = [
    (["sed", "s/true/false/"], joined("e: ", X, "\nm: true\n"),
     "e: <$X, perhaps changed by sed>\nm: false\n"),
    (["sed", "s/mode:.*/mode: W/"], joined("mode: ", X, "\n"), "mode: W\n"),
    (["sed", "/foo/d"], joined("a: ", X, "\nb\nfoo\n"), "{|a: <$X>\n}b\n"),
    (["sed", "s/^/# /"], joined("a: ", X, "\n"), "# a: <$X>\n"),
    (["sed", "s/A/B/g"], joined("x=", X, " --m=A\n"),
     "x=<$X, perhaps changed by sed> --m=B\n"),
    (["sed", "s/A/B/"], joined("x=", X, " --m=A\n"),
     "x={<$X, perhaps changed by sed> --m=A|<$X> --m=B}\n"),
    (["sed", joined("s/mode: .*/mode: ", X, "/")], joined("mode: x\nfoo\n"),
     "mode: <$X>\nfoo\n"),
    (["sed", ":a;N;$!ba;s/\\n/ /g"], joined("a\n", X, "\nb\n"),
     "a <$X, perhaps changed by sed> b\n"),
    (["sed", "s/a/b/"], joined("k: ", CHOICE, "\n"), "k: {b|x}\n"),
    (["sed", "s/q/b/"], joined("k: ", CHOICE, "\n"), "k: {a|x}\n"),
    (["sed", "$a foo"], joined(X, "\n"), "<$X>\nfoo\n"),
    (["grep", "foo"], joined("a: ", X, "\nfoo\nbar\n"), "{a: <$X>\n|}foo\n"),
    (["grep", "-v", "foo"], joined("a\n#", X, "\n"), "a\n{#<$X>\n|}"),
    (["cut", "-d:", "-f1"], joined("k: ", X, "\n"), "k\n"),
    (["cut", "-d=", "-f2-"], joined("k=", X, "=1\n"), "<$X>=1\n"),
    (["head", "-n1"], joined("k: ", X, "\nb\n"), "k: <$X>\n"),
    (["tail", "-n1"], joined(X, "\nb\n"), "b\n"),
    (["tr", "a-z", "A-Z"], joined("k: ", X, "\n"), "K: <$X, changed by tr>\n"),
    (["awk", "{print $NF}"], joined("a ", X, " b\n"), "b\n"),
    (["awk", "{print $1}"], joined("a ", X, " b\n"), "a\n"),
    (["awk", "/mode/{print \"m\";next}{print}"], joined("a: ", X, "\nmode\n"),
     "{m|a: <$X>}\nm\n"),
    (["tee", "f"], joined("a", X, "\n"), "a<$X>\n"),
    (["printf", "%s=%s\n", "a", X], Text(), "a=<$X>\n"),
    (["echo", "-n", "a", X], Text(), "a <$X>"),
    (["basename", joined("/a/", X, "/b.sh"), ".sh"], Text(), "b\n"),
    (["xargs", "-n1", "echo", "x"], joined("a", X, " b\n"), "x a<$X>\nx b\n"),
]  # fmt: skip


@pytest.mark.parametrize(("argv", "stdin", "printed"), FILTERS)
def test_a_hole_spoils_only_what_it_could_change(
    argv: list[str | Text], stdin: Text, printed: str
) -> None:
    result, _ = call(argv, stdin)
    assert shown(result.stdout) == printed


STATUSES: list[tuple[list[str | Text], Text, int | None]] = [
    (["grep", "-q", "a"], joined(X, "\n"), None),
    (["grep", "-q", "a"], joined("a", X, "\n"), 0),
    (["grep", "-q", "^a"], joined("b", X, "\n"), 1),
    (["grep", "-q", joined("a", X)], joined("b\n"), 1),
    (["grep", "-q", X], joined("b\n"), None),
    (["sed", "s/a/b/"], joined(X, "\n"), 0),
    (["cmp", "-s", "missing", "other"], Text(), 2),
]


@pytest.mark.parametrize(("argv", "stdin", "status"), STATUSES)
def test_a_status_is_known_if_no_hole_could_change_it(
    argv: list[str | Text], stdin: Text, status: int | None
) -> None:
    assert call(argv, stdin)[0].status == status


def test_an_edit_of_a_file_nobody_holds_leaves_it_unseen_and_says_so() -> None:
    _, after = call(["sed", "-i", "s/a/b/", "f"], on=machine({}, unseen=("f",)))
    assert content(after, "f") == (
        "<edited by sed; what /srv/f held before is not in the repository>"
    )


def test_what_is_appended_to_a_file_nobody_holds_stays_known() -> None:
    _, after = call(["tee", "-a", "f"], "port: 0\n", machine({}, unseen=("f",)))
    _, after = call(["sed", "-i", "s/port: 0/port: 1/", "f"], on=after)
    left = content(after, "f")
    assert isinstance(left, str)
    assert left == "</srv/f, perhaps changed by sed>{port: 0|port: 1}\n"


def test_two_uncertain_lines_are_two_choices_not_four_texts() -> None:
    lines = [joined(f"k{number}: ", hole(f"$X{number}"), "\n") for number in range(40)]
    result, _ = call(["sed", "/secret/d"], Text.join(lines))
    choices = [p for p in result.stdout.holes() if isinstance(p, Choice)]
    assert len(choices) == 40


def test_every_character_keeps_its_place() -> None:
    text = spelled("mode: Allow\nrest\n", "config.yaml")
    script = spelled("s/Allow/Webhook/")
    result, _ = call(["sed", script], text)
    pieces = [
        (result.stdout.chars[start:end], piece.source.path, piece.start)
        for start, end, piece in result.stdout.pieces()
        if isinstance(piece, Literal)
    ]
    assert pieces == [
        ("mode: ", "config.yaml", 0),
        ("Webhook", "script.sh", 8),
        ("\nrest\n", "config.yaml", 11),
    ]


def test_nobody_knows_what_an_archive_leaves_in_a_new_directory() -> None:
    _, after = call(["mkdir", "d"])
    assert after.exists("/srv/d/x") is False
    _, after = call(["tar", "-xf", "a.tar", "-C", "d"], on=after)
    assert after.exists("/srv/d/x") is None
    assert after.exists("/srv/e") is False


def copied(*commands: list[str | Text]) -> str:
    files = {"a": "one\n", "b": "two\n"}
    on = machine(files)
    for argv in commands:
        call(["scp", *argv], Text(), on)
    return str(content(on, "x"))


def test_a_copy_to_another_machine_lies_on_this_one() -> None:
    assert copied(["-P", "22", "a", "root@h:/srv/x"]) == "one\n"
    assert copied([Text.hole("", name="$OPTS", words=True), "a", "h:/srv/x"]) == "one\n"
    assert copied(["a", "h:/srv/x"], ["b", "h:/srv/x"]) == "two\n"
    assert copied(["a", joined(X, ":/srv/x")]) == "one\n"


def test_copies_to_several_machines_are_told_apart() -> None:
    assert copied(["a", "g:/srv/x"], ["b", "h:/srv/x"]) == "{one\n|two\n}"
    assert copied(["a", "g:/srv/x"], ["a", "h:/srv/x"]) == "one\n"


def test_what_comes_from_another_machine_is_not_known() -> None:
    assert "one" not in copied(["a", "h:/srv/x"], ["h:/y", "/srv/x"])
    assert "one" not in copied(
        ["a", "h:/srv/x"], [Text.hole("", name="$FILE", words=True), "h:/srv/x"]
    )
