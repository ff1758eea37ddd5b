"""``declare`` and its like: attributes of variables, and ``unset``."""

from __future__ import annotations

import re

from kubelet_lint.bash.assign import (
    assign,
    assign_element,
    may_be_array,
    put,
    store,
)
from kubelet_lint.bash.builtins.base import Invocation
from kubelet_lint.bash.call import hide
from kubelet_lint.bash.leave import Leave
from kubelet_lint.bash.lookup import target, value_of
from kubelet_lint.bash.machine import symbol
from kubelet_lint.bash.parser import parse
from kubelet_lint.bash.runner import Argument, Next
from kubelet_lint.bash.state import NO_VARIABLE, State
from kubelet_lint.bash.syntax import Assign, Simple, Word
from kubelet_lint.bash.variable import (
    UNSET,
    Assoc,
    Indexed,
    Scalar,
    Unknown,
    Value,
    Variable,
)
from kubelet_lint.source import HOLE, Hole, Text, program

_SCRATCH = "array at hand"
"""A name no variable can have."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FLAGS = "aAfFgiIlnrtuxp"


def declare(call: Invocation) -> Next:
    """Declare variables; in a function they are local."""
    return _declare(call, "", local=bool(call.state.frames))


def local(call: Invocation) -> Next:
    """Declare variables of the function at hand."""
    if not call.state.frames:
        return call.fail("local: can only be used in a function")
    return _declare(call, "", local=True)


def export(call: Invocation) -> Next:
    """Export variables."""
    return _declare(call, "x", local=False)


def readonly(call: Invocation) -> Next:
    """Forbid assignments to variables."""
    return _declare(call, "r", local=False)


def _declare(call: Invocation, attributes: str, *, local: bool) -> Next:
    off = ""
    number = 1
    functions = False
    while number < len(call.argv):
        word = call.argv[number]
        chars = word.chars if isinstance(word, Text) else ""
        if chars == "--":
            number += 1
            break
        if len(chars) < 2 or chars[0] not in "-+" or not set(chars[1:]) <= set(_FLAGS):
            break
        if chars[0] == "-":
            attributes += chars[1:]
        else:
            off += chars[1:]
        number += 1
    if "g" in attributes:
        local = False
    if "n" in attributes and _is_export(call):
        attributes, off = attributes.replace("n", "").replace("x", ""), "x"
    functions = "f" in attributes or "F" in attributes
    if functions or "p" in attributes:
        return _functions(call, call.argv[number:], attributes)
    status = 0
    letters = _letters(attributes)
    # All words are expanded before the first name is declared: ``local x=$x y=$x``.
    values = [
        _value_before(call, argument, letters, local=local)
        for argument in call.argv[number:]
    ]
    for argument, value in zip(call.argv[number:], values, strict=True):
        if not _declare_one(call, argument, value, letters, off, local=local):
            status = 1
    return call.end(status)


def _is_export(call: Invocation) -> bool:
    first = call.argv[0]
    return isinstance(first, Text) and first.chars == "export"


def _letters(attributes: str) -> str:
    return "".join(letter for letter in attributes if letter in "aAilnrux")


def _functions(call: Invocation, words: tuple[Argument, ...], attributes: str) -> Next:
    names = [word.chars for word in words if isinstance(word, Text)]
    if "x" in attributes and "f" in attributes:
        for name in names:
            call.state.variables["export -f " + name] = Variable(Scalar(program("on")))
        return call.end(0)
    if "f" in attributes or "F" in attributes:
        return call.end(int(not all(call.state.functions.get(n) for n in names)))
    if call.argv and names:
        call.print(Text.hole("printed declarations", call.span))
    return call.end(0)


def _declare_one(
    call: Invocation,
    argument: Argument,
    expanded: Text | Value | None,
    attributes: str,
    off: str,
    *,
    local: bool,
) -> bool:
    if isinstance(argument, Assign):
        _mark(call.state, argument.name, attributes, off, local=local)
        return _declare_assign(call, argument, expanded, attributes)
    word = call.state.decisions.text(argument)
    name, equals, value = word.partition("=")
    append = name.chars.endswith("+")
    plain = name.chars.removesuffix("+").partition("[")[0]
    if HOLE in name.chars or not _NAME.fullmatch(plain):
        if HOLE in name.chars:
            call.shell.lost(call.state, "a variable of unknown name is set", call.span)
            return True
        call.shell.note(call.state, f"{name.chars}: not a valid identifier", call.span)
        return False
    _mark(call.state, plain, attributes, off, local=local)
    if not equals.chars:
        return _finish(call.state, plain, attributes)
    return _set(call, name.chars.removesuffix("+"), value, attributes, append=append)


def _set(
    call: Invocation, name: str, value: Text, attributes: str, *, append: bool
) -> bool:
    plain, bracket, subscript = name.partition("[")
    try:
        if bracket:
            key = program(subscript.removesuffix("]"))
            assign_element(call.expander, plain, key, value, append=append)
        elif "n" in attributes:
            before = call.state.variables.get(name, NO_VARIABLE)
            call.state.variables[name] = before.having(Scalar(value))
        elif elements := _elements(call.state, name, value):
            node = elements._replace(name=name, append=append)
            assign(call.expander, node)
        else:
            store(call.expander, name, value, append=append)
    except Leave as leave:
        if leave.kind != "discard":
            raise
        return False
    return _finish(call.state, plain, attributes)


def _elements(state: State, name: str, value: Text) -> Assign | None:
    """Return ``NAME=(…)`` that an array is given as a string: ``declare -a x="(1 2)"``.

    ``declare.def`` of bash 5.2 reads such a string as a compound assignment. What it
    holds and nobody knows may be any number of elements.
    """
    if not (value.chars.startswith("(") and value.chars.endswith(")")):
        return None
    variable = state.variables.get(target(state, name), NO_VARIABLE)
    if not may_be_array(variable.value):
        return None
    loose = value.map_pieces(
        lambda piece, part: (
            Text.hole(piece.reason, piece.span, piece.name, words=True)
            if isinstance(piece, Hole)
            else part
        )
    )
    items = parse(program("x=") + loose).program.items
    command = items[0].command.first.commands[0] if items else None
    if len(items) != 1 or not isinstance(command, Simple) or command.words:
        return None
    return command.assigns[0] if len(command.assigns) == 1 else None


def _declare_assign(
    call: Invocation, node: Assign, value: Text | Value | None, attributes: str
) -> bool:
    if isinstance(value, Text):
        return _set(call, node.name, value, attributes, append=node.append)
    try:
        if value is not None:
            put(call.state, node.name, call.state.variables[node.name].having(value))
        else:
            assign(call.expander, node)
    except Leave as leave:
        if leave.kind != "discard":
            raise
        return False
    return _finish(call.state, node.name, attributes)


def _value_before(
    call: Invocation, node: Argument, attributes: str, *, local: bool
) -> Text | Value | None:
    """Return the value as the caller's variables make it; None if that is the same."""
    if not isinstance(node, Assign):
        return None
    if isinstance(node.value, Word):
        if node.subscript is not None:
            return None
        return call.expander.text(node.value, assignment=True)
    if not local or node.append:
        return None
    array = Assoc({}) if "A" in attributes else UNSET
    call.state.variables[_SCRATCH] = Variable(array)
    assign(call.expander, node._replace(name=_SCRATCH))
    return call.state.variables.pop(_SCRATCH).value


