"""Bottlerocket's user data, in TOML.

Only ``settings.kubernetes.standalone-mode`` matters (see ``vendor.bottlerocket``). The
standard library's TOML reader comes with Python 3.11 and tells no positions, so tables,
dotted keys and inline tables are found here by TOML 1.0's own rules for keys; strings
over several lines are skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import Document, Machine, Unfollowed
from kubelet_lint.source import HOLE, Text
from kubelet_lint.vendor import bottlerocket
from kubelet_lint.vendor.images.bottlerocket import CONFIG_PATH
from kubelet_lint.yaml.tree import lone_holes

NAME = "Bottlerocket settings"

_KEY = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_DOTTED = rf"{_KEY}(?:[ \t]*\.[ \t]*{_KEY})*"
_TABLE = re.compile(rf"[ \t]*\[[ \t]*({_DOTTED})[ \t]*\][ \t]*(?:#.*)?$")
_PAIR = re.compile(rf"[ \t]*({_DOTTED})[ \t]*=[ \t]*(.*)$")
_OURS = re.compile(r"^[ \t]*\[?[ \t]*settings[ \t]*\.[ \t]*kubernetes\b", re.M)
_INLINE = re.compile(r"standalone-mode[ \t]*=[ \t]*(true|false)\b")
_SETTING = ("settings", "kubernetes", "standalone-mode")


def recognizes(document: Document, /) -> bool:
    """Say whether the document has settings of Kubernetes, in TOML."""
    if not document.name and is_program(document.path):
        return False
    return _OURS.search(document.text.chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine."""
    setting = standalone_mode(document.text)
    match = _OURS.search(document.text.chars)
    span = document.text.span_of(*match.span()) if match else document.text.span
    standalone = setting is not None and setting.chars == "true"
    effects = bottlerocket.node(standalone, span, setting)
    unknown = _unknown(document.text, setting)
    if unknown is not None:
        reason = f"standalone-mode may be set by {unknown.display()}"
        effects = (Unfollowed(reason, unknown.span, (CONFIG_PATH,)), *effects)
    yield Machine(
        described.name(document),
        effects,
        span=span,
        image="bottlerocket",
        writer="Bottlerocket",
    )


def _unknown(text: Text, setting: Text | None) -> Text | None:
    """Return what may set the mode in a way nobody can read: a value, or a line."""
    if setting is not None:
        return setting if HOLE in setting.chars else None
    lines = lone_holes(text.chars)
    return text[lines[0][0] : lines[0][1]].strip() if lines else None


def standalone_mode(text: Text) -> Text | None:
    """Return the value of ``settings.kubernetes.standalone-mode`` as written."""
    found: Text | None = None
    for path, value in _pairs(text):
        if path == _SETTING:
            found = value
        elif path == _SETTING[:2]:
            match = _INLINE.search(value.chars)
            found = value[match.start(1) : match.end(1)] if match else found
    return found


def _pairs(text: Text) -> Iterator[tuple[tuple[str, ...], Text]]:
    """Yield each key, its table's name before it, and its value."""
    table: tuple[str, ...] = ()
    closing = ""
    for line in text.lines():
        chars = line.chars.rstrip("\r")
        if closing:
            closing = "" if closing in chars else closing
            continue
        if (header := _TABLE.match(chars)) is not None:
            table = _keys(header.group(1))
        elif (pair := _PAIR.match(chars)) is not None:
            value = line[pair.start(2) : pair.end(2)].rstrip()
            closing = _opens(value.chars)
            yield (*table, *_keys(pair.group(1))), _bare(value)


def _keys(dotted: str) -> tuple[str, ...]:
    return tuple(key.strip().strip("\"'") for key in re.findall(_KEY, dotted))


def _opens(value: str) -> str:
    """Return the quotes that end a string which this line does not end."""
    for quotes in ('"""', "'''"):
        if value.startswith(quotes) and quotes not in value[3:]:
            return quotes
    return ""


def _bare(value: Text) -> Text:
    """Take a comment after a value away."""
    if value.chars[:1] in ('"', "'", "{", "["):
        return value
    return value.partition("#")[0].rstrip()
