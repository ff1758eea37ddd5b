"""KubeletConfigurations in the here-documents of a script, each read by itself.

A script is followed (``bash.simulate``), and what it writes is judged where it lies
then. A here-document that nobody was seen to come to, because it stands in a function
that nothing here calls or in a script that is given up, is judged alone instead: whole,
or as the part of a configuration that its fields show it to be. What else the script
writes to that file is not known, so what is found there is only possible.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from kubelet_lint.artifacts import kubelet_config
from kubelet_lint.artifacts.base import UNFOLLOWED
from kubelet_lint.node.effect import Document, Fragment
from kubelet_lint.source import Text, program
from kubelet_lint.value import Assumption
from kubelet_lint.yaml import documents

_HERE = re.compile(r"<<-?[ \t]*(?P<quote>['\"]?)(?P<end>\w+)(?P=quote)[^\n]*\n")
_PART = re.compile(
    r"^authorization:[ \t]*\n(?:[ \t]+\S.*\n|[ \t]*\n)*?[ \t]+mode:[ \t]*\S",
    re.MULTILINE,
)
_CLIENTS = re.compile(
    r"^authentication:[ \t]*\n(?:[ \t]+\S.*\n|[ \t]*\n)*?[ \t]+(?:webhook|anonymous):",
    re.MULTILINE,
)
_SETTING = re.compile(r"\b(?:authorization|authentication)\b")
_KIND = re.compile(r"^['\"]?kind['\"]?:", re.MULTILINE)
_EXPANSION = re.compile(r"(?<!\\)(?:\$\{[^{}\n]*\}|\$\([^()\n]*\)|\$\w+|`[^`\n]*`)")
_HEADER = "apiVersion: kubelet.config.k8s.io/v1beta1\nkind: KubeletConfiguration\n"


def parts(document: Document) -> Iterator[Fragment]:
    """Yield the configurations in a script's here-documents."""
    text = document.text
    if "<<" not in text.chars:
        return
    for start, end, quote in _bodies(text.chars):
        for one in documents.split(text[start:end]):
            config = _configuration(one, literal=bool(quote))
            if config is None:
                continue
            known = (*document.assumptions, Assumption(UNFOLLOWED, one.span_of(0, 1)))
            line = text.chars.count("\n", 0, start) + 1
            name = f"{document.name} here-document in line {line}".strip()
            inner = Document(document.path, config, name, assumptions=known)
            yield Fragment("config", inner, "kubelet.yaml")


def _bodies(chars: str) -> Iterator[tuple[int, int, str]]:
    """Yield where each here-document begins and ends, and the quote of its end."""
    ends: dict[str, list[int]] = {}
    at = 0
    for line in chars.splitlines(keepends=True):
        ends.setdefault(line.strip(), []).append(at)
        at += len(line)
    found = _HERE.search(chars)
    while found is not None:
        start = after = found.end()
        lines = ends.get(found["end"], [])
        number = bisect_left(lines, start)
        if number < len(lines):
            after = lines[number]
            yield start, after, found["quote"]
        found = _HERE.search(chars, after)


def _configuration(text: Text, *, literal: bool) -> Text | None:
    """Return a document as a whole configuration; None if it is none, nor a part."""
    chars = text.chars
    if not _SETTING.search(chars):
        return None
    whole = kubelet_config.recognizes(Document("", text, "here-document"))
    part = _PART.search(chars) and _CLIENTS.search(chars) and not _KIND.search(chars)
    if not whole and not part:
        return None
    filled = text if literal else _expanded(text)
    return filled if whole else program(_HEADER) + filled


def _expanded(text: Text) -> Text:
    """Return the text with each of the shell's expansions as a hole."""
    pieces: list[Text] = []
    at = 0
    for found in _EXPANSION.finditer(text.chars):
        start, end = found.span()
        name = found.group()
        reason = f"{name} is expanded where the script comes to it"
        pieces.append(text[at:start])
        pieces.append(Text.hole(reason, text.span_of(start, end), name))
        at = end
    return Text.join((*pieces, text[at:])) if pieces else text
