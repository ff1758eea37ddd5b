"""Packer templates, JSON and HCL2: the steps that make a machine image.

After developer.hashicorp.com, "Provisioners": ``file`` uploads, ``shell`` runs, in the
order of the template. Paths are relative to the template or to the folder Packer is
started in, so they are looked for from the template's folder upwards.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
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
from kubelet_lint.source import HOLE, Span, Text, program
from kubelet_lint.template import fill
from kubelet_lint.template.functions import items
from kubelet_lint.value import Assumption
from kubelet_lint.vendor.manifest import (
    Leaf,
    List,
    Map,
    Value,
    at,
    items_at,
    map_at,
    text_at,
)

NAME = "Packer template"

_HCL = re.compile(r"^build[ \t]*\{", re.MULTILINE)
_STRIPPED = re.compile(r"^(?:\{\{\s*(?:template_dir|pwd|user[^}]*)\s*\}\}|\.)/")
_USER = re.compile(r"\{\{\s*user\s+[`'\"]([\w.-]+)[`'\"]\s*\}\}")


def recognizes(document: Document, /) -> bool:
    """Say whether the document has builders and provisioners."""
    if document.name:
        return False
    chars = document.text.chars
    if chars.lstrip().startswith("{"):
        return '"provisioners"' in chars and '"builders"' in chars
    return _HCL.search(chars) is not None and "provisioner" in chars


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine that the image boots as."""
    if document.text.chars.lstrip().startswith("{"):
        user = _user(document)
        effects = tuple(_json(document, user, files))
        assumptions = _as_shipped(user)
    else:
        module = Module(posixpath.dirname(document.path), files, endings=(".pkr.hcl",))
        effects = tuple(_hcl(document, module, files))
        assumptions = module.assumptions()
    if effects:
        yield Machine(
            described.name(document),
            effects,
            span=document.text.span,
            assumptions=assumptions,
        )


class _Places:
    """Finds the files that a template names."""

    def __init__(self, document: Document, files: Files) -> None:
        self._folder = posixpath.dirname(document.path)
        self.files = files

    def find(self, name: str) -> str | None:
        """Return the path in the repository, None if nothing lies there."""
        bare = _STRIPPED.sub("", name).rstrip("/")
        folder: str = self._folder
        while True:
            path = posixpath.normpath(posixpath.join(folder, bare))
            if self.files.read(path) is not None or self.files.below(path):
                return path
            if not folder:
                return None
            folder = posixpath.dirname(folder)

    def upload(self, source: Text, target: Text, span: Span | None) -> Effect:
        """Return what a ``file`` provisioner does."""
        found = None if HOLE in source.chars else self.find(source.chars)
        if found is None or HOLE in target.chars:
            reason = f"{source.display()} is uploaded and not in the repository"
            return Unfollowed(reason, span)
        where = target.chars
        if self.files.read(found) is not None and where.endswith("/"):
            where = posixpath.join(where, posixpath.basename(found))
        elif not source.chars.endswith("/") and self.files.read(found) is None:
            # As rsync does: without a slash the folder itself is copied.
            where = posixpath.join(where, posixpath.basename(found))
        return Place(found, where.rstrip("/") or "/", span)

    def script(self, name: Text, environment: tuple[tuple[str, Text], ...]) -> Effect:
        """Return what a script of a ``shell`` provisioner does."""
        found = None if HOLE in name.chars else self.find(name.chars)
        document = self.files.read(found) if found is not None else None
        if document is None:
            reason = f"{name.display()} is run and not in the repository"
            return Unfollowed(reason, name.span, anything=True)
        path = f"/tmp/{posixpath.basename(document.path)}"
        return Run(
            document.text,
            path,
            environment=environment,
            span=name.span,
            source=document.path,
        )


def _environment(words: list[Text]) -> tuple[tuple[str, Text], ...]:
    found: list[tuple[str, Text]] = []
    for word in words:
        name, equals, value = word.partition("=")
        if equals:
            found.append((name.chars, value))
    return tuple(found)


def _lines(words: list[Text], name: str) -> Run:
    script = Text.join(part for word in words for part in (word, program("\n")))
    return Run(script, name, span=script.span, shell="sh")


# --- JSON -----------------------------------------------------------------------------


