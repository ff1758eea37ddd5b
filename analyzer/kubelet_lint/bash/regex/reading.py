"""Reads a POSIX regular expression, basic or extended, with the GNU extensions.

Follows ``parse_expression`` and ``peek_token`` of glibc's ``regcomp.c`` under the
syntax bits of GNU sed 4.9, grep 3.8 and bash 5.2: what is an operator depends on where
it stands, and an operator out of place is a character in one tool and an error in the
other.
"""

from __future__ import annotations

from typing import Literal, NamedTuple, NoReturn

from kubelet_lint.bash.regex.brackets import read_bracket
from kubelet_lint.bash.regex.tree import (
    ANY,
    Anchor,
    Anything,
    Back,
    Chars,
    Either,
    Group,
    Node,
    Repeat,
    Sequence,
)
from kubelet_lint.source import HOLE

Tool = Literal["sed", "grep", "awk", "bash"]

INTERVAL_LIMIT = 255
"""Repetitions unrolled at most; glibc allows 32767."""

DEPTH_LIMIT = 60

_SED_ESCAPES = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "f": "\f",
    "v": "\v",
    "a": "\a",
}
_AWK_ESCAPES = {**_SED_ESCAPES, "b": "\b"}
_BLANKS = Chars(classes=("space",))
_NO_BLANKS = Chars(classes=("space",), negated=True)
_WORD = Chars("_", classes=("alnum",))
_NO_WORD = Chars("_", classes=("alnum",), negated=True)
_SETS = {"w": _WORD, "W": _NO_WORD, "s": _BLANKS, "S": _NO_BLANKS}
_ANCHORS: dict[str, Anchor] = {
    "b": Anchor("edge"),
    "y": Anchor("edge"),
    "B": Anchor("no edge"),
    "<": Anchor("word"),
    ">": Anchor("word end"),
    "`": Anchor("start"),
    "'": Anchor("end"),
}


class Invalid(Exception):
    """The tool refuses the expression; the message is the tool's."""


class Unsure(Exception):
    """The expression is not understood here; what the tool does is unknown."""


class Dialect(NamedTuple):
    """Which tool reads the expression, and how it was told to."""

    tool: Tool = "sed"
    extended: bool = False
    fold: bool = False
    """Ignore case."""
    multiline: bool = False
    """``^`` and ``$`` match at newlines too, ``.`` does not match them."""


class Tree(NamedTuple):
    """An expression, and how many subexpressions it has."""

    node: Node
    groups: int
    backs: bool = False
    """Whether it refers back to what a subexpression matched."""


def read(pattern: str, dialect: Dialect) -> Tree:
    """Return the expression's tree.

    Raises:
        Invalid: for an expression that the tool refuses.
        Unsure: for one that is not understood here.
    """
    return _Reader(pattern, dialect).all()


