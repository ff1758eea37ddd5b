"""A vendor's base image or package: the files a machine has before anybody touches it.

Only what decides the kubelet's arguments and configuration is in an image; the rest of
a real image is unseen. The contents are written after the named sources, not copied:
same paths, same keys and order, same arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kubelet_lint.source import Source, Text


class Image(NamedTuple):
    """What one vendor ships, and where that is written down."""

    name: str
    """The key in ``IMAGES``."""
    title: str
    """For people, after ``the``: ``EKS AL2 image``."""
    releases: str
    """Of which releases this is true."""
    source: str
    """Repository, commit or tag, and files."""
    files: Mapping[str, Text]
    """Absolute path to content, in sources of origin ``vendor``."""
    enabled: tuple[str, ...] = ()
    """Units enabled at boot."""
    unknown: Mapping[str, str] = {}
    """Path to why its content cannot be known from public sources."""
    writer: str = ""
    """The program that fills in what a user leaves out of the kubelet's settings."""


def image(
    name: str,
    title: str,
    releases: str,
    source: str,
    files: Mapping[str, str],
    *,
    enabled: Iterable[str] = (),
    unknown: Mapping[str, str] | None = None,
    writer: str = "",
) -> Image:
    """Return an image, each of its files a source of its own."""
    return Image(
        name,
        title,
        releases,
        source,
        {path: shipped(title, path, content) for path, content in files.items()},
        tuple(enabled),
        unknown or {},
        writer,
    )


def shipped(title: str, path: str, content: str) -> Text:
    """Return the content of a file that a vendor ships, pointing at itself."""
    base = path.rsplit("/", 1)[-1]
    return Source(f"{title}: {base}", content, origin="vendor").text()
