"""An environment file that sets a kubelet's arguments.

Recognized by being nothing but assignments, one of them to a variable in whose name or
value the kubelet occurs. A shell script that assigns variables is not one.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import installed, is_program
from kubelet_lint.node.effect import Document, Fragment

NAME = "environment file"

_SCRIPTS = (".bash", ".ksh", ".sh", ".yaml", ".yml", ".json", ".toml", ".tf", ".tfvars")
_ASSIGNMENT = re.compile(r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=", re.M)
_ARGUMENTS = re.compile(r"KUBELET\w*|DAEMON_ARGS|\w*ARGS\w*|\w*OPTS\w*")
_SAID = re.compile(
    r"^[ \t]*[^\s#;][^\n]*(?<!--)(?<!server-)kubelet|^[ \t]*kubelet", re.M | re.I
)
"""A line that speaks of one: in a comment it may be the file of another component.

The API server's flags about kubelets begin with ``--kubelet-``; its certificate for
them is called ``apiserver-kubelet-client``.
"""
_OTHERS = re.compile(r"api-?server|controller|scheduler|proxy|etcd|flannel", re.I)
"""What the files of other components are called."""


def recognizes(document: Document, /) -> bool:
    """Say whether the document only assigns, and assigns a kubelet's arguments."""
    path = document.node_path or document.path
    name = installed(path)
    if is_program(path) or name.endswith(_SCRIPTS) or _OTHERS.search(name):
        return False
    chars = document.text.chars
    names = _ASSIGNMENT.findall(chars)
    if not any(_ARGUMENTS.fullmatch(name) for name in names):
        return False
    if not ("kubelet" in name.lower() or _SAID.search(chars)):
        return False
    return only_assigns(chars)


def only_assigns(chars: str) -> bool:
    """Say whether a text is nothing but assignments, comments and empty lines."""
    continued = quoted = False
    for line in chars.splitlines():
        bare = line.strip()
        if continued or quoted:
            quoted ^= bare.count('"') % 2 == 1
        elif bare and not bare.startswith(("#", ";")):
            if not _ASSIGNMENT.match(line):
                return False
            quoted = bare.count('"') % 2 == 1
        continued = line.endswith("\\")
    return True


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the document as the environment file of some unit."""
    path = document.node_path or document.path
    yield Fragment("environment", document, posixpath.basename(installed(path)))