def _json(
    document: Document, user: Mapping[str, Text], files: Files
) -> Iterator[Effect]:
    value = described.first(document.text)
    if not isinstance(value, Map):
        reason = "the template cannot be read"
        yield Unfollowed(reason, document.text.span)
        return
    places = _Places(document, files)
    for step in items_at(value, "provisioners"):
        match text_at(step, "type"):
            case Text(chars="file"):
                source, target = text_at(step, "source"), text_at(step, "destination")
                if source is not None and target is not None:
                    named = _given(source, user), _filled(target, user)
                    yield places.upload(*named, source.span)
            case Text(chars="shell"):
                yield from _json_shell(step, user, places)
            case _:
                pass


def _user(document: Document) -> dict[str, Text]:
    """Return the template's variables with their defaults; null has to be given."""
    value = described.first(document.text)
    found = map_at(value, "variables") if isinstance(value, Map) else Map({})
    return {
        name: member.value.text
        for name, member in found.members.items()
        if isinstance(member.value, Leaf) and not member.value.null
    }


def _as_shipped(user: Mapping[str, Text]) -> tuple[Assumption, ...]:
    names = ", ".join(f"`{name}`" for name in list(user)[:4])
    return (Assumption(f"variables as by default: {names}"),) if names else ()


def _json_shell(
    step: Value, user: Mapping[str, Text], places: _Places
) -> Iterator[Effect]:
    words = [_filled(word, user) for word in _strings(at(step, "environment_vars"))]
    environment = _environment(words)
    inline = _strings(at(step, "inline"))
    if inline:
        yield _lines([_filled(line, user) for line in inline], "inline")
    for key in ("script", "scripts"):
        for name in _strings(at(step, key)):
            yield places.script(_given(name, user), environment)


def _strings(value: Value | None) -> list[Text]:
    if isinstance(value, Leaf):
        return [value.text]
    found = value.items if isinstance(value, List) else ()
    return [item.text for item in found if isinstance(item, Leaf)]


def _given(text: Text, user: Mapping[str, Text]) -> Text:
    """Return a text with the template's variables filled in."""
    parts: list[Text] = []
    at = 0
    for found in _USER.finditer(text.chars):
        if found.group(1) in user:
            parts += [text[at : found.start()], user[found.group(1)]]
            at = found.end()
    return Text.join((*parts, text[at:])) if parts else text


def _filled(text: Text, user: Mapping[str, Text]) -> Text:
    """Return the same; what else the template calls is unknown."""
    text = _given(text, user)
    return fill(text, "go").text if "{{" in text.chars else text


# --- HCL2 -----------------------------------------------------------------------------


def _hcl(document: Document, module: Module, files: Files) -> Iterator[Effect]:
    places = _Places(document, files)
    for build in body(document.text).all("build"):
        for block in build.all("provisioner"):
            match block.labels[:1]:
                case ("file",):
                    yield from _hcl_file(block, module, places)
                case ("shell",):
                    yield from _hcl_shell(block, module, places)
                case _:
                    pass


def _hcl_file(block: Block, module: Module, places: _Places) -> Iterator[Effect]:
    span = block.header.span
    target = _value(block, "destination", module)
    content = _value(block, "content", module)
    if target is None:
        yield Unfollowed("a file is uploaded to an unknown path", span, anything=True)
    elif content is not None:
        yield Write(target.chars, content, span=span)
    else:
        sources = _list(block, "sources", module) or _list(block, "source", module)
        for source in sources:
            yield places.upload(source, target, span)


def _hcl_shell(block: Block, module: Module, places: _Places) -> Iterator[Effect]:
    environment = _environment(_list(block, "environment_vars", module))
    inline = _list(block, "inline", module)
    if inline:
        yield _lines(inline, "inline")
    for key in ("script", "scripts"):
        for name in _list(block, key, module):
            yield places.script(name, environment)


def _value(block: Block, name: str, module: Module) -> Text | None:
    expression = block.get(name)
    return module.text(expression) if expression is not None else None


def _list(block: Block, name: str, module: Module) -> list[Text]:
    expression = block.get(name)
    value = module.evaluate(expression) if expression is not None else None
    if isinstance(value, Text):
        return [value]
    listed = items(value, module.scope()) or ()
    return [one for one in listed if isinstance(one, Text)]
