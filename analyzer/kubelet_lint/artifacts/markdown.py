"""Markdown: its fenced code blocks, read only when asked for.

After CommonMark, "Fenced code blocks". The shell blocks of a page are steps of one walk
through, so they are one script; any other block is a document of its own. Indented
blocks and those of reStructuredText (``::``) are documents, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.node.effect import Document, Fragment
from kubelet_lint.source import Text, program

NAME = "Markdown page"

ENDINGS = (".md", ".markdown", ".mdx", ".rst", ".adoc")

_SHELL = frozenset(
    ("bash", "sh", "shell", "console", "zsh", "shell-session", "terminal")
)
_OTHER = frozenset(
    ("go", "python", "py", "js", "ts", "diff", "rust", "java", "c", "html")
)
_FENCE = re.compile(r"^([ \t>]*)(`{3,}|~{3,})[ \t]*([^\n`]*)\r?$")
_PROMPT = re.compile(r"(?:[\w.@~-]{1,60}[:@][^\s$#]{0,200})?[$#][ ]+")
_COMMANDS = re.compile(
    r"^\s*(?:[$#] )?(?:sudo|cat|tee|kubeadm|kubelet|systemctl|sed|echo|export) ",
    re.MULTILINE,
)


class Block(NamedTuple):
    """One code block: its language, and its lines without their indentation."""

    language: str
    text: Text


def recognizes(document: Document, /) -> bool:
    """Say whether the file is a page with code blocks."""
    named = document.path.lower().endswith(ENDINGS)
    return not document.name and named


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the page's script, and its other blocks as documents."""
    script: list[Text] = []
    for number, block in enumerate(blocks(document.text), 1):
        if block.language in _OTHER:
            continue
        if block.language in _SHELL or (
            not block.language and _COMMANDS.search(block.text.chars)
        ):
            script += [_without_prompts(block.text), program("\n")]
        else:
            yield document._replace(text=block.text, name=f"code block {number}")
    whole = Text.join(script)
    if "kubelet" in whole.chars or "kubeadm" in whole.chars:
        named = document._replace(text=whole, name="commands")
        yield Fragment("script", named, "commands")


def blocks(text: Text) -> Iterator[Block]:
    """Yield the fenced code blocks of a page."""
    inside: list[Text] = []
    fence, margin, language = "", 0, ""
    for line in text.lines(keep_ends=True):
        found = _FENCE.match(line.chars.rstrip("\n"))
        if not fence:
            if found is not None:
                fence, margin = found.group(2), len(found.group(1))
                language = re.split(r"[\s{,:]", found.group(3).strip().lower())[0]
                inside = []
        elif found is not None and found.group(2).startswith(fence) and not found[3]:
            yield Block(language.strip("."), Text.join(inside))
            fence = ""
        else:
            inside.append(_dedented(line, margin))
    if fence and inside:
        yield Block(language, Text.join(inside))


def _dedented(line: Text, margin: int) -> Text:
    chars = line.chars
    width = 0
    while width < margin and chars[width : width + 1] in (" ", "\t", ">"):
        width += 1
    return line[width:]


def _without_prompts(text: Text) -> Text:
    """Return the commands of a console, without prompts and what they print."""
    lines = list(text.lines(keep_ends=True))
    prompted = [line for line in lines if _PROMPT.match(line.chars.lstrip())]
    if not prompted or not lines[0].chars.lstrip().startswith("$"):
        return text
    kept: list[Text] = []
    open_document = ""
    for line in lines:
        found = _PROMPT.match(line.chars)
        if found is not None and not open_document:
            line = line[found.end() :]
        elif not open_document and not (
            kept and kept[-1].chars.rstrip().endswith("\\")
        ):
            continue
        started = re.search(r"<<-?\s*['\"]?(\w+)", line.chars)
        if open_document and line.chars.strip() == open_document:
            open_document = ""
        elif started is not None and not open_document:
            open_document = started.group(1)
        kept.append(line)
    return Text.join(kept)
