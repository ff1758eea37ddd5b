"""Kustomize: resources as an overlay's patches leave them.

After kubectl.docs.kubernetes.io, "Kustomization", and kubernetes-sigs/kustomize
``api/internal/target``: the resources of ``resources``, ``bases``, ``components`` and
the generators; then ``patchesStrategicMerge``, ``patches`` and ``patchesJson6902``.
What renames or labels objects is left out, for it decides nothing here. A resource that
nobody sees (a remote base) is one of unknown content where a patch of the repository
is meant for it; replacements and plug-ins leave every object with unknown lines.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.artifacts.base import Files
from kubelet_lint.artifacts.kustomize_files import kustomization
from kubelet_lint.node.effect import Document, Unfollowed
from kubelet_lint.source import EMPTY, Text
from kubelet_lint.value import Assumption
from kubelet_lint.vendor.manifest import (
    NOTHING,
    Leaf,
    List,
    Map,
    Member,
    Value,
    at,
    items_at,
    parse,
    plain,
    text_at,
    word,
    write,
)
from kubelet_lint.vendor.patching import apply, merge, operations
from kubelet_lint.yaml import documents
from kubelet_lint.yaml.tree import Problem

DEPTH = 20
"""Kustomizations within kustomizations."""

_DEFINITION = re.compile(r"^kind:[ \t]+CustomResourceDefinition[ \t]*\r?$", re.M)
"""Objects that set up no node: the largest there are, and the most."""

RESOURCES = 2_000
"""Objects of one build."""

CHARTS = ("helmCharts", "helmChartInflationGenerator", "generators")


class Resource(NamedTuple):
    """One object as it is built so far."""

    value: Map
    text: Text | None
    """How it is written, as long as no patch changed it."""
    said: tuple[Assumption, ...] = ()
    path: str = ""
    """The file that a generator takes its data from."""


class Build:
    """What a kustomization comes to. Grows while it is accumulated."""

    def __init__(self, files: Files) -> None:
        self.files = files
        self.every = frozenset(files.below(""))
        self.resources: list[Resource] = []
        self.unseen: list[Text] = []
        """Holes for the bases that nobody sees."""
        self.problems: list[Unfollowed] = []
        self.gathered: set[str] = set()
        """Kustomizations met; kustomize refuses the same object twice, and cycles."""


def built(root: str, files: Files) -> Iterator[Document | Unfollowed]:
    """Yield the objects of a kustomization, each a document of its own."""
    build = Build(files)
    _accumulate(root, build, 0)
    yield from build.problems
    for resource in build.resources:
        text = write(resource.value) if resource.text is None else resource.text
        name = text_at(resource.value, "metadata", "name")
        label = "object" if name is None else name.display()
        yield Document(resource.path or root, text, label, assumptions=resource.said)


def _accumulate(path: str, build: Build, depth: int) -> None:
    document = build.files.read(path)
    value = parse(document.text) if document is not None else None
    if path in build.gathered:
        return
    build.gathered.add(path)
    if not isinstance(value, Map) or depth > DEPTH:
        span = document.text.span if document else None
        build.problems.append(Unfollowed("the kustomization cannot be read", span))
        return
    folder = posixpath.dirname(path)
    for key in ("resources", "bases"):
        for item in items_at(value, key):
            _resource(item, folder, build, depth)
    for item in items_at(value, "components"):
        unseen = len(build.unseen)
        _resource(item, folder, build, depth)
        if len(build.unseen) > unseen and isinstance(item, Leaf):
            said = f"the component {item.text.display()} is not in the repository"
            _blur(said, item.text, build)
    for key, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "")):
        for item in items_at(value, key):
            _generate(item, kind or "Secret", folder, build)
    for key in CHARTS:
        if key in value.members:
            where = value.members[key].key
            build.unseen.append(Text.hole(f"{key} are not followed", where.span))
    for patch in _patches(value, folder, path, build):
        _apply(patch, build)
    _replace(value, path, folder, build)
    if "transformers" in value.members:
        said = f"transformers of {path} are not followed"
        _blur(said, value.members["transformers"].key, build)


# --- resources ------------------------------------------------------------------------


def _resource(item: Value, folder: str, build: Build, depth: int) -> None:
    if not isinstance(item, Leaf):
        return
    named = item.text
    target = posixpath.normpath(posixpath.join(folder, named.chars))
    below = kustomization(target, build.every)
    if below is not None:
        _accumulate(below, build, depth + 1)
        return
    document = build.files.read(target) if target in build.every else None
    if document is None:
        reason = f"{named.display()} is not in the repository"
        build.unseen.append(Text.hole(reason, named.span))
        return
    for piece in documents.split(document.text):
        if _DEFINITION.search(piece.chars):
            continue
        if len(build.resources) >= RESOURCES:
            reason = f"more than {RESOURCES} objects are built"
            build.unseen.append(Text.hole(reason, piece.span))
            return
        value = parse(piece)
        if isinstance(value, Map):
            build.resources.append(Resource(value, piece, document.assumptions))


def _generate(item: Value, kind: str, folder: str, build: Build) -> None:
    name = text_at(item, "name")
    if name is None:
        return
    data: dict[str, Member] = {}
    source = ""
    for entry in items_at(item, "files"):
        if isinstance(entry, Leaf):
            key, text, source = _file_entry(entry.text, folder, build)
            data[key] = Member(plain(entry.text.respelled(key)).spelling, plain(text))
    for entry in items_at(item, "literals"):
        if isinstance(entry, Leaf):
            head, _, value = entry.text.partition("=")
            data[head.chars] = Member(plain(head).spelling, plain(value))
    field = "data" if kind == "ConfigMap" else "stringData"
    behavior = (text_at(item, "behavior") or EMPTY).chars
    for number, known in enumerate(build.resources):
        if behavior in ("merge", "replace") and _is(known.value, kind, name.chars):
            old = at(known.value, field) if behavior == "merge" else None
            kept = dict(old.members) if isinstance(old, Map) else dict[str, Member]()
            both = known.value.put(field, Map({**kept, **data}))
            changed = known._replace(value=both, text=None, path=source or known.path)
            build.resources[number] = changed
            return
    made = NOTHING.put("apiVersion", word("v1")).put("kind", word(kind))
    made = made.put("metadata", NOTHING.put("name", plain(name)))
    made = made.put(field, Map(data))
    build.resources.append(Resource(made, None, path=source))


def _file_entry(entry: Text, folder: str, build: Build) -> tuple[str, Text, str]:
    head, equals, tail = entry.partition("=")
    path = tail if equals.chars else head
    target = posixpath.normpath(posixpath.join(folder, path.chars))
    key = head.chars if equals.chars else posixpath.basename(target)
    document = build.files.read(target) if target in build.every else None
    if document is None:
        reason = f"{path.display()} is not in the repository"
        return key, Text.hole(reason, path.span, path.display()), ""
    return key, document.text, target


# --- patches --------------------------------------------------------------------------


class Patch(NamedTuple):
    """One patch, and which objects it is for."""

    value: Value
    target: Map
    where: Text
    """The place that names it."""
    path: str


def _patches(
    value: Map, folder: str, path: str, build: Build
) -> Iterator[Patch | Unfollowed]:
    for item in items_at(value, "patchesStrategicMerge"):
        if isinstance(item, Leaf):
            inline = "\n" in item.text.chars
            source = (item.text, path) if inline else _read(item.text, folder, build)
            yield from _parsed(source, NOTHING, item.text)
    for key in ("patches", "patchesJson6902"):
        for item in items_at(value, key):
            target = at(item, "target")
            inline_text, named = text_at(item, "patch"), text_at(item, "path")
            where = inline_text or named
            if where is None:
                continue
            source = (
                (inline_text, path)
                if inline_text is not None
                else _read(where, folder, build)
            )
            yield from _parsed(
                source, target if isinstance(target, Map) else NOTHING, where
            )


def _read(named: Text, folder: str, build: Build) -> tuple[Text | None, str]:
    target = posixpath.normpath(posixpath.join(folder, named.chars))
    document = build.files.read(target) if target in build.every else None
    return (None if document is None else document.text), target


def _parsed(
    source: tuple[Text | None, str], target: Map, where: Text
) -> Iterator[Patch | Unfollowed]:
    text, path = source
    if text is None:
        yield Unfollowed(f"the patch {path} is not in the repository", where.span)
        return
    for piece in documents.split(text):
        value = parse(piece)
        if isinstance(value, Problem):
            yield Unfollowed(f"the patch {path} cannot be read", where.span)
        else:
            yield Patch(value, target, where, path)


def _apply(patch: Patch | Unfollowed, build: Build) -> None:
    if isinstance(patch, Unfollowed):
        build.resources = [
            one._replace(value=_holed(one.value, patch), text=None)
            for one in build.resources
        ]
        return
    met = False
    kept: list[Resource] = []
    for resource in build.resources:
        aimed = _aims(patch, resource.value)
        met = met or aimed is not False
        if aimed is None:
            reason = f"whether {patch.path} patches it is not decided"
            undecided = Unfollowed(reason, patch.where.span)
            changed = _holed(resource.value, undecided)
            kept.append(resource._replace(value=changed, text=None))
        elif not aimed:
            kept.append(resource)
        elif not _deletes(patch.value):
            kept.append(_patched(resource, patch))
    build.resources = kept
    if not met and build.unseen and isinstance(patch.value, Map):
        base = Map({}, tuple(build.unseen[:1]))
        made = merge(base, patch.value, strategic=True)
        if isinstance(made, Map):
            build.resources.append(Resource(made, None))


def _deletes(value: Value) -> bool:
    return isinstance(value, Map) and (
        (text_at(value, "$patch") or EMPTY).chars == "delete"
    )


def _patched(resource: Resource, patch: Patch) -> Resource:
    value: Value = resource.value
    if isinstance(patch.value, List):
        value = apply(value, tuple(operations(patch.value)))
    elif isinstance(patch.value, Map):
        over = _without_name(patch.value) if patch.target.members else patch.value
        value = _merged(value, over)
    if not isinstance(value, Map):
        return resource
    said = Assumption(_told(resource, patch), patch.where.span)
    return resource._replace(value=value, text=None, said=(*resource.said, said))


def _told(resource: Resource, patch: Patch) -> str:
    span = resource.value.members["kind"].key.span
    base = span.outermost.source.path if span is not None else "the base"
    return f"{base} is used as {patch.path} patches it"


def _without_name(patch: Map) -> Map:
    """A patch with a target applies to it, whatever the patch itself is called."""
    for key in ("apiVersion", "kind", "metadata"):
        patch = patch.without(key)
    return patch


def _merged(base: Value, patch: Value) -> Value:
    """Merge as kustomize does: lists of a built-in kind's named items item by item."""
    group = (text_at(base, "apiVersion") or EMPTY).chars
    if "." in group.split("/")[0] or not isinstance(patch, Map):
        return merge(base, patch, strategic=True)
    return merge(base, _by_name(base, patch), strategic=True)


