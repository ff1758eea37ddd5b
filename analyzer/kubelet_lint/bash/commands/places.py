"""Files and directories that appear, vanish or change mode (GNU coreutils 9.1)."""

from __future__ import annotations

import posixpath

from kubelet_lint.bash.commands.inputs import read_inputs
from kubelet_lint.bash.commands.modes import mode_after
from kubelet_lint.bash.commands.options import parse
from kubelet_lint.bash.shell import Call, Result, symbol
from kubelet_lint.node.filesystem import Directory, File, Link, Missing
from kubelet_lint.source import EMPTY, Text


def cat(call: Call) -> Result:
    """Print files."""
    long = {
        "number": "n",
        "squeeze-blank": "s",
        "show-all": "A",
        "number-nonblank": "b",
    }
    options = parse(call.argv[1:], "AbeEnstTuv", long)
    if options.wrong:
        return Result(status=1)
    if options.open:
        return Result(call.unknown("which files cat prints is not known"), None)
    inputs = read_inputs(call, options.operands)
    if any(name != "u" for name, _ in options.given):
        return Result(call.unknown("text marked or numbered by cat"), inputs.status())
    return Result(inputs.text, inputs.status())


def tee(call: Call) -> Result:
    """Write standard input to files, and print it."""
    long = {"append": "a", "ignore-interrupts": "i"}
    options = parse(call.argv[1:], "aip", long)
    if options.wrong:
        return Result(status=1)
    status = 0
    for word in options.operands:
        path = call.path(word)
        if not call.machine.write(path, call.stdin, append=options.has("a")):
            status = 1
    if options.open:
        call.note("which files tee writes is not known")
    return Result(call.stdin, status)


def touch(call: Call) -> Result:
    """Make empty files."""
    long = {"no-create": "c", "date": "d:", "reference": "r:", "time": "time:"}
    options = parse(call.argv[1:], "acd:fhmr:t:", long)
    status = 0
    for word in options.operands:
        path = call.path(word)
        missing = call.machine.exists(path) is False
        if missing and not options.has("c") and not call.machine.write(path, EMPTY):
            status = 1
    return Result(status=1 if options.wrong else status)


def mkdir(call: Call) -> Result:
    """Make directories."""
    long = {"parents": "p", "mode": "m:", "verbose": "v", "context": "Z::"}
    options = parse(call.argv[1:], "pm:vZ", long)
    if options.wrong or not options.operands:
        return Result(status=1)
    status: int | None = 0
    for word in options.operands:
        made = call.machine.mkdir(call.path(word), parents=options.has("p"))
        status = _worse(status, made)
    return Result(_told(call, "mkdir") if options.has("v") else EMPTY, status)


def rmdir(call: Call) -> Result:
    """Remove empty directories."""
    long = {"parents": "p", "ignore-fail-on-non-empty": "ignore", "verbose": "v"}
    options = parse(call.argv[1:], "pv", long)
    status: int | None = 0
    for word in options.operands:
        path = call.path(word)
        if call.machine.is_directory(path) is False or call.machine.names(path):
            status = status if options.has("ignore") else 1
        else:
            status = _worse(status, call.machine.remove(path))
    return Result(status=status)


def rm(call: Call) -> Result:
    """Remove files and directories."""
    long = {
        "recursive": "r",
        "force": "f",
        "dir": "d",
        "verbose": "v",
        "interactive": "interactive::",
        "one-file-system": "one",
        "no-preserve-root": "root",
        "preserve-root": "root::",
    }
    options = parse(call.argv[1:], "dfiIrRv", long)
    force = options.has("f")
    if options.wrong or (not options.operands and not force and not options.open):
        return Result(status=1)
    if options.open:
        call.note("which files rm removes is not known")
    status: int | None = 0
    for word in options.operands:
        path = call.path(word)
        entry = call.machine.lstat(path)
        recursive = options.has("r", "R", "d")
        if isinstance(entry, Directory) and not recursive:
            status = 1
            continue
        removed = call.machine.remove(path.rstrip("/") or "/")
        status = status if force else _worse(status, removed)
    return Result(_told(call, "rm") if options.has("v") else EMPTY, status)


