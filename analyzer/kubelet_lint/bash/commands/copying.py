"""cp, mv, install and scp: files that appear somewhere else (GNU coreutils 9.1)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.bash.commands.inputs import STANDARD_INPUT
from kubelet_lint.bash.commands.modes import mode_after
from kubelet_lint.bash.commands.options import Options, parse
from kubelet_lint.bash.shell import Call, Result, is_words
from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    Link,
    Missing,
    Unseen,
)
from kubelet_lint.source import EMPTY, HOLE, Choice, Text, program
from kubelet_lint.value import Assumption

DEPTH = 64
"""Directories below one another that are copied."""

_CP = "abdfHilLnpPrRst:TuvxZS:"
_CP_LONG = {
    "archive": "a",
    "recursive": "r",
    "force": "f",
    "no-clobber": "n",
    "target-directory": "t:",
    "no-target-directory": "T",
    "preserve": "preserve::",
    "no-preserve": "no-preserve:",
    "parents": "parents",
    "dereference": "L",
    "no-dereference": "P",
    "update": "u::",
    "verbose": "v",
    "interactive": "i",
    "link": "l",
    "symbolic-link": "s",
    "backup": "b::",
    "suffix": "S:",
    "one-file-system": "x",
    "remove-destination": "remove",
    "reflink": "reflink::",
    "sparse": "sparse:",
    "context": "Z::",
    "strip-trailing-slashes": "strip",
    "attributes-only": "attributes",
}
_MV = "bfint:TuvZS:"
_MV_LONG = {
    "force": "f",
    "no-clobber": "n",
    "target-directory": "t:",
    "no-target-directory": "T",
    "update": "u::",
    "verbose": "v",
    "interactive": "i",
    "backup": "b::",
    "suffix": "S:",
    "strip-trailing-slashes": "strip",
    "context": "Z",
}
_INSTALL = "bcCdDg:m:o:psS:t:TvZ"
_INSTALL_LONG = {
    "directory": "d",
    "group": "g:",
    "mode": "m:",
    "owner": "o:",
    "preserve-timestamps": "p",
    "strip": "s",
    "strip-program": "strip:",
    "target-directory": "t:",
    "no-target-directory": "T",
    "compare": "C",
    "verbose": "v",
    "backup": "b::",
    "suffix": "S:",
    "context": "Z::",
}


class _Pair(NamedTuple):
    """One source, and where it goes."""

    source: str
    word: Text
    target: str


# --- where things go -----------------------------------------------------------------


def _pairs(call: Call, options: Options, words: tuple[Text, ...]) -> list[_Pair] | None:
    """Return what is copied where; None for a wrong command line."""
    folder = options.value("t")
    sources: tuple[Text, ...] = words
    if folder is None:
        if len(words) < 2:
            return None
        folder, sources = words[-1], words[:-1]
    into = options.value("t") is not None
    target = call.path(folder)
    if options.has("T"):
        if len(sources) != 1:
            return None
    elif not into:
        into = len(sources) > 1 or any(
            _is_directory(call, target, source) for source in sources
        )
    return [_pair(call, options, word, target, into=into) for word in sources]


def _pair(
    call: Call, options: Options, word: Text, target: str, *, into: bool
) -> _Pair:
    source = call.path(word)
    if options.has("parents"):
        return _Pair(source, word, posixpath.join(target, word.display().lstrip("/")))
    if not into:
        return _Pair(source, word, target)
    name = posixpath.basename(source.rstrip("/"))
    if name in (".", ".."):
        return _Pair(source, word, target)
    return _Pair(source, word, posixpath.join(target, name))


def _is_directory(call: Call, target: str, source: Text) -> bool:
    """Say whether ``target`` is a directory; what nobody knows is followed both ways.

    A target named like its source, or with an extension, is taken for a file.
    """
    found = call.machine.is_directory(target)
    if found is not None or target.endswith("/"):
        return found is not False
    name = posixpath.basename(target)
    if name == posixpath.basename(source.display()) or "." in name.lstrip("."):
        return name.endswith(".d")
    way = call.choose(
        f"whether {target} is a directory",
        (f"when {target} is not a directory", f"when {target} is a directory"),
    )
    return way == 1


# --- copies --------------------------------------------------------------------------


def _source_entry(call: Call, pair: _Pair, *, follow: bool) -> Entry:
    if pair.word.chars in STANDARD_INPUT:
        return File(call.stdin)
    if pair.source == "/dev/null":
        return File(EMPTY)
    machine = call.machine
    entry = machine.lstat(pair.source)
    return machine.read(pair.source) if follow or not isinstance(entry, Link) else entry


def _tree(call: Call, path: str, depth: int = 0) -> Iterator[tuple[str, Entry]]:
    """Yield what is below a directory, by path relative to it."""
    if depth > DEPTH:
        return
    for name in call.machine.names(path):
        below = posixpath.join(path, name)
        entry = call.machine.lstat(below)
        yield name, entry
        if isinstance(entry, Directory):
            for rest, inner in _tree(call, below, depth + 1):
                yield f"{name}/{rest}", inner


def _copy_tree(call: Call, pair: _Pair) -> bool:
    entries = list(_tree(call, call.machine.real(pair.source)))
    made = call.machine.mkdir(pair.target)
    if made is False and call.machine.is_directory(pair.target) is not True:
        return False
    for path, entry in entries:
        target = posixpath.join(pair.target, path)
        if isinstance(entry, Directory):
            call.machine.mkdir(target, parents=True)
        elif not isinstance(entry, Missing):
            _put(call, target, entry, replace=isinstance(entry, Link))
    return True


def _put(
    call: Call, target: str, entry: Entry, *, replace: bool, mode: int | None = None
) -> bool:
    """Let a copy of an entry lie at ``target``; ``replace``: not through a link."""
    match entry:
        case File():
            return _put_file(call, target, entry, replace=replace, mode=mode)
        case Unseen():
            reason = f"a copy of a file that is not in the repository: {entry.reason}"
            call.machine.place(target, Unseen(reason, entry.span or call.span))
            return True
        case _:
            call.machine.place(target, entry)
            return True


def _put_file(
    call: Call, target: str, file: File, *, replace: bool, mode: int | None
) -> bool:
    machine = call.machine
    old = machine.lstat(target)
    if replace and not isinstance(old, Directory) and _has_parent(call, target):
        new = file.mode if mode is None else mode
        machine.place(target, File(file.text, new, file.assumptions))
        return True
    there = machine.read(target)
    if mode is None:
        mode = there.mode if isinstance(there, File) else file.mode
    if not machine.write(target, file.text, mode):
        return False
    for assumption in file.assumptions:
        machine.assume(target, *assumption)
    return True


def _has_parent(call: Call, target: str) -> bool:
    return call.machine.exists(posixpath.dirname(target.rstrip("/"))) is not False


def _clobbers(call: Call, options: Options, target: str) -> bool:
    """Say whether an existing target is written over."""
    if not options.has("n", "u"):
        return True
    exists = call.machine.exists(target)
    if options.has("n") and exists is not None:
        return not exists
    if exists is False:
        return True
    what = "is replaced" if options.has("u") else "is not there yet"
    way = call.choose(
        f"whether {target} {what}", (f"when {target} {what}", f"unless {target} {what}")
    )
    if way is None:
        call.machine.blur(target, f"perhaps replaced by {call.argv[0].chars}")
    return way == 0


def _back_up(call: Call, options: Options, target: str) -> None:
    if options.has("b") and call.machine.exists(target):
        suffix = options.value("S")
        name = target + (suffix.display() if suffix else "~")
        call.machine.place(name, call.machine.lstat(target))


# --- the commands --------------------------------------------------------------------


def cp(call: Call) -> Result:
    """Copy files and directories."""
    options = parse(call.argv[1:], _CP, _CP_LONG)
    pairs = _pairs(call, options, options.operands)
    if pairs is None or options.wrong:
        return Result(status=1)
    recursive = options.has("a", "r", "R")
    follow = options.has("L", "H") or not (recursive or options.has("d", "P"))
    status: int | None = 0
    for pair in pairs:
        entry = _source_entry(call, pair, follow=follow)
        if isinstance(entry, Missing) or (
            isinstance(entry, Directory) and not recursive
        ):
            status = 1
            continue
        if isinstance(entry, Unseen):
            status = None if status == 0 else status
        if options.has("parents"):
            call.machine.mkdir(posixpath.dirname(pair.target), parents=True)
        if isinstance(entry, Directory):
            good = _copy_tree(call, pair)
        elif options.has("s"):
            call.machine.symlink(pair.target, pair.word.display(), call.span)
            good = True
        else:
            good = _copy_one(call, options, pair, entry)
        status = status if good else 1
    return _verbose(call, options, status)


def _copy_one(call: Call, options: Options, pair: _Pair, entry: Entry) -> bool:
    real = call.machine.real
    if real(pair.source) == real(pair.target) and not isinstance(entry, Unseen):
        return False
    if not _clobbers(call, options, pair.target):
        return True
    _back_up(call, options, pair.target)
    keeps = options.has("a", "p", "preserve") and isinstance(entry, File)
    mode = entry.mode if keeps and isinstance(entry, File) else None
    replace = isinstance(entry, Link) or options.has("remove")
    return _put(call, pair.target, entry, replace=replace, mode=mode)


def mv(call: Call) -> Result:
    """Move files and directories."""
    options = parse(call.argv[1:], _MV, _MV_LONG)
    pairs = _pairs(call, options, options.operands)
    if pairs is None or options.wrong:
        return Result(status=1)
    status: int | None = 0
    for pair in pairs:
        entry = call.machine.lstat(pair.source)
        if isinstance(entry, Missing) or pair.source == pair.target:
            status = 1
            continue
        if not _clobbers(call, options, pair.target):
            continue
        if isinstance(entry, Unseen):
            status = None if status == 0 else status
            entry = call.machine.read(pair.source)
        _back_up(call, options, pair.target)
        good = (
            _copy_tree(call, pair)
            if isinstance(entry, Directory)
            else _put(call, pair.target, entry, replace=True)
        )
        if good:
            call.machine.remove(pair.source)
        status = status if good else 1
    return _verbose(call, options, status)


def install(call: Call) -> Result:
    """Copy files with a mode, or make directories."""
    options = parse(call.argv[1:], _INSTALL, _INSTALL_LONG)
    if options.wrong:
        return Result(status=1)
    written = options.value("m")
    mode = mode_after(0, call.settle(written).chars) if written else 0o755
    if options.has("d"):
        for word in options.operands:
            call.machine.mkdir(call.path(word), parents=True)
        return Result(status=0 if options.operands else 1)
    if options.has("D") and options.value("t") is None and options.operands:
        parent = posixpath.dirname(call.path(options.operands[-1]))
        call.machine.mkdir(parent, parents=True)
    elif options.has("D") and (folder := options.value("t")) is not None:
        call.machine.mkdir(call.path(folder), parents=True)
    pairs = _pairs(call, options, options.operands)
    if pairs is None:
        return Result(status=1)
    return _verbose(call, options, _install_all(call, options, pairs, mode))


def _install_all(
    call: Call, options: Options, pairs: list[_Pair], mode: int | None
) -> int | None:
    status: int | None = 0
    for pair in pairs:
        entry = _source_entry(call, pair, follow=True)
        if isinstance(entry, (Missing, Directory)):
            status = 1
            continue
        if isinstance(entry, Unseen):
            status = None if status == 0 else status
        _back_up(call, options, pair.target)
        good = _put(call, pair.target, entry, replace=True, mode=mode)
        status = status if good else 1
    return status


# --- between machines ----------------------------------------------------------------

_SCP = "346ABCOpqRrsTvc:D:F:i:J:l:o:P:S:X:"
_REMOTE = re.compile(
    r"(?:scp://)?(?P<host>[^/:\[\]]+|[^/]*\[[^\]]*\]):(?P<path>.*)", re.S
)
HOSTS = 8
"""Machines that one path is told apart for."""


def scp(call: Call) -> Result:
    """Copy files to another machine, taken to be this one as with ``ssh``.

    What is copied to the same path of several machines is one of several files. Words
    that nobody knows are options: ``scp $SSH_OPTS kubelet.service core@host:``.
    """
    options = parse(call.argv[1:], _SCP)
    words = tuple(word for word in options.operands if not is_words(word))
    sources, target = words[:-1], words[-1:]
    if options.wrong or not target or not (sources or options.open):
        return Result(status=1)
    remote = _REMOTE.fullmatch(target[0].chars)
    if not sources or any(_REMOTE.fullmatch(word.chars) for word in sources):
        at = 0 if remote is None else remote.start("path")
        return _fetched(call, target[0][at:])
    if remote is None:
        return cp(_instead(call, "-r", *words))
    # Machines that nobody knows are one: a loop over them does to each the same.
    host = remote["host"].replace(HOLE, "…")
    word = target[0][remote.start("path") : remote.end("path")]
    path = call.path(word) if word else call.machine.cwd
    folder = word.chars.endswith("/") or not word or len(sources) > 1
    folder = folder or call.machine.is_directory(path) is True
    status: int | None = 0
    for source in sources:
        name = posixpath.basename(source.display().rstrip("/"))
        to = posixpath.join(path, name) if folder else path
        pair = _Pair(call.path(source), source, to)
        entry = _source_entry(call, pair, follow=True)
        call.machine.mkdir(posixpath.dirname(to), parents=True)
        if isinstance(entry, Directory):
            _copy_tree(call, pair)
        elif isinstance(entry, Missing):
            status = 1
        else:
            _put_remote(call, to, entry, host)
            status = status if isinstance(entry, File) else None
    return Result(status=status)


def _instead(call: Call, *words: str | Text) -> Call:
    argv = (program("cp"), *(program(w) if isinstance(w, str) else w for w in words))
    return Call(argv, call.stdin, call.machine, span=call.span)


def _fetched(call: Call, target: Text) -> Result:
    """Let files that nobody knows come to lie at a path."""
    reason = "scp: what is copied is not in the repository"
    call.note(reason)
    call.machine.blur(call.path(target), reason, call.span)
    return Result(status=None)


def _put_remote(call: Call, path: str, entry: Entry, host: str) -> None:
    """Let a file lie on a host, and keep what was copied to others at this path."""
    if not isinstance(entry, File):
        _put(call, path, entry, replace=True)
        return
    there = call.machine.read(path)
    others = _hosts(there) if isinstance(there, File) else {}
    others[host] = entry.text
    if len(others) > HOSTS:
        reason = f"scp: {path} is another on each of many machines"
        call.machine.place(path, Unseen(reason, call.span))
        return
    text = entry.text
    if len({one.display() for one in others.values()}) > 1:
        ways = [(f"on {name}", one) for name, one in others.items()]
        text = Text.choice(f"the machine: {', '.join(others)}", ways, call.span)
    said = (Assumption(f"{_TO}{name}") for name in others)
    known = dict.fromkeys((*entry.assumptions, *said))
    call.machine.place(path, File(text, entry.mode, tuple(known)))


_TO = "as `scp` copies it to "


def _hosts(file: File) -> dict[str, Text]:
    """Return what was copied to a path, by the host."""
    names = [a.text[len(_TO) :] for a in file.assumptions if a.text.startswith(_TO)]
    piece = file.text.piece_at(0) if len(file.text) == 1 else None
    if isinstance(piece, Choice) and piece.condition.startswith("the machine: "):
        return {label[len("on ") :]: text for label, text in piece.options}
    return dict.fromkeys(names, file.text)


def _verbose(call: Call, options: Options, status: int | None) -> Result:
    if options.open:
        call.note(f"what {call.argv[0].display()} copies is not known")
        status = None
    if options.has("v"):
        return Result(call.unknown(f"what {call.argv[0].display()} tells"), status)
    return Result(status=status)
