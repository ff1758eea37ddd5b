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
from kubelet_lint.artifacts.relevance import matters
from kubelet_lint.artifacts.variables import flatten
from kubelet_lint.node.effect import (
    Boot,
    Document,
    Effect,
    Machine,
    Place,
    Remove,
    Run,
    Symlink,
    Unfollowed,
    Write,
)
from kubelet_lint.source import EMPTY, HOLE, Text, program
from kubelet_lint.vendor.manifest import Leaf, List, Map, Value, write
from kubelet_lint.yaml.tree import Problem

NAME = "Salt state"

_STATE = re.compile(
    r"^[ ]{1,40}(?:- )?(?:file\.(?:managed|append|absent|symlink|serialize|recurse)"
    r"|service\.(?:running|enabled)|cmd\.(?:run|script))(?:[ ]*:|[ ]*$)",
    re.MULTILINE,
)
_MODE = re.compile(r"0*([0-7]{3,4})")
_HARMLESS = ("directory", "exists", "missing", "accumulated", "tidied", "touch")
"""Functions of ``file`` that change no file's content."""


def recognizes(document: Document, /) -> bool:
    """Say whether the document declares states of files, services or commands."""
    return not document.name and _STATE.search(document.text.chars) is not None


def as_salt_reads(template: Text) -> Text:
    """Return a template with the settings of Salt's Jinja2: no line end is trimmed.

    ``jinja_trim_blocks`` of Salt's configuration is false unless somebody sets it.
    """
    return program("#jinja2: trim_blocks:False\n") + template


def variables(path: str) -> dict[str, Text | None]:
    """Return what Salt tells every state file: its folder, and systemd's node.

    ``slspath`` is below the state tree's root, which any folder above may be.
    """
    folder = program(posixpath.dirname(path))
    return {"slspath": folder, "tpldir": folder, "grains.init": program("systemd")}


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
            case "service.running" | "service.enabled":
                name = path.chars
                if HOLE not in name:
                    yield Boot(name if "." in name else f"{name}.service", span)
            case "cmd.run":
                yield Run(path + program("\n"), "cmd.run", span=span, shell="sh")
            case "cmd.script":
                yield Unfollowed(f"{path.display()} is run by cmd.script", span)
            case _ if not self.function.startswith("file."):
                pass
            case _ if HOLE in path.chars or not path.startswith("/"):
                yield Unfollowed(f"{self.function} of {path.display()}", span)
            case _:
                yield from self._of_file(path.chars, document, files)

    def _of_file(self, path: str, document: Document, files: Files) -> Iterator[Effect]:
        span = self.key.span
        match self.function.removeprefix("file."):
            case "managed":
                text = self._content(document, files)
                yield Write(path, text, self._mode(), span=span)
            case "append":
                yield Write(
                    path,
                    self._lines(self.arguments.get("text")),
                    append=True,
                    span=span,
                )
            case "serialize" if "dataset" in self.arguments:
                text = write(self.arguments["dataset"])
                yield Write(path, text, self._mode(), span=span)
            case "absent":
                yield Remove(path, span)
            case "symlink":
                target = self.text("target")
                yield Symlink(path, target.chars if target else "", span)
            case "recurse":
                yield self._copied(path, document, files)
            case name if name not in _HARMLESS:
                yield Unfollowed(f"{self.function} is not followed", span, (path,))
            case _:
                pass

    def _mode(self) -> int:
        """Salt takes the digits as they are written; those nobody knows do no harm."""
        said = self.text("mode")
        found = _MODE.fullmatch(said.chars) if said is not None else None
        if found is not None:
            return int(found.group(1), 8)
        return 0o644 if said is None else 0o755

    def _lines(self, said: Value | None) -> Text:
        """Return a text or a list of lines, each ended: that is Salt's default."""
        items = said.items if isinstance(said, List) else (said,)
        lines = [one.text for one in items if isinstance(one, Leaf)]
        if not lines or len(lines) < len(items):
            return Text.hole("the content of the file is unknown", self.key.span)
        return Text.join(
            part for line in lines for part in (line.rstrip("\n"), program("\n"))
        )

    def _copied(self, path: str, document: Document, files: Files) -> Effect:
        source = self.text("source") or EMPTY
        named = source.chars.removeprefix("salt://").strip("/")
        for root in _folders(document.path):
            folder = posixpath.normpath(posixpath.join(root, named))
            if named and HOLE not in named and files.below(folder):
                return Place(folder, path.rstrip("/"), self.key.span)
        return Unfollowed(f"{source.display()} is not in the repository", source.span)

    def _content(self, document: Document, files: Files) -> Text:
        said, source = self.arguments.get("contents"), self.text("source")
        if said is not None:
            return self._lines(said)
        if source is None or HOLE in source.chars:
            return Text.hole("the source of the file is unknown", self.key.span)
        named = source.chars.removeprefix("salt://")
        folder = posixpath.dirname(document.path)
        found = files.read(posixpath.normpath(posixpath.join(folder, named)))
        found = found or files.read(posixpath.normpath(named))
        hits = files.suffix(named)
        if found is None and hits:
            found = files.read(hits[0])
        if found is None:
            return Text.hole(f"{source.chars} is not in the repository", source.span)
        if self.text("template") is None:
            return found.text
        from kubelet_lint.template import fill

        given = self._context()
        text = as_salt_reads(found.text)
        return fill(text, "jinja", given, matters=matters).text

    def _context(self) -> dict[str, Text | None]:
        """Return the variables of a template: ``context`` over ``defaults``."""
        given: dict[str, Text | None] = {}
        for key in ("defaults", "context"):
            found = self.arguments.get(key)
            for name, member in found.members.items() if isinstance(found, Map) else ():
                given |= flatten(member.value, name, "jinja")
        return given


def _folders(path: str) -> Iterator[str]:
    """Yield the folder a file lies in, then those above it."""
    folder: str = posixpath.dirname(path)
    yield folder
    while folder:
        folder = posixpath.dirname(folder)
        yield folder
