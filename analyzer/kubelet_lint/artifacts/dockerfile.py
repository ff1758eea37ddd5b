"""Dockerfiles: the image of a node, or of a kubelet in a container.

After docs.docker.com, "Dockerfile reference". The last stage counts, with the stages of
the file it starts from. ``COPY`` is resolved from the Dockerfile's folder, then from
the folders above: the build context is not in the file.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import (
    Document,
    Effect,
    Machine,
    Place,
    Run,
    Start,
    Unfollowed,
    Write,
)
from kubelet_lint.source import Span, Text
from kubelet_lint.vendor.manifest import Leaf, List, parse

NAME = "Dockerfile"

_FIRST = re.compile(
    r"(?:\ufeff|\s|#[^\n]*\n|ARG[ \t][^\n]*\n)*FROM[ \t]+\S+", re.IGNORECASE
)
_INSTRUCTION = re.compile(r"[ \t]*([A-Za-z]+)[ \t]+")
_HEREDOC = re.compile(r"<<-?([\"']?)([A-Za-z_]\w*)\1")
_FLAG = re.compile(r"--[\w-]+(?:=\S*)?[ \t]+")
_OURS = re.compile(r"kubelet|kubeadm|k3s|rke2")


class Instruction(NamedTuple):
    """An instruction with its arguments, continuation lines joined."""

    word: str
    arguments: Text
    heredoc: Text | None = None


def recognizes(document: Document, /) -> bool:
    """Say whether the first instruction is ``FROM``."""
    if document.name:
        return False
    name = posixpath.basename(document.path).lower()
    named = "dockerfile" in name or "containerfile" in name
    return named and _FIRST.match(document.text.chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine that the image is, if there is a kubelet in it."""
    effects = tuple(_effects(_last_stage(instructions(document.text)), document, files))
    if any(_matters(effect) for effect in effects):
        yield Machine(described.name(document), effects, span=document.text.span)


def _matters(effect: Effect) -> bool:
    match effect:
        case Write() | Place():
            return "kubelet" in effect.path
        case Run():
            return _OURS.search(effect.script.chars) is not None
        case _:
            return isinstance(effect, Start)


def instructions(text: Text) -> Iterator[Instruction]:
    """Yield the instructions of a Dockerfile."""
    lines = list(text.lines(keep_ends=True))
    number = 0
    while number < len(lines):
        found = _INSTRUCTION.match(lines[number].chars)
        if found is None or lines[number].chars.lstrip().startswith("#"):
            number += 1
            continue
        parts = [lines[number][found.end() :]]
        while _continues(parts[-1].chars) and number + 1 < len(lines):
            number += 1
            parts.append(lines[number])
        number += 1
        whole = _joined(parts)
        heredoc = _HEREDOC.search(whole.chars)
        body: Text | None = None
        if heredoc is not None:
            start = number
            while number < len(lines) and lines[number].chars.strip() != heredoc[2]:
                number += 1
            body = Text.join(lines[start:number])
            number += 1
        yield Instruction(found.group(1).upper(), whole, body)


def _continues(chars: str) -> bool:
    bare = chars.rstrip()
    return bare.endswith("\\") or (not bare or bare.lstrip().startswith("#"))


def _joined(parts: list[Text]) -> Text:
    """Join continuation lines; empty lines and comments between them vanish."""
    kept: list[Text] = []
    for part in parts:
        bare = part.chars.strip()
        if not bare or (kept and bare.startswith("#")):
            continue
        end = len(part.chars.rstrip())
        kept.append(part[: end - 1] if part.chars[:end].endswith("\\") else part[:end])
    return Text.join(kept).strip()


def _last_stage(found: Iterator[Instruction]) -> list[Instruction]:
    stages: dict[str, list[Instruction]] = {}
    current: list[Instruction] = []
    for instruction in found:
        if instruction.word == "FROM":
            words = _FLAG.sub("", instruction.arguments.chars).split()
            base = words[0].lower() if words else ""
            current = list(stages.get(base, []))
            if len(words) >= 3 and words[1].lower() == "as":
                stages[words[2].lower()] = current
        else:
            current.append(instruction)
    return current


def _effects(
    found: list[Instruction], document: Document, files: Files
) -> Iterator[Effect]:
    entry: list[Text] = []
    command: list[Text] = []
    place: Span | None = None
    for one in found:
        match one.word:
            case "COPY" | "ADD":
                yield from _copied(one, document, files)
            case "RUN":
                yield from _run(one)
            case "ENTRYPOINT":
                entry, command, place = _words(one.arguments), [], one.arguments.span
            case "CMD":
                command, place = _words(one.arguments), place or one.arguments.span
            case _:
                pass
    argv = [*entry, *command]
    program = posixpath.basename(argv[0].chars) if argv else ""
    if program == "kubelet" or [word.chars for word in argv[1:2]] == ["kubelet"]:
        yield Start(tuple(argv), place)


def _words(arguments: Text) -> list[Text]:
    """Return the words of an instruction in its JSON or its plain form."""
    if arguments.chars.startswith("["):
        value = parse(arguments)
        if isinstance(value, List):
            return [item.text for item in value.items if isinstance(item, Leaf)]
    return [word for word in arguments.split(" ") if word.chars.strip()]


def _run(one: Instruction) -> Iterator[Effect]:
    start = _flags_end(one.arguments)
    text = one.arguments[start:]
    if one.heredoc is not None:
        text = one.heredoc
    elif text.chars.startswith("["):
        text = Text.join(
            part for word in _words(text) for part in (word, Text.derived(" "))
        )
    yield Run(text, "RUN", span=one.arguments.span, shell="sh")


def _flags_end(text: Text) -> int:
    end = 0
    while (found := _FLAG.match(text.chars, end)) is not None:
        end = found.end()
    return end


def _copied(one: Instruction, document: Document, files: Files) -> Iterator[Effect]:
    if "--from=" in one.arguments.chars[: _flags_end(one.arguments)]:
        return
    words = _words(one.arguments[_flags_end(one.arguments) :])
    if len(words) < 2:
        return
    target = words[-1].chars
    span = one.arguments.span
    if one.heredoc is not None:
        yield Write(target, one.heredoc, span=span)
        return
    if not target.startswith("/"):
        target = "/" + target.lstrip("./")
    for word in words[:-1]:
        source = _source(word.chars, document, files)
        if source is None:
            reason = f"{word.chars} is copied and not in the repository"
            yield Unfollowed(reason, word.span, (target,))
        elif files.read(source) is not None and (
            target.endswith("/") or len(words) > 2
        ):
            name = posixpath.basename(source)
            yield Place(source, posixpath.join(target, name), word.span)
        else:
            yield Place(source, target.rstrip("/") or "/", word.span)


def _source(name: str, document: Document, files: Files) -> str | None:
    """Return the file or folder of the repository that a source names."""
    folder = posixpath.dirname(document.path)
    while True:
        path = posixpath.normpath(posixpath.join(folder, name.lstrip("/")))
        path = "" if path == "." else path
        if files.read(path) is not None or (path and files.below(path)):
            return path
        if not folder:
            return None
        folder = posixpath.dirname(folder)
