"""Nodes that the configuration defines, for layouts that nobody could infer.

A definition says which files make a node, where some of them lie there, and what starts
it. Nothing but these files is looked through for what the node names: what it does not
find among them is unseen. A part that ``files`` does not place lies where its folder
says, or where parts of its kind are installed, which is an assumption.

``assumed`` is the other thing a configuration says of machines: the image that they
boot from where the repository does not tell.
"""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kubelet_lint.artifacts.base import Files
from kubelet_lint.assemble import HOOKS, UNITS, Plan, installed_path, is_variant
from kubelet_lint.context import Context
from kubelet_lint.definition import Node
from kubelet_lint.entry import CHECKOUT, script_run
from kubelet_lint.finder import node_path
from kubelet_lint.node.effect import (
    Document,
    Effect,
    Fragment,
    Machine,
    Place,
    Run,
    Start,
    Write,
)
from kubelet_lint.repo.globs import matcher, parse
from kubelet_lint.resolution import Problem
from kubelet_lint.source import Span
from kubelet_lint.systemd.find import SEARCH_PATH
from kubelet_lint.value import Assumption

KUBELET = "kubelet.service"


class Defined(NamedTuple):
    """A node of the configuration, ready to boot."""

    plan: Plan
    context: Context
    """Searches among the files of the node alone."""
    parts: tuple[Fragment, ...]
    """The repository's parts it takes, which are not judged alone as well."""
    problems: tuple[Problem, ...]
    idle: Problem
    """What to say if it starts no kubelet."""


class Only(NamedTuple):
    """A few files of a repository."""

    files: Files
    paths: frozenset[str]

    def read(self, path: str) -> Document | None:
        """Return a file by its path, if it is one of them."""
        return self.files.read(path) if path in self.paths else None

    def below(self, folder: str) -> tuple[str, ...]:
        """Return the paths of all files below a folder, sorted."""
        return tuple(one for one in self.files.below(folder) if one in self.paths)

    def suffix(self, path: str) -> tuple[str, ...]:
        """Return the files whose path is or ends in ``/`` + ``path``, sorted."""
        return tuple(one for one in self.files.suffix(path) if one in self.paths)


def nodes(fragments: Sequence[Fragment], context: Context) -> Iterator[Defined]:
    """Yield the nodes that the configuration defines."""
    every = context.files.below("")
    for node in context.options.nodes:
        meant = matcher([parse(one, node.folder) for one in node.paths])
        paths = {path for path in every if meant(path)}
        for _, source in node.files:
            paths.update((source, *context.files.below(source)))
        if node.script:
            paths.add(node.script)
        parts = [part for part in fragments if part.document.path in paths]
        yield _defined(node, parts, frozenset(paths), context)


def _defined(
    node: Node, parts: list[Fragment], paths: frozenset[str], context: Context
) -> Defined:
    placed, taken, problems = _placed(node, parts)
    machine = Machine(
        f"{node.file}#{node.name}",
        tuple(_effects(node, placed, context)),
        node.span or _somewhere(sorted(paths), context),
        node.image,
        _image_assumption(node.image, node.file, node.span),
    )
    kinds = {part.kind for part in placed}
    plan = Plan(
        machine,
        tuple(placed),
        packaged="unit" not in kinds
        and not kinds.isdisjoint(("drop-in", "environment")),
        unit=node.unit,
        environment=node.environment,
    )
    options = context.options
    if node.kubelet_versions:
        options = options._replace(kubelet_versions=node.kubelet_versions)
    said = f"node {node.name!r}: nothing of it is seen to start a kubelet"
    return Defined(
        plan,
        context.narrowed(Only(context.files, paths), options),
        tuple(taken),
        tuple(Problem(node.file, problem, node.span) for problem in problems),
        Problem(node.file, said, node.span),
    )


def _somewhere(paths: Sequence[str], context: Context) -> Span | None:
    """Return where the first file of a node starts."""
    for path in paths:
        document = context.files.read(path)
        if document is not None and document.text:
            return document.text.span_of(0, 1)
    return None


# --- where things lie -----------------------------------------------------------------


def _placed(
    node: Node, parts: Sequence[Fragment]
) -> tuple[list[Fragment], list[Fragment], list[str]]:
    """Return the parts with where they lie, the parts taken, and what is unclear."""
    at: dict[str, list[tuple[Fragment, Fragment]]] = defaultdict(list)
    said = {path for path, _ in node.files}
    for part in parts:
        if part.kind == "configz" or (part.kind == "script" and not _runs(node, part)):
            continue
        for path, certain in _places(node, part):
            document = part.document._replace(node_path=path)
            if not certain:
                text = f"{document.path} is installed as {path}"
                known = (*document.assumptions, Assumption(text))
                document = document._replace(assumptions=known)
            if certain or path not in said:
                at[path].append((part, _as(part, document, path)))
    placed: list[Fragment] = []
    taken: list[Fragment] = []
    problems: list[str] = []
    for path, found in at.items():
        sources = {part.document.path for part, _ in found}
        if len(sources) > 1:
            names = " and ".join(sorted(sources))
            problems.append(
                f"node {node.name!r}: {names} would all lie at {path}; "
                "say under files which of them does"
            )
            continue
        taken += [part for part, _ in found]
        placed += [lying for _, lying in found]
    return placed, taken, problems


