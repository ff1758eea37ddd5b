"""``simulate`` for people: each file, who wrote each line, and what is not known."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.bash.simulate import Simulation
from kubelet_lint.node.filesystem import (
    Alternatives,
    Directory,
    Entry,
    File,
    Link,
    Missing,
)
from kubelet_lint.report.base import Style
from kubelet_lint.report.location import shown
from kubelet_lint.report.paint import Paint
from kubelet_lint.report.simulate_json import written
from kubelet_lint.source import Span, Text

LINES = 400
"""Lines shown of one file, unless everything is asked for."""


def write(simulation: Simulation, style: Style) -> str:
    """Return what a script leaves behind, as text."""
    return "\n".join(_lines(simulation, Paint(style))) + "\n"


def _lines(simulation: Simulation, paint: Paint) -> Iterator[str]:
    for path, entry in sorted(simulation.touched.items()):
        if not isinstance(entry, Directory):
            yield from _entry(path, entry, paint)
            yield ""
    for service in simulation.services:
        words = " ".join((service.verb, *(word.display() for word in service.words)))
        yield _row(f"systemctl {words}", service.span, service.circumstances, paint)
    for launch in simulation.launches:
        words = " ".join(word.display() for word in launch.argv)
        yield _row(f"starts {words}", launch.span, launch.circumstances, paint)
    for assumption in simulation.assumptions:
        yield _row(f"assumed: {assumption.text}", assumption.span, (), paint)
    for reason, span in simulation.unknown:
        yield _row(f"not known: {reason}", span, (), paint)


def _row(said: str, span: Span | None, when: tuple[str, ...], paint: Paint) -> str:
    text = " ".join((paint.plain(said), *map(paint.plain, when)))
    place = shown(span)
    return f"{text}  {paint('dim', paint.plain(place))}" if place else text


def _entry(path: str, entry: Entry, paint: Paint) -> Iterator[str]:
    head = paint("bold", paint.plain(path))
    match entry:
        case File(text):
            yield head
            yield from _content(text, paint)
        case Missing():
            yield f"{head} does not exist"
        case Link(target):
            yield f"{head} is a link to {paint.plain(target)}"
        case Alternatives(_, options):
            for label, option in options:
                yield from _entry(f"{path} {label}", option, paint)
        case _:
            reason = str(getattr(entry, "reason", "nothing is known of it"))
            yield f"{head} is not known: {paint.plain(reason)}"


def _content(text: Text, paint: Paint) -> Iterator[str]:
    lines = list(text.lines())
    most = len(lines) if paint.style.verbosity > 0 else LINES
    rows = [
        (paint.plain(line.display()), shown(written(line))) for line in lines[:most]
    ]
    width = min(max((len(said) for said, _ in rows), default=0), 72)
    for said, place in rows:
        yield f"  {said:{width}}  {paint('dim', paint.plain(place))}".rstrip()
    if len(lines) > most:
        yield f"  {paint.signs.more} {len(lines) - most} more lines"
