"""The byte filter: which files are worth decoding at all.

``bytes.find`` looks at some 1.5 GB a second, a case-insensitive regular expression
at a fifth of that, and a parser at a thousandth; so a file is parsed only after cheap
words were found in it. A first needle is spelled exactly and costs no copy; the
narrower ones are compared without regard to case, in the few files that are left.

User data may be there in base64 alone, perhaps compressed. ``ubelet`` comes out of
base64 as one of three words, by where it stands in its group of three bytes; what is
compressed is known by the head of gzip alone. A word with a rare capital is only looked
for where that letter is, for one byte is found ten times as fast as a word.
"""

from __future__ import annotations

import os
import re
from functools import cache
from typing import NamedTuple

from kubelet_lint.repo.decode import MARKS, decode

Word = tuple[bytes, bytes]
"""A needle, and the rarest of its capitals (none: an empty one, which is anywhere)."""

_RARE = "JZXQUKHBGYVWFLNOMDPERCIATS"


def _word(needle: bytes) -> Word:
    capital = next((c for c in _RARE if c.encode() in needle), "")
    return needle, capital.encode()


ENCODED = tuple(map(_word, (b"dWJlbGV0", b"ViZWxld", b"1YmVsZX")))
"""What ``ubelet`` is in base64 after a multiple of three bytes, one and two more."""

HEADS = (*ENCODED, _word(b"H4sI"))
"""These, and how compressed data begins in base64 (RFC 1952)."""

CARRIERS = tuple(
    """
    .yaml .yml .json .tf .tfvars .hcl .tpl .tmpl .tftpl .template .j2 .jinja .jinja2
    .erb .sh .bash .txt .cfg .conf .env .ign .bu .fcc .toml .b64 .base64 .in .params
    .userdata .mime .eml
    """.split()
)
"""Ends of the names of files that carry user data; those without an end may, too."""

_COMPRESSED = re.compile(rb"H4sI[A-Za-z0-9+/]{20,}(?:\\?[\r\n \t]+[A-Za-z0-9+/]{4,})*")
_LARGEST = 4 * 1024 * 1024


@cache
def _words(needles: tuple[bytes, ...]) -> tuple[Word, ...]:
    return tuple(map(_word, needles))


def _any(words: tuple[Word, ...], data: bytes) -> bool:
    for needle, capital in words:  # noqa: SIM110 - any() takes twice as long
        if capital in data and needle in data:
            return True
    return False


def _inflated(encoded: bytes) -> bytes:
    """Return the beginning of what compressed data stands for, however it ends."""
    import zlib
    from base64 import b64decode

    bare = re.sub(rb"[^A-Za-z0-9+/]", b"", encoded)
    data = b64decode(bare[: len(bare) // 4 * 4])
    try:
        return zlib.decompressobj(wbits=31).decompress(data, _LARGEST)
    except zlib.error:
        return b""


class Needles(NamedTuple):
    """What a file must hold, or be called, to be read."""

    first: tuple[bytes, ...] = (
        b"ubelet",
        b"UBELET",
        b"standalone-mode",
        b"settings.kubernetes",
        b"workerProfiles",
        b"eks/bootstrap.sh",
        b"oke/oke-install.sh",
    )
    """One of these, spelled so, lets a file pass on to the narrower ones.

    Bottlerocket's settings, k0s' profiles and user data of EKS and OKE images may open
    the kubelet and not name it.
    """
    narrower: tuple[bytes, ...] = ()
    """Lower case; one of these in any case lets it pass. Empty: the first decide."""
    names: tuple[str, ...] = ("ubelet",)
    """Lower case; a file whose name or folder's name holds one passes as it is."""

    def match_name(self, path: str) -> bool:
        """Say whether the path alone makes the file worth reading."""
        lowered = path.lower()
        for needle in self.names:
            at = lowered.rfind(needle)
            if at >= 0 and lowered.count("/", at + len(needle)) < 2:
                return True
        return False

    def match(self, data: bytes) -> bool:
        """Say whether the bytes of a file, or of a chunk of one, make it so."""
        if data.startswith(MARKS):
            data = decode(data).content.encode()
        if not _any(_words(self.first), data):
            return False
        if not self.narrower:
            return True
        lowered = data.lower()
        return any(needle in lowered for needle in self.narrower)

    def match_encoded(self, path: str, data: bytes) -> bool:
        """Say whether the bytes of a file hold a first word in base64, or gzip."""
        if not _any(HEADS, data):
            return False
        if not path.lower().endswith(CARRIERS) and "." in path.rpartition("/")[2]:
            return False
        return _any(ENCODED, data) or any(
            self.match(_inflated(found[0])) for found in _COMPRESSED.finditer(data)
        )

    def match_stream(self, descriptor: int, chunk: int) -> bool:
        """Say whether a file too large to read holds needles, a chunk at a time."""
        overlap = max(map(len, self.first + self.narrower), default=1) - 1
        missing = [self.first, self.narrower] if self.narrower else [self.first]
        tail = b""
        while missing and (data := os.read(descriptor, chunk)):
            window = tail + data
            lowered = window.lower()
            missing = [
                needles
                for needles in missing
                if not any(needle.lower() in lowered for needle in needles)
            ]
            tail = window[-overlap:] if overlap else b""
        return not missing
