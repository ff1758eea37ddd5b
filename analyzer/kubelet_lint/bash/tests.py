"""``[ … ]``, ``test`` and ``[[ … ]]``.

Follows test.c of bash 5.2, and POSIX for what the number of arguments means. A test
whose outcome nobody knows is a condition named by the test, so that the same test is
decided the same way wherever it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from kubelet_lint.bash.condition import equals, holds, is_empty, is_set, shown
from kubelet_lint.bash.decision import Condition
from kubelet_lint.bash.expand import Expander
from kubelet_lint.bash.filetests import FILE_TESTS, file_pair, file_test
from kubelet_lint.bash.flow import fitting
from kubelet_lint.bash.lookup import many, value_of
from kubelet_lint.bash.match import matches
from kubelet_lint.bash.pattern import compile_pattern
from kubelet_lint.bash.rematch import search
from kubelet_lint.bash.syntax import Binary, Logic, Test, Unary
from kubelet_lint.bash.variable import Assoc, Indexed, Unknown, Unset
from kubelet_lint.source import HOLE, Text

Outcome = bool | None
"""None: nobody knows, and it can't be followed both ways."""

_NUMBERS: dict[str, Callable[[int, int], bool]] = {
    "-eq": lambda left, right: left == right,
    "-ne": lambda left, right: left != right,
    "-lt": lambda left, right: left < right,
    "-le": lambda left, right: left <= right,
    "-gt": lambda left, right: left > right,
    "-ge": lambda left, right: left >= right,
}
_PAIRS = ("-nt", "-ot", "-ef")
_BINARY = frozenset(("=", "==", "!=", "<", ">", *_NUMBERS, *_PAIRS))
_UNARY = frozenset(("-n", "-z", "-v", "-o", "-R", "-t", *FILE_TESTS))


class TestProblem(Exception):
    """The arguments are no test; the status is 2."""

    __test__ = False


def evaluate_test(expander: Expander, test: Test) -> Outcome:
    """Return the outcome of ``[[ … ]]``."""
    match test:
        case Logic("!", left):
            outcome = evaluate_test(expander, left)
            return None if outcome is None else not outcome
        case Logic(operator, left, right):
            first = evaluate_test(expander, left)
            if first is not None and first == (operator == "||"):
                return first
            assert right is not None
            second = evaluate_test(expander, right)
            decides = second is not None and second == (operator == "||")
            return second if first is not None or decides else None
        case Unary(operator, operand):
            return unary(expander, operator, expander.text(operand))
        case Binary():
            return _conditional_binary(expander, test)


def _conditional_binary(expander: Expander, test: Binary) -> Outcome:
    left = expander.settle(expander.text(test.left))
    match test.operator:
        case "=" | "==" | "!=":
            outcome = fitting(expander, left, test.right)
            if outcome is None:
                return None
            return outcome == (test.operator != "!=")
        case "=~":
            return search(expander, left, expander.pieces(test.right))
        case operator:
            right = expander.text(test.right)
            return binary(expander, operator, left, right, computed=True)


# --- primaries --------------------------------------------------------------------


def decided(expander: Expander, condition: Condition) -> Outcome:
    """Decide an open question; each way is followed apart."""
    way = expander.state.decisions.choose(condition)
    return None if way is None else way == 0


def unary(expander: Expander, operator: str, word: Text) -> Outcome:
    """Return the outcome of a test with one operand."""
    text = expander.settle(word)
    match operator:
        case "-n":
            empty = emptiness(expander, text)
            return None if empty is None else not empty
        case "-z":
            return emptiness(expander, text)
        case "-v":
            return _is_set(expander, text)
        case "-o":
            return expander.state.enabled(text.chars)
        case "-t":
            return decided(expander, holds(f"descriptor {shown(text)} is a terminal"))
        case "-R":
            variable = expander.state.variables.get(text.chars)
            return variable is not None and "n" in variable.attributes
        case _:
            return file_test(expander.state, operator, text)


def emptiness(expander: Expander, text: Text) -> Outcome:
    """Say whether a text is empty."""
    if text.chars.strip(HOLE):
        return False
    if not text.chars:
        expander.runner.blank = True
        return True
    return decided(expander, is_empty(text))


def _is_set(expander: Expander, text: Text) -> Outcome:
    if not text.known:
        return decided(expander, holds(f"{shown(text)} is set"))
    name, bracket, _ = text.chars.partition("[")
    match expander.state.decisions.value(value_of(expander.state, name)):
        case Unset():
            return False
        case Unknown(hole):
            return decided(expander, is_set(hole))
        case Indexed(items) if not bracket:
            return 0 in items
        case Indexed(items) | Assoc(items):
            return text.chars[len(name) + 1 : -1] in map(str, items)
        case _:
            return True


def binary(
    expander: Expander, operator: str, left: Text, right: Text, *, computed: bool
) -> Outcome:
    """Return the outcome of a test with two operands; ``computed`` within ``[[``."""
    left, right = expander.settle(left), expander.settle(right)
    if operator in _NUMBERS:
        return _numbers(expander, operator, left, right, computed=computed)
    if operator in _PAIRS:
        return file_pair(expander.state, operator, left, right)
    if operator in ("<", ">"):
        if left.known and right.known:
            return (
                left.chars < right.chars
                if operator == "<"
                else left.chars > right.chars
            )
        return decided(expander, holds(f"{shown(left)} {operator} {shown(right)}"))
    same = _same(expander, left, right)
    return same if same is None or operator != "!=" else not same


