"""What an expression comes to, as far as the repository decides it."""

from __future__ import annotations

import re

from kubelet_lint.source import HOLE, Derived, Text, program
from kubelet_lint.template.condition import (
    LEAVES,
    Condition,
    asked,
    both,
    choose,
    either,
    leaves,
    opposite,
    over,
)
from kubelet_lint.template.expression import (
    Both,
    Call,
    Compare,
    Constant,
    Each,
    Expression,
    Items,
    Joined,
    Member,
    Name,
    Not,
    Opaque,
    Pairs,
    Pick,
)
from kubelet_lint.template.functions import FUNCTIONS, items, keys
from kubelet_lint.template.scope import (
    Branching,
    Object,
    Scope,
    Unfixed,
    Value,
    field,
)

_FALSE = frozenset(("", "False", "false", "0", "None", "{}", "[]", "0.0"))
_DOUBTFUL = frozenset(("False", "false", "0", "None", "no", "off", "{}", "[]"))


def evaluate(expression: Expression, scope: Scope) -> Value:
    """Return the value of an expression; None if it is not known."""
    match expression:
        case Constant():
            return _constant(expression, scope)
        case Name(path):
            return scope.lookup(path)
        case Items(listed):
            return tuple(evaluate(item, scope) for item in listed)
        case Joined(left, right):
            return _joined(evaluate(left, scope), evaluate(right, scope))
        case Call("+", (left, right)):
            return _sum(evaluate(left, scope), evaluate(right, scope), scope)
        case Call():
            return _call(expression, scope)
        case Pick():
            return _pick(expression, scope)
        case Both() | Not() | Compare():
            return _truth_value(expression, scope)
        case Member(inner, key):
            return _member(evaluate(inner, scope), evaluate(key, scope), scope)
        case Pairs(pairs):
            return _object(pairs, scope)
        case Each():
            return _each(expression, scope)
        case Opaque():
            return None


def _member(value: Value, key: Value, scope: Scope) -> Value:
    if not isinstance(key, Text) or not key.known:
        return None
    if isinstance(value, Unfixed):
        return Unfixed(f"{value.path}.{key.chars}")
    if isinstance(value, Object):
        return value.fields.get(key.chars)
    step = f"[{key.chars}]" if key.chars.isdigit() else f".{key.chars}"
    if isinstance(value, Branching):
        return scope.fixed_value(value.path + step)
    return field(value, step)


def _object(pairs: tuple[tuple[Expression, Expression], ...], scope: Scope) -> Value:
    fields: dict[str, Value] = {}
    for key, expression in pairs:
        # A bare word is a string in HCL and in Ruby; only Jinja2 looks it up.
        bare = isinstance(key, Name) and scope.dialect != "jinja"
        name = program(key.spelled) if bare else evaluate(key, scope)
        if not isinstance(name, Text) or not name.known:
            return None
        fields[name.chars] = evaluate(expression, scope)
    return Object(fields)


def _each(each: Each, scope: Scope) -> Value:
    """Return what a ``for`` expression makes of a list or mapping that is known."""
    listed = evaluate(each.listed, scope)
    found, names = items(listed, scope), keys(listed, scope)
    if found is None or len(found) > scope.budget.iterations:
        return None
    scope.budget.iterations -= len(found)
    labels = (
        names if names and len(names) == len(found) else map(str, range(len(found)))
    )
    made: list[tuple[Value, Value]] = []
    for label, item in zip(labels, found, strict=True):
        within = scope.copy()
        for name, value in zip(each.names[::-1], (item, program(label)), strict=False):
            within.assign(name, value, f"item {label}")
        wanted = each.condition is None or truth(each.condition, within)
        if not isinstance(wanted, bool):
            return None
        if wanted:
            key = None if each.key is None else evaluate(each.key, within)
            made.append((key, evaluate(each.value, within)))
    if each.key is None:
        return tuple(value for _, value in made)
    fields = {key.chars: v for key, v in made if isinstance(key, Text) and key.known}
    return Object(fields) if len(fields) == len(made) else None


def _constant(constant: Constant, scope: Scope) -> Value:
    if constant.kind in ("template", "heredoc"):
        from kubelet_lint.template.render import string

        return string(constant.text, scope, escapes=constant.kind == "template")
    if constant.kind == "bool" and scope.dialect == "jinja":
        return constant.text.respelled(constant.text.chars.capitalize())
    return constant.text


def _joined(left: Value, right: Value) -> Value:
    if isinstance(left, Text) and isinstance(right, Text):
        return left + right
    if _is_list(left) and _is_list(right):
        return (*_listed(left), *_listed(right))
    if isinstance(left, Text) or isinstance(right, Text):
        return _part(left) + _part(right)
    return None


