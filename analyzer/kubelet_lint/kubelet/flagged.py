"""The layer of flags: what each argument sets, in the order given.

Scalars are replaced by the last flag. A slice is replaced by the first flag of its name
on the command line and grown by the later ones; a map is merged key by key into what
the file says (pflag's ``stringSlice`` and ``mapStringString`` values, and the kubelet's
second parse over the file's object).
"""

from __future__ import annotations

from kubelet_lint.kubelet import flag_value
from kubelet_lint.kubelet.flag_table import Flag
from kubelet_lint.kubelet.history import History
from kubelet_lint.kubelet.pflag import Argument
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.source import HOLE, Choice, Text
from kubelet_lint.value import Json, Known, Layer, Unknown, Value

_MAPS = ("mapStringString", "mapStringBool")


def apply(history: History, arguments: tuple[Argument, ...], version: Version) -> None:
    """Let every argument speak that the release takes."""
    seen: set[str] = set()
    for argument in arguments:
        if argument.kind == "unseen":
            value = _unseen(argument)
            layer = Layer("unknown", value, argument.text.display(), argument.span)
            history.add_everywhere(layer)
        elif argument.flag is not None and not argument.refused(version):
            _flag(history, argument, argument.flag, seen)


def _unseen(argument: Argument) -> Unknown:
    text = argument.value if argument.value is not None else argument.text
    return unknown(text)


def unknown(text: Text) -> Unknown:
    """Return the value of a text with a hole."""
    hole = next(text.holes())
    if isinstance(hole, Choice):
        return Unknown(f"depends on {hole.condition}", hole.span)
    return Unknown(hole.reason, hole.span)


def _flag(history: History, argument: Argument, flag: Flag, seen: set[str]) -> None:
    path = flag.path or flag.name
    value = _value(argument, flag)
    if isinstance(value, Known) and flag.kind in _MAPS and flag.path:
        value = Known(_merged(history, path, value.value))
    elif isinstance(value, Known) and flag.kind == "stringSlice" and path in seen:
        value = Known(_grown(history, path, value.value))
    seen.add(path)
    shown = argument.text.display()
    if argument.value is not None and "=" not in argument.text.chars:
        shown = f"{shown} {argument.value.display()}"
    history.add(path, Layer("flag", value, shown, argument.span))


def _value(argument: Argument, flag: Flag) -> Value:
    text = argument.value
    if text is None:
        return Known(True)
    if HOLE in text.chars:
        return unknown(text)
    return Known(_typed(flag.kind, text.chars))


def _typed(kind: str, chars: str) -> Json:
    if kind == "bool":
        return flag_value.BOOLEANS.get(chars)
    if kind in ("int", "int32", "int64", "uint64"):
        return flag_value.integer(chars)
    if kind == "duration":
        nanoseconds = flag_value.duration(chars)
        return None if nanoseconds is None else flag_value.go_duration(nanoseconds)
    if kind == "stringSlice":
        return [part for part in chars.split(",")] if chars else []
    if kind in _MAPS:
        return _pairs(kind, chars)
    return chars


def _pairs(kind: str, chars: str) -> Json:
    found: dict[str, Json] = {}
    for pair in chars.split(","):
        name, equals, value = pair.partition("=")
        if equals:
            boolean = flag_value.BOOLEANS.get(value.strip())
            found[name.strip()] = boolean if kind == "mapStringBool" else value.strip()
    return found


def _merged(history: History, path: str, value: Json) -> Json:
    before = history.value(path)
    base = before.value if isinstance(before, Known) else None
    if isinstance(base, dict) and isinstance(value, dict):
        return {**base, **value}
    return value


def _grown(history: History, path: str, value: Json) -> Json:
    before = history.value(path)
    base = before.value if isinstance(before, Known) else None
    if isinstance(base, list) and isinstance(value, list):
        return [*base, *value]
    return value
