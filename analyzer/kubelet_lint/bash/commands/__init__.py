"""The external commands that are understood, by name."""

from __future__ import annotations

from collections.abc import Mapping

from kubelet_lint.bash.shell import Call, Command, Result
from kubelet_lint.node.filesystem import File
from kubelet_lint.source import Text, program


def cat(call: Call) -> Result:
    """Print files."""
    parts: list[Text] = []
    for word in call.argv[1:] or (program("-"),):
        entry = call.machine.read(call.path(word))
        if word.chars == "-":
            parts.append(call.stdin)
        elif isinstance(entry, File):
            parts.append(entry.text)
        else:
            parts.append(call.unknown("not in the repository", word.display()))
    return Result(Text.join(parts))


def echo(call: Call) -> Result:
    """Print its arguments."""
    parts: list[Text] = []
    for word in call.argv[1:]:
        parts.extend((program(" "), word) if parts else (word,))
    return Result(Text.join((*parts, program("\n"))))


COMMANDS: Mapping[str, Command] = {"cat": cat, "echo": echo}
