"""What ``$NAME`` and ``${…}`` yield.

Follows ``parameter_brace_expand`` of bash 5.2 (subst.c). A value that may be empty or
not becomes a choice in place where that is all that matters of it; otherwise the
question is decided (``Decisions.choose``), each way apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, Protocol

from kubelet_lint.bash.ansi import decode
from kubelet_lint.bash.arith import Number
from kubelet_lint.bash.assign import assign_element, element_at, store
from kubelet_lint.bash.condition import is_empty, is_set
from kubelet_lint.bash.decision import Condition
from kubelet_lint.bash.field import Piece
from kubelet_lint.bash.leave import Leave
from kubelet_lint.bash.lookup import (
    arguments,
    count,
    many,
    scalar_text,
    value_of,
)
from kubelet_lint.bash.pattern import Pattern
from kubelet_lint.bash.state import State
from kubelet_lint.bash.substitute import (
    change_case,
    derived,
    remove_prefix,
    remove_suffix,
    replace,
    substring,
)
from kubelet_lint.bash.syntax import Lit, Param, Quoted, Word
from kubelet_lint.bash.variable import (
    UNSET,
    Assoc,
    Either,
    Indexed,
    Scalar,
    Unknown,
    Unset,
    Value,
    keys,
    words,
)
from kubelet_lint.source import EMPTY, HOLE, Choice, Hole, Span, Text, program


class Many(NamedTuple):
    """What ``$@``, ``$*`` and their like yield."""

    words: tuple[Text, ...]
    star: bool
    """Whether they are joined where they are quoted."""


class Argument(NamedTuple):
    """The word of ``${X:-word}`` is to be expanded in this place."""

    word: Word


Result = Text | Many | Argument


class Expansions(Protocol):
    """What parameters need of the expander."""

    state: State
    span: Span | None

    def text(self, word: Word, *, assignment: bool = False) -> Text:
        """Return a word as one text."""
        ...

    def words(self, words: tuple[Word, ...], /) -> tuple[Text, ...]:
        """Return words as a command gets them."""
        ...

    def pieces(self, word: Word) -> list[Piece]:
        """Return a word unsplit, with what is quoted in it."""
        ...

    def pattern(self, word: Word, *, ignore_case: bool = False) -> Pattern:
        """Return a word as a pattern."""
        ...

    def number(self, word: Word) -> Number:
        """Return the value of an arithmetic expression."""
        ...

    def compute(self, expression: Text) -> Number:
        """Return the value of an arithmetic expression already expanded."""
        ...

    def settle(self, text: Text) -> Text:
        """Return ``text`` with its choices decided."""
        ...

    def fail(self, message: str) -> None:
        """Let the command fail with a message."""
        ...

    def supposed(self, name: str) -> Text | None:
        """Return a hole for a setting the script would stop without, if it may."""
        ...


class Subject(NamedTuple):
    """The parameter of an expansion, before its operator."""

    value: Value
    many: tuple[Text, ...] | None
    """The words of ``@`` and ``*``."""
    star: bool
    name: str
    subscript: Text | None


_NAME = re.compile(
    r"([A-Za-z_][A-Za-z0-9_]*|[0-9]+|[@*#?$!-])(?:\[(.*)\])?\Z", re.DOTALL
)


def evaluate_parameter(exp: Expansions, param: Param, *, quoted: bool) -> Result:
    """Return what ``param`` yields."""
    if param.error:
        exp.fail(f"{param.text.display()}: {param.error}")
        raise Leave("discard")
    if param.indirect:
        special = _names(exp, param)
        if special is not None:
            return special
        param = _indirect(exp, param)
        if not param.name:
            return derived(param.text, param.text.display())
    subject = _subject(exp, param)
    if param.length:
        return _length(exp, param, subject)
    if not param.operator:
        return _plain(exp, subject)
    if param.operator[-1] in "-=?+" and len(param.operator) <= 2:
        return _default(exp, param, subject, quoted=quoted)
    return _operate(exp, param, subject)


def _subject(exp: Expansions, param: Param) -> Subject:
    name = param.name
    if name in "@*":
        return Subject(UNSET, arguments(exp.state), name == "*", name, None)
    value = value_of(exp.state, name, exp.span)
    if param.subscript is None:
        return Subject(value, None, False, name, None)
    value = exp.state.decisions.value(value)
    if param.subscript.literal in ("@", "*"):
        star = param.subscript.literal == "*"
        return Subject(value, words(value), star, name, None)
    subscript = exp.text(param.subscript)
    return Subject(element_at(exp, value, subscript), None, False, name, subscript)


def _plain(exp: Expansions, subject: Subject) -> Result:
    if subject.many is not None:
        return Many(subject.many, subject.star)
    return _scalar(exp, subject.value, subject.name)


def _scalar(exp: Expansions, value: Value, name: str) -> Text:
    if exp.state.enabled("nounset") and _may_be_unset(value):
        value = exp.state.decisions.value(value)
        if _element_zero(value) is UNSET:
            supposed = exp.supposed(name)
            if supposed is not None:
                return supposed
            exp.fail(f"{name}: unbound variable")
            raise Leave("exit")
    return scalar_text(value)


def _may_be_unset(value: Value) -> bool:
    if isinstance(value, Either):
        return any(_may_be_unset(option) for _, option in value.options)
    return _element_zero(value) is UNSET


def _element_zero(value: Value) -> Value:
    match value:
        case Indexed(items):
            return Scalar(items[0]) if 0 in items else UNSET
        case Assoc(items):
            return Scalar(items["0"][1]) if "0" in items else UNSET
        case _:
            return value


# --- names ------------------------------------------------------------------------


def _names(exp: Expansions, param: Param) -> Result | None:
    """Return ``${!X@}``, ``${!X[@]}``, and a name reference's target."""
    state = exp.state
    if param.operator in ("@", "*") and param.subscript is None:
        names = sorted(
            name
            for name, variable in state.variables.items()
            if name.startswith(param.name) and variable.value is not UNSET
        )
        return Many(tuple(map(program, names)), param.operator == "*")
    value = value_of(state, param.name)
    if param.subscript is not None and param.subscript.literal in ("@", "*"):
        return Many(keys(state.decisions.value(value)), param.subscript.literal == "*")
    variable = state.variables.get(param.name)
    if variable is not None and "n" in variable.attributes:
        return scalar_text(variable.value)
    return None


