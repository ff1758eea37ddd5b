"""Terraform and OpenTofu: user data, files and manifests in expressions.

Every attribute of a resource, a data source or a module call is evaluated as far as the
repository decides it; a text of several lines is a document, whatever the attribute is
called: what it is for shows in its content. ``cloudinit_config`` is MIME by blocks,
``ignition_systemd_unit`` a unit with its name, and the provisioners of a resource
happen on its machine in their order.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Iterator

from kubelet_lint.artifacts import mime
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.encoded import opened, unwrapped
from kubelet_lint.artifacts.hcl_body import Block, body
from kubelet_lint.artifacts.terraform_module import Module
from kubelet_lint.node.effect import (
    Document,
    Effect,
    Machine,
    Place,
    Run,
    Unfollowed,
    Write,
)
from kubelet_lint.source import HOLE, Text, program
from kubelet_lint.template.functions import items
from kubelet_lint.template.scope import Branching, Object, Scope, Value

NAME = "Terraform configuration"

UNITS = "/etc/systemd/system"

LEAVES = 400
"""Texts taken from one expression."""

_BLOCK = re.compile(
    r"^(?:(?:resource|data)[ \t]+\"[^\"\n]+\"[ \t]+\"[^\"\n]+\""
    r"|(?:module|variable|output|provider)[ \t]+\"[^\"\n]+\"|locals|terraform)[ \t]*\{",
    re.MULTILINE,
)
_WORTH = re.compile(
    r"<<|\\n|file|encode|join|local\.|data\.|var\.|\[|\{|kubelet|[\w+/]{40}"
)


def recognizes(document: Document, /) -> bool:
    """Say whether the text has a block that only Terraform has."""
    if document.name or document.path.endswith((".md", ".rst", ".adoc")):
        return False
    return _BLOCK.search(document.text.chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the documents in expressions, and machines that provisioners set up."""
    module = Module(posixpath.dirname(document.path), files)
    seen: set[object] = set()
    blocks = body(document.text).blocks
    for block in sorted(blocks, key=lambda block: block.type in ("locals", "variable")):
        for carried in _block(block, module, document):
            place = _place(carried)
            if place is None or place not in seen:
                seen.add(place)
                yield carried


def _place(carried: Carried) -> object:
    """A text that several expressions use is one document."""
    if not isinstance(carried, Document) or carried.text.span is None:
        return None
    span = carried.text.span
    return (span.source, span.start, carried.text.chars)


def _block(block: Block, module: Module, document: Document) -> Iterator[Carried]:
    address = ".".join(
        block.labels if block.type == "resource" else (block.type, *block.labels)
    )
    if block.type == "data" and block.labels[:1] == ("template_file",):
        text = module.template_file(block)
        if isinstance(text, Text):
            yield _document(document, text, address, module)
        return
    if block.labels[:1] in (("cloudinit_config",), ("template_cloudinit_config",)):
        yield from _cloudinit(block, module, document, address)
        return
    if block.labels[:1] == ("ignition_systemd_unit",):
        yield from _ignition_unit(block, module, document, address)
        return
    provisioners = list(block.all("provisioner"))
    if provisioners:
        yield from _provisioned(provisioners, module, document, address)
    for name, value in _expressions(block):
        if _WORTH.search(value.chars):
            for found in _texts(module.evaluate(value), module.scope()):
                text = opened(found, document.path)
                if "\n" in text.chars:
                    yield _document(document, text, f"{address} {name}", module)


def _ignition_unit(
    block: Block, module: Module, document: Document, address: str
) -> Iterator[Document]:
    """Yield a unit of the Ignition provider and its drop-ins, by their names."""
    unit = _path(block, module, UNITS)
    folder = None if unit is None else f"{unit}.d"
    dropins = ((one, _path(one, module, folder)) for one in block.all("dropin"))
    for inner, path in ((block, unit), *dropins):
        content = inner.get("content")
        text = module.text(content) if content is not None else None
        if text is not None and "\n" in text.chars:
            made = _document(document, text, f"{address} content", module)
            yield made._replace(node_path=path)


def _path(block: Block, module: Module, folder: str | None) -> str | None:
    """Return where a unit or drop-in lies; None if its name is not known."""
    named = block.get("name")
    name = module.text(named) if named is not None else None
    if folder is None or name is None or HOLE in name.chars:
        return None
    return posixpath.join(folder, name.chars)


REPEATED = 100
"""How often one attribute is read: Terraform refuses a second, a template has two."""


