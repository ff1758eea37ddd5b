"""Commands: from a text to the list of commands bash would run.

Follows the grammar of bash 5.2 (parse.y), by recursive descent. Bash reads a script
line by line, so what stands on the lines before a syntax error is run: ``parse``
returns it together with the problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from kubelet_lint.bash.compound import read_compound, read_definition, reserved
from kubelet_lint.bash.heredoc import read_body
from kubelet_lint.bash.parameter import read_braces
from kubelet_lint.bash.scanner import Grammar, ParseError, Scanner
from kubelet_lint.bash.simple import read_redirects, read_simple
from kubelet_lint.bash.syntax import (
    AndOr,
    Command,
    Compound,
    Item,
    Pipeline,
    Program,
    Script,
    Simple,
    SyntaxProblem,
    Word,
)
from kubelet_lint.source import Text

_JOIN = re.compile(r"&&|\|\|")
_PIPE = re.compile(r"\|&|\|(?!\|)")
_PREFIX = re.compile(r"(?:!|time(?:[ \t]+-p)?)(?=[ \t\n;&|<>()]|\Z)")
_LINE_END = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_LIST_ENDS = (";;", ";&", ")")


KEPT = 32
"""Scripts that are kept parsed: machines share what their scripts source."""


@lru_cache(maxsize=KEPT)
def parse(text: Text) -> Script:
    """Return what bash would run of ``text``, and the syntax error it stops at."""
    scanner = Scanner(text, _GRAMMAR)
    items: list[Item] = []
    ends: list[int] = []
    try:
        for item in _items(scanner):
            items.append(item)
            ends.append(scanner.pos)
        if not scanner.ended:
            raise scanner.fail(f"unexpected {scanner.chars[scanner.pos :][:10]!r}")
    except ParseError as error:
        while ends and not _LINE_END.match(text.chars, ends[-1]):
            del ends[-1]
        problem = SyntaxProblem(error.message, error.offset)
        return Script(Program(tuple(items[: len(ends)])), problem)
    return Script(Program(tuple(items)))


def read_program(scanner: Scanner) -> Program:
    """Read a list up to a token that can't continue it."""
    return Program(tuple(_items(scanner)))


def _items(scanner: Scanner) -> Iterator[Item]:
    while True:
        scanner.skip_newlines()
        if _ended(scanner):
            return
        command = _and_or(scanner)
        scanner.skip_blanks()
        background = not scanner.startswith("&&") and scanner.accept("&")
        separated = background or _separated(scanner)
        yield Item(
            command, background, _LINE_END.match(scanner.chars, scanner.pos) is not None
        )
        if not separated:
            return


def _separated(scanner: Scanner) -> bool:
    if scanner.chars.startswith(_LIST_ENDS, scanner.pos):
        return False
    return scanner.accept(";") or scanner.startswith("\n")


def _ended(scanner: Scanner) -> bool:
    return (
        scanner.ended
        or scanner.chars.startswith(_LIST_ENDS, scanner.pos)
        or reserved(scanner) is not None
    )


def _and_or(scanner: Scanner) -> AndOr:
    first = _pipeline(scanner)
    rest: list[tuple[str, Pipeline]] = []
    scanner.skip_blanks()
    while (operator := scanner.match(_JOIN)) is not None:
        scanner.skip_newlines()
        rest.append((operator[0], _pipeline(scanner)))
        scanner.skip_blanks()
    return AndOr(first, tuple(rest))


def _pipeline(scanner: Scanner) -> Pipeline:
    negated = False
    while (prefix := scanner.match(_PREFIX)) is not None:
        negated ^= prefix[0] == "!"
        scanner.skip_blanks()
    commands = [read_command(scanner)]
    merged: list[bool] = []
    scanner.skip_blanks()
    while (pipe := scanner.match(_PIPE)) is not None:
        merged.append(pipe[0] == "|&")
        scanner.skip_newlines()
        commands.append(read_command(scanner))
        scanner.skip_blanks()
    return Pipeline(tuple(commands), negated, tuple(merged))


def read_command(scanner: Scanner) -> Command:
    """Read one command with its redirections."""
    start = scanner.pos
    scanner.enter()
    body = read_compound(scanner)
    scanner.leave()
    if body is None:
        return _simple(scanner)
    text = scanner.text[start : _line_end(scanner, start)]
    return Compound(body, read_redirects(scanner), text)


def _line_end(scanner: Scanner, start: int) -> int:
    end = scanner.chars.find("\n", start, scanner.pos)
    return end if end >= 0 else scanner.pos


def _simple(scanner: Scanner) -> Command:
    start = scanner.pos
    if _PREFIX.match(scanner.chars, start):
        raise scanner.fail("unexpected '!'")
    simple = read_simple(scanner)
    if not (simple.words or simple.assigns or simple.redirects):
        found = scanner.chars[scanner.pos :][:10] or "the end"
        raise scanner.fail(f"unexpected {found!r}")
    if scanner.startswith("("):
        name = _function_name(simple)
        function = read_definition(scanner, name) if name else None
        if function is None:
            raise scanner.fail("unexpected '('")
        text = scanner.text[start : _line_end(scanner, start)]
        return Compound(function, (), text)
    return simple


def _function_name(simple: Simple) -> str | None:
    if simple.assigns or simple.redirects or len(simple.words) != 1:
        return None
    word = simple.words[0]
    return word.literal if isinstance(word, Word) else None


_GRAMMAR = Grammar(read_program, read_command, read_braces, read_body)
