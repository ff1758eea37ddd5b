"""The recorded cases of the real kubelet, as launches on a node in memory."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kubelet_lint.node.filesystem import Directory, Entry, File, Link, MemoryFiles
from kubelet_lint.node.launch import Launch
from kubelet_lint.repo.decode import decode
from kubelet_lint.source import Source, Text, program

VECTORS = Path(__file__).parents[2] / "fixtures/vectors"

Case = dict[str, Any]


def cases(name: str) -> list[Case]:
    """Return every case of a file, ``expected`` by minor release in ``by_minor``."""
    lines = (VECTORS / name).read_text(encoding="utf-8").splitlines()
    return [_by_minor(json.loads(line)) for line in lines]


def _by_minor(case: Case) -> Case:
    others = case.get("expectedOther") or {}
    case["by_minor"] = {
        minor: next(
            (said for name, said in others.items() if name.startswith(f"1.{minor}.")),
            case["expected"],
        )
        for minor in (24, 28, 30, 34, 37)
    }
    return case


def launch(case: Case) -> Launch:
    """Return the launch of a case; a file that it does not have is missing."""
    words = enumerate(case["argv"])
    return Launch(
        argv=(program("kubelet"), *(argument(word, n) for n, word in words)),
        files=files(case),
        environment={n: program(value) for n, value in environment(case).items()},
        cwd=case.get("cwd") or "/",
    )


def argument(chars: str, number: int = 0) -> Text:
    """Return an argument that is its own source."""
    return Source(f"argument {number}", chars).text()


def files(case: Case) -> MemoryFiles:
    """Return the node's files, links and directories."""
    entries: dict[str, Entry] = {
        path.rstrip("/"): Directory() for path in case.get("dirs") or []
    }
    for path, target in dict(case.get("symlinks") or {}).items():
        entries[path] = Link(target)
    for path, data in contents(case):
        found = decode(data)
        source = Source(path, found.content, encoding=found.encoding)
        entries[path] = File(source.text())
    return MemoryFiles(entries)


def contents(case: Mapping[str, Any]) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a case as bytes."""
    for path, text in (case.get("files") or {}).items():
        yield path, text.encode("utf-8", "surrogateescape")
    for path, encoded in (case.get("filesB64") or {}).items():
        yield path, base64.b64decode(encoded)


def environment(case: Case) -> dict[str, str]:
    """Return the variables that are set."""
    given = case.get("env") or {}
    if isinstance(given, dict):
        return given
    return dict(pair.split("=", 1) for pair in given)