def _same(expander: Expander, left: Text, right: Text) -> Outcome:
    if left.known and right.known:
        expander.runner.blank |= not left.chars and not right.chars
        return left.chars == right.chars
    if not left.known and right.known:
        left, right = right, left
    literal = compile_pattern([(left.chars, True)], extended=False)
    if matches(literal, right) is False:
        return False
    if not right.chars.strip(HOLE) and not left.chars:
        return emptiness(expander, right)
    return decided(expander, equals(right, left))


def _numbers(
    expander: Expander, operator: str, left: Text, right: Text, *, computed: bool
) -> Outcome:
    if computed:
        values = [expander.compute(left), expander.compute(right)]
    else:
        values = [_integer(left), _integer(right)]
    first, second = values
    if first is None or second is None:
        return decided(expander, _order(operator, left, right))
    return _NUMBERS[operator](first, second)


def _order(operator: str, left: Text, right: Text) -> Condition:
    return holds(f"{shown(left)} {operator} {shown(right)}")


def _integer(text: Text) -> int | None:
    if not text.known:
        return None
    chars = text.chars.strip()
    digits = chars.lstrip("+-")
    if not digits.isdigit() or len(chars) - len(digits) > 1:
        raise TestProblem(f"{text.chars}: integer expression expected")
    value = int(digits)
    return -value if chars[0] == "-" else value


# --- [ and test -------------------------------------------------------------------


def evaluate_words(expander: Expander, words: Sequence[Text]) -> Outcome:
    """Return the outcome of ``[`` by its words."""
    return _Words(expander, [expander.settle(word) for word in words]).outcome()


class _Words:
    def __init__(self, expander: Expander, words: list[Text]) -> None:
        self._expander = expander
        self._words = words
        self._pos = 0

    def outcome(self) -> Outcome:
        """Evaluate all words; how many there are decides what they mean."""
        return self._counted(self._words)

    def _counted(self, words: list[Text]) -> Outcome:
        chars = [word.chars for word in words]
        match len(words):
            case 0:
                return False
            case 1:
                return self._filled(words[0])
            case 2:
                return self._two(words, chars)
            case 3 if chars[1] in _BINARY:
                return self._binary(words[0], chars[1], words[2])
            case 3 | 4 if chars[0] == "!":
                return _negated(self._counted(words[1:]))
            case 3 | 4 if chars[0] == "(" and chars[-1] == ")":
                return self._counted(words[1:-1])
            case _:
                return self._general(words)

    def _filled(self, word: Text) -> Outcome:
        empty = emptiness(self._expander, word)
        return None if empty is None else not empty

    def _two(self, words: list[Text], chars: list[str]) -> Outcome:
        if chars[0] == "!":
            return _negated(self._filled(words[1]))
        if chars[0] not in _UNARY:
            raise TestProblem(f"{chars[0]}: unary operator expected")
        if chars[0] == "-n" and many(words[1]):
            # ``[ -n ]`` is true as well, and so is every other word.
            return True
        return unary(self._expander, chars[0], words[1])

    def _binary(self, left: Text, operator: str, right: Text) -> Outcome:
        return binary(self._expander, operator, left, right, computed=False)

    def _general(self, words: list[Text]) -> Outcome:
        self._words = words
        self._pos = 0
        outcome = self._or()
        if self._pos < len(words):
            raise TestProblem("too many arguments")
        return outcome

    def _peek(self, ahead: int = 0) -> str:
        at = self._pos + ahead
        return self._words[at].chars if at < len(self._words) else ""

    def _next(self) -> Text:
        if self._pos >= len(self._words):
            raise TestProblem("argument expected")
        self._pos += 1
        return self._words[self._pos - 1]

    def _or(self) -> Outcome:
        outcome = self._and()
        while self._peek() == "-o":
            self._pos += 1
            other = self._and()
            known = None if outcome is None or other is None else False
            outcome = True if outcome or other else known
        return outcome

    def _and(self) -> Outcome:
        outcome = self._term()
        while self._peek() == "-a":
            self._pos += 1
            other = self._term()
            known = None if outcome is None or other is None else True
            outcome = False if outcome is False or other is False else known
        return outcome

    def _term(self) -> Outcome:
        first = self._next()
        if self._peek() in _BINARY and self._pos + 1 < len(self._words):
            operator = self._next().chars
            return self._binary(first, operator, self._next())
        if first.chars == "!":
            return _negated(self._term())
        if first.chars == "(":
            outcome = self._or()
            if self._next().chars != ")":
                raise TestProblem("`)' expected")
            return outcome
        if first.chars in _UNARY and self._pos < len(self._words):
            return unary(self._expander, first.chars, self._next())
        return self._filled(first)


def _negated(outcome: Outcome) -> Outcome:
    return None if outcome is None else not outcome
