"""k3s: extra arguments replace defaults by name; ``+`` and ``-`` add to them."""

from __future__ import annotations

import pytest

from kubelet_lint.node.effect import Start
from kubelet_lint.source import Source, Text, program
from kubelet_lint.vendor import k3s
from kubelet_lint.vendor.manifest import Value, parse
from kubelet_lint.yaml.tree import Problem

LETTERS = ["aaa=A", "bbb=B", "ccc=C"]

# The first row is k3s's own (pkg/daemons/config/types_test.go), shortened; the others
# follow GetArgs line by line.
ARGUMENTS = [
    (["bbb=BB", "iii=II"], "--aaa=A --bbb=BB --ccc=C --iii=II"),
    (["bbb=1", "bbb=2"], "--aaa=A --bbb=1 --bbb=2 --ccc=C"),
    (["bbb+=2"], "--aaa=A --bbb=B --bbb=2 --ccc=C"),
    (["bbb-=2"], "--aaa=A --bbb=2 --bbb=B --ccc=C"),
    (["--bbb=2"], "--aaa=A --bbb=2 --ccc=C"),
    (["zzz"], "--aaa=A --bbb=B --ccc=C --zzz=true"),
    (["bbb="], "--aaa=A --bbb= --ccc=C"),
    (["bbb=x=y"], "--aaa=A --bbb=x=y --ccc=C"),
]


@pytest.mark.parametrize(("extra", "result"), ARGUMENTS)
def test_arguments_are_those_of_get_args(extra: list[str], result: str) -> None:
    found = k3s.arguments(list(map(program, LETTERS)), list(map(program, extra)))
    assert " ".join(word.chars for word in found) == result


def test_an_unknown_argument_may_override_and_so_stands_last() -> None:
    unknown = Text.hole("", name="{{ arg }}")
    found = k3s.arguments(list(map(program, LETTERS)), [unknown, program("ddd=1")])
    assert [word.display() for word in found][-2:] == ["--ddd=1", "‹{{ arg }}›"]


def started(*extra: str) -> Start:
    (start,) = k3s.start([program(arg) for arg in extra])
    assert isinstance(start, Start)
    return start


def test_k3s_itself_authorizes_by_webhook() -> None:
    words = [word.chars for word in started().argv]
    assert "--authorization-mode=Webhook" in words
    assert "--authentication-token-webhook=true" in words
    assert "--anonymous-auth=false" in words


def test_a_given_configuration_file_wins_over_the_defaults() -> None:
    start = started("config=/etc/k.yaml")
    words = [word.chars for word in start.argv]
    assert "--config=/etc/k.yaml" in words
    assert not any(word.startswith("--authorization-mode") for word in words)
    assert "v1.32" in start.assumptions[0].text


def documents(*contents: str) -> list[Value]:
    values = [parse(Source("c.yaml", content).text()) for content in contents]
    return [value for value in values if not isinstance(value, Problem)]


@pytest.mark.parametrize(
    ("contents", "args"),
    [
        (["kubelet-arg: [a=1, b=2]"], ["a=1", "b=2"]),
        (["kubelet-arg: a=1"], ["a=1"]),
        (["kubelet-arg: [a=1]", "kubelet-arg: [b=2]"], ["b=2"]),
        (["kubelet-arg: [a=1]", "kubelet-arg+: [b=2]"], ["a=1", "b=2"]),
        (["kubelet-arg+: b=2"], ["b=2"]),
        (["kube-apiserver-arg: [a=1]"], []),
        (["kubelet-arg: ~"], []),
    ],
)
def test_files_are_read_in_order(contents: list[str], args: list[str]) -> None:
    found = k3s.config_args(documents(*contents))
    assert [arg.chars for arg in found] == args


INSTALLED = [
    ({}, [], "k3s server"),
    ({"K3S_URL": "https://x"}, [], "k3s agent"),
    ({"INSTALL_K3S_EXEC": "--disable traefik"}, [], "k3s server --disable traefik"),
    ({"INSTALL_K3S_EXEC": "server"}, ["--x=y"], "k3s server --x=y"),
    ({"INSTALL_K3S_EXEC": "agent --a"}, ["--b"], "k3s agent --a --b"),
    ({"INSTALL_K3S_EXEC": "--a 'b c'"}, [], "k3s server --a b c"),
    ({"K3S_URL": "https://x"}, ["server", "--a"], "k3s server --a"),
]
"""k3s-io/k3s install.sh, ``setup_env``."""


@pytest.mark.parametrize(("variables", "args", "command"), INSTALLED)
def test_the_installer_makes_the_command_that_the_real_one_makes(
    variables: dict[str, str], args: list[str], command: str
) -> None:
    environment = {name: program(value) for name, value in variables.items()}
    argv = k3s.installed([program(arg) for arg in args], environment)
    assert " ".join(word.chars for word in argv) == command


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("server ?", 1),
        ("server --token ?", 0),
        ("server --server https://? --token=x", 0),
        ("server --debug ?", 1),
        ("agent ? --kubelet-arg=a=b", 2),
    ],
)
def test_words_nobody_knows_may_be_arguments_unless_an_option_takes_them(
    line: str, count: int
) -> None:
    hole = Text.hole("", name="$ARGS", words=True)
    argv = [program("k3s"), *(hole if w == "?" else program(w) for w in line.split())]
    found = k3s.command_args(argv)
    assert found is not None
    assert len(found) == count


@pytest.mark.parametrize(
    ("given", "count"), [("--etcd-s3-region=?", 0), ("--kubelet-arg=?", 1), ("?", 1)]
)
def test_an_option_that_may_be_given_is_no_argument(given: str, count: int) -> None:
    hole = Text.hole("", name="{{ region }}")
    head, _, _ = given.partition("?")
    options = (("when it is set", program(head) + hole), ("unless it is", program("")))
    word = Text.choice("it is set", options)
    assert len(k3s.command_args([program("rke2"), program("server"), word]) or ()) == (
        count
    )


def test_lines_nobody_knows_may_hold_arguments() -> None:
    text = Source("c.yaml", "token: x\n").text() + Text.hole("", name="{{ more }}")
    value = parse(text)
    assert not isinstance(value, Problem)
    assert [word.known for word in k3s.config_args([value])] == [False]
