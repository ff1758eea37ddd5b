"""What a name stands for: variables, arguments and the shell's own names."""

from __future__ import annotations

from kubelet_lint.bash.state import State
from kubelet_lint.bash.variable import (
    NO_WORDS,
    UNSET,
    Assoc,
    Either,
    Indexed,
    Scalar,
    Unknown,
    Value,
    Variable,
    indexed,
    outside,
    words,
)
from kubelet_lint.source import EMPTY, HOLE, Hole, Span, Text, program

NAMEREFS = 10
"""Name references followed before giving up."""

ARGUMENTS = "@"
"""The name the state keeps the positional parameters under."""

_VARYING = frozenset(
    "BASHPID BASH_VERSION EPOCHREALTIME EPOCHSECONDS GROUPS HOSTNAME HOSTTYPE "
    "MACHTYPE PPID RANDOM SECONDS SHLVL SRANDOM $ !".split()
)
"""Always set, and nobody knows to what."""

_FIXED = {
    "BASH": "/bin/bash",
    "EUID": "0",
    "IFS": " \t\n",
    "OPTIND": "1",
    "OSTYPE": "linux-gnu",
    "PS4": "+ ",
    "UID": "0",
}
"""What bash sets by itself; a node's scripts are run by root."""

STATUSES = "PIPESTATUS"
"""Kept of a pipeline of several commands until the next command ends."""

_FLAGS = {
    "errexit": "e",
    "nounset": "u",
    "noglob": "f",
    "noclobber": "C",
    "xtrace": "x",
}


def target(state: State, name: str) -> str:
    """Return the variable that ``name`` stands for, if it is a name reference."""
    for _ in range(NAMEREFS):
        variable = state.variables.get(name)
        if variable is None or "n" not in variable.attributes:
            return name
        value = state.decisions.value(variable.value)
        if not isinstance(value, Scalar) or not value.text.known:
            return name
        name = value.text.chars
    return name


def arguments(state: State) -> tuple[Text, ...]:
    """Return the positional parameters; a hole among them may be several."""
    variable = state.variables.get(ARGUMENTS)
    value = state.decisions.value(variable.value) if variable else NO_WORDS
    return words(value)


def set_arguments(state: State, values: tuple[Text, ...]) -> None:
    """Set the positional parameters."""
    state.variables[ARGUMENTS] = Variable(indexed(values))


def value_of(state: State, name: str, span: Span | None = None) -> Value:
    """Return what ``name`` holds; an ``Either`` is not decided."""
    variable = state.variables.get(name)
    if variable is not None and "n" in variable.attributes:
        resolved = target(state, name)
        name, _, subscript = resolved.partition("[")
        if subscript:
            return element(state.decisions.value(value_of(state, name)), subscript[:-1])
        variable = state.variables.get(name)
    if variable is not None and name != ARGUMENTS:
        return _filled(state, variable.value)
    return _special(state, name, span)


def _filled(state: State, value: Value) -> Value:
    if isinstance(value, Scalar) and not value.text.known:
        text = state.decisions.fill(value.text)
        return value if text is value.text else Scalar(text)
    if isinstance(value, Either) and value.condition in state.decisions.taken:
        return state.decisions.value(value)
    return value


def _special(state: State, name: str, span: Span | None) -> Value:
    if name.isdigit():
        return _positional(state, int(name[:9]))
    match name:
        case "@" | "*":
            return indexed(arguments(state))
        case "#":
            return Scalar(count(state, arguments(state), "$#"))
        case "?":
            return Scalar(state.status)
        case name if name == STATUSES:
            return indexed((state.status,))
        case "-":
            return Scalar(program(_flags(state)))
        case "FUNCNAME":
            return _function_names(state)
        case "LINENO":
            return Scalar(_line_number(span))
        case _:
            return _unassigned(state, name)


def _positional(state: State, number: int) -> Value:
    if number == 0:
        variable = state.variables.get("$0")
        return variable.value if variable else Scalar(program("bash"))
    for position, word in enumerate(arguments(state), start=1):
        if many(word):
            return Unknown(known_hole(state, "an argument", f"${number}"))
        if position == number:
            return Scalar(word)
    return UNSET


def known_hole(state: State, reason: str, name: str) -> Text:
    """Return a hole for something that is the same wherever it is named."""
    return state.decisions.fill(Text.hole(reason, None, name))


def _unassigned(state: State, name: str) -> Value:
    if name in _VARYING:
        return Scalar(
            Text.hole(
                "differs from run to run", None, state.decisions.fresh("$" + name)
            )
        )
    if name in _FIXED:
        return Scalar(program(_FIXED[name]))
    if state.enabled("open"):
        return Unknown(state.decisions.fill(outside(name).text))
    return UNSET


def _flags(state: State) -> str:
    on = "".join(flag for option, flag in _FLAGS.items() if state.enabled(option))
    return on + "hB"


def _function_names(state: State) -> Value:
    names = [program(frame.name) for frame in reversed(state.frames) if frame.name]
    return indexed((*names, program("main"))) if names else UNSET


def _line_number(span: Span | None) -> Text:
    if span is None:
        return Text.hole("the line is not known", None, "$LINENO")
    return Text.derived(str(span.source.position(span.start).line), span)


def element(value: Value, subscript: str) -> Value:
    """Return one element of an array by its subscript, already evaluated."""
    match value:
        case Assoc(items, loose):
            if loose:
                return Unknown(Text.hole("an element under an unknown key was set"))
            return Scalar(items[subscript][1]) if subscript in items else UNSET
        case Indexed(items, loose):
            if loose:
                return Unknown(Text.hole("an element under an unknown index was set"))
            return _indexed_element(items, int(subscript))
        case _:
            return value if subscript in ("0", "-1") else UNSET


def _indexed_element(items: dict[int, Text], index: int) -> Value:
    if index < 0:
        index += max(items, default=-1) + 1
    for key in sorted(items):
        if key > index:
            break
        if many(items[key]):
            return Unknown(Text.hole("how many elements come before is not known"))
    return Scalar(items[index]) if index in items else UNSET


def many(word: Text) -> bool:
    """Say whether a word stands for zero or more unknown words."""
    if word.chars != HOLE:
        return False
    piece = next(word.holes())
    return isinstance(piece, Hole) and piece.words


def count(state: State, given: tuple[Text, ...], name: str) -> Text:
    """Return how many words there are."""
    if any(many(word) for word in given):
        return known_hole(state, "the number of words is not known", name)
    return program(str(len(given)))


def scalar_text(value: Value) -> Text:
    """Return the text of a value used without subscript; unset is empty."""
    match value:
        case Scalar(text) | Unknown(text):
            return text
        case Indexed(items):
            return items.get(0, EMPTY)
        case Assoc(items):
            return items["0"][1] if "0" in items else EMPTY
        case Either(condition, options):
            return Text.choice(
                condition, [(label, scalar_text(option)) for label, option in options]
            )
        case _:
            return EMPTY


def utf8(state: State) -> bool:
    """Say whether the locale has every character; unknown counts as yes."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        text = scalar_text(state.decisions.value(value_of(state, name)))
        if text.chars:
            return not text.known or "utf" in text.chars.lower()
    return state.enabled("open")
