"""One Terraform module: its variables, its locals, and the files it reads.

A variable has the value of the module's own ``*.tfvars`` (``terraform.tfvars``, then
``*.auto.tfvars``), else what the calls of the module in the repository give it, else
its default: as shipped. Where calls disagree, or there is none of these, it is unknown.
"""

from __future__ import annotations

import posixpath
import re
from typing import NamedTuple
from weakref import WeakKeyDictionary

from kubelet_lint.artifacts import hcl_body
from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.hcl_body import Block
from kubelet_lint.artifacts.relevance import watching
from kubelet_lint.artifacts.terraform_functions import TERRAFORM
from kubelet_lint.source import HOLE, Hole, Span, Text, program
from kubelet_lint.template.evaluate import evaluate
from kubelet_lint.template.fill import fill_in
from kubelet_lint.template.parsed import parse
from kubelet_lint.template.scope import (
    Function,
    Object,
    Scope,
    Unfixed,
    Value,
    field,
)
from kubelet_lint.value import Assumption

DEPTH = 12
"""Values looked up through each other: variables, locals, calls."""

CALLERS = 3
"""Callers of callers whose arguments are looked up."""

FILES = 400
"""Files of one module, and files searched for calls of it."""


class Call(NamedTuple):
    """A ``module`` block that calls a module of the repository."""

    block: Block
    folder: str


class Module:
    """The files of one folder, read when something in them is asked for."""

    def __init__(
        self,
        folder: str,
        files: Files,
        depth: int = 0,
        *,
        endings: tuple[str, ...] = (".tf", ".tofu"),
    ) -> None:
        self.folder = folder
        self._endings = endings
        self.files = files
        self._depth = depth
        self._running: set[str] = set()
        self.shipped: dict[str, Span | None] = {}
        """Variables that have their defaults, with the place of each."""
        self._blocks: list[Block] | None = None
        self._values: dict[str, Value] = {}
        self._functions: dict[str, Function] = {**TERRAFORM, **self._reading()}

    def evaluate(self, expression: Text) -> Value:
        """Return what an expression of the module comes to."""
        return evaluate(parse(expression, "hcl"), self.scope())

    def text(self, expression: Text) -> Text | None:
        """Return the text an expression comes to, None if it comes to none."""
        value = self.evaluate(expression)
        return value if isinstance(value, Text) else None

    def scope(self) -> Scope:
        """Return a scope in which the module's names mean what they mean in it."""
        scope = Scope("hcl", {})
        scope.other = self.lookup
        scope.functions = self._functions
        return scope

    def lookup(self, path: str) -> Value:
        """Return what ``var.x``, ``local.x`` or another name means."""
        if path.startswith("path."):
            return program("." if path != "path.cwd" else "")
        names = path.split(".")
        if len(names) < 2 or len(self._running) > DEPTH:
            return Unfixed(path)
        kind, name = names[0], re.split(r"\[", names[1])[0]
        key = f"{kind}.{name}"
        if kind == "data":
            return self._data(path)
        if kind not in ("var", "local"):
            return None
        if key not in self._values:
            if key in self._running:
                return None
            self._running.add(key)
            found = self._variable(name) if kind == "var" else self._local(name)
            self._running.discard(key)
            self._values[key] = found
        value = self._values[key]
        return value if path == key else field(value, path[len(key) :])

    # --- where names come from --------------------------------------------------------

    def blocks(self) -> list[Block]:
        """Return the blocks of all files of the module."""
        if self._blocks is None:
            self._blocks = [
                block
                for path in self._paths(*self._endings)
                for block in self._file(path).blocks
            ]
        return self._blocks

    def _paths(self, *endings: str) -> list[str]:
        return [
            path
            for path in self.files.below(self.folder)
            if path.endswith(endings) and posixpath.dirname(path) == self.folder
        ][:FILES]

    def _file(self, path: str) -> Block:
        document = self.files.read(path)
        span = document.text.span if document is not None else None
        return hcl_body.body(Text()) if span is None else hcl_body.file(span.source)

    def _variable(self, name: str) -> Value:
        given = self._given(name)
        if given is not None:
            return self.evaluate(given)
        called = self._called(name)
        if called:
            first = called[0]
            return first if all(one == first for one in called) else None
        for block in self.blocks():
            if block.type == "variable" and block.labels[:1] == (name,):
                default = block.get("default")
                if default is None:
                    return Unfixed(f"var.{name}")
                return self._shipped(name, self.evaluate(default))
        return Unfixed(f"var.{name}")

    def _given(self, name: str) -> Text | None:
        found: Text | None = None
        paths = self._paths("terraform.tfvars", ".auto.tfvars")
        for path in sorted(paths, key=lambda path: path.endswith(".auto.tfvars")):
            found = self._file(path).get(name) or found
        return found

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return which variables were taken by their defaults."""
        names = sorted(self.shipped)
        if not names:
            return ()
        shown = ", ".join(f"`{name}`" for name in names[:4])
        more = f" and {len(names) - 4} more" if len(names) > 4 else ""
        return (Assumption(f"{shown}{more} as by default", self.shipped[names[0]]),)

    def _shipped(self, name: str, value: Value) -> Value:
        self.shipped[f"var.{name}"] = value.span if isinstance(value, Text) else None
        return value

    def _called(self, name: str) -> list[Value]:
        """Return what the calls of the module give a variable."""
        found: list[Value] = []
        for call in calls(self.folder, self.files):
            argument = call.block.get(name)
            if argument is not None:
                if self._depth >= CALLERS:
                    return [None]
                caller = Module(call.folder, self.files, self._depth + 1)
                value = caller.evaluate(argument)
                found.append(None if isinstance(value, Unfixed) else value)
        return found

    def _local(self, name: str) -> Value:
        for block in self.blocks():
            if block.type == "locals":
                expression = block.get(name)
                if expression is not None:
                    value = self.evaluate(expression)
                    return None if isinstance(value, Unfixed) else value
        return None

    def _data(self, path: str) -> Value:
        """Return ``data.template_file.x.rendered``; other data is the provider's."""
        found = re.match(r"data\.template_file\.([\w-]+)(?:\[\d+\])?\.rendered$", path)
        if found is None:
            return None
        for block in self.blocks():
            if block.type == "data" and block.labels == (
                "template_file",
                found.group(1),
            ):
                return self.template_file(block)
        return None

    def template_file(self, block: Block) -> Value:
        """Return what a ``template_file`` data source renders."""
        template = block.get("template")
        text = self.text(template) if template is not None else None
        return None if text is None else rendered(text, self.template_values(block))

    def template_values(self, block: Block) -> Value:
        """Return what a ``template_file`` data source gives its template."""
        variables = block.get("vars")
        given = self.evaluate(variables) if variables is not None else Object({})
        for inner in block.all("vars"):
            fields = {one.name: self.evaluate(one.value) for one in inner.attributes}
            given = Object(fields)
        return given

    # --- files ------------------------------------------------------------------------

    def _reading(self) -> dict[str, Function]:
        """Return the functions that read the module's files."""
        return {
            "file": lambda _, given: self._read(given),
            "filebase64": lambda _, given: encoded(self._read(given), "base64"),
            "templatefile": lambda _, given: self._templatefile(given),
            "base64gzip": lambda _, given: encoded(_first(given), "base64+gzip"),
        }

    def _templatefile(self, given: list[Value]) -> Value:
        text = self._read(given[:1])
        if text is None or len(given) != 2:
            return None
        return rendered(text, given[1])

    def _read(self, given: list[Value]) -> Text | None:
        name = _first(given)
        return self.read(name) if isinstance(name, Text) else None

    def read(self, name: Text) -> Text | None:
        """Return the text of a file that the module names."""
        if HOLE in name.chars:
            return None
        for folder in (self.folder, ""):
            path = posixpath.normpath(posixpath.join(folder, name.chars))
            document = self.files.read(path)
            if document is not None:
                return document.text
        return None


