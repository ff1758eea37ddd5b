"""Encoded texts: base64, gzip and data URLs, bounded.

A decoded text is a document of its own: its characters point into an inner source
whose container is the encoded stretch, so a finding is reported there, with the inner
line named. What cannot be decoded is a hole with the reason: it is never left out.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections.abc import Sequence
from typing import Literal
from urllib.parse import unquote_to_bytes

from kubelet_lint.source import HOLE, Hole, Source, Span, Text

Codec = Literal["base64", "gzip", "url"]

LARGEST = 16 * 1024 * 1024
"""Bytes of a decoded text; a larger one stays unread."""

RATIO = 400
"""Bytes that one compressed byte may stand for; beyond it is a bomb."""


class UndecodableError(Exception):
    """The text cannot be decoded, and why."""


def decode(text: Text, codecs: Sequence[Codec], path: str, name: str = "") -> Text:
    """Return what a text stands for, its outermost encoding first.

    Args:
        text: the encoded characters.
        codecs: the encodings, in the order they must be taken off.
        path: the repository file that holds the text.
        name: what the inner document is called.
    """
    if not codecs:
        return text
    inner = _known_inner(text, codecs)
    if inner is not None:
        text, taken = inner
        return decode(text, codecs[taken:], path, name)
    span = text.span
    if not text.known:
        reason = f"an encoded text with unknown parts: {text.strip().display()[:80]}"
        return Text.hole(reason, span, name)
    try:
        data = _bytes(text.chars, codecs)
        content = data.decode("utf-8")
    except UndecodableError as error:
        return Text.hole(str(error), span, name)
    except UnicodeDecodeError:
        return Text.hole("the decoded bytes are no text", span, name)
    return Source(path, content, container=_container(text, path)).text()


def _known_inner(text: Text, codecs: Sequence[Codec]) -> tuple[Text, int] | None:
    """Return the text that a template encoded by itself, and how many codecs it used.

    A template's ``base64encode(x)`` leaves a hole that remembers ``x``.
    """
    piece = text.strip().piece_at(0) if text.strip().chars == HOLE else None
    if not isinstance(piece, Hole) or piece.encodes is None:
        return None
    used = piece.encodes[0].split("+")
    return (piece.encodes[1], len(used)) if used == [*codecs[: len(used)]] else None


def unwrapped(text: Text) -> Text:
    """Return what a text is the known encoding of, the text itself if of nothing."""
    for _ in range(8):
        piece = text.strip().piece_at(0) if text.strip().chars == HOLE else None
        if not isinstance(piece, Hole) or piece.encodes is None:
            break
        text = piece.encodes[1]
    return text


_BASE64 = re.compile(r"[A-Za-z0-9+/]{40,}(?:\s+[A-Za-z0-9+/]+)*={0,2}")


def opened(text: Text, path: str) -> Text:
    """Return what a text encodes: by a template's function, or as it is written.

    A long word of base64 that stands for lines of text, perhaps compressed ones, is
    taken for what it stands for: no other value of user data looks like that.
    """
    text = unwrapped(text)
    bare = text.strip()
    if not bare.known or _BASE64.fullmatch(bare.chars) is None:
        return text
    compressed = is_compressed(bare)
    found = decode(bare, ("base64", "gzip") if compressed else ("base64",), path)
    return found if compressed or "\n" in found.chars else text


def is_compressed(text: Text) -> bool:
    """Say whether base64 begins as the head of gzip does (RFC 1952)."""
    return text.chars.lstrip().startswith("H4sI")


def _container(text: Text, path: str) -> Span:
    return text.span or Span(Source(path, "", origin="program"), 0, 0)


def _bytes(chars: str, codecs: Sequence[Codec]) -> bytes:
    data = chars.encode("utf-8", "surrogatepass")
    for codec in codecs:
        match codec:
            case "base64":
                data = unbase64(data)
            case "gzip":
                data = inflate(data)
            case "url":
                data = unquote_to_bytes(data)
        if len(data) > LARGEST:
            raise UndecodableError(f"more than {LARGEST} bytes when decoded")
    return data


def unbase64(data: bytes) -> bytes:
    """Return what base64 stands for, line ends and missing padding forgiven."""
    bare = b"".join(data.split()).rstrip(b"=")
    bare = bare.replace(b"-", b"+").replace(b"_", b"/")
    try:
        return base64.b64decode(bare + b"=" * (-len(bare) % 4), validate=True)
    except (binascii.Error, ValueError):
        raise UndecodableError("it is not base64") from None


def inflate(data: bytes) -> bytes:
    """Return what gzip data stands for, up to the bounds."""
    limit = min(LARGEST, max(len(data), 64) * RATIO)
    engine = zlib.decompressobj(wbits=47)
    try:
        found = engine.decompress(data, limit + 1)
    except zlib.error:
        raise UndecodableError("it is not gzip") from None
    if len(found) > limit:
        raise UndecodableError(f"more than {limit} bytes when decompressed")
    return found


def of_cloud_init(encoding: str) -> tuple[Codec, ...] | None:
    """Return the codecs of a ``write_files`` encoding; None if there is no such one."""
    match encoding.strip().lower():
        case "" | "text/plain" | "plain":
            return ()
        case "b64" | "base64":
            return ("base64",)
        case "gz" | "gzip":
            return ("gzip",)
        case "gz+base64" | "gzip+base64" | "gz+b64" | "gzip+b64":
            return ("base64", "gzip")
        case _:
            return None


def data_url(url: Text, path: str, *, compression: str = "") -> Text:
    """Return what a ``data:`` URL holds (RFC 2397), gzip taken off if said so."""
    head, comma, body = url.partition(",")
    if not head.startswith("data:") or not comma:
        reason = f"the content is fetched from {url.display()[:120]}"
        return Text.hole(reason, url.span)
    codecs: list[Codec] = []
    if head.chars.endswith(";base64"):
        codecs.append("base64")
    elif "%" in body.chars or compression:
        codecs.append("url")
    if compression == "gzip":
        codecs.append("gzip")
    elif compression:
        return Text.hole(f"the content is compressed as {compression}", url.span)
    return decode(body, codecs, path)
