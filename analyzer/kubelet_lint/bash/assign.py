"""Assignments: to variables, to elements of arrays, and from arithmetic.

Follows ``bind_variable`` and ``assign_array_element`` of bash 5.2. Values longer than
``SIZE`` are not kept: a loop that doubles a string must end somewhere.
"""

from __future__ import annotations

from typing import Protocol

from kubelet_lint.bash.arith import Number
from kubelet_lint.bash.leave import Leave
from kubelet_lint.bash.lookup import element, scalar_text, target, value_of
from kubelet_lint.bash.machine import symbol
from kubelet_lint.bash.state import State
from kubelet_lint.bash.syntax import Assign, Element, Word
from kubelet_lint.bash.variable import (
    UNSET,
    Assoc,
    Either,
    Indexed,
    Scalar,
    Unknown,
    Value,
    Variable,
)
from kubelet_lint.source import EMPTY, HOLE, Text, program

SIZE = 300_000
"""Characters a variable or file may hold."""

HOLES = 1_000
"""Unknown stretches a variable or file may hold."""


class Expansions(Protocol):
    """What assignments need of the expander."""

    state: State

    def text(self, word: Word, *, assignment: bool = False) -> Text:
        """Return a word as one text."""
        ...

    def words(self, words: tuple[Word, ...], /) -> tuple[Text, ...]:
        """Return words as a command gets them."""
        ...

    def compute(self, expression: Text) -> Number:
        """Return the value of an arithmetic expression."""
        ...

    def settle(self, text: Text) -> Text:
        """Return ``text`` with its choices decided."""
        ...

    def fail(self, message: str) -> None:
        """Let the command fail with a message."""
        ...


def bounded(text: Text) -> Text:
    """Return ``text``, or a hole if it is too long to be kept."""
    if len(text) > SIZE:
        return Text.hole(f"longer than {SIZE} characters", text.span)
    if HOLE in text.chars and text.chars.count(HOLE) > HOLES:
        return Text.hole(f"more than {HOLES} unknown stretches", text.span)
    return text


def assign(expansions: Expansions, node: Assign) -> None:
    """Carry out one assignment of a command."""
    if not isinstance(node.value, Word):
        assign_elements(expansions, node.name, node.value, append=node.append)
        return
    text = expansions.text(node.value, assignment=True)
    if node.subscript is not None:
        subscript = expansions.text(node.subscript)
        assign_element(expansions, node.name, subscript, text, append=node.append)
    else:
        store(expansions, node.name, text, append=node.append)


def store(
    expansions: Expansions, name: str, text: Text, *, append: bool = False
) -> None:
    """Assign a text to a variable, whatever its attributes make of it."""
    state = expansions.state
    name = target(state, name)
    name, bracket, subscript = name.partition("[")
    if bracket:
        key = program(subscript.removesuffix("]"))
        assign_element(expansions, name, key, text, append=append)
        return
    variable = writable(expansions, name)
    value = variable.value
    if append or may_be_array(value):
        value = state.decisions.value(value)
    if isinstance(value, (Indexed, Assoc)):
        assign_element(expansions, name, program("0"), text, append=append)
        return
    before = scalar_text(value) if append else EMPTY
    changed = _converted(expansions, variable.attributes, before, text)
    put(state, name, variable.having(Scalar(bounded(changed))))


def may_be_array(value: Value) -> bool:
    """Say whether an assignment to the plain name sets an element."""
    if isinstance(value, Either):
        return any(may_be_array(option) for _, option in value.options)
    return isinstance(value, (Indexed, Assoc))


def put(state: State, name: str, variable: Variable) -> None:
    """Let a variable be; ``set -a`` exports it."""
    if state.enabled("allexport"):
        variable = variable.marked("x")
    state.variables[name] = variable


def writable(expansions: Expansions, name: str) -> Variable:
    """Return the variable that is about to be assigned."""
    variable = expansions.state.variables.get(name)
    if variable is None:
        value = value_of(expansions.state, name)
        return Variable(value if isinstance(value, Unknown) else UNSET)
    if "r" in variable.attributes:
        expansions.fail(f"{name}: readonly variable")
        raise Leave("discard")
    return variable


def _converted(
    expansions: Expansions, attributes: str, before: Text, text: Text
) -> Text:
    if not any(letter in attributes for letter in "ilu"):
        return before + text
    if "i" in attributes:
        value = expansions.compute(text)
        if before.chars:
            more = expansions.compute(before)
            value = None if value is None or more is None else value + more
        if value is None:
            return Text.hole("computed from what is not known", text.span)
        return text.respelled(str(value)) if text.chars else program(str(value))
    whole = expansions.settle(before + text)
    if HOLE in whole.chars:
        return Text.hole("case of what is not known", text.span)
    lower = "l" in attributes
    changed = whole.chars.lower() if lower else whole.chars.upper()
    return whole if changed == whole.chars else whole.respelled(changed)


# --- arrays -----------------------------------------------------------------------


