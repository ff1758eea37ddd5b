"""A captured process line of a kubelet: ``ps -ef``, ``ps aux``, ``/proc/PID/cmdline``.

The other audit method of the CIS benchmarks. A process line has no quotes: arguments
that held blanks cannot be told apart, so the line is split at every blank, which is
exact for every flag that has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import Document, Machine, Start
from kubelet_lint.source import Text

NAME = "captured process line"

_EF = r"\S+[ ]+\d+[ ]+\d+[ ]+\d+[ ]+\S+[ ]+\S+[ ]+[\d:.-]+[ ]+"
_AUX = (
    r"\S+[ ]+\d+[ ]+[\d.]+[ ]+[\d.]+[ ]+\d+[ ]+\d+[ ]+"
    r"\S+[ ]+\S+[ ]+\S+[ ]+[\d:.-]+[ ]+"
)
_PROGRAM = r"(?P<argv>(?:/[^\s]*/)?(?:hyperkube[ ]+)?kubelet(?:[ ][^\n]*)?)"
_LINE = re.compile(rf"^(?:{_EF}|{_AUX}){_PROGRAM}\r?$", re.M)
_CMDLINE = re.compile(r"(?:/[^\0\s]*/)?(?:hyperkube\0)?kubelet\0(?:[^\0\n]*\0)*\n?")


def recognizes(document: Document, /) -> bool:
    """Say whether a line is one of ``ps``, or the whole is a ``cmdline``."""
    if not document.name and is_program(document.path):
        return False
    chars = document.text.chars
    return _LINE.search(chars) is not None or _CMDLINE.fullmatch(chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield a machine for each captured kubelet."""
    text = document.text
    if _CMDLINE.fullmatch(text.chars):
        kept = text.chars.rstrip("\n").rstrip("\0")
        yield _machine(document.path, text, _cut(text[: len(kept)], "\0"))
        return
    found = list(_LINE.finditer(text.chars))
    for number, match in enumerate(found, 1):
        start, end = match.span("argv")
        part = f"#{number}" if len(found) > 1 else ""
        line = text[start:end]
        words = [word for word in _cut(line, " ") if word.chars]
        yield _machine(document.path + part, line, words)


def _cut(text: Text, separator: str) -> list[Text]:
    return text.split(separator)


def _machine(name: str, whole: Text, argv: list[Text]) -> Machine:
    span = whole.span
    return Machine(name, (Start(tuple(argv), span),), span, captured=True)
