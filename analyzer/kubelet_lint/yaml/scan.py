# ruamel.yaml imports ``Any`` under ``if False``, so pyright knows none of its types.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportUnknownParameterType=false
# pyright: reportIncompatibleMethodOverride=false
"""go-yaml's scanner for ruamel.yaml's parser.

ruamel.yaml follows YAML 1.2 where the kubelet's go.yaml.in/yaml/v2 follows libyaml
and YAML 1.1. What differs is decided here, by the rules of go-yaml's ``scannerc.go``
(v2.4): tabs between tokens, block scalar indentation, ``:`` and ``?`` in plain
scalars, escapes, simple keys, and the depth limits.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from ruamel.yaml import tokens
from ruamel.yaml.scanner import SimpleKey

from kubelet_lint.yaml import spelling
from kubelet_lint.yaml.reader import Mark
from kubelet_lint.yaml.scan_names import HasReader, NameScanner
from kubelet_lint.yaml.spelling import BREAK, Stretch

MAX_DEPTH = 10000
"""``max_flow_level`` and ``max_indents``."""

_B = "\n\r\x85\u2028\u2029"
_BLANKZ = " \t\0" + _B
_LINE = re.compile(f"[^{_B}\0]*")
_WHITE = re.compile("[ \t]*")
_SPACES = re.compile(" *")
_NEXT_BREAK = re.compile(BREAK)
# What ends a word is searched for: to match the word itself, alternative by
# alternative, took 100 bytes for each of its characters.
_BLOCK_END = re.compile(f"[{_BLANKZ}]|:(?=[{_BLANKZ}])")
_FLOW_END = re.compile(f"[{_BLANKZ},?\\[\\]{{}}]|:(?=[{_BLANKZ}])")
_GAP = re.compile(f"[ \t]*(?:{BREAK}[ \t{_B}]*)?")
_SINGLE_END = re.compile("[^'\0]*(?:''[^'\0]*){0,1000}")
_DOUBLE_BAD = re.compile(
    r"\\(?!x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}"
    rf"|[0abt\tnvfre \"'\\N_LP]|{BREAK})"
)
_DOUBLE_END = re.compile(r'[^"\\\0]*(?:\\[^\0][^"\\\0]*){0,1000}')
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]|\\U(?!000[0-9A-Fa-f]|0010)")
_MARKER = re.compile(f"(?:---|\\.\\.\\.)(?=[{_BLANKZ}])")
_MARKER_LINE = re.compile(f"(?<=[{_B}]){_MARKER.pattern}")
_HEADER = re.compile(r"([+-]?)([0-9]?)([+-]?)[ \t]*")


class SpelledScalar(tokens.ScalarToken):
    """A scalar token that knows which characters spell it."""

    __slots__ = ("stretches",)

    stretches: list[Stretch]


class GoScanner(NameScanner):
    """go-yaml's ``scannerc.go``, where ruamel.yaml's scanner differs from it."""

    def __init__(self, loader: HasReader) -> None:
        self._levels: dict[int, int] = {}
        """Token number of a possible simple key to its flow level."""
        self._last_key: list[int] = [0]
        """For each flow level, the token number of the last possible key there."""
        self.last_scalar: SpelledScalar | None = None
        """The scalar token taken last: that of the scalar event made last."""
        super().__init__(loader)

    def get_token(self) -> Any:
        """Hand out a token, and remember the last scalar."""
        token = super().get_token()
        if isinstance(token, SpelledScalar):
            self.last_scalar = token
        return token

    # --- simple keys: only one that heads the queue holds the parser up ------------

    def need_more_tokens(self) -> bool:
        """Say whether the parser must wait for the next token to be fetched."""
        if self.done:
            return False
        if not self.tokens:
            return True
        level = self._levels.get(self.tokens_taken)
        return level is not None and self._valid(level)

    def _valid(self, level: int) -> bool:
        key = self.possible_simple_keys.get(level)
        if key is None:
            return False
        reader = self._scanner_reader
        if key.line == reader.line and reader.index - key.index <= 1024:
            return True
        if key.required:
            raise self._error("could not find expected ':'")
        del self.possible_simple_keys[level]
        return False

    def save_possible_simple_key(self) -> None:
        """Note that what follows may turn out to be a key."""
        if not self.allow_simple_key:
            return
        reader = self._scanner_reader
        mark = reader.get_mark()
        level = self.flow_level
        number = self.tokens_taken + len(self.tokens)
        required = not level and self.indent == mark.column
        self.remove_possible_simple_key()
        self.possible_simple_keys[level] = SimpleKey(
            number, required, mark.index, mark.line, mark.column, mark
        )
        self._levels[number] = level
        self._last_key[-1] = number

    def remove_possible_simple_key(self) -> None:
        """Forget that key: something else follows than its colon."""
        key = self.possible_simple_keys.pop(self.flow_level, None)
        if key is None:
            return
        if key.required:
            raise self._error("could not find expected ':'")
        self._levels.pop(key.token_number, None)

    def fetch_value(self) -> None:
        """Take a colon, and put a key before what it turns out to follow."""
        if not self._valid(self.flow_level):
            super().fetch_value()
            return
        key = self.possible_simple_keys.pop(self.flow_level)
        self._levels.pop(key.token_number, None)
        self._insert(key.token_number, tokens.KeyToken(key.mark, key.mark))
        if not self.flow_level and self.add_indent(key.column):
            start = tokens.BlockMappingStartToken(key.mark, key.mark)
            self._insert(key.token_number, start)
        self.allow_simple_key = False
        mark = self._scanner_reader.get_mark()
        self._scanner_reader.forward()
        end = self._scanner_reader.get_mark()
        self.tokens.append(tokens.ValueToken(mark, end))

    def _insert(self, number: int, token: Any) -> None:
        """Insert a token at its number; go-yaml appends it if that one is gone."""
        place = number - self.tokens_taken
        self.tokens.insert(place if place >= 0 else len(self.tokens), token)

    def fetch_flow_collection_start(self, TokenClass: Any, to_push: str) -> None:
        """Open a bracket, up to the depth limit."""
        number = self.tokens_taken + len(self.tokens)
        super().fetch_flow_collection_start(TokenClass, to_push)
        self._last_key.append(number)
        if self.flow_level > MAX_DEPTH:
            raise self._error(f"exceeded max depth of {MAX_DEPTH}")

    def fetch_flow_collection_end(self, TokenClass: Any) -> None:
        """Close a bracket, and forget a key as go-yaml does."""
        # go-yaml forgets the last key of the level it leaves; where there was none,
        # that is the bracket itself: so ``[]`` and ``{}`` are never simple keys.
        level = self.flow_level
        super().fetch_flow_collection_end(TokenClass)
        if level:
            self._levels.pop(self._last_key.pop(), None)

    def add_indent(self, column: int) -> bool:
        """Open a block collection if the column is deeper, up to the depth limit."""
        added = super().add_indent(column)
        if added and len(self.indents) > MAX_DEPTH:
            raise self._error(f"exceeded max depth of {MAX_DEPTH}")
        return added

    # --- tokens --------------------------------------------------------------------

    def fetch_more_tokens(self) -> Any:
        """Fetch the next token, in libyaml's order of cases."""
        reader = self._scanner_reader
        self.scan_to_next_token()
        self.unwind_indent(reader.column)
        char = reader.buffer[reader.index]
        if char == "\0":
            return self.fetch_stream_end()
        if reader.index == reader.line_start:
            if char == "%":
                return self.fetch_directive()
            if char in "-." and _MARKER.match(reader.buffer, reader.index):
                return (
                    self.fetch_document_start()
                    if char == "-"
                    else self.fetch_document_end()
                )
        fetch = self._fetcher(char)
        if fetch is None:
            raise self._error("found character that cannot start any token")
        return fetch()

    def _fetcher(self, char: str) -> Callable[[], None] | None:
        if char in "-?:":
            reader = self._scanner_reader
            following = reader.buffer[reader.index + 1]
            if following in _BLANKZ or (char != "-" and self.flow_level):
                return self._named(_INDICATORS[char])
            return self.fetch_plain
        if char in "|>" and self.flow_level:
            return None
        if char in "#%@`\t":
            return None
        name = _INDICATORS.get(char)
        return self.fetch_plain if name is None else self._named(name)

    def _named(self, name: str) -> Callable[[], None]:
        fetch: Callable[[], None] = getattr(self, name)
        return fetch

    def scan_to_next_token(self) -> None:
        """Skip blanks, comments and line breaks."""
        reader = self._scanner_reader
        while True:
            # A tab separates tokens, but doesn't indent them.
            indents = self.allow_simple_key and not self.flow_level
            reader.take(_SPACES if indents else _WHITE)
            if reader.buffer[reader.index] == "#":
                reader.take(_LINE)
            if reader.line_break() is None:
                return
            if not self.flow_level:
                self.allow_simple_key = True

    # --- scalars -------------------------------------------------------------------

    def scan_plain(self) -> Any:
        """Take a plain scalar, over lines that are indented deeper."""
        reader = self._scanner_reader
        buffer = reader.buffer
        pattern = _FLOW_END if self.flow_level else _BLOCK_END
        start = end = reader.get_mark()
        broken = False
        while True:
            at = reader.index
            if at == reader.line_start and _MARKER.match(buffer, at):
                break
            match = None if buffer[at] == "#" else pattern.search(buffer, at)
            if match is not None and match.start() > at:
                reader.index = match.start()
                end = reader.get_mark()
                broken = False
            if buffer[at] == "#" or buffer[reader.index] not in " \t" + _B:
                break
            broken = self._skip_gap(broken)
            if not self.flow_level and reader.column <= self.indent:
                break
        if broken:
            self.allow_simple_key = True
        return self._scalar(
            start, end, spelling.plain(buffer, start.index, end.index), None
        )

    def _skip_gap(self, broken: bool) -> bool:
        """Skip blanks and line breaks in a plain scalar; say whether lines broke."""
        reader = self._scanner_reader
        match = _GAP.match(reader.buffer, reader.index)
        assert match is not None
        line = reader.line
        start = reader.index
        reader.cross(match.end())
        if reader.line == line:
            return broken
        self._refuse_tabs(start, match.end())
        return True

    def _refuse_tabs(self, start: int, end: int) -> None:
        reader = self._scanner_reader
        if "\t" not in reader.buffer[start:end]:
            return
        for found in _NEXT_BREAK.finditer(reader.buffer, start, end):
            lead = _SPACES.match(reader.buffer, found.end())
            assert lead is not None
            tab = lead.end()
            if reader.buffer[tab] == "\t" and tab - found.end() <= self.indent:
                raise self._error("found a tab character that violates indentation")

    def scan_flow_scalar(self, style: Any) -> Any:
        """Take a quoted scalar."""
        reader = self._scanner_reader
        start = reader.get_mark()
        begin = reader.index + 1
        pattern = _DOUBLE_END if style == '"' else _SINGLE_END
        end = spelling.run_end(pattern, reader.buffer, begin)
        self._check_quoted(begin, end, style)
        if reader.buffer[end] != style:
            raise self._error("found unexpected end of stream")
        reader.cross(end)
        reader.forward()
        spell = spelling.double if style == '"' else spelling.single
        stretches = spell(reader.buffer, begin, end)
        return self._scalar(start, reader.get_mark(), stretches, style)

    def _check_quoted(self, start: int, end: int, style: str) -> None:
        buffer = self._scanner_reader.buffer
        marker = _MARKER_LINE.search(buffer, start, end)
        if marker is not None:
            raise self._error("found unexpected document indicator")
        if style == '"' and "\\" in buffer[start:end]:
            self._check_escapes(start, end)

    def _check_escapes(self, start: int, end: int) -> None:
        buffer = self._scanner_reader.buffer
        at = buffer.find("\\", start, end)
        while at >= 0:
            if _DOUBLE_BAD.match(buffer, at):
                raise self._error("found unknown escape character")
            if _SURROGATE.match(buffer, at):
                raise self._error("found invalid Unicode character escape code")
            at = buffer.find("\\", at + 2, end)

    def scan_block_scalar(self, style: Any, rt: bool | None = False) -> Any:
        """Take a literal or folded scalar."""
        reader = self._scanner_reader
        start = reader.get_mark()
        reader.forward()
        chomping, increment = self._header()
        indent = max(self.indent, 0) + increment if increment else 0
        indent, trailing = self._leading_breaks(indent)
        end = reader.get_mark()
        found: list[Stretch] = []
        leading: Stretch | None = None
        blank = False
        while reader.column == indent and reader.peek() != "\0":
            begins_blank = reader.peek() in " \t"
            fold = style == ">" and not blank and not begins_blank
            if leading is not None:
                found.extend(_joined(reader.buffer, leading, trailing, fold))
            found.extend(trailing)
            blank = begins_blank
            at = reader.index
            reader.take(_LINE)
            found.append(Stretch(at, reader.index))
            leading = reader.line_break()
            end = reader.get_mark()
            indent, trailing = self._leading_breaks(indent)
        if chomping != "-" and leading is not None:
            found.append(leading)
        if chomping == "+":
            found.extend(trailing)
        return self._scalar(start, end, found, style)

    def _header(self) -> tuple[str, int]:
        reader = self._scanner_reader
        match = _HEADER.match(reader.buffer, reader.index)
        assert match is not None
        before, digit, after = match.groups()
        if digit == "0":
            raise self._error("found an indentation indicator equal to 0")
        if before and after:
            raise self._error("did not find expected comment or line break")
        reader.index = match.end()
        if reader.peek() == "#":
            reader.take(_LINE)
        if reader.line_break() is None and reader.peek() != "\0":
            raise self._error("did not find expected comment or line break")
        return before or after, int(digit or 0)

    def _leading_breaks(self, indent: int) -> tuple[int, list[Stretch]]:
        """Skip indentation and empty lines; find the indentation if not yet known."""
        reader = self._scanner_reader
        found: list[Stretch] = []
        deepest = 0
        while True:
            match = _SPACES.match(reader.buffer, reader.index)
            assert match is not None
            limit = max(reader.line_start + indent, reader.index)
            reader.index = min(match.end(), limit) if indent else match.end()
            deepest = max(deepest, reader.column)
            if reader.peek() == "\t" and (not indent or reader.column < indent):
                raise self._error(
                    "found a tab character where an indentation space is expected"
                )
            line_break = reader.line_break()
            if line_break is None:
                break
            found.append(line_break)
        return indent or max(deepest, self.indent + 1, 1), found

    def _scalar(
        self, start: Mark, end: Mark, stretches: list[Stretch], style: str | None
    ) -> SpelledScalar:
        value = spelling.value(self._scanner_reader.buffer, stretches)
        token = SpelledScalar(value, style is None, start, end, style)
        token.stretches = stretches
        return token


def _joined(
    buffer: str, leading: Stretch, trailing: list[Stretch], fold: bool
) -> list[Stretch]:
    """Return what stands between two lines of a block scalar."""
    if not fold or buffer[leading.end - 1] in "\u2028\u2029":
        return [leading]
    return [] if trailing else [Stretch(leading.start, leading.end, " ")]


_INDICATORS = {
    "[": "fetch_flow_sequence_start",
    "{": "fetch_flow_mapping_start",
    "]": "fetch_flow_sequence_end",
    "}": "fetch_flow_mapping_end",
    ",": "fetch_flow_entry",
    "-": "fetch_block_entry",
    "?": "fetch_key",
    ":": "fetch_value",
    "*": "fetch_alias",
    "&": "fetch_anchor",
    "!": "fetch_tag",
    "|": "fetch_literal",
    ">": "fetch_folded",
    "'": "fetch_single",
    '"': "fetch_double",
}
