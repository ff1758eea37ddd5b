"""A stream cut into its documents, by lines, without reading what is in them.

A document starts at a line ``---`` and ends at ``...`` or before the next ``---``,
whatever stands around them: at the margin, followed by a blank or the end of line,
they can't be part of a block or quoted scalar (YAML 1.1 §7.3; libyaml
``yaml_parser_fetch_next_token``). Each piece keeps its ``---``, so that composing it
alone means the same as composing it in its stream.
"""

from __future__ import annotations

import re

from kubelet_lint.source import Text
from kubelet_lint.yaml.spelling import BREAKS

_MARKER = re.compile(f"(?:^|(?<=[{BREAKS}]))\ufeff?(---|\\.\\.\\.)(?=[ \t{BREAKS}]|$)")


def split(text: Text) -> list[Text]:
    """Return the documents of a stream; blank and comment-only ones are left out.

    A stream without markers is one document, returned as it is.
    """
    if "---" not in text.chars and "..." not in text.chars:
        return [text] if _says_something(text.chars) else []
    found = (text[start:end] for start, end in _bounds(text.chars))
    return [piece for piece in found if _says_something(piece.chars)]


def first(text: Text) -> Text:
    """Return the first document, the only one that go-yaml's ``Unmarshal`` reads.

    Unlike in ``split`` it may be empty, if an explicit empty document comes first.
    """
    bounds = _bounds(text.chars)
    for start, end in bounds:
        piece = text.chars[start:end]
        if piece.startswith("---") or _says_something(piece):
            return text[start:end]
    return text


def _bounds(chars: str) -> list[tuple[int, int]]:
    """Return where documents start and end; directives go with what follows them."""
    bounds: list[tuple[int, int]] = []
    start = 0
    for match in _MARKER.finditer(chars):
        if match.group(1) == "...":
            bounds.append((start, match.start()))
            start = match.end()
        elif not _only_prefix(chars[start : match.start()]):
            bounds.append((start, match.start()))
            start = match.start()
    bounds.append((start, len(chars)))
    return bounds


_PREFIX = re.compile(
    f"(?:\ufeff|[ \t]*(?:#[^{BREAKS}]*)?[{BREAKS}]|%[^{BREAKS}]*[{BREAKS}])*"
)
# Comments and directives end at their line's end and nowhere before: one that could
# stop earlier would let a line of hashes be cut in exponentially many ways.
_NOTHING = re.compile(
    f"(?:\ufeff|---(?=[ \t{BREAKS}]|\\Z)|[ \t{BREAKS}]"
    f"|(?:#|(?<=[{BREAKS}])%)[^{BREAKS}]*(?=[{BREAKS}]|\\Z))*"
)


def _only_prefix(chars: str) -> bool:
    """Say whether only comments and directives stand before a ``---``."""
    return _PREFIX.fullmatch(chars) is not None


def _says_something(chars: str) -> bool:
    return _NOTHING.fullmatch(chars) is None
