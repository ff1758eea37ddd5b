"""Words: quotes, and where expansions stand in them.

Follows ``read_token_word`` of bash 5.2 (parse.y) and the manual's "Quoting". The same
characters mean different things in a word, within double quotes, in a here-document,
in an arithmetic expression and in the word of ``${…}``: each is a ``Context``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from kubelet_lint.bash.ansi import decode, needs_locale
from kubelet_lint.bash.scanner import Scanner
from kubelet_lint.bash.syntax import (
    Ansi,
    ArithSub,
    CommandSub,
    Glob,
    Lit,
    Param,
    Part,
    ProcessSub,
    Program,
    Quoted,
    Word,
)
from kubelet_lint.source import Text

_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9@*#?$!-]")
_INTERESTING = re.compile(r"[\\'\"`()$]")

Reader = Callable[[Scanner, "Context"], "Part | None"]


class Context(NamedTuple):
    """What characters mean in one kind of place."""

    run: re.Pattern[str]
    """Characters that stand for themselves."""
    special: dict[str, Reader]
    """What reads a part that begins with this character; if it returns None, the
    character stands for itself or ends the word."""
    ends: str = ""
    """Characters that end the word, unless a reader takes them."""
    quoted: bool = False
    """Whether literal characters count as quoted."""
    escapes: str = ""
    """What a backslash escapes besides a line end; empty: everything."""


def read_word(scanner: Scanner) -> Word:
    """Read a word up to a blank or an operator; empty if there is none."""
    return Word(tuple(read_parts(scanner, WORD)))


def read_all(scanner: Scanner, context: Context) -> Word:
    """Read everything that is left as one word."""
    return Word(tuple(read_parts(scanner, context)))


def read_parts(scanner: Scanner, context: Context, stop: str = "") -> Iterator[Part]:
    """Read parts until a character that ends them here, or one of ``stop``."""
    chars = scanner.chars
    size = len(chars)
    while (start := scanner.pos) < size:
        scanner.budget.spend()
        char = chars[start]
        if char in stop:
            return
        if scanner.match(context.run):
            yield Lit(scanner.since(start), context.quoted)
            continue
        reader = context.special.get(char)
        part = reader(scanner, context) if reader else None
        if part is not None:
            yield part
        elif char in context.ends:
            return
        else:
            scanner.pos += 1
            yield Lit(scanner.since(start), context.quoted)


# --- quotes -----------------------------------------------------------------------


def _backslash(scanner: Scanner, context: Context) -> Part | None:
    start = scanner.pos
    char = scanner.chars[start + 1 : start + 2]
    if char == "\n":
        scanner.pos += 2
        return Lit(scanner.text[start:start])
    if not char or (context.escapes and char not in context.escapes):
        return None
    scanner.pos += 2
    return Lit(scanner.text[start + 1 : start + 2], True)


def _single(scanner: Scanner, context: Context) -> Part | None:
    del context
    start = scanner.pos + 1
    end = scanner.chars.find("'", start)
    if end < 0:
        raise scanner.fail("unterminated single quote")
    scanner.pos = end + 1
    return Lit(scanner.text[start:end], True)


def _double(scanner: Scanner, context: Context) -> Part | None:
    del context
    start = scanner.pos
    scanner.pos += 1
    scanner.enter()
    parts = tuple(read_parts(scanner, DOUBLE))
    scanner.leave()
    if not scanner.accept('"'):
        scanner.pos = start
        raise scanner.fail("unterminated double quote")
    return Quoted(parts)


def _removed(scanner: Scanner, context: Context) -> Part | None:
    """Drop a double quote where quotes mean nothing, as in arithmetic."""
    del context
    scanner.pos += 1
    return Lit(scanner.text[0:0], True)


def _ansi(scanner: Scanner) -> Part:
    start = scanner.pos
    chars = scanner.chars
    at = start + 2
    while at < len(chars) and chars[at] != "'":
        at += 2 if chars[at] == "\\" else 1
    if at >= len(chars):
        raise scanner.fail("unterminated $'")
    scanner.pos = at + 1
    text = scanner.text[start + 2 : at]
    return Ansi(text) if needs_locale(text.chars) else Lit(decode(text), True)


# --- expansions -------------------------------------------------------------------


def _backquote(scanner: Scanner, context: Context) -> Part:
    start = begin = scanner.pos + 1
    chars = scanner.chars
    escapes = '\\$`"' if context is DOUBLE else "\\$`"
    pieces: list[Text] = []
    at = start
    while at < len(chars) and chars[at] != "`":
        if chars[at] == "\\" and at + 1 < len(chars):
            if chars[at + 1] in escapes:
                pieces.append(scanner.text[begin:at])
                begin = at + 1
            at += 1
        at += 1
    if at >= len(chars):
        raise scanner.fail("unterminated backquote")
    pieces.append(scanner.text[begin:at])
    inner = scanner.inner(Text.join(pieces))
    program = scanner.grammar.program(inner)
    if not inner.ended:
        raise scanner.fail("syntax error in backquotes")
    scanner.pos = at + 1
    return CommandSub(program, scanner.since(start - 1))


def _dollar(scanner: Scanner, context: Context) -> Part | None:
    start = scanner.pos
    match scanner.chars[start + 1 : start + 2]:
        case "{":
            return scanner.grammar.braces(scanner, context.quoted)
        case "(":
            return _parenthesis(scanner)
        case "'" if not context.quoted:
            return _ansi(scanner)
        case '"' if not context.quoted:
            scanner.pos += 1
            return _double(scanner, context)
        case "[":
            return _brackets(scanner)
        case _:
            return _plain(scanner)


def _plain(scanner: Scanner) -> Part | None:
    start = scanner.pos
    found = _PARAMETER.match(scanner.chars, start + 1)
    if found is None:
        return None
    scanner.pos = found.end()
    return Param(found[0], scanner.since(start))


def _parenthesis(scanner: Scanner) -> Part:
    start = scanner.pos
    if (end := arithmetic_end(scanner, start + 1)) is not None:
        expression = read_arithmetic(scanner, start + 3, end)
        scanner.pos = end + 2
        return ArithSub(expression, scanner.since(start))
    scanner.pos += 2
    return CommandSub(_program(scanner), scanner.since(start))


def _program(scanner: Scanner) -> Program:
    scanner.enter()
    program = scanner.grammar.program(scanner)
    scanner.leave()
    scanner.expect(")")
    return program


def _brackets(scanner: Scanner) -> Part | None:
    start = scanner.pos
    end = scanner.chars.find("]", start)
    if end < 0:
        return None
    scanner.pos = end + 1
    return ArithSub(read_arithmetic(scanner, start + 2, end), scanner.since(start))


def _process(scanner: Scanner, context: Context) -> Part | None:
    del context
    start = scanner.pos
    if scanner.chars[start + 1 : start + 2] != "(":
        return None
    scanner.pos += 2
    program = _program(scanner)
    return ProcessSub(program, scanner.chars[start] == ">", scanner.since(start))


def _extended(scanner: Scanner, context: Context) -> Part | None:
    """Read what ``@(…|…)`` and its like hold: all of it belongs to the word."""
    del context
    start = scanner.pos
    opening = scanner.chars.find("(", start, start + 2)
    if opening < 0:
        return None
    scanner.enter()
    scanner.pos = opening + 1
    parts = tuple(read_parts(scanner, PATTERN))
    scanner.leave()
    if not scanner.startswith(")"):
        scanner.pos = start
        raise scanner.fail("unterminated pattern list")
    scanner.pos += 1
    opened = Lit(scanner.text[start : opening + 1])
    return Glob((opened, *parts, Lit(scanner.text[scanner.pos - 1 : scanner.pos])))


# --- arithmetic -------------------------------------------------------------------


def read_arithmetic(scanner: Scanner, start: int, end: int) -> Word:
    """Read an expression as bash does before it evaluates it."""
    return read_all(scanner.inner(scanner.text[start:end]), ARITHMETIC)


def arithmetic_end(scanner: Scanner, start: int) -> int | None:
    """Return where the ``))`` is that ends the ``((`` at ``start``.

    None if it isn't one: bash takes ``((a); b)`` for a subshell within a subshell.
    """
    chars = scanner.chars
    if not chars.startswith("((", start):
        return None
    depth = 2
    at = start + 2
    while found := _INTERESTING.search(chars, at):
        at = found.end()
        match found[0]:
            case "(":
                depth += 1
            case ")":
                depth -= 1
                if depth == 1:
                    return at - 1 if chars[at : at + 1] == ")" else None
            case "\\":
                at += 1
            case "'" | '"' | "`" as quote:
                at = _closing(chars, at, quote)
            case _:
                pass
    return None


def _closing(chars: str, at: int, quote: str) -> int:
    while at < len(chars) and chars[at] != quote:
        at += 2 if chars[at] == "\\" and quote != "'" else 1
    return at + 1


# --- what means what where --------------------------------------------------------

_DOLLAR: dict[str, Reader] = {"\\": _backslash, "$": _dollar, "`": _backquote}
_QUOTES: dict[str, Reader] = {**_DOLLAR, "'": _single, '"': _double}
_EXTENDED: dict[str, Reader] = dict.fromkeys("?*+@!", _extended)

WORD = Context(
    re.compile(r"(?:[^ \t\n'\"\\$`&|;<>()?*+@!]|[?*+@!](?!\())+"),
    {**_QUOTES, **_EXTENDED, "<": _process, ">": _process},
    ends=" \t\n&|;<>()",
)
"""A word of a command."""

REGEX = Context(
    re.compile(r"[^ \t\n'\"\\$`&;<>()]+"),
    {**_QUOTES, "(": _extended},
    ends=" \t\n&;<>)",
)
"""The right side of ``=~``: parentheses and bars belong to the word."""

DOUBLE = Context(
    re.compile(r"[^\"\\$`]+"), _DOLLAR, ends='"', quoted=True, escapes='$`"\\'
)
"""Within double quotes."""

BODY = Context(re.compile(r"[^\\$`]+"), _DOLLAR, quoted=True, escapes="$`\\")
"""A here-document."""

ARITHMETIC = Context(
    re.compile(r"[^\"\\$`]+"), {**_DOLLAR, '"': _removed}, quoted=True, escapes='$`"\\'
)
"""Within ``$((…))``."""

PATTERN = Context(
    re.compile(r"[^'\"\\$`()?*+@!]+"),
    {**_QUOTES, **_EXTENDED, "(": _extended},
    ends=")",
)
"""Within ``@(…)``."""

ARGUMENT = Context(
    re.compile(r"(?:[^'\"\\$`}/:?*+@!]|[?*+@!](?!\())+"),
    {**_QUOTES, **_EXTENDED},
    ends="}",
)
"""The word of ``${NAME:-word}``, or a pattern there, even within double quotes."""

QUOTED_ARGUMENT = Context(
    re.compile(r"[^\"\\$`}]+"),
    {**_DOLLAR, '"': _double},
    ends="}",
    quoted=True,
    escapes='$`"\\}',
)
"""The word of ``"${NAME:-word}"``."""

SUBSCRIPT = Context(re.compile(r"[^'\"\\$`\]]+"), _QUOTES, ends="]")
"""Between ``[`` and ``]``."""
