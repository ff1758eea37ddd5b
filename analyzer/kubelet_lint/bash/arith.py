"""Arithmetic: ``$((…))``, ``((…))``, ``let`` and subscripts.

Follows expr.c of bash 5.2: C's operators with ``**`` and ``,``, 64 bits, a variable's
value is an expression again. None is a number that nobody knows; a hole in the
expression is such a number.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import add, eq, ge, gt, le, lt, mul, ne, sub
from typing import NamedTuple, Protocol

from kubelet_lint.source import HOLE

NESTING = 40
"""Parentheses, and variables within variables, before giving up."""

Number = int | None

_TOKEN = re.compile(
    r"\s*(?:([0-9][0-9A-Za-z_#@]*)|([A-Za-z_][A-Za-z0-9_]*)|"
    r"(\*\*|<<=|>>=|<<|>>|<=|>=|==|!=|&&|\|\||\+\+|--|[-+*/%&|^]=|"
    r"[-+*/%<>=!&|^~?:,()\[\]])|(" + HOLE + r")|(\S))"
)
_PRECEDENCE = {
    "||": 1,
    "&&": 2,
    "|": 3,
    "^": 4,
    "&": 5,
    "==": 6,
    "!=": 6,
    "<": 7,
    "<=": 7,
    ">": 7,
    ">=": 7,
    "<<": 8,
    ">>": 8,
    "+": 9,
    "-": 9,
    "*": 10,
    "/": 10,
    "%": 10,
    "**": 11,
}
_ASSIGNS = frozenset(
    ("=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=")
)


class ArithmeticError(Exception):
    """The expression is no expression, or divides by zero."""


class Variables(Protocol):
    """The variables an expression reads and sets."""

    def read(self, name: str, subscript: str | None) -> str:
        """Return a variable's text; holes stand for what nobody knows."""
        ...

    def assign(self, name: str, subscript: str | None, value: Number) -> None:
        """Set a variable to a number."""
        ...


def evaluate(expression: str, variables: Variables, depth: int = 0) -> Number:
    """Return the value of an expression."""
    if depth > NESTING:
        raise ArithmeticError("expression recursion level exceeded")
    evaluation = _Evaluation(expression, variables, depth)
    if evaluation.ended:
        return 0
    value = evaluation.comma()
    if not evaluation.ended:
        raise ArithmeticError("syntax error in expression")
    return value


class _Place(NamedTuple):
    """Something that can be assigned to."""

    name: str
    subscript: str | None


class _Evaluation:
    def __init__(self, expression: str, variables: Variables, depth: int) -> None:
        self._tokens = _tokens(expression)
        self._pos = 0
        self._variables = variables
        self._depth = depth
        self._idle = 0
        """More than 0 where nothing is evaluated, as after ``0 &&``."""

    @property
    def ended(self) -> bool:
        return self._pos >= len(self._tokens)

    def _peek(self) -> str:
        return self._tokens[self._pos] if self._pos < len(self._tokens) else ""

    def _accept(self, token: str) -> bool:
        if self._peek() == token:
            self._pos += 1
            return True
        return False

    def comma(self) -> Number:
        """Evaluate a whole expression."""
        value = self._assignment()
        while self._accept(","):
            value = self._assignment()
        return value

    def _assignment(self) -> Number:
        start = self._pos
        place = self._place()
        operator = self._peek()
        if place is None or operator not in _ASSIGNS:
            self._pos = start
            return self._ternary()
        self._pos += 1
        before = 0 if operator == "=" else self._read(place)
        value = self._deeper(self._assignment)
        if operator != "=":
            value = _apply(operator[:-1], before, value, self._idle)
        self._assign(place, value)
        return value

    def _deeper(self, parse: Callable[[], Number]) -> Number:
        self._depth += 1
        if self._depth > NESTING:
            raise ArithmeticError("expression recursion level exceeded")
        value = parse()
        self._depth -= 1
        return value

    def _ternary(self) -> Number:
        condition = self._binary(1)
        if not self._accept("?"):
            return condition
        yes = self._unless(condition == 0, self.comma)
        if not self._accept(":"):
            raise ArithmeticError("`:' expected for conditional expression")
        no = self._unless(condition is not None and condition != 0, self._ternary)
        if condition is None:
            return yes if yes == no else None
        return yes if condition else no

    def _unless(self, idle: bool, parse: Callable[[], Number]) -> Number:
        """Parse a part that is not evaluated if ``idle``."""
        self._idle += idle
        value = self._deeper(parse)
        self._idle -= idle
        return value

    def _binary(self, least: int) -> Number:
        left = self._unary()
        while (level := _PRECEDENCE.get(self._peek(), 0)) >= least:
            operator = self._tokens[self._pos]
            self._pos += 1
            left = self._right(left, operator, level)
        return left

    def _right(self, left: Number, operator: str, level: int) -> Number:
        # ``**`` groups to the right, everything else to the left.
        above = level if operator == "**" else level + 1
        decided = {"&&": left == 0, "||": left is not None and left != 0}
        idle = decided.get(operator, False)
        right = self._unless(idle, lambda: self._binary(above))
        if idle:
            return int(operator == "||")
        return _apply(operator, left, right, self._idle)

    def _unary(self) -> Number:
        for operator in ("++", "--"):
            if self._peek() == operator:
                return self._step_before(operator)
        operator = self._peek()
        if operator not in ("!", "~", "+", "-"):
            return self._primary()
        self._pos += 1
        value = self._deeper(self._unary)
        if value is None:
            return None
        match operator:
            case "!":
                return int(not value)
            case "~":
                return ~value
            case "-":
                return _wrapped(-value)
            case _:
                return value

    def _step_before(self, operator: str) -> Number:
        self._pos += 1
        place = self._place()
        if place is None:
            # ``--3`` is two signs.
            return self._deeper(self._unary)
        value = _apply(operator[0], self._read(place), 1, self._idle)
        self._assign(place, value)
        return value

    def _primary(self) -> Number:
        if self._accept("("):
            value = self._deeper(self.comma)
            if not self._accept(")"):
                raise ArithmeticError("missing `)'")
            return value
        token = self._peek()
        if token == HOLE:
            self._pos += 1
            while self._peek() == HOLE:
                self._pos += 1
            return None
        if token[:1].isdigit():
            self._pos += 1
            return _wrapped(number(token))
        place = self._place()
        if place is None:
            raise ArithmeticError("operand expected")
        value = self._read(place)
        for operator in ("++", "--"):
            if self._accept(operator):
                self._assign(place, _apply(operator[0], value, 1, self._idle))
        return value

    def _place(self) -> _Place | None:
        name = self._peek()
        if not _names(name[:1]):
            return None
        self._pos += 1
        if self._peek() != "[":
            return _Place(name, None)
        start = self._pos + 1
        depth = 0
        while not self.ended:
            depth += {"[": 1, "]": -1}.get(self._peek(), 0)
            self._pos += 1
            if depth == 0:
                return _Place(name, "".join(self._tokens[start : self._pos - 1]))
        raise ArithmeticError("bad array subscript")

    def _read(self, place: _Place) -> Number:
        if self._idle:
            return 0
        text = self._variables.read(place.name, place.subscript)
        return evaluate(text, self._variables, self._depth + 1)

    def _assign(self, place: _Place, value: Number) -> None:
        if not self._idle:
            self._variables.assign(place.name, place.subscript, value)


