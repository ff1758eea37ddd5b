"""cloud-init's cloud-config, and CoreOS' older format of the same name.

What happens on the machine, in the order of cloud-init's stages
(``config/cloud.cfg.tmpl`` of cloud-init 24): ``bootcmd``, ``write_files``, deferred
files, then ``runcmd`` as one script. coreos-cloudinit wrote the files first and then
started its units. Recognized by the first line, which cloud-init asks for, too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.encoded import decode, of_cloud_init
from kubelet_lint.node.effect import (
    Boot,
    Document,
    Effect,
    Machine,
    Run,
    Start,
    Symlink,
    Unfollowed,
    Write,
)
from kubelet_lint.source import HOLE, Text, program
from kubelet_lint.vendor.manifest import (
    Leaf,
    List,
    Map,
    Value,
    at,
    items_at,
    map_at,
    text_at,
    true_at,
)
from kubelet_lint.yaml.tree import TAG, Problem

NAME = "cloud-config"

UNITS = "/etc/systemd/system"

_HEADER = re.compile(
    r"\ufeff?\s*(?:## *template: *jinja[^\n]*\n\s*)?#cloud-config(?![\w-])"
)

_BARE_WORD = re.compile(r"(?m)^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?=[ \t]*\r?$)")
"""An upper-case word alone on a line at the margin: some program's placeholder."""


