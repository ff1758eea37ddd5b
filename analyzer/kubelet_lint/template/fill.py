"""Templates as text: what is known of it stays, what is not becomes a hole.

Nothing is rendered and nothing stripped: an expression is an unknown stretch with its
name, a condition a choice, and a variable is replaced by its value only where the
repository fixes that value.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from kubelet_lint.source import Span, Text
from kubelet_lint.template.dialect import detect, tokens_expand
from kubelet_lint.template.expression import Dialect
from kubelet_lint.template.render import Matters, write
from kubelet_lint.template.scope import Scope, Variables
from kubelet_lint.value import Assumption

NAMED = 4
"""Variables named in one assumption; more are counted."""


class Filled(NamedTuple):
    """A template's text, and which variables decide it as shipped."""

    text: Text
    shipped: tuple[tuple[str, Span | None], ...] = ()
    """Variables for which a default in the template was taken, with its place."""
    fixed: tuple[tuple[str, Span | None], ...] = ()
    """Variables replaced by the value the repository fixes, with its place."""

    def assumptions(self) -> tuple[Assumption, ...]:
        """Return the steps that another installation may take differently."""
        found: list[Assumption] = []
        if self.shipped:
            names = _listed([name for name, _ in self.shipped])
            text = f"the template's defaults as shipped; overridden through {names}"
            found.append(Assumption(text, self.shipped[0][1]))
        places: dict[str, list[tuple[str, Span]]] = {}
        for name, span in self.fixed:
            if span is not None:
                places.setdefault(span.source.path, []).append((name, span))
        for path, fixed in places.items():
            listed = _listed([name for name, _ in fixed])
            text = f"{listed} as {path} has it"
            found.append(Assumption(text, fixed[0][1]))
        return tuple(found)


def _listed(names: list[str]) -> str:
    shown = ", ".join(f"`{name}`" for name in names[:NAMED])
    more = len(names) - NAMED
    return f"{shown} and {more} more" if more > 0 else shown


def fill(
    text: Text,
    dialect: Dialect,
    variables: Variables | None = None,
    *,
    matters: Matters | None = None,
    library: Sequence[Text] = (),
) -> Filled:
    """Return a template's text, given the variables the repository fixes.

    Args:
        text: the template.
        dialect: the language of its tags.
        variables: path of a variable to its text, None where it is set to something
            unknown; a structure is given by the paths below it (``values.flatten``).
        matters: whether a branch, as shown to people, can matter to the caller; of a
            condition with no such branch the first text that is not empty is taken,
            and no choice is made.
        library: texts whose named templates (``define``) the template may use.
    """
    scope = Scope(dialect, variables or {})
    written = write(text, scope, matters, library)
    fixed = tuple((name, value.span) for name, value in scope.fixed.items())
    return Filled(written, tuple(scope.shipped.items()), fixed)


def punch(text: Text, path: str) -> Text:
    """Return a file's text with its template tags and placeholders punched out.

    The text itself is returned if it holds none.
    """
    dialect = detect(path, text)
    if dialect is not None:
        text = fill(text, dialect).text
    from kubelet_lint.template.placeholders import placeholders

    return placeholders(text, dollars=not tokens_expand(path, text))


def substitute(text: Text, variables: Variables, path: str) -> Text:
    """Return a file's text with the variables that are fixed put in their places."""
    dialect = detect(path, text)
    return text if dialect is None else fill(text, dialect, variables).text


def fill_in(text: Text, scope: Scope, *, matters: Matters | None = None) -> Text:
    """Return a template's text, given a scope that somebody else made."""
    return write(text, scope, matters)
