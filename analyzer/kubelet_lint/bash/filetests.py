"""Tests of files: ``-f``, ``-d``, ``-x`` and the rest.

Scripts of a node run as root, who may read and write everything that is there.
"""

from __future__ import annotations

from kubelet_lint.bash.condition import holds, is_empty, shown
from kubelet_lint.bash.machine import absolute, symbol
from kubelet_lint.bash.state import State
from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    Link,
    Missing,
    Unreadable,
    Unseen,
)
from kubelet_lint.source import HOLE, Text

FILE_TESTS = tuple(f"-{letter}" for letter in "abcdefghkprsuwxGLNOS")

_THERE = "-a -e -r -w -O -G -N".split()


def file_test(state: State, operator: str, word: Text) -> bool | None:
    """Return the outcome of a test of one file; None if it can't be decided."""
    if not word.chars:
        return False
    machine = state.machine
    path = absolute(machine.cwd, symbol(word))
    if operator in ("-L", "-h"):
        entry = machine.lstat(path)
        return isinstance(entry, Link) if _known(entry) else _ask(state, operator, path)
    entry = machine.read(path)
    if not _known(entry):
        return _ask(state, operator, path)
    return _outcome(state, operator, entry)


def _known(entry: Entry) -> bool:
    return not isinstance(entry, Unseen)


def _outcome(state: State, operator: str, entry: Entry) -> bool | None:
    if isinstance(entry, Missing):
        return False
    if operator in _THERE:
        return True
    match operator:
        case "-f":
            return isinstance(entry, File)
        case "-d":
            return isinstance(entry, Directory)
        case "-x":
            return not isinstance(entry, File) or bool(entry.mode & 0o111)
        case "-s":
            return _has_content(state, entry)
        case "-c":
            return isinstance(entry, Unreadable)
        case _:
            return False


def _has_content(state: State, entry: Entry) -> bool | None:
    if not isinstance(entry, File):
        return isinstance(entry, Directory)
    text = state.decisions.text(entry.text)
    if text.chars.strip(HOLE) or not text.chars:
        return bool(text.chars)
    way = state.decisions.choose(is_empty(text))
    return None if way is None else way == 1


def _ask(state: State, operator: str, path: str) -> bool | None:
    """Decide whether a file is there that nobody has seen."""
    if operator in ("-f", "-s", *_THERE):
        name = f"{path} exists"
    else:
        name = f"{operator} {path}"
    way = state.decisions.choose(holds(name))
    return None if way is None else way == 0


def file_pair(state: State, operator: str, left: Text, right: Text) -> bool | None:
    """Return the outcome of ``-nt``, ``-ot`` and ``-ef``."""
    machine = state.machine
    first = absolute(machine.cwd, symbol(left))
    second = absolute(machine.cwd, symbol(right))
    if operator == "-ef":
        return machine.real(first) == machine.real(second)
    there = machine.exists(first), machine.exists(second)
    if there == (True, False):
        return operator == "-nt"
    if there == (False, True):
        return operator == "-ot"
    if there == (False, False):
        return False
    way = state.decisions.choose(holds(f"{shown(left)} {operator} {shown(right)}"))
    return None if way is None else way == 0
