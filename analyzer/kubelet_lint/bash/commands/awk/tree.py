"""What an awk program is made of, once read (POSIX awk, "Grammar")."""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.bash.regex.search import Regex
from kubelet_lint.source import Text


class Literal(NamedTuple):
    """A string or number as written."""

    text: Text
    number: float | None = None


class Matching(NamedTuple):
    """A regular expression; by itself it is matched with the record."""

    regex: Regex
    text: Text


class Name(NamedTuple):
    """A variable."""

    name: str


class Element(NamedTuple):
    """An element of an array."""

    array: str
    key: Expression


class Field(NamedTuple):
    """``$`` and an expression."""

    number: Expression


class Unary(NamedTuple):
    """``! x``, ``- x``, ``+ x``."""

    operator: str
    value: Expression


class Binary(NamedTuple):
    """Two values and an operator; concatenation is ``" "``."""

    operator: str
    left: Expression
    right: Expression


class Conditional(NamedTuple):
    """``x ? y : z``."""

    test: Expression
    yes: Expression
    no: Expression


class Assign(NamedTuple):
    """``x = y``, ``x += y`` …"""

    target: Target
    operator: str
    value: Expression


class Step(NamedTuple):
    """``x++``, ``--x`` …"""

    target: Target
    by: int
    before: bool


class Inside(NamedTuple):
    """``key in array``."""

    key: Expression
    array: str


class Call(NamedTuple):
    """A function that awk knows."""

    name: str
    arguments: tuple[Expression, ...]


Target = Name | Element | Field
Expression = (
    Literal
    | Matching
    | Name
    | Element
    | Field
    | Unary
    | Binary
    | Conditional
    | Assign
    | Step
    | Inside
    | Call
)


class Print(NamedTuple):
    """``print`` or ``printf``."""

    formatted: bool
    values: tuple[Expression, ...]


class If(NamedTuple):
    """``if (test) yes else no``."""

    test: Expression
    yes: Statement
    no: Statement | None


class While(NamedTuple):
    """A loop: ``while``, ``do … while``, or ``for`` with a step ``after``."""

    test: Expression | None
    body: Statement
    after: Statement | None = None
    first: bool = True
    """Whether the test comes before the body."""


class Each(NamedTuple):
    """``for (name in array) body``."""

    name: str
    array: str
    body: Statement


class Delete(NamedTuple):
    """``delete array[key]``, or of all."""

    array: str
    key: Expression | None


class Jump(NamedTuple):
    """``next``, ``exit``, ``break``, ``continue``."""

    kind: str
    value: Expression | None = None


class Block(NamedTuple):
    """Statements in a row."""

    statements: tuple[Statement, ...]


Statement = (
    Print
    | If
    | While
    | Each
    | Delete
    | Jump
    | Block
    | Literal
    | Matching
    | Name
    | Element
    | Field
    | Unary
    | Binary
    | Conditional
    | Assign
    | Step
    | Inside
    | Call
)


class Rule(NamedTuple):
    """A pattern (one, or two for a range) and its action."""

    start: Expression | None
    end: Expression | None
    action: Block


class Program(NamedTuple):
    """An awk program."""

    begin: tuple[Block, ...]
    rules: tuple[Rule, ...]
    last: tuple[Block, ...]
