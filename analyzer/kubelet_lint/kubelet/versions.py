"""The kubelet's minor releases that can be resolved for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Version(NamedTuple):
    """A minor release, such as 1.28."""

    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"


ALL = tuple(Version(1, minor) for minor in range(24, 38))
"""Every release that is known, oldest first."""

MEASURED = tuple(Version(1, minor) for minor in (24, 28, 30, 34, 37))
"""Those whose real option code was run; of the others the source was compared."""


def parse(text: str) -> Version:
    """Return a release from ``1.28``, ``v1.28`` or ``1.28.15``.

    Raises:
        ValueError: it is no release, or not one that is known.
    """
    parts = text.removeprefix("v").split(".")
    if len(parts) in (2, 3) and all(part.isdecimal() for part in parts):
        found = Version(int(parts[0]), int(parts[1]))
        if found in ALL:
            return found
    raise ValueError(f"{text!r} is no kubelet release between {ALL[0]} and {ALL[-1]}")


def spoken(versions: Iterable[Version]) -> str:
    """Return releases as people say them: ``1.24 to 1.26 and 1.28``."""
    runs: list[tuple[Version, Version]] = []
    for version in sorted(versions):
        if runs and runs[-1][1].minor + 1 == version.minor:
            runs[-1] = (runs[-1][0], version)
        else:
            runs.append((version, version))
    shown = [f"{a} to {b}" if a != b else str(a) for a, b in runs]
    return " and ".join(shown)