def _indirect(exp: Expansions, param: Param) -> Param:
    """Return the parameter that ``${!X…}`` stands for; no name if nobody knows."""
    plain = param._replace(indirect=False, operator="", argument=None, second=None)
    subject = _subject(exp, plain)
    name = exp.settle(_scalar(exp, subject.value, subject.name))
    if not name.known:
        return param._replace(name="", text=name)
    found = _NAME.match(name.chars)
    if found is None:
        exp.fail(f"{name.chars}: invalid variable name")
        raise Leave("discard")
    subscript = None
    if found[2] is not None:
        subscript = Word((Lit(name[found.start(2) : found.end(2)]),))
    return param._replace(name=found[1], subscript=subscript, indirect=False)


# --- length -----------------------------------------------------------------------


def _length(exp: Expansions, param: Param, subject: Subject) -> Text:
    label = param.text.display()
    if subject.many is not None:
        if isinstance(subject.value, Indexed | Assoc) and subject.value.loose:
            return derived(param.text, label)
        return count(exp.state, subject.many, label)
    text = exp.settle(_scalar(exp, subject.value, subject.name))
    if not text.known or not text.chars.isascii():
        return derived(text, label)
    return program(str(len(text)))


# --- a word instead ---------------------------------------------------------------


def _default(
    exp: Expansions, param: Param, subject: Subject, *, quoted: bool
) -> Result:
    colon, kind = param.operator[0] == ":", param.operator[-1]
    argument = param.argument or Word(())
    if subject.many is None and kind in "-+" and _is_pure(argument, quoted=quoted):
        return _in_place(exp, subject.value, colon, kind, exp.text(argument))
    there = _is_there(exp, subject, colon=colon)
    if there is None:
        return derived(param.text, param.text.display())
    if kind == "+":
        return Argument(argument) if there else EMPTY
    if there:
        return _present(exp, subject)
    if kind == "-":
        return Argument(argument)
    text = exp.text(argument)
    if kind == "?":
        supposed = exp.supposed(subject.name)
        if supposed is not None:
            return supposed
        exp.fail(f"{subject.name}: {text.display() or 'parameter null or not set'}")
        raise Leave("exit")
    return _assigned(exp, subject, text)


def _present(exp: Expansions, subject: Subject) -> Result:
    if subject.many is not None:
        return Many(subject.many, subject.star)
    return scalar_text(exp.state.decisions.value(subject.value))


def _assigned(exp: Expansions, subject: Subject, text: Text) -> Text:
    if subject.subscript is not None:
        assign_element(exp, subject.name, subject.subscript, text, append=False)
    else:
        store(exp, subject.name, text)
    return text