def _by_name(base: Value | None, patch: Value) -> Value:
    """Return a patch whose lists of named items hold the items of the base, too."""
    if isinstance(patch, Map):
        members = {
            name: Member(member.key, _by_name(at(base, name), member.value))
            for name, member in patch.members.items()
        }
        return Map(members, patch.holes)
    if not isinstance(patch, List) or not isinstance(base, List):
        return patch
    names = [(text_at(item, "name") or EMPTY).chars for item in patch.items]
    if not all(names):
        return patch
    old = {(text_at(item, "name") or EMPTY).chars: item for item in base.items}
    new = dict(zip(names, patch.items, strict=True))
    items = [
        merge(item, _by_name(item, new.pop(name)), strategic=True)
        if name in new
        else item
        for name, item in old.items()
    ]
    return List((*items, *new.values()), base.holes + patch.holes)


# --- targets --------------------------------------------------------------------------


def _aims(patch: Patch, value: Map) -> bool | None:
    """Say whether a patch is for an object; None if a selector is not understood."""
    if not patch.target.members:
        return isinstance(patch.value, Map) and _is(
            value,
            (text_at(patch.value, "kind") or EMPTY).display(),
            (text_at(patch.value, "metadata", "name") or EMPTY).display(),
        )
    group, _, version = (text_at(value, "apiVersion") or EMPTY).chars.rpartition("/")
    asked = {
        "kind": (text_at(value, "kind") or EMPTY).display(),
        "name": (text_at(value, "metadata", "name") or EMPTY).display(),
        "group": group,
        "version": version,
    }
    for key, said in asked.items():
        pattern = text_at(patch.target, key)
        if pattern is not None and not _matches(pattern.display(), said):
            return False
    if text_at(patch.target, "labelSelector", *()) is not None:
        return _labelled(value, patch.target)
    return None if "annotationSelector" in patch.target.members else True


