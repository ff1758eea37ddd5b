"""``=~`` and ``BASH_REMATCH``.

The right side is an extended regular expression in which quoted characters stand for
themselves; ``bash.regex`` matches it as the C library does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from kubelet_lint.bash.condition import holds, shown
from kubelet_lint.bash.expand import Expander
from kubelet_lint.bash.field import Piece
from kubelet_lint.bash.regex.reading import Dialect, Invalid, Unsure
from kubelet_lint.bash.regex.search import Match, Perhaps, Regex, compile
from kubelet_lint.bash.variable import Indexed, Variable
from kubelet_lint.source import EMPTY, Text


class BadRegex(Exception):
    """The C library refuses the expression; the status is 2."""


_SPECIAL = re.compile(r"([.^$*+?()\[\]{}|\\])")


def search(expander: Expander, text: Text, pieces: Sequence[Piece]) -> bool | None:
    """Return the outcome of ``text =~ pattern``, and set ``BASH_REMATCH``."""
    pattern = "".join(
        _SPECIAL.sub(r"\\\1", settled.chars) if quoted else settled.chars
        for settled, quoted in ((expander.settle(t), q) for t, q in pieces)
    )
    try:
        regex = compile(pattern, _dialect(expander))
    except Invalid as error:
        raise BadRegex(str(error)) from None
    except Unsure:
        return _ask(expander, text, pattern)
    return _outcome(expander, text, regex, pattern)


def _dialect(expander: Expander) -> Dialect:
    fold = expander.state.enabled("nocasematch")
    return Dialect(tool="bash", extended=True, fold=fold)


def _outcome(expander: Expander, text: Text, regex: Regex, pattern: str) -> bool | None:
    found = regex.search(text.chars)
    match found:
        case None:
            expander.state.variables["BASH_REMATCH"] = Variable(Indexed({}))
            return False
        case Match(_, _, groups):
            items = {
                number: text[span[0] : span[1]] if span else EMPTY
                for number, span in enumerate(groups)
            }
            expander.state.variables["BASH_REMATCH"] = Variable(Indexed(items))
            return True
        case Perhaps():
            return _ask(expander, text, pattern, certain=found.certain)


def _ask(
    expander: Expander, text: Text, pattern: str, *, certain: bool = False
) -> bool | None:
    condition = holds(f"{shown(text)} =~ {pattern}")
    way = 0 if certain else expander.state.decisions.choose(condition)
    items: dict[int, Text] = {}
    for number in range(pattern.count("(") + 1 if way != 1 else 0):
        name = f"{shown(text)} =~ {pattern}: {number}"
        items[number] = Text.hole("part of what is not known", text.span, name)
    expander.state.variables["BASH_REMATCH"] = Variable(Indexed(items))
    return None if way is None else way == 0
