"""envsubst: puts exported variables into text (GNU gettext 0.21).

Only ``$NAME`` and ``${NAME}`` are replaced. With a SHELL-FORMAT argument, only the
variables it mentions.
"""

from __future__ import annotations

import re

from kubelet_lint.bash.commands.options import parse
from kubelet_lint.bash.shell import Call, Result
from kubelet_lint.source import EMPTY, Choice, Hole, Piece, Text

_VARIABLE = re.compile(r"\$(?:([A-Za-z_][A-Za-z0-9_]*)|\{([A-Za-z_][A-Za-z0-9_]*)\})")


def envsubst(call: Call) -> Result:
    """Replace variables in standard input."""
    options = parse(call.argv[1:], "vV", {"variables": "v"})
    words = [call.settle(word) for word in options.operands]
    if options.wrong or len(words) > 1:
        return Result(status=1)
    if options.open or not all(word.known for word in words):
        return Result(call.unknown("which variables envsubst replaces is not known"))
    names = (
        {one or two for one, two in _VARIABLE.findall(words[0].chars)}
        if words
        else None
    )
    if options.has("v"):
        return Result(call.unknown("the names of variables"))
    return Result(_replaced(call, call.stdin, names))


def _replaced(call: Call, text: Text, names: set[str] | None) -> Text:
    def piecewise(piece: Piece, part: Text) -> Text:
        if isinstance(piece, Choice):
            options = [(label, _replaced(call, o, names)) for label, o in piece.options]
            return Text.choice(piece.condition, options, piece.span)
        if isinstance(piece, Hole):
            # What a hole holds hardly ever mentions a variable by its name.
            return part
        return part

    parts: list[Text] = []
    at = 0
    for found in _VARIABLE.finditer(text.chars):
        name = found[1] or found[2]
        if names is not None and name not in names:
            continue
        parts.append(text[at : found.start()].map_pieces(piecewise))
        parts.append(call.environment.get(name) or EMPTY)
        at = found.end()
    parts.append(text[at:].map_pieces(piecewise))
    return Text.join(parts)
