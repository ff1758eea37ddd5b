"""What systemd starts for a unit, or why it starts nothing."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from kubelet_lint.node.filesystem import MemoryFiles, Unseen
from kubelet_lint.source import Text
from kubelet_lint.systemd.boot import Boot, boot, boot_unit, prestarts
from kubelet_lint.systemd.load import from_parts, load
from systemd.scene import UNIT, argv, file, node, spelled, start, text


def executed(booted: Boot) -> list[bool | None]:
    return [launch.executed for launch in booted.launches]


def argvs(booted: Boot) -> list[list[str]]:
    return [[word.display() for word in one.argv] for one in booted.launches]


def test_a_launch_says_what_a_process_sees() -> None:
    booted = start(
        "WorkingDirectory=/srv//agent/.\n"
        "Environment=A=--x\n"
        "ExecStart=/usr//bin/./agent $A \\\n  --y\n"
    )
    (launch,) = booted.launches

    assert argvs(booted) == [["/usr//bin/./agent", "--x", "--y"]]
    assert launch.executable == "/usr/bin/agent"
    assert launch.cwd == "/srv/agent"
    assert launch.unit == "agent.service"
    assert launch.executed is True
    assert launch.refusal is None


def test_the_span_of_a_launch_is_the_first_line_of_its_command() -> None:
    (launch,) = start("ExecStart=/bin/a \\\r\n  --y\r\n").launches

    assert launch.span is not None
    content = launch.span.source.content
    assert content[launch.span.start : launch.span.end] == "/bin/a \\"


FOLDER = text("folder: /opt/bin", "vars.yml")[8:]
WHOLE = text("start: /opt/bin/a --x=1 --y=2", "vars.yml")[7:]
TEMPLATE = text("ExecStart={{folder}}/a --x --y\n", "a.service.j2")


@pytest.mark.parametrize(
    ("value", "expected"),
    [(FOLDER + TEMPLATE[20:-1], "/a --x --y"), (WHOLE, "/opt/bin/a --x=1 --y=2")],
    ids=["a folder put in", "all of it put in"],
)
def test_what_a_template_puts_in_front_is_not_its_place(
    value: Text, expected: str
) -> None:
    (launch,) = start(TEMPLATE[:10] + value + TEMPLATE[-1:]).launches

    assert launch.span is not None
    content = launch.span.source.content
    assert content[launch.span.start : launch.span.end] == expected


def test_each_argument_points_at_its_own_place() -> None:
    (launch,) = start("ExecStart=@/bin/a 'b c' --d=\"e f\"\\x67\n").launches

    assert [word.chars for word in launch.argv] == ["b c", "--d=e fg"]
    assert [spelled(word) for word in launch.argv] == ["b c", '--d="e f"\\x67']


def test_a_bare_program_is_looked_for() -> None:
    files = node({UNIT: "[Service]\nExecStart=agent\n"})
    found = MemoryFiles(
        {UNIT: files.entry(UNIT), "/usr/bin/agent": file("#!/bin/sh\n", mode=0o755)}
    )

    assert boot(files, "agent.service").launches[0].executable == "agent"
    assert boot(found, "agent.service").launches[0].executable == "/usr/bin/agent"


# --- refusals ------------------------------------------------------------------------

REFUSED = [
    ("ExecStart=/bin/a\nExecStart=/bin/b\n", "more than one ExecStart=", "/bin/b"),
    ("ExecStart=/bin/a ; /bin/b\n", "more than one ExecStart=", "/bin/a ; /bin/b"),
    ("ExecStart=./a\nExecStart=\nExecStart=/bin/a\n", "Neither a valid", "./a"),
    ("ExecStart=/bin/a\nExecReload=./x\n", "Neither a valid", "./x"),
    ("ExecStart=/bin/a %z\n", "unit specifiers", "/bin/a %z"),
    ("ExecStart=/bin/a 'b\n", "unbalanced quoting", "/bin/a 'b"),
    ("Type=dbus\nExecStart=/bin/a\n", "no D-Bus service name", None),
    ("Type=oneshot\nRestart=always\nExecStart=/bin/a\n", "Restart= set", None),
    ("ExecStart=/bin/a\nUser=a:b\n", "Invalid user", "a:b"),
    ("ExecStart=/bin/a\nDynamicUser=maybe\n", "parse boolean", "maybe"),
    ("ExecStart=/bin/a\nWorkingDirectory=a\n", "not absolute", "a"),
    ("ExecStart=/bin/a\n[Service] # why\n", "invalid section header", None),
    ("ExecStart=/usr/${DIR}/a\n", "No such file", "/usr/${DIR}/a"),
    ("ExecStart=@/bin/a $NOPE\n", "no argument is left", "@/bin/a $NOPE"),
]


@pytest.mark.parametrize(("service", "message", "place"), REFUSED)
def test_a_refused_unit_is_still_read(
    service: str, message: str, place: str | None
) -> None:
    booted = start(service)

    assert booted.launches
    for launch in booted.launches:
        assert launch.executed is False
        assert message.lower() in (launch.refusal or "").lower()
        if place is not None:
            assert launch.refusal_span is not None
            span = launch.refusal_span
            assert span.source.content[span.start : span.end] == place


def test_both_of_two_commands_can_be_judged() -> None:
    booted = start("ExecStart=/bin/a 1\nExecStart=/bin/a 2\n")

    assert argvs(booted) == [["/bin/a", "1"], ["/bin/a", "2"]]


NOTHING = [
    ("", "no ExecStart="),
    ("ExecStart=/bin/a\nExecStart=\n", "no ExecStart="),
    ("Type=oneshot\nExecStop=/bin/a\n", "RemainAfterExit"),
    ("ExecStop=/bin/a\nType=simple\n", "no ExecStart= setting"),
]


@pytest.mark.parametrize(("service", "message"), NOTHING)
def test_a_unit_without_a_command_starts_nothing(service: str, message: str) -> None:
    booted = start(service)

    assert booted.launches == ()
    assert message in (booted.refusal or "")


def test_what_is_not_there_starts_nothing() -> None:
    booted = boot(node({}), "agent.service")

    assert booted.launches == ()
    assert booted.refusal == "Unit agent.service not found."


# --- drop-ins ------------------------------------------------------------------------


def with_dropins(*dropins: str, service: str = "ExecStart=/bin/a $A $B\n") -> Boot:
    parts = [(f"{number}.conf", text(one)) for number, one in enumerate(dropins)]
    unit = from_parts("agent.service", text("[Service]\n" + service), parts)
    return boot_unit(node({}), unit)


def test_a_dropin_resets_execstart_before_it_sets_it() -> None:
    assert argvs(with_dropins("[Service]\nExecStart=\nExecStart=/bin/b\n")) == [
        ["/bin/b"]
    ]


def test_an_error_ends_a_dropin_and_nothing_else() -> None:
    booted = with_dropins(
        "[Service]\nEnvironment=A=1\nExecReload=./x\nEnvironment=B=2\n",
        "[Service]\nEnvironment=A=3\n",
    )
    assert argvs(booted) == [["/bin/a", "3"]]
    assert executed(booted) == [True]


def test_a_dropin_starts_without_a_section_and_ends_its_last_line() -> None:
    booted = with_dropins("Environment=A=1\n", "[Service]\nEnvironment=A=2 \\")

    assert argvs(booted) == [["/bin/a", "2"]]


def test_dropins_for_a_unit_that_is_not_seen_may_start_something() -> None:
    unit = from_parts(
        "agent.service", None, [("1.conf", text("[Service]\nExecStart=/bin/a\n"))]
    )
    booted = boot_unit(node({}), unit)

    assert executed(booted) == [None]
    assert booted.refusal is None


# --- what the node decides -----------------------------------------------------------

UNDECIDED = [
    "[Unit]\nConditionPathExists=/x\n[Service]\nExecStart=/bin/a\n",
    "[Unit]\nAssertHost=x\nConditionHost=\n[Service]\nExecStart=/bin/a\n",
    "[Service]\nExecCondition=/bin/c\nExecStart=/bin/a\n",
]


@pytest.mark.parametrize("content", UNDECIDED)
def test_conditions_are_the_nodes(content: str) -> None:
    assert executed(boot(node({UNIT: content}), "agent.service")) == [None]


DECIDED = [
    "[Unit]\nConditionPathExists=/x\nConditionHost=\n[Service]\nExecStart=/bin/a\n",
    "[Unit]\nConditionNothing=x\n[Service]\nExecStart=/bin/a\n",
    "[Unit]\nRequires=other.service\n[Service]\nExecStart=/bin/a\n",
]


@pytest.mark.parametrize("content", DECIDED)
def test_what_is_no_condition(content: str) -> None:
    assert executed(boot(node({UNIT: content}), "agent.service")) == [True]


def test_a_oneshot_goes_on_only_after_a_command_that_succeeds_or_may_fail() -> None:
    assert executed(start("Type=oneshot\nExecStart=/bin/a ; /bin/b\n")) == [True, None]
    assert executed(start("Type=oneshot\nExecStart=-/bin/a ; /bin/b\n")) == [True, True]


def test_a_template_itself_is_not_started() -> None:
    files = node({"/etc/systemd/system/a@.service": "[Service]\nExecStart=/bin/a %i\n"})
    booted = boot(files, "a@.service")

    assert executed(booted) == [None]
    assert argvs(booted) == [["/bin/a", "‹%i›"]]


# --- programs among the files --------------------------------------------------------

PROGRAMS = [
    ("#!/bin/sh\nexec agent\n", 0o755, None),
    ("\x7fELF\x02", 0o755, None),
    ("version https://git-lfs.github.com/spec/v1\n", 0o755, None),
    ("exec agent\n", 0o755, "Exec format error"),
    ("#!/bin/sh\nexec agent\n", 0o644, "Permission denied"),
]


@pytest.mark.parametrize(("content", "mode", "message"), PROGRAMS)
def test_a_program_that_cannot_be_executed(
    content: str, mode: int, message: str | None
) -> None:
    files = MemoryFiles(
        {
            UNIT: file("[Service]\nExecStart=/opt/start.sh\n"),
            "/opt/start.sh": file(content, mode=mode),
        }
    )
    (launch,) = boot(files, "agent.service").launches

    assert launch.executed is (message is None)
    assert (message or "") in (launch.refusal or "")


# --- handing over to a shell ---------------------------------------------------------

SHELLS = [
    ("sh -c 'exec agent $A ${A}'", ["sh", "-c", "exec agent $A x y"]),
    ("sh -c 'exec agent $$A \"$$A\"'", ["sh", "-c", 'exec agent $A "$A"']),
    ("sh -c 'agent $${A:-d} ${A:-d}'", ["sh", "-c", "agent ${A:-d} ${A:-d}"]),
    ('sh -c "agent --l=\'a b\' \\"c\\""', ["sh", "-c", "agent --l='a b' \"c\""]),
    ("sh -c 'date +%%Y' $A", ["sh", "-c", "date +%Y", "x", "y"]),
    ("env B=9 agent $A", ["env", "B=9", "agent", "x", "y"]),
]


@pytest.mark.parametrize(("command", "expected"), SHELLS)
def test_a_shell_gets_the_words_and_the_variables(
    command: str, expected: list[str]
) -> None:
    booted = start(f'Environment="A=x y"\nExecStart={command}\n')

    assert argv(booted) == expected
    assert booted.launches[0].environment["A"].chars == "x y"


def test_the_words_behind_a_pipe_are_one_line_for_the_users_shell() -> None:
    booted = start('Environment="A=x y"\nExecStart=|agent $A ${A} "b  c"\n', 262)

    assert argv(booted) == ["/bin/bash", "-c", "agent x y x y b  c"]


def test_commands_before_the_start_are_launches_of_their_own() -> None:
    service = "Environment=A=1\nExecStartPre=-/bin/pre $A\nExecStart=/bin/a\n"
    files = node({UNIT: "[Service]\n" + service})
    (before,) = prestarts(files, load(files, "agent.service"))

    assert [word.chars for word in before.argv] == ["/bin/pre", "1"]
    assert before.environment["A"].chars == "1"


ENV = "/run/agent.env"
WRITING = (
    "[Service]\nEnvironmentFile={}" + ENV + "\nExecStart=/bin/a $A\n"
    "ExecStartPre=/bin/sh -c 'echo A=1 > " + ENV + "'\n"
)


def test_what_runs_before_may_write_the_file_unless_someone_followed_it() -> None:
    before = node({UNIT: WRITING.format("-"), ENV: "A=0\n"})
    after = node({UNIT: WRITING.format("-"), ENV: "A=1\n"})

    assert argv(boot(before, "agent.service")) == ["/bin/a", "‹$A›"]
    assert argv(boot(after, "agent.service", initial=before)) == ["/bin/a", "1"]


def test_a_mandatory_file_must_be_there_before() -> None:
    before = node({UNIT: WRITING.format("")})
    after = node({UNIT: WRITING.format(""), ENV: "A=1\n"})

    assert executed(boot(after, "agent.service", initial=before)) == [False]


# --- templates -----------------------------------------------------------------------


def holed(*parts: str | None) -> Text:
    return Text.join(_parts(parts))


def _parts(parts: Iterable[str | None]) -> Iterable[Text]:
    for part in parts:
        if part is None:
            yield Text.hole("template", name="{{ x }}")
        else:
            yield text(part)


UNREAD = [
    holed("ExecStart=/bin/a\n", None, "\nExecStart=/bin/b\n"),
    holed("Type=", None, "\nExecStart=/bin/a\nExecStart=/bin/b\n"),
]


@pytest.mark.parametrize("service", UNREAD)
def test_what_a_template_leaves_open_refuses_nothing(service: Text) -> None:
    booted = start(service)

    assert booted.refusal is None
    assert executed(booted) == [None, None]


def test_a_line_nobody_can_read_may_be_the_command() -> None:
    booted = start(holed(None, "\n"))

    assert booted.launches == ()
    assert booted.refusal is None
    assert booted.doubt is not None


def test_a_drop_in_of_a_unit_nobody_can_read_takes_its_variables_from_it() -> None:
    dropin = text("[Service]\nExecStart=\nExecStart=/bin/a $A\n")
    unit = from_parts("agent.service", holed(None, "\n"), [("a.conf", dropin)])

    assert argv(boot_unit(node({}), unit)) == ["/bin/a", "‹$A›"]


def test_a_drop_in_nobody_can_read_may_say_anything() -> None:
    files = node(
        {
            UNIT: "[Service]\nEnvironment=A=b\nExecStart=/bin/a $A\n",
            f"{UNIT}.d/a.conf": Unseen("made on the node"),
        }
    )
    booted = boot(files, "agent.service")

    assert argv(booted) == ["/bin/a", "‹$A›"]
    assert booted.doubt is not None


def test_an_unknown_command_is_unknown_words() -> None:
    assert argv(start(holed("ExecStart=", None, "\n"))) == ["‹{{ x }}›"]


def test_a_hole_outside_of_the_service_is_assumed_to_say_nothing_of_it() -> None:
    content = holed("[Unit]\n", None, "\n[Service]\nExecStart=/bin/a $A\n")
    unit = from_parts("agent.service", content, [])
    booted = boot_unit(node({}), unit)

    assert argv(booted) == ["/bin/a"]
    assert [one.text for one in booted.launches[0].assumptions] == [
        "{{ x }} adds nothing to the [Service] section"
    ]
