"""The environment of a service's processes, and what nobody can know of it."""

from __future__ import annotations

import pytest

from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    Link,
    Unreadable,
    Unseen,
)
from kubelet_lint.source import Hole, Text
from kubelet_lint.systemd.boot import Boot, boot
from kubelet_lint.value import Assumption
from systemd.scene import UNIT, argv, node, spelled, start, text

ENV = "/etc/agent.env"


def repository(
    service: str,
    files: dict[str, str | Entry] | None = None,
    optional_empty: frozenset[str] = frozenset(),
) -> Boot:
    """Boot a unit of a repository, which does not say what else a node has."""
    entries = {UNIT: "[Service]\n" + service, **(files or {})}
    found = node(entries, complete=False)
    return boot(found, "agent.service", optional_empty=optional_empty)


def test_files_override_the_unit_wherever_they_are_named() -> None:
    booted = boot(
        node(
            {
                UNIT: f"[Service]\nEnvironmentFile={ENV}\nEnvironment=A=1 B=2\n"
                "ExecStart=/bin/a ${A} ${B}\n",
                ENV: "A=file\n",
            }
        ),
        "agent.service",
    )

    assert argv(booted) == ["/bin/a", "file", "2"]


def test_a_variable_points_at_where_it_is_set() -> None:
    booted = boot(
        node(
            {
                UNIT: f"[Service]\nEnvironment='B=--b'\nEnvironmentFile={ENV}\n"
                "ExecStart=/bin/a $A $B\n",
                ENV: 'A="--x --y"\n',
            }
        ),
        "agent.service",
    )
    (launch,) = booted.launches

    assert [spelled(word) for word in launch.argv] == ["/bin/a", "--x", "--y", "--b"]
    assert spelled(launch.environment["A"]) == "--x --y"
    assert launch.environment["A"].span is not None
    assert launch.environment["A"].span.source.path == ENV.lstrip("/")


# --- what is not in the repository ---------------------------------------------------


@pytest.mark.parametrize("optional", ["", "-"])
def test_an_unseen_file_makes_every_variable_unknown(optional: str) -> None:
    booted = repository(
        f"Environment=B=2\nEnvironmentFile={optional}{ENV}\n"
        "ExecStart=/bin/a $A --b=${B} --c\n"
    )
    (launch,) = booted.launches
    holes = [hole for word in launch.argv for hole in word.holes()]

    assert argv(booted) == ["/bin/a", "‹$A›", "--b=‹$B›", "--c"]
    assert launch.executed
    assert [hole.words for hole in holes if isinstance(hole, Hole)] == [True, False]
    for hole in holes:
        assert isinstance(hole, Hole)
        assert hole.reason == f"{ENV} is not in the repository"
        assert hole.span is not None
        written = hole.span.source.content[hole.span.start : hole.span.end]
        assert written == optional + ENV
    assert launch.doubt is not None
    assert "B" in launch.environment


def test_a_later_file_makes_its_variables_known_again() -> None:
    booted = repository(
        f"EnvironmentFile={ENV}\nEnvironmentFile=/etc/b.env\nExecStart=/bin/a $A $B\n",
        {"/etc/b.env": "B=2\n"},
    )
    assert argv(booted) == ["/bin/a", "‹$A›", "2"]


def test_an_earlier_file_does_not() -> None:
    booted = repository(
        f"EnvironmentFile=/etc/b.env\nEnvironmentFile={ENV}\nExecStart=/bin/a $B\n",
        {"/etc/b.env": "B=2\n"},
    )
    assert argv(booted) == ["/bin/a", "‹$B›"]


def test_an_empty_hook_of_a_package_is_taken_for_empty_and_said_so() -> None:
    service = f"EnvironmentFile=-{ENV}\nExecStart=/bin/a $A\n"
    booted = repository(service, optional_empty=frozenset({ENV}))
    (launch,) = booted.launches

    assert argv(booted) == ["/bin/a"]
    (assumption,) = launch.assumptions
    assert assumption.text == f"{ENV} is empty, as its package ships it"
    assert assumption.span is not None
    assert launch.doubt is None


def test_a_hook_that_is_mandatory_is_not_taken_for_empty() -> None:
    service = f"EnvironmentFile={ENV}\nExecStart=/bin/a $A\n"
    booted = repository(service, optional_empty=frozenset({ENV}))

    assert argv(booted) == ["/bin/a", "‹$A›"]


def test_a_hook_that_is_there_is_read() -> None:
    service = f"EnvironmentFile=-{ENV}\nExecStart=/bin/a $A\n"
    booted = repository(service, {ENV: "A=1\n"}, optional_empty=frozenset({ENV}))

    assert argv(booted) == ["/bin/a", "1"]


