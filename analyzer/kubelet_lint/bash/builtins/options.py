"""``set``, ``shopt``, ``shift`` and ``getopts``: options and arguments."""

from __future__ import annotations

from kubelet_lint.bash.assign import store
from kubelet_lint.bash.builtins.base import Invocation, options
from kubelet_lint.bash.lookup import (
    arguments,
    many,
    scalar_text,
    set_arguments,
    value_of,
)
from kubelet_lint.bash.runner import Next
from kubelet_lint.source import Hole, Text, program

LETTERS = {
    "a": "allexport",
    "b": "notify",
    "e": "errexit",
    "f": "noglob",
    "h": "hashall",
    "m": "monitor",
    "n": "noexec",
    "u": "nounset",
    "v": "verbose",
    "x": "xtrace",
    "B": "braceexpand",
    "C": "noclobber",
    "E": "errtrace",
    "H": "histexpand",
    "P": "physical",
    "T": "functrace",
}


def set_(call: Invocation) -> Next:
    """Set options and arguments."""
    words = call.words()
    number = 0
    while number < len(words):
        chars = call.state.decisions.text(words[number]).chars
        if chars in ("--", "-"):
            set_arguments(call.state, words[number + 1 :])
            return call.end(0)
        if len(chars) < 2 or chars[0] not in "-+":
            break
        on = chars[0] == "-"
        for letter in chars[1:]:
            if letter == "o":
                number += 1
                if number < len(words):
                    call.state.enable(words[number].chars, on=on)
            elif letter in LETTERS:
                call.state.enable(LETTERS[letter], on=on)
        number += 1
    else:
        return call.end(0)
    set_arguments(call.state, words[number:])
    return call.end(0)


def shopt(call: Invocation) -> Next:
    """Set the options of bash."""
    flags, words = options(call.settled(), "psuqo")
    if "s" in flags or "u" in flags:
        for word in words:
            call.state.enable(word.chars, on="s" in flags)
        return call.end(0)
    return call.end(int(not all(call.state.enabled(word.chars) for word in words)))


def shift(call: Invocation) -> Next:
    """Drop the first arguments."""
    words = call.settled()
    if words and not words[0].chars.isdigit():
        return _shift_unknown(call)
    count = int(words[0].chars) if words else 1
    given = arguments(call.state)
    position = 0
    while position < count and position < len(given):
        if many(given[position]):
            rest = shifted(given[position], count - position)
            set_arguments(call.state, (rest, *given[position + 1 :]))
            return call.end(0)
        position += 1
    if count > len(given):
        return call.end(1)
    set_arguments(call.state, given[count:])
    return call.end(0)


def _shift_unknown(call: Invocation) -> Next:
    name = call.state.decisions.fresh("the arguments that are left")
    hole = Text.hole("shifted by an unknown number", call.span, name, words=True)
    set_arguments(call.state, (hole,))
    return call.end(0)


def shifted(words: Text, count: int) -> Text:
    """Return unknown arguments without the first ones; the name keeps count."""
    hole = next(words.holes())
    assert isinstance(hole, Hole)
    name, _, before = hole.name.partition("+")
    total = count + (int(before) if before.isdigit() else 0)
    return Text.hole(hole.reason, hole.span, f"{name}+{total}", words=True)


# --- getopts ----------------------------------------------------------------------


def getopts(call: Invocation) -> Next:
    """Take the next option from the arguments.

    ``OPTIND`` counts words; the place within ``-abc`` is kept beside it, as bash
    keeps it, under a name no variable can have.
    """
    words = call.settled()
    if len(words) < 2:
        return call.fail("getopts: usage", 2)
    spec, name = words[0].chars, words[1].chars
    given = words[2:] if len(words) > 2 else arguments(call.state)
    index = _number(call, "OPTIND", 1)
    place = _number(call, "getopts place", 1)
    if index is None or place is None:
        return _unknown_option(call, name)
    if index > len(given):
        return _finished(call, name, index)
    word = call.state.decisions.text(given[index - 1])
    if many(word) or not word.known:
        return _unknown_option(call, name)
    if place == 1 and (word.chars[:1] != "-" or len(word) < 2 or word.chars == "--"):
        return _finished(call, name, index + (word.chars == "--"))
    return _take(call, spec, name, given, index, place)


def _number(call: Invocation, name: str, default: int) -> int | None:
    text = scalar_text(call.state.decisions.value(value_of(call.state, name)))
    if not text.chars:
        return default
    return int(text.chars) if text.chars.isdigit() else None


def _set(call: Invocation, name: str, text: Text) -> None:
    store(call.expander, name, text)


def _finished(call: Invocation, name: str, index: int) -> Next:
    _set(call, "OPTIND", program(str(index)))
    _set(call, "getopts place", program("1"))
    _set(call, name, program("?"))
    call.state.variables.pop("OPTARG", None)
    return call.end(1)


def _unknown_option(call: Invocation, name: str) -> Next:
    for each in (name, "OPTARG", "OPTIND"):
        label = call.state.decisions.fresh("$" + each)
        _set(call, each, Text.hole("an option of unknown arguments", call.span, label))
    return call.unknown("whether there are more options")


def _take(
    call: Invocation,
    spec: str,
    name: str,
    given: tuple[Text, ...],
    index: int,
    place: int,
) -> Next:
    word = given[index - 1]
    letter = word[place]
    quiet = spec.startswith(":")
    found = spec.find(letter.chars) if letter.chars != ":" else -1
    call.state.variables.pop("OPTARG", None)
    following = (index, place + 1) if place + 1 < len(word) else (index + 1, 1)
    if found < 0:
        if quiet:
            _set(call, "OPTARG", letter)
        _set(call, name, program("?"))
    elif spec[found + 1 : found + 2] == ":":
        following = (index + 1, 1)
        if place + 1 < len(word):
            _set(call, "OPTARG", word[place + 1 :])
            _set(call, name, letter)
        elif index < len(given):
            following = (index + 2, 1)
            _set(call, "OPTARG", given[index])
            _set(call, name, letter)
        elif quiet:
            _set(call, "OPTARG", letter)
            _set(call, name, program(":"))
        else:
            _set(call, name, program("?"))
    else:
        _set(call, name, letter)
    _set(call, "OPTIND", program(str(following[0])))
    _set(call, "getopts place", program(str(following[1])))
    return call.end(0)