def _tokens(expression: str) -> list[str]:
    tokens: list[str] = []
    for match in _TOKEN.finditer(expression):
        token = match[0].strip()
        if match[5]:
            raise ArithmeticError(f"invalid character {token!r}")
        if token in ("++", "--") and not _steps(tokens, expression, match.end()):
            tokens.extend(token)
        else:
            tokens.append(token)
    return tokens


def _steps(before: list[str], expression: str, end: int) -> bool:
    """Say whether ``++`` is one operator: it needs a variable beside it."""
    last = before[-1] if before else ""
    after = expression[end:].lstrip()[:1]
    return _names(last[:1]) or last == "]" or _names(after)


def _names(char: str) -> bool:
    return char.isalpha() or char == "_"


def number(token: str) -> int:
    """Return the value of a number as written: ``10``, ``010``, ``0x1f``, ``2#101``."""
    base, hash_sign, digits = token.partition("#")
    if hash_sign:
        return _in_base(digits, int(base) if base.isdigit() else 0)
    if token[:2] in ("0x", "0X"):
        return _in_base(token[2:], 16)
    return _in_base(token, 8 if token[0] == "0" else 10)


def _in_base(digits: str, base: int) -> int:
    if not 2 <= base <= 64:
        raise ArithmeticError("invalid arithmetic base")
    value = 0
    for char in digits:
        digit = _digit(char, base)
        if digit >= base:
            raise ArithmeticError("value too great for base")
        value = value * base + digit
    return value


def _digit(char: str, base: int) -> int:
    if char.isdigit():
        return int(char)
    if char.islower():
        return ord(char) - ord("a") + 10
    if char.isupper():
        return ord(char) - ord("A") + (10 if base <= 36 else 36)
    return {"@": 62, "_": 63}.get(char, 64)


def _wrapped(value: int) -> int:
    return (value + 2**63) % 2**64 - 2**63


def _apply(operator: str, left: Number, right: Number, idle: int) -> Number:
    if idle:
        return 0
    if operator in ("/", "%") and right == 0:
        raise ArithmeticError("division by 0")
    if operator == "**" and right is not None and right < 0:
        raise ArithmeticError("exponent less than 0")
    if left is None or right is None:
        return _half_known(operator, left, right)
    return _wrapped(_computed(operator, left, right))


def _half_known(operator: str, left: Number, right: Number) -> Number:
    known = left if right is None else right
    if operator in ("*", "&", "&&") and known == 0:
        return 0
    if operator == "||" and known:
        return 1
    return None


def _computed(operator: str, left: int, right: int) -> int:
    match operator:
        case "/" | "%":
            quotient = abs(left) // abs(right)
            quotient = quotient if (left < 0) == (right < 0) else -quotient
            return quotient if operator == "/" else left - quotient * right
        case "**":
            return pow(left, right, 2**64)
        case "<<":
            return left << (right & 63)
        case ">>":
            return left >> (right & 63)
        case "&&":
            return int(bool(left and right))
        case "||":
            return int(bool(left or right))
        case _:
            return int(_SIMPLE[operator](left, right))


_SIMPLE: dict[str, Callable[[int, int], int]] = {
    "+": add,
    "-": sub,
    "*": mul,
    "&": lambda left, right: left & right,
    "|": lambda left, right: left | right,
    "^": lambda left, right: left ^ right,
    "<": lt,
    "<=": le,
    ">": gt,
    ">=": ge,
    "==": eq,
    "!=": ne,
}
