"""Conditions as decision trees over what the repository leaves open.

``a and not b`` becomes a question about ``a`` and, where that holds, one about ``b``,
so that the same variable asked elsewhere in the repository has the same answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from kubelet_lint.source import Choice, Span, Text

LEAVES = 24
"""Outcomes of one condition before it is asked as a whole."""


class Ask(NamedTuple):
    """Something only the node's installer knows; each answer goes on from there."""

    condition: str
    answers: tuple[tuple[str, Condition], ...]


Condition = bool | Ask


def asked(spelling: str) -> Ask:
    """Return the condition that only its spelling is known of."""
    return Ask(
        f"`{spelling}`",
        ((f"when {said(spelling)}", True), (f"{denied(spelling)}", False)),
    )


def said(spelling: str) -> str:
    """Return words for a condition that holds."""
    return f"`{spelling}`" if _is_phrase(spelling) else f"`{spelling}` is true"


def denied(spelling: str) -> str:
    """Return words for a condition that does not hold."""
    if _is_phrase(spelling):
        return f"unless `{spelling}`"
    return f"when `{spelling}` is false"


def _is_phrase(spelling: str) -> bool:
    return any(char in spelling for char in " =<>")


def leaves(condition: Condition) -> int:
    """Return how many outcomes a condition has."""
    if isinstance(condition, bool):
        return 1
    return sum(leaves(answer) for _, answer in condition.answers)


def mapped(condition: Condition, change: Callable[[bool], Condition]) -> Condition:
    """Return the condition with each outcome replaced.

    What has the same outcome whatever is answered is not asked any more.
    """
    if isinstance(condition, bool):
        return change(condition)
    answers = tuple(
        (label, mapped(answer, change)) for label, answer in condition.answers
    )
    first = answers[0][1]
    if isinstance(first, bool) and all(answer is first for _, answer in answers):
        return first
    return Ask(condition.condition, answers)


def opposite(condition: Condition) -> Condition:
    """Return ``not condition``."""
    return mapped(condition, lambda outcome: not outcome)


def both(left: Condition, right: Condition) -> Condition:
    """Return ``left and right``."""
    return mapped(left, lambda outcome: right if outcome else False)


def either(left: Condition, right: Condition) -> Condition:
    """Return ``left or right``."""
    return mapped(left, lambda outcome: True if outcome else right)


def choose(
    condition: Condition, then: Text, otherwise: Text, span: Span | None
) -> Text:
    """Return the text that the condition chooses."""
    if isinstance(condition, bool):
        return then if condition else otherwise
    options = tuple(
        (label, choose(answer, then, otherwise, span))
        for label, answer in condition.answers
    )
    first = options[0][1]
    if all(option == first for _, option in options):
        return first
    return Text.choice(condition.condition, options, span)


def over(text: Text, decide: Callable[[Text], Condition]) -> Condition | None:
    """Return what is decided of a text that is one choice as a whole, else None."""
    if len(text) != 1:
        return None
    piece = text.piece_at(0)
    if not isinstance(piece, Choice):
        return None
    answers = tuple((label, decide(option)) for label, option in piece.options)
    return Ask(piece.condition, answers)
