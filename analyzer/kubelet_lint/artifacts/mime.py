"""MIME multipart user data: the parts that cloud-init takes one by one.

Header lines are read by the standard library (``email``); the parts are cut here, at
the delimiter lines of RFC 2046, because ``email`` tells no positions. Cloud-configs are
merged as cloud-init merges them: by default a later part's key replaces an earlier
one's (``cloudinit/handlers/cloud_config.py``). Parts of a type that cloud-init hands to
nobody are documents of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from kubelet_lint.artifacts import cloud_config, described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.encoded import Codec, decode
from kubelet_lint.node.effect import Document, Effect, Machine, Run, Unfollowed
from kubelet_lint.source import HOLE, Text
from kubelet_lint.vendor.manifest import NOTHING, List, Map, Value
from kubelet_lint.yaml.tree import Problem

NAME = "MIME user data"

PARTS = 200
"""Parts of one message, nested ones counted; the rest is unread."""

_START = re.compile(
    r"\ufeff?\s*(?:#[^\n]*\n\s*)?(?:mime-version|content-type):", re.IGNORECASE
)
_BLANK = re.compile(r"\r?\n[ \t]*(?:\r?\n|$)")


def recognizes(document: Document, /) -> bool:
    """Say whether the text starts with the headers of a multipart message."""
    if _START.match(document.text.chars) is None:
        return False
    return "multipart/" in document.text.chars.lower()


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine that the parts set up, and parts that are something else."""
    yield from of_parts(parts(document.text, document.path), document)


def of_parts(found: Iterable[Part], document: Document) -> Iterator[Carried]:
    """Yield what the parts of a message come to on one machine."""
    data = _UserData()
    for number, part in enumerate(found, 1):
        if number > PARTS:
            yield Unfollowed(
                f"more than {PARTS} parts", document.text.span, anything=True
            )
            break
        inner = document._replace(
            text=part.body, name=f"{document.name} part {number}".strip()
        )
        yield from _take(data, part, inner, number)
    effects = tuple(data.effects(document))
    if effects:
        yield Machine(
            described.name(document),
            effects,
            span=document.text.span,
            assumptions=document.assumptions,
        )


@dataclass(slots=True)
class _UserData:
    """What the parts come to. Grows as they are taken."""

    config: Map = NOTHING
    hooks: list[Effect] = field(default_factory=list[Effect])
    scripts: list[Effect] = field(default_factory=list[Effect])
    problems: list[Effect] = field(default_factory=list[Effect])

    def effects(self, document: Document) -> Iterator[Effect]:
        """Yield what happens on the machine, in cloud-init's order."""
        yield from self.problems
        yield from self.hooks
        yield from cloud_config.effects(self.config, document, self.scripts)


def _take(
    data: _UserData, part: Part, inner: Document, number: int
) -> Iterator[Carried]:
    span = inner.text.span
    match part.kind:
        case "cloud-config":
            _merge(data, part, inner)
        case "x-shellscript":
            data.scripts.append(Run(inner.text, f"part-{number:03}", span=span))
        case "cloud-boothook":
            data.hooks.append(Run(inner.text, "boothook", span=span))
        case "x-include-url" | "x-include-once-url":
            data.problems.append(
                Unfollowed("user data is fetched from a URL", span, anything=True)
            )
        case "part-handler":
            data.problems.append(
                Unfollowed("a part handler may do anything", span, anything=True)
            )
        case _ if part.body.chars == HOLE:
            reason = f"a part of the user data is unknown: {part.body.display()}"
            data.problems.append(Unfollowed(reason, span, anything=True))
        case _:
            yield inner


def _merge(data: _UserData, part: Part, inner: Document) -> None:
    value = described.first(cloud_config.filled(inner).text)
    if isinstance(value, Problem):
        reason = f"the cloud-config cannot be read: {value.reason}"
        data.problems.append(Unfollowed(reason, inner.text.span))
    elif value is not None:
        how = part.headers.get("merge-type", part.headers.get("x-merge-type", ""))
        data.config = merged(data.config, value, how)


def merged(config: Map, other: Map, how: str = "") -> Map:
    """Return two cloud-configs as one.

    ``how`` is what the part's header says of merging; its own keys say it, too.
    """
    for key in ("merge_how", "merge_type"):
        if key in other.members:
            how += repr(other.members[key].value)
    members = dict(config.members)
    for name, member in other.members.items():
        old = members.get(name)
        value = member.value if old is None else _joined(old.value, member.value, how)
        members[name] = member._replace(value=value)
    return Map(members, (*config.holes, *other.holes))


