"""A shell script: user data, an installer, a library of functions.

Recognized by its first line, or by its extension. What it does to a machine is found
out by following it; whether it runs on one, by who calls it.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import installed, is_program
from kubelet_lint.node.effect import Document, Fragment

NAME = "shell script"

_SHEBANG = re.compile(
    r"\ufeff?\s*#!\s*(?:/\S*/)?(?:env\s+(?:-\S+\s+)*)?(?:ba|da|a|k)?sh\b"
)
_OTHER = re.compile(
    r"\ufeff?\s*"
    r"(?:#!|#cloud-config|## *template:|#include|content-type:|mime-version:)",
    re.I,
)
"""Another interpreter's script, or user data of another kind under a script's name."""


def recognizes(document: Document, /) -> bool:
    """Say whether the document is written for a POSIX shell or bash."""
    chars = document.text.chars
    if _SHEBANG.match(chars):
        return not is_program(document.path) or bool(document.name)
    path = document.node_path or document.path
    named = installed(path).endswith((".sh", ".bash"))
    return named and not _OTHER.match(chars)


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the document as a script that may run on a node."""
    path = document.node_path or document.path
    yield Fragment("script", document, posixpath.basename(installed(path)))
    chars = document.text.chars
    if "authorization" in chars or "authentication" in chars:
        from kubelet_lint.artifacts import here_documents

        yield from here_documents.parts(document)
