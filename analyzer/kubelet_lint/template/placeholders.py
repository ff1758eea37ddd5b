"""Placeholders that some ``sed`` or installer replaces: ``@X@``, ``__X__``, ``##X##``.

Only upper-case names count, and ``$X`` only where the file's own language leaves a
dollar alone: a shell script and a unit expand it by themselves.
"""

from __future__ import annotations

import re

from kubelet_lint.source import Text

_NAME = r"[A-Z][A-Z0-9_]*[A-Z0-9]"
_MARKED = re.compile(
    rf"@@?{_NAME}@@?|(?<![A-Za-z0-9_])__{_NAME}__(?![A-Za-z0-9_])|\#\#{_NAME}\#\#"
)
_DOLLAR = re.compile(
    rf"{_MARKED.pattern}|\$\{{[A-Za-z_][\w.-]*\}}|\$[A-Z][A-Z0-9_]*(?![A-Za-z0-9_(])"
)
_NAMED = re.compile(rf"{_DOLLAR.pattern}|\$[A-Za-z_]\w*")
_FORMATS = re.compile(r"%\([A-Za-z_]\w*\)[sd]")


def placeholders(text: Text, *, dollars: bool, template: bool = False) -> Text:
    """Return the text with each placeholder as a hole.

    In a file whose name says that it is a template ``$x`` is one, too.
    """
    pattern = _DOLLAR if dollars and "$" in text.chars else _MARKED
    if template and pattern is _DOLLAR:
        pattern = _NAMED
    return _replaced(text, pattern)


def formatted(text: Text) -> Text:
    """Return a format string of Jsonnet or Python with what it puts in as holes."""
    return _replaced(text, _FORMATS)


def _replaced(text: Text, pattern: re.Pattern[str]) -> Text:
    parts: list[Text] = []
    at = 0
    for found in pattern.finditer(text.chars):
        name = found.group()
        reason = f"the placeholder {name} is replaced before the file is used"
        parts.append(text[at : found.start()])
        span = text.span_of(found.start(), found.end())
        parts.append(Text.hole(reason, span, name, words=True))
        at = found.end()
    if not parts:
        return text
    parts.append(text[at:])
    return Text.join(parts)
