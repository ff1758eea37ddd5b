"""Expressions with operators between their operands: Jinja2, HCL and ERB.

The precedences are Jinja2's (``jinja2/parser.py``); HCL and Ruby agree with them for
all that is evaluated here, and spell ``and``, ``or``, ``not`` as ``&&``, ``||``, ``!``.
"""

from __future__ import annotations

from kubelet_lint.source import Text, program
from kubelet_lint.template.expression import (
    Both,
    Call,
    Compare,
    Constant,
    Dialect,
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
    Reader,
    Unreadable,
    spelled,
)

_WORDS: dict[str, tuple[str, str]] = {
    "true": ("bool", "true"),
    "True": ("bool", "true"),
    "false": ("bool", "false"),
    "False": ("bool", "false"),
    "none": ("none", ""),
    "None": ("none", ""),
    "null": ("none", ""),
    "nil": ("none", ""),
}


def parse(text: Text, dialect: Dialect) -> Expression:
    """Read an expression; ``Opaque`` if it is none this program knows."""
    try:
        reader = Reader(text, dialect)
        found = _value(reader)
        if reader.token.kind == "end":
            return found
    except Unreadable:
        pass
    return Opaque(spelled(text.chars))


def _value(reader: Reader) -> Expression:
    start = reader.token.start
    reader.deeper(1)
    value = _or(reader)
    if reader.dialect == "jinja":
        while reader.take("if"):
            condition = _or(reader)
            otherwise = _value(reader) if reader.take("else") else None
            value = Pick(condition, value, otherwise, reader.spelled(start))
    elif reader.take("?"):
        then = _value(reader)
        reader.expect(":")
        value = Pick(value, then, _value(reader), reader.spelled(start))
    reader.deeper(-1)
    return value


def _or(reader: Reader) -> Expression:
    start = reader.token.start
    left = _and(reader)
    while reader.take("or", "||"):
        left = Both("or", left, _and(reader), reader.spelled(start))
    return left


def _and(reader: Reader) -> Expression:
    start = reader.token.start
    left = _not(reader)
    while reader.take("and", "&&"):
        left = Both("and", left, _not(reader), reader.spelled(start))
    return left


def _not(reader: Reader) -> Expression:
    start = reader.token.start
    if reader.take("not"):
        reader.deeper(1)
        inner = _not(reader)
        reader.deeper(-1)
        return Not(inner, reader.spelled(start))
    return _compare(reader)


def _compare(reader: Reader) -> Expression:
    start = reader.token.start
    left = _sum(reader)
    while True:
        operator = reader.take("==", "!=", "<", ">", "<=", ">=", "in", "not", "is")
        if operator is None:
            return left
        word = operator.chars
        if word == "is":
            left = _test(reader, left, start)
            continue
        if word == "not":
            reader.expect("in")
            word = "in"
        right = _sum(reader)
        said = reader.spelled(start)
        if operator.chars == "!=":
            positive = f"{left.spelled} == {right.spelled}"
            left = Not(Compare("==", left, right, positive), said)
        elif operator.chars == "not":
            positive = f"{left.spelled} in {right.spelled}"
            left = Not(Compare("in", left, right, positive), said)
        else:
            left = Compare(word, left, right, said)


def _test(reader: Reader, subject: Expression, start: int) -> Expression:
    """Read a Jinja2 test such as ``is defined`` or ``is version('1.9', '>=')``."""
    negated = reader.take("not") is not None
    name = reader.next()
    if name.kind != "name":
        raise Unreadable
    word = name.chars
    while reader.take("."):
        word = reader.next().chars
    arguments: tuple[Expression, ...] = ()
    if reader.take("("):
        arguments = _arguments(reader, ")")
    elif reader.token.kind in ("string", "number"):
        arguments = (_primary(reader),)
    said = (
        f"{subject.spelled} is {spelled(reader.text.chars[name.start : reader.behind])}"
    )
    test = Call(f"is {word}", (subject, *arguments), said)
    return Not(test, reader.spelled(start)) if negated else test


def _sum(reader: Reader) -> Expression:
    start = reader.token.start
    left = _unary(reader)
    while True:
        operator = reader.take("~", "+", "-", "*", "/", "//", "%", "**")
        if operator is None:
            return left
        right = _unary(reader)
        if operator.chars == "~":
            left = Joined(left, right, reader.spelled(start))
        elif operator.chars == "+":
            left = Call("+", (left, right), reader.spelled(start))
        else:
            left = Opaque(reader.spelled(start))


def _unary(reader: Reader) -> Expression:
    start = reader.token.start
    if reader.take("!"):
        reader.deeper(1)
        inner = _unary(reader)
        reader.deeper(-1)
        return Not(inner, reader.spelled(start))
    if reader.take("-", "+"):
        _unary(reader)
        return Opaque(reader.spelled(start))
    return _filtered(reader, _postfix(reader, _primary(reader), start), start)


def _filtered(reader: Reader, value: Expression, start: int) -> Expression:
    while reader.dialect == "jinja" and reader.take("|"):
        name = reader.next()
        if name.kind != "name":
            raise Unreadable
        word = name.chars
        while reader.take("."):
            word = reader.next().chars
        arguments = _arguments(reader, ")") if reader.take("(") else ()
        value = Call(word, (value, *arguments), reader.spelled(start))
        value = _postfix(reader, value, start)
    return value


