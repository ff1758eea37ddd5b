"""A TOML document whose values know where they are written, and say what is wrong.

Parsed by ``tomllib`` (Python 3.11; before that, its origin ``tomli``). Two things are
kept from it: keys of very many parts, for which it needs the square of their number in
memory, and values nested so deep that it gives up with a ``RecursionError``.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from kubelet_lint.config.file import ConfigError, File
from kubelet_lint.config.places import Path, Place, places
from kubelet_lint.similar import similar
from kubelet_lint.source import Source, Span, Text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

TABLE = ("tool", "kubelet-lint")

_LONG_KEY = re.compile(
    r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){32}"""
)
_AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_KINDS = {
    "bool": "true or false",
    "dict": "a table",
    "float": "a number",
    "int": "a number",
    "list": "a list",
    "str": "a text",
}


class Document:
    """One configuration file, parsed."""

    def __init__(self, file: File) -> None:
        """Parse a file, or raise ``ConfigError`` with the line that is wrong."""
        self.file = file
        try:
            self.content = file.data.decode()
        except UnicodeDecodeError as error:
            line = file.data.count(b"\n", 0, error.start) + 1
            raise ConfigError(f"{file.path}:{line}: it is not UTF-8") from error
        self.source = Source(
            file.path,
            self.content,
            origin="repository" if file.inside else "command line",
        )
        self.values = self._parsed()

    @cached_property
    def places(self) -> Mapping[Path, Place]:
        """Where every key and value is written."""
        return places(self.content, lambda text: str(tomllib.loads(f"x={text}")["x"]))

    @property
    def table(self) -> At | None:
        """Our own table: the whole file, unless it is shared with other tools."""
        if not self.file.shared:
            return At(self, (), self.values)
        at = At(self, (), self.values)
        for name in TABLE:
            inner = at.member(name) if isinstance(at.value, dict) else None
            if inner is None:
                return None
            at = inner
        return at

    def _parsed(self) -> Mapping[str, Any]:
        if long := _LONG_KEY.search(self.content):
            raise self._wrong(long.start(), "a key of so many parts is not read")
        try:
            return tomllib.loads(self.content)
        except tomllib.TOMLDecodeError as error:
            raise ConfigError(self._told(str(error))) from error
        except RecursionError as error:
            message = f"{self.file.path}: it is nested too deep"
            raise ConfigError(message) from error
        except ValueError as error:  # a number of thousands of digits
            raise ConfigError(f"{self.file.path}: {error}") from error

    def _told(self, said: str) -> str:
        """Return the library's words with the place in front."""
        at = _AT.search(said)
        if at is None:
            return f"{self.file.path}: {said}"
        if at[1]:
            line, column = int(at[1]), int(at[2])
        else:
            line, column = self.source.position(len(self.content))
        return f"{self.file.path}:{line}:{column}: {said[: at.start()]}"

    def _wrong(self, offset: int, what: str) -> ConfigError:
        line, column = self.source.position(offset)
        return ConfigError(f"{self.file.path}:{line}:{column}: {what}")

    def wrong(self, path: Path, what: str, *, key: bool) -> ConfigError:
        """Return what is wrong with a key or its value."""
        place = self.places.get(path)
        while place is None and path:
            path = path[:-1]
            place = self.places.get(path)
        offset = 0 if place is None else place.key if key else place.start
        shown = _key(path)
        return self._wrong(offset, f"{shown}: {what}" if shown else what)


def _key(path: Path) -> str:
    """Return a path as one writes it in TOML."""
    words = ""
    for part in path:
        if isinstance(part, int):
            words += f"[{part}]"
        else:
            plain = re.fullmatch(r"[\w-]+", part, re.ASCII)
            words += "." + (part if plain else f'"{part}"')
    return words.removeprefix(".")


