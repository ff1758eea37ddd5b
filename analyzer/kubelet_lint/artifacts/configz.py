"""A captured answer of the kubelet's ``/configz``: what it really runs with.

``{"kubeletconfig": {…}}``, as ``kubectl get --raw /api/v1/nodes/NODE/proxy/configz``
prints it; one of the two audit methods of the CIS benchmarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Fragment

NAME = "captured /configz"

_START = re.compile(r"\ufeff?\s*\{\s*\"kubeletconfig\"\s*:\s*\{")


def recognizes(document: Document, /) -> bool:
    """Say whether the document is one JSON object that starts with the answer."""
    return _START.match(document.text.chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the document as a running kubelet's settings."""
    yield Fragment("configz", document, document.path)