class _Reader:
    def __init__(self, pattern: str, dialect: Dialect) -> None:
        self.text = pattern
        self.at = 0
        self.dialect = dialect
        self.groups = 0
        self.closed: set[int] = set()
        self.backs = False
        self.depth = 0

    def all(self) -> Tree:
        node = self.alternatives()
        if self.at < len(self.text):
            self.fail("Unmatched ) or \\)")
        return Tree(node, self.groups, self.backs)

    def fail(self, message: str) -> NoReturn:
        raise Invalid(message)

    # --- the levels of the grammar ------------------------------------------------

    def alternatives(self) -> Node:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise Unsure("subexpressions nested too deeply")
        options = [self.branch()]
        while self.sees("|"):
            self.skip("|")
            options.append(self.branch())
        self.depth -= 1
        return options[0] if len(options) == 1 else Either(tuple(options))

    def branch(self) -> Node:
        parts: list[Node] = []
        fresh = True
        while self.at < len(self.text) and not self.ends():
            node = self.piece(fresh=fresh)
            fresh = isinstance(node, Anchor)
            parts.append(node)
        return parts[0] if len(parts) == 1 else Sequence(tuple(parts))

    def ends(self) -> bool:
        if self.sees("|"):
            return True
        # grep takes an unmatched ``)`` of an extended expression as a character.
        plain = self.dialect.extended and self.dialect.tool == "grep"
        return self.sees(")") and not (plain and self.depth == 1)

    def piece(self, *, fresh: bool) -> Node:
        node = self.out_of_place() if fresh else None
        if node is None:
            node = self.atom(fresh=fresh)
        if isinstance(node, Anchor):
            return node
        repeated = 0
        while (times := self.times()) is not None:
            repeated += 1
            if repeated > 1 and not self.dialect.extended:
                self.fail("Invalid preceding regular expression")
            node = Repeat(node, *times)
        return node

    def out_of_place(self) -> Node | None:
        """Read an operator that has nothing before it to repeat."""
        start = self.at
        found = self.operator()
        if not found:
            return None
        if not self.dialect.extended:
            if found == "{":
                self.fail("Invalid preceding regular expression")
            return self.literal(found)
        if self.dialect.tool in ("sed", "bash"):
            self.fail("Invalid preceding regular expression")
        if found == "{":
            self.at = start + 1
            return self.literal("{")
        # grep and awk skip it with a warning.
        return Sequence(())

    def atom(self, *, fresh: bool) -> Node:
        char = self.text[self.at]
        if self.sees("("):
            return self.group()
        self.at += 1
        match char:
            case "\\":
                return self.escape()
            case "[":
                return self.bracket()
            case ".":
                return Chars("\n", negated=True) if self.dialect.multiline else ANY
            case "^" if self.dialect.extended or (fresh and self.opens()):
                return Anchor("line start" if self.dialect.multiline else "start")
            case "$" if self.dialect.extended or self.closes():
                return Anchor("line end" if self.dialect.multiline else "end")
            case _ if char == HOLE:
                return Anything()
            case _:
                return self.literal(char)

    def group(self) -> Node:
        self.skip("(")
        self.groups += 1
        number = self.groups
        node = self.alternatives()
        if not self.sees(")"):
            self.fail("Unmatched ( or \\(")
        self.skip(")")
        self.closed.add(number)
        return Group(number, node)

    # --- operators ----------------------------------------------------------------

    def sees(self, operator: str) -> bool:
        """Say whether ``( ) | {`` comes next, with a backslash where basic."""
        if self.dialect.extended:
            return self.text.startswith(operator, self.at)
        return self.text.startswith("\\" + operator, self.at)

    def skip(self, operator: str) -> None:
        self.at += len(operator) + (not self.dialect.extended)

    def operator(self) -> str:
        """Read ``* + ? {`` if it comes next."""
        if self.text.startswith("*", self.at):
            self.at += 1
            return "*"
        for operator in "+?{":
            if self.sees(operator):
                self.skip(operator)
                return operator
        return ""

    def times(self) -> tuple[int, int | None] | None:
        """Read how often the piece before is repeated."""
        start = self.at
        match self.operator():
            case "*":
                return 0, None
            case "+":
                return 1, None
            case "?":
                return 0, 1
            case "{":
                return self.interval(start)
            case _:
                return None

    def interval(self, start: int) -> tuple[int, int | None] | None:
        close = "}" if self.dialect.extended else "\\}"
        end = self.text.find(close, self.at)
        low, comma, high = self.text[self.at : max(end, self.at)].partition(",")
        plain = not (low or comma) or not _digits(low) or not _digits(high)
        if end < 0 or plain or (not low and not high and not comma):
            if self.dialect.extended and self.dialect.tool in ("grep", "awk"):
                self.at = start
                return None
            message = "Unmatched { or \\{" if end < 0 else "Invalid content of \\{\\}"
            self.fail(message)
        self.at = end + len(close)
        least = int(low or "0")
        most = int(high) if high else None if comma else least
        if most is not None and least > most:
            self.fail("Invalid content of \\{\\}")
        if max(least, most or 0) > INTERVAL_LIMIT:
            raise Unsure("an interval of a regular expression is too large")
        return least, most

    def opens(self) -> bool:
        """Say whether the ``^`` just read stands where an expression opens."""
        before = self.text[: self.at - 1]
        return not before or before.endswith(("\\(", "\\|", "\n"))

    def closes(self) -> bool:
        """Say whether the ``$`` just read stands where an expression closes."""
        after = self.text[self.at :]
        return not after or after.startswith(("\\)", "\\|", "\n"))

    # --- characters ---------------------------------------------------------------

    def literal(self, char: str) -> Chars:
        return Chars(char, fold=self.dialect.fold)

    def bracket(self) -> Node:
        dialect = self.dialect
        escapes = {"sed": _SED_ESCAPES, "awk": _AWK_ESCAPES}.get(dialect.tool, {})
        found = read_bracket(self.text, self.at, escapes, any_=dialect.tool == "awk")
        if isinstance(found, str):
            self.fail(found)
        self.at = found.end
        if found.hole:
            return Anything()
        singles = found.singles
        if found.negated and dialect.multiline:
            singles += "\n"
        return Chars(
            singles,
            found.ranges,
            found.classes,
            negated=found.negated,
            fold=dialect.fold,
        )

    def escape(self) -> Node:
        if self.at == len(self.text):
            self.fail("Trailing backslash")
        char = self.text[self.at]
        self.at += 1
        if char == HOLE:
            return Anything()
        if char in "123456789" and self.dialect.tool != "awk":
            return self.back(int(char))
        tool = self.dialect.tool
        if char in _SETS:
            return _SETS[char]
        if char == "b" and tool == "awk":
            return self.literal("\b")
        if char in _ANCHORS and (char != "y" or tool == "awk"):
            return _ANCHORS[char]
        if tool == "sed" and char in "cdox":
            return self.literal(self.coded(char))
        if tool in ("sed", "awk"):
            escapes = _SED_ESCAPES if tool == "sed" else _AWK_ESCAPES
            return self.literal(escapes.get(char, char))
        return self.literal(char)

    def back(self, number: int) -> Node:
        if number not in self.closed:
            self.fail("Invalid back reference")
        self.backs = True
        return Back(number)

    def coded(self, kind: str) -> str:
        """Read the rest of sed's ``\\dNNN``, ``\\oNNN``, ``\\xHH`` or ``\\cX``."""
        found = coded(self.text, self.at, kind)
        if found is None:
            return kind
        self.at = found[1]
        return found[0]


def coded(text: str, at: int, kind: str) -> tuple[str, int] | None:
    """Return the character of ``\\dNNN``, ``\\oNNN``, ``\\xHH``, ``\\cX``, and its end.

    None if no digits follow. Only what stays one ASCII character is read.
    """
    if kind == "c":
        if at >= len(text):
            raise Invalid("stray \\c")
        return chr(ord(text[at].upper()) ^ 0x40), at + 1
    base, most = {"d": (10, 3), "o": (8, 3), "x": (16, 2)}[kind]
    end = at
    while end < len(text) and end < at + most and _is_digit(text[end], base):
        end += 1
    if end == at:
        return None
    code = int(text[at:end], base)
    if code > 0x7F:
        raise Unsure("a byte that is no ASCII character in a regular expression")
    return chr(code), end


def _is_digit(char: str, base: int) -> bool:
    return char in "0123456789abcdefABCDEF"[: {8: 8, 10: 10, 16: 22}[base]]


def _digits(text: str) -> bool:
    return not text.strip("0123456789")
