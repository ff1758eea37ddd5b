"""Follows a script with the interpreter, for tests."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lint.bash.simulate import Simulation, simulate
from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    Link,
    MemoryFiles,
    follow,
)
from kubelet_lint.source import Source, Text, program

ENVIRONMENT = {
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "HOME": "/root",
    "LC_ALL": "C",
    "USER": "root",
}


def is_daemon(argv: tuple[Text, ...]) -> bool:
    return argv[0].chars.rpartition("/")[2] == "daemon"


def simulated(
    script: str,
    args: list[str] | None = None,
    files: Mapping[str, str] | None = None,
    *,
    closed: bool = True,
    complete: bool = True,
    optimistic: bool = False,
) -> Simulation:
    """Follow ``script`` in the directory ``/scripts`` of a machine with these files."""
    entries: dict[str, Entry] = {"/scripts": Directory()}
    for path, content in (files or {}).items():
        entries[path] = File(Source(path, content).text())
    return simulate(
        Source("script.sh", script).text(),
        files=MemoryFiles(entries, complete=complete),
        args=tuple(map(program, args or [])),
        environment={name: program(value) for name, value in ENVIRONMENT.items()},
        name="../script.sh",
        cwd="/scripts",
        closed=closed,
        optimistic=optimistic,
        is_program=is_daemon,
    )


def left(simulation: Simulation) -> dict[str, str]:
    """Return the files in ``/scripts`` by name, as they are shown to people."""
    found: dict[str, str] = {}
    for path, entry in simulation.touched.items():
        if isinstance(entry, Link):
            entry = follow(simulation.files, path).entry
        if path.startswith("/scripts/") and isinstance(entry, File):
            found[path.removeprefix("/scripts/")] = entry.text.display()
    return found


def starts(simulation: Simulation) -> list[list[str]]:
    """Return how ``daemon`` was started."""
    return [
        [word.display() for word in launch.argv[1:]] for launch in simulation.launches
    ]
