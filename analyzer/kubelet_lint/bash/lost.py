"""Variables that are unknown on several ways, each for a reason of its own.

A script that reads three files, if they exist, loses every variable three times. Told
apart, they would part the ways of every command after that without saying more than
"unknown, or as it was": that is what is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubelet_lint.bash.variable import Either, Unknown, Value
from kubelet_lint.source import Hole, Text

SHOWN = 160
"""Characters of the reasons that are shown."""


class Lost:
    """Makes the losses of one join one; all its variables share the condition."""

    def __init__(self, fresh: Callable[[str], str]) -> None:
        self._fresh = fresh
        self._conditions: dict[tuple[str, ...], tuple[str, str, str]] = {}

    def merged(self, value: Value) -> Value:
        """Return the value with all ways on which nothing is known made one."""
        if not isinstance(value, Either):
            return value
        unknown = [leaf for leaf in _leaves(value) if isinstance(leaf, Unknown)]
        if len(unknown) < 2:
            return value
        known = _without(value)
        if isinstance(known, Unknown):
            return self._hole(unknown)
        if known is None or known is value:
            return value
        conditions = tuple(dict.fromkeys(_conditions(value)))
        name, lost, kept = self._condition(conditions, value)
        return Either(name, ((lost, self._hole(unknown)), (kept, known)))

    def _hole(self, unknown: list[Unknown]) -> Unknown:
        """Return what stands for any of them; the newest says the reason."""
        hole = next(unknown[0].text.holes(), None)
        if not isinstance(hole, Hole):
            return unknown[0]
        base = hole.name.partition(" (")[0]
        return Unknown(Text.hole(hole.reason, hole.span, self._fresh(base)))

    def _condition(
        self, conditions: tuple[str, ...], value: Either
    ) -> tuple[str, str, str]:
        found = self._conditions.get(conditions)
        if found is None:
            name = self._fresh(" or ".join(conditions))
            reasons = [*dict.fromkeys(map(_reason, _labels(value)))]
            shown = " or ".join(reasons)
            if len(shown) > SHOWN:
                shown = shown[:SHOWN].rstrip() + " …"
            found = name, f"when {shown}", f"unless {shown}"
            self._conditions[conditions] = found
        return found


def _leaves(value: Value) -> Iterator[Value]:
    if isinstance(value, Either):
        for _, option in value.options:
            yield from _leaves(option)
    else:
        yield value


def _conditions(value: Value) -> Iterator[str]:
    """Yield the conditions on which a value is lost."""
    if isinstance(value, Either):
        if any(isinstance(option, Unknown) for _, option in value.options):
            yield value.condition
        for _, option in value.options:
            yield from _conditions(option)


def _labels(value: Value) -> Iterator[str]:
    if isinstance(value, Either):
        for label, option in value.options:
            if isinstance(option, Unknown):
                yield label
            else:
                yield from _labels(option)


def _reason(label: str) -> str:
    negated = label.removeprefix("unless ")
    return f"not {negated}" if negated != label else label.removeprefix("when ")


def _without(value: Value) -> Value | None:
    """Return a value without its unknown ways; None if they can't be taken out."""
    if not isinstance(value, Either):
        return value
    options = [(label, _without(option)) for label, option in value.options]
    known = [option for _, option in options if not isinstance(option, Unknown)]
    if not known:
        return options[0][1]
    if None in known:
        return None
    if len(known) == 1:
        return known[0]
    if len(known) < len(options):
        return None  # The others would no longer be where their labels are.
    kept = tuple((label, option) for label, option in options if option is not None)
    return Either(value.condition, kept)
