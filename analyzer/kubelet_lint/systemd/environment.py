"""Environment: the variables a unit's processes see, and which nobody can know.

Follows ``exec_child`` and ``exec_context_load_environment`` (``src/core/execute.c``):
each layer overrides the one before, the manager's, systemd's own, ``PassEnvironment=``,
``Environment=``, ``EnvironmentFile=``; then ``UnsetEnvironment=`` takes away.
Described in systemd.exec(5), "Environment".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kubelet_lint.source import HOLE, Hole, Piece, Text
from kubelet_lint.systemd.env_file import parse_environment_file
from kubelet_lint.systemd.expansion import NAME
from kubelet_lint.systemd.unit import NOT_UTF8

__all__ = ["Environment", "assignment", "parse_environment_file"]

UNSET_AFTER_EXPANSION = 262
"""First release that expands ``$`` before ``UnsetEnvironment=`` applies (NEWS)."""


def assignment(word: Text) -> tuple[str, Text] | None:
    """Return name and value of a valid ``NAME=value``."""
    at = word.chars.find("=")
    name = word.chars[: max(at, 0)]
    if not NAME.fullmatch(name) or NOT_UTF8.search(word.chars, at):
        return None
    return name, placed(word[at + 1 :], word[:at])


def placed(value: Text, name: Text) -> Text:
    """Return a value whose unknown parts are shown at the variable's name.

    For those of no place of their own: what a script was given from outside.
    """
    span = name.span
    if value.known or span is None:
        return value

    def place(piece: Piece, text: Text) -> Text:
        if not isinstance(piece, Hole) or piece.span is not None:
            return text
        return Text(HOLE, (piece._replace(span=span),), (1,))

    return value.map_pieces(place)


class Written(NamedTuple):
    """A file nobody sees that sets variables with certain prefixes only."""

    file: Hole
    prefixes: tuple[str, ...]

    def sets(self, name: str) -> bool:
        """Say whether it may set this variable."""
        return name.startswith(self.prefixes)


class Environment(NamedTuple):
    """Variables by name, and a doubt about all others."""

    variables: Mapping[str, Text]
    doubt: Hole | None = None
    """Why variables that are not in ``variables`` may be set; None: they are not."""
    absent: frozenset[str] = frozenset()
    """Variables that are certainly not set, whatever the doubt says."""
    written: tuple[Written, ...] = ()
    """Unseen files that set variables of certain names only."""

    def get(self, name: str) -> Text | None:
        """Return the value, a hole if it cannot be known, None if it is not set."""
        value = self.variables.get(name)
        if value is not None or name in self.absent:
            return value
        doubt = self.doubt or next((w.file for w in self.written if w.sets(name)), None)
        return None if doubt is None else _unknown(name, doubt)

    def with_variables(self, pairs: Iterable[tuple[str, Text]]) -> Environment:
        """Return the environment with variables set, later pairs winning."""
        variables = {**self.variables, **dict(pairs)}
        return self._replace(variables=variables)

    def with_written(self, written: Written) -> Environment:
        """Return the environment after an unseen file that sets certain names only."""
        variables = {
            name: _unknown(name, written.file) if written.sets(name) else value
            for name, value in self.variables.items()
        }
        return self._replace(variables=variables, written=(*self.written, written))

    def with_doubt(self, doubt: Hole, certain: Mapping[str, Text]) -> Environment:
        """Return the environment after something unread that may set any variable.

        ``certain`` are variables that nothing but systemd itself is expected to set.
        """
        variables = {
            name: value if certain.get(name) is value else _unknown(name, doubt)
            for name, value in self.variables.items()
        }
        return self._replace(variables=variables, doubt=doubt)

    def without(self, unset: Iterable[Text]) -> Environment:
        """Return the environment without what ``UnsetEnvironment=`` takes away."""
        variables = dict(self.variables)
        absent = set(self.absent)
        for word in unset:
            name, equals, _ = word.chars.partition("=")
            value = word[len(name) + 1 :]
            if not equals:
                variables.pop(name, None)
                absent.add(name)
            elif name in variables:
                if variables[name].chars == value.chars and value.known:
                    del variables[name]
                    absent.add(name)
                elif HOLE in value.chars or HOLE in variables[name].chars:
                    reason = "UnsetEnvironment= may take it away"
                    variables[name] = Text.hole(reason, word.span, f"${name}")
        return self._replace(variables=variables, absent=frozenset(absent))


def _unknown(name: str, doubt: Hole) -> Text:
    return Text.hole(doubt.reason, doubt.span, f"${name}")