def _finish(state: State, name: str, attributes: str) -> bool:
    """Add the attributes that would have stopped the assignment itself."""
    if "r" in attributes:
        state.variables[name] = state.variables.get(name, NO_VARIABLE).marked("r")
    return True


def _mark(state: State, name: str, attributes: str, off: str, *, local: bool) -> None:
    if local:
        hidden = hide(state, name)
        if (
            hidden is not None
            and "x" in hidden.attributes
            and name not in state.variables
        ):
            # A local variable inherits the export of what it hides.
            attributes += "x"
    if "n" not in attributes:
        name = target(state, name)
    variable = state.variables.get(name)
    if variable is None:
        value = UNSET if local else value_of(state, name)
        variable = Variable(value if isinstance(value, Unknown) else UNSET)
    for letter in off:
        variable = variable._replace(attributes=variable.attributes.replace(letter, ""))
    variable = _as_array(state, variable, attributes)
    state.variables[name] = variable.marked(attributes.replace("r", ""))


def _as_array(state: State, variable: Variable, attributes: str) -> Variable:
    if "A" in attributes and not isinstance(variable.value, Assoc):
        return variable.having(Assoc({}))
    if "a" in attributes and not isinstance(variable.value, Indexed):
        value = state.decisions.value(variable.value)
        items = {0: value.text} if isinstance(value, Scalar) else {}
        return variable.having(Indexed(items))
    return variable


