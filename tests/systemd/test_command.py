"""Command lines: prefixes, ``;`` and errors, as ``config_parse_exec`` reads them."""

from __future__ import annotations

import pytest

from kubelet_lint.source import Source, Text
from kubelet_lint.systemd.command import Command, parse_commands
from kubelet_lint.systemd.specifier import Place

PLACE = Place("agent.service", 252)


def commands(line: str, place: Place = PLACE) -> list[Command]:
    return parse_commands(Source("x", line).text(), place)


def shown(command: Command) -> tuple[str, list[str]]:
    return command.path.chars, [word.chars for word in command.argv]


def argvs(line: str) -> list[list[str]]:
    return [shown(command)[1] for command in commands(line)]


ROWS = [
    ("/bin/a b", [["/bin/a", "b"]]),
    ("agent b", [["agent", "b"]]),
    ('"/bin/a" "b c"', [["/bin/a", "b c"]]),
    ("/bin/%p %n", [["/bin/agent", "agent.service"]]),
    # A lone ; separates, and is no argument only then.
    ("/bin/a 1 ; /bin/b 2", [["/bin/a", "1"], ["/bin/b", "2"]]),
    ("/bin/a ;", [["/bin/a"]]),
    ("; /bin/a", [["/bin/a"]]),
    ("/bin/a \\; ';' b; ;c \\;d", [["/bin/a", ";", ";", "b;", ";c", "\\;d"]]),
    # A shell's syntax is text.
    ("/bin/a > b | c && d `e` *", [["/bin/a", *"> b | c && d `e` *".split()]]),
    # The program may not be closed: then there is nothing, and no error.
    ('"/bin/a b', []),
    ("/bin/a 1 ; '/bin/b", [["/bin/a", "1"]]),
]


@pytest.mark.parametrize(("line", "expected"), ROWS)
def test_commands_of_a_line(line: str, expected: list[list[str]]) -> None:
    assert argvs(line) == expected
    assert not any(command.error for command in commands(line))


PREFIXES = [
    ("-/bin/a", {"ignores_failure": True}),
    (":/bin/a", {"expands": False}),
    ("-:/bin/a", {"ignores_failure": True, "expands": False}),
    ("+/bin/a", {}),
    ("!/bin/a", {}),
    ("!!/bin/a", {}),
    ('"-/bin/a"', {"ignores_failure": True}),
    ('-"/bin/a"', {"ignores_failure": True}),
]


@pytest.mark.parametrize(("line", "flags"), PREFIXES)
def test_prefixes(line: str, flags: dict[str, bool]) -> None:
    (command,) = commands(line)

    assert shown(command) == ("/bin/a", ["/bin/a"])
    assert command.error is None
    assert command.ignores_failure is flags.get("ignores_failure", False)
    assert command.expands is flags.get("expands", True)


def test_the_at_prefix_gives_the_process_another_name() -> None:
    assert [shown(one) for one in commands("@/bin/a b c")] == [("/bin/a", ["b", "c"])]


ERRORS = [
    ("./a", "neither a valid executable name nor an absolute path: ./a"),
    ("bin/a", "neither a valid executable name nor an absolute path: bin/a"),
    ("=/bin/a", "neither a valid executable name nor an absolute path: =/bin/a"),
    ("++/bin/a", "neither a valid executable name nor an absolute path: +/bin/a"),
    ("!!!/bin/a", "neither a valid executable name nor an absolute path: !/bin/a"),
    ("|/bin/a", "neither a valid executable name nor an absolute path: |/bin/a"),
    ("/" + "x" * 256, "neither a valid executable name nor an absolute path: /"),
    ("/bin/a/", "executable path specifies a directory: /bin/a/"),
    ('/bin/a\\"', "executable name contains special characters"),
    ('""', "empty path in command line"),
    ("+ /bin/a", "empty path in command line"),
    ("@/bin/a", "empty executable name or zeroeth argument"),
    ("/bin/a 'b", "unbalanced quoting: /bin/a 'b"),
    ("/bin/a 5%z", "failed to resolve unit specifiers in 5%z: %z"),
]


@pytest.mark.parametrize(("line", "message"), ERRORS)
def test_errors(line: str, message: str) -> None:
    assert (commands(line)[-1].error or "").startswith(message)


@pytest.mark.parametrize("line", ["-./a", "- /bin/a", "-/bin/a 'b", "-/bin/a %z"])
def test_a_bad_line_that_may_fail_is_only_skipped(line: str) -> None:
    assert commands(line) == []


def test_commands_before_a_bad_one_stand() -> None:
    first, second = commands("/bin/a 1 ; ./b 2")

    assert first.error is None
    assert second.error is not None


def test_a_bad_line_is_read_as_far_as_it_can_be() -> None:
    (command,) = commands("/bin/a --mode=x --y='")

    assert shown(command)[1] == ["/bin/a", "--mode=x"]


def test_a_pipe_hands_the_words_to_the_users_shell_since_258() -> None:
    (command,) = commands("|/bin/a b", PLACE._replace(version=262))

    assert command.via_shell
    assert shown(command) == ("/bin/bash", ["/bin/bash", "/bin/a", "b"])


# --- holes ---------------------------------------------------------------------------


def line(*parts: str | None) -> Text:
    """Join texts, with a template's hole for each None."""
    return Text.join(
        Text.hole("template", name="{{ x }}")
        if part is None
        else Source("x", part).text()
        for part in parts
    )


HOLES = [
    (line(None, "/a --b"), ["‹{{ x }}›/a", "--b"]),
    (line("/bin/", None, " --b"), ["/bin/‹{{ x }}›", "--b"]),
    (line("/bin/a ", None, " --b"), ["/bin/a", "‹{{ x }}›", "--b"]),
    (line("/bin/a --b ' ", None), ["/bin/a", "--b", "‹{{ x }}›"]),
    (line(None), ["‹{{ x }}›"]),
]


@pytest.mark.parametrize(("value", "expected"), HOLES)
def test_a_hole_is_never_an_error(value: Text, expected: list[str]) -> None:
    (command,) = parse_commands(value, PLACE)

    assert command.error is None
    assert [word.display() for word in command.argv] == expected


def test_a_variable_in_the_program_is_a_placeholder_where_someone_fills_it_in() -> None:
    value = Source("x", "${BIN_DIR}/agent --a=${B}").text()
    (literal,) = parse_commands(value, PLACE)
    (filled,) = parse_commands(value, PLACE._replace(placeholders=True))

    assert literal.error is not None
    assert filled.error is None
    assert [word.display() for word in filled.argv] == [
        "‹${BIN_DIR}›/agent",
        "--a=${B}",
    ]
