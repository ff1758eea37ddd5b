"""The grammar of the command line, table by table (pflag's ``flag.go``)."""

from __future__ import annotations

import pytest

from kubelet_lint.kubelet import pflag
from kubelet_lint.kubelet.pflag import Argument
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.source import HOLE, Source, Span, Text
from kubelet_lint.value import Known, Unknown


def parsed(*words: str, again: bool = False) -> tuple[Argument, ...]:
    argv = (Source("0", "kubelet").text(), *map(word, words))
    first = pflag.parse(argv)
    return pflag.parse_again(argv, first) if again else first


def word(chars: str) -> Text:
    """Return a word; ``@`` is a hole, ``@@`` one that stands for any arguments."""
    source = Source(chars, chars)
    if chars == "@@":
        return Text.hole("$ARGS is not known", Span(source, 0, 2), "$ARGS", words=True)
    text = source.text()
    hole = Text.hole("$X is not known", Span(source, 0, 1), "$X")
    parts = text.split("@")
    joined = [parts[0]]
    for part in parts[1:]:
        joined += hole, part
    return Text.join(joined)


def shown(arguments: tuple[Argument, ...]) -> list[str]:
    """Return each argument as ``name=value``, or its kind, or its error."""
    found: list[str] = []
    for argument in arguments:
        if argument.error:
            found.append(argument.error)
        elif argument.flag is None:
            found.append(argument.kind)
        else:
            value = argument.value
            said = value.value if isinstance(value, Known) else "?"
            found.append(f"{argument.flag.name}={said}")
    return found


TABLE = [
    (["--authorization-mode=Webhook"], ["authorization-mode=Webhook"]),
    (["--authorization-mode", "Webhook"], ["authorization-mode=Webhook"]),
    (["--authorization_mode=Webhook"], ["authorization-mode=Webhook"]),
    (["--authorization-mode", "--v=2"], ["authorization-mode=--v=2"]),
    (["--authorization-mode", "--"], ["authorization-mode=--"]),
    (["--authorization-mode="], ["authorization-mode="]),
    (["--authorization-mode=a=b"], ["authorization-mode=a=b"]),
    (["--authorization-mode"], ["flag needs an argument: --authorization-mode"]),
    (["--anonymous-auth"], ["anonymous-auth=True"]),
    (["--anonymous-auth=f"], ["anonymous-auth=False"]),
    (["--anonymous-auth", "false"], ["anonymous-auth=True", "unknown command false"]),
    (["-v", "2"], ["v=2"]),
    (["-v2"], ["v=2"]),
    (["-v=2"], ["v=2"]),
    (["-v"], ["flag needs an argument: 'v' in -v"]),
    (["-h"], ["help=True"]),
    (["-hv3"], ["help=True", "v=3"]),
    (["-x"], ["unknown shorthand flag: 'x' in -x"]),
    (["--no-such"], ["unknown flag: --no-such"]),
    (["--anonymous"], ["unknown flag: --anonymous"]),
    (["---v=2"], ["bad flag syntax: ---v=2"]),
    (["--=x"], ["bad flag syntax: --=x"]),
    (["--"], []),
    (["--", "--v=2"], ["unknown command --v=2"]),
    (["x"], ["unknown command x"]),
    ([""], ["unknown command "]),
    (["-"], ["unknown command -"]),
    (["--read-only-port=0x10"], ["read-only-port=16"]),
    (["--read-only-port=010"], ["read-only-port=8"]),
    (["--sync-frequency=90s"], ["sync-frequency=1m30s"]),
    (["--eviction-hard=a<1,b<2"], ["eviction-hard={'a': '1', 'b': '2'}"]),
    (["--tls-cipher-suites=a,b"], ["tls-cipher-suites=['a', 'b']"]),
    (['--tls-cipher-suites="a,b",c'], ["tls-cipher-suites=['a,b', 'c']"]),
    (["--feature-gates=A=true,B=f"], ["feature-gates={'A': True, 'B': False}"]),
    (["--version=false"], ["version=False"]),
    (["--version=raw"], ["version=True"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), TABLE)
def test_arguments_are_read_as_pflag_reads_them(
    words: list[str], expected: list[str]
) -> None:
    assert shown(parsed(*words)) == expected


HOLES = [
    (["--node-ip=@", "--v=2"], ["node-ip=?", "v=2"]),
    (["--node-ip", "@", "--v=2"], ["node-ip=?", "v=2"]),
    (["--config=/x/@/y"], ["config=?"]),
    (["@@", "--v=2"], ["unseen", "v=2"]),
    (["@", "--v=2"], ["unseen", "v=2"]),
    (["--@=x"], ["unseen"]),
    (["--author@=x"], ["unseen"]),
    (["-@"], ["unseen"]),
    (["-v@"], ["v=?"]),
    (["--anonymous-auth=@"], ["anonymous-auth=?"]),
    (["--node-ip", "@@", "--v=2"], ["node-ip=?", "unseen", "v=2"]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "expected"), HOLES)
def test_a_hole_spoils_its_word_or_stands_for_flags(
    words: list[str], expected: list[str]
) -> None:
    assert shown(parsed(*words)) == expected


def test_an_unknown_value_names_the_hole() -> None:
    (argument,) = parsed("--authorization-mode=@")
    assert isinstance(argument.value, Unknown)
    assert argument.value.reason == "$X is not known"
    assert HOLE not in argument.shown


def test_the_span_of_an_argument_is_that_of_its_value() -> None:
    (argument,) = parsed("--authorization-mode=Webhook")
    assert argument.span is not None
    assert (argument.span.start, argument.span.end) == (21, 28)
    (bare,) = parsed("--anonymous-auth")
    assert bare.span is not None
    assert (bare.span.start, bare.span.end) == (0, 16)


def test_a_flag_that_a_release_lacks_is_unknown_there() -> None:
    (argument,) = parsed("--container-runtime=remote")
    assert argument.refused(Version(1, 26)) == ""
    assert argument.refused(Version(1, 27)) == "unknown flag: --container-runtime"


def test_the_second_parse_takes_booleans_of_libraries_for_flags_with_a_value() -> None:
    words = ("--logtostderr", "--authorization-mode=AlwaysAllow")
    assert shown(parsed(*words)) == [
        "logtostderr=True",
        "authorization-mode=AlwaysAllow",
    ]
    (eaten,) = parsed(*words, again=True)
    assert eaten.written is not None
    assert eaten.written.chars == "--authorization-mode=AlwaysAllow"
    assert parsed("--logtostderr=true", "--v=2", again=True)[1].value == Known(2)
