"""A document with its alternatives decided, one way after the other.

A kind that takes a document apart and writes it anew cannot keep both branches of a
template's condition in one text. So such a document is read once for each way its
conditions can come out (bounded, see ``node.world``); what comes out alike is one
machine, what differs are machines of one name that say when they hold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubelet_lint.artifacts.base import Carried
from kubelet_lint.node.effect import (
    Boot,
    Document,
    Effect,
    Machine,
    Run,
    Start,
    Unfollowed,
    Write,
)
from kubelet_lint.node.world import explore
from kubelet_lint.source import Choice, Text

Reader = Callable[[Document], Iterator[Carried]]


def each_way(document: Document, read: Reader) -> Iterator[Carried]:
    """Yield what a document comes to, its alternatives decided before it is read."""
    for one in _each_way(document, read):
        if isinstance(one, Machine) and document.assumptions:
            assumed = (*document.assumptions, *one.assumptions)
            yield one._replace(assumptions=assumed)
        else:
            yield one


def _each_way(document: Document, read: Reader) -> Iterator[Carried]:
    if not any(isinstance(hole, Choice) for hole in document.text.holes()):
        yield from read(document)
        return
    machines: dict[str, dict[object, Machine]] = {}
    others: dict[object, Carried] = {}
    ways = explore(lambda world: world.text(document.text))
    for world, text in ways:
        labels = tuple(decision.label for decision in world.decisions)
        for one in read(document._replace(text=text)):
            if isinstance(one, Machine):
                same = machines.setdefault(one.name, {})
                same.setdefault(tuple(map(_key, one.effects)), _when(one, labels))
            else:
                others.setdefault(_told(one), one)
    yield from others.values()
    for found in machines.values():
        alone = len(found) == 1
        for machine in found.values():
            yield machine._replace(circumstances=()) if alone else machine


def _when(machine: Machine, labels: tuple[str, ...]) -> Machine:
    return machine._replace(circumstances=(*machine.circumstances, *labels))


def _key(effect: Effect) -> object:
    """Return what makes two effects the same: what they do, not where it is told."""
    match effect:
        case Write():
            return "write", effect.path, _chars(effect.text), effect.append
        case Start():
            return "start", tuple(map(_chars, effect.argv))
        case Run():
            return "run", _chars(effect.script), tuple(map(_chars, effect.args))
        case Boot(unit):
            return "boot", unit
        case Unfollowed(reason, _, paths):
            return "unfollowed", reason, paths
        case _:
            return effect


def _chars(text: Text) -> str:
    return text.display()


def _told(one: Carried) -> object:
    return (one.name, one.text.display()) if isinstance(one, Document) else one
