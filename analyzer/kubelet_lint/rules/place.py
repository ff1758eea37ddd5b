"""Choose the place that a finding points at: always in a repository's own file.

What decides may be written where nobody can edit it (a vendor's image, the kubelet
itself); then the finding points at the command that starts the kubelet.
"""

from __future__ import annotations

from typing import TypeGuard

from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.source import Span
from kubelet_lint.value import Layer, Unknown


def place(layer: Layer, case: Case, kubelet: Kubelet) -> Span:
    """Return where a layer is to be shown; an inner place of an encoded file stays."""
    inside = layer.value.span if isinstance(layer.value, Unknown) else None
    for span in (layer.span, inside, case.launch.span):
        if editable(span):
            return span
    return kubelet.span


def editable(span: Span | None) -> TypeGuard[Span]:
    """Say whether a place lies in a file of the repository."""
    return span is not None and span.outermost.source.origin == "repository"


def name(span: Span) -> str:
    """Return the place for a sentence: its file, and the line inside if encoded."""
    outer = span.outermost.source.path
    if span.source.container is None:
        return outer
    line = span.source.position(span.start).line
    inner = span.source.path
    return f"{outer} (line {line} of the encoded {inner})"
