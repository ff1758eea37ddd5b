"""Compound commands: loops, conditionals, groups and functions."""

from __future__ import annotations

import re
from collections.abc import Callable

from kubelet_lint.bash.conditional import read_conditional
from kubelet_lint.bash.scanner import Scanner
from kubelet_lint.bash.syntax import (
    AndOr,
    Arith,
    ArithFor,
    Arm,
    Body,
    Case,
    Command,
    Conditional,
    For,
    Function,
    Group,
    If,
    Item,
    Pipeline,
    Program,
    Subshell,
    While,
    Word,
)
from kubelet_lint.bash.words import arithmetic_end, read_arithmetic, read_word

_RESERVED = re.compile(r"(?:then|do|done|fi|elif|else|esac|in|\})(?=[ \t\n;&|<>()]|\Z)")
_OPENING = re.compile(
    r"(?:if|for|while|until|case|select|function|coproc|\{|\[\[)(?=[ \t\n;&|<>()]|\Z)"
)
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FUNCTION_NAME = re.compile(r"[^ \t\n'\"\\$`&|;<>()]+")
_PARENTHESES = re.compile(r"\([ \t]*\)")
_TERMINATOR = re.compile(r";;&|;;|;&")


def reserved(scanner: Scanner) -> str | None:
    """Return the reserved word that ends a list, if one comes next."""
    found = _RESERVED.match(scanner.chars, scanner.pos)
    return found[0] if found is not None and found[0] != "in" else None


def read_compound(scanner: Scanner) -> Body | None:
    """Read a compound command, without its redirections, if one begins here."""
    if scanner.startswith("("):
        return _parenthesis(scanner)
    found = scanner.match(_OPENING)
    return COMPOUND[found[0]](scanner) if found is not None else None


def read_definition(scanner: Scanner, name: str) -> Function | None:
    """Read the rest of ``name () body`` if it is one."""
    if not scanner.match(_PARENTHESES):
        return None
    return Function(name, _function_body(scanner))


def _word(scanner: Scanner, expected: str) -> None:
    scanner.skip_newlines()
    found = scanner.match(_RESERVED)
    if found is None or found[0] != expected:
        raise scanner.fail(f"expected {expected!r}")


def _program(scanner: Scanner, end: str) -> Program:
    """Read a list that is not empty, and the reserved word after it."""
    program = scanner.grammar.program(scanner)
    if not program.items:
        raise scanner.fail(f"nothing before {end!r}")
    _word(scanner, end)
    return program


def _parenthesis(scanner: Scanner) -> Body:
    end = arithmetic_end(scanner, scanner.pos)
    if end is not None:
        expression = read_arithmetic(scanner, scanner.pos + 2, end)
        scanner.pos = end + 2
        return Arith(expression)
    scanner.pos += 1
    program = scanner.grammar.program(scanner)
    scanner.skip_newlines()
    scanner.expect(")")
    return Subshell(program)


def _group(scanner: Scanner) -> Body:
    return Group(_program(scanner, "}"))


def _if(scanner: Scanner) -> Body:
    arms = [(_program(scanner, "then"), scanner.grammar.program(scanner))]
    otherwise: Program | None = None
    while (word := scanner.match(_RESERVED)) is not None and word[0] != "fi":
        if word[0] == "elif" and otherwise is None:
            arms.append((_program(scanner, "then"), scanner.grammar.program(scanner)))
        elif word[0] == "else" and otherwise is None:
            otherwise = scanner.grammar.program(scanner)
        else:
            raise scanner.fail(f"unexpected {word[0]!r}")
    if word is None:
        raise scanner.fail("expected 'fi'")
    return If(tuple(arms), otherwise)


def _loop(scanner: Scanner) -> Program:
    """Read ``do … done``, or ``{ … }``, which bash takes as well."""
    scanner.skip_newlines()
    if scanner.accept("{"):
        return _program(scanner, "}")
    _word(scanner, "do")
    return _program(scanner, "done")


def _while(scanner: Scanner) -> Body:
    return While(_program(scanner, "do"), _program(scanner, "done"), False)


def _until(scanner: Scanner) -> Body:
    return While(_program(scanner, "do"), _program(scanner, "done"), True)


def _for(scanner: Scanner) -> Body:
    scanner.skip_blanks()
    if scanner.startswith("(("):
        return _arithmetic_for(scanner)
    return _for_words(scanner, select=False)


def _select(scanner: Scanner) -> Body:
    scanner.skip_blanks()
    return _for_words(scanner, select=True)


