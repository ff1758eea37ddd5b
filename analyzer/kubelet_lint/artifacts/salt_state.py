"""Salt states: files managed, commands run, services started.

After docs.saltproject.io, "Salt State Tree". A state file is YAML by way of Jinja2 (the
tags are filled in before); ``salt://`` is the root of the state tree, found by a path's
end.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.file_edits import block_in_file
from kubelet_lint.artifacts.relevance import matters
from kubelet_lint.node.effect import (
    Boot,
    Document,
    Effect,
    Machine,
    Remove,
    Run,
    Symlink,
    Unfollowed,
    Write,
)
from kubelet_lint.source import HOLE, Text, program
from kubelet_lint.vendor.manifest import Leaf, List, Map, Value
from kubelet_lint.yaml.tree import Problem

NAME = "Salt state"

_STATE = re.compile(
    r"^[ ]{1,40}(?:- )?(?:file\.(?:managed|append|absent|symlink|serialize)"
    r"|service\.running|cmd\.run)(?:[ ]*:|[ ]*$)",
    re.MULTILINE,
)


def recognizes(document: Document, /) -> bool:
    """Say whether the document declares states of files, services or commands."""
    return not document.name and _STATE.search(document.text.chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine that the states describe."""
    value = described.first(document.text)
    if isinstance(value, Problem):
        yield Unfollowed(f"the states cannot be read: {value.reason}", value.span)
    elif value is not None:
        effects = tuple(_effects(value, document, files))
        if effects:
            yield Machine(described.name(document), effects, span=document.text.span)


def _effects(states: Map, document: Document, files: Files) -> Iterator[Effect]:
    for identifier, member in states.members.items():
        declared = member.value
        if not isinstance(declared, Map):
            continue
        for function, inner in declared.members.items():
            state = _State(function, inner.value, member.key, identifier)
            yield from state.effects(document, files)


class _State:
    """One declaration: a function with its arguments, merged of one-entry maps."""

    def __init__(self, function: str, value: Value, key: Text, identifier: str) -> None:
        self.function = function
        self.key = key
        self.arguments: dict[str, Value] = {}
        self._identifier = key if key.chars == identifier else program(identifier)
        items = value.items if isinstance(value, List) else (value,)
        for item in items:
            if isinstance(item, Map):
                self.arguments.update(
                    {name: member.value for name, member in item.members.items()}
                )
            elif isinstance(item, Leaf) and "." not in function:
                self.function = f"{function}.{item.text.chars}"

    def text(self, name: str) -> Text | None:
        """Return an argument that is a scalar."""
        found = self.arguments.get(name)
        return found.text if isinstance(found, Leaf) else None

    @property
    def name(self) -> Text:
        """What the state is about: its ``name``, else its identifier."""
        return self.text("name") or self._identifier

    def effects(self, document: Document, files: Files) -> Iterator[Effect]:
        """Yield what the state does."""
        path, span = self.name, self.key.span
        match self.function:
            case "service.running":
                name = path.chars
                if HOLE not in name:
                    yield Boot(name if "." in name else f"{name}.service", span)
            case "cmd.run":
                yield Run(path + program("\n"), "cmd.run", span=span, shell="sh")
            case _ if HOLE in path.chars or not path.startswith("/"):
                if self.function.startswith("file."):
                    yield Unfollowed(f"{self.function} of {path.display()}", span)
            case "file.managed":
                yield Write(path.chars, self._content(document, files), span=span)
            case "file.append":
                block = block_in_file(None, self.text("text"))
                yield Write(path.chars, block or program(""), span=span)
            case "file.absent":
                yield Remove(path.chars, span)
            case "file.symlink":
                target = self.text("target")
                yield Symlink(path.chars, target.chars if target else "", span)
            case "file.serialize" | "file.replace" | "file.line" | "file.blockreplace":
                yield Unfollowed(
                    f"{self.function} is not followed", span, (path.chars,)
                )
            case _:
                pass

    def _content(self, document: Document, files: Files) -> Text:
        contents, source = self.text("contents"), self.text("source")
        if contents is not None:
            return contents
        if source is None or HOLE in source.chars:
            return Text.hole("the source of the file is unknown", self.key.span)
        named = source.chars.removeprefix("salt://")
        folder = posixpath.dirname(document.path)
        found = files.read(posixpath.normpath(posixpath.join(folder, named)))
        hits = files.suffix(named)
        if found is None and hits:
            found = files.read(hits[0])
        if found is None:
            return Text.hole(f"{source.chars} is not in the repository", source.span)
        if self.text("template") is None:
            return found.text
        from kubelet_lint.template import fill

        return fill(found.text, "jinja", matters=matters).text
