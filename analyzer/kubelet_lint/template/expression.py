"""Expressions of template languages as one small tree.

Jinja2, HCL, ERB and Handlebars differ in their operators' spelling, not in what a
condition or a value with a default is. What no arm here understands is ``Opaque``: it
has a spelling to show and no value.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from kubelet_lint.source import Text
from kubelet_lint.template.lexing import heredoc_end, string_end

TOKENS = 600
"""Tokens read of one expression; a longer one is opaque."""

DEPTH = 40
"""Brackets nested in an expression before it is opaque."""

Dialect = Literal["jinja", "go", "hcl", "erb", "handlebars"]
ConstantKind = Literal["string", "number", "bool", "none", "template", "heredoc"]


class Name(NamedTuple):
    """A variable, dotted as it is written: ``.Values.kubelet.mode``, ``item.x``."""

    path: str
    spelled: str


class Constant(NamedTuple):
    """A literal; a ``template`` or ``heredoc`` may hold sequences itself."""

    text: Text
    kind: ConstantKind
    spelled: str


class Items(NamedTuple):
    """A list literal."""

    items: tuple[Expression, ...]
    spelled: str


class Pairs(NamedTuple):
    """A mapping literal."""

    pairs: tuple[tuple[Expression, Expression], ...]
    spelled: str


class Call(NamedTuple):
    """A function, filter or test with its arguments; what is filtered comes first."""

    name: str
    arguments: tuple[Expression, ...]
    spelled: str


class Not(NamedTuple):
    """The opposite."""

    inner: Expression
    spelled: str


class Both(NamedTuple):
    """``and`` or ``or``."""

    word: Literal["and", "or"]
    left: Expression
    right: Expression
    spelled: str


class Compare(NamedTuple):
    """A comparison; ``!=`` and ``not in`` are ``Not`` around one."""

    operator: str
    left: Expression
    right: Expression
    spelled: str


class Pick(NamedTuple):
    """One of two values, as a condition says; ``otherwise`` may be left out."""

    condition: Expression
    then: Expression
    otherwise: Expression | None
    spelled: str


class Joined(NamedTuple):
    """Strings one after the other."""

    left: Expression
    right: Expression
    spelled: str


class Member(NamedTuple):
    """What a value that is no variable holds under a key."""

    inner: Expression
    key: Expression
    spelled: str


class Each(NamedTuple):
    """HCL's ``for`` expression: a value, or a key and a value, for each item."""

    names: tuple[str, ...]
    """One for the value, or two for key and value."""
    listed: Expression
    key: Expression | None
    """Of a mapping's entries; None for a list."""
    value: Expression
    condition: Expression | None
    spelled: str


class Opaque(NamedTuple):
    """Something this program does not evaluate."""

    spelled: str


Expression = (
    Name
    | Constant
    | Items
    | Pairs
    | Call
    | Not
    | Both
    | Compare
    | Pick
    | Joined
    | Member
    | Each
    | Opaque
)


TokenKind = Literal["string", "number", "name", "sign", "end"]


class Token(NamedTuple):
    """A word of an expression, and where it stands in the expression's text."""

    kind: TokenKind
    chars: str
    start: int
    end: int


class Unreadable(Exception):
    """The expression is none this program knows."""


_NUMBER = re.compile(r"\d[\d_]*(?:\.\d+)?(?:[eE][-+]?\d+)?")
_NAMES: dict[Dialect, re.Pattern[str]] = {
    "jinja": re.compile(r"[^\W\d]\w*"),
    "go": re.compile(r"\$?[^\W\d]\w*|\$"),
    "hcl": re.compile(r"[^\W\d][\w-]*"),
    "erb": re.compile(r"@{0,2}[^\W\d]\w*[?!]?(?!=)|@{0,2}[^\W\d]\w*"),
    "handlebars": re.compile(r"[@$]?[^\W\d][\w-]*"),
}
_SIGN = re.compile(
    r"&&|\|\||==|!=|<=|>=|=>|::|:=|//|\*\*|\.\.\.|&\.|[-+*/%~|<>!?:.,()\[\]{}=&;]"
)
_BLANK = re.compile(r"\s+")
_HCL_BLANK = re.compile(r"(?:\s+|#[^\n]*|//[^\n]*|/\*(?:(?!\*/)[\s\S])*\*/)+")
"""HCL has comments within expressions."""