def assign_elements(
    expansions: Expansions,
    name: str,
    elements: tuple[Element, ...],
    *,
    append: bool = False,
) -> None:
    """Carry out ``NAME=(…)``."""
    state = expansions.state
    name = target(state, name)
    variable = writable(expansions, name)
    before = state.decisions.value(variable.value)
    if "A" in variable.attributes or isinstance(before, Assoc):
        items = dict(before.items) if append and isinstance(before, Assoc) else {}
        value: Value = _associative(expansions, elements, items)
    else:
        value = _indexed(expansions, elements, before if append else UNSET)
    put(state, name, variable.having(value))


def _indexed(
    expansions: Expansions, elements: tuple[Element, ...], before: Value
) -> Indexed:
    array = as_indexed(before)
    items, loose = dict(array.items), array.loose
    following = max(items, default=-1) + 1
    for item in elements:
        if item.subscript is None:
            for word in expansions.words((item.value,)):
                items[following] = word
                following += 1
            continue
        index = expansions.compute(expansions.text(item.subscript))
        text = expansions.text(item.value)
        if index is None:
            loose = True
            continue
        old = items.get(index, EMPTY) if item.append else EMPTY
        items[index] = old + text
        following = index + 1
    return Indexed(items, loose)


def as_indexed(value: Value) -> Indexed:
    """Return a value as the array it becomes when an element is assigned."""
    match value:
        case Indexed():
            return value
        case Scalar(text) | Unknown(text):
            return Indexed({0: text})
        case _:
            return Indexed({})


def _associative(
    expansions: Expansions,
    elements: tuple[Element, ...],
    items: dict[str, tuple[Text, Text]],
) -> Assoc:
    loose = False
    plain: list[Text] = []
    for item in elements:
        text = expansions.text(item.value)
        if item.subscript is None:
            plain.append(text)
            continue
        key = expansions.settle(expansions.text(item.subscript))
        loose = loose or not key.known
        old = items.get(symbol(key), (key, EMPTY))[1] if item.append else EMPTY
        items[symbol(key)] = (key, old + text)
    for key, text in zip(plain[::2], [*plain[1::2], EMPTY], strict=False):
        items[symbol(key)] = (key, text)
    return Assoc(items, loose)


def assign_element(
    expansions: Expansions, name: str, subscript: Text, text: Text, *, append: bool
) -> None:
    """Carry out ``NAME[subscript]=text``."""
    state = expansions.state
    name = target(state, name)
    variable = writable(expansions, name)
    value = state.decisions.value(variable.value)
    if isinstance(value, Assoc) or "A" in variable.attributes:
        changed = _with_key(expansions, value, subscript, text, append)
    else:
        changed = _with_index(expansions, variable, value, subscript, text, append)
    put(state, name, variable.having(changed))


def _with_key(
    expansions: Expansions, value: Value, subscript: Text, text: Text, append: bool
) -> Value:
    array = value if isinstance(value, Assoc) else Assoc({})
    key = expansions.settle(subscript)
    name = symbol(key)
    old = array.items.get(name, (key, EMPTY))[1] if append else EMPTY
    items = {**array.items, name: (array.items.get(name, (key,))[0], old + text)}
    return Assoc(items, array.loose or not key.known)


def _with_index(
    expansions: Expansions,
    variable: Variable,
    value: Value,
    subscript: Text,
    text: Text,
    append: bool,
) -> Value:
    array = as_indexed(value)
    index = expansions.compute(subscript)
    if index is None:
        return Indexed(array.items, True)
    if index < 0:
        index += max(array.items, default=-1) + 1
        if index < 0:
            expansions.fail("bad array subscript")
            raise Leave("discard")
    old = array.items.get(index, EMPTY) if append else EMPTY
    changed = _converted(expansions, variable.attributes, old, text)
    return Indexed({**array.items, index: bounded(changed)}, array.loose)


# --- arithmetic -------------------------------------------------------------------


class ArithmeticVariables:
    """The variables of an arithmetic expression."""

    def __init__(self, expansions: Expansions) -> None:
        self._expansions = expansions

    def read(self, name: str, subscript: str | None) -> str:
        """Return a variable's text; holes stand for what nobody knows."""
        state = self._expansions.state
        value = state.decisions.value(value_of(state, target(state, name)))
        if subscript is not None:
            value = element_at(self._expansions, value, program(subscript))
        elif state.enabled("nounset") and value is UNSET:
            self._expansions.fail(f"{name}: unbound variable")
            raise Leave("exit")
        return self._expansions.settle(scalar_text(value)).chars

    def assign(self, name: str, subscript: str | None, value: Number) -> None:
        """Set a variable to a number."""
        reason = "computed from what is not known"
        state = self._expansions.state
        hole = Text.hole(reason, None, state.decisions.fresh("$" + name))
        text = program(str(value)) if value is not None else hole
        if subscript is None:
            store(self._expansions, name, text)
        else:
            key = program(subscript)
            assign_element(self._expansions, name, key, text, append=False)


def element_at(expansions: Expansions, value: Value, subscript: Text) -> Value:
    """Return one element of an array by its subscript as expanded."""
    if isinstance(value, Assoc):
        key = expansions.settle(subscript)
        name = symbol(key)
        if name in value.items and not key.known:
            return Scalar(value.items[name][1])
        if not key.known:
            return Unknown(Text.hole("under an unknown key", key.span))
        return element(value, name)
    index = expansions.compute(subscript)
    if index is None:
        return Unknown(Text.hole("at an unknown index", subscript.span))
    return element(value, str(index))
