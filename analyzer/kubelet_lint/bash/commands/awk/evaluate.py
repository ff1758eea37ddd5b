"""Evaluates awk's expressions and runs its statements on one record."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from kubelet_lint.bash.commands.awk.fields import Fields, split
from kubelet_lint.bash.commands.awk.formatting import formatted
from kubelet_lint.bash.commands.awk.functions import FUNCTIONS
from kubelet_lint.bash.commands.awk.tree import (
    Assign,
    Binary,
    Block,
    Call,
    Conditional,
    Delete,
    Each,
    Element,
    Expression,
    Field,
    If,
    Inside,
    Jump,
    Literal,
    Matching,
    Name,
    Print,
    Statement,
    Step,
    Target,
    Unary,
    While,
)
from kubelet_lint.bash.commands.awk.value import (
    NOTHING,
    Given,
    Nothing,
    Number,
    String,
    Value,
    is_numeric,
    number_of,
    text_of,
)
from kubelet_lint.bash.commands.branching import Budget, Doubt, Lost
from kubelet_lint.bash.commands.sed.substitute import has_choice, question
from kubelet_lint.bash.regex.reading import Dialect, Invalid, Unsure
from kubelet_lint.bash.regex.search import Regex, compile
from kubelet_lint.source import EMPTY, Choice, Text
from kubelet_lint.source import program as made_up

STEPS = 20_000
"""Statements run for one record."""

SIZE = 1 << 20
"""Characters of a string."""

ARRAYS = 10_000
"""Elements of an array."""


class Next(Exception):
    """The next record is to be read."""


class Break(Exception):
    """A loop ends."""


class Continue(Exception):
    """A loop goes on."""


class Exit(Exception):
    """The program ends."""

    def __init__(self, value: Value | None) -> None:
        super().__init__()
        self.value = value


@dataclass(slots=True)
class Globals:
    """Variables and arrays."""

    values: dict[str, Value] = field(default_factory=dict[str, Value])
    arrays: dict[str, dict[str, Value]] = field(
        default_factory=dict[str, dict[str, Value]]
    )


class Evaluator:
    """Runs statements on a record."""

    def __init__(self, variables: Globals, doubt: Doubt, budget: Budget) -> None:
        self.globals = variables
        self.budget = budget
        self.doubt = doubt
        self.printed: list[Text] = []
        self.record: Text = EMPTY
        self.fields: Fields | None = None
        self.steps = 0

    # --- the record -------------------------------------------------------------------

    def set_record(self, record: Text) -> None:
        """Let ``$0`` be this text."""
        self.record = self.doubt.settle(record) if has_choice(record) else record
        self.fields = None

    def split(self) -> Fields:
        """Return the fields of the record."""
        if self.fields is None:
            self.fields = split(self.record, self.special("FS", " "))
        return self.fields

    def special(self, name: str, default: str) -> Text:
        """Return a variable that awk itself reads."""
        value = self.globals.values.get(name)
        return text_of(value) if value is not None else made_up(default)

    def get_field(self, node: Field) -> Value:
        """Return a field of the record."""
        if isinstance(node.number, Name) and node.number.name == "NF":
            return self.last_field()
        number = self.index(node.number)
        if number == 0:
            return Given(self.record)
        fields = self.split()
        if number <= len(fields.front):
            return Given(fields.front[number - 1])
        return NOTHING if fields.hole is None else Given(fields.hole)

    def last_field(self) -> Value:
        """Return ``$NF``, which may be known where ``NF`` is not."""
        fields = self.split()
        if fields.back:
            return Given(fields.back[-1])
        if fields.hole is not None:
            return Given(fields.hole)
        return Given(fields.front[-1] if fields.front else self.record)

    def index(self, node: Expression) -> int:
        """Return the number of a field."""
        number = number_of(self.value(node))
        if number is None or not math.isfinite(number):
            raise Lost("which field awk takes is not known")
        if number < 0 or number > 1 << 20:
            raise Lost("awk refuses the number of a field")
        return int(number)

    def set_field(self, number: int, text: Text) -> None:
        """Change a field, and with it the record."""
        if number == 0:
            self.set_record(text)
            return
        fields = self.split()
        if fields.hole is not None:
            raise Lost("which fields a record of awk has is not known")
        front = list(fields.front)
        front.extend([EMPTY] * (number - len(front)))
        front[number - 1] = text
        self.rebuild(front)

    def rebuild(self, front: list[Text]) -> None:
        """Let the record be these fields."""
        self.fields = Fields(tuple(front))
        parts: list[Text] = []
        for part in front:
            parts.extend((self.special("OFS", " "), part) if parts else (part,))
        self.record = Text.join(parts)

    # --- statements -------------------------------------------------------------------

    def run(self, node: Statement) -> None:
        """Run a statement."""
        self.steps += 1
        if self.steps > STEPS:
            raise Lost("the awk program runs too long")
        match node:
            case Block():
                for statement in node.statements:
                    self.run(statement)
            case Print():
                self.print(node)
            case If():
                if self.holds(node.test):
                    self.run(node.yes)
                elif node.no is not None:
                    self.run(node.no)
            case While():
                self.loop(node)
            case Each():
                self.each(node)
            case Delete():
                self.delete(node)
            case Jump():
                self.jump(node)
            case _:
                self.value(node)

    def jump(self, node: Jump) -> None:
        """Leave the statements that are being run."""
        match node.kind:
            case "next":
                raise Next
            case "break":
                raise Break
            case "continue":
                raise Continue
            case _:
                raise Exit(None if node.value is None else self.value(node.value))

    def print(self, node: Print) -> None:
        """Print values, or the record."""
        if node.formatted:
            values = [self.value(value) for value in node.values]
            self.printed.append(formatted(text_of(values[0]), values[1:]))
            return
        parts: list[Text] = []
        for value in node.values:
            text = text_of(self.value(value))
            parts.extend((self.special("OFS", " "), text) if parts else (text,))
        self.printed.extend(parts if node.values else (self.record,))
        self.printed.append(self.special("ORS", "\n"))

    def loop(self, node: While) -> None:
        """Run a loop."""
        first = node.first
        while True:
            self.steps += 1
            if self.steps > STEPS:
                raise Lost("the awk program runs too long")
            if first and node.test is not None and not self.holds(node.test):
                return
            first = True
            try:
                self.run(node.body)
            except Break:
                return
            except Continue:
                pass
            if node.after is not None:
                self.run(node.after)

    def each(self, node: Each) -> None:
        """Run a loop over the keys of an array."""
        keys = list(self.globals.arrays.get(node.array, {}))
        if len(keys) > 1:
            # gawk and mawk go through an array in an order of their own.
            raise Lost("in which order awk goes through an array")
        for key in keys:
            self.globals.values[node.name] = String(made_up(key))
            try:
                self.run(node.body)
            except Break:
                return
            except Continue:
                continue

    def delete(self, node: Delete) -> None:
        """Delete an element, or all."""
        if node.key is None:
            self.globals.arrays[node.array] = {}
        else:
            self.array(node.array).pop(self.key(node.key), None)

    # --- truth ------------------------------------------------------------------------

    def holds(self, node: Expression) -> bool:
        """Say whether an expression is true."""
        match node:
            case Matching():
                return self.matches(self.record, node.regex, node.text, whole=True)
            case Binary("&&", left, right):
                return self.holds(left) and self.holds(right)
            case Binary("||", left, right):
                return self.holds(left) or self.holds(right)
            case Unary("!", value):
                return not self.holds(value)
            case _:
                return self.truth(self.value(node))

    def truth(self, value: Value) -> bool:
        """Say whether a value is true."""
        match value:
            case Number():
                return value.value != 0
            case Nothing():
                return False
            case String():
                return self.not_empty(value.text)
            case Given():
                if not value.text.known:
                    return self.ask(value.text, "is neither empty nor zero")
                if is_numeric(value):
                    return bool(number_of(value))
                return bool(value.text)

    def not_empty(self, text: Text) -> bool:
        """Say whether a text is not empty."""
        if text.known or len(text) > sum(1 for _ in text.holes()):
            return bool(text)
        return self.ask(text, "is not empty")

    def ask(self, text: Text, what: str) -> bool:
        """Ask whether something holds of a text that is not known."""
        name, _ = question(text, made_up(what))
        shown = text.display()[:60]
        negated = what.replace("is neither", "is").replace("nor", "or")
        labels = f"when {shown!r} {what}", f"unless {shown!r} {negated and what}"
        return self.doubt.choose(f"awk: {name}", labels) == 0

    def matches(
        self, text: Text, regex: Regex, spelled: Text, *, whole: bool = False
    ) -> bool:
        """Say whether a text matches."""
        found = regex.test(text.chars)
        if found is None and has_choice(text):
            text = self.doubt.settle(text)
            if whole:
                self.set_record(text)
            found = regex.test(text.chars)
        if found is not None:
            return found
        return self.doubt.choose(*question(text, spelled)) == 0

    # --- values -----------------------------------------------------------------------

    def value(self, node: Expression) -> Value:
        """Return the value of an expression."""
        match node:
            case Literal():
                number = node.number
                return String(node.text) if number is None else Number(number)
            case Matching() | Inside():
                return self.boolean(self.tested(node))
            case Name():
                return self.variable(node.name)
            case Element():
                return self.array(node.array).setdefault(self.key(node.key), NOTHING)
            case Field():
                return self.get_field(node)
            case Unary():
                return self.unary(node)
            case Binary():
                return self.binary(node)
            case Conditional():
                return self.value(node.yes if self.holds(node.test) else node.no)
            case Assign():
                return self.assign(node)
            case Step():
                return self.step(node)
            case Call():
                return FUNCTIONS[node.name](self, node.arguments)

    def tested(self, node: Matching | Inside) -> bool:
        """Say whether a test holds."""
        if isinstance(node, Matching):
            return self.holds(node)
        return self.key(node.key) in self.array(node.array)

    def boolean(self, holds: bool) -> Number:
        """Return the number that stands for a truth."""
        return Number(1.0 if holds else 0.0)

    def text(self, node: Expression) -> Text:
        """Return an expression as a string."""
        text = text_of(self.value(node))
        self.budget.spend(text)
        if len(text) > SIZE:
            raise Lost("a string of awk grows too large")
        return text

    def variable(self, name: str) -> Value:
        """Return the value of a variable."""
        if name == "NF":
            total = self.split().total
            if total is None:
                return Given(Text.hole(f"the fields of {self.record.display()[:60]!r}"))
            return Number(float(total))
        return self.globals.values.get(name, NOTHING)

    def array(self, name: str) -> dict[str, Value]:
        """Return an array, which exists from here on."""
        found = self.globals.arrays.setdefault(name, {})
        if len(found) > ARRAYS:
            raise Lost("an array of awk grows too large")
        return found

    def key(self, node: Expression) -> str:
        """Return the key of an element."""
        text = self.text(node)
        if has_choice(text):
            text = self.doubt.settle(text)
        if not text.known:
            raise Lost("which element of an array awk takes is not known")
        return text.chars

    def unary(self, node: Unary) -> Value:
        """Return the value of an operator and what follows."""
        if node.operator == "!":
            return self.boolean(not self.holds(node.value))
        value = self.value(node.value)
        number = number_of(value)
        if number is None:
            return computed(text_of(value))
        return Number(-number if node.operator == "-" else number)

    def binary(self, node: Binary) -> Value:
        """Return the value of an operator between two values."""
        match node.operator:
            case " ":
                return String(self.text(node.left) + self.text(node.right))
            case "&&" | "||":
                return self.boolean(self.holds(node))
            case "~" | "!~":
                found = self.matched(node.left, node.right)
                return self.boolean(found == (node.operator == "~"))
            case "<" | "<=" | "==" | "!=" | ">" | ">=":
                return self.boolean(self.compare(node))
            case _:
                left, right = self.value(node.left), self.value(node.right)
                return arithmetic(node.operator, left, right)

    def matched(self, left: Expression, right: Expression) -> bool:
        """Say whether ``left ~ right`` holds."""
        text = self.text(left)
        return self.matches(text, self.regex(right), self.pattern(right))

    def pattern(self, node: Expression) -> Text:
        """Return an expression as it is spelled."""
        return node.text if isinstance(node, Matching) else self.text(node)

    def regex(self, node: Expression) -> Regex:
        """Return the expression that a value stands for."""
        if isinstance(node, Matching):
            return node.regex
        text = self.doubt.settle(self.text(node))
        try:
            return compile(text.chars, Dialect("awk", extended=True))
        except (Invalid, Unsure) as error:
            raise Lost(str(error)) from None

    def compare(self, node: Binary) -> bool:
        """Say whether a comparison holds."""
        left, right = self.value(node.left), self.value(node.right)
        numeric = is_numeric(left), is_numeric(right)
        one, other = number_of(left), number_of(right)
        if numeric == (True, True) and one is not None and other is not None:
            return _holds(node.operator, (one > other) - (one < other))
        first, second = text_of(left), text_of(right)
        if first.known and second.known:
            a = first.chars.encode("utf-8", "surrogatepass")
            b = second.chars.encode("utf-8", "surrogatepass")
            return _holds(node.operator, (a > b) - (a < b))
        return self.undecided(node, first, second)

    def undecided(self, node: Binary, first: Text, second: Text) -> bool:
        """Compare texts that are not all known."""
        if node.operator in ("==", "!=") and _differ(first, second):
            return node.operator == "!="
        for text in (first, second):
            if any(isinstance(piece, Choice) for piece in text.holes()):
                raise Lost("a choice that awk compares")
        equal = "==" if node.operator == "!=" else node.operator
        found = self.ask(first, f"{equal} {second.display()[:60]!r}")
        return found != (node.operator == "!=")

    # --- assignments ------------------------------------------------------------------

    def assign(self, node: Assign) -> Value:
        """Assign, and return the value."""
        value = self.value(node.value)
        if node.operator:
            value = arithmetic(node.operator, self.value(node.target), value)
        self.store(node.target, value)
        return value

    def step(self, node: Step) -> Value:
        """Count up or down, and return the value."""
        old = self.value(node.target)
        before = number_of(old)
        if before is None:
            new: Value = computed(text_of(old))
            self.store(node.target, new)
            return new
        self.store(node.target, Number(before + node.by))
        return Number(before + node.by if node.before else before)

    def store(self, target: Target, value: Value) -> None:
        """Give a variable, an element or a field a value."""
        match target:
            case Name("NF"):
                self.resize(value)
            case Name():
                if len(text_of(value)) > SIZE:
                    raise Lost("a string of awk grows too large")
                self.globals.values[target.name] = value
            case Element():
                self.array(target.array)[self.key(target.key)] = value
            case Field():
                self.set_field(self.index(target.number), text_of(value))

    def resize(self, value: Value) -> None:
        """Change how many fields the record has."""
        number = number_of(value)
        fields = self.split()
        if number is None or fields.hole is not None or not 0 <= number < 1 << 16:
            raise Lost("how many fields a record of awk has is not known")
        front = list(fields.front[: int(number)])
        front.extend([EMPTY] * (int(number) - len(front)))
        self.rebuild(front)


def computed(text: Text) -> Given:
    """Return a number that is computed from what nobody knows."""
    return Given(Text.hole(f"computed from {text.display()[:80]!r}", text.span))


def arithmetic(operator: str, left: Value, right: Value) -> Value:
    """Return what two numbers come to."""
    one, other = number_of(left), number_of(right)
    if one is None or other is None:
        return computed(text_of(left) + made_up(operator) + text_of(right))
    try:
        match operator:
            case "+":
                return Number(one + other)
            case "-":
                return Number(one - other)
            case "*":
                return Number(one * other)
            case "/":
                return Number(one / other)
            case "%":
                return Number(math.fmod(one, other))
            case _:
                return Number(float(one**other))
    except (ZeroDivisionError, ValueError, OverflowError, TypeError):
        raise Lost("awk computes what is no number") from None


def _holds(operator: str, order: int) -> bool:
    match operator:
        case "<":
            return order < 0
        case "<=":
            return order <= 0
        case "==":
            return order == 0
        case "!=":
            return order != 0
        case ">":
            return order > 0
        case _:
            return order >= 0


def _differ(first: Text, second: Text) -> bool:
    """Say whether two texts surely differ: by what they start or end with."""
    one, other = first.chars, second.chars
    if not first.known and not second.known:
        return False
    holed, plain = (one, other) if not first.known else (other, one)
    head, tail = holed[: holed.find("\ud800")], holed[holed.rfind("\ud800") + 1 :]
    return not (
        plain.startswith(head)
        and plain.endswith(tail)
        and len(plain) >= len(head) + len(tail)
    )
