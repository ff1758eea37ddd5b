"""Expressions with the function in front: Go templates' pipelines and Handlebars.

As ``text/template`` documents them: ``default "x" .Values.y | quote`` calls ``quote``
with what ``default`` yields as its last argument.
"""

from __future__ import annotations

from kubelet_lint.source import Text
from kubelet_lint.template.expression import (
    Both,
    Call,
    Compare,
    Constant,
    Dialect,
    Expression,
    Name,
    Not,
    Opaque,
    Pick,
    Reader,
    Unreadable,
    spelled,
)

_COMPARISONS = {"eq": "==", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


def parse(text: Text, dialect: Dialect) -> Expression:
    """Read a pipeline; ``Opaque`` if it is none this program knows."""
    try:
        reader = Reader(text, dialect)
        found = _pipeline(reader)
        if reader.token.kind == "end":
            return found
    except Unreadable:
        pass
    return Opaque(spelled(text.chars))


def _pipeline(reader: Reader) -> Expression:
    start = reader.token.start
    reader.deeper(1)
    value = _command(reader, None, start)
    while reader.take("|"):
        value = _command(reader, value, start)
    reader.deeper(-1)
    return value


def _command(reader: Reader, piped: Expression | None, start: int) -> Expression:
    token = reader.token
    first = _operand(reader)
    rest: list[Expression] = []
    while reader.token.kind != "end" and reader.token.chars not in ("|", ")"):
        rest.append(_argument(reader))
    if piped is not None:
        rest.append(piped)
    if token.kind != "name" or token.chars.startswith(("$", "@")):
        return first if not rest else Opaque(reader.spelled(start))
    alone = not rest and isinstance(first, Name)
    if alone and (reader.dialect != "go" or "." in first.spelled):
        return first
    return _called(token.chars, tuple(rest), reader.spelled(start))


def _argument(reader: Reader) -> Expression:
    """Read an operand; in Handlebars it may be named: ``key=value``."""
    if reader.token.kind == "name" and reader.following.chars == "=":
        keyword = reader.next().chars
        reader.next()
        return Call("=", (_operand(reader),), keyword)
    return _operand(reader)


def _operand(reader: Reader) -> Expression:
    token = reader.next()
    match token.kind:
        case "string":
            return reader.constant(token)
        case "number":
            text = reader.text[token.start : token.end]
            return Constant(text, "number", token.chars)
        case "name":
            return _word(reader, token.chars, token.start)
        case "sign" if token.chars == ".":
            return _fields(reader, "", token.start)
        case "sign" if token.chars == "(":
            inner = _pipeline(reader)
            reader.expect(")")
            if _touches(reader):
                _fields(reader, "x", reader.token.start)
                return Opaque(reader.spelled(token.start))
            return inner
        case "sign" if token.chars == "-" and reader.token.kind == "number":
            reader.next()
            return Opaque(reader.spelled(token.start))
        case _:
            raise Unreadable


def _word(reader: Reader, chars: str, start: int) -> Expression:
    if chars in ("true", "false"):
        text = reader.text[start : start + len(chars)].respelled(chars)
        return Constant(text, "bool", chars)
    if chars in ("nil", "null", "undefined"):
        text = reader.text[start : start + len(chars)].respelled("")
        return Constant(text, "none", chars)
    if chars == "$":
        return _fields(reader, "$", start)
    return _fields(reader, chars, start)


def _touches(reader: Reader) -> bool:
    """Say whether a field follows without a blank: ``$x.y``, not ``$x .y``."""
    token = reader.token
    return token.chars == "." and token.start == reader.behind


def _fields(reader: Reader, head: str, start: int) -> Expression:
    """Read ``.a.b`` behind a variable, the root (``$``) or the dot itself."""
    path = head
    if not head:
        if reader.token.kind != "name" or reader.token.start != reader.behind:
            return Name(".", ".")
        path = "." + reader.next().chars
    while _touches(reader):
        reader.next()
        name = reader.next()
        if name.kind not in ("name", "number") and name.chars != "[":
            raise Unreadable
        path += "." + name.chars
    return Name(path, reader.spelled(start))


def _called(name: str, arguments: tuple[Expression, ...], said: str) -> Expression:
    match name, arguments:
        case "not", (inner,):
            return Not(inner, said)
        case ("and" | "or") as word, (first, *others) if others:
            value = first
            for other in others:
                value = Both(
                    word, value, other, f"{value.spelled} {word} {other.spelled}"
                )
            return value
        case "eq", (left, right):
            return Compare("==", left, right, f"{left.spelled} == {right.spelled}")
        case (("ne" | "neq"), (left, right)):
            positive = f"{left.spelled} == {right.spelled}"
            return Not(Compare("==", left, right, positive), said)
        case (("lt" | "le" | "gt" | "ge"), (left, right)):
            return Compare(_COMPARISONS[name], left, right, said)
        case "ternary", (then, otherwise, condition):
            return Pick(condition, then, otherwise, said)
        case "default", (fallback, value):
            return Call("default", (value, fallback), said)
        case _:
            return Call(name, arguments, said)