def _is_pure(word: Word, *, quoted: bool) -> bool:
    """Say whether a word may be expanded though its result may not be used."""
    for part in word.parts:
        match part:
            case Lit(_, literal):
                pure = quoted or not literal
            case Param(_, _, subscript, operator, argument, _, _, indirect):
                inner = argument is None or _is_pure(argument, quoted=quoted)
                harmless = operator in ("", "-", ":-", "+", ":+")
                pure = inner and harmless and subscript is None and not indirect
            case Quoted(parts):
                pure = quoted and _is_pure(Word(parts), quoted=True)
            case _:
                pure = False
        if not pure:
            return False
    return True


def _in_place(
    exp: Expansions, value: Value, colon: bool, kind: str, word: Text
) -> Text:
    """Return ``${X:-word}`` or ``${X:+word}`` as a choice if it depends."""
    absent = word if kind == "-" else EMPTY

    def there(text: Text) -> Text:
        return text if kind == "-" else word

    match _element_zero(value):
        case Either(condition, options):
            ways = [(o[0], _in_place(exp, o[1], colon, kind, word)) for o in options]
            return Text.choice(condition, ways)
        case Unset():
            return absent
        case Unknown(text) if not colon:
            return _choice(exp, is_set(text), there(text), absent)
        case Scalar(text) if not colon:
            return there(text)
        case Scalar(text) | Unknown(text):
            return _unless_empty(exp, text, there, absent)
        case Indexed() | Assoc():
            return absent


def _unless_empty(
    exp: Expansions, text: Text, there: Callable[[Text], Text], absent: Text
) -> Text:
    text = exp.state.decisions.fill(text)
    if text.chars.strip(HOLE):
        return there(text)
    if not text.chars:
        return absent
    piece = next(text.holes())
    if isinstance(piece, Choice):
        if len(text) > 1:
            return _unless_empty(exp, exp.settle(text), there, absent)
        ways = [(o[0], _unless_empty(exp, o[1], there, absent)) for o in piece.options]
        return Text.choice(piece.condition, ways, piece.span)
    return _choice(exp, is_empty(text), absent, there(text))


def _choice(exp: Expansions, condition: Condition, first: Text, second: Text) -> Text:
    taken = exp.state.decisions.taken.get(condition.name)
    if taken is not None:
        return second if taken[0] else first
    options = zip(condition.labels, (first, second), strict=True)
    return Text.choice(condition.name, options, first.span or second.span)


def _is_there(exp: Expansions, subject: Subject, *, colon: bool) -> bool | None:
    if subject.many is not None:
        return _are_there(exp, subject.many, colon=colon)
    match _element_zero(exp.state.decisions.value(subject.value)):
        case Unset():
            return False
        case Unknown(text) if not colon:
            way = exp.state.decisions.choose(is_set(text))
            return None if way is None else way == 0
        case Scalar(text) | Unknown(text):
            return not colon or is_filled(exp, text)
        case _:
            return True


def _are_there(exp: Expansions, given: tuple[Text, ...], *, colon: bool) -> bool | None:
    if len(given) != 1:
        return None if given and all(map(many, given)) else bool(given)
    (word,) = given
    return is_filled(exp, word) if colon or many(word) else True


def is_filled(exp: Expansions, text: Text) -> bool | None:
    """Say whether a text is not empty; if a hole decides, each way is followed."""
    text = exp.settle(text)
    if text.chars.strip(HOLE):
        return True
    if not text.chars:
        return False
    way = exp.state.decisions.choose(is_empty(text))
    return None if way is None else way == 1


# --- operators --------------------------------------------------------------------


def _operate(exp: Expansions, param: Param, subject: Subject) -> Result:
    label = param.text.display()
    if param.operator == ":":
        return _substring(exp, param, subject, label)
    if param.operator.startswith("/") and isinstance(subject.value, Unset):
        return EMPTY
    change = _change(exp, param, label)
    if subject.many is not None:
        changed = (_kept(change, word) for word in subject.many)
        return Many(tuple(changed), subject.star)
    if param.operator in ("@a", "@A", "@K", "@k", "@P"):
        return derived(param.text, label)
    return lifted(exp, _scalar(exp, subject.value, subject.name), change)


def _kept(change: Callable[[Text], Text], word: Text) -> Text:
    """Let unknown words be unknown words."""
    changed = change(word)
    if not many(word) or changed.known:
        return changed
    hole = next(changed.holes())
    reason = hole.reason if isinstance(hole, Hole) else "not known"
    return Text.hole(reason, hole.span, getattr(hole, "name", ""), words=True)


