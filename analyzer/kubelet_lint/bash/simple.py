"""Simple commands: assignments, words and redirections."""

from __future__ import annotations

import re

from kubelet_lint.bash.heredoc import read_delimiter
from kubelet_lint.bash.parameter import read_index
from kubelet_lint.bash.scanner import ParseError, Scanner
from kubelet_lint.bash.syntax import Assign, Element, Redirect, Simple, Word
from kubelet_lint.bash.words import read_word

DECLARATIONS = frozenset(
    ("alias", "declare", "export", "local", "readonly", "typeset", "eval", "let")
)
"""Builtins whose arguments may be assignments (``ASSIGNMENT_BUILTIN``)."""

_ASSIGN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?=\[|\+?=)")
_EQUALS = re.compile(r"\+?=")
_REDIRECT = re.compile(
    r"([0-9]+|\{[A-Za-z_][A-Za-z0-9_]*\})?"
    r"(<<<|<<-|<<|<>|<&|<(?!\()|>>|>\||>&|>(?!\())|(&>>|&>)"
)
_STARTS_REDIRECT = frozenset("<>&{0123456789")
_ENDS = frozenset("\n;|()")


def read_simple(scanner: Scanner) -> Simple:
    """Read a simple command; without any word if none begins here."""
    start = end = scanner.pos
    assigns: list[Assign] = []
    words: list[Word | Assign] = []
    redirects: list[Redirect] = []
    declares = False
    while True:
        scanner.skip_blanks()
        char = scanner.peek()
        if not char or char in _ENDS:
            break
        if char in _STARTS_REDIRECT:
            redirect = read_redirect(scanner)
            if redirect is not None:
                redirects.append(redirect)
                end = scanner.pos
                continue
            if char == "&":
                break
        assign = read_assign(scanner) if declares or not words else None
        if assign is not None and not words:
            assigns.append(assign)
        else:
            word = assign or read_word(scanner)
            if isinstance(word, Word) and not word.parts:
                break
            words.append(word)
            declares = declares or _declares(words)
        end = scanner.pos
    text = scanner.text[start:end]
    return Simple(tuple(assigns), tuple(words), tuple(redirects), text)


def _declares(words: list[Word | Assign]) -> bool:
    first = words[0]
    if not isinstance(first, Word):
        return False
    name = first.literal
    if name in ("command", "builtin") and len(words) == 2:
        second = words[1]
        name = second.literal if isinstance(second, Word) else None
    return name in DECLARATIONS


def read_redirects(scanner: Scanner) -> tuple[Redirect, ...]:
    """Read the redirections that follow a compound command."""
    redirects: list[Redirect] = []
    while True:
        scanner.skip_blanks()
        redirect = read_redirect(scanner)
        if redirect is None:
            return tuple(redirects)
        redirects.append(redirect)


def read_redirect(scanner: Scanner) -> Redirect | None:
    """Read a redirection if one begins here."""
    found = scanner.match(_REDIRECT)
    if found is None:
        return None
    number, operator = found[1], found[2] or found[3]
    fd = _descriptor(number)
    scanner.skip_blanks()
    if operator in ("<<", "<<-"):
        return Redirect(fd, operator, read_delimiter(scanner, strip=operator == "<<-"))
    word = read_word(scanner)
    if not word.parts:
        raise scanner.fail(f"nothing after {operator}")
    return Redirect(fd, operator, word)


def _descriptor(number: str | None) -> int | str | None:
    if number is None:
        return None
    return number[1:-1] if number[0] == "{" else int(number[:9])


# --- assignments ------------------------------------------------------------------


def read_assign(scanner: Scanner) -> Assign | None:
    """Read an assignment if one begins here."""
    start = scanner.pos
    name = scanner.match(_ASSIGN)
    if name is None:
        return None
    index = _index(scanner)
    equals = scanner.match(_EQUALS)
    if equals is None:
        scanner.pos = start
        return None
    append = equals[0] == "+="
    if scanner.startswith("(") and index is None:
        return Assign(name[0], None, append, _elements(scanner))
    return Assign(name[0], index, append, read_word(scanner))


def _index(scanner: Scanner) -> Word | None:
    start = scanner.pos
    try:
        return read_index(scanner)
    except ParseError:
        scanner.pos = start
        return None


def _elements(scanner: Scanner) -> tuple[Element, ...]:
    scanner.expect("(")
    scanner.enter()
    elements: list[Element] = []
    scanner.skip_newlines()
    while not scanner.startswith(")"):
        elements.append(_element(scanner))
        scanner.skip_newlines()
    scanner.leave()
    scanner.expect(")")
    return tuple(elements)


def _element(scanner: Scanner) -> Element:
    start = scanner.pos
    index = _index(scanner)
    equals = scanner.match(_EQUALS) if index is not None else None
    if equals is not None:
        return Element(index, equals[0] == "+=", read_word(scanner))
    scanner.pos = start
    word = read_word(scanner)
    if not word.parts:
        raise scanner.fail("unexpected token in an array")
    return Element(None, False, word)
