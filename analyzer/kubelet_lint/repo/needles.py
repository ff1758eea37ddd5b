"""The byte filter: which files are worth decoding at all.

``bytes.find`` looks at some 1.5 GB a second, a case-insensitive regular expression
at a fifth of that, and a parser at a thousandth; so a file is parsed only after cheap
words were found in it. A first needle is spelled exactly and costs no copy; the
narrower ones are compared without regard to case, in the few files that are left.
"""

from __future__ import annotations

import os
from typing import NamedTuple

from kubelet_lint.repo.decode import MARKS, decode


class Needles(NamedTuple):
    """What a file must hold, or be called, to be read."""

    first: tuple[bytes, ...] = (
        b"ubelet",
        b"UBELET",
        b"standalone-mode",
        b"settings.kubernetes",
        b"workerProfiles",
    )
    """One of these, spelled so, lets a file pass on to the narrower ones.

    Bottlerocket's settings and k0s' profiles may open the kubelet and not name it.
    """
    narrower: tuple[bytes, ...] = ()
    """Lower case; one of these in any case lets it pass. Empty: the first decide."""
    names: tuple[str, ...] = ("ubelet",)
    """Lower case; a file whose name or folder's name holds one passes as it is."""

    def match_name(self, path: str) -> bool:
        """Say whether the path alone makes the file worth reading."""
        folder, _, name = path.rpartition("/")
        near = f"{folder.rpartition('/')[2]}/{name}".lower()
        return any(needle in near for needle in self.names)

    def match(self, data: bytes) -> bool:
        """Say whether the bytes of a file, or of a chunk of one, make it so."""
        if data.startswith(MARKS):
            data = decode(data).content.encode()
        if not any(needle in data for needle in self.first):
            return False
        if not self.narrower:
            return True
        lowered = data.lower()
        return any(needle in lowered for needle in self.narrower)

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
