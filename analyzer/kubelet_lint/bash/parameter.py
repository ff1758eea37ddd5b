"""The grammar of ``${…}``: what stands between the braces.

Follows ``parameter_brace_expand`` of bash 5.2 (subst.c). Bash only finds out that an
expansion is a ``bad substitution`` when it gets to it, so here it is a node with an
error, not a syntax error.
"""

from __future__ import annotations

import re

from kubelet_lint.bash.scanner import Scanner
from kubelet_lint.bash.syntax import Lit, Param, Part, Word
from kubelet_lint.bash.words import (
    ARGUMENT,
    QUOTED_ARGUMENT,
    SUBSCRIPT,
    Context,
    read_parts,
)

_PARAMETER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-]")
_LENGTH = re.compile(r"#(?=(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*?$!#-])[\[}])")
_INDIRECT = re.compile(r"!(?=[A-Za-z_0-9@*#])")
_OPERATOR = re.compile(
    r":?[-=?+]|##?|%%?|//|/[#%]|/|\^\^?|,,?|~~?|@[A-Za-z]|[@*](?=\})|:"
)


def read_braces(scanner: Scanner, quoted: bool) -> Part:
    """Read ``${…}``."""
    start = scanner.pos
    scanner.pos += 2
    scanner.enter()
    length = scanner.match(_LENGTH) is not None
    indirect = not length and scanner.match(_INDIRECT) is not None
    found = scanner.match(_PARAMETER)
    index = read_index(scanner) if found is not None else None
    operator, argument, second = _operation(scanner, quoted)
    error = "" if found is not None else "bad substitution"
    if not scanner.startswith("}"):
        error = "bad substitution"
        tuple(read_parts(scanner, QUOTED_ARGUMENT if quoted else ARGUMENT, "}"))
        if scanner.ended:
            scanner.pos = start
            raise scanner.fail("unterminated ${")
    scanner.expect("}")
    scanner.leave()
    name = found[0] if found is not None else ""
    return Param(
        name,
        scanner.since(start),
        index,
        operator,
        argument,
        second,
        length,
        indirect,
        error,
    )


def read_index(scanner: Scanner) -> Word | None:
    """Read ``[…]`` if it comes next."""
    if not scanner.startswith("["):
        return None
    start = scanner.pos
    scanner.pos += 1
    scanner.enter()
    parts = list(read_parts(scanner, SUBSCRIPT))
    while scanner.startswith("]") and _unbalanced(scanner, start):
        scanner.pos += 1
        parts.append(Lit(scanner.text[scanner.pos - 1 : scanner.pos]))
        parts.extend(read_parts(scanner, SUBSCRIPT))
    scanner.leave()
    if not scanner.accept("]"):
        scanner.pos = start
        return None
    return Word(tuple(parts))


def _unbalanced(scanner: Scanner, start: int) -> bool:
    inside = scanner.chars[start + 1 : scanner.pos]
    return inside.count("[") > inside.count("]")


def _operation(scanner: Scanner, quoted: bool) -> tuple[str, Word | None, Word | None]:
    found = scanner.match(_OPERATOR)
    if found is None:
        return "", None, None
    operator = found[0]
    if operator == ":":
        return operator, *_substring(scanner)
    if operator[0] == "/":
        pattern = _argument(scanner, ARGUMENT, "}/")
        second = _argument(scanner, ARGUMENT) if scanner.accept("/") else None
        return operator, pattern, second
    plain = quoted and operator[-1] in "-=?+"
    return operator, _argument(scanner, QUOTED_ARGUMENT if plain else ARGUMENT), None


def _argument(scanner: Scanner, context: Context, stop: str = "}") -> Word:
    return Word(tuple(read_parts(scanner, context, stop)))


def _substring(scanner: Scanner) -> tuple[Word, Word | None]:
    offset = list(read_parts(scanner, ARGUMENT, "}:"))
    while scanner.startswith(":") and _in_expression(offset):
        scanner.pos += 1
        offset.append(Lit(scanner.text[scanner.pos - 1 : scanner.pos]))
        offset.extend(read_parts(scanner, ARGUMENT, "}:"))
    length = _argument(scanner, ARGUMENT) if scanner.accept(":") else None
    return Word(tuple(offset)), length


def _in_expression(offset: list[Part]) -> bool:
    """Say whether a colon belongs to ``?:`` or to parentheses before it."""
    chars = "".join(part.text.chars for part in offset if isinstance(part, Lit))
    return chars.count("?") > chars.count(":") or chars.count("(") > chars.count(")")
