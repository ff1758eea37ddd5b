"""A ClusterClass: patches that Cluster API lays over the templates of its machines.

Follows kubernetes-sigs/cluster-api at its head, ``core/reconcilers/topology/cluster/
patches/inline/json_patch_generator.go``: a definition's JSON patches go to the template
of the control plane, or of the classes of workers, that its selector matches. Templates
are looked for in the class's own folder. Variables keep the default of their schema; a
patch with ``enabledIf`` makes a machine of its own. The templates alone are machines of
``cluster_api``.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from kubelet_lint.artifacts import cluster_api, described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Machine
from kubelet_lint.source import EMPTY, HOLE, Span, Text, program
from kubelet_lint.value import Assumption
from kubelet_lint.vendor import patching
from kubelet_lint.vendor.manifest import (
    NOTHING,
    Leaf,
    List,
    Map,
    Value,
    at,
    items_at,
    map_at,
    parse,
    plain,
    text_at,
    true_at,
)
from kubelet_lint.vendor.patching import Operation, operations
from kubelet_lint.yaml.tree import Problem

NAME = "Cluster API ClusterClass"

NEIGHBOURS = 50
"""Files of a folder looked at for the templates."""

TARGETS = 32
"""Templates of a class that are looked at."""

CONDITIONS = 16
"""Patches that may or may not be enabled, each looked at by itself."""

_KUBELET = re.compile(
    r"^/spec/template/spec(?:/kubeadmConfigSpec)?(?:"
    r"/(?:initConfiguration|joinConfiguration)(?:/(?:nodeRegistration|patches)"
    r"(?:/(?:kubeletExtraArgs|directory)(?:/.*)?)?)?"
    r"|/(?:files|preKubeadmCommands|postKubeadmCommands)(?:/.*)?"
    r"|/(?:agentConfig|args|preRKE2Commands)(?:/.*)?)?$"
)
"""Paths at which a patch can change what the kubelet is told."""


class Target(NamedTuple):
    """A template that the class refers to."""

    kind: str
    name: str
    holder: str
    """The selector's word for who refers to it."""
    worker: str = ""
    """The class of workers; empty for the control plane."""
    span: Span | None = None
    """Where the class names it."""


class Patch(NamedTuple):
    """What one patch of the class does to one template."""

    name: Text
    operations: tuple[Operation, ...]
    conditional: bool
    """Whether its ``enabledIf`` may come out either way."""
    assumptions: tuple[Assumption, ...]


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a ClusterClass."""
    return described.is_kind(document, "cluster.x-k8s.io/", "ClusterClass")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machines of each template that the class patches."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    name = (text_at(value, "metadata", "name") or EMPTY).display()
    inner = document._replace(name=f"ClusterClass/{name}" if name else "ClusterClass")
    defaults = dict(_defaults(value))
    for target in islice(_targets(value), TARGETS):
        if patches := list(_patches(value, target, defaults)):
            base, assumed = _template(inner, files, target)
            for when, applied in _ways(patches):
                for machine in _machines(inner, base, applied, target.span):
                    yield machine._replace(
                        circumstances=(*machine.circumstances, *when),
                        assumptions=(*machine.assumptions, *assumed),
                    )


def _ways(patches: list[Patch]) -> Iterator[tuple[tuple[str, ...], list[Patch]]]:
    """Yield the patches that always hold, and with them each that may, and when."""
    maybe = [patch for patch in patches if patch.conditional][:CONDITIONS]
    always = [patch for patch in patches if not patch.conditional]
    names = " and ".join(patch.name.display() for patch in maybe)
    yield ((f"without the patch {names}",) if maybe else ()), always
    for one in maybe:
        applied = [patch for patch in patches if patch is one or not patch.conditional]
        yield (f"with the patch {one.name.display()}",), applied


def _machines(
    document: Document, base: Value, patches: list[Patch], span: Span | None
) -> Iterator[Machine]:
    for patch in patches:
        base = patching.apply(_with_parents(base, patch.operations), patch.operations)
    assumed = tuple(one for patch in patches for one in patch.assumptions)
    if isinstance(base, Map):
        for machine in cluster_api.machines(document, base, span):
            yield machine._replace(assumptions=(*machine.assumptions, *assumed))


# --- templates ------------------------------------------------------------------------


def _targets(value: Map) -> Iterator[Target]:
    yield from _target(map_at(value, "spec", "controlPlane"), "controlPlane")
    workers = map_at(value, "spec", "workers")
    for key, holder in (
        ("machineDeployments", "machineDeploymentClass"),
        ("machinePools", "machinePoolClass"),
    ):
        for item in items_at(workers, key):
            name = (text_at(item, "class") or EMPTY).chars
            for place in (("bootstrap",), ("template", "bootstrap")):
                yield from _target(map_at(item, *place), holder, name)


def _target(owner: Map, holder: str, worker: str = "") -> Iterator[Target]:
    """Yield what ``ref`` (v1beta1) or ``templateRef`` (v1beta2) names."""
    for key in ("ref", "templateRef"):
        kind, name = text_at(owner, key, "kind"), text_at(owner, key, "name")
        if kind is not None and kind.chars.endswith("Template"):
            said = name or EMPTY
            yield Target(kind.chars, said.chars, holder, worker, said.span)


def _template(
    document: Document, files: Files, target: Target
) -> tuple[Value, tuple[Assumption, ...]]:
    """Return the template from the class's folder, else one that says nothing."""
    folder = posixpath.dirname(document.path)
    near = [path for path in files.below(folder) if posixpath.dirname(path) == folder]
    paths = [document.path, *(path for path in near if path != document.path)]
    for path in paths[:NEIGHBOURS]:
        found = files.read(path) if path.endswith((".yaml", ".yml", ".json")) else None
        if found is not None and target.name in found.text.chars:
            for value in described.every(found.text):
                if _is(value, target):
                    return value, ()
    text = f"the template {target.name} says no more of the kubelet"
    kind = Map({}).put("kind", plain(program(target.kind)))
    name = NOTHING.put("name", plain(program(target.name)))
    return kind.put("metadata", name), (Assumption(text, document.text.span),)


