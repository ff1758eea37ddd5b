"""Dockerfiles: the image of a node, or of a kubelet in a container.

After docs.docker.com, "Dockerfile reference". The last stage counts, with the stages of
the file it starts from. ``COPY`` is resolved from the Dockerfile's folder, then from
the folders above: the build context is not in the file. What is copied from another
stage is unknown.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.dockerfile_variables import Variables
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
from kubelet_lint.source import HOLE, Span, Text, program
from kubelet_lint.vendor.manifest import Leaf, List, parse

NAME = "Dockerfile"

_FIRST = re.compile(
    r"(?:\ufeff|\s|#[^\n]*\n|ARG[ \t][^\n]*\n)*FROM[ \t]+\S+", re.IGNORECASE
)
_INSTRUCTION = re.compile(r"[ \t]*([A-Za-z]+)[ \t]+")
_HEREDOC = re.compile(r"<<(?P<dash>-?)(?P<quote>[\"']?)(?P<end>[A-Za-z_]\w*)(?P=quote)")
_FLAG = re.compile(r"--[\w-]+(?:=\S*)?[ \t]+")
_OURS = re.compile(r"kubelet|kubeadm|k3s|rke2")


class Instruction(NamedTuple):
    """An instruction with its arguments, continuation lines joined."""

    word: str
    arguments: Text
    heredoc: Text | None = None
    quoted: bool = False
    """Whether the end word of the here-document is: then nothing in it is replaced."""


def recognizes(document: Document, /) -> bool:
    """Say whether the first instruction is ``FROM``."""
    if document.name:
        return False
    name = posixpath.basename(document.path).lower()
    named = "dockerfile" in name or "containerfile" in name
    return named and _FIRST.match(document.text.chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine that the image is, if there is a kubelet in it."""
    found = list(instructions(document.text))
    names = Variables(_outside(found))
    effects = tuple(_effects(_last_stage(found), names, document, files))
    if any(_matters(effect) for effect in effects):
        span, assumptions = document.text.span, names.assumptions()
        name = described.name(document)
        yield Machine(name, effects, span=span, assumptions=assumptions)


def _outside(found: list[Instruction]) -> dict[str, Text]:
    """Return the arguments before the first stage that have a default."""
    names = Variables({})
    for one in found:
        if one.word == "FROM":
            break
        if one.word == "ARG":
            names.declare(one.arguments)
    return {name: names.arguments[name] for name in names.shipped}


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
            while number < len(lines) and lines[number].chars.strip() != heredoc["end"]:
                number += 1
            tabs = "\t" if heredoc["dash"] else ""
            body = Text.join(line.lstrip(tabs) for line in lines[start:number])
            number += 1
        quoted = heredoc is not None and bool(heredoc["quote"])
        yield Instruction(found.group(1).upper(), whole, body, quoted)


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


def _last_stage(found: Iterable[Instruction]) -> list[Instruction]:
    stages: dict[str, list[Instruction]] = {}
    current: list[Instruction] = []
    for instruction in found:
        if instruction.word == "FROM":
            words = _FLAG.sub("", instruction.arguments.chars).split()
            base = words[0].lower() if words else ""
            current = [*stages.get(base, []), instruction]
            if len(words) >= 3 and words[1].lower() == "as":
                stages[words[2].lower()] = current
        else:
            current.append(instruction)
    return current


def _effects(
    found: list[Instruction], names: Variables, document: Document, files: Files
) -> Iterator[Effect]:
    entry: list[Text] = []
    command: list[Text] = []
    place: Span | None = None
    cwd = "/"
    for one in found:
        match one.word:
            case "FROM":
                names.arguments.clear()
            case "ARG":
                names.declare(one.arguments)
            case "ENV":
                names.export(one.arguments)
            case "WORKDIR":
                cwd = posixpath.join(cwd, names.filled(one.arguments).display())
            case "COPY" | "ADD":
                yield from _copied(one, names, cwd, document, files)
            case "RUN":
                yield from _run(one, names, cwd)
            case "ENTRYPOINT":
                entry, command, place = _words(one.arguments), [], one.arguments.span
            case "CMD":
                command, place = _words(one.arguments), place or one.arguments.span
            case _:
                pass
    argv = [*entry, *command]
    base = posixpath.basename(argv[0].chars) if argv else ""
    if base == "kubelet" or [word.chars for word in argv[1:2]] == ["kubelet"]:
        if entry and not command and len(entry) <= 1 + (base != "kubelet"):
            # An entry point alone takes its arguments from who runs the image.
            argv.append(Text.hole(_BY_RUNNER, place, words=True))
        yield Start(tuple(argv), place, tuple(names.environment.items()))


_BY_RUNNER = "the arguments are those of whoever runs the image"


def _words(arguments: Text) -> list[Text]:
    """Return the words of an instruction in its JSON or its plain form."""
    if arguments.chars.startswith("["):
        value = parse(arguments)
        if isinstance(value, List):
            return [item.text for item in value.items if isinstance(item, Leaf)]
    return [word for word in arguments.split(" ") if word.chars.strip()]


def _run(one: Instruction, names: Variables, cwd: str) -> Iterator[Effect]:
    start = _flags_end(one.arguments)
    text = one.arguments[start:]
    started = _HEREDOC.search(text.chars) if one.heredoc is not None else None
    if one.heredoc is not None and started is not None:
        # Alone it is the script; behind a command it is what the command reads.
        whole = (text, program("\n"), one.heredoc, program(f"{started['end']}\n"))
        text = Text.join(whole) if started.start() else one.heredoc
    elif text.chars.startswith("["):
        text = Text.join(
            part for word in _words(text) for part in (word, Text.derived(" "))
        )
    environment = tuple(names.visible().items())
    span = one.arguments.span
    yield Run(text, "RUN", (), environment, cwd, span=span, shell="sh")


def _flags_end(text: Text) -> int:
    end = 0
    while (found := _FLAG.match(text.chars, end)) is not None:
        end = found.end()
    return end


def _copied(
    one: Instruction, names: Variables, cwd: str, document: Document, files: Files
) -> Iterator[Effect]:
    end = _flags_end(one.arguments)
    words = [names.filled(word) for word in _words(one.arguments[end:])]
    if len(words) < 2:
        return
    target, span = words[-1].chars, one.arguments.span
    if HOLE in target:
        yield Unfollowed(f"a file is copied to {words[-1].display()}", span)
        return
    folder = target.endswith(("/", ".")) or len(words) > 2
    target = posixpath.normpath(posixpath.join(cwd, target))
    if one.heredoc is not None:
        text = one.heredoc if one.quoted else names.filled(one.heredoc)
        yield Write(target, text, span=span)
        return
    staged = "--from=" in one.arguments.chars[:end]
    for word in words[:-1]:
        source = None if staged else _source(word.chars, document, files)
        inside = posixpath.join(target, posixpath.basename(word.chars))
        where = inside if folder else target
        if source is None:
            why = "from another stage" if staged else "and not in the repository"
            reason = f"{word.display()} is copied {why}"
            yield Unfollowed(reason, word.span or span, (where,))
        elif files.read(source) is not None and folder:
            yield Place(source, inside, word.span)
        else:
            yield Place(source, target, word.span)


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
