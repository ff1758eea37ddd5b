"""Add the lines that state a setting to a KubeletConfiguration, in the file's style.

Works on lines, not on a tree: the same document may stand in a heredoc or inside of
another file. Only block-style YAML and JSON with a member a line show where a line
belongs; anything else is left alone. All insertions stand at the end of a line.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from kubelet_lint.finding import Edit
from kubelet_lint.rules.settings import Judged, spell
from kubelet_lint.source import Source, Span

_KIND = re.compile(r'([ \t]*)(["\']?)kind\2\s*:')
_KEY = re.compile(r"([ \t]*)([A-Za-z][A-Za-z0-9]*):[ \t]*(\S.*)?$")
_JSON_BLANKS = ("  ", "    ", "\t")


class _Line(NamedTuple):
    start: int
    end: int
    """Before its line end."""
    text: str

    @property
    def blanks(self) -> str:
        return self.text[: len(self.text) - len(self.text.lstrip(" \t"))]

    @property
    def empty(self) -> bool:
        """Whether it says nothing: blank, or a comment."""
        said = self.text.strip()
        return not said or said.startswith("#")


def state(judged: Judged, kind: Span) -> Edit | None:
    """Return the insertion that states a setting in the document of this ``kind``."""
    source = kind.source
    number = source.position(kind.start).line
    line = _line(source, number)
    found = _KIND.match(line.text)
    if found is None or found.end() < kind.start - line.start:
        return None
    path = judged.path.split(".")
    eol = _line_end(source, number)
    if line.text.lstrip().startswith('"'):
        return _in_json(source, number, path, spell(judged.good), eol)
    if found[2]:
        return None
    return _in_yaml(source, number, path, spell(judged.good), eol)


def _line(source: Source, number: int) -> _Line:
    start = source.line_starts[number - 1]
    text = source.line(number)
    end = start + len(text)
    if start == 0:
        text = text.removeprefix("\ufeff")
    return _Line(end - len(text), end, text)


def _line_end(source: Source, number: int) -> str:
    line = _line(source, number)
    found = re.match(r"\r\n|\n|\r", source.content[line.end : line.end + 2])
    if found is None and number > 1:
        return _line_end(source, number - 1)
    return found[0] if found else "\n"


# --- YAML ---------------------------------------------------------------------------


def _in_yaml(
    source: Source, number: int, path: list[str], value: str, eol: str
) -> Edit | None:
    base = _line(source, number).blanks
    block = _document(source, number, base)
    step = _step(block, base)
    last = _with_comments(source, block[-1], base)
    for depth, name in enumerate(path):
        here = [line for line in block if line.blanks == base and not line.empty]
        owner = next((line for line in here if _names(line, name)), None)
        if owner is None:
            lines = _nested(path[depth:], value, base, step)
            return Edit(source, last.end, last.end, eol + eol.join(lines))
        said = _KEY.match(owner.text)
        rest = (said[3] or "").partition(" #")[0] if said else ""
        if depth == len(path) - 1 or (rest and rest[0] != "#"):
            return None  # it says something already, in a style without lines
        block = _below(block, owner)
        if not block:
            lines = _nested(path[depth + 1 :], value, base + step, step)
            return Edit(source, owner.end, owner.end, eol + eol.join(lines))
        base = block[0].blanks
        last = _with_comments(source, block[-1], base)
    return None


def _document(source: Source, number: int, base: str) -> list[_Line]:
    """Return the lines of a block mapping that says something, around one of them."""
    total = len(source.line_starts)
    first, last = number, number
    while first > 1 and _belongs(_line(source, first - 1), base):
        first -= 1
    while last < total and _belongs(_line(source, last + 1), base):
        last += 1
    lines = [_line(source, one) for one in range(first, last + 1)]
    return [line for line in lines if not line.empty]


def _belongs(line: _Line, base: str) -> bool:
    if line.empty:
        return True
    if not line.text.startswith(base):
        return False
    rest = line.text[len(base) :]
    return rest[0] in " \t" or bool(_KEY.match(rest)) or rest.startswith("- ")


def _with_comments(source: Source, last: _Line, base: str) -> _Line:
    """Return the last of the comments behind a line that are indented below a key."""
    number = source.position(last.start).line
    while number < len(source.line_starts):
        number += 1
        line = _line(source, number)
        if not line.text.startswith(f"{base} ") or line.text.strip(" ")[:1] != "#":
            break
        last = line
    return last


def _names(line: _Line, name: str) -> bool:
    said = _KEY.match(line.text)
    return said is not None and said[2] == name


def _below(block: list[_Line], owner: _Line) -> list[_Line]:
    """Return the lines that are indented below a key."""
    found: list[_Line] = []
    for line in block[block.index(owner) + 1 :]:
        if len(line.blanks) <= len(owner.blanks):
            break
        found.append(line)
    return found


def _step(block: list[_Line], base: str) -> str:
    """Return how much the document indents, by its first mapping in a mapping."""
    for line, below in pairwise(block):
        deeper = below.blanks.removeprefix(line.blanks)
        opens = line.text.rstrip().endswith(":")
        if opens and deeper and not below.text.lstrip().startswith("- "):
            return deeper if below.blanks.startswith(line.blanks) else "  "
    return "  "


def _nested(path: list[str], value: str, base: str, step: str) -> list[str]:
    lines = [f"{base}{step * depth}{name}:" for depth, name in enumerate(path)]
    lines[-1] += f" {value}"
    return lines


# --- JSON ---------------------------------------------------------------------------


def _in_json(
    source: Source, number: int, path: list[str], value: str, eol: str
) -> Edit | None:
    """Insert a member as the first of its object: the ones behind it keep theirs."""
    step = _line(source, number).blanks
    if step not in _JSON_BLANKS:
        return None
    opening = _opening(source, number, "")
    depth = 0
    while opening is not None and depth < len(path) - 1:
        inner = _object(source, opening, path[depth], step * (depth + 1))
        if inner is None:
            break
        opening, depth = inner, depth + 1
    if opening is None or not _line(source, opening).text.endswith("{"):
        return None
    lines = _json_lines(path[depth:], value, step, depth + 1)
    end = _line(source, opening).end
    behind = _line(source, opening + 1).text.strip()
    comma = "" if behind.startswith("}") else ","
    return Edit(source, end, end, eol + eol.join(lines) + comma)


def _opening(source: Source, number: int, blanks: str) -> int | None:
    """Return the line above that opens the object a line belongs to."""
    for one in range(number - 1, 0, -1):
        line = _line(source, one)
        if line.text == blanks + "{":
            return one
        if not line.text.startswith((blanks + " ", blanks + "\t")):
            return None
    return None


def _object(source: Source, opening: int, name: str, blanks: str) -> int | None:
    """Return the line of an object's member that opens an object of this name."""
    for one in range(opening + 1, len(source.line_starts) + 1):
        text = source.line(one)
        if not text.startswith(blanks):
            return None
        if re.match(rf'{blanks}"{name}"\s*:', text):
            return one
    return None


def _json_lines(path: list[str], value: str, step: str, depth: int) -> list[str]:
    shown = value if value in ("true", "false") else f'"{value}"'
    lines = [f'{step * (depth + at)}"{name}": {{' for at, name in enumerate(path)]
    lines[-1] = lines[-1][:-1] + shown
    closing = [step * (depth + at) + "}" for at in range(len(path) - 1)]
    return lines + closing[::-1]