def _matches(pattern: str, said: str) -> bool:
    if pattern == said or not pattern:
        return True
    try:
        return re.fullmatch(pattern, said) is not None
    except re.error:
        return False


def _labelled(value: Map, target: Map) -> bool | None:
    selector = (text_at(target, "labelSelector") or EMPTY).chars
    pairs = [pair.partition("=") for pair in selector.split(",")]
    if not all(re.fullmatch(r"[\w./-]+=[\w.-]*", pair) for pair in selector.split(",")):
        return None
    return all(
        (text_at(value, "metadata", "labels", name) or EMPTY).chars == wanted
        for name, _, wanted in pairs
    )


def _is(value: Value, kind: str, name: str) -> bool:
    said = text_at(value, "kind"), text_at(value, "metadata", "name")
    return [(one or EMPTY).display() for one in said] == [kind, name]


# --- what is not known ----------------------------------------------------------------


def _blur(reason: str, where: Text, build: Build, select: Value | None = None) -> None:
    """Let nobody know any more what objects hold: all of them, or those selected."""
    said = Unfollowed(reason, where.span)
    build.resources = [
        one._replace(value=_holed(one.value, said), text=None)
        if select is None or _selects(select, one.value)
        else one
        for one in build.resources
    ]


KEPT = frozenset(("apiVersion", "kind", "metadata", "name", "path", "permissions"))
"""What tells an object or a file from others, and so is taken to stay."""


