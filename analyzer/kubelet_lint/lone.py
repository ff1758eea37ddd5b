"""Parts of a kubelet without the launch they were written for.

A KubeletConfiguration alone is judged under ``kubelet --config=it --kubeconfig=…``; a
drop-in or a packaged environment file without its unit under the packaged unit, on a
node that kubeadm set up; any other environment file under a launch of which only its
arguments are known; the configuration of k3s or RKE2 under their own. What is assumed
is said.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Sequence

from kubelet_lint import artifacts
from kubelet_lint.artifacts.base import UNFOLLOWED
from kubelet_lint.artifacts.naming import installed
from kubelet_lint.assemble import BARE, HOOKS, PACKAGED_DROPIN, UNITS, Plan
from kubelet_lint.context import Context, Recording, made
from kubelet_lint.finder import nearest
from kubelet_lint.node.effect import Document, Fragment, Machine, Write
from kubelet_lint.node.filesystem import (
    Entry,
    File,
    FileSystem,
    MemoryFiles,
    Missing,
    follow,
)
from kubelet_lint.node.launch import Launch
from kubelet_lint.node.machine import CLOSED, Over, Overlay
from kubelet_lint.replay import Replayed, document_of, image_files
from kubelet_lint.source import HOLE, Span, Text, program
from kubelet_lint.systemd.environment import parse_environment_file
from kubelet_lint.systemd.load import load, units
from kubelet_lint.value import Assumption

IMAGE = "kubeadm-node"
"""The image that stands for a node with the packaged unit; see ``vendor.IMAGES``."""

UNIT = "kubelet.service"

DROPIN_PATH = f"/usr/lib/systemd/system/{UNIT}.d/{PACKAGED_DROPIN}"

SYSCONFIG = "/etc/sysconfig/kubelet"
"""Where Red Hat's packages keep what Debian's have in ``/etc/default/kubelet``."""

_HOOKS = frozenset((*HOOKS.values(), SYSCONFIG))

KUBECONFIG = "/etc/kubernetes/kubelet.conf"


def parts(plan: Plan, done: Replayed, context: Context) -> tuple[Fragment, ...]:
    """Return the parts of a node that lie on a machine after its effects.

    A file that describes a machine of its own is noted: nothing is seen to read it.
    """
    found = list(plan.fragments)
    known = {fragment.document.node_path for fragment in found}
    for path, near in done.written.items():
        if path in known:
            continue
        document = document_of(path, _unrecorded(done.files).entry(path), near)
        if document is not None and _can_matter(document.text):
            for part in artifacts.read(document, context.files):
                if isinstance(part, Fragment):
                    found.append(part)
                elif isinstance(part, Machine) and not _is_seen(document, context):
                    context.made[made(document)] = document
    return tuple(found)


def _is_seen(document: Document, context: Context) -> bool:
    """Say whether a file is read without this: as the repository's, or by k3s."""
    from kubelet_lint.vendor.k3s import CONFIG_FILES

    if str(document.node_path).startswith(tuple(CONFIG_FILES.values())):
        return True
    own = context.files.read(document.path)
    return own is not None and own.text.chars == document.text.chars


def _unrecorded(files: FileSystem) -> FileSystem:
    """Looking at a file here is not reading it, as a program of the node would."""
    return files.files if isinstance(files, Recording) else files


def _can_matter(text: Text) -> bool:
    return "ubelet" in text.chars or "UBELET" in text.chars


def packaged_unit(
    plan: Plan, found: Iterable[Fragment], done: Replayed, context: Context
) -> FileSystem | None:
    """Return the machine's files with a unit beneath, if a part needs one.

    That is the repository's own unit if it has one, else the packages'. A machine that
    is given a unit of its own needs none, not even where nobody can read it.
    """
    if own_unit(done.files):
        return None
    environments = [part for part in found if part.kind == "environment"]
    parts = [part for part in found if part.kind == "drop-in" or _is_hook(part)]
    if not parts and (environments or not plan.packaged):
        return None
    own = {} if plan.packaged else _repository_unit(plan, context)
    if own:
        absent = {
            path: entry
            for path, entry in own.items()
            if not isinstance(follow(done.files, path).entry, File)
        }
        return Overlay(done.files, absent)
    red_hat = any(part.document.node_path == SYSCONFIG for part in parts)
    shipped = image_files(f"{IMAGE}-rpm" if red_hat else IMAGE, context)
    if shipped is None:
        return None
    if any(_replaces(part) for part in parts):
        shipped = Overlay(shipped, {DROPIN_PATH: Missing("replaced by the drop-in")})
    if _of_another_unit(parts):
        shipped = Overlay(shipped, {f"{UNITS}/{UNIT}.d/00-unseen.conf": _UNSEEN})
    return Over(done.files, shipped)