def _primary(reader: Reader) -> Expression:
    token = reader.next()
    match token.kind:
        case "string":
            return _strings(reader, reader.constant(token))
        case "number":
            text = reader.text[token.start : token.end].respelled(token.chars)
            return Constant(text, "number", token.chars)
        case "name":
            return _word(reader, token.chars, token.start)
        case "sign" if token.chars in "([{":
            return _bracket(reader, token.chars, token.start)
        case _:
            raise Unreadable


def _strings(reader: Reader, first: Constant) -> Constant:
    """Strings beside each other are one in Jinja2."""
    while reader.token.kind == "string" and reader.dialect == "jinja":
        other = reader.constant(reader.next())
        first = Constant(first.text + other.text, "string", first.spelled)
    return first


def _word(reader: Reader, chars: str, start: int) -> Expression:
    if chars in _WORDS:
        kind, value = _WORDS[chars]
        text = reader.text[start : start + len(chars)].respelled(value)
        return Constant(text, "bool" if kind == "bool" else "none", chars)
    if reader.take("("):
        arguments = _arguments(reader, ")")
        return Call(chars, arguments, reader.spelled(start))
    return Name(chars, chars)


def _bracket(reader: Reader, opener: str, start: int) -> Expression:
    reader.deeper(1)
    value: Expression
    if opener in "[{" and reader.dialect == "hcl" and reader.take("for"):
        value = _each(reader, opener, start)
    elif opener == "[":
        value = Items(_arguments(reader, "]"), reader.spelled(start))
    elif opener == "{":
        value = Pairs(_pairs(reader), reader.spelled(start))
    else:
        inside = _arguments(reader, ")")
        one = len(inside) == 1
        value = inside[0] if one else Items(inside, reader.spelled(start))
    reader.deeper(-1)
    return value


def _each(reader: Reader, opener: str, start: int) -> Expression:
    """Read ``for k, v in x : k => v if c`` up to the bracket that closes it."""
    names = [reader.next().chars]
    while reader.take(","):
        names.append(reader.next().chars)
    reader.expect("in")
    listed = _value(reader)
    reader.expect(":")
    key: Expression | None = None
    value = _value(reader)
    if opener == "{":
        reader.expect("=>")
        key, value = value, _value(reader)
    grouped = reader.take("...") is not None
    condition = _value(reader) if reader.take("if") else None
    reader.expect("]" if opener == "[" else "}")
    said = reader.spelled(start)
    if grouped or len(names) > 2:
        return Opaque(said)
    return Each(tuple(names), listed, key, value, condition, said)


def _arguments(reader: Reader, close: str) -> tuple[Expression, ...]:
    found: list[Expression] = []
    while not reader.take(close):
        if reader.token.kind == "name" and reader.following.chars == "=":
            keyword = reader.next().chars
            reader.next()
            value = _value(reader)
            found.append(Call("=", (value,), keyword))
        else:
            found.append(_value(reader))
        reader.take("...")
        if reader.take(",") is None and reader.token.chars != close:
            raise Unreadable
    return tuple(found)


def _pairs(reader: Reader) -> tuple[tuple[Expression, Expression], ...]:
    found: list[tuple[Expression, Expression]] = []
    while not reader.take("}"):
        key = _or(reader)
        if reader.take(":", "=", "=>") is None:
            raise Unreadable
        found.append((key, _value(reader)))
        reader.take(",")
    return tuple(found)


def _postfix(reader: Reader, value: Expression, start: int) -> Expression:
    while True:
        if reader.take(".", "&."):
            value = _member(reader, value, start)
        elif reader.token.chars == "[" and reader.token.kind == "sign":
            reader.next()
            value = _index(reader, value, start)
        elif reader.token.chars == "(" and not isinstance(value, Name):
            reader.next()
            _arguments(reader, ")")
            value = Opaque(reader.spelled(start))
        else:
            return value


def _member(reader: Reader, value: Expression, start: int) -> Expression:
    name = reader.next()
    if name.kind not in ("name", "number") and name.chars != "*":
        raise Unreadable
    if reader.take("("):
        arguments = _arguments(reader, ")")
        return Call(name.chars, (value, *arguments), reader.spelled(start))
    if name.chars == "*" or name.chars[-1] in "?!":
        return Call(name.chars, (value,), reader.spelled(start))
    return _extended(reader, value, name.chars, start)


def _index(reader: Reader, value: Expression, start: int) -> Expression:
    inside = _arguments(reader, "]")
    match inside:
        case (Constant(text, "string" | "template"),) if text.known:
            return _extended(reader, value, text.chars, start)
        case (Constant(text, "number"),) if isinstance(value, Name):
            return Name(f"{value.path}[{text.chars}]", reader.spelled(start))
        case (key,):
            return Member(value, key, reader.spelled(start))
        case _:
            return Opaque(reader.spelled(start))


def _extended(reader: Reader, value: Expression, name: str, start: int) -> Expression:
    if isinstance(value, Name):
        joint = f"[{name}]" if name.isdigit() else f".{name}"
        return Name(value.path + joint, reader.spelled(start))
    key = Constant(program(name), "string", name)
    return Member(value, key, reader.spelled(start))
