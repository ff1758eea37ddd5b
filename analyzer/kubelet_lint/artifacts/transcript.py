"""What a terminal shows of a node: ``[root@node1 ~]# cat /etc/default/kubelet``.

Files that one host shows lie on one machine. Where a file is shown again, it is another
state of that host: a machine of its own.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.node.effect import Effect, Machine, Write
from kubelet_lint.source import Text

_PROMPT = re.compile(
    r"(?:\[?(?P<host>[\w.-]+@[\w.-]+)[: ][ ]*(?P<folder>[~/][^\s\]#$]*)\]?)?"
    r"[ ]*(?P<mark>[#$])[ ]+(?P<command>\S.*)"
)
_COMMAND = re.compile(
    r"(?:cat|cd|cp|crictl|docker|echo|journalctl|kubeadm|kubectl|less|ls|mkdir|more|mv"
    r"|ps|rm|sed|service|sudo|swapoff|systemctl|tail|vi|vim)[ ]"
)
"""What follows a bare ``#`` that is a prompt, not a comment of the file shown."""
_SHOWN = re.compile(r"(?:sudo[ ]+)?(?:cat|more|less)[ ]+(?P<path>[\w./@~+-]+)[ \t]*\r?")


class Shown(NamedTuple):
    """A file that a terminal shows, and on which host."""

    host: str
    path: str
    text: Text


def split(text: Text) -> tuple[list[Shown], Text]:
    """Return the files that a code block shows, and what else is in it."""
    shown: list[Shown] = []
    others: list[Text] = []
    head: tuple[str, str] | None = None
    style = ""
    inside: list[Text] = []
    for line in text.lines(keep_ends=True):
        prompt = _PROMPT.fullmatch(line.chars.rstrip("\n"))
        if prompt is None or (head is not None and _style(prompt) != style):
            (others if head is None else inside).append(line)
            continue
        if head is not None:
            shown.append(Shown(*head, Text.join(inside)))
        head, inside, style = _head(prompt), [], _style(prompt)
        if head is None:
            others.append(line)
    if head is not None:
        shown.append(Shown(*head, Text.join(inside)))
    return shown, Text.join(others)


def _style(prompt: re.Match[str]) -> str:
    """Return how a prompt looks: within a file shown, another look is its own text."""
    if prompt["host"]:
        return prompt["host"]
    comment = prompt["mark"] == "#" and not _COMMAND.match(prompt["command"])
    return "a comment" if comment else prompt["mark"]


def _head(prompt: re.Match[str]) -> tuple[str, str] | None:
    found = _SHOWN.fullmatch(prompt["command"])
    if found is None:
        return None
    path = posixpath.join(prompt["folder"] or "", found["path"])
    return (prompt["host"] or "", path) if path.startswith("/") else None


def machines(page: str, shown: list[Shown]) -> Iterator[Machine]:
    """Yield the machines whose files a page shows."""
    states: list[tuple[str, dict[str, Write]]] = []
    for one in shown:
        if not one.text.chars.strip():
            continue
        same = [files for host, files in states if host == one.host]
        if not same or one.path in same[-1]:
            same.append({})
            states.append((one.host, same[-1]))
        same[-1][one.path] = Write(one.path, one.text, span=one.text.span)
    for number, (host, files) in enumerate(states, 1):
        effects: tuple[Effect, ...] = tuple(files.values())
        name = f"{page}#{host or 'terminal'} {number}"
        yield Machine(name, effects, span=effects[0].span)