def _of_another_unit(parts: Sequence[Fragment]) -> bool:
    """Say whether drop-ins use variables of which none is theirs or the packages'."""
    said = "\n".join(part.document.text.chars for part in parts)
    used = set(_VARIABLE.findall(said))
    return bool(used) and not any(
        name in _PACKAGED or _sets(name, said) for name in used
    )


def _sets(name: str, said: str) -> bool:
    return "EnvironmentFile" in said or re.search(rf"\b{name}=", said) is not None


_VARIABLE = re.compile(r"(?<!\$)\$\{?([A-Z][A-Z0-9_]*)\b")
_PACKAGED = frozenset(
    f"KUBELET_{name}_ARGS" for name in ("CONFIG", "EXTRA", "KUBEADM", "KUBECONFIG")
)
_UNSEEN = File(
    program("[Service]\nEnvironmentFile=-")
    + Text.hole("of the unit that these drop-ins are for, and that is not seen")
)


def _replaces(part: Fragment) -> bool:
    """Say whether a drop-in gives a command of its own, before the packages' one.

    It is meant for a node without that: there it would have no effect.
    """
    chars = part.document.text.chars
    own = part.kind == "drop-in" and _COMMAND.search(chars) is not None
    return own and part.name < PACKAGED_DROPIN


_COMMAND = re.compile(r"(?m)^[ \t]*ExecStart[ \t]*=[ \t]*[^\s]")


def _is_hook(part: Fragment) -> bool:
    """Say whether a file of variables sets one that the packaged unit uses."""
    if part.kind != "environment" or part.document.node_path not in _HOOKS:
        return False
    return _USED.search(part.document.text.chars) is not None


_USED = re.compile(r"(?m)^[ \t]*(?:export[ \t]+)?KUBELET_(?:EXTRA|KUBEADM)_ARGS[ \t]*=")


def _repository_unit(plan: Plan, context: Context) -> dict[str, Entry]:
    """Return the repository's unit that a script's drop-ins are for, if one is."""
    near = plan.machine.name.split("#")[0]
    paths = [
        path
        for path, kind in context.kinds.items()
        if kind == "unit" and posixpath.basename(installed(path)) == UNIT
    ]
    found = nearest(paths, near)
    document = context.files.read(found[0]) if len(found) == 1 else None
    if document is None or BARE.search(document.text.chars):
        return {}
    folder = posixpath.join(posixpath.dirname(document.path), f"{UNIT}.d")
    parts = (document, *map(context.files.read, context.files.below(folder)))
    own: dict[str, Entry] = {}
    for part in filter(None, parts):
        name = installed(part.path)
        inside = UNIT if part is document else f"{UNIT}.d/{posixpath.basename(name)}"
        said = Assumption(f"{part.path} is installed as {UNITS}/{inside}")
        file = File(part.text, 0o644, (*part.assumptions, said))
        own[f"{UNITS}/{inside}"] = file
    return own


def own_unit(files: FileSystem) -> bool:
    """Say whether the machine is given a kubelet's unit itself, not only drop-ins."""
    return UNIT in units(files)


def config_launches(
    found: Iterable[Fragment], files: FileSystem, read: set[str]
) -> Iterator[Launch]:
    """Yield a launch for each config file that no launch read so far."""
    for part in found:
        path = part.document.node_path
        if part.kind != "config" or path is None or path in read:
            continue
        if not part.document.name and part.document.path in read:
            continue
        folder = posixpath.dirname(path)
        dropin = folder.endswith(".d") and path.endswith(".conf")
        config = f"{folder[:-2]}" if dropin else path
        words = [program("kubelet"), program(f"--config={config}")]
        if dropin:
            words.append(program(f"--config-dir={folder}"))
        words.append(program(f"--kubeconfig={KUBECONFIG}"))
        said = (
            f"a kubelet is started with --config={part.document.path} and a kubeconfig"
        )
        yield Launch(
            tuple(words),
            files,
            "kubelet",
            span=_first(part.document.text.span),
            assumptions=(Assumption(said),),
        )


