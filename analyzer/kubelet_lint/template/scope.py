"""What names mean while a template is read: fixed variables, and names it sets.

A repository fixes a variable as flat paths: ``kubelet.mode`` for a key of a mapping,
``nodes[0]`` for an item of a list. What it does not fix is ``Unfixed``, which is not
the same as unknown: only the former takes a default.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Union

from kubelet_lint.source import Span, Text
from kubelet_lint.template.expression import Dialect

Variables = Mapping[str, Text | None]
"""Path of a variable to its text; None if it is set, but not to one known text."""


@dataclass(frozen=True, slots=True)
class Unfixed:
    """A variable the repository gives no value."""

    path: str


@dataclass(frozen=True, slots=True)
class Branching:
    """A mapping or list, given by the paths below ``path``."""

    path: str


@dataclass(frozen=True, slots=True)
class Object:
    """A mapping that an expression makes."""

    fields: Mapping[str, Value]


Value = Union[Text, "tuple[Value, ...]", Unfixed, Branching, Object, None]
"""A scalar's text, a list, a variable without a value, a structure; None: unknown."""

Function = Callable[["Scope", "list[Value]"], "Value"]
"""What a function comes to, given what its arguments come to."""

_INDEX = re.compile(r"\[(\d+)\]")


OUTPUT = 1 << 24
"""Characters of output before the rest is unread."""

STEPS = 30_000
"""Stretches of text, tags and directives followed before the rest is unread."""

ITERATIONS = 2_000
"""Items of known lists for which a loop's text is repeated."""

CHOICES = 400
"""Conditions kept apart in one template; the text under further ones is unknown."""

NESTED = 6
"""Templates within values of templates, one in the other."""


class Budget:
    """What is left of the bounds of one template."""

    __slots__ = ("choices", "iterations", "nested", "output", "steps")

    def __init__(self) -> None:
        self.choices = CHOICES
        self.iterations = ITERATIONS
        self.output = OUTPUT
        self.steps = STEPS
        self.nested = NESTED


class Scope:
    """The names at one place of a template. Copied where text branches."""

    __slots__ = (
        "budget",
        "children",
        "dialect",
        "dot",
        "fixed",
        "functions",
        "locals",
        "marks",
        "other",
        "shipped",
        "variables",
    )

    def __init__(self, dialect: Dialect, variables: Variables) -> None:
        self.dialect: Dialect = dialect
        self.variables = variables
        self.budget = Budget()
        self.children = _children(variables)
        self.locals: dict[str, Value] = {}
        self.marks: dict[str, str] = {}
        """Names given in the template, with what tells their meanings apart."""
        self.dot: str | None = ""
        """What ``.`` is below, in Go templates; None if it is unknown."""
        self.shipped: dict[str, Span | None] = {}
        """Variables for which a default was taken, with the place of that default."""
        self.fixed: dict[str, Text] = {}
        """Variables whose fixed value was taken, with that value."""
        self.functions: Mapping[str, Function] = {}
        """Functions that this template has beside those of its dialect."""
        self.other: Callable[[str], Value] | None = None
        """Looks up what ``variables`` do not hold."""

    def copy(self) -> Scope:
        """Return a scope that sees the same and sets names for itself."""
        other = Scope.__new__(Scope)
        other.dialect = self.dialect
        other.variables = self.variables
        other.children = self.children
        other.budget = self.budget
        other.locals = dict(self.locals)
        other.marks = dict(self.marks)
        other.dot = self.dot
        other.shipped = self.shipped
        other.fixed = self.fixed
        other.functions = self.functions
        other.other = self.other
        return other

    def assign(self, name: str, value: Value, mark: str) -> None:
        """Give a name a value from here on."""
        self.locals[name] = value
        self.marks[name] = mark

    def lookup(self, path: str) -> Value:
        """Return what a variable is."""
        if path == "." and "." in self.locals:
            return self.locals["."]
        full = self._absolute(path)
        if full is None:
            return None
        head, rest = _split(full)
        for name in (full, head):
            if name in self.locals:
                return self._within(
                    self.locals[name], full[len(name) :] if name == head else rest
                )
        return self.fixed_value(full)

    def _within(self, value: Value, rest: str) -> Value:
        if not rest or value is None:
            return value
        if isinstance(value, Branching):
            return self.fixed_value(value.path + rest)
        if isinstance(value, Object):
            return field(value, rest)
        index = _INDEX.fullmatch(rest)
        if isinstance(value, tuple) and index:
            number = int(index.group(1))
            return value[number] if number < len(value) else None
        return None

    def fixed_value(self, path: str) -> Value:
        """Return what the repository fixes a path to."""
        if path in self.variables:
            text = self.variables[path]
            if text is not None:
                self.fixed[path] = text
            return self._filled(text)
        if path in self.children:
            return Branching(path)
        return Unfixed(path) if self.other is None else self.other(path)

    def _filled(self, text: Text | None) -> Value:
        """Return a value; in Ansible it may be a template itself."""
        if text is None or self.dialect != "jinja":
            return text
        if "{{" not in text.chars and "{%" not in text.chars:
            return text
        from kubelet_lint.template.render import nested

        return nested(text, self)

    def _absolute(self, path: str) -> str | None:
        if self.dialect != "go" or not path.startswith((".", "$.")):
            return "." if self.dialect == "go" and path == "$" else path
        if path.startswith("$"):
            return path[1:]
        if self.dot is None:
            return None
        return self.dot if path == "." and self.dot else self.dot + path

    def mark(self, spelling: str) -> str:
        """Return a condition's spelling, told apart where it means something else."""
        if not self.marks and not self.dot:
            return spelling
        said = [
            mark
            for name, mark in self.marks.items()
            if mark and re.search(rf"(?<![\w.]){re.escape(name)}(?!\w)", spelling)
        ]
        if self.dot and re.search(r"(?<![\w$)])\.\w", spelling):
            said.append(f"with {self.dot}")
        return f"{spelling} ({', '.join(said)})" if said else spelling


def field(value: Value, rest: str) -> Value:
    """Return what lies at ``.a[0].b`` within a value; None if nobody knows."""
    for step in _STEP.findall(rest):
        if isinstance(value, Object):
            value = value.fields.get(step.lstrip(".").strip("[]"))
        elif isinstance(value, tuple) and step[1:-1].isdigit():
            number = int(step[1:-1])
            value = value[number] if number < len(value) else None
        else:
            return None
    return value


_STEP = re.compile(r"\.[^.\[]+|\[[^\]]*\]")


def _split(path: str) -> tuple[str, str]:
    found = re.compile(r"[.\[]").search(path, 1)
    return (path[: found.start()], path[found.start() :]) if found else (path, "")


def _children(variables: Variables) -> dict[str, list[str]]:
    """Return each structure's path with the steps below it, in the order given."""
    found: dict[str, list[str]] = {}
    for path in variables:
        at = path
        while True:
            cut = max(at.rfind("."), at.rfind("["))
            if cut <= 0:
                break
            parent, step = at[:cut], at[cut:]
            steps = found.setdefault(parent, [])
            if steps and step in steps:
                break
            steps.append(step)
            at = parent
    return found
