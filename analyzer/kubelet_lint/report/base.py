"""What a format is, and how its reader wants it."""

from __future__ import annotations

from typing import NamedTuple, Protocol

from kubelet_lint.resolution import Report


class Style(NamedTuple):
    """How the reader of a report wants it. Formats ignore what is not theirs."""

    color: bool = False
    ascii: bool = False
    """Only ASCII characters: for terminals that have no others."""
    width: int = 100
    """Columns that sentences are wrapped to."""
    terminal: int = 0
    """Columns after which a terminal breaks a line; 0: it goes to no terminal."""
    verbosity: int = 0
    """Below 0: one line a finding. Above 0: everything that is known."""
    suppressed: bool = False
    """Show what comments, the baseline or the configuration accept, marked so."""
    category: str = ""
    """SARIF: what tells this analysis from others of the same commit."""
    title: str = ""
    """What a page of evidence is called; empty: its usual title."""
    subject: str = ""
    """Evidence: which state of the repository was looked at, in words."""
    links: str = "./"
    """Evidence: what a file's path is appended to, to make a link to it."""


class Format(Protocol):
    """A module that writes a report."""

    def write(self, report: Report, style: Style, /) -> str:
        """Return the whole report. It holds no lone surrogates and ends a line."""
        ...