# --- unset ------------------------------------------------------------------------


def unset(call: Invocation) -> Next:
    """Unset variables, elements of arrays, or functions."""
    words = call.settled()
    flags = ""
    while words and words[0].chars in ("-f", "-v", "-n", "--"):
        flags += words[0].chars[1]
        words = words[1:]
    status = 0
    for word in words:
        if not _unset(call, symbol(word), flags):
            status = 1
    return call.end(status)


def _unset(call: Invocation, name: str, flags: str) -> bool:
    state = call.state
    plain, bracket, subscript = name.partition("[")
    if bracket:
        return _unset_element(call, plain, program(subscript.removesuffix("]")))
    plain = plain if "n" in flags else target(state, plain)
    variable = state.variables.get(plain)
    is_function = plain in state.functions and "v" not in flags
    if "f" in flags or (variable is None and is_function):
        state.functions = {**state.functions, plain: None}
        return True
    if variable is not None and "r" in variable.attributes:
        call.shell.note(state, f"unset: {plain}: readonly variable", call.span)
        return False
    return unset_variable(state, plain)


def unset_variable(state: State, name: str) -> bool:
    """Unset a variable; one hidden by a caller's local comes into sight again."""
    frames = list(state.frames)
    for depth in range(len(frames) - 2, -1, -1):
        if name in frames[-1].saved:
            break
        if name in frames[depth].saved:
            return _uncover(state, name, depth)
    state.variables[name] = NO_VARIABLE
    return True


def _uncover(state: State, name: str, depth: int) -> bool:
    frame = state.frames[depth]
    saved = dict(frame.saved)
    hidden = saved.pop(name)
    state.variables.pop(name, None)
    if hidden is not None:
        state.variables[name] = hidden
    frames = list(state.frames)
    frames[depth] = frame._replace(saved=saved)
    state.frames = tuple(frames)
    return True


def _unset_element(call: Invocation, name: str, subscript: Text) -> bool:
    state = call.state
    name = target(state, name)
    variable = state.variables.get(name, NO_VARIABLE)
    value = state.decisions.value(variable.value)
    if isinstance(value, Assoc):
        key = symbol(state.decisions.text(subscript))
        items = {k: v for k, v in value.items.items() if k != key}
        state.variables[name] = variable.having(Assoc(items, value.loose))
    elif isinstance(value, Indexed):
        if subscript.chars in ("@", "*"):
            return unset_variable(state, name)
        index = call.expander.compute(subscript)
        if index is None:
            state.variables[name] = variable.having(Indexed(value.items, True))
            return True
        if index < 0:
            index += max(value.items, default=-1) + 1
        left = {k: v for k, v in value.items.items() if k != index}
        state.variables[name] = variable.having(Indexed(left, value.loose))
    elif subscript.chars == "0":
        return unset_variable(state, name)
    return True
