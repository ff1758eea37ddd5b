"""A Helm chart: its values under the templates it renders, and its named templates.

A chart is the nearest folder above with a ``Chart.yaml`` (helm.sh, "Charts"). Values of
a chart that holds this one as a dependency are under that chart's name there.
"""

from __future__ import annotations

import posixpath

from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.variables import flatten, of_file
from kubelet_lint.source import Text
from kubelet_lint.vendor.manifest import map_at, parse
from kubelet_lint.yaml.tree import Problem

HELPERS = 50
"""Files of named templates read of one chart."""


def root_of(path: str, files: Files) -> str | None:
    """Return the folder of the chart whose template a file is, None if of none."""
    folder = posixpath.dirname(path)
    within = "templates" in folder.split("/")
    while within:
        if posixpath.basename(folder) == "templates":
            root = posixpath.dirname(folder)
            if files.read(posixpath.join(root, "Chart.yaml")) is not None:
                return root
        if not folder:
            break
        folder = posixpath.dirname(folder)
    return None


def variables(root: str, files: Files) -> dict[str, Text | None]:
    """Return what ``.Values`` and ``.Chart`` hold when the chart is rendered."""
    found: dict[str, Text | None] = {}
    chart = files.read(posixpath.join(root, "Chart.yaml"))
    if chart is not None:
        for name, text in of_file(chart.text, ".Chart", "go").items():
            found[_capitalized(name)] = text
    values = files.read(posixpath.join(root, "values.yaml"))
    if values is not None:
        found.update(of_file(values.text, ".Values", "go"))
    return {**found, **_from_parent(root, files)}


def _capitalized(path: str) -> str:
    head, dot, name = path.rpartition(".")
    return f"{head}{dot}{name[:1].upper()}{name[1:]}"


def _from_parent(root: str, files: Files) -> dict[str, Text | None]:
    folder, name = posixpath.split(root)
    if posixpath.basename(folder) != "charts":
        return {}
    above = files.read(posixpath.join(posixpath.dirname(folder), "values.yaml"))
    value = parse(above.text) if above is not None else None
    if value is None or isinstance(value, Problem):
        return {}
    own = map_at(value, name)
    found = flatten(own, ".Values", "go") if own.members else {}
    shared = map_at(value, "global")
    if shared.members:
        found.update(flatten(shared, ".Values.global", "go"))
    return found


def library(root: str, files: Files) -> tuple[Text, ...]:
    """Return the chart's files of named templates."""
    below = files.below(posixpath.join(root, "templates"))
    paths = [path for path in below if path.endswith(".tpl")][:HELPERS]
    documents = [files.read(path) for path in paths]
    return tuple(document.text for document in documents if document is not None)
