"""``${X#p}``, ``${X%p}``, ``${X/p/r}``, ``${X:a:b}`` and ``${X^p}`` on one text.

Follows subst.c of bash 5.2. Where the outcome depends on a hole, the result is a hole
named after the expansion; where the hole only stands beside, it stays beside.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubelet_lint.bash.field import Piece
from kubelet_lint.bash.match import Matcher, TooMuchError, compiled, matches, may_match
from kubelet_lint.bash.pattern import Pattern
from kubelet_lint.source import EMPTY, HOLE, Choice, Hole, Text, program
from kubelet_lint.source import Piece as Origin

HOLE_SIZE = 2_000
"""The same where every place has to be tried, because of a hole."""


def derived(text: Text, name: str) -> Text:
    """Return a hole for what became of ``text``, whose holes decide it."""
    hole = next((h for h in text.holes() if isinstance(h, Hole)), None)
    reason = hole.reason if hole else "depends on what is not known"
    return Text.hole(reason, text.span, name)


# --- removing a prefix or suffix --------------------------------------------------


def remove_prefix(text: Text, pattern: Pattern, *, longest: bool, name: str) -> Text:
    """Return ``text`` without the prefix that matches."""
    end = _edge(text, pattern, prefix=True, longest=longest)
    return text if end is None else derived(text, name) if end < 0 else text[end:]


def remove_suffix(text: Text, pattern: Pattern, *, longest: bool, name: str) -> Text:
    """Return ``text`` without the suffix that matches."""
    start = _edge(text, pattern, prefix=False, longest=longest)
    return text if start is None else derived(text, name) if start < 0 else text[:start]


def _edge(text: Text, pattern: Pattern, *, prefix: bool, longest: bool) -> int | None:
    """Return where the match at one end stops, -1 if nobody knows, None without one."""
    if not (text.known and pattern.known):
        return _decide(text, pattern, prefix=prefix, longest=longest)
    if prefix and not pattern.heavy:
        found = compiled(pattern, lazy=not longest).match(text.chars)
        return found.end() if found else None
    try:
        ends = Matcher(pattern, text.chars, backward=not prefix).ends()
    except TooMuchError:
        return -1
    if not ends:
        return None
    size = max(ends) if longest else min(ends)
    return size if prefix else len(text) - size


def _decide(text: Text, pattern: Pattern, *, prefix: bool, longest: bool) -> int | None:
    """Return the first place that matches, -1 if a hole decides, None if none does."""
    if len(text) > HOLE_SIZE:
        return -1
    places = range(len(text) + 1)
    for at in reversed(places) if prefix == longest else places:
        # A match may also end within a hole; that place is further out than ``at``.
        within = _within_hole(text, pattern, at, prefix=prefix)
        if longest and within:
            return -1
        outcome = matches(pattern, text[:at] if prefix else text[at:])
        if outcome:
            return at
        if outcome is None or within:
            return -1
    return None


def _within_hole(text: Text, pattern: Pattern, at: int, *, prefix: bool) -> bool:
    """Say whether a match may end within the hole beside this place."""
    if prefix:
        return text.chars[at : at + 1] == HOLE and may_match(pattern, text[: at + 1])
    return text.chars[:at][-1:] == HOLE and may_match(pattern, text[at - 1 :])


# --- replacing --------------------------------------------------------------------

Replacement = list[Piece]
"""What to put in; an unquoted ``&`` stands for what matched."""


def replace(
    text: Text, pattern: Pattern, replacement: Replacement, *, mode: str, name: str
) -> Text:
    """Return ``text`` with the first match replaced, or all of them for ``//``."""
    if not pattern.tokens and mode in ("/", "//"):
        return text
    if not text.chars and pattern.tokens and not pattern.begins_with_star:
        return text  # bash lets nothing else match there, whatever it stands for
    if mode in ("/#", "/%"):
        return _replace_at_edge(text, pattern, replacement, mode, name)
    if not pattern.known:
        return derived(text, name)
    if text.known:
        try:
            return _replaced(text, pattern, replacement, everywhere=mode == "//")
        except TooMuchError:
            return derived(text, name)
    return _replace_beside_holes(text, pattern, replacement, mode, name)


def _replaced(
    text: Text, pattern: Pattern, replacement: Replacement, *, everywhere: bool
) -> Text:
    parts: list[Text] = []
    at = 0
    for start, end in _found(pattern, text.chars):
        parts.append(text[at:start])
        parts.append(_filled(replacement, text[start:end]))
        at = end
        if not everywhere:
            break
    return Text.join((*parts, text[at:]))


