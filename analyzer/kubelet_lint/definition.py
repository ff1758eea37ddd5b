"""What a configuration defines for the analysis: nodes, and findings it accepts.

Apart from ``options`` because only who has a configuration needs it.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.source import Span, Text


class PathIgnore(NamedTuple):
    """Findings of some rules in some files, accepted by the configuration."""

    pattern: str
    """Of gitignore(5), relative to the folder."""
    folder: str
    rules: tuple[str, ...]
    span: Span | None = None


class Node(NamedTuple):
    """A node as the configuration defines it: what makes it, and what starts it."""

    name: str
    file: str = ""
    """The configuration that defines it."""
    folder: str = ""
    """What its patterns are relative to."""
    paths: tuple[str, ...] = ()
    """Patterns of gitignore(5): the files that make it."""
    files: tuple[tuple[str, str], ...] = ()
    """Pairs of a path on the node and what of the repository lies there."""
    unit: str = ""
    """The only unit that starts; empty: each that starts a kubelet."""
    command: Text | None = None
    """A shell's command line that starts it."""
    script: str = ""
    """A script of the repository that starts it."""
    arguments: tuple[Text, ...] | None = None
    """Those of the script; None: nobody says."""
    environment: tuple[tuple[str, Text], ...] = ()
    image: str = ""
    kubelet_versions: tuple[str, ...] = ()
    """Its own releases; empty: those of all nodes."""
    span: Span | None = None
    """Its name, if that is written in the repository."""
