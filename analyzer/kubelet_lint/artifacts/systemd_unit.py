"""A systemd unit, or a drop-in for one.

A unit file starts with a section; what stands in a here-document of a script is that
script's. A drop-in is told from a unit by its folder or its ``.conf``, else by what
only whole units have: ``[Install]``, ``Description=``, or a command though they reset
none, which systemd refuses to add to the one of a unit.

A unit whose name nobody sees, in a string of another document, is the kubelet's unless
its commands show that it starts something else.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import installed, is_program
from kubelet_lint.node.effect import Document, Fragment
from kubelet_lint.source import HOLE

NAME = "systemd unit"

_SERVICE = re.compile(r"^(?:\A\ufeff)?[ \t]*\[Service\][ \t]*\r?$", re.M)
_WHOLE = re.compile(r"^[ \t]*(\[Install\]|Description[ \t]*=)", re.M)
_STARTS = re.compile(r"^[ \t]*ExecStart[ \t]*=[ \t]*[^\s]", re.M)
_RESET = re.compile(r"^[ \t]*ExecStart[ \t]*=[ \t]*\r?$", re.M)
_COMMAND = re.compile(
    r"^[ \t]*ExecStart(?:Pre)?[ \t]*=[ \t]*(\S(?:[^\n\\]|\\\r?\n|\\.)*)", re.M
)
_KUBELETS = re.compile(r"kubelet(?!\.service|[\w-]*(?:cert|csr))|hyperkube")
_UNKNOWN = re.compile(r"[@:+!-]*(?:[$‹{<@]|__)")
_DESCRIBED = re.compile(r"^[ \t]*Description[ \t]*=.*kubelet", re.M | re.I)


def recognizes(document: Document, /) -> bool:
    """Say whether the document has a ``[Service]`` section and starts with one."""
    if not document.name and is_program(document.path):
        return False
    chars = document.text.chars
    return _starts_with_section(chars) and _SERVICE.search(chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the document as a unit or as a drop-in."""
    path = document.node_path or document.path
    name = installed(path)
    inner = document.name.rpartition(" ")[2]  # the key of a ConfigMap
    folder = posixpath.basename(posixpath.dirname(path))
    if folder.endswith(".d"):
        yield Fragment("drop-in", document, _conf(name), folder[:-2])
    elif name.endswith(".service"):
        yield Fragment("unit", document, name)
    elif inner.endswith(".service"):
        yield Fragment("unit", document, inner)
    elif _is_anothers(document):
        return
    elif name.endswith(".conf") or not _is_whole(document.text.chars):
        yield Fragment("drop-in", document, _conf(name), "kubelet.service")
    else:
        yield Fragment("unit", document, "kubelet.service")


def _is_whole(chars: str) -> bool:
    """Say whether a unit without a name is no drop-in."""
    if _WHOLE.search(chars):
        return True
    return _STARTS.search(chars) is not None and not _RESET.search(chars)


def _is_anothers(document: Document) -> bool:
    """Say whether a unit without a name has commands, and none can start a kubelet."""
    chars = document.text.chars
    commands = [found.group(1) for found in _COMMAND.finditer(chars)]
    if not commands or _DESCRIBED.search(chars):
        return False
    return not any(
        HOLE in said or _UNKNOWN.match(said) or _KUBELETS.search(said)
        for said in commands
    )


def _conf(name: str) -> str:
    return name if name.endswith(".conf") else f"{name}.conf"


def _starts_with_section(chars: str) -> bool:
    for line in chars.splitlines():
        bare = line.replace(HOLE, "").strip("\ufeff \t")
        if bare and not bare.startswith(("#", ";")):
            return bare.startswith("[")
    return False
