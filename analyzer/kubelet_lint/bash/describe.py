"""What a name would run: ``command -v``, ``type``, ``hash`` and ``which``."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from kubelet_lint.bash.builtins import BUILTINS
from kubelet_lint.bash.call import function
from kubelet_lint.bash.condition import holds
from kubelet_lint.bash.lookup import scalar_text, value_of
from kubelet_lint.bash.runner import Next, Shell
from kubelet_lint.bash.state import State
from kubelet_lint.bash.streams import write
from kubelet_lint.node.filesystem import File
from kubelet_lint.source import HOLE, Span, Text, program

_KEYWORDS = frozenset(
    "! [[ ]] { } case coproc do done elif else esac fi for function if in select then "
    "time until while".split()
)

_CORE = frozenset(
    "awk base64 basename cat chgrp chmod chown cp cut date dd df dirname du echo env "
    "expr false find grep gzip head hostname id install kill ln ls mkdir mktemp mount "
    "mv nohup ps printf pwd readlink rm rmdir sed seq sh bash sleep sort stat su tail "
    "tar tee test touch tr true umount uname uniq wc xargs systemctl".split()
)
"""Programs that every node has."""


class _Kind:
    """What a name is, and what is printed of it."""

    def __init__(self, kind: str, path: Text) -> None:
        self.kind = kind
        self.path = path


def describe(
    shell: Shell, state: State, words: Sequence[Text], flags: str, span: Span | None
) -> Next:
    """Print what names would run; ``flags`` are those of ``command`` or ``type``."""
    found = [
        _found(shell, state, word, span, programs_only="w" in flags) for word in words
    ]
    for kind in found:
        if kind is not None and "q" not in flags:
            write(state, 1, _printed(kind, flags, span) + program("\n"))
    there = [kind is not None for kind in found]
    fine = any(there) if "v" in flags else all(there)
    state.status = program("0" if fine else "1")
    return state


def _printed(kind: _Kind, flags: str, span: Span | None) -> Text:
    if "t" in flags:
        return program(kind.kind)
    if flags == "V":
        return Text.hole("a message", span, f"what {kind.path.display()} is")
    return kind.path


def _found(
    shell: Shell,
    state: State,
    word: Text,
    span: Span | None,
    *,
    programs_only: bool,
) -> _Kind | None:
    name = word.chars
    if HOLE in name:
        return _perhaps(state, word, span)
    if not programs_only:
        if function(state, name) is not None:
            return _Kind("function", word)
        if name in _KEYWORDS:
            return _Kind("keyword", word)
        if name in BUILTINS or name in ("echo", "printf"):
            return _Kind("builtin", word)
    for folder in _folders(state, name):
        path = posixpath.join(folder, name)
        if isinstance(state.machine.read(path), File):
            return _Kind("file", word.respelled(path))
    if shell.settings.is_program((word,)) or name in _CORE:
        return _Kind("file", _somewhere(word, span))
    return _perhaps(state, word, span)


def _folders(state: State, name: str) -> list[str]:
    if "/" in name:
        return [""]
    text = state.decisions.text(scalar_text(value_of(state, "PATH")))
    return text.chars.split(":") if text.known else []


def _somewhere(word: Text, span: Span | None) -> Text:
    """Return a program's path, of which only the last part is known."""
    if "/" in word.chars:
        return word
    folder = Text.hole("the directory of a program", span, f"where {word.chars} is")
    return folder + program("/") + word


def _perhaps(state: State, word: Text, span: Span | None) -> _Kind | None:
    way = state.decisions.choose(holds(f"{word.display()} is installed"))
    return _Kind("file", _somewhere(word, span)) if way != 1 else None
