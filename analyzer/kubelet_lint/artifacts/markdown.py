"""Pages: the code blocks in them, read only when asked for.

The shell blocks of a page are steps of one walk through, so they are one script; what a
terminal shows of a node's files lies on one machine; any other block is a document of
its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts import transcript
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.code_blocks import blocks
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
_PROMPT = re.compile(r"(?:[\w.@~-]{1,60}[:@][^\s$#]{0,200})?[$#][ ]+")
_FILE = re.compile(
    r"(?:[ \t]*(?:[#;][^\n]*)?\n)*"
    r"(?:\[(?:Unit|Service)\][ \t]*\r?\n|(?:apiVersion|kind):[ \t])"
)
"""A unit or an object by its first line, whatever language the block is said to be."""
_COMMANDS = re.compile(
    r"^\s*(?:[$#] )?(?:(?:sudo|cat|tee|kubeadm|systemctl|sed|echo|export) "
    r"|kubelet[ ]+[-\\$])",
    re.MULTILINE,
)
_REMOVED = re.compile(r"\bremove\b.*\b(?:below|following|these|similar)\b", re.I)
"""What introduces lines that must not be there: ``remove any lines similar to …``."""
_VALUE = re.compile(r"(?<==)(?:<[A-Za-z][\w .-]*>|X{3,})(?![\w<])")
"""What the reader puts in: ``--event-qps=<value>``, ``--read-only-port=XXXX``."""
_PRINTED = re.compile(r"[ \t]*(?:[\w./-]*/)?kubelet[ \t]+(?![-\\$\"'&|;<>#()])\S")
"""A line of a table, or a message: no argument of a kubelet is a plain word."""
_ELLIPSIS = re.compile(r"(?<=[ \t])(?:\.\.\.|…)(?=\s|$)")


def recognizes(document: Document, /) -> bool:
    """Say whether the file is a page with code blocks."""
    named = document.path.lower().endswith(ENDINGS)
    return not document.name and named


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the page's script, and its other blocks as documents."""
    script: list[Text] = []
    shown: list[transcript.Shown] = []
    for number, block in enumerate(blocks(document.text, document.path), 1):
        if block.language in _OTHER or _REMOVED.search(block.before):
            continue
        files_shown, rest = transcript.split(_filled(block.text))
        shown += files_shown
        block = block._replace(text=rest)
        if not rest.chars.strip():
            continue
        if not _FILE.match(rest.chars) and (
            block.language in _SHELL
            or (not block.language and _COMMANDS.search(rest.chars))
        ):
            commands = _without_prompts(block.text)
            script += [*_as_run(commands), program("\n")]
        else:
            yield document._replace(text=block.text, name=f"code block {number}")
    yield from transcript.machines(document.path, shown)
    whole = Text.join(script)
    if "kubelet" in whole.chars or "kubeadm" in whole.chars:
        named = document._replace(text=whole, name="commands")
        yield Fragment("script", named, "commands")


def _filled(text: Text) -> Text:
    """Return a block with the values that its reader puts in as holes."""
    parts: list[Text] = []
    at = 0
    for found in _VALUE.finditer(text.chars):
        name = found.group()
        reason = f"whoever reads the page puts {name} in"
        span = text.span_of(*found.span())
        parts += [text[at : found.start()], Text.hole(reason, span, name)]
        at = found.end()
    return Text.join((*parts, text[at:])) if parts else text


def _as_run(text: Text) -> Iterator[Text]:
    """Yield the lines of a block but what a kubelet's row of a table is.

    ``kubelet --flag ...`` leaves arguments out that only the reader knows.
    """
    continued = False
    for line in text.lines(keep_ends=True):
        chars = line.chars
        if continued or not _PRINTED.match(chars):
            found = _ELLIPSIS.search(chars)
            if found is not None:
                left, right = line[: found.start()], line[found.end() :]
                span = line[found.start() : found.end()].span
                reason = "the page leaves arguments out"
                hole = Text.hole(reason, span, found.group(), words=True)
                line = Text.join((left, hole, right))
            yield line
        continued = chars.rstrip().endswith("\\")


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
