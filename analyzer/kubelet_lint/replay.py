"""Replay what happens to a machine, in order, on its files.

Files appear as effects say; scripts are followed by ``bash.simulate``; a vendor's
program (``kubeadm init``, ``/etc/eks/bootstrap.sh``) is replaced by the effects that
``vendor.programs`` says it has. Nothing is executed.
"""

from __future__ import annotations

import posixpath

from kubelet_lint.assemble import Plan
from kubelet_lint.context import Context
from kubelet_lint.finder import RepositoryFinder
from kubelet_lint.node.effect import (
    Boot,
    Document,
    Effect,
    Place,
    Remove,
    Run,
    Start,
    Symlink,
    Unfollowed,
    Write,
)
from kubelet_lint.node.filesystem import (
    Entry,
    File,
    FileSystem,
    Link,
    MemoryFiles,
    Missing,
    Unseen,
)
from kubelet_lint.node.followed import Followed
from kubelet_lint.node.launch import Launch
from kubelet_lint.node.machine import MachineFiles, Mount, Over, Overlay, grown
from kubelet_lint.node.world import World, WorldFiles, in_world
from kubelet_lint.source import Choice, Text
from kubelet_lint.value import Assumption

PLACED = 2000
"""Files of a copied folder that are written one by one; a larger one is mounted."""


class Replayed:
    """A machine after everything happened to it. Grows while effects are replayed."""

    __slots__ = (
        *("booted", "documents", "files", "finder", "images", "launches", "lost"),
        *("manager", "notes", "written"),
    )

    def __init__(self, files: FileSystem, finder: RepositoryFinder) -> None:
        self.files = files
        self.finder = finder
        self.launches: list[Launch] = []
        """Programs started directly, in order; not all of them are kubelets."""
        self.booted: dict[str, Boot] = {}
        """Units that were started or enabled, and where; restarted ones, if no more."""
        self.manager: dict[str, Text] = {}
        """Variables that ``systemctl set-environment`` set."""
        self.written: dict[str, str] = {}
        """Node paths that effects wrote, and the artifact that says so."""
        self.notes: list[Unfollowed] = []
        self.lost: Unfollowed | None = None
        """The first step that may have written any file."""
        self.documents: list[Document] = []
        """What describes machines that this one makes, such as a kind cluster."""
        self.images: set[str] = set()
        """Images whose files lie beneath already, so that a loop piles up none."""


def replay(plan: Plan, context: Context, world: World) -> Replayed:
    """Return the machine of a plan after its effects, in one world."""
    machine = plan.machine
    near = machine.name.split("#")[0]
    finder = context.finder(near)
    base = MachineFiles(
        context.files,
        tuple(
            Mount(effect.source, effect.path, effect.assumptions)
            for effect in machine.effects
            if isinstance(effect, Place) and context.files.read(effect.source) is None
        ),
        image_files(machine.image, context),
        finder,
    )
    done = Replayed(WorldFiles(base, world), finder)
    done.manager.update((name, world.text(value)) for name, value in plan.environment)
    for effect in machine.effects:
        _apply(effect, done, context, world, near)
    return done


def image_files(name: str, context: Context) -> FileSystem | None:
    """Return what a vendor ships, None if nothing is known or asked for."""
    if not name or not context.options.vendor_facts:
        return None
    from kubelet_lint.vendor import IMAGES

    image = IMAGES[name]
    note = (Assumption(f"shipped by the {image.title}"),)
    entries: dict[str, Entry] = {
        path: File(text, 0o644, note) for path, text in image.files.items()
    }
    entries |= {path: Unseen(reason) for path, reason in image.unknown.items()}
    return MemoryFiles(entries, complete=False)


def _apply(
    effect: Effect, done: Replayed, context: Context, world: World, near: str
) -> None:
    match effect:
        case Write():
            _write(effect, done, near)
        case Place():
            _place(effect, done, context)
        case Remove(path, span):
            _put(done, path, Missing("removed", span))
        case Symlink(path, target, span):
            _put(done, path, Link(target, span))
        case Boot():
            _boot(effect, done)
        case Start():
            _start(effect, done, context, world, near)
        case Run():
            _run(effect, done, context, world, near)
        case Unfollowed():
            done.notes.append(effect)
            if effect.anything and done.lost is None:
                done.lost = effect
            for path in effect.paths:
                _put(done, path, Unseen(effect.reason, effect.span))