def lifted(exp: Expansions, text: Text, change: Callable[[Text], Text]) -> Text:
    """Return ``change(text)``, within each option of a choice in it."""
    text = exp.state.decisions.fill(text)
    choices = [piece for piece in text.holes() if isinstance(piece, Choice)]
    if not choices:
        return change(text)
    if len(choices) > 1:
        return change(exp.settle(text))
    choice = choices[0]
    start = next(start for start, _, piece in text.pieces() if piece is choice)
    before, after = text[:start], text[start + 1 :]
    options = [
        (label, lifted(exp, before + option + after, change))
        for label, option in choice.options
    ]
    return Text.choice(choice.condition, options, choice.span)


def _change(exp: Expansions, param: Param, label: str) -> Callable[[Text], Text]:
    operator, argument = param.operator, param.argument or Word(())
    ignore_case = exp.state.enabled("nocasematch")
    match operator[0]:
        case "#" | "%":
            pattern = exp.pattern(argument)
            remove = remove_prefix if operator[0] == "#" else remove_suffix
            longest = len(operator) == 2
            return lambda text: remove(text, pattern, longest=longest, name=label)
        case "/":
            pattern = exp.pattern(argument, ignore_case=ignore_case)
            pieces = exp.pieces(param.second) if param.second else []
            return lambda text: replace(
                text, pattern, pieces, mode=operator, name=label
            )
        case "^" | "," | "~":
            some = exp.pattern(argument) if argument.parts else None
            return lambda text: change_case(text, some, operator, label)
        case _:
            return _TRANSFORMS.get(operator, lambda text: derived(text, label))


def _substring(exp: Expansions, param: Param, subject: Subject, label: str) -> Result:
    offset = exp.number(param.argument or Word(()))
    length = exp.number(param.second) if param.second is not None else None
    if offset is None or (param.second is not None and length is None):
        hole = derived(param.text, label)
        return hole if subject.many is None else Many((_words_hole(label),), False)
    if subject.many is not None:
        return Many(_slice(exp, subject, offset, length), subject.star)

    def cut(text: Text) -> Text:
        result = substring(text, offset, length, label)
        if result is None:
            exp.fail(f"{label}: substring expression < 0")
            raise Leave("discard")
        return result

    return lifted(exp, _scalar(exp, subject.value, subject.name), cut)


def _words_hole(name: str) -> Text:
    return Text.hole("which words is not known", None, name, words=True)


def _slice(
    exp: Expansions, subject: Subject, offset: int, length: int | None
) -> tuple[Text, ...]:
    given = subject.many or ()
    numbered = list(enumerate(given))
    if isinstance(subject.value, Indexed):
        numbered = list(zip(sorted(subject.value.items), given, strict=False))
        size = max(subject.value.items, default=-1) + 1
    else:
        if subject.name in "@*":
            numbered = [(at + 1, word) for at, word in numbered]
            if offset == 0:
                zero = scalar_text(value_of(exp.state, "0"))
                numbered.insert(0, (0, zero))
        size = len(given) + 1
    begin = offset if offset >= 0 else size + offset
    taken = [word for at, word in numbered if at >= begin] if begin >= 0 else []
    counted = offset < 0 or length is not None
    skipped = given[: len(given) - len(taken)]
    if any(map(many, skipped)) or (counted and any(map(many, given))):
        return (_words_hole(f"${{{subject.name}:…}}"),)
    if length is not None and length >= 0:
        taken = taken[:length]
    return tuple(taken)


# --- ${X@Q} and its like ----------------------------------------------------------


def _first_upper(text: Text) -> Text:
    return change_case(text, None, "^", "${…@u}")


def _upper(text: Text) -> Text:
    return change_case(text, None, "^^", "${…@U}")


def _lower(text: Text) -> Text:
    return change_case(text, None, ",,", "${…@L}")


def quote(text: Text) -> Text:
    """Return ``text`` quoted so that the shell reads it back."""
    if any(ord(char) < 32 and char != HOLE for char in text.chars):
        return _ansi_quoted(text)
    parts = [program("'")]
    for number, piece in enumerate(text.split("'")):
        parts.extend((program("'\\''"), piece) if number else (piece,))
    return Text.join((*parts, program("'")))


_CONTROLS = {
    "\a": "\\a",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
    "\v": "\\v",
    "\x1b": "\\E",
    "'": "\\'",
    "\\": "\\\\",
}


def _ansi_quoted(text: Text) -> Text:
    parts = [program("$'")]
    for at, char in enumerate(text.chars):
        one = text[at]
        if char in _CONTROLS:
            one = one.respelled(_CONTROLS[char])
        elif ord(char) < 32:
            one = one.respelled(f"\\{ord(char):03o}")
        parts.append(one)
    return Text.join((*parts, program("'")))


_TRANSFORMS: dict[str, Callable[[Text], Text]] = {
    "@Q": quote,
    "@U": _upper,
    "@u": _first_upper,
    "@L": _lower,
    "@E": decode,
}