def test_assumptions_of_a_file_are_passed_on() -> None:
    said = Assumption("matched by its name")
    booted = repository(
        f"EnvironmentFile={ENV}\nExecStart=/bin/a $A\n",
        {ENV: File(text("A=1\n"), assumptions=(said,))},
    )
    assert said in booted.launches[0].assumptions


UNREAD: list[Entry] = [Unseen("elsewhere"), Unreadable("a FIFO")]


@pytest.mark.parametrize("entry", UNREAD)
def test_what_cannot_be_read_here_may_say_anything(entry: Entry) -> None:
    booted = repository(f"EnvironmentFile={ENV}\nExecStart=/bin/a $A\n", {ENV: entry})
    assert argv(booted) == ["/bin/a", "‹$A›"]


def test_a_variable_set_nowhere_is_empty_when_every_file_is_known() -> None:
    assert argv(repository("ExecStart=/bin/a $A x${A}\n")) == ["/bin/a", "x"]


def test_the_path_is_not_doubted_because_of_an_unseen_file() -> None:
    (launch,) = repository(f"EnvironmentFile={ENV}\nExecStart=/bin/a\n").launches

    assert launch.environment["PATH"].known


# --- files that fail -----------------------------------------------------------------

FAILING: list[tuple[Entry | None, str]] = [
    (None, "no such file"),
    (Directory(), "is a directory"),
    (File(text("A=caf\udce9\n")), "invalid UTF-8"),
    (File(text("A=1\0\n")), "NUL"),
    (Link("/gone"), "no such file"),
]


@pytest.mark.parametrize(("entry", "message"), FAILING)
def test_a_mandatory_file_that_fails_stops_the_start(
    entry: Entry | None, message: str
) -> None:
    files: dict[str, str | Entry] = {ENV: entry} if entry else {}
    unit = f"[Service]\nEnvironmentFile={ENV}\nExecStart=/bin/a x$A ${{A}}\n"
    may_fail = unit.replace("File=", "File=-")
    mandatory = boot(node({UNIT: unit, **files}), "agent.service")
    optional = boot(node({UNIT: may_fail, **files}), "agent.service")

    assert mandatory.launches[0].executed is False
    assert message in (mandatory.refusal or "")
    assert mandatory.span is not None
    assert optional.launches[0].executed is True
    assert argv(optional) == ["/bin/a", "x$A", ""]


def test_patterns_are_matched_in_order() -> None:
    files = {f"/etc/agent.d/{name}": f"A={name}\n" for name in ("2.env", "10.env")}
    files |= {"/etc/agent.d/.0.env": "A=hidden\n", "/etc/agent.d/3.txt": "A=text\n"}
    service = "EnvironmentFile={}/etc/agent.d/{}\nExecStart=/bin/a $A\n"

    def booted(optional: str, pattern: str) -> Boot:
        unit = {UNIT: "[Service]\n" + service.format(optional, pattern)}
        return boot(node({**files, **unit}), "agent.service")

    assert argv(booted("", "*.env")) == ["/bin/a", "2.env"]
    assert argv(booted("", "1?.[e]nv")) == ["/bin/a", "10.env"]
    assert booted("", "*.conf").launches[0].executed is False
    assert argv(booted("-", "*.conf")) == ["/bin/a"]


def test_a_pattern_without_matches_in_a_repository_is_unknown() -> None:
    booted = repository("EnvironmentFile=/etc/agent.d/*.env\nExecStart=/bin/a $A\n")

    assert argv(booted) == ["/bin/a", "‹$A›"]


IGNORED = ["agent.env", '"/etc/agent.env"', "--/etc/agent.env", "/etc/../etc/agent.env"]


@pytest.mark.parametrize("value", IGNORED)
def test_a_path_that_is_not_absolute_and_plain_is_ignored(value: str) -> None:
    booted = boot(
        node(
            {
                UNIT: f"[Service]\nEnvironmentFile={value}\nExecStart=/bin/a $A\n",
                ENV: "A=1\n",
            }
        ),
        "agent.service",
    )
    assert argv(booted) == ["/bin/a"]


# --- other sources of variables ------------------------------------------------------


def test_unset_applies_before_expansion_until_261() -> None:
    service = "Environment=A=1 B=2\nUnsetEnvironment=A B=9\nExecStart=/bin/a ${A}${B}\n"

    for release, expected in ((257, "2"), (262, "12")):
        booted = start(service, release)
        assert argv(booted) == ["/bin/a", expected]
        assert "A" not in booted.launches[0].environment
        assert "B" in booted.launches[0].environment


