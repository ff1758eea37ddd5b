"""``read`` and ``mapfile``: input into variables.

Follows builtins/read.def of bash 5.2: fields are split off one by one, the last
variable gets the rest, a backslash escapes unless ``-r``.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.bash.assign import store
from kubelet_lint.bash.builtins.base import Invocation
from kubelet_lint.bash.condition import holds, shown
from kubelet_lint.bash.field import DEFAULT_IFS, Fields, field_text
from kubelet_lint.bash.runner import Next
from kubelet_lint.bash.state import State
from kubelet_lint.bash.streams import advance, available, read_all
from kubelet_lint.bash.variable import Indexed, Variable, indexed
from kubelet_lint.source import EMPTY, HOLE, Hole, Text, program

_WITH_VALUE = "adinNptu"


class _Line(NamedTuple):
    """What was read: characters and, for each, whether a backslash escaped it."""

    text: Text
    escaped: frozenset[int]
    ended: bool
    """Whether the delimiter was there."""


def read(call: Invocation) -> Next:
    """Read a line and assign its words."""
    given, names = _options(call)
    state = call.state
    fd = int(given["u"]) if given.get("u", "").isdigit() else 0
    delimiter = given["d"][:1] or "\0" if "d" in given else "\n"
    size = given.get("n") or given.get("N")
    text = state.decisions.text(available(state, fd))
    if text.chars.startswith(HOLE) or _hole_first(text, delimiter):
        return _unknown(call, text, given, names)
    line = _take(state, fd, text, delimiter, raw="r" in given, size=size)
    _assign(call, line, given, names)
    return call.end(0 if line.ended else 1)


def _options(call: Invocation) -> tuple[dict[str, str], tuple[Text, ...]]:
    words = list(call.settled())
    given: dict[str, str] = {}
    while words and len(words[0]) > 1 and words[0].chars[0] == "-":
        chars = words.pop(0).chars[1:]
        if chars == "-":
            break
        for at, letter in enumerate(chars):
            given[letter] = ""
            if letter in _WITH_VALUE:
                rest = chars[at + 1 :]
                given[letter] = rest or (words.pop(0).chars if words else "")
                break
    return given, tuple(words)


def _hole_first(text: Text, delimiter: str) -> bool:
    """Say whether the line may end within a hole."""
    end = text.chars.find(delimiter)
    return HOLE in (text.chars if end < 0 else text.chars[:end])


def _take(
    state: State, fd: int, text: Text, delimiter: str, *, raw: bool, size: str | None
) -> _Line:
    parts: list[Text] = []
    escaped: set[int] = set()
    at = length = start = 0
    limit = int(size) if size and size.isdigit() else None
    chars = text.chars
    ended = False
    while at < len(chars) and (limit is None or length < limit):
        char = chars[at]
        if char == delimiter:
            ended = True
            break
        if char == "\\" and not raw and at + 1 < len(chars):
            parts.append(text[start:at])
            start = at + 1
            if chars[start] == "\n":
                start += 1
            else:
                escaped.add(length)
                length += 1
            at += 2
            continue
        at += 1
        length += 1
    parts.append(text[start:at])
    advance(state, fd, at + ended)
    ended = ended or (limit is not None and length >= limit)
    return _Line(Text.join(parts), frozenset(escaped), ended)


def _assign(
    call: Invocation, line: _Line, given: dict[str, str], names: tuple[Text, ...]
) -> None:
    if "a" in given:
        words = _all_words(call, line)
        call.state.variables[given["a"]] = Variable(indexed(tuple(words)))
    elif "N" in given or not names:
        name = names[0].chars if names else "REPLY"
        store(call.expander, name, line.text)
    else:
        values = _fields(line, call.expander.separators(), len(names))
        for word, value in zip(names, values, strict=True):
            store(call.expander, word.chars, value)


def _all_words(call: Invocation, line: _Line) -> list[Text]:
    out = Fields(call.expander.separators())
    at = 0
    for place in sorted(line.escaped):
        out.split(line.text[at:place])
        out.add(line.text[place], quoted=True)
        at = place + 1
    out.split(line.text[at:])
    return [field_text(field) for field in out.fields()]


def _fields(line: _Line, ifs: str, count: int) -> list[Text]:
    reader = _FieldReader(line, ifs)
    values = [reader.word() for _ in range(count - 1)]
    return [*values, reader.rest()]


class _FieldReader:
    """Takes fields off a line, as ``get_word_from_string`` does."""

    def __init__(self, line: _Line, ifs: str) -> None:
        self._line = line
        self._space = "".join(char for char in ifs if char in DEFAULT_IFS)
        self._ifs = ifs
        self._at = 0
        self._skip_space()

    def _is(self, at: int, chars: str) -> bool:
        line = self._line
        return (
            at < len(line.text)
            and line.text.chars[at] in chars
            and at not in line.escaped
        )

    def _skip_space(self) -> None:
        while self._is(self._at, self._space):
            self._at += 1

    def word(self) -> Text:
        """Take one field and the separator after it."""
        start = self._at
        while self._at < len(self._line.text) and not self._is(self._at, self._ifs):
            self._at += 1
        end = self._at
        self._skip_space()
        if self._is(self._at, self._ifs):
            self._at += 1
            self._skip_space()
        return self._line.text[start:end]

    def rest(self) -> Text:
        """Take what is left, without the separator if it is but one field."""
        start = self._at
        word = self.word()
        if self._at >= len(self._line.text):
            return word
        end = len(self._line.text)
        while end > start and self._is(end - 1, self._space):
            end -= 1
        return self._line.text[start:end]


def _unknown(
    call: Invocation, text: Text, given: dict[str, str], names: tuple[Text, ...]
) -> Next:
    """Read from what nobody knows: there may be another line or not."""
    state = call.state
    fresh = state.decisions.fresh
    hole = next((h for h in text.holes() if isinstance(h, Hole)), None)
    reason = hole.reason if hole else "standard input"
    more = state.decisions.choose(holds(f"there is a line in {_version(call, text)}"))
    read_all(state, _fd(given))
    for word in names or (program("REPLY"),):
        if more == 1:
            store(call.expander, word.chars, EMPTY)
            continue
        label = fresh("$" + word.chars)
        store(call.expander, word.chars, Text.hole(reason, call.span, label))
    if "a" in given:
        word = Text.hole(reason, call.span, fresh("$" + given["a"]), words=True)
        state.variables[given["a"]] = Variable(indexed((word,) if more != 1 else ()))
    if more is None:
        return call.unknown("whether there is a line")
    return call.end(more)


def _version(call: Invocation, text: Text) -> str:
    return call.state.decisions.fresh(shown(text))


def _fd(given: dict[str, str]) -> int:
    return int(given["u"]) if given.get("u", "").isdigit() else 0


# --- mapfile ----------------------------------------------------------------------


def mapfile(call: Invocation) -> Next:
    """Read lines into an array."""
    words = list(call.settled())
    trim = False
    delimiter = "\n"
    limit = skip = start = 0
    while words and words[0].chars.startswith("-"):
        flag = words.pop(0).chars
        if flag == "-t":
            trim = True
        elif flag in ("-d", "-n", "-s", "-O", "-u", "-C", "-c") and words:
            value = words.pop(0).chars
            if flag == "-d":
                delimiter = value[:1] or "\0"
            elif value.isdigit():
                limit = int(value) if flag == "-n" else limit
                skip = int(value) if flag == "-s" else skip
                start = int(value) if flag == "-O" else start
    name = words[0].chars if words else "MAPFILE"
    text = call.state.decisions.text(read_all(call.state, 0))
    lines = list(_lines(call, text, delimiter, trim=trim))[skip:]
    lines = lines[:limit] if limit else lines
    items = {start + number: line for number, line in enumerate(lines)}
    call.state.variables[name] = Variable(Indexed(items))
    return call.end(0)


def _lines(call: Invocation, text: Text, delimiter: str, *, trim: bool) -> list[Text]:
    lines: list[Text] = []
    pieces = text.split(delimiter)
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        if last and not piece.chars:
            break
        if HOLE in piece.chars:
            name = call.state.decisions.fresh(shown(piece))
            lines.append(Text.hole("lines nobody knows", piece.span, name, words=True))
        else:
            lines.append(piece if trim or last else piece + program(delimiter))
    return lines