def _found(pattern: Pattern, chars: str) -> Iterator[tuple[int, int]]:
    """Yield the matches from left to right, each as long as it can be.

    One that is empty stands before a character, or is all of an empty text.
    """
    if not pattern.heavy:
        for found in compiled(pattern).finditer(chars):
            if found.start() < max(found.end(), len(chars), 1):
                yield found.span()
        return
    matcher = Matcher(pattern, chars)
    start = 0
    while start < max(len(chars), 1):
        end = max(matcher.ends(start), default=-1)
        if end >= 0:
            yield start, end
        start = max(end, start + 1)


def _filled(replacement: Replacement, matched: Text) -> Text:
    parts: list[Text] = []
    for text, quoted in replacement:
        pieces = [text] if quoted else text.split("&")
        for number, piece in enumerate(pieces):
            parts.extend((matched, piece) if number else (piece,))
    return Text.join(parts)


def _replace_at_edge(
    text: Text, pattern: Pattern, replacement: Replacement, mode: str, name: str
) -> Text:
    prefix = mode == "/#"
    at = _edge(text, pattern, prefix=prefix, longest=True)
    if at is None:
        return text
    if at < 0:
        return derived(text, name)
    if prefix:
        return _filled(replacement, text[:at]) + text[at:]
    return text[:at] + _filled(replacement, text[at:])


def _replace_beside_holes(
    text: Text, pattern: Pattern, replacement: Replacement, mode: str, name: str
) -> Text:
    """Replace where the holes can't take part in a match."""
    literal = pattern.literal
    if literal is None or pattern.ignore_case or _straddles(text.chars, literal):
        return derived(text, name)
    if mode == "/":
        first = text.chars.find(HOLE)
        if literal not in text.chars[:first]:
            return derived(text, name)
        return _replaced(text, pattern, replacement, everywhere=False)

    def change(piece: Origin, part: Text) -> Text:
        return derived(part, name) if isinstance(piece, (Hole, Choice)) else part

    return _replaced(text, pattern, replacement, everywhere=True).map_pieces(change)


def _straddles(chars: str, literal: str) -> bool:
    """Say whether a match may be partly within a hole and partly beside it."""
    parts = chars.split(HOLE)
    for size in range(1, len(literal)):
        if any(part.endswith(literal[:size]) for part in parts[:-1]):
            return True
        if any(part.startswith(literal[size:]) for part in parts[1:]):
            return True
    return any(part in literal for part in parts[1:-1] if part)


# --- the rest ---------------------------------------------------------------------


def substring(text: Text, offset: int, length: int | None, name: str) -> Text | None:
    """Return ``${X:offset:length}``; None if bash refuses it."""
    hole = text.chars.find(HOLE)
    size = len(text)
    begin = offset if offset >= 0 else size + offset
    if hole >= 0 and _counts_holes(text, offset, length, hole):
        return derived(text, name)
    if begin < 0 or begin > size:
        return EMPTY
    if length is None:
        return text[begin:]
    end = begin + length if length >= 0 else size + length
    return text[begin:end] if end >= begin else None


def _counts_holes(text: Text, offset: int, length: int | None, hole: int) -> bool:
    """Say whether a hole lies before a place that is counted to."""
    if offset < 0 or offset > hole:
        return True
    return length is not None and (length < 0 or offset + length > hole)


def change_case(text: Text, pattern: Pattern | None, operator: str, name: str) -> Text:
    """Return ``text`` with the characters that match in upper or lower case."""
    changes: dict[str, Callable[[str], str]] = {
        "^": str.upper,
        ",": str.lower,
        "~": str.swapcase,
    }
    change = changes[operator[0]]
    first_only = len(operator) == 1
    if first_only:
        head = _cased(text[:1], pattern, change, name)
        return head + text[1:]
    return _cased(text, pattern, change, name)


def _cased(
    text: Text, pattern: Pattern | None, change: Callable[[str], str], name: str
) -> Text:
    def cased(piece: Origin, part: Text) -> Text:
        if isinstance(piece, (Hole, Choice)):
            return derived(part, name)
        chars = "".join(
            _one_cased(char, change)
            if pattern is None or matches(pattern, program(char))
            else char
            for char in part.chars
        )
        return part if chars == part.chars else part.respelled(chars)

    return text.map_pieces(cased)


def _one_cased(char: str, change: Callable[[str], str]) -> str:
    changed = change(char)
    return changed if len(changed) == 1 else char