def test_an_unset_variable_is_not_doubted() -> None:
    booted = repository(
        f"EnvironmentFile={ENV}\nUnsetEnvironment=A\nExecStart=/bin/a $A $B\n"
    )
    assert argv(booted) == ["/bin/a", "‹$B›"]


def test_a_passed_variable_is_the_managers() -> None:
    service = "PassEnvironment=A\nExecStart=/bin/a [${A}]\n"
    configured = {
        UNIT: "[Service]\n" + service,
        "/etc/systemd/system.conf": "[Manager]\nManagerEnvironment=A=0\n",
        "/usr/lib/systemd/system.conf.d/1.conf": "[Manager]\nManagerEnvironment=A=1\n",
    }

    assert argv(start(service)) == ["/bin/a", "[]"]
    assert argv(boot(node(configured), "agent.service")) == ["/bin/a", "[1]"]
    assert argv(boot(node(configured), "agent.service", 247)) == ["/bin/a", "[]"]
    assert argv(repository(service)) == ["/bin/a", "[‹$A›]"]
    assert argv(
        boot(
            node({UNIT: "[Service]\n" + service}),
            "agent.service",
            manager={"A": text("set")},
        )
    ) == ["/bin/a", "[set]"]


def test_default_environment_goes_to_every_service() -> None:
    files = {
        UNIT: "[Service]\nEnvironment=B=unit\nExecStart=/bin/a $A $B\n",
        "/etc/systemd/system.conf.d/1.conf": "[Manager]\nDefaultEnvironment=A=1 B=2\n",
    }
    assert argv(boot(node(files), "agent.service")) == ["/bin/a", "1", "unit"]


OWN = [
    ("", 252, "$USER $HOME $SHELL", []),
    ("", 257, "$USER $HOME $SHELL", ["root"]),
    ("User=root\n", 252, "$USER $HOME $SHELL", ["root", "/root", "/bin/bash"]),
    ("User=me\n", 252, "$USER $LOGNAME $HOME", ["me", "me", "‹$HOME›"]),
    ("RuntimeDirectory=b a\n", 252, "$RUNTIME_DIRECTORY", ["/run/a:/run/b"]),
    ("ExecSearchPath=/x:/y\n", 252, "${PATH}", ["/x:/y"]),
    ("", 252, "${INVOCATION_ID} $LANG", ["‹$INVOCATION_ID›", "‹$LANG›"]),
]


@pytest.mark.parametrize(("service", "release", "words", "expected"), OWN)
def test_variables_that_systemd_sets_itself(
    service: str, release: int, words: str, expected: list[str]
) -> None:
    booted = start(f"{service}ExecStart=/bin/a {words}\n", release)

    assert argv(booted) == ["/bin/a", *expected]


def test_what_is_made_at_each_start_is_not_told() -> None:
    (launch,) = start("Environment=A=1\nExecStart=/bin/a\n").launches

    assert set(launch.environment) == {"PATH", "A"}


def test_what_afterburn_writes_sets_no_variable_but_its_own() -> None:
    booted = repository(
        "Environment=IMAGE=a COREOS_A=b\nEnvironmentFile=/run/metadata/flatcar\n"
        "ExecStart=/bin/a ${IMAGE} ${COREOS_A} ${COREOS_B} ${OTHER}\n"
    )

    assert argv(booted) == ["/bin/a", "a", "‹$COREOS_A›", "‹$COREOS_B›", ""]


# --- templates -----------------------------------------------------------------------


def holed(*parts: str | None) -> Text:
    return Text.join(
        Text.hole("template", name="{{ x }}") if part is None else text(part)
        for part in parts
    )


DOUBTFUL = [
    (holed("Environment=A=1\n", None, "\nExecStart=/bin/a $A $B\n"), ["‹$A›", "‹$B›"]),
    (holed("Environment=A=1 ", None, "\nExecStart=/bin/a $A $B\n"), ["‹$A›", "‹$B›"]),
    (holed("Environment=", None, " A=1\nExecStart=/bin/a $A $B\n"), ["1", "‹$B›"]),
    (holed("Environment=A=", None, "\nExecStart=/bin/a $A $B\n"), ["‹{{ x }}›"]),
    (holed('Environment="A=', None, ' y"\nExecStart=/bin/a $A\n'), ["‹{{ x }}›", "y"]),
    (holed("EnvironmentFile=/", None, "\nExecStart=/bin/a $B\n"), ["‹$B›"]),
]


@pytest.mark.parametrize(("service", "expected"), DOUBTFUL)
def test_a_hole_that_may_set_variables_makes_them_unknown(
    service: Text, expected: list[str]
) -> None:
    assert argv(start(service)) == ["/bin/a", *expected]
