"""xargs: runs a command with words from standard input (GNU findutils 4.9)."""

from __future__ import annotations

import re

from kubelet_lint.bash.commands.lines import bodies
from kubelet_lint.bash.commands.options import parse
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.source import EMPTY, HOLE, Hole, Text
from kubelet_lint.source import program as made_up

RUNS = 200
"""Commands run for one xargs."""

_LONG = {
    "null": "0",
    "delimiter": "d:",
    "max-args": "n:",
    "max-lines": "L:",
    "replace": "i::",
    "no-run-if-empty": "r",
    "max-procs": "P:",
    "verbose": "t",
    "interactive": "p",
    "max-chars": "s:",
    "arg-file": "a:",
    "exit": "x",
    "eof": "E::",
}


class _Unbalanced(Exception):
    """A quote without its end: xargs refuses."""


def xargs(call: Call) -> Result:
    """Run a command with words from standard input."""
    options = parse(
        call.argv[1:], "0a:d:E:e::I:i::L:l::n:oprs:tP:x", _LONG, mixed=False
    )
    text = call.settle(call.stdin)
    if options.open or options.has("a", "E", "e", "l"):
        return Result(call.unknown("what xargs runs is not known"), None)
    command = options.operands or (made_up("echo"),)
    marks = [v.chars or "{}" for name, v in options.given if name in "Ii"]
    delimiter = options.value("d")
    try:
        if options.has("0") or delimiter is not None:
            end = "\0" if delimiter is None else _delimiter(delimiter.chars)
            items = text.split(end)
            items = items[:-1] if items and not items[-1] else items
        elif marks:
            items = [line.lstrip() for line, _ in bodies(text) if line.strip()]
        else:
            items = _words(text)
    except _Unbalanced:
        return Result(status=1)
    if marks:
        calls = [
            tuple(_replaced(w, marks[-1], item) for w in command) for item in items
        ]
    else:
        value = options.value("n")
        if options.has("L") and value is None:
            lines = [_words(line) for line, _ in bodies(text)]
            full = [line for line in lines if line]
            return _run(call, [(*command, *line) for line in full or [[]]])
        size = int(value.chars) if value and value.chars.isdigit() else len(items) or 1
        groups: list[list[Text]] = [
            items[at : at + size] for at in range(0, len(items), max(size, 1))
        ]
        if not items and not options.has("r"):
            groups = [[]]
        calls = [(*command, *group) for group in groups]
    return _run(call, calls)


def _run(call: Call, calls: list[tuple[Text, ...]]) -> Result:
    parts: list[Text] = []
    status: int | None = 0
    for words in calls[:RUNS]:
        result = call.run(words, EMPTY)
        parts.append(result.stdout)
        if result.status is None:
            status = None if status == 0 else status
        elif result.status:
            status = 123 if result.status < 126 else result.status
    if len(calls) > RUNS:
        call.note("xargs runs too many commands")
        parts.append(call.unknown("xargs runs too many commands"))
    return Result(Text.join(parts), status)


def _delimiter(chars: str) -> str:
    return {"\\n": "\n", "\\t": "\t", "\\0": "\0"}.get(chars, chars[:1])


def _replaced(word: Text, mark: str, item: Text) -> Text:
    parts = word.split(mark)
    joined = [parts[0]]
    for part in parts[1:]:
        joined.extend((item, part))
    return Text.join(joined)


def _words(text: Text) -> list[Text]:
    """Split at blanks; quotes and backslashes protect, as in the shell.

    A hole stands for zero or more words.
    """
    if not set(text.chars) & set("'\"\\" + HOLE):
        found = re.finditer(r"[^ \t\n]+", text.chars)
        return [text[word.start() : word.end()] for word in found]
    words: list[Text] = []
    parts: list[Text] = []
    begun = False
    at = 0
    chars = text.chars
    while at < len(chars):
        char = chars[at]
        if char in " \t\n":
            if begun:
                words.append(Text.join(parts))
            parts, begun, at = [], False, at + 1
        elif char in "'\"":
            end = chars.find(char, at + 1)
            if end < 0 or "\n" in chars[at:end]:
                raise _Unbalanced
            parts.append(text[at + 1 : end])
            begun, at = True, end + 1
        elif char == "\\" and at + 1 < len(chars):
            parts.append(text[at + 1])
            begun, at = True, at + 2
        else:
            parts.append(_open(text[at]) if char == HOLE else text[at])
            begun, at = True, at + 1
    if begun:
        words.append(Text.join(parts))
    return words


def _open(hole: Text) -> Text:
    return hole.map_pieces(
        lambda piece, part: (
            Text.hole(piece.reason, piece.span, piece.name, words=True)
            if isinstance(piece, Hole)
            else part
        )
    )