def tokens(chars: str, dialect: Dialect) -> list[Token]:
    """Cut an expression into tokens, with an ``end`` token last."""
    found: list[Token] = []
    at = 0
    names = _NAMES[dialect]
    blanks = _HCL_BLANK if dialect == "hcl" else _BLANK
    quotes = "\"'`" if dialect == "go" else "\"'" if dialect != "hcl" else '"'
    while at < len(chars):
        blank = blanks.match(chars, at)
        if blank is not None:
            at = blank.end()
            continue
        token = _token(chars, at, names, quotes, interpolates=dialect == "hcl")
        found.append(token)
        if len(found) > TOKENS:
            raise Unreadable
        at = token.end
    found.append(Token("end", "", len(chars), len(chars)))
    return found


def _token(
    chars: str, at: int, names: re.Pattern[str], quotes: str, *, interpolates: bool
) -> Token:
    if interpolates and chars.startswith("<<", at):
        end = heredoc_end(chars, at)
        if end < 0:
            raise Unreadable
        return Token("string", chars[at:end], at, end)
    if chars[at] in quotes:
        end = string_end(chars, at, interpolates=interpolates)
        if end < 0:
            raise Unreadable
        return Token("string", chars[at:end], at, end)
    kinds: tuple[tuple[TokenKind, re.Pattern[str]], ...]
    kinds = (("number", _NUMBER), ("name", names), ("sign", _SIGN))
    for kind, pattern in kinds:
        found = pattern.match(chars, at)
        if found is not None:
            return Token(kind, found.group(), at, found.end())
    raise Unreadable


class Reader:
    """The tokens of one expression, read from left to right."""

    def __init__(self, text: Text, dialect: Dialect) -> None:
        self.text = text
        self.dialect: Dialect = dialect
        self._tokens = tokens(text.chars, dialect)
        self._at = 0
        self._depth = 0

    @property
    def token(self) -> Token:
        """The next token."""
        return self._tokens[self._at]

    @property
    def following(self) -> Token:
        """The token after the next one."""
        return self._tokens[min(self._at + 1, len(self._tokens) - 1)]

    @property
    def behind(self) -> int:
        """Where the token read last ends."""
        return self._tokens[self._at - 1].end if self._at else 0

    def take(self, *chars: str) -> Token | None:
        """Read the next token if it is one of these words or signs."""
        token = self.token
        if token.kind in ("sign", "name") and token.chars in chars:
            self._at += 1
            return token
        return None

    def expect(self, chars: str) -> None:
        """Read a sign that must come here."""
        if self.take(chars) is None:
            raise Unreadable

    def next(self) -> Token:
        """Read the next token, whatever it is."""
        token = self.token
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def deeper(self, step: int) -> None:
        """Count a bracket that opens (1) or closes (-1)."""
        self._depth += step
        if self._depth > DEPTH:
            raise Unreadable

    def spelled(self, start: int) -> str:
        """Return what was read since ``start``, blanks made one."""
        return spelled(self.text.chars[start : self.behind])

    def constant(self, token: Token) -> Constant:
        """Return the value of a string token."""
        if token.chars.startswith("<<"):
            return heredoc(self.text[token.start : token.end])
        text = self.text[token.start + 1 : token.end - 1]
        if self.dialect == "erb" and token.chars[0] == '"' and "#{" in text.chars:
            raise Unreadable  # Ruby puts values in; which, is not followed.
        kind: ConstantKind = "string"
        if self.dialect == "hcl":
            kind = "template"
        elif "\\" in text.chars and token.chars[0] != "`":
            text = unescaped(text)
        return Constant(text, kind, token.chars)


def heredoc(text: Text) -> Constant:
    """Return the value of a here-document of HCL, its indentation taken off."""
    chars = text.chars
    start = chars.index("\n") + 1
    end = chars.rindex("\n") + 1
    body = text[start:end]
    if chars.startswith("<<-"):
        from kubelet_lint.template.hcl import flushed

        body = flushed(body)
    return Constant(body, "heredoc", chars[: start - 1].rstrip())


def spelled(chars: str) -> str:
    """Return an expression as people are shown it: one blank for many."""
    return _BLANK.sub(" ", chars).strip()


_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "0": "\0", "b": "\b", "f": "\f"}


def unescaped(text: Text) -> Text:
    """Return a string's content with its backslash escapes replaced."""
    parts: list[Text] = []
    at = 0
    for found in _ESCAPE.finditer(text.chars):
        parts.append(text[at : found.start()])
        escape = found.group(1)
        char = (
            chr(int(escape[1:], 16))
            if len(escape) > 1
            else _ESCAPED.get(escape, escape)
        )
        parts.append(text[found.start() : found.end()].respelled(char))
        at = found.end()
    parts.append(text[at:])
    return Text.join(parts)
