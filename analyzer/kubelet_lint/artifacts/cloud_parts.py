"""Parts of a cloud-config: a list of its units or files, in a file of its own.

Something puts them together before a node reads them (Ansible's ``assemble``, a chart's
``include``), so what each says is the node's. Told from a list of tasks by what only a
unit or a file has: the name of a unit or a path, and the text itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import Document
from kubelet_lint.source import Text, program

NAME = "part of a cloud-config"

_BODY = r"(?:[ ]+[^\n]*\n|[ \t]*\n)*?[ ]+contents?:[ ]*[|>]"
_UNITS = re.compile(rf"-[ ]+name:[ ]+['\"]?[\w@.-]+\.service['\"]?[ ]*\r?\n{_BODY}")
_FILES = re.compile(rf"-[ ]+path:[ ]+['\"]?/[^\n]*\n{_BODY}")
_START = re.compile(r"(?:[ \t]*(?:#[^\n]*)?\r?\n|---[ \t]*\r?\n)*")


def recognizes(document: Document, /) -> bool:
    """Say whether the document is nothing but a list of units, or of files."""
    if not document.name and is_program(document.path):
        return False
    return _head(document.text) is not None


def _head(text: Text) -> str | None:
    """Return what a list of such items stands below in a cloud-config."""
    found = _START.match(text.chars)
    at = found.end() if found is not None else 0
    if _UNITS.match(text.chars, at):
        return "#cloud-config\ncoreos:\n  units:\n"
    return "#cloud-config\nwrite_files:\n" if _FILES.match(text.chars, at) else None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the cloud-config that holds the part alone."""
    head = _head(document.text)
    lines = document.text.lines(keep_ends=True)
    kept = (line for line in lines if not line.chars.startswith("---"))
    inner = (part for line in kept for part in (program("  "), line))
    text = Text.join((program(head or ""), *inner))
    yield document._replace(text=text, name=f"{document.name} part".strip())
