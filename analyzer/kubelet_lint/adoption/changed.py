"""Findings about what changed since a revision, judged in the whole context.

A finding is about a change if its deciding line, or a line of any layer it is told
with, is new; or if the repository, as it was then, did not say the same: a deleted
drop-in or a deleted line changes a kubelet and leaves no new line behind.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from kubelet_lint.finding import Finding
from kubelet_lint.source import Source, Span

MIDDLE = 100_000
"""Pairs of lines compared in order; of more, only those that were nowhere are new."""

Lines = Callable[[str], frozenset[int] | None]
"""The new lines of a file by its path; None: every one is."""


def only_changed(
    findings: Sequence[Finding],
    lines: Lines,
    before: Callable[[], Sequence[Finding]],
    renamed: Mapping[str, str],
) -> tuple[Finding, ...]:
    """Return the findings about what changed.

    Args:
        findings: what is found now.
        lines: tells which lines are new.
        before: tells what was found then; only asked if some finding has no new line.
        renamed: new paths of files, by the old ones.
    """
    fresh = {n for n, one in enumerate(findings) if _touches(one, lines)}
    if len(fresh) < len(findings):
        known = Counter(_told(one, renamed) for one in before())
        for number, finding in enumerate(findings):
            told = _told(finding, {})
            if known[told]:
                known[told] -= 1
            else:
                fresh.add(number)
    return tuple(one for n, one in enumerate(findings) if n in fresh)


def _touches(finding: Finding, lines: Lines) -> bool:
    return any(_is_new(span, lines) for span in _layers(finding))


def _layers(finding: Finding) -> Iterator[Span]:
    """Yield the deciding place and those of all layers that somebody wrote."""
    yield finding.span
    for step in finding.trace:
        if step.span is not None and (step.layer != "default" or step.decides):
            yield step.span


def _is_new(span: Span, lines: Lines) -> bool:
    outer = span.outermost
    if outer.source.origin != "repository":
        return False
    new = lines(outer.source.path)
    if new is None:
        return True
    first = outer.source.position(outer.start).line
    last = outer.source.position(max(outer.start, outer.end - 1)).line
    return any(line in new for line in range(first, last + 1)) if new else False


def _told(finding: Finding, renamed: Mapping[str, str]) -> object:
    """Return what a finding says, without its place in the file."""

    def path(span: Span | None) -> str:
        old = span.outermost.source.path if span is not None else ""
        return renamed.get(old, old)

    node, mark, part = finding.node.partition("#")
    return (
        finding.rule,
        renamed.get(node, node) + mark + part,
        finding.verdict,
        finding.setting,
        finding.value,
        path(finding.span),
        tuple((step.layer, step.text, path(step.span)) for step in finding.trace),
    )


def new_lines(old: str, new: str) -> frozenset[int]:
    """Return the numbers of the lines of ``new`` that ``old`` has not at that place."""
    before, after = _lines(old), _lines(new)
    start = 0
    while start < min(len(before), len(after)) and before[start] == after[start]:
        start += 1
    end = 0
    least = min(len(before), len(after)) - start
    while end < least and before[-1 - end] == after[-1 - end]:
        end += 1
    middle = after[start : len(after) - end]
    was = before[start : len(before) - end]
    return frozenset(start + 1 + n for n in _inserted(was, middle))


def _lines(content: str) -> list[str]:
    """Return the lines without what ends them, which a checkout may convert."""
    source = Source("", content)
    return [source.line(number + 1) for number in range(len(source.line_starts))]


def _inserted(old: Sequence[str], new: Sequence[str]) -> Iterator[int]:
    if not old or not new:
        yield from range(len(new))
        return
    if len(old) * len(new) > MIDDLE:
        known = Counter(old)
        for number, line in enumerate(new):
            known[line] -= 1
            if known[line] < 0:
                yield number
        return
    from difflib import SequenceMatcher

    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, _, _, first, last in matcher.get_opcodes():
        if kind in ("insert", "replace"):
            yield from range(first, last)


def lines_since(
    held: Mapping[str, str],
    content: Callable[[str], str | None],
    absent: Collection[str],
) -> Lines:
    """Return which lines are new.

    Args:
        held: what changed files held then.
        content: tells what a file holds now; None: it cannot be told.
        absent: files that were not there.
    """
    known: dict[str, frozenset[int] | None] = {}

    def lines(path: str) -> frozenset[int] | None:
        if path not in held:
            return None if path in absent else frozenset()
        if path not in known:
            now = content(path)
            known[path] = None if now is None else new_lines(held[path], now)
        return known[path]

    return lines
