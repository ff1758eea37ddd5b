"""``[[ … ]]``: its own small grammar.

Follows ``cond_expr`` of bash 5.2 (parse.y): ``!`` binds tightest, then ``&&``, then
``||``; the right side of ``==`` is a pattern, of ``=~`` a regular expression in which
parentheses and ``|`` are ordinary characters.
"""

from __future__ import annotations

import re

from kubelet_lint.bash.scanner import Scanner
from kubelet_lint.bash.syntax import Binary, Logic, Test, Unary, Word
from kubelet_lint.bash.words import REGEX, read_parts, read_word

_BINARY = re.compile(
    r"(?:=~|==|=|!=|<=?|>=?|-(?:eq|ne|lt|le|gt|ge|nt|ot|ef))(?=[ \t\n])|[<>]"
)
_UNARY = re.compile(r"-[a-hknoprstuvwxzGLNORS](?=[ \t\n])")


def read_conditional(scanner: Scanner) -> Test:
    """Read up to and over ``]]``."""
    test = _or(scanner)
    scanner.skip_newlines()
    scanner.expect("]]")
    return test


def _or(scanner: Scanner) -> Test:
    left = _and(scanner)
    scanner.skip_newlines()
    while scanner.accept("||"):
        left = Logic("||", left, _and(scanner))
        scanner.skip_newlines()
    return left


def _and(scanner: Scanner) -> Test:
    left = _not(scanner)
    scanner.skip_newlines()
    while scanner.accept("&&"):
        left = Logic("&&", left, _not(scanner))
        scanner.skip_newlines()
    return left


_NOT = re.compile(r"!(?=[ \t\n(])")


def _not(scanner: Scanner) -> Test:
    scanner.skip_newlines()
    if scanner.match(_NOT):
        scanner.enter()
        test = Logic("!", _not(scanner))
        scanner.leave()
        return test
    if scanner.accept("("):
        scanner.enter()
        inner = _or(scanner)
        scanner.leave()
        scanner.skip_newlines()
        scanner.expect(")")
        return inner
    return _primary(scanner)


def _primary(scanner: Scanner) -> Test:
    start = scanner.pos
    if unary := scanner.match(_UNARY):
        scanner.skip_blanks()
        operand = read_word(scanner)
        if operand.parts and operand.literal != "]]":
            return Unary(unary[0], operand)
        scanner.pos = start
    left = _operand(scanner)
    scanner.skip_blanks()
    binary = scanner.match(_BINARY)
    if binary is None:
        return Unary("-n", left)
    scanner.skip_blanks()
    if binary[0] == "=~":
        return Binary("=~", left, Word(tuple(read_parts(scanner, REGEX))))
    return Binary(binary[0], left, _operand(scanner))


def _operand(scanner: Scanner) -> Word:
    word = read_word(scanner)
    if not word.parts or (word.literal == "]]"):
        raise scanner.fail("expected an operand in [[ ]]")
    return word