def _boot(effect: Boot, done: Replayed) -> None:
    known = done.booted.get(effect.unit)
    if known is None or (known.again and not effect.again):
        done.booted[effect.unit] = effect


def _put(done: Replayed, path: str, entry: Entry) -> None:
    files = done.files
    if isinstance(files, Overlay):
        done.files = Overlay(files.base, {**files.written, path: entry})
    else:
        done.files = Overlay(files, {path: entry})


def _write(effect: Write, done: Replayed, near: str) -> None:
    path = posixpath.normpath(effect.path)
    before = done.files.entry(path) if effect.append else None
    text = grown(before, effect.text, path)
    _put(done, path, File(text, effect.mode, effect.assumptions))
    done.written[path] = near


def _place(effect: Place, done: Replayed, context: Context) -> None:
    document = context.files.read(effect.source)
    if document is not None:
        entry = File(document.text, document.mode, effect.assumptions)
        _put(done, effect.path, entry)
        done.written[effect.path] = effect.source
        return
    if not isinstance(done.files, Overlay):
        return  # It is a mount of the machine already.
    below = context.files.below(effect.source)
    for path in below[:PLACED]:
        document = context.files.read(path)
        if document is not None:
            inside = path[len(effect.source) :].lstrip("/")
            target = posixpath.join(effect.path, inside)
            _put(done, target, File(document.text, document.mode, effect.assumptions))


def _start(
    effect: Start, done: Replayed, context: Context, world: World, near: str
) -> None:
    _launched(_launch(effect, done, world), done, context, world, near)


def _launch(effect: Start, done: Replayed, world: World) -> Launch:
    argv = tuple(world.text(word) for word in effect.argv)
    return Launch(
        argv,
        done.files,
        argv[0].chars if argv else "",
        {name: world.text(value) for name, value in effect.environment},
        span=effect.span,
        assumptions=effect.assumptions,
    )


def _run(
    effect: Run, done: Replayed, context: Context, world: World, near: str
) -> None:
    followed = _followed(effect, done, context, world)
    if context.kinds.get(effect.source) == "script":
        context.consumed.add(effect.source)
    done.files = WorldFiles(followed.files, world)
    done.manager.update((n, world.text(value)) for n, value in followed.manager)
    done.notes.extend(followed.notes)
    for path in followed.written:
        done.written[path] = near
    for started in followed.booted:
        _boot(started, done)
    for launch in followed.launches:
        _launched(in_world(launch, world), done, context, world, near)


def _followed(effect: Run, done: Replayed, context: Context, world: World) -> Followed:
    """Follow a script; the first of a machine once for all worlds.

    The interpreter keeps alternatives apart by itself, so what it leaves behind is the
    same in every world as long as nothing was decided before.
    """
    from kubelet_lint.scripts import follow_script

    known = context.followed.get(id(effect))
    if known is not None:
        followed, done.finder = known
        return followed
    done.finder.purpose = "nothing"
    first = isinstance(done.files, WorldFiles) and not world.met
    if not first or any(isinstance(piece, Choice) for piece in effect.script.holes()):
        return follow_script(effect, done.files, context, world)
    assert isinstance(done.files, WorldFiles), "asked above"
    followed = follow_script(effect, done.files.files, context, world)
    context.followed[id(effect)] = followed, done.finder
    return followed


def _launched(
    launch: Launch, done: Replayed, context: Context, world: World, near: str
) -> None:
    """Note a program's start, and what it does to the machine if a vendor says so."""
    from kubelet_lint.vendor.programs import effects_of

    found = effects_of(launch)
    if found is None:
        done.launches.append(launch)
        return
    if found.image not in done.images:
        done.images.add(found.image)
        shipped = image_files(found.image, context)
        done.files = Over(done.files, shipped) if shipped else done.files
    done.documents.extend(found.documents)
    for effect in found.effects:
        if isinstance(effect, Start):
            done.launches.append(_launch(effect, done, world))
        else:
            _apply(effect, done, context, world, near)


def document_of(path: str, entry: Entry, near: str) -> Document | None:
    """Return a file of the machine as a document, named by where it lies."""
    if not isinstance(entry, File):
        return None
    span = entry.text.span
    ours = span is not None and span.source.origin != "vendor"
    source = span.source.path if span is not None and ours else near
    return Document(source, entry.text, path, path, entry.mode)