def recognizes(document: Document, /) -> bool:
    """Say whether the text starts as cloud-init asks for."""
    return _HEADER.match(document.text.chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine that the user data sets up."""
    effects = tuple(effects_of(document))
    if effects:
        yield Machine(
            described.name(document),
            effects,
            span=document.text.span,
            assumptions=document.assumptions,
        )


def effects_of(document: Document) -> Iterator[Effect]:
    """Yield what a cloud-config does to a machine, in order."""
    value = described.first(filled(document).text)
    if isinstance(value, Map):
        yield from effects(value, document)
    elif isinstance(value, Problem):
        reason = f"the cloud-config cannot be read: {value.reason}"
        span = value.span or document.text.span
        yield Unfollowed(reason, span)
        if "kubelet" in document.text.chars:
            unknown = Text.hole(reason, span, words=True)
            yield Start((program("kubelet"), unknown), span)


def filled(document: Document) -> Document:
    """Return the document with the tags punched out that cloud-init itself renders.

    Those of whatever writes the user data are out before, but for a bare word on a
    line of its own: no mapping has such a line.
    """
    text = _without_bare_words(document.text)
    document = document._replace(text=text)
    if not text.chars.lstrip("\ufeff \t\r\n").startswith("## template"):
        return document
    from kubelet_lint.artifacts.relevance import matters
    from kubelet_lint.template import fill

    return document._replace(text=fill(text, "jinja", matters=matters).text)


def _without_bare_words(text: Text) -> Text:
    parts: list[Text] = []
    at = 0
    for found in _BARE_WORD.finditer(text.chars):
        start, end = found.span()
        reason = f"{found.group()} is replaced before the cloud-config is used"
        hole = Text.hole(reason, text.span_of(start, end), found.group())
        parts += (text[at:start], hole)
        at = end
    return Text.join((*parts, text[at:])) if parts else text


def effects(
    config: Map, document: Document, scripts: Sequence[Effect] = ()
) -> Iterator[Effect]:
    """Yield what a cloud-config does, in the order of the stages.

    ``scripts`` are other parts of the user data: they run just before ``runcmd``, as
    cloud-init runs all of them in the order of their file names.
    """
    for hole in config.holes:
        if _at_margin(hole):
            reason = f"lines of the cloud-config are unknown: {hole.display()}"
            yield Unfollowed(reason, hole.span, anything=True)
    yield from _script(config, "bootcmd")
    yield from _unknown_entries(config)
    entries = list(_entries(config))
    deferred = [entry for entry in entries if true_at(entry, "defer") is True]
    for entry in entries:
        if entry not in deferred:
            yield from _write(entry, document)
    for entry in deferred:
        yield from _write(entry, document)
    yield from _coreos(map_at(config, "coreos"))
    yield from scripts
    yield from _script(config, "runcmd")
    yield from _unfollowed(config)


def _at_margin(hole: Text) -> bool:
    """A hole that is indented belongs to what stands above it, most likely."""
    span = hole.span
    return span is None or span.source.position(span.start).column == 1


def _unknown_entries(config: Map) -> Iterator[Effect]:
    """Yield the entries of ``write_files`` that a template fills in."""
    for key in ("write_files", "write-files"):
        found = at(config, key)
        holes = list(found.holes) if isinstance(found, List) else []
        if isinstance(found, Leaf) and HOLE in found.text.chars:
            holes = [found.text]
        for hole in holes:
            if _at_margin(hole):
                continue  # It is one of the whole config's, told already.
            reason = f"unknown files: {hole.display()}"
            yield Unfollowed(reason, hole.span, anything=True)


def _entries(config: Map) -> Iterator[Value]:
    found = at(config, "write_files")
    if isinstance(found, List):
        yield from found.items
    legacy = at(config, "write-files")
    if isinstance(legacy, List):
        yield from legacy.items


def _write(entry: Value, document: Document) -> Iterator[Effect]:
    path = text_at(entry, "path")
    if path is None:
        if isinstance(entry, Leaf) and HOLE in entry.text.chars:
            reason = f"unknown files: {entry.text.display()}"
            yield Unfollowed(reason, entry.text.span, anything=True)
        return
    if HOLE in path.chars or not path.startswith("/"):
        reason = f"a file is written to {path.display()}"
        ours = _may_be_ours(path, text_at(entry, "content"))
        yield Unfollowed(reason, path.span, anything=ours)
        return
    mode = _mode(text_at(entry, "permissions"))
    append = true_at(entry, "append") is True
    yield Write(path.chars, _content(entry, path, document), mode, append, path.span)


def _may_be_ours(path: Text, content: Text | None) -> bool:
    """Say whether a file at a path that is not known may be one of the kubelet's."""
    if "kubelet" in path.display() or content is None:
        return True
    return content.chars.strip() == HOLE or "kubelet" in content.chars.lower()


def _content(entry: Value, path: Text, document: Document) -> Text:
    if at(entry, "source", "uri") is not None:
        source = text_at(entry, "source", "uri")
        said = "a URI" if source is None else source.display()
        return Text.hole(f"the content is fetched from {said}", path.span)
    found = at(entry, "content")
    if not isinstance(found, Leaf):
        return program("")
    content = found.text
    encoding = text_at(entry, "encoding")
    codecs = of_cloud_init("" if encoding is None else encoding.chars)
    if codecs is None:
        said = "" if encoding is None else encoding.display()
        return Text.hole(f"the content is encoded as {said}", content.span)
    if found.tag == f"{TAG}binary" and "base64" not in codecs:
        # PyYAML has taken it off before cloud-init looks at the encoding.
        codecs = ("base64", *codecs)
    return decode(content, codecs, document.path, path.chars)


def _mode(permissions: Text | None) -> int:
    chars = "" if permissions is None else permissions.chars.strip("'\" ")
    return int(chars, 8) if re.fullmatch(r"(?:0o)?[0-7]{1,4}", chars) else 0o644


# --- commands -------------------------------------------------------------------------


def _script(config: Map, key: str) -> Iterator[Effect]:
    """Yield the commands of a key as one script (cloud-init's ``shellify``)."""
    found = at(config, key)
    if isinstance(found, Leaf) and HOLE in found.text.chars:
        reason = f"unknown commands: {found.text.display()}"
        yield Unfollowed(reason, found.text.span, anything=True)
    if not isinstance(found, List):
        return
    lines = [line for item in found.items if (line := _command(item)) is not None]
    lines += [hole + program("\n") for hole in found.holes]
    if lines:
        script = Text.join(lines)
        yield Run(script, key, span=script.span, shell="sh")


def _command(item: Value) -> Text | None:
    if isinstance(item, Leaf):
        return None if item.null else item.text + program("\n")
    if isinstance(item, List):
        leaves = [word for word in item.items if isinstance(word, Leaf)]
        if leaves and leaves[0].text.chars == "cloud-init-per":
            leaves = leaves[3:]
        words = [_word(word) for word in leaves]
        spaced = [part for word in words for part in (word, program(" "))]
        return Text.join((*spaced[:-1], program("\n")))
    return None


def _word(word: Leaf) -> Text:
    """Return a word of a list in single quotes, as cloud-init escapes it."""
    mark, text = program("'"), word.text
    if "'" not in text.chars:
        return Text.join((mark, text, mark))
    parts = [text[:0]]
    for number, piece in enumerate(text.split("'")):
        if number:
            parts.append(text.respelled("'\\''"))
        parts.append(piece)
    return Text.join((mark, *parts, mark))


# --- CoreOS ---------------------------------------------------------------------------


def _coreos(coreos: Map) -> Iterator[Effect]:
    units = items_at(coreos, "units")
    for unit in units:
        yield from unit_files(unit)
    for unit in units:
        name, command = text_at(unit, "name"), text_at(unit, "command")
        starts = command is not None and "start" in command.chars
        if name is not None and (starts or true_at(unit, "enable") is True):
            yield Boot(name.chars, name.span)


def unit_files(unit: Value, *, content: str = "content") -> Iterator[Effect]:
    """Yield the files that an entry of a list of units writes."""
    name = text_at(unit, "name")
    if name is None:
        return
    if HOLE in name.chars:
        yield Unfollowed(f"a unit called {name.display()}", name.span)
        return
    path = f"{UNITS}/{name.chars}"
    if true_at(unit, "mask") is True:
        yield Symlink(path, "/dev/null", name.span)
        return
    text = text_at(unit, content)
    if text is not None and text:
        yield Write(path, text, span=name.span)
    for key in ("drop-ins", "dropins", "drop_ins"):
        for dropin in items_at(unit, key):
            inner, base = text_at(dropin, content), text_at(dropin, "name")
            if inner is not None and base is not None and HOLE not in base.chars:
                yield Write(f"{path}.d/{base.chars}", inner, span=base.span)


# --- what is not followed -------------------------------------------------------------


def _unfollowed(config: Map) -> Iterator[Effect]:
    """Yield what other modules of cloud-init may run that nobody reads here."""
    for key in ("ansible", "chef", "puppet", "salt_minion"):
        found = at(config, key)
        if isinstance(found, (Map, List)):
            span = config.members[key].key.span
            yield Unfollowed(f"cloud-init hands over to {key}", span, anything=True)