def _holed(value: Map, where: Unfollowed) -> Map:
    """Return an object any of whose values may be another, or stand beside others."""
    hole = Text.hole(where.reason, where.span, where.reason)
    members = {
        name: member if name in KEPT else Member(member.key, _unknown(member, hole))
        for name, member in value.members.items()
    }
    return Map(members, value.holes)


def _unknown(member: Member, hole: Text) -> Value:
    match member.value:
        case Map() as inner:
            members = {
                name: one if name in KEPT else Member(one.key, _unknown(one, hole))
                for name, one in inner.members.items()
            }
            return Map(members, (*inner.holes, hole))
        case List(items, holes):
            found = tuple(_unknown(Member(member.key, item), hole) for item in items)
            return List(found, (*holes, hole))
        case Leaf():
            return Leaf(hole, hole)


def _replace(value: Map, path: str, folder: str, build: Build) -> None:
    """Blur what replacements are aimed at, other than the names and labels of objects.

    A field that a replacement sets is known only to the program that runs it.
    """
    for item in items_at(value, "replacements"):
        named = text_at(item, "path")
        where = named or value.members["replacements"].key
        read = _read(named, folder, build)[0] if named is not None else None
        parsed = parse(read) if read is not None else item
        entries = parsed.items if isinstance(parsed, List) else (parsed,)
        reason = f"replacements of {path} are not followed"
        for entry in entries:
            if (named is not None and read is None) or isinstance(entry, Problem):
                _blur(reason, where, build)
                continue
            for target in items_at(entry, "targets"):
                fields = items_at(target, "fieldPaths")
                said = [one.text.chars for one in fields if isinstance(one, Leaf)]
                if not all(one.startswith("metadata.") for one in said):
                    _blur(reason, where, build, at(target, "select") or NOTHING)


def _selects(select: Value, value: Map) -> bool:
    return all(
        _matches(pattern.display(), (text_at(value, *where) or EMPTY).display())
        for key, where in (("kind", ("kind",)), ("name", ("metadata", "name")))
        if (pattern := text_at(select, key)) is not None
    )