def _sum(left: Value, right: Value, scope: Scope) -> Value:
    """Return two strings or lists as one; numbers are not added up here."""
    for value in (left, right):
        if isinstance(value, Text) and (scope.dialect == "hcl" or _is_number(value)):
            return None
    return _joined(left, right)


def _is_number(text: Text) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?", text.chars) is not None


def _is_list(value: Value) -> bool:
    return isinstance(value, tuple)


def _listed(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()


def _part(value: Value) -> Text:
    if isinstance(value, Text):
        return value
    name = value.path if isinstance(value, (Unfixed, Branching)) else ""
    return Text.hole("decided when the template is rendered", None, name, words=True)


def _truth_value(expression: Expression, scope: Scope) -> Value:
    condition = truth(expression, scope)
    if not isinstance(condition, bool):
        return None
    words = ("True", "False") if scope.dialect == "jinja" else ("true", "false")
    return program(words[0] if condition else words[1])


def _pick(expression: Pick, scope: Scope) -> Value:
    condition = truth(expression.condition, scope)
    if isinstance(condition, bool):
        chosen = expression.then if condition else expression.otherwise
        return evaluate(chosen, scope) if chosen is not None else program("")
    then = evaluate(expression.then, scope)
    otherwise = (
        program("")
        if expression.otherwise is None
        else evaluate(expression.otherwise, scope)
    )
    if _is_list(then) or _is_list(otherwise):
        return None
    return choose(condition, _part(then), _part(otherwise), None)


def _call(call: Call, scope: Scope) -> Value:
    function = scope.functions.get(call.name) or FUNCTIONS.get(call.name)
    if function is None:
        return None
    if call.name in ("ternary",) and len(call.arguments) >= 3:
        condition, then, otherwise = call.arguments[:3]
        return _pick(Pick(condition, then, otherwise, call.spelled), scope)
    return function(scope, [evaluate(one, scope) for one in call.arguments])


# --- conditions -------------------------------------------------------------------


def truth(expression: Expression, scope: Scope) -> Condition:
    """Return whether an expression holds, as far as the repository decides it."""
    condition = _truth(expression, scope)
    if leaves(condition) > LEAVES:
        return asked(scope.mark(expression.spelled))
    return condition


def _truth(expression: Expression, scope: Scope) -> Condition:
    match expression:
        case Not(inner):
            return opposite(truth(inner, scope))
        case Both("and", left, right):
            return both(truth(left, scope), truth(right, scope))
        case Both(_, left, right):
            return either(truth(left, scope), truth(right, scope))
        case Compare():
            return _compare(expression, scope)
        case Call(name) if name.startswith("is "):
            return _test(expression, scope)
        case Call("bool" | "toBool" | "tobool" | "tostring" | "string", (inner, *_)):
            return _boolean(inner, scope)
        case Call("empty" | "empty?" | "nil?", (inner,)):
            return opposite(truth(inner, scope))
        case _:
            return _holds(expression, scope)


def _holds(expression: Expression, scope: Scope) -> Condition:
    decided = _of_value(evaluate(expression, scope), scope)
    return asked(_question(expression, scope)) if decided is None else decided


def _question(expression: Expression, scope: Scope) -> str:
    """Return the spelling to ask: a default that is false changes nothing."""
    match expression:
        case Call("default" | "d" | "bool", (inner, *_)):
            return _question(inner, scope)
        case _:
            return scope.mark(expression.spelled)


def _of_value(value: Value, scope: Scope) -> Condition | None:
    match value:
        case Text():
            return _of_text(value, scope)
        case Branching():
            return True
        case Object(fields):
            return len(fields) > 0
        case Unfixed() | None:
            return None
        case _:
            return len(_listed(value)) > 0


def _of_text(text: Text, scope: Scope) -> Condition | None:
    if not text.known:
        return over(text, lambda one: _sure(_of_text(one, scope), one))
    if text.chars not in _FALSE:
        # A string that only looks like a false value is true in Jinja2 and Go, and
        # Ansible users mostly mean it otherwise: nobody can tell, so it stays open.
        return None if text.chars in _DOUBTFUL else True
    return False if not text.chars or _is_typed(text) else None


def _sure(condition: Condition | None, text: Text) -> Condition:
    return asked(text.display()) if condition is None else condition


def _is_typed(text: Text) -> bool:
    """Say whether a text is a boolean, number or the like rather than a string."""
    return all(isinstance(piece, Derived) for _, _, piece in text.pieces())


def _boolean(inner: Expression, scope: Scope) -> Condition:
    value = evaluate(inner, scope)
    if isinstance(value, Text) and value.known:
        return value.chars.strip().lower() in ("true", "yes", "on", "1", "y", "t")
    return _holds(inner, scope)


def _compare(expression: Compare, scope: Scope) -> Condition:
    left, right = evaluate(expression.left, scope), evaluate(expression.right, scope)
    decided = _compared(expression.operator, left, right, scope)
    if decided is None:
        return asked(scope.mark(expression.spelled))
    return decided


def _compared(
    operator: str, left: Value, right: Value, scope: Scope
) -> Condition | None:
    if operator == "in":
        return _contained(left, right, scope)
    if not isinstance(left, Text) or not isinstance(right, Text):
        return None
    if not left.known:
        return over(left, lambda one: _or_asked(operator, one, right, scope))
    if not right.known:
        return over(right, lambda one: _or_asked(operator, left, one, scope))
    if operator == "==":
        return _equal(left, right)
    return _ordered(operator, left.chars, right.chars)


def _or_asked(operator: str, left: Text, right: Text, scope: Scope) -> Condition:
    decided = _compared(operator, left, right, scope)
    if decided is None:
        return asked(f"{left.display()} {operator} {right.display()}")
    return decided


def _equal(left: Text, right: Text) -> bool | None:
    if left.chars == right.chars:
        return True
    return None if left.chars.lower() == right.chars.lower() else False


def _ordered(operator: str, left: str, right: str) -> bool | None:
    try:
        order = float(left) - float(right)
    except ValueError:
        return None
    return ordered(operator, order)


def ordered(operator: str, order: float) -> bool | None:
    """Return what a comparison says of two values that differ by ``order``."""
    match operator:
        case "<" | "lt":
            return order < 0
        case ">" | "gt":
            return order > 0
        case "<=" | "le":
            return order <= 0
        case ">=" | "ge":
            return order >= 0
        case "==" | "=" | "eq":
            return order == 0
        case "!=" | "ne" | "<>":
            return order != 0
        case _:
            return None


def _contained(left: Value, right: Value, scope: Scope) -> bool | None:
    if not isinstance(left, Text) or not left.known:
        return None
    if isinstance(right, Text):
        return left.chars in right.chars if right.known else None
    listed = items(right, scope)
    if listed is None:
        return None
    written = [one.chars if isinstance(one, Text) else HOLE for one in listed]
    if left.chars in written:
        return True
    return None if any(HOLE in one for one in written) else False


def _test(call: Call, scope: Scope) -> Condition:
    subject = call.arguments[0]
    value = evaluate(subject, scope)
    decided: bool | None = None
    match call.name:
        case "is defined" | "is undefined" if isinstance(value, (Text, Branching)):
            decided = call.name == "is defined"
        case "is none" if isinstance(value, Text) and value.known:
            decided = not value.chars or value.chars in ("None", "null")
        case "is string" | "is mapping" | "is sequence" | "is iterable":
            decided = _is_of_type(call.name, value)
        case "is version" | "is version_compare":
            decided = _version(value, [evaluate(a, scope) for a in call.arguments[1:]])
        case "is truthy" | "is true":
            return truth(subject, scope)
        case "is falsy" | "is false":
            return opposite(truth(subject, scope))
        case _:
            pass
    if decided is not None:
        return decided
    if call.name == "is undefined":
        return opposite(asked(scope.mark(f"{subject.spelled} is defined")))
    return asked(scope.mark(call.spelled))


def _is_of_type(test: str, value: Value) -> bool | None:
    """Say whether a value is a string or a structure, as far as it shows."""
    if isinstance(value, Branching):
        return False if test == "is string" else None
    known = value.chars if isinstance(value, Text) and value.known else None
    typed = isinstance(value, Text) and known is not None and _is_typed(value)
    listed = isinstance(value, tuple) or (typed and known == "[]")
    mapped = isinstance(value, Object) or (typed and known == "{}")
    if not (listed or mapped) and known is None:
        return None
    match test:
        case "is string":
            return not (listed or mapped or typed)
        case "is mapping":
            return mapped
        case "is sequence":
            return not mapped
        case _:
            return True


_VERSION = re.compile(r"v?(\d+(?:\.\d+)*)")


def _version(value: Value, arguments: list[Value]) -> bool | None:
    if not arguments or not isinstance(value, Text):
        return None
    other = arguments[0]
    operator = arguments[1] if len(arguments) > 1 else program("==")
    if not isinstance(other, Text) or not isinstance(operator, Text):
        return None
    mine, theirs = _VERSION.fullmatch(value.chars), _VERSION.fullmatch(other.chars)
    if mine is None or theirs is None:
        return None
    left = [int(part) for part in mine.group(1).split(".")]
    right = [int(part) for part in theirs.group(1).split(".")]
    width = max(len(left), len(right))
    left += [0] * (width - len(left))
    right += [0] * (width - len(right))
    return ordered(operator.chars, (left > right) - (left < right))
