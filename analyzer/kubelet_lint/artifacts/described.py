"""Machines that a document describes: what to call them, and where they are told.

A machine is named by the file that describes it, and by its part where there are
several; its place is the line that makes it (``kind:``, ``role:``, ``name:``), which a
finding points at when nothing else in the repository decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import Document, Machine, Start
from kubelet_lint.source import Span, Text, program
from kubelet_lint.vendor.manifest import Leaf, Map, Value, parse, text_at
from kubelet_lint.yaml import documents
from kubelet_lint.yaml.tree import Problem


def name(document: Document, *parts: str) -> str:
    """Return the name of a machine: the path, and what sets it apart in there."""
    label = " ".join(part for part in (document.name, *parts) if part)
    return f"{document.path}#{label}" if label else document.path


def is_kind(document: Document, group: str, *kinds: str) -> bool:
    """Say whether a Kubernetes-style document is one of some kinds of an API group.

    Looks at lines at the margin, or at the members of a JSON object.
    """
    if not document.name and is_program(document.path):
        return False
    chars = document.text.chars
    if "apiVersion" not in chars or not any(each in chars for each in kinds):
        return False  # told many times faster than by the expressions
    words = "|".join(kinds)
    kind = rf"^['\"]?kind['\"]?:[ \t]+['\"]?(?:{words})['\"]?[ \t]*(?:#.*)?\r?$"
    if chars.lstrip().startswith("{"):
        kind = rf"[{{,]\s*\"kind\"\s*:\s*\"(?:{words})\""
    version = rf"['\"]?apiVersion['\"]?\s*:[ \t]+['\"]?{re.escape(group)}"
    return bool(re.search(version, chars) and re.search(kind, chars, re.M))


def first(text: Text) -> Map | Problem | None:
    """Return the first document of a text if it is a mapping."""
    value = parse(text)
    if isinstance(value, Problem):
        return value
    return value if isinstance(value, Map) else None


def unreadable(document: Document, value: Problem | None) -> Iterator[Machine]:
    """Yield a machine whose kubelet nobody can tell, for a document without a tree."""
    if isinstance(value, Problem):
        reason = f"the document cannot be read: {value.reason}"
        span = value.span or document.text.span
        start = (program("kubelet"), Text.hole(reason, span, words=True))
        yield Machine(name(document), (Start(start, span),), span=span)


def unreadable_parts(document: Document) -> Iterator[Machine]:
    """Yield such a machine for the first document of a stream that has no tree."""
    for piece in documents.split(document.text):
        value = parse(piece)
        if isinstance(value, Problem):
            yield from unreadable(document._replace(text=piece), value)
            return


def every(text: Text) -> list[Map]:
    """Return every document of a stream that is a mapping and can be read."""
    parsed = [parse(piece) for piece in documents.split(text)]
    return [value for value in parsed if isinstance(value, Map)]


def line(value: Value | None, *keys: str) -> Span | None:
    """Return the place of the first of some keys' scalar values."""
    for key in keys:
        text = text_at(value, key)
        if text is not None and text.span is not None:
            return text.span
    return None


def strings(values: tuple[Value, ...]) -> list[Text]:
    """Return the scalars of a list."""
    return [value.text for value in values if isinstance(value, Leaf)]
