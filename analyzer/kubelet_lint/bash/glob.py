"""File names that match a pattern.

Follows "Filename Expansion" of the bash manual: a leading dot must be matched
explicitly, a slash is never matched, names are sorted by their bytes.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from kubelet_lint.bash.field import Field, field_text
from kubelet_lint.bash.machine import Machine
from kubelet_lint.bash.match import matches
from kubelet_lint.bash.pattern import Pattern, compile_pattern, is_pattern
from kubelet_lint.node.filesystem import Directory, Missing, Unseen
from kubelet_lint.source import HOLE, Text, program

LIMIT = 1000
"""Names that one pattern may stand for."""

Component = tuple[tuple[str, bool], ...]


def is_glob(field: Field, *, extended: bool) -> bool:
    """Say whether file names are looked up for a field."""
    return any(
        not quoted and is_pattern(text.chars, extended=extended)
        for text, quoted in field
    )


def glob(field: Field, machine: Machine, *, extended: bool) -> list[Text] | None:
    """Return the names that match, in order; None if nobody knows all of them."""
    pattern = field_text(field)
    if HOLE in pattern.chars:
        return []
    needs_all = _matters(pattern.chars)
    found = _Search(machine, extended, needs_all)
    start = "/" if pattern.chars.startswith("/") else ""
    names = found.names(start, list(_components(field)))
    if not found.complete and needs_all:
        return None
    ordered = sorted(names, key=lambda name: name.encode("utf-8", "surrogateescape"))
    return [pattern.respelled(name) for name in ordered]


def _matters(chars: str) -> bool:
    """Say whether such a pattern is meant for files, though none are known.

    ``.items[0]`` or ``http://x?y=1`` is hardly ever the name of a file.
    """
    return "*" in chars or chars.startswith("/")


def _components(field: Field) -> Iterator[Component]:
    parts: list[tuple[str, bool]] = []
    for text, quoted in field:
        for number, chars in enumerate(text.chars.split("/")):
            if number:
                if parts:
                    yield tuple(parts)
                parts = []
            if chars:
                parts.append((chars, quoted))
    if parts:
        yield tuple(parts)


class _Search:
    def __init__(self, machine: Machine, extended: bool, needs_all: bool) -> None:
        self._machine = machine
        self._all = needs_all
        self._extended = extended
        self.complete = True

    def names(self, start: str, components: list[Component]) -> list[str]:
        """Return the names below ``start`` that match component by component."""
        found = [start]
        for number, component in enumerate(components):
            last = number == len(components) - 1
            found = [
                name
                for folder in found[:LIMIT]
                for name in self._matches(folder, component, last=last)
            ]
        return found

    def _matches(self, folder: str, component: Component, *, last: bool) -> list[str]:
        if not self._is_pattern(component):
            name = posixpath.join(folder, "".join(chars for chars, _ in component))
            return [name] if not last or self._there(name) else []
        pattern = compile_pattern(component, extended=self._extended)
        dots = component[0][0].startswith(".")
        where = folder or "."
        if not self._is_directory(where):
            return []
        if not self._machine.complete(self._machine.real(where)):
            self.complete = False
            if self._all:
                return []
        return [
            posixpath.join(folder, name)
            for name in self._machine.names(self._machine.real(where))
            if self._fits(pattern, name)
            and (dots or not name.startswith("."))
            and self._there(posixpath.join(folder, name))
        ]

    def _fits(self, pattern: Pattern, name: str) -> bool:
        outcome = matches(pattern, program(name))
        if outcome is None:
            self.complete = False
        return outcome is not False

    def _is_pattern(self, component: Component) -> bool:
        return any(
            not quoted and is_pattern(chars, extended=self._extended)
            for chars, quoted in component
        )

    def _there(self, name: str) -> bool:
        entry = self._machine.lstat(name)
        if isinstance(entry, Unseen):
            self.complete = False
        return not isinstance(entry, (Missing, Unseen))

    def _is_directory(self, name: str) -> bool:
        entry = self._machine.read(name)
        if isinstance(entry, Unseen):
            self.complete = False
        return isinstance(entry, Directory)