class At(NamedTuple):
    """A value, and where it is written."""

    document: Document
    path: Path
    value: Any

    def wrong(self, what: str) -> ConfigError:
        """Return that this value cannot be used."""
        return self.document.wrong(self.path, what, key=False)

    def wrong_key(self, what: str) -> ConfigError:
        """Return that there is no such key."""
        return self.document.wrong(self.path, what, key=True)

    def expected(self, what: str, hint: str = "") -> ConfigError:
        """Return that a value is of the wrong type."""
        kind = _KINDS.get(type(self.value).__name__, "a date or time")
        return self.wrong(f"this must be {what}, not {kind}{hint}")

    def text(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.value, str):
            raise self.expected("a text")
        if not self.value.strip() or "\0" in self.value:
            raise self.wrong("this must be a text that says something")
        return self.value

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self.expected("true or false")
        return self.value

    def elements(self) -> list[At]:
        """Return the values of a list."""
        self._must_be(list, "a list")
        values: list[Any] = self.value
        return [self._inner(number, one) for number, one in enumerate(values)]

    def some(self) -> list[At]:
        """Return the values of a list, or the one that stands for a list of one."""
        return self.elements() if isinstance(self.value, list) else [self]

    def members(self) -> Iterator[tuple[str, At]]:
        """Yield the keys of a table with their values."""
        self._must_be(dict, "a table")
        values: dict[str, Any] = self.value
        for key, value in values.items():
            yield key, self._inner(key, value)

    def member(self, key: str) -> At | None:
        """Return the value of a key of a table, if it has it."""
        return self._inner(key, self.value[key]) if key in self.value else None

    def known(self, keys: Iterable[str]) -> dict[str, At]:
        """Return the values of a table that may have only these keys."""
        keys = tuple(keys)
        found = dict(self.members())
        for name, one in found.items():
            if name not in keys:
                raise one.wrong_key(f"there is no such key{meant(name, keys)}")
        return found

    def one_of(self, names: Sequence[str], what: str) -> str:
        """Return a text that is one of some names."""
        text = self.text()
        if text not in names:
            raise self.wrong(f"{what} {text!r}{meant(text, names)}")
        return text

    def _must_be(self, kind: type, name: str) -> None:
        if not isinstance(self.value, kind):
            raise self.expected(name)

    def _inner(self, key: str | int, value: Any) -> At:
        return At(self.document, (*self.path, key), value)

    # --- where it is written ------------------------------------------------------

    @property
    def span(self) -> Span | None:
        """Where it is written, if that is in the repository."""
        place = self.document.places.get(self.path)
        if place is None or not self.document.file.inside:
            return None
        return Span(self.document.source, place.start, place.end)

    def spelled(self, *, empty: bool = False) -> Text:
        """Return a text that points at its characters in the file."""
        value = "" if empty and self.value == "" else self.text()
        place = self.document.places[self.path]
        source = self.document.source
        text = Text.join(_pieces(source, place.start, place.end))
        if text.chars == value:
            return text
        return Text.derived(value, Span(source, place.start, place.end))


_LONG = ('"""', "'''")
_ESCAPE = re.compile(r"\\[ \t]*\r?\n[ \t\r\n]*|\\(?:u.{4}|U.{8}|.)|\r\n", re.DOTALL)


def _pieces(source: Source, start: int, end: int) -> Iterator[Text]:
    """Yield the parts of a string of TOML: those that stand for themselves, and not."""
    content = source.content
    escapes = content[start] == '"'
    quote = 3 if content[start : start + 3] in _LONG else 1
    start, end = start + quote, end - quote
    if quote == 3:  # a line break right behind them is not part of the text
        start += content.startswith("\r\n", start)
        start += content.startswith("\n", start)
    for found in _ESCAPE.finditer(content, start, end):
        if not escapes and found[0] != "\r\n":
            continue
        yield Text.spelled(source, start, found.start())
        start = found.end()
        said = (
            tomllib.loads(f'x = """{found[0]}"""')["x"] if found[0][0] == "\\" else "\n"
        )
        yield Text.derived(said, Span(source, found.start(), start))
    yield Text.spelled(source, start, end)


def meant(name: str, names: Sequence[str]) -> str:
    """Return which name may have been meant, as the end of a sentence."""
    near = similar(name, names)
    return f"; did you mean {near}?" if near else f"; there are {', '.join(names)}"
