"""What a file of the repository is called on the machine.

A template's own suffix is not part of the name: ``kubelet.service.j2`` is installed as
``kubelet.service``.
"""

from __future__ import annotations

import posixpath

TEMPLATE_SUFFIXES = (
    ".j2",
    ".jinja",
    ".jinja2",
    ".tpl",
    ".tmpl",
    ".tftpl",
    ".gotmpl",
    ".template",
    ".erb",
    ".epp",
    ".hbs",
    ".mustache",
    ".in",
    ".example",
    ".sample",
)

PROGRAM_SUFFIXES = (
    ".adoc",
    ".bats",
    ".c",
    ".cc",
    ".cpp",
    ".cs",
    ".go",
    ".h",
    ".html",
    ".java",
    ".js",
    ".jsx",
    ".kt",
    ".md",
    ".mdx",
    ".nix",
    ".php",
    ".pl",
    ".po",
    ".ps1",
    ".psm1",
    ".py",
    ".rb",
    ".rs",
    ".rst",
    ".scala",
    ".svg",
    ".swift",
    ".ts",
    ".tsx",
    ".xml",
)
"""Program sources and prose: what they quote is no file of a machine."""


def installed(path: str) -> str:
    """Return the base name without suffixes that only templates have."""
    name = posixpath.basename(path)
    while True:
        for suffix in TEMPLATE_SUFFIXES:
            if name.lower().endswith(suffix) and len(name) > len(suffix):
                name = name[: -len(suffix)]
                break
        else:
            return name


def is_program(path: str) -> bool:
    """Say whether the name is one of a program's source or of prose."""
    return path.lower().endswith(PROGRAM_SUFFIXES)
