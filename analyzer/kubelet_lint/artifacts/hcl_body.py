"""HCL files as blocks and attributes, each expression a stretch of the file.

The structural syntax of ``hclsyntax`` (HCL 2, "HCL Native Syntax Specification").
python-hcl2 was tried: it reads a here-document as one token without the sequences in
it, gives up a whole file for one construct it does not know, and takes 1.7 s of CPU for
its first file. What an expression comes to is ``template``'s matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from kubelet_lint.source import Source, Text
from kubelet_lint.template.lexing import heredoc_end, string_end

DEPTH = 20
"""Blocks nested in each other; deeper ones are left out."""

_BLANK = re.compile(r"(?:[ \t\r\n,;]+|#[^\n]*|//[^\n]*|/\*.*?(?:\*/|\Z))+", re.DOTALL)
_NAME = re.compile(r"[^\W\d][\w-]*")
_SPACE = re.compile(r"[ \t]+")
_STOP = re.compile(r"[\"#/(\[{}\])\n]|<<")


class Attribute(NamedTuple):
    """A name and its expression."""

    name: str
    value: Text


class Block(NamedTuple):
    """A block with its type, its labels and what is in it."""

    type: str
    labels: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    blocks: tuple[Block, ...]
    header: Text

    def get(self, name: str) -> Text | None:
        """Return the expression of an attribute."""
        return next((one.value for one in self.attributes if one.name == name), None)

    def all(self, kind: str) -> Iterator[Block]:
        """Yield the blocks in it of one type."""
        return (block for block in self.blocks if block.type == kind)


@lru_cache(maxsize=512)
def file(source: Source) -> Block:
    """Return a file's content as a block without a type."""
    return body(source.text())


def body(text: Text) -> Block:
    """Return the content of a text as a block without a type."""
    block, _ = _Reader(text).body(0, 0)
    return block._replace(header=text[:0])


class _Reader:
    def __init__(self, text: Text) -> None:
        self._text = text
        self._chars = text.chars
        self._unclosed: set[str] = set()

    def body(self, at: int, depth: int) -> tuple[Block, int]:
        attributes: list[Attribute] = []
        blocks: list[Block] = []
        chars = self._chars
        while True:
            at = self._skip(at)
            if at >= len(chars) or chars[at] == "}":
                break
            name = _NAME.match(chars, at)
            if name is None:
                at = self._quoted_name(at, attributes)
                continue
            after = _skip_space(chars, name.end())
            if self._assigns(after):
                at = self._attribute(name.group(), after + 1, attributes)
            else:
                at = self._block(at, name.group(), after, blocks, depth)
        found = Block("", (), tuple(attributes), tuple(blocks), self._text[:0])
        return found, at

    def _assigns(self, at: int) -> bool:
        chars = self._chars
        return chars[at : at + 1] in ("=", ":") and chars[at + 1 : at + 2] != "="

    def _quoted_name(self, at: int, attributes: list[Attribute]) -> int:
        """Read ``"name" = value``, as files of variables and old syntax have it."""
        if self._chars[at] == '"' and (end := string_end(self._chars, at)) > 0:
            after = _skip_space(self._chars, end)
            if self._assigns(after):
                name = self._chars[at + 1 : end - 1]
                return self._attribute(name, after + 1, attributes)
            return end
        return at + 1

    def _skip(self, at: int) -> int:
        found = _BLANK.match(self._chars, at)
        return found.end() if found else at

    def _attribute(self, name: str, at: int, attributes: list[Attribute]) -> int:
        end = expression_end(self._chars, at, self._unclosed)
        chars = self._chars[at:end]
        inside = chars.strip()
        start = at + len(chars) - len(chars.lstrip())
        value = self._text[start : start + len(inside)]
        if value.chars.endswith("*/"):
            value = value[: max(0, value.chars.rfind("/*"))].strip()
        attributes.append(Attribute(name, value))
        return end

    def _block(
        self, start: int, kind: str, at: int, blocks: list[Block], depth: int
    ) -> int:
        labels: list[str] = []
        chars = self._chars
        while at < len(chars) and chars[at] != "{":
            if chars[at] == '"' and (end := string_end(chars, at)) > 0:
                labels.append(chars[at + 1 : end - 1])
            elif (name := _NAME.match(chars, at)) is not None:
                labels.append(name.group())
                end = name.end()
            else:
                return at + 1
            at = _skip_space(chars, end)
        if at >= len(chars):
            return at
        header = self._text[start : at + 1]
        if depth >= DEPTH:
            return expression_end(chars, at, self._unclosed)
        inner, end = self.body(at + 1, depth + 1)
        blocks.append(inner._replace(type=kind, labels=tuple(labels), header=header))
        return end + 1


def _skip_space(chars: str, at: int) -> int:
    found = _SPACE.match(chars, at)
    return found.end() if found else at


def expression_end(chars: str, at: int, unclosed: set[str]) -> int:
    """Return where an expression ends: at a line's end outside of brackets.

    ``unclosed`` are labels of here-documents known not to end; it grows.
    """
    depth = 0
    while (found := _STOP.search(chars, at)) is not None:
        at = found.start()
        char = found.group()
        end = at + 1
        if char == '"':
            end = string_end(chars, at, interpolates=True)
        elif char == "<<":
            end = max(_heredoc_end(chars, at, unclosed), at + 2)
        elif char in "#/":
            if depth == 0 and (char == "#" or chars.startswith("//", at)):
                return at  # the comment goes on to the end of the line, which ends it
            end = _comment_end(chars, at)
        elif char in "([{":
            depth += 1
        elif char in ")]}":
            depth -= 1
            if depth < 0:
                return at
        elif char == "\n" and depth == 0:
            return at
        if end < 0:
            break
        at = end
    return len(chars)


_LABEL = re.compile(r"<<-?[ \t]*([^\W\d][\w-]*)")


def _heredoc_end(chars: str, at: int, unclosed: set[str]) -> int:
    label = _LABEL.match(chars, at)
    if label is None or label.group(1) in unclosed:
        return -1
    end = heredoc_end(chars, at)
    if end < 0:
        unclosed.add(label.group(1))
    return end


def _comment_end(chars: str, at: int) -> int:
    if chars.startswith("/*", at):
        end = chars.find("*/", at)
        return len(chars) if end < 0 else end + 2
    if chars[at] == "#" or chars.startswith("//", at):
        end = chars.find("\n", at)
        return len(chars) if end < 0 else end
    return at + 1
