"""Tell which files have a part in what a kubelet comes to.

A report may be limited to some paths; a kubelet belongs to it if any of its layers or
words, or what starts it, is written there, wherever the rest of it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.rules.settings import JUDGED
from kubelet_lint.source import Choice, Literal, Span, Text


def has_part(kubelet: Kubelet, wanted: Callable[[str], bool]) -> bool:
    """Say whether a file with a wanted path has a part in a kubelet."""
    asked: set[str] = set()
    for span in _spans(kubelet):
        source = span.outermost.source
        if source.path not in asked and source.origin == "repository":
            asked.add(source.path)
            if wanted(source.path):
                return True
    return False


def _spans(kubelet: Kubelet) -> Iterator[Span]:
    yield kubelet.span
    yield from (one.span for one in kubelet.unread)
    for case in kubelet.cases:
        yield from _of_case(case)


def _of_case(case: Case) -> Iterator[Span]:
    launch = case.launch
    found = [launch.span, launch.refusal_span]
    found += [one.span for one in case.assumptions]
    found += [case.refusal.span if case.refusal else None]
    for judged in JUDGED:
        found += [layer.span for layer in case.setting(judged.path).layers]
    for text in (*launch.argv, *launch.environment.values()):
        found += spans_of(text)
    yield from (span for span in found if span is not None)


def spans_of(text: Text) -> Iterator[Span | None]:
    """Yield where the pieces of a text were written."""
    for start, end, piece in text.pieces():
        match piece:
            case Literal(source, first):
                yield Span(source, first, first + end - start)
            case Choice(_, options, span):
                yield span
                for _, option in options:
                    yield from spans_of(option)
            case _:
                yield piece.span
