"""Paths as URIs: percent-encoded, as the bytes that name the file."""

from __future__ import annotations

from urllib.parse import quote


def uri(path: str) -> str:
    """Return a path as a relative reference of RFC 3986; ``:`` is no scheme there."""
    try:
        name = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a name that no byte string stands behind
        name = path.encode("utf-8", "surrogatepass")
    return quote(name, safe="/")
