"""The configuration file of k3s and RKE2, wherever it stands.

``/etc/rancher/k3s/config.yaml`` and ``config.yaml.d/*.yaml`` are read together, in that
order (k3s-io/k3s ``pkg/configfilearg/parser.go``). The same keys in another document
(Rancher's ``machineGlobalConfig``, an Ansible variable) are one of their own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import installed, is_program
from kubelet_lint.node.effect import Document, Machine
from kubelet_lint.source import Span
from kubelet_lint.vendor import k3s
from kubelet_lint.vendor.manifest import List, Map, Value

NAME = "k3s configuration"

_KEY = re.compile(r"^[ \t-]*(['\"]?)kubelet-arg\+?\1[ \t]*:", re.M)


def recognizes(document: Document, /) -> bool:
    """Say whether some key of the document is ``kubelet-arg``."""
    if not document.name and is_program(document.path):
        return False
    return _KEY.search(document.text.chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the node that the configuration makes, or every one found inside."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    if _configures(value):
        beside = [value] if document.name else _together(document, value, files)
        if beside:
            yield from _machine(document, beside)
        return
    for number, inner in enumerate(_inside(value), 1):
        yield from _machine(document, [inner], "" if number == 1 else str(number))


def _machine(
    document: Document, configs: list[Map], part: str = ""
) -> Iterator[Machine]:
    if k3s.no_agent(configs):
        return
    distribution = _distribution(document)
    span = _span(configs)
    yield Machine(
        described.name(document, part),
        k3s.start(k3s.config_args(configs), distribution, span),
        span=span,
        image=distribution,
        writer=distribution,
    )


def _distribution(document: Document) -> str:
    where = f"{document.node_path or ''} {document.path}".lower()
    return "rke2" if "rke2" in where else "k3s"


def _configures(value: Map) -> bool:
    return "kubelet-arg" in value.members or "kubelet-arg+" in value.members


def _span(configs: list[Map]) -> Span | None:
    for value in configs:
        for name in ("kubelet-arg", "kubelet-arg+"):
            if name in value.members:
                return value.members[name].key.span
    return None


def _inside(value: Value) -> Iterator[Map]:
    pending: list[Value] = [value]
    while pending:
        found = pending.pop()
        if isinstance(found, Map):
            if _configures(found):
                yield found
            below = [member.value for member in found.members.values()]
            pending.extend(reversed(below))
        elif isinstance(found, List):
            pending.extend(reversed(found.items))


# --- config.yaml and config.yaml.d ----------------------------------------------------


def _together(document: Document, own: Map, files: Files) -> list[Map]:
    """Return all files of the configuration, if this is the first that matters."""
    paths = _paths(document.path, files)
    beside = {path: one for path in paths if (one := files.read(path)) is not None}
    beside[document.path] = document
    mattering = [path for path, one in beside.items() if recognizes(one)]
    if mattering and mattering[0] != document.path:
        return []
    values = [
        own if path == document.path else described.first(one.text)
        for path, one in beside.items()
    ]
    return [value for value in values if isinstance(value, Map)]


def _paths(path: str, files: Files) -> list[str]:
    """Return the main file and its drop-ins, in the order read."""
    folder, base = posixpath.split(path)
    main = path
    if folder.endswith(".d"):
        main = _template(folder[:-2], files)
    elif not installed(base).endswith((".yaml", ".yml")):
        return [path]
    directory = f"{posixpath.dirname(main)}/{installed(main)}.d".lstrip("/")
    dropins = [
        other
        for other in files.below(directory)
        if posixpath.dirname(other) == directory
        and installed(other).lower().endswith((".yaml", ".yml"))
    ]
    return [main, *dropins]


def _template(path: str, files: Files) -> str:
    """Return the file at a path, which may be kept as a template of it."""
    folder = posixpath.dirname(path)
    beside = [
        other
        for other in files.below(folder)
        if posixpath.dirname(other) == folder
        and posixpath.join(folder, installed(other)) == path
    ]
    return beside[0] if beside else path
