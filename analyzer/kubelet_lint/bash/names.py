"""How often each name of a hole was given, on the way that leads to a state.

Never changed in place. A way gives thousands of names and parts from others all the
time, so a copy costs nothing, and where ways meet only what they did not share is
looked at.
"""

from __future__ import annotations

from collections.abc import Iterable

TOP = 64
"""Names in the newest layer before another one is begun."""

LAYERS = 24
"""Layers before the newer half is made one."""


class Names:
    """Counts in layers, the oldest first; a newer layer says what holds."""

    __slots__ = ("layers",)

    def __init__(self, layers: tuple[dict[str, int], ...] = ()) -> None:
        self.layers = layers

    def count(self, name: str) -> int:
        """Return how often a name was given."""
        for layer in reversed(self.layers):
            found = layer.get(name)
            if found is not None:
                return found
        return 0

    def given(self, name: str, count: int) -> Names:
        """Return the counts with one of them set."""
        layers = self.layers
        if layers and len(layers[-1]) < TOP:
            return Names((*layers[:-1], {**layers[-1], name: count}))
        return _bounded((*layers, {name: count}))

    @staticmethod
    def meet(every: Iterable[Names]) -> Names:
        """Return for each name the highest of its counts."""
        stacks = [each.layers for each in _distinct(every)]
        if len(stacks) == 1:
            return Names(stacks[0])
        shared = 0
        while all(len(stack) > shared for stack in stacks) and all(
            stack[shared] is stacks[0][shared] for stack in stacks
        ):
            shared += 1
        highest: dict[str, int] = {}
        for stack in stacks:
            own: dict[str, int] = {}
            for layer in stack[shared:]:
                own.update(layer)
            for name, count in own.items():
                if count > highest.get(name, 0):
                    highest[name] = count
        return _bounded((*stacks[0][:shared], highest))


NONE = Names()


def _distinct(every: Iterable[Names]) -> list[Names]:
    found: list[Names] = []
    for each in every:
        if not any(each.layers is other.layers for other in found):
            found.append(each)
    return found


def _bounded(layers: tuple[dict[str, int], ...]) -> Names:
    if len(layers) <= LAYERS:
        return Names(layers)
    kept = LAYERS // 2
    merged: dict[str, int] = {}
    for layer in layers[kept:]:
        merged.update(layer)
    return Names((*layers[:kept], merged))
