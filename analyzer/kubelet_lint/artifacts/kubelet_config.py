"""A KubeletConfiguration, as YAML or JSON.

Recognized by its ``kind`` at the top level of the document, in the exact spelling that
the kubelet asks for; the file's name and extension do not matter, as to the kubelet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import installed, is_program
from kubelet_lint.node.effect import Document, Fragment

NAME = "KubeletConfiguration"

# Go's YAML ends a line at CR, NEL, LS and PS too.
_BLOCK = re.compile(
    r"(?:^|(?<=[\r\x85\u2028\u2029]))"
    r"(['\"]?)kind\1[ \t]*:[ \t]+(['\"]?)KubeletConfiguration\2",
    re.MULTILINE,
)
_FLOW = re.compile(r"[{,]\s*(['\"]?)kind\1\s*:\s*(['\"]?)KubeletConfiguration\2")


def recognizes(document: Document, /) -> bool:
    """Say whether the document is of kind KubeletConfiguration."""
    if not document.name and is_program(document.path):
        return False
    chars = document.text.chars
    if _BLOCK.search(chars):
        return True
    flow = chars.lstrip("\ufeff \t\r\n").startswith("{")
    return flow and _FLOW.search(chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the document as the config file of some kubelet."""
    yield Fragment("config", document, installed(document.node_path or document.path))
