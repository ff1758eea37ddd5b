"""Calls of commands on a machine that a test describes."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lint.bash.commands import COMMANDS
from kubelet_lint.bash.decision import Decisions
from kubelet_lint.bash.machine import Machine
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.node.filesystem import (
    Entry,
    File,
    Link,
    MemoryFiles,
    Unseen,
    follow,
)
from kubelet_lint.source import Choice, Hole, Source, Text

FOLDER = "/srv"


def spelled(chars: str, name: str = "script.sh") -> Text:
    """Return characters that a file spells."""
    return Source(name, chars).text()


def hole(name: str) -> Text:
    """Return an unknown stretch."""
    return Text.hole(f"{name} is not known", None, name)


def joined(*parts: str | Text) -> Text:
    """Return a text of known and unknown parts."""
    return Text.join(spelled(p) if isinstance(p, str) else p for p in parts)


def shown(text: Text) -> str:
    """Return a text with holes as ``<name>`` and choices as ``{one|other}``."""
    parts: list[str] = []
    for start, end, piece in text.pieces():
        match piece:
            case Hole():
                parts.append(f"<{piece.name or piece.reason}>")
            case Choice():
                parts.append("{" + "|".join(shown(o) for _, o in piece.options) + "}")
            case _:
                parts.append(text.chars[start:end])
    return "".join(parts)


def machine(files: Mapping[str, str | Text], unseen: tuple[str, ...] = ()) -> Machine:
    """Return a machine with these files in its working directory, and no others."""
    entries: dict[str, Entry] = {
        f"{FOLDER}/{name}": File(
            spelled(text, name) if isinstance(text, str) else text, 0o644
        )
        for name, text in files.items()
    }
    entries |= {f"{FOLDER}/{name}": Unseen("not in the repository") for name in unseen}
    entries[f"{FOLDER}/.here"] = File(Text())
    return Machine(MemoryFiles(entries), cwd=FOLDER, decisions=Decisions())


def call(
    argv: list[str | Text], stdin: str | Text = "", on: Machine | None = None
) -> tuple[Result, Machine]:
    """Call a command; return how it ended, and what it left."""
    on = machine({}) if on is None else on
    words = tuple(spelled(word) if isinstance(word, str) else word for word in argv)
    text = spelled(stdin, "stdin") if isinstance(stdin, str) else stdin

    def run(words: tuple[Text, ...], stdin: Text) -> Result:
        inner = COMMANDS.get(words[0].chars)
        return inner(Call(words, stdin, on)) if inner else Result(status=127)

    name = words[0].chars
    return COMMANDS[name](Call(words, text, on, run=run)), on


def content(on: Machine, name: str) -> str | tuple[str, str] | None:
    """Return what a file holds afterwards, a link's target, None if it is not there."""
    path = f"{FOLDER}/{name}"
    entry = on.lstat(path)
    if isinstance(entry, Link):
        return "link", entry.target
    found = follow(on, path).entry
    match found:
        case File():
            return shown(found.text)
        case Unseen():
            return f"<{found.reason}>"
        case _:
            return None