def _is(value: Map, target: Target) -> bool:
    kind, name = text_at(value, "kind"), text_at(value, "metadata", "name")
    said = (kind or EMPTY).chars, (name or EMPTY).chars
    return said == (target.kind, target.name)


def _with_parents(base: Value, patch: tuple[Operation, ...]) -> Value:
    """Give each addition the mappings it is put into, or the list it is put last in.

    A template that lacks them is refused, so it has them where it could not be found.
    """
    for operation in patch:
        if operation.op == "add":
            base = _with_parent(base, operation.path)
    return base


def _with_parent(base: Value, path: tuple[str, ...]) -> Value:
    if len(path) < 2 or not isinstance(base, Map):
        return base
    head, rest = path[0], path[1:]
    inner = base.get(head)
    if inner is None:
        inner = List(()) if rest in (("-",), ("0",)) else NOTHING
    return base.put(head, _with_parent(inner, rest))


# --- patches --------------------------------------------------------------------------


def _patches(value: Map, target: Target, defaults: dict[str, Value]) -> Iterator[Patch]:
    for patch in items_at(value, "spec", "patches"):
        found: list[Operation] = []
        assumed: list[Assumption] = []
        for definition in items_at(patch, "definitions"):
            if _selects(map_at(definition, "selector"), target):
                for operation in _operations(definition, defaults, assumed):
                    if _KUBELET.match("/" + "/".join(operation.path)):
                        found.append(operation)
        name = text_at(patch, "name")
        if found and name is not None:
            enabled = (text_at(patch, "enabledIf") or program("true")).chars.strip()
            if enabled != "false":
                conditional = enabled != "true"
                yield Patch(name, tuple(found), conditional, tuple(assumed))


def _selects(selector: Map, target: Target) -> bool:
    if (text_at(selector, "kind") or EMPTY).chars != target.kind:
        return False
    if not target.worker:
        return true_at(selector, "matchResources", target.holder) is True
    names = items_at(selector, "matchResources", target.holder, "names")
    return any(_matches(name.chars, target) for name in described.strings(names))


def _matches(name: str, target: Target) -> bool:
    """Say whether a name selects the class: itself, ``*``, ``*end`` or ``start*``."""
    if name in ("*", target.worker) or HOLE in name:
        return True
    if name.startswith("*") and target.worker.endswith(name[1:]):
        return True
    return name.endswith("*") and target.worker.startswith(name[:-1])


def _operations(
    definition: Value, defaults: dict[str, Value], assumed: list[Assumption]
) -> Iterator[Operation]:
    for item in items_at(definition, "jsonPatches"):
        for operation in operations(List((item,))):
            source = map_at(item, "valueFrom")
            if source.members:
                value = _computed(source, defaults, assumed)
                operation = operation._replace(value=value)
            yield operation


def _computed(
    source: Map, defaults: dict[str, Value], assumed: list[Assumption]
) -> Value:
    template = text_at(source, "template")
    if template is not None:
        value = parse(template)
        return _unknown(template) if isinstance(value, Problem) else value
    variable = text_at(source, "variable") or EMPTY
    default = defaults.get(variable.chars)
    if default is None:
        return _unknown(variable)
    text = f"the variable {variable.display()} keeps its default"
    assumed.append(Assumption(text, variable.span))
    return default


def _unknown(text: Text) -> Leaf:
    reason = "a value that each Cluster of the class gives"
    hole = Text.hole(reason, text.span, text.display())
    return Leaf(hole, hole)


def _defaults(value: Map) -> Iterator[tuple[str, Value]]:
    for variable in items_at(value, "spec", "variables"):
        name = text_at(variable, "name")
        default = at(variable, "schema", "openAPIV3Schema", "default")
        if name is not None and default is not None:
            yield name.chars, default