def _as(part: Fragment, document: Document, path: str) -> Fragment:
    """Return a part as what it is where it lies, whatever its file is called."""
    folder, name = posixpath.split(path)
    above, last = posixpath.split(folder)
    if part.kind in ("unit", "drop-in") and folder in SEARCH_PATH:
        return Fragment("unit", document, name)
    if (
        part.kind in ("unit", "drop-in")
        and above in SEARCH_PATH
        and last.endswith(".d")
    ):
        return Fragment("drop-in", document, name, last.removesuffix(".d"))
    return part._replace(document=document)


def _runs(node: Node, part: Fragment) -> bool:
    return not part.document.name and part.document.path == node.script


def _places(node: Node, part: Fragment) -> Iterator[tuple[str, bool]]:
    """Yield where a part lies on the node, and whether that is certain."""
    document = part.document
    if not document.name:
        said = False
        for path, source in node.files:
            if source in ("", document.path) or document.path.startswith(f"{source}/"):
                inside = document.path[len(source) :].lstrip("/")
                yield posixpath.normpath(posixpath.join(path, inside)), True
                said = True
        if said:
            return
    if part.kind == "script":
        yield posixpath.join(CHECKOUT, document.path), True
    elif document.node_path is not None:
        yield document.node_path, True
    elif not document.name and node_path(document.path) and not is_variant(part):
        yield installed_path(part), True
    else:
        yield _usual(node, part), False


def _usual(node: Node, part: Fragment) -> str:
    """Return where parts of a kind are installed."""
    match part.kind:
        case "unit":
            return f"{UNITS}/{part.name}"
        case "drop-in":
            return f"{UNITS}/{part.unit or node.unit or KUBELET}.d/{part.name}"
        case "environment":
            return HOOKS.get(part.name, f"/etc/default/{part.name}")
        case _:
            return f"/etc/kubernetes/{part.name}"


# --- what happens ---------------------------------------------------------------------


def _effects(
    node: Node, placed: Sequence[Fragment], context: Context
) -> Iterator[Effect]:
    """Yield what makes the node: files where they lie, then what starts it."""
    if node.script:
        yield Place("", CHECKOUT)
    folders = {source for _, source in node.files}
    for part in placed:
        document = part.document
        if part.kind == "script" or document.path in folders:
            continue
        yield Write(
            str(document.node_path),
            document.text,
            document.mode,
            assumptions=document.assumptions,
        )
    for path, source in node.files:
        file = context.files.read(source)
        if file is not None and file.text.chars.startswith("#!"):
            # What installs a script on a node makes it executable there.
            yield Write(path, file.text, file.mode | 0o111)
        else:
            yield Place(source, path)
    if node.command is not None:
        yield Run(
            node.command,
            environment=node.environment,
            span=node.command.span,
            closed=False,
        )
    script = context.files.read(node.script) if node.script else None
    if script is not None:
        run = script_run(script)
        yield run._replace(
            args=run.args if node.arguments is None else node.arguments,
            environment=node.environment,
        )


# --- images ---------------------------------------------------------------------------


def assumed(plan: Plan, image: str, file: str) -> Plan:
    """Return a plan with the image that a configuration says machines boot from.

    Only for machines that the repository puts something on, and of which it does not
    tell the image. A lone configuration file is none, unless it takes the place of one
    that the image ships.
    """
    machine = plan.machine
    if machine.image or machine.writer or not _is_put_on_image(plan, image):
        return plan
    assumptions = (*machine.assumptions, *_image_assumption(image, file, None))
    machine = machine._replace(image=image, assumptions=assumptions)
    return plan._replace(machine=machine, lone=False)


def _is_put_on_image(plan: Plan, image: str) -> bool:
    if not plan.fragments:
        effects = plan.machine.effects
        writes = any(isinstance(effect, Write) for effect in effects)
        return writes and not any(isinstance(effect, Start) for effect in effects)
    from kubelet_lint.vendor import IMAGES

    return any(
        part.kind not in ("config", "configz")
        or part.document.node_path in IMAGES[image].files
        for part in plan.fragments
    )


def _image_assumption(
    image: str, file: str, span: Span | None
) -> tuple[Assumption, ...]:
    if not image:
        return ()
    from kubelet_lint.vendor import IMAGES

    said = f"the node boots from the {IMAGES[image].title}, as {file} says"
    return (Assumption(said, span),)
