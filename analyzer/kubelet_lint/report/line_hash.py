"""``primaryLocationLineHash``, by which code scanning tells an alert again.

What codeql-action's src/fingerprints.ts computes: a hash of 100 UTF-16 units from
the line's start on, blanks left out, and a count of that hash so far in the file.
"""

from __future__ import annotations

import sys
from array import array

WINDOW = 100
BASE = 37
MODULUS = 2**64
END = 0xFFFF


class LineHashes:
    """The hashes of one file's lines, computed as far as they are asked for."""

    def __init__(self, content: bytes) -> None:
        lines = _lines(content)
        self._units = _units("\n".join(lines))
        self._starts = [0]
        for line in lines[:-1]:
            self._starts.append(self._starts[-1] + len(_units(line)))
        self._seen: dict[int, int] = {}
        self._hashes: list[str] = []

    def line(self, number: int) -> str:
        """Return the hash of a line, by its number from 1."""
        number = min(number, len(self._starts))
        while len(self._hashes) < number:
            value = self._hash(self._starts[len(self._hashes)])
            count = self._seen[value] = self._seen.get(value, 0) + 1
            self._hashes.append(f"{value:x}:{count}")
        return self._hashes[number - 1]

    def _hash(self, start: int) -> int:
        window = self._units[start : start + WINDOW]
        value = 0
        for unit in window:
            value = value * BASE + unit
        return value * pow(BASE, WINDOW - len(window), MODULUS) % MODULUS


def _lines(content: bytes) -> list[str]:
    """Return the lines as they are hashed: without their ends and without blanks.

    CR and CRLF are LF; a blank between CR and LF keeps both, so blanks go last.
    """
    text = content.decode("utf-8", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace(" ", "").replace("\t", "").split("\n")


def _units(text: str) -> array[int]:
    """Return UTF-16 units, and one that stands for the end."""
    order = "utf-16-le" if sys.byteorder == "little" else "utf-16-be"
    units = array("H", text.encode(order))
    units.append(END)
    return units
