"""Specifiers: ``%n`` and the like in unit files.

Follows ``specifier_printf`` (``src/shared/specifier.c``) and the table of
``unit_full_printf_full`` (``src/core/unit-printf.c``); described in systemd.unit(5),
"Specifiers". What the running node decides (host name, machine id) becomes a hole.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable
from typing import NamedTuple

from kubelet_lint.node.filesystem import File, FileSystem, follow
from kubelet_lint.source import Text
from kubelet_lint.systemd import names
from kubelet_lint.systemd.env_file import parse_environment_file

_PERCENT = re.compile("%([0-9A-Za-z%])")
_UNKNOWN_INSTANCE = "the unit is a template: its instance is not known"


class Place(NamedTuple):
    """What specifiers are resolved against: the unit as loaded, and the node."""

    name: str
    version: int
    fragment: str | None = None
    """Where the unit file lies on the node, links followed."""
    files: FileSystem | None = None
    placeholders: bool = False
    """Whether ``$NAME`` in a program is filled in before systemd reads the unit."""


class BadSpecifier(NamedTuple):
    """A ``%`` with a letter or digit that this release does not know."""

    specifier: str


Value = str | None
"""Known characters; None if only the node knows them."""


def resolve(text: Text, place: Place) -> Text | BadSpecifier:
    """Return the text with its specifiers replaced.

    ``%`` before anything but a letter, a digit or ``%``, and at the end, is literal.
    """
    chars = text.chars
    if "%" not in chars:
        return text
    parts: list[Text] = []
    at = 0
    for match in _PERCENT.finditer(chars):
        parts.append(text[at : match.start()])
        at = match.end()
        written = text[match.start() : at]
        replaced = _replace(match[1], written, place)
        if isinstance(replaced, BadSpecifier):
            return replaced
        parts.append(replaced)
    return Text.join((*parts, text[at:]))


def _replace(letter: str, written: Text, place: Place) -> Text | BadSpecifier:
    if letter == "%":
        return written.respelled("%")
    reason = _NODE_STATE.get(letter)
    if reason is not None:
        return Text.hole(reason, written.span, written.chars)
    known = _KNOWN.get(letter)
    if known is None or place.version < _SINCE.get(letter, 0):
        return BadSpecifier(written.chars)
    if names.is_template(place.name) and letter in "iInNfd":
        return Text.hole(_UNKNOWN_INSTANCE, written.span, written.chars)
    value = known(place)
    if value is None:
        reason = f"{written.chars} is not known before the node boots"
        return Text.hole(reason, written.span, written.chars)
    return written.respelled(value)


def _prefix(place: Place) -> Value:
    return names.prefix(place.name)


def _last_component(place: Place) -> str:
    return names.prefix(place.name).rpartition("-")[2]


def _instance(place: Place) -> str:
    return names.instance(place.name) or ""


def _unescaped(part: Callable[[Place], Value]) -> Callable[[Place], Value]:
    def unescaped(place: Place) -> Value:
        escaped = part(place)
        return None if escaped is None else names.unescape(escaped)

    return unescaped


def _path(place: Place) -> Value:
    """Return the instance as a path, or the name where there is no instance."""
    escaped = _instance(place) or names.prefix(place.name)
    if escaped == "-":
        return "/"
    plain = names.unescape(escaped)
    return None if plain is None else "/" + plain.lstrip("/")


def _fragment_directory(place: Place) -> Value:
    return posixpath.dirname(place.fragment) if place.fragment else None


def _always(value: str) -> Callable[[Place], Value]:
    return lambda place: value


def _shell(place: Place) -> Value:
    return root_shell(place.version)


def root_shell(version: int) -> str:
    """Return the shell systemd takes for root's."""
    # 247 hard-codes root's shell; later releases take bash where there is one.
    return "/bin/bash" if version >= 250 else "/bin/sh"


def _os_release(field: str) -> Callable[[Place], Value]:
    def value(place: Place) -> Value:
        for path in ("/etc/os-release", "/usr/lib/os-release"):
            entry = follow(place.files, path).entry if place.files else None
            if isinstance(entry, File):
                pairs = parse_environment_file(entry.text, place.version)
                fields = {name.chars: text.chars for name, text in pairs}
                return fields.get(field, "") if entry.text.known else None
        return None

    return value


_NODE_STATE = {
    "a": "the node's architecture is not known",
    "b": "the boot id is made anew at every boot",
    "H": "the node's host name is not known",
    "l": "the node's host name is not known",
    "m": "the node's machine id is not known",
    "v": "the node's kernel release is not known",
    "c": "the unit's control group is not known",
    "r": "the unit's control group is not known",
    "R": "the manager's control group is not known",
}

_KNOWN: dict[str, Callable[[Place], Value]] = {
    "n": lambda place: place.name,
    "N": lambda place: names.stem(place.name),
    "p": _prefix,
    "P": _unescaped(_prefix),
    "i": _instance,
    "I": _unescaped(_instance),
    "j": _last_component,
    "J": _unescaped(_last_component),
    "f": _path,
    "y": lambda place: place.fragment,
    "Y": _fragment_directory,
    "d": lambda place: f"/run/credentials/{place.name}",
    "t": _always("/run"),
    "S": _always("/var/lib"),
    "C": _always("/var/cache"),
    "L": _always("/var/log"),
    "E": _always("/etc"),
    "D": _always("/usr/share"),
    "T": _always("/tmp"),
    "V": _always("/var/tmp"),
    # The manager's own user, whatever User= says.
    "u": _always("root"),
    "U": _always("0"),
    "g": _always("root"),
    "G": _always("0"),
    "h": _always("/root"),
    "s": _shell,
    "o": _os_release("ID"),
    "w": _os_release("VERSION_ID"),
    "B": _os_release("BUILD_ID"),
    "W": _os_release("VARIANT_ID"),
    "A": _os_release("IMAGE_VERSION"),
    "M": _os_release("IMAGE_ID"),
    "q": lambda place: None,
}

_SINCE = {"A": 249, "M": 249, "d": 251, "q": 251, "y": 251, "Y": 251, "D": 256}
"""First release that knows a specifier younger than 247 (NEWS)."""