def chmod(call: Call) -> Result:
    """Change permissions."""
    long = {
        "recursive": "R",
        "changes": "c",
        "quiet": "f",
        "silent": "f",
        "verbose": "v",
        "reference": "reference:",
    }
    words = list(call.argv[1:])
    minus = [word for word in words if _is_minus_mode(word.chars)]
    rest = [word for word in words if not _is_minus_mode(word.chars)]
    options = parse(rest, "cfvR", long)
    operands = (*minus, *options.operands)
    if options.wrong or not operands:
        return Result(status=1)
    if (reference := options.value("reference")) is not None:
        entry = call.machine.read(call.path(reference))
        change = f"{entry.mode:o}" if isinstance(entry, File) else ""
    else:
        change, operands = call.settle(operands[0]).chars, operands[1:]
    status: int | None = 0
    for word in operands:
        status = _worse(
            status, _chmod(call, call.path(word), change, deep=options.has("R"))
        )
    return Result(status=0 if options.has("f") else status)


def _is_minus_mode(chars: str) -> bool:
    return (
        chars.startswith("-")
        and len(chars) > 1
        and not chars[1:].strip("rwxXst,+-=ugoa")
    )


def _chmod(call: Call, path: str, change: str, *, deep: bool) -> bool | None:
    entry = call.machine.read(path)
    if deep and isinstance(entry, Directory):
        for name in call.machine.names(path):
            _chmod(call, posixpath.join(path, name), change, deep=True)
    if not isinstance(entry, File):
        return call.machine.exists(path)
    mode = mode_after(entry.mode, change)
    if mode is None:
        return False
    return call.machine.chmod(path, mode)


def unchanged(call: Call) -> Result:
    """Change what is not followed: the owner, attributes, labels."""
    status: int | None = 0
    for word in call.argv[2:]:
        if not word.chars.startswith("-"):
            status = _worse(status, call.machine.exists(call.path(word)))
    return Result(status=status)


def ln(call: Call) -> Result:
    """Make links."""
    long = {
        "symbolic": "s",
        "force": "f",
        "no-dereference": "n",
        "relative": "r",
        "target-directory": "t:",
        "no-target-directory": "T",
        "verbose": "v",
        "backup": "b::",
        "interactive": "i",
        "logical": "L",
        "physical": "P",
        "suffix": "S:",
    }
    options = parse(call.argv[1:], "bdfFiLnPrsS:t:Tv", long)
    words = options.operands
    if options.wrong or not words:
        return Result(status=1)
    folder = options.value("t")
    if folder is None and len(words) > 1:
        folder, words = words[-1], words[:-1]
    target = call.path(folder) if folder is not None else call.cwd
    into = folder is None or options.value("t") is not None or len(words) > 1
    if not into and not options.has("T"):
        link = options.has("n") and isinstance(call.machine.lstat(target), Link)
        into = not link and call.machine.is_directory(target) is True
    status: int | None = 0
    for word in words:
        name = posixpath.basename(call.path(word).rstrip("/"))
        path = posixpath.join(target, name) if into else target
        flags = {name for name in "sfr" if options.has(name)}
        status = _worse(status, _link(call, word, path, flags))
    return Result(_told(call, "ln") if options.has("v") else EMPTY, status)


def _link(call: Call, word: Text, path: str, flags: set[str]) -> bool | None:
    machine = call.machine
    there = machine.lstat(path)
    taken = not isinstance(there, Missing) and _surely(call, path)
    if isinstance(there, Directory) or (taken and "f" not in flags):
        return False
    if "s" not in flags:
        entry = machine.read(call.path(word))
        if isinstance(entry, (Missing, Directory)):
            return False
        machine.place(path, entry)
        return True
    points = symbol(call.settle(word))
    if "r" in flags:
        points = posixpath.relpath(
            machine.real(call.path(word)), posixpath.dirname(path)
        )
    parent = machine.exists(posixpath.dirname(path))
    if parent is False:
        return False
    machine.symlink(path, points, call.span)
    return True


def _surely(call: Call, path: str) -> bool:
    entry = call.machine.lstat(path)
    return isinstance(entry, Link) or call.machine.exists(path) is True


def _worse(status: int | None, good: bool | None) -> int | None:
    if status == 1 or good is False:
        return 1
    return None if good is None else status


def _told(call: Call, name: str) -> Text:
    return call.unknown(f"what {name} tells")