def _joined(old: Value, new: Value, how: str) -> Value:
    if isinstance(old, List) and isinstance(new, List):
        holes = (*old.holes, *new.holes)
        if "append" in how or "recurse" in how:
            return List((*old.items, *new.items), holes)
        if "prepend" in how:
            return List((*new.items, *old.items), holes)
    if isinstance(old, Map) and isinstance(new, Map) and "recurse" in how:
        return merged(old, new, how)
    return old if "no_replace" in how else new


# --- the message ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a message that holds no further parts."""

    headers: Mapping[str, str]
    """By name, in lower case."""
    media_type: str
    body: Text

    @property
    def kind(self) -> str:
        """What cloud-init takes it for: its type, or its first line's."""
        kind = self.media_type.rpartition("/")[2]
        return (
            kind if kind not in ("plain", "x-not-multipart") else _by_start(self.body)
        )


_STARTS = (
    ("#include-once", "x-include-once-url"),
    ("#include", "x-include-url"),
    ("#!", "x-shellscript"),
    ("#cloud-config-archive", "cloud-config-archive"),
    ("#cloud-config", "cloud-config"),
    ("#part-handler", "part-handler"),
    ("#cloud-boothook", "cloud-boothook"),
)


def _by_start(body: Text) -> str:
    chars = body.chars.lstrip("\ufeff \t\r\n")
    if chars.startswith("## template"):
        chars = chars.partition("\n")[2].lstrip()
    return next((kind for start, kind in _STARTS if chars.startswith(start)), "")


def parts(text: Text, path: str, depth: int = 0) -> Iterator[Part]:
    """Yield the parts of a message in order, those of a nested one in its place."""
    start = _START.match(text.chars)
    at = len(text.chars) - len(text.chars.lstrip("\ufeff \t\r\n")) if start else 0
    text = text[at:]
    headers, body = _split(text)
    media, boundary = _type(headers)
    if not media.startswith("multipart/"):
        yield _part(headers, media, body, path)
        return
    if not boundary or depth > 4:
        return
    delimiter = re.compile(
        rf"(?:^|(?<=\n))--{re.escape(boundary)}(--)?[ \t]*(?:\r?\n|$)"
    )
    marks = list(delimiter.finditer(body.chars))
    ends = [found.start() for found in marks] + [len(body)]
    for found, (_, end) in zip(marks, pairwise(ends), strict=True):
        if found.group(1):
            break
        yield from parts(_without_line_end(body[found.end() : end]), path, depth + 1)


def _without_line_end(text: Text) -> Text:
    """The line end in front of a delimiter belongs to the delimiter."""
    return text[: len(re.sub(r"\r?\n\Z", "", text.chars))]


def _split(text: Text) -> tuple[dict[str, str], Text]:
    """Return a message's headers and its body; one without headers is all body."""
    blank = _BLANK.search(text.chars)
    head = text.chars[: blank.start()] if blank else ""
    if text.chars[:1] in "\r\n":
        return {}, text[len(text.chars) - len(text.chars.lstrip("\r\n")) :]
    if blank is None or not re.match(r"(?:#[^\n]*\n)?[A-Za-z-]+[ \t]*:", head):
        return {}, text
    from email.parser import HeaderParser

    clean = re.sub(r"^(?:#[^\n]*\n)+", "", head).replace(HOLE, "?")
    message = HeaderParser().parsestr(clean)
    return {name.lower(): str(value) for name, value in message.items()}, text[
        blank.end() :
    ]


def _type(headers: Mapping[str, str]) -> tuple[str, str]:
    from email.message import Message

    message = Message()
    message["Content-Type"] = headers.get("content-type", "text/plain")
    return message.get_content_type(), str(message.get_boundary() or "")


def _part(headers: Mapping[str, str], media: str, body: Text, path: str) -> Part:
    encoding = headers.get("content-transfer-encoding", "").strip().lower()
    codecs: list[Codec] = ["base64"] if encoding == "base64" else []
    if media in ("application/gzip", "application/x-gzip"):
        codecs.append("gzip")
        media = "text/plain"
    if encoding == "quoted-printable" and "=" in body.chars:
        body = Text.hole("the part is encoded as quoted-printable", body.span)
    return Part(headers, media, decode(body, codecs, path))