def _expressions(block: Block, depth: int = 0) -> Iterator[tuple[str, Text]]:
    often = Counter[str]()
    for attribute in block.attributes:
        often[attribute.name] += 1
        if often[attribute.name] > REPEATED:
            continue
        if block.type != "variable" or attribute.name == "default":
            yield attribute.name, attribute.value
    for inner in block.blocks if depth < 8 else ():
        if inner.type not in ("provisioner", "connection", "lifecycle", "validation"):
            yield from _expressions(inner, depth + 1)


def _texts(value: Value, scope: Scope, depth: int = 0) -> Iterator[Text]:
    """Yield the texts in a value that are of several lines, or may be when decoded."""
    if isinstance(value, Text):
        if "\n" in value.chars or len(value) > 40 or HOLE in value.chars:
            yield value
    elif depth < 6 and isinstance(value, (tuple, Object, Branching)):
        for item in (items(value, scope) or ())[:LEAVES]:
            yield from _texts(item, scope, depth + 1)


def _document(document: Document, text: Text, name: str, module: Module) -> Document:
    return document._replace(
        text=text, name=name, assumptions=(*document.assumptions, *module.assumptions())
    )


# --- cloudinit_config -----------------------------------------------------------------


def _cloudinit(
    block: Block, module: Module, document: Document, address: str
) -> Iterator[Carried]:
    parts: list[mime.Part] = []
    for part in block.all("part"):
        content, kind = part.get("content"), part.get("content_type")
        text = module.text(content) if content is not None else None
        if text is None:
            span = part.header.span
            text = Text.hole("Terraform decides the part when it is applied", span)
        media = module.text(kind) if kind is not None else None
        merge = part.get("merge_type")
        how = module.text(merge) if merge is not None else None
        headers = {"merge-type": how.chars} if how is not None else {}
        said = "text/plain" if media is None else media.chars
        parts.append(mime.Part(headers, said, unwrapped(text)))
    if any(inner.labels == ("part",) for inner in block.all("dynamic")):
        # Parts of a list that nobody knows may be anything.
        text = Text.hole("Terraform decides the parts when it is applied", None)
        parts.append(mime.Part({}, "text/plain", text))
    named = document._replace(name=address, assumptions=module.assumptions())
    yield from mime.of_parts(parts, named)


# --- provisioners ---------------------------------------------------------------------


def _provisioned(
    provisioners: list[Block], module: Module, document: Document, address: str
) -> Iterator[Machine]:
    effects: list[Effect] = []
    for block in provisioners:
        match block.labels[:1]:
            case ("file",):
                effects += _file(block, module)
            case ("remote-exec",):
                effects += _remote_exec(block, module)
            case _:
                pass
    if effects:
        name = f"{document.path}#{address}"
        span = provisioners[0].header.span
        yield Machine(name, tuple(effects), span, assumptions=module.assumptions())


def _file(block: Block, module: Module) -> Iterator[Effect]:
    where = block.get("destination")
    path = module.text(where) if where is not None else None
    content, source = block.get("content"), block.get("source")
    span = block.header.span
    if path is None or HOLE in path.chars:
        yield Unfollowed("a file is copied to an unknown path", span, anything=True)
    elif content is not None:
        text = module.text(content)
        unknown = Text.hole("Terraform decides the content", content.span)
        yield Write(path.chars, unknown if text is None else text, span=span)
    elif source is not None:
        named = module.text(source)
        if named is None or HOLE in named.chars:
            yield Unfollowed("an unknown file is copied", span, (path.chars,))
        else:
            local = posixpath.normpath(posixpath.join(module.folder, named.chars))
            yield Place(local, path.chars.rstrip("/") or "/", span)


def _remote_exec(block: Block, module: Module) -> Iterator[Effect]:
    span = block.header.span
    inline = block.get("inline")
    if inline is not None:
        listed = items(module.evaluate(inline), module.scope())
        lines = [one for one in listed or () if isinstance(one, Text)]
        if listed is None or len(lines) < len(listed):
            yield Unfollowed("commands that Terraform decides", span, anything=True)
        script = Text.join(part for line in lines for part in (line, program("\n")))
        yield Run(script, "remote-exec", span=span, shell="sh")
    for key in ("script", "scripts"):
        named = block.get(key)
        value = module.evaluate(named) if named is not None else None
        for one in (value,) if isinstance(value, Text) else _tuple(value):
            script_text = module.read(one) if isinstance(one, Text) else None
            if script_text is None:
                yield Unfollowed("an unknown script is run", span, anything=True)
            else:
                yield Run(script_text, "script", span=span)


def _tuple(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()
