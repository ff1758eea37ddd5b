"""Unit names: what is one, its parts, and the drop-in directories it selects.

Follows ``src/basic/unit-name.c`` and ``unit_file_find_dirs`` (``src/shared/dropin.c``);
described in systemd.unit(5).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

UNIT_NAME_MAX = 256

_TYPES = frozenset(
    "service socket target device mount automount swap timer path slice scope".split()
)
_NAME = re.compile(r"[0-9A-Za-z:\-_.\\][0-9A-Za-z:\-_.\\@]*")
_PREFIX = re.compile(r"[0-9A-Za-z:\-_.\\]+")
_ESCAPE = re.compile(r"\\x([0-9A-Fa-f]{2})|\\")


def is_valid(name: str) -> bool:
    """Say whether systemd takes it for the name of a unit, of whatever kind."""
    stem, _, kind = name.rpartition(".")
    fits = len(name) < UNIT_NAME_MAX and kind in _TYPES
    return fits and _NAME.fullmatch(stem) is not None


def is_service(name: str) -> bool:
    """Say whether it names a service."""
    return name.endswith(".service") and is_valid(name)


def prefix(name: str) -> str:
    """Return the part before the first ``@``, or before the type."""
    return name.partition("@")[0] if "@" in name else stem(name)


def stem(name: str) -> str:
    """Return the name without its type."""
    return name.rpartition(".")[0]


def instance(name: str) -> str | None:
    """Return the part after the first ``@``; empty for a template, None without."""
    return stem(name).partition("@")[2] if "@" in name else None


def is_template(name: str) -> bool:
    """Say whether the name lacks an instance that it has a place for."""
    return instance(name) == ""


def template(name: str) -> str | None:
    """Return the template an instance belongs to; None if it is no instance."""
    return with_instance(name, "") if instance(name) else None


def with_instance(name: str, value: str) -> str:
    """Return a template or instance name with another instance."""
    return f"{prefix(name)}@{value}.{name.rpartition('.')[2]}"


def dropin_names(name: str) -> Iterator[str]:
    """Yield the names whose ``.d`` directories apply, the most specific first.

    The name, its template, then the same for each prefix that ends in a dash:
    ``a-b-c.service``, ``a-b-.service``, ``a-.service``.
    """
    waiting = [name]
    while waiting:
        current = waiting.pop()
        yield current
        shorter = _dash_prefix(prefix(current))
        if shorter is not None:
            kind = current.rpartition(".")[2]
            within = instance(current)
            infix = f"@{within}" if within else ""
            waiting.append(f"{shorter}{infix}.{kind}")
        whole = template(current)
        if whole is not None:
            waiting.append(whole)


def _dash_prefix(part: str) -> str | None:
    at = part.rfind("-")
    if at > 0 and at == len(part) - 1:
        at = part.rfind("-", 0, at)
    if at <= 0 or not _PREFIX.fullmatch(part, 0, at + 1):
        return None
    return part[: at + 1]


def unescape(escaped: str) -> str | None:
    r"""Undo ``systemd-escape``: ``-`` is ``/``, ``\xHH`` a byte; None if invalid."""
    if any(match[1] is None for match in _ESCAPE.finditer(escaped)):
        return None
    slashed = escaped.replace("-", "/")
    raw = _ESCAPE.sub(lambda match: chr(int(match[1], 16)), slashed)
    return raw.encode("latin-1").decode("utf-8", "surrogateescape")
