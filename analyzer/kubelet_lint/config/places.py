"""Where each key and value of a TOML document is written.

``tomllib`` tells what a document says and not where (https://toml.io/en/v1.0.0). This
scanner only looks at a document that it accepted, so it need not find mistakes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

Path = tuple[str | int, ...]
"""The keys from the top down to a value; a number for an element of an array."""

Unquote = Callable[[str], str]


class Place(NamedTuple):
    """Where a key is written, and its value: offsets of characters, the end not in."""

    key: int
    start: int
    end: int


_BLANK = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRINGS = tuple(
    re.compile(form, re.DOTALL)
    for form in (
        r'"""(?:[^"\\]|\\.|""?(?!"))*"{3,5}',
        r"'''(?:[^']|''?(?!'))*'{3,5}",
        r'"(?:[^"\\]|\\.)*"',
        r"'[^']*'",
    )
)
_PLAIN = re.compile(r"[^,\]}#\r\n]+")


def places(content: str, unquote: Unquote) -> Mapping[Path, Place]:
    """Return the places of a document that is known to be TOML.

    Args:
        content: the document.
        unquote: returns what a quoted key says.
    """
    scanner = _Scanner(content, unquote)
    scanner.run()
    return scanner.found


class _Scanner:
    """Walks over a document once. ``at`` is where it has come to."""

    def __init__(self, content: str, unquote: Unquote) -> None:
        self.content = content
        self.at = 0
        self.found: dict[Path, Place] = {}
        self._unquote = unquote
        self._tables: dict[Path, int] = {}
        """How many elements each array of tables has so far."""

    def run(self) -> None:
        table: Path = ()
        self._skip()
        while self.at < len(self.content):
            if self.content[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()

    def _skip(self) -> None:
        blank = _BLANK.match(self.content, self.at)
        self.at = blank.end() if blank else self.at

    def _header(self) -> Path:
        start = self.at
        many = self.content.startswith("[[", start)
        self.at += 1 + many
        names = self._key()
        self._skip()
        self.at += 1 + many
        path: Path = ()
        for number, name in enumerate(names):
            path = (*path, name)
            if many and number == len(names) - 1:
                self.found.setdefault(path, Place(start, start, self.at))
                self._tables[path] = self._tables.get(path, 0) + 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)
            self.found.setdefault(path, Place(start, start, self.at))
        return path

    def _pair(self, table: Path) -> None:
        start = self.at
        path = table
        for name in self._key():
            path = (*path, name)
            self.found.setdefault(path, Place(start, start, start))
        self._skip()
        self.at += 1  # the equals sign
        self._skip()
        begun = self.at
        self._value(path)
        self.found[path] = Place(start, begun, self.at)

    def _key(self) -> list[str]:
        names: list[str] = []
        while True:
            self._skip()
            bare = _BARE_KEY.match(self.content, self.at)
            if bare:
                names.append(bare.group())
                self.at = bare.end()
            else:
                start = self.at
                self._string()
                names.append(self._unquote(self.content[start : self.at]))
            self._skip()
            if not self.content.startswith(".", self.at):
                return names
            self.at += 1

    def _string(self) -> None:
        for form in _STRINGS:
            found = form.match(self.content, self.at)
            if found:
                self.at = found.end()
                return
        raise ValueError(f"no string at {self.at}")

    def _value(self, path: Path) -> None:
        sign = self.content[self.at]
        if sign in "\"'":
            self._string()
        elif sign in "[{":
            self._many(path, "]" if sign == "[" else "}")
        else:
            plain = _PLAIN.match(self.content, self.at)
            assert plain, "a value has a character"
            self.at += len(plain.group().rstrip())

    def _many(self, path: Path, closing: str) -> None:
        """Walk over an array or an inline table."""
        self.at += 1
        count = 0
        self._skip()
        while self.content[self.at] != closing:
            if closing == "}":
                self._pair(path)
            else:
                start = self.at
                self._value((*path, count))
                self.found[(*path, count)] = Place(start, start, self.at)
                count += 1
            self._skip()
            if self.content[self.at] == ",":
                self.at += 1
                self._skip()
        self.at += 1
