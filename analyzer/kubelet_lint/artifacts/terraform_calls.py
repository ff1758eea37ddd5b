"""Who renders a Terraform template, and with which values.

The calls of ``templatefile`` and the ``template_file`` data sources are looked for in
the ``*.tf`` files of the template's folder and of the folders above it. Where several
calls differ, each is one of the alternatives.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from kubelet_lint.artifacts import hcl_body
from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.hcl_body import Block
from kubelet_lint.artifacts.terraform_module import Module, rendered
from kubelet_lint.source import Span, Text
from kubelet_lint.template.evaluate import evaluate
from kubelet_lint.template.expression import Call, Expression, Member, Pick
from kubelet_lint.template.expression import Items as Listed
from kubelet_lint.template.parsed import parse
from kubelet_lint.template.scope import Value

ABOVE = 4
"""Folders above the template's own in which calls are looked for."""

CALLS = 8
"""Calls of one template that are told apart."""


def rendered_by_calls(text: Text, path: str, files: Files) -> Text | None:
    """Return a template as its calls render it; None if nobody is seen to call it."""
    found: dict[str, tuple[str, Text]] = {}
    for label, given in _calls(path, files):
        result = rendered(text, given)
        found.setdefault(result.display(), (label, result))
        if len(found) >= CALLS:
            break
    ways = list(found.values())
    if len(ways) < 2:
        return ways[0][1] if ways else None
    name = posixpath.basename(path)
    return Text.choice(f"the call that renders {name}", ways, text.span)


def _calls(path: str, files: Files) -> Iterator[tuple[str, Value]]:
    name = posixpath.basename(path)
    for caller in _callers(path, files):
        document = files.read(caller)
        if document is None or name not in document.text.chars:
            continue
        module = Module(posixpath.dirname(caller), files)
        span = document.text.span
        root = hcl_body.file(span.source) if span is not None else None
        for block in root.blocks if root is not None else ():
            for place, given in _in_block(block, name, module):
                line = place.source.position(place.start).line if place else 0
                yield f"as {caller} line {line} calls it", given


def _callers(path: str, files: Files) -> Iterator[str]:
    folder: str = posixpath.dirname(path)
    for _ in range(ABOVE):
        for other in files.below(folder):
            if other.endswith(".tf") and posixpath.dirname(other) == folder:
                yield other
        if not folder:
            break
        folder = posixpath.dirname(folder)


def _in_block(
    block: Block, name: str, module: Module
) -> Iterator[tuple[Span | None, Value]]:
    if block.type == "data" and block.labels[:1] == ("template_file",):
        template = block.get("template")
        if template is not None and name in template.chars:
            yield block.header.span, module.template_values(block)
        return
    for attribute in block.attributes:
        if "templatefile" in attribute.value.chars and name in attribute.value.chars:
            for call in _templatefiles(parse(attribute.value, "hcl")):
                if name in call.arguments[0].spelled:
                    given = evaluate(call.arguments[1], module.scope())
                    yield attribute.value.span, given
    for inner in block.blocks:
        yield from _in_block(inner, name, module)


def _templatefiles(expression: Expression, depth: int = 0) -> Iterator[Call]:
    if depth > 12:
        return
    match expression:
        case Call("templatefile", (_, _)):
            yield expression
        case Call(_, several) | Listed(several):
            for one in several:
                yield from _templatefiles(one, depth + 1)
        case Pick(_, then, otherwise):
            yield from _templatefiles(then, depth + 1)
            if otherwise is not None:
                yield from _templatefiles(otherwise, depth + 1)
        case Member(inner):
            yield from _templatefiles(inner, depth + 1)
        case _:
            return
