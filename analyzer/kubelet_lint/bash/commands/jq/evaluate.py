"""Evaluate jq's filters: values in, values out, and paths for what is assigned to.

A filter yields any number of values. An assignment asks its left side for paths, as jq
does (``jq.1``, "Assignment"): ``=`` evaluates its right side on the whole input, ``|=``
on what lies at the path. What a filter would have to know and does not is an unknown
value; where even the number of results is open, the whole is ``Unsupported``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from kubelet_lint.bash.commands.jq import filter as jq
from kubelet_lint.bash.commands.jq.filter import Filter, Unsupported
from kubelet_lint.bash.commands.jq.reading import literal
from kubelet_lint.bash.commands.jq.value import (
    NULL,
    Boolean,
    Items,
    Members,
    Null,
    Number,
    Str,
    Unknown,
    Value,
    boolean,
    is_open,
    key,
    number,
    truth,
    unknown,
)
from kubelet_lint.source import Text, program

Step = int | Text
Path = tuple[Step, ...]

STEPS = 200_000
"""Filters evaluated for one input."""


class Failed(Exception):
    """jq reports an error and goes on with the next input."""


class Scope(NamedTuple):
    """Variables, and how many steps are left (shared)."""

    variables: Mapping[str, Value]
    budget: list[int]

    def bind(self, name: str, value: Value) -> Scope:
        """Return a scope with one more variable."""
        return self._replace(variables={**self.variables, name: value})


def evaluate(node: Filter, value: Value, scope: Scope) -> Iterator[Value]:
    """Yield what a filter makes of a value.

    Raises:
        Failed: jq would report an error.
        Unsupported: it is not known what it makes.
    """
    scope.budget[0] -= 1
    if scope.budget[0] < 0:
        raise Unsupported("jq: too many steps")
    match node:
        case jq.Literal(text):
            yield literal(text)
        case jq.String(parts, form):
            yield from _string(parts, form, value, scope)
        case jq.Variable(name):
            if name not in scope.variables:
                raise Unsupported(f"jq: ${name} is not defined")
            yield scope.variables[name]
        case jq.Array(body):
            yield Items(tuple(evaluate(body, value, scope)) if body else ())
        case jq.Object(members):
            yield from _object(list(members), value, scope)
        case jq.Negate(term):
            for each in evaluate(term, value, scope):
                yield arithmetic("-", number(0), each)
        case jq.If(condition, then, otherwise):
            for each in evaluate(condition, value, scope):
                yield from evaluate(_branch(each, then, otherwise), value, scope)
        case jq.Try(body, handler):
            yield from _try(body, handler, value, scope)
        case jq.Bind(term, name, body):
            for each in evaluate(term, value, scope):
                yield from evaluate(body, value, scope.bind(name, each))
        case jq.Binary(operator, left, right):
            yield from _binary(operator, left, right, value, scope)
        case jq.Call(name, arguments):
            from kubelet_lint.bash.commands.jq.builtins import call

            yield from call(name, arguments, value, scope)
        case jq.Format(name):
            from kubelet_lint.bash.commands.jq.builtins import formatted

            yield formatted(name, value)
        case jq.Reduce():
            raise Unsupported("jq: reduce is not followed")
        case jq.Slice(term, start, end):
            for each in evaluate(term, value, scope):
                yield _sliced(each, start, end, value, scope)
        case jq.Identity() | jq.RecurseDefault() | jq.Field() | jq.Iterate():
            for path in paths(node, value, scope):
                yield get(value, path)


def _branch(condition: Value, then: Filter, otherwise: Filter | None) -> Filter:
    known = truth(condition)
    if known is None:
        raise Unsupported("jq: a condition is not known")
    return then if known else (otherwise or jq.Identity())


def _try(
    body: Filter, handler: Filter | None, value: Value, scope: Scope
) -> Iterator[Value]:
    try:
        yield from list(evaluate(body, value, scope))
    except Failed as error:
        if handler is not None:
            yield from evaluate(handler, Str(program(str(error))), scope)


def _string(
    parts: tuple[Text | Filter, ...], form: str, value: Value, scope: Scope
) -> Iterator[Value]:
    from kubelet_lint.bash.commands.jq.builtins import formatted, to_text

    found = Text()
    for part in parts:
        if isinstance(part, Text):
            found += part
            continue
        inner = list(evaluate(part, value, scope))
        if len(inner) != 1:
            raise Unsupported("jq: several values in one string")
        if form:
            shown = formatted(form, inner[0])
            found += shown.text if isinstance(shown, Str) else to_text(shown)
        else:
            found += to_text(inner[0])
    yield Str(found)


def _object(
    members: list[tuple[Filter, Filter | None]], value: Value, scope: Scope
) -> Iterator[Value]:
    if not members:
        yield Members({})
        return
    (name, body), *rest = members
    for label in evaluate(name, value, scope):
        if not isinstance(label, Str) or not label.text.known:
            raise Unsupported("jq: an object's key is not known")
        found = body or jq.Field(jq.Identity(), jq.String((label.text,)))
        for each in evaluate(found, value, scope):
            for other in _object(rest, value, scope):
                if isinstance(other, Members):
                    first = {label.text.chars: (label.text, each)}
                    yield Members({**first, **other.members})


def _binary(
    operator: str, left: Filter, right: Filter, value: Value, scope: Scope
) -> Iterator[Value]:
    match operator:
        case "|":
            for each in evaluate(left, value, scope):
                yield from evaluate(right, each, scope)
        case ",":
            yield from evaluate(left, value, scope)
            yield from evaluate(right, value, scope)
        case "//":
            yield from _alternative(left, right, value, scope)
        case "and" | "or":
            yield from _logic(operator, left, right, value, scope)
        case "=" | "|=" | "+=" | "-=" | "*=" | "/=" | "%=" | "//=":
            yield from _assign(operator, left, right, value, scope)
        case _:
            for second in evaluate(right, value, scope):
                for first in evaluate(left, value, scope):
                    yield operate(operator, first, second)


def _alternative(
    left: Filter, right: Filter, value: Value, scope: Scope
) -> Iterator[Value]:
    try:
        found = list(evaluate(left, value, scope))
    except Failed:
        found = []
    if any(truth(each) is None for each in found):
        raise Unsupported("jq: what // decides on is not known")
    good = [each for each in found if truth(each)]
    yield from good or evaluate(right, value, scope)


def _logic(
    operator: str, left: Filter, right: Filter, value: Value, scope: Scope
) -> Iterator[Value]:
    for first in evaluate(left, value, scope):
        known = truth(first)
        if known is None:
            yield unknown("a condition is not known")
        elif known == (operator == "or"):
            yield boolean(known)
        else:
            for second in evaluate(right, value, scope):
                other = truth(second)
                yield unknown("a condition") if other is None else boolean(other)


# --- assignment -----------------------------------------------------------------------


def _assign(
    operator: str, left: Filter, right: Filter, value: Value, scope: Scope
) -> Iterator[Value]:
    if operator == "|=":
        found = value
        for path in list(paths(left, value, scope)):
            new = next(evaluate(right, get(found, path), scope), None)
            found = delete(found, [path]) if new is None else put(found, path, new)
        yield found
        return
    for each in list(evaluate(right, value, scope)):
        found = value
        for path in list(paths(left, value, scope)):
            if operator == "=":
                found = put(found, path, each)
            elif operator == "//=":
                old = get(found, path)
                known = truth(old)
                if known is None:
                    raise Unsupported("jq: what //= decides on is not known")
                found = found if known else put(found, path, each)
            else:
                new = operate(operator[0], get(found, path), each)
                found = put(found, path, new)
        yield found


def paths(node: Filter, value: Value, scope: Scope) -> Iterator[Path]:
    """Yield the paths that a filter names.

    Raises:
        Unsupported: it is no path expression that is understood.
    """
    match node:
        case jq.Identity():
            yield ()
        case jq.RecurseDefault():
            yield from _everything(value, ())
        case jq.Field(term, name, _):
            for path in paths(term, value, scope):
                for step in evaluate(name, value, scope):
                    yield (*path, _step(step))
        case jq.Iterate(term, _):
            for path in paths(term, value, scope):
                yield from ((*path, step) for step in _steps(get(value, path)))
        case jq.Binary("|", left, right):
            for path in paths(left, value, scope):
                at = get(value, path)
                yield from ((*path, *more) for more in paths(right, at, scope))
        case jq.Binary(",", left, right):
            yield from paths(left, value, scope)
            yield from paths(right, value, scope)
        case jq.If(condition, then, otherwise):
            for each in evaluate(condition, value, scope):
                yield from paths(_branch(each, then, otherwise), value, scope)
        case jq.Try(body, _):
            try:
                yield from list(paths(body, value, scope))
            except Failed:
                return
        case jq.Call("select", (condition,)):
            for each in evaluate(condition, value, scope):
                known = truth(each)
                if known is None:
                    raise Unsupported("jq: a condition is not known")
                if known:
                    yield ()
        case jq.Call("empty", ()):
            return
        case jq.Call("first", (inner,)):
            yield next(paths(inner, value, scope))
        case jq.Call("recurse", ()):
            yield from _everything(value, ())
        case _:
            raise Unsupported("jq: a path that is not understood")


def _step(step: Value) -> Step:
    if isinstance(step, Str) and step.text.known:
        return step.text
    if isinstance(step, Number):
        return int(step.value)
    raise Unsupported("jq: a key is not known")


def _steps(value: Value) -> Iterator[Step]:
    match value:
        case Items(items):
            yield from range(len(items))
        case Members(members):
            yield from (text for text, _ in members.values())
        case Unknown():
            raise Unsupported("jq: what is iterated over is not known")
        case _:
            raise Failed("Cannot iterate over it")


def _everything(value: Value, path: Path) -> Iterator[Path]:
    yield path
    if isinstance(value, (Items, Members)):
        for step in _steps(value):
            yield from _everything(get(value, (step,)), (*path, step))


def get(value: Value, path: Path) -> Value:
    """Return what lies at a path; null if nothing does."""
    for step in path:
        value = _get(value, step)
    return value


def _get(value: Value, step: Step) -> Value:
    match value:
        case Unknown():
            return value
        case Null():
            return NULL
        case Members(members) if isinstance(step, Text):
            found = members.get(step.chars)
            return NULL if found is None else found[1]
        case Items(items) if isinstance(step, int):
            return items[step] if -len(items) <= step < len(items) else NULL
        case _:
            raise Failed(f"Cannot index with {step if isinstance(step, int) else 'it'}")


def put(value: Value, path: Path, new: Value) -> Value:
    """Return a value with another one at a path."""
    if not path:
        return new
    step, rest = path[0], path[1:]
    if isinstance(value, Unknown):
        return value
    if isinstance(value, Null):
        value = Members({}) if isinstance(step, Text) else Items(())
    inner = put(_get(value, step), rest, new)
    if isinstance(value, Members) and isinstance(step, Text):
        label = value.members[step.chars][0] if step.chars in value.members else step
        return Members({**value.members, step.chars: (label, inner)})
    if isinstance(value, Items) and isinstance(step, int):
        at = step + len(value.items) if step < 0 else step
        if at < 0 or at > 100_000:
            raise Failed("Out of bounds negative array index")
        items = list(value.items)
        items.extend([NULL] * (at + 1 - len(items)))
        items[at] = inner
        return Items(tuple(items))
    raise Failed("Cannot index it")


def delete(value: Value, gone: list[Path]) -> Value:
    """Return a value without what lies at the paths; the last ones go first."""
    for path in sorted(gone, key=_order, reverse=True):
        value = _delete(value, path)
    return value


def _order(path: Path) -> tuple[tuple[int, int, str], ...]:
    return tuple(
        (0, step, "") if isinstance(step, int) else (1, 0, step.chars) for step in path
    )


def _delete(value: Value, path: Path) -> Value:
    if not path or isinstance(value, (Null, Unknown)):
        return NULL if not path else value
    step, rest = path[0], path[1:]
    if rest:
        inner = _get(value, step)
        if isinstance(inner, Null):
            return value
        return put(value, (step,), _delete(inner, rest))
    if isinstance(value, Members) and isinstance(step, Text):
        return Members({n: m for n, m in value.members.items() if n != step.chars})
    if isinstance(value, Items) and isinstance(step, int):
        at = step + len(value.items) if step < 0 else step
        return Items(tuple(v for n, v in enumerate(value.items) if n != at))
    raise Failed("Cannot delete it")


def _sliced(
    value: Value,
    start: Filter | None,
    end: Filter | None,
    whole: Value,
    scope: Scope,
) -> Value:
    bounds: list[int | None] = []
    for bound in (start, end):
        found = next(evaluate(bound, whole, scope)) if bound is not None else NULL
        bounds.append(int(found.value) if isinstance(found, Number) else None)
    if isinstance(value, Items):
        return Items(value.items[bounds[0] : bounds[1]])
    if isinstance(value, Str) and value.text.known:
        return Str(value.text[bounds[0] : bounds[1]])
    if isinstance(value, Null):
        return NULL
    raise Unsupported("jq: a slice of what is not known")


# --- operators ------------------------------------------------------------------------


def operate(operator: str, left: Value, right: Value) -> Value:
    """Return what an operator makes of two values."""
    if operator in ("==", "!=", "<", "<=", ">", ">="):
        return _compare(operator, left, right)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return left if isinstance(left, Unknown) else right
    return arithmetic(operator, left, right)


def _compare(operator: str, left: Value, right: Value) -> Value:
    if is_open(left) or is_open(right):
        return unknown("what is compared is not known")
    first, second = key(left), key(right)
    if operator in ("==", "!="):
        return boolean((first == second) == (operator == "=="))
    try:
        less, equal = first < second, first == second
    except TypeError:
        raise Unsupported("jq: what is compared is not comparable") from None
    return boolean(
        {"<": less, "<=": less or equal, ">": not (less or equal), ">=": not less}[
            operator
        ]
    )


def arithmetic(operator: str, left: Value, right: Value) -> Value:
    """Return a sum, difference, product, quotient or remainder."""
    match operator, left, right:
        case "+", Null(), _:
            return right
        case "+", _, Null():
            return left
        case _, Number(first), Number(second):
            return _number(operator, first, second)
        case "+", Str(first_text), Str(second_text):
            return Str(first_text + second_text)
        case "+", Items(first_items), Items(second_items):
            return Items((*first_items, *second_items))
        case "+", Members(first_members), Members(second_members):
            return Members({**first_members, **second_members})
        case "-", Items(first_items), Items(second_items):
            gone = [key(each) for each in second_items]
            return Items(tuple(v for v in first_items if key(v) not in gone))
        case "*", Members() as first_object, Members() as second_object:
            return merge(first_object, second_object)
        case "/", Str(first_text), Str(second_text) if second_text.chars:
            parts = first_text.split(second_text.chars)
            return Items(tuple(Str(part) for part in parts))
        case _:
            raise Failed("they cannot be combined")


def _number(operator: str, left: float, right: float) -> Value:
    if operator in "/%" and right == 0:
        raise Failed("they cannot be divided because the divisor is zero")
    match operator:
        case "+":
            return number(left + right)
        case "-":
            return number(left - right)
        case "*":
            return number(left * right)
        case "/":
            return number(left / right)
        case _:
            sign = -1 if left < 0 else 1
            return number(sign * (abs(int(left)) % abs(int(right))))


def merge(left: Members, right: Members) -> Members:
    """Return two objects merged deeply; the right one wins."""
    found = dict(left.members)
    for name, (label, value) in right.members.items():
        old = found.get(name)
        if (
            old is not None
            and isinstance(old[1], Members)
            and isinstance(value, Members)
        ):
            value = merge(old[1], value)
        found[name] = (old[0] if old is not None else label, value)
    return Members(found)


__all__ = ["Boolean", "Failed", "Scope", "Step", "delete", "evaluate", "paths"]
