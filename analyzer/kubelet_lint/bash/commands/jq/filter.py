"""jq's filters: from text to a tree, as jq 1.7's grammar has them (``src/parser.y``).

Only what is understood parses; anything else is ``Unsupported``, and what jq would
print is unknown then, never guessed.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from kubelet_lint.source import HOLE, Text


class Unsupported(Exception):
    """A filter, or an operation, that is not understood."""


class Identity(NamedTuple):
    """``.``"""


class RecurseDefault(NamedTuple):
    """``..``"""


class Field(NamedTuple):
    """``TERM.name``, ``TERM[FILTER]``"""

    term: Filter
    name: Filter
    optional: bool = False


class Slice(NamedTuple):
    """``TERM[FROM:TO]``"""

    term: Filter
    start: Filter | None
    end: Filter | None


class Iterate(NamedTuple):
    """``TERM[]``"""

    term: Filter
    optional: bool = False


class Literal(NamedTuple):
    """A number, ``true``, ``false`` or ``null``, as spelled."""

    text: Text


class String(NamedTuple):
    """A string: texts and interpolated filters, in order; ``form`` is ``@base64`` …"""

    parts: tuple[Text | Filter, ...]
    form: str = ""


class Variable(NamedTuple):
    """``$name``"""

    name: str


class Format(NamedTuple):
    """``@base64`` and its like, as a filter."""

    name: str


class Array(NamedTuple):
    """``[FILTER]``"""

    body: Filter | None


class Object(NamedTuple):
    """``{…}``"""

    members: tuple[tuple[Filter, Filter | None], ...]
    """Keys and values; no value: the field of that name."""


class Binary(NamedTuple):
    """``LEFT op RIGHT``, the pipe and the comma among them."""

    operator: str
    left: Filter
    right: Filter


class Negate(NamedTuple):
    """``-TERM``"""

    term: Filter


class If(NamedTuple):
    """``if … then … elif … else … end``"""

    condition: Filter
    then: Filter
    otherwise: Filter | None


class Try(NamedTuple):
    """``try BODY catch HANDLER``, ``TERM?``"""

    body: Filter
    handler: Filter | None = None


class Bind(NamedTuple):
    """``TERM as $name | BODY``"""

    term: Filter
    name: str
    body: Filter


class Reduce(NamedTuple):
    """``reduce TERM as $name (START; UPDATE)``"""

    term: Filter
    name: str
    start: Filter
    update: Filter


class Call(NamedTuple):
    """``name`` or ``name(ARG; …)``"""

    name: str
    arguments: tuple[Filter, ...]


Filter = (
    Identity
    | RecurseDefault
    | Field
    | Slice
    | Iterate
    | Literal
    | String
    | Variable
    | Format
    | Array
    | Object
    | Binary
    | Negate
    | If
    | Try
    | Bind
    | Reduce
    | Call
)

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_TOKEN = re.compile(
    r"\.\.|\?//|//=|\|=|\+=|-=|\*=|/=|%=|==|!=|<=|>=|//|"
    r"[0-9]+(?:\.[0-9]*)?(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|"
    r"\.[A-Za-z_][A-Za-z0-9_]*|\$[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_]\w*)*|"
    r"@[A-Za-z0-9_]+|[A-Za-z_][A-Za-z0-9_]*|[\"|,.=+\-*/%<>()\[\]{}:;?]|" + HOLE
)
_LEVELS: tuple[tuple[str, ...], ...] = (
    ("or",),
    ("and",),
    ("==", "!=", "<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "/", "%"),
)
_ASSIGNMENTS = ("=", "|=", "+=", "-=", "*=", "/=", "%=", "//=")
_WORDS = ("then", "else", "elif", "end", "as", "and", "or", "catch", "def", "foreach")
DEPTH = 200
"""Filters within filters."""


def parse(text: Text) -> Filter:
    """Return a program's filter.

    Raises:
        Unsupported: it is not understood, or no filter.
    """
    parser = _Parser(text)
    found = parser.pipe()
    if parser.peek():
        raise Unsupported(f"jq: {parser.peek()!r} is not understood")
    return found


class _Parser:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.chars = text.chars
        self.at = 0
        self.depth = 0

    # --- tokens -------------------------------------------------------------------

    def peek(self) -> str:
        blank = _BLANK.match(self.chars, self.at)
        self.at = blank.end() if blank else self.at
        found = _TOKEN.match(self.chars, self.at)
        if found is None:
            if self.at < len(self.chars):
                raise Unsupported("jq: a character that no filter has")
            return ""
        return found.group()

    def take(self) -> Text:
        token = self.peek()
        start = self.at
        self.at += len(token)
        return self.text[start : self.at]

    def accept(self, *tokens: str) -> str:
        token = self.peek()
        if token in tokens and token:
            self.at += len(token)
            return token
        return ""

    def expect(self, token: str) -> None:
        if not self.accept(token):
            raise Unsupported(f"jq: {token!r} is missing")

    # --- precedence ---------------------------------------------------------------

    def pipe(self) -> Filter:
        self.depth += 1
        if self.depth > DEPTH:
            raise Unsupported("jq: filters nested too deeply")
        left = self.comma()
        if self.accept("|"):
            left = Binary("|", left, self.pipe())
        self.depth -= 1
        return left

    def comma(self) -> Filter:
        left = self.alternative()
        while self.accept(","):
            left = Binary(",", left, self.alternative())
        return left

    def alternative(self) -> Filter:
        left = self.assignment()
        if self.accept("//"):
            return Binary("//", left, self.alternative())
        return left

    def assignment(self) -> Filter:
        left = self.level(0)
        operator = self.accept(*_ASSIGNMENTS)
        if operator:
            return Binary(operator, left, self.alternative())
        return left

    def level(self, number: int) -> Filter:
        if number == len(_LEVELS):
            return self.unary()
        left = self.level(number + 1)
        while operator := self.accept(*_LEVELS[number]):
            left = Binary(operator, left, self.level(number + 1))
        return left

    def unary(self) -> Filter:
        if self.accept("-"):
            return Negate(self.postfix())
        return self.postfix()

    def postfix(self) -> Filter:
        term = self.term()
        while True:
            token = self.peek()
            if token == "?":
                self.take()
                term = Try(term)
            elif token == "[":
                self.take()
                term = self.bracket(term)
            elif (
                token.startswith(".")
                and len(token) > 1
                and token[1] not in ".0123456789"
            ):
                name = self.take()[1:]
                term = Field(term, String((name,)))
            elif token == "." and self.chars[self.at + 1 : self.at + 2] in ('"', "["):
                self.take()
                if self.peek() == '"':
                    term = Field(term, self.string())
            elif token == "as":
                self.take()
                bound = self.variable()
                self.expect("|")
                return Bind(term, bound, self.pipe())
            else:
                return term

    def variable(self) -> str:
        token = self.take().chars
        if not token.startswith("$"):
            raise Unsupported("jq: destructuring is not understood")
        return token[1:]

    def bracket(self, term: Filter) -> Filter:
        if self.accept("]"):
            return Iterate(term)
        if self.accept(":"):
            end = self.pipe()
            self.expect("]")
            return Slice(term, None, end)
        inner = self.pipe()
        if self.accept(":"):
            stop = None if self.peek() == "]" else self.pipe()
            self.expect("]")
            return Slice(term, inner, stop)
        self.expect("]")
        return Field(term, inner)

    # --- terms --------------------------------------------------------------------

    def term(self) -> Filter:
        token = self.peek()
        if token == '"':
            return self.string()
        if token[:1].isdigit() or (token[:1] == "." and token[1:2].isdigit()):
            return Literal(self.take())
        if token in ("true", "false", "null", HOLE):
            return Literal(self.take())
        if token == "..":
            self.take()
            return RecurseDefault()
        if token == ".":
            return self.dot()
        if token.startswith("."):
            return Field(Identity(), String((self.take()[1:],)))
        if token.startswith("$"):
            return Variable(self.take().chars[1:])
        if token.startswith("@"):
            name = self.take().chars
            return self.string(name) if self.peek() == '"' else Format(name)
        return self.compound(token)

    def dot(self) -> Filter:
        self.take()
        if self.chars[self.at : self.at + 1] == '"':
            return Field(Identity(), self.string())
        if self.chars[self.at : self.at + 1] == "[":
            self.take()
            return self.bracket(Identity())
        return Identity()

    def compound(self, token: str) -> Filter:
        if self.accept("("):
            inner = self.pipe()
            self.expect(")")
            return inner
        if self.accept("["):
            if self.accept("]"):
                return Array(None)
            body = self.pipe()
            self.expect("]")
            return Array(body)
        if self.accept("{"):
            return self.object()
        if self.accept("if"):
            return self.conditional()
        if self.accept("try"):
            body = self.postfix()
            return Try(body, self.postfix() if self.accept("catch") else None)
        if self.accept("reduce"):
            return self.reduce()
        if token in _WORDS or not re.fullmatch(r"[A-Za-z_]\w*", token):
            raise Unsupported(f"jq: {token!r} is not understood")
        return self.call()

    def reduce(self) -> Filter:
        term = self.postfix()
        if not isinstance(term, Bind):
            raise Unsupported("jq: reduce without a variable")
        raise Unsupported("jq: reduce is not followed")

    def conditional(self) -> Filter:
        condition = self.pipe()
        self.expect("then")
        then = self.pipe()
        if self.accept("elif"):
            return If(condition, then, self.conditional())
        otherwise = self.pipe() if self.accept("else") else None
        self.expect("end")
        return If(condition, then, otherwise)

    def call(self) -> Filter:
        name = self.take().chars
        arguments: list[Filter] = []
        if self.accept("("):
            arguments.append(self.pipe())
            while self.accept(";"):
                arguments.append(self.pipe())
            self.expect(")")
        return Call(name, tuple(arguments))

    def object(self) -> Filter:
        members: list[tuple[Filter, Filter | None]] = []
        while not self.accept("}"):
            members.append(self.member())
            if not self.accept(","):
                self.expect("}")
                break
        return Object(tuple(members))

    def member(self) -> tuple[Filter, Filter | None]:
        token = self.peek()
        key: Filter
        if token == '"':
            key = self.string()
        elif token == "(":
            self.take()
            key = self.pipe()
            self.expect(")")
        elif token.startswith("$"):
            name = self.take()
            return String((name[1:],)), Variable(name.chars[1:])
        else:
            key = String((self.take(),))
        if not self.accept(":"):
            return key, None
        value = self.without_comma()
        return key, value

    def without_comma(self) -> Filter:
        left = self.alternative_term()
        while self.accept("|"):
            left = Binary("|", left, self.alternative_term())
        return left

    def alternative_term(self) -> Filter:
        left = self.level(0)
        if self.accept("//"):
            return Binary("//", left, self.alternative_term())
        return left

    # --- strings ------------------------------------------------------------------

    def string(self, form: str = "") -> String:
        self.expect('"')
        parts: list[Text | Filter] = []
        start = self.at
        while True:
            char = self.chars[self.at : self.at + 1]
            if not char:
                raise Unsupported("jq: a string without an end")
            if char not in '"\\':
                self.at += 1
                continue
            if self.at > start:
                parts.append(self.text[start : self.at])
            if char == '"':
                self.at += 1
                return String(tuple(parts), form)
            parts.append(self.escape())
            start = self.at

    def escape(self) -> Text | Filter:
        letter = self.chars[self.at + 1 : self.at + 2]
        if letter == "(":
            self.at += 2
            inner = self.pipe()
            self.expect(")")
            return inner
        length = 6 if letter == "u" else 2
        said = self.text[self.at : self.at + length]
        self.at += length
        if letter == "u":
            try:
                return said.respelled(chr(int(said.chars[2:], 16)))
            except ValueError:
                raise Unsupported("jq: an escape that no string has") from None
        known = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
        return said.respelled(known.get(letter, letter))