def _for_words(scanner: Scanner, *, select: bool) -> Body:
    name = scanner.match(_VARIABLE)
    if name is None:
        raise scanner.fail("expected a name after 'for'")
    scanner.skip_blanks()
    words: tuple[Word, ...] | None = None
    if not scanner.accept(";"):
        scanner.skip_newlines()
        found = _RESERVED.match(scanner.chars, scanner.pos)
        if found is not None and found[0] == "in":
            scanner.pos = found.end()
            words = _words(scanner)
            if not (scanner.accept(";") or scanner.startswith("\n")):
                raise scanner.fail("expected ';'")
    return For(name[0], words, _loop(scanner), select)


def _words(scanner: Scanner) -> tuple[Word, ...]:
    words: list[Word] = []
    while True:
        scanner.skip_blanks()
        word = read_word(scanner)
        if not word.parts:
            return tuple(words)
        words.append(word)


def _arithmetic_for(scanner: Scanner) -> Body:
    start = scanner.pos + 2
    end = arithmetic_end(scanner, scanner.pos)
    if end is None:
        raise scanner.fail("expected '))'")
    cuts = _semicolons(scanner.chars, start, end)
    if len(cuts) != 2:
        raise scanner.fail("expected three expressions")
    scanner.pos = end + 2
    initial = read_arithmetic(scanner, start, cuts[0])
    condition = read_arithmetic(scanner, cuts[0] + 1, cuts[1])
    step = read_arithmetic(scanner, cuts[1] + 1, end)
    scanner.skip_blanks()
    scanner.accept(";")
    return ArithFor(initial, condition, step, _loop(scanner))


def _semicolons(chars: str, start: int, end: int) -> list[int]:
    """Return where a ``;`` stands that no quotes or parentheses are around."""
    found: list[int] = []
    depth = 0
    at = start
    while at < end:
        char = chars[at]
        if char == "\\":
            at += 1
        elif char in "'\"`":
            at = chars.find(char, at + 1, end)
            if at < 0:
                break
        elif char == ";" and depth == 0:
            found.append(at)
        depth += (char in "({") - (char in ")}")
        at += 1
    return found


def _case(scanner: Scanner) -> Body:
    scanner.skip_blanks()
    word = read_word(scanner)
    if not word.parts:
        raise scanner.fail("expected a word after 'case'")
    _word(scanner, "in")
    arms: list[Arm] = []
    scanner.skip_newlines()
    while reserved(scanner) != "esac":
        arms.append(_arm(scanner))
        scanner.skip_newlines()
    _word(scanner, "esac")
    return Case(word, tuple(arms))


def _arm(scanner: Scanner) -> Arm:
    scanner.accept("(")
    patterns: list[Word] = []
    while not patterns or scanner.accept("|"):
        scanner.skip_blanks()
        pattern = read_word(scanner)
        if not pattern.parts:
            raise scanner.fail("expected a pattern")
        patterns.append(pattern)
        scanner.skip_blanks()
    scanner.expect(")")
    body = scanner.grammar.program(scanner)
    scanner.skip_newlines()
    found = scanner.match(_TERMINATOR)
    if found is None and reserved(scanner) != "esac":
        raise scanner.fail("expected ';;' or 'esac'")
    return Arm(tuple(patterns), body, found[0] if found else ";;")


def _function(scanner: Scanner) -> Body:
    scanner.skip_blanks()
    name = scanner.match(_FUNCTION_NAME)
    if name is None:
        raise scanner.fail("expected a name after 'function'")
    scanner.skip_blanks()
    scanner.match(_PARENTHESES)
    return Function(name[0], _function_body(scanner))


def _function_body(scanner: Scanner) -> Command:
    scanner.skip_newlines()
    scanner.enter()
    body = scanner.grammar.command(scanner)
    scanner.leave()
    return body


def _conditional(scanner: Scanner) -> Body:
    return Conditional(read_conditional(scanner))


def _coproc(scanner: Scanner) -> Body:
    """Read a co-process: a subshell that runs beside the script."""
    start = scanner.pos
    scanner.skip_blanks()
    scanner.match(_VARIABLE)
    scanner.skip_blanks()
    if not (scanner.startswith("(") or _OPENING.match(scanner.chars, scanner.pos)):
        scanner.pos = start
    scanner.skip_blanks()
    pipeline = Pipeline((scanner.grammar.command(scanner),), False, ())
    return Subshell(Program((Item(AndOr(pipeline, ()), True),)))


COMPOUND: dict[str, Callable[[Scanner], Body]] = {
    "if": _if,
    "for": _for,
    "while": _while,
    "until": _until,
    "case": _case,
    "select": _select,
    "function": _function,
    "coproc": _coproc,
    "{": _group,
    "[[": _conditional,
}
