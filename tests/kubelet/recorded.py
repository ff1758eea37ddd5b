"""The recorded cases of the real kubelet, as launches on a node in memory."""

from __future__ import annotations

import base64
import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kubelet_lint.node.filesystem import Directory, Entry, File, Link, MemoryFiles
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import Source, Text, program

VECTORS = Path(__file__).parents[2] / "fixtures" / "vectors" / "kubelet.jsonl"
RELEASES = ("1.24", "1.28", "1.30", "1.34", "1.37")

Case = dict[str, Any]


def cases() -> Iterator[Case]:
    """Yield every recorded case, with ``expected`` by release in ``by_release``."""
    with VECTORS.open(encoding="utf-8") as lines:
        for line in lines:
            case: Case = json.loads(line)
            others = case.get("expectedOther") or {}
            case["by_release"] = {
                release: next(
                    (o for name, o in others.items() if name.startswith(release + ".")),
                    case["expected"],
                )
                for release in RELEASES
            }
            yield case


def launch(case: Case) -> Launch:
    """Return the launch of a case; every file it does not have is missing."""
    return Launch(
        argv=(
            program("kubelet"),
            *(argument(a, n) for n, a in enumerate(case["argv"])),
        ),
        files=files(case),
        environment={name: program(value) for name, value in _environment(case)},
        cwd=case.get("cwd") or "/",
    )


def argument(chars: str, number: int = 0) -> Text:
    return Source(f"argv/{number}", chars).text()


def files(case: Case) -> MemoryFiles:
    entries: dict[str, Entry] = {}
    for path in case.get("dirs") or []:
        entries[path.rstrip("/")] = Directory()
    for path, content in (case.get("files") or {}).items():
        entries[path] = _file(path, content)
    for path, encoded in (case.get("filesB64") or {}).items():
        entries[path] = File(decoded(path, base64.b64decode(encoded)))
    for path, target in dict(case.get("symlinks") or {}).items():
        entries[path] = Link(target)
    return MemoryFiles(entries)


def _file(path: str, content: Any) -> Entry:
    if isinstance(content, str):
        return File(Source(path, content).text())
    if "symlink" in content:
        return Link(content["symlink"])
    if content.get("dir"):
        return Directory()
    if "b64" in content:
        return File(decoded(path, base64.b64decode(content["b64"])))
    return File(Source(path, content.get("content", "")).text())


def decoded(path: str, data: bytes) -> Text:
    """Decode as the repository does: by the mark at the start, else UTF-8."""
    for mark, name in (
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return Source(path, data.decode(name), encoding=name).text()
    return Source(path, data.decode("utf-8", "surrogateescape")).text()


def _environment(case: Case) -> list[tuple[str, str]]:
    env = case.get("env") or {}
    if isinstance(env, dict):
        return [(str(name), str(value)) for name, value in env.items()]
    return [tuple(pair.split("=", 1)) for pair in env]  # type: ignore[misc]
