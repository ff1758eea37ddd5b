"""Names of files: dirname, basename, readlink, realpath, mktemp (GNU coreutils 9.1)."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from kubelet_lint.bash.commands.options import parse
from kubelet_lint.bash.commands.respell import changed_hole
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.node.filesystem import Link, Missing, Unseen
from kubelet_lint.source import EMPTY, HOLE, Hole, Text
from kubelet_lint.source import program as made_up


def dirname(call: Call) -> Result:
    """Print paths without their last component."""
    options = parse(call.argv[1:], "z", {"zero": "z"})
    end = made_up("\0" if options.has("z") else "\n")
    if options.wrong or not (options.operands or options.open):
        return Result(status=1)
    if options.open:
        return Result(call.unknown("a directory"), None)
    return Result(_each(call, options.operands, _directory, end))


def basename(call: Call) -> Result:
    """Print the last component of paths."""
    long = {"multiple": "a", "suffix": "s:", "zero": "z"}
    options = parse(call.argv[1:], "as:z", long, mixed=False)
    end = made_up("\0" if options.has("z") else "\n")
    if options.wrong or not (options.operands or options.open):
        return Result(status=1)
    if options.open:
        return Result(call.unknown("a file name"), None)
    words = options.operands
    suffix = options.value("s")
    if not options.has("a", "s"):
        if len(words) > 2:
            return Result(status=1)
        suffix = words[1] if len(words) == 2 else None
        words = words[:1]
    cut = call.settle(suffix).chars if suffix else ""
    return Result(_each(call, words, lambda word: _base(word, cut), end))


def _each(
    call: Call, words: tuple[Text, ...], change: Callable[[Text], Text], end: Text
) -> Text:
    return Text.join(
        part for word in words for part in (change(call.settle(word)), end)
    )


def _directory(word: Text) -> Text:
    path = word.rstrip("/")
    if not path:
        return word[:1] or made_up(".")
    slash = path.chars.rfind("/")
    if slash < 0:
        hole = path.piece_at(len(path) - 1)
        if isinstance(hole, Hole):
            return changed_hole(hole, "its directory")
        return made_up(".")
    if HOLE in path.chars[slash:] and not path.chars[slash + 1 :].strip(HOLE):
        # ``/a/$X``: X may hold a slash itself, but hardly ever does.
        pass
    parent = path[:slash].rstrip("/")
    return parent or word[:1]


def _base(word: Text, suffix: str) -> Text:
    path = word.rstrip("/")
    if not path:
        return word[:1]
    name = path[path.chars.rfind("/") + 1 :]
    hole = next(name.holes(), None)
    if isinstance(hole, Hole) and name.chars.startswith(HOLE):
        rest = name[1:]
        if suffix and rest.chars.endswith(suffix):
            rest = rest[: len(rest) - len(suffix)]
        return changed_hole(hole, "its last component") + rest
    if suffix and name.chars.endswith(suffix) and name.chars != suffix:
        return name[: len(name) - len(suffix)]
    return name


def readlink(call: Call) -> Result:
    """Print where links point."""
    long = {
        "canonicalize": "f",
        "canonicalize-existing": "e",
        "canonicalize-missing": "m",
        "no-newline": "n",
        "quiet": "q",
        "silent": "q",
        "verbose": "v",
        "zero": "z",
    }
    options = parse(call.argv[1:], "femnqsvz", long)
    words = options.operands
    if options.wrong or not words:
        return Result(status=1)
    if options.open:
        return Result(call.unknown("where a link points"), None)
    end = EMPTY if options.has("n") and len(words) == 1 else made_up("\n")
    if options.has("f", "e", "m"):
        strict = "e" if options.has("e") else "m" if options.has("m") else "f"
        return _canonical(call, words, strict, end)
    return _links(call, words, end)


def _links(call: Call, words: tuple[Text, ...], end: Text) -> Result:
    parts: list[Text] = []
    status: int | None = 0
    for word in words:
        entry = call.machine.lstat(call.path(word))
        if isinstance(entry, Link):
            parts.extend((Text.derived(entry.target, entry.span), end))
        elif isinstance(entry, Unseen):
            parts.append(call.unknown(f"where {word.display()} points"))
            status = None
        else:
            status = 1
    return Result(Text.join(parts), status)


def realpath(call: Call) -> Result:
    """Print paths without links."""
    long = {
        "canonicalize-existing": "e",
        "canonicalize-missing": "m",
        "logical": "L",
        "physical": "P",
        "quiet": "q",
        "relative-to": "relative:",
        "relative-base": "relative:",
        "strip": "s",
        "no-symlinks": "s",
        "zero": "z",
    }
    options = parse(call.argv[1:], "emLPqsz", long)
    if options.wrong or not (options.operands or options.open):
        return Result(status=1)
    if options.open or options.has("relative", "s"):
        return Result(call.unknown("a path without links"), None)
    strict = "e" if options.has("e") else "m" if options.has("m") else "f"
    return _canonical(call, options.operands, strict, made_up("\n"))


def _canonical(call: Call, words: tuple[Text, ...], strict: str, end: Text) -> Result:
    parts: list[Text] = []
    failed = False
    for word in words:
        path = call.path(word)
        real = call.machine.real(path)
        folder = call.machine.exists(posixpath.dirname(real))
        there = isinstance(call.machine.read(path), Missing)
        if (strict == "e" and there) or (strict == "f" and folder is False):
            failed = True
            continue
        same = real == word.chars.rstrip("/") or HOLE in word.chars
        parts.extend((word if same else word.respelled(real), end))
    return Result(Text.join(parts), 1 if failed else 0)


def mktemp(call: Call) -> Result:
    """Make a file or directory with a name nobody knows."""
    long = {
        "directory": "d",
        "dry-run": "u",
        "quiet": "q",
        "suffix": "suffix:",
        "tmpdir": "p::",
    }
    options = parse(call.argv[1:], "dup:qtV", long)
    if options.wrong or len(options.operands) > 1:
        return Result(status=1)
    pattern = options.operands[0] if options.operands else made_up("tmp.XXXXXXXXXX")
    chars = pattern.chars
    end = chars.rfind("X") + 1
    start = len(chars[:end].rstrip("X"))
    if end - start < 3:
        return Result(status=1)
    hole = call.unknown("the name of a temporary file", "mktemp")
    name = Text.join((pattern[:start], hole, pattern[end:]))
    name = name + (options.value("suffix") or EMPTY)
    if not options.operands or options.has("p", "t"):
        folder = options.value("p") or made_up("/tmp")
        name = Text.join((folder.rstrip("/"), made_up("/"), name))
    if options.has("d"):
        call.machine.mkdir(call.path(name), parents=True)
    elif not options.has("u"):
        call.machine.write(call.path(name), EMPTY, 0o600)
    return Result(name + made_up("\n"))


def pwd(call: Call) -> Result:
    """Print the working directory."""
    return Result(made_up(call.cwd + "\n"))
