"""Annotations: one a line, with nothing that could start another command."""

from __future__ import annotations

import pytest

from kubelet_lint.report import Style
from kubelet_lint.report.github import write
from kubelet_lint.resolution import Report
from kubelet_lint.source import Source, Span
from report.reports import KUBELETS, everything, one, report
from rules.scene import case, kubelet, layer


def lines(about: Report) -> list[str]:
    return write(about, Style()).splitlines()


def test_an_annotation_has_its_place_and_its_message() -> None:
    first = lines(one("flag over file"))[0]
    assert first.startswith(
        "::error file=kubelet.service.d/20.conf,line=2,endLine=2,col=19,endColumn=51,"
        "title=always-allow-authorization::The kubelet authorizes every request: "
    )
    assert "%0ARemove `--authorization-mode=AlwaysAllow`" in first


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("flag over file", "::error "),
        ("in some releases", "::warning "),
        ("masked", "::notice "),
        ("undecided", "::notice "),
    ],
)
def test_the_level_is_the_command(name: str, command: str) -> None:
    assert lines(one(name))[0].startswith(command)


def test_properties_are_escaped() -> None:
    source = Source("a:b,c%\n.yaml", "mode: AlwaysAllow\n")
    says = layer("config", "AlwaysAllow", "m", Span(source, 0, 17))
    first = lines(report(kubelet(case(mode=says))))[0]
    assert first.startswith("::error file=a%3Ab%2Cc%25\\n.yaml,line=1,")


def test_nothing_starts_another_command() -> None:
    assert all(line.startswith("::") for line in lines(everything()))
    assert len(lines(everything())) == len(set(lines(everything())))


@pytest.mark.parametrize("name", KUBELETS)
def test_no_control_character_is_left(name: str) -> None:
    text = write(one(name), Style()).replace("\n", "")
    assert not any(ord(char) < 0x20 or 0x7F <= ord(char) < 0xA0 for char in text)
