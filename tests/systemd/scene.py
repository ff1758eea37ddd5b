"""Nodes and units in a few lines, for the tests of this folder."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lint.node.filesystem import Entry, File, MemoryFiles
from kubelet_lint.source import Source, Text
from kubelet_lint.systemd.boot import Boot, boot

UNIT = "/etc/systemd/system/agent.service"


def text(content: str, path: str = "x") -> Text:
    return Source(path, content).text()


def file(content: str, path: str = "x", mode: int = 0o644) -> File:
    return File(text(content, path), mode)


def node(files: Mapping[str, str | Entry], *, complete: bool = True) -> MemoryFiles:
    entries = {
        path: file(given, path.lstrip("/")) if isinstance(given, str) else given
        for path, given in files.items()
    }
    return MemoryFiles(entries, complete=complete)


def start(service: str | Text, release: int = 252) -> Boot:
    """Boot a unit that has this [Service] section on a node without anything else."""
    if isinstance(service, str):
        content = text("[Service]\n" + service, UNIT.lstrip("/"))
    else:
        content = text("[Service]\n") + service
    return boot(node({UNIT: File(content)}), "agent.service", release)


def argv(booted: Boot) -> list[str]:
    """Return the arguments of the only launch, as people see them."""
    (launch,) = booted.launches
    return [word.display() for word in launch.argv]


def spelled(words: Text) -> str:
    """Return what a text's place in its file spells."""
    span = words.span
    assert span is not None
    return span.source.content[span.start : span.end]