def _first(given: list[Value]) -> Value:
    return given[0] if given else None


def encoded(value: Value, codecs: str) -> Value:
    """Return the unknown characters that encode a text."""
    if not isinstance(value, Text):
        return None
    hole = Hole("an encoded text", value.span, codecs, False, (codecs, value))
    return Text(HOLE, (hole,), (1,))


def rendered(text: Text, given: Value) -> Text:
    """Return what a template comes to with the values of its call."""
    scope = Scope("hcl", {})
    scope.functions = TERRAFORM
    if isinstance(given, Object):
        for name, value in given.fields.items():
            scope.locals[name] = None if isinstance(value, Unfixed) else value
    return fill_in(text, scope, matters=watching(text))


# --- calls of modules -----------------------------------------------------------------

_SOURCE = re.compile(r"source[ \t]*=[ \t]*\"(\.{1,2}(?:/[^\"]*)?)\"")


def calls(folder: str, files: Files) -> list[Call]:
    """Return the calls of the module in a folder."""
    if files not in _CALLS:
        _CALLS[files] = _all_calls(files)
    return _CALLS[files].get(folder, [])


_CALLS: WeakKeyDictionary[object, dict[str, list[Call]]] = WeakKeyDictionary()
"""The calls of each repository, as long as somebody looks at it."""


def _all_calls(files: Files) -> dict[str, list[Call]]:
    """Return the calls in a repository by the folder called."""
    found: dict[str, list[Call]] = {}
    paths = [path for path in files.below("") if path.endswith(".tf")]
    for path in paths[:FILES]:
        document = files.read(path)
        if document is None or not _SOURCE.search(document.text.chars):
            continue
        span = document.text.span
        blocks = hcl_body.file(span.source).blocks if span else ()
        for block in blocks:
            source = block.get("source") if block.type == "module" else None
            said = _SOURCE.match(f"source = {source.chars}") if source else None
            if said is not None:
                caller = posixpath.dirname(path)
                target = posixpath.normpath(posixpath.join(caller, said.group(1)))
                target = "" if target == "." else target
                found.setdefault(target, []).append(Call(block, caller))
    return found