def argument_launches(
    found: Iterable[Fragment], files: FileSystem, read: set[str]
) -> Iterator[Launch]:
    """Yield a launch for each file of variables with arguments for an unseen unit."""
    own = own_unit(files)
    for part in found:
        path = part.document.node_path
        if path in read:
            continue
        if part.kind != "environment" or (_is_hook(part) and not own):
            continue
        words: list[Text] = []
        kubelets = own or path in _HOOKS
        for _, value in parse_environment_file(part.document.text):
            words += (one for one in value.split(" ") if _argument(one, own=kubelets))
        if words:
            unseen = Text.hole("the unit that reads this file is not seen", words=True)
            yield Launch(
                (program("kubelet"), unseen, *words, unseen),
                files,
                "kubelet",
                span=words[0].span,
                assumptions=(Assumption("some unit passes these to a kubelet"),),
            )


def _argument(word: Text, *, own: bool) -> bool:
    """Say whether a word is an argument; an unknown one in a kubelet's own file."""
    return word.chars.startswith("--") or (own and word.chars == HOLE)


def vendor_launches(done: Replayed) -> Iterator[Launch]:
    """Yield the start of k3s or RKE2 where only its configuration is written."""
    from kubelet_lint.vendor.k3s import CONFIG_FILES

    for distribution, main in CONFIG_FILES.items():
        written = [p for p in done.written if p == main or p.startswith(f"{main}.d/")]
        entries = [_unrecorded(done.files).entry(path) for path in sorted(written)]
        texts = [entry.text for entry in entries if isinstance(entry, File)]
        if texts:
            said = f"{distribution} is started with the configuration written to {main}"
            yield Launch(
                (program(distribution), program("server")),
                done.files,
                span=_first(texts[0].span),
                assumptions=(Assumption(said),),
            )


MARKS = {
    "/var/lib/kubelet/kubeadm-flags.env": "kubeadm",
    "/etc/eks/kubelet/environment": "nodeadm",
}
"""Files only one program writes: a unit that reads one is set up by it."""


def set_up(files: FileSystem, unit: str, context: Context) -> FileSystem:
    """Return the files with what the program wrote that sets this unit's node up."""
    if not context.options.vendor_facts:
        return files
    for part in load(files, unit, context.systemd).parts:
        for assignment in part.parsed.assignments:
            name = MARKS.get(assignment.value.chars.removeprefix("-"))
            if name is not None:
                return Over(files, _written(name))
    return files


def _written(name: str) -> FileSystem:
    said = (Assumption(f"{name} sets this node up, with its own defaults"),)
    found: dict[str, Entry] = {}
    if name == "kubeadm":
        from kubelet_lint.vendor import IMAGES

        for path, text in IMAGES[IMAGE].files.items():
            if not path.startswith(CLOSED):
                found[path] = File(text, 0o644, said)
    else:
        from kubelet_lint.vendor import nodeadm

        for effect in nodeadm.node((), None):
            if isinstance(effect, Write):
                found[effect.path] = File(effect.text, effect.mode, said)
    return MemoryFiles(found, complete=False)


def writer(launch: Launch) -> str:
    """Return the program that filled in the files a launch reads, if one did."""
    return "kubeadm" if isinstance(launch.files, Over) else ""


def _first(span: Span | None) -> Span | None:
    return None if span is None else Span(span.source, span.start, span.start + 1)


def awaiting(plan: Plan, launch: Launch) -> str:
    """Say what a node still waits for: its packaged drop-in, the rest of its file."""
    said = (one.text for part in plan.fragments for one in part.document.assumptions)
    if UNFOLLOWED in said:
        return UNFOLLOWED
    bare = len(launch.argv) == 1 and launch.unit is not None and not plan.packaged
    alone = bare and all(part.kind != "drop-in" for part in plan.fragments)
    return "the packaged unit still waits for its drop-in" if alone else ""
