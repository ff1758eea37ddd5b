"""Take out what a comment beside the deciding line accepts, and say which do nothing.

An ignore hides what one rule says about its own line, or about the first line below a
comment that stands alone. One that is no comment to the program that reads the file, or
gives no reason, hides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from kubelet_lint.adoption.comments import Ignore, beside, comments
from kubelet_lint.finding import Finding
from kubelet_lint.resolution import Kubelet, Suppressed
from kubelet_lint.rules import RULES, unused_ignore
from kubelet_lint.rules.part import spans_of
from kubelet_lint.similar import similar
from kubelet_lint.source import Source, Span


class Applied(NamedTuple):
    """Findings that stand, with those about comments, and those that are accepted."""

    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]


def apply(
    findings: Sequence[Finding],
    kubelets: Iterable[Kubelet],
    sources: Iterable[Source],
    judges: Callable[[str], bool],
) -> Applied:
    """Apply the ignore comments of some files.

    Args:
        findings: what the rules say.
        kubelets: what they speak of.
        sources: every file that may hold such a comment.
        judges: says whether a rule takes part in this run.
    """
    found = {
        source.path: {one.line: one for one in comments(source)} for source in sources
    }
    in_arguments = _InArguments(kubelets)
    used: set[tuple[str, int, str]] = set()
    kept: list[Finding] = []
    suppressed: list[Suppressed] = []
    for finding in findings:
        path = finding.span.source.path
        ignore = _ignore(finding, found.get(path, {}), in_arguments)
        if ignore is None:
            kept.append(finding)
        else:
            used.add((path, ignore.line, finding.rule))
            suppressed.append(_suppressed(finding, ignore))
    for note, ignore in _notes(found, used, judges):
        if unused_ignore.ID in ignore.rules and not ignore.trouble:
            suppressed.append(_suppressed(note, ignore))
        else:
            kept.append(note)
    return Applied(tuple(sorted(kept, key=_place)), tuple(suppressed))


def _suppressed(finding: Finding, ignore: Ignore) -> Suppressed:
    return Suppressed(finding, "comment", ignore.reason, ignore.span)


def _place(finding: Finding) -> tuple[str, int]:
    return finding.span.source.path, finding.span.start


def _ignore(
    finding: Finding, found: Mapping[int, Ignore], in_arguments: _InArguments
) -> Ignore | None:
    """Return the comment that accepts a finding, if one does."""
    encoded = bool(found) and _is_encoded(finding)
    for one in beside(found, finding.span, encoded=encoded):
        if finding.rule in one.rules and not one.trouble and not in_arguments(one):
            return one
    return None


def _is_encoded(finding: Finding) -> bool:
    """Say whether what decides stands inside an encoded text."""
    spans = (step.span for step in finding.trace if step.decides)
    return any(span is not None and span.source.container is not None for span in spans)


class _InArguments:
    """Says whether a kubelet receives the characters of a comment as arguments.

    Then the program that read the file took it for no comment.
    """

    def __init__(self, kubelets: Iterable[Kubelet]) -> None:
        self._kubelets = kubelets
        self._ranges: dict[str, list[tuple[int, int]]] | None = None

    def __call__(self, ignore: Ignore) -> bool:
        if self._ranges is None:
            self._ranges = {}
            for span in _arguments(self._kubelets):
                found = self._ranges.setdefault(span.source.path, [])
                found.append((span.start, span.end))
        return any(
            start < ignore.span.end and ignore.span.start < end
            for start, end in self._ranges.get(ignore.span.source.path, ())
        )


def _arguments(kubelets: Iterable[Kubelet]) -> Iterator[Span]:
    for kubelet in kubelets:
        for case in kubelet.cases:
            for word in case.launch.argv:
                for span in spans_of(word):
                    if span is not None and span.source.container is None:
                        yield span


def _notes(
    found: Mapping[str, Mapping[int, Ignore]],
    used: set[tuple[str, int, str]],
    judges: Callable[[str], bool],
) -> Iterator[tuple[Finding, Ignore]]:
    """Yield a note for each comment, or each rule in one, that hides nothing."""
    if not judges(unused_ignore.ID):
        return
    known = [rule.ID for rule in RULES]
    for path, ignores in found.items():
        for line, one in ignores.items():
            unused = (name for name in one.rules if (path, line, name) not in used)
            for title in _titles(one, unused, known, judges):
                yield _note(path, one, title), one


def _titles(
    ignore: Ignore,
    unused: Iterable[str],
    known: Sequence[str],
    judges: Callable[[str], bool],
) -> Iterator[str]:
    if ignore.trouble:
        yield f"This ignore does not count: {ignore.trouble}."
        return
    for name in unused:
        if name not in known:
            yield _unknown(name, known)
        elif judges(name) and name != unused_ignore.ID:
            where = "of the line below it" if ignore.alone else "of its line"
            yield f"This ignore hides nothing: {name} says nothing {where}."


def _unknown(name: str, known: Sequence[str]) -> str:
    near = similar(name, known)
    hint = f"; did you mean {near}?" if near else "."
    return f"This ignore names a rule that does not exist: {name}{hint}"


def _note(path: str, ignore: Ignore, title: str) -> Finding:
    return Finding(
        rule=unused_ignore.ID,
        level=unused_ignore.LEVEL,
        verdict="note",
        message=f"{title} {unused_ignore.WHY}",
        span=ignore.span,
        node=path,
        help=unused_ignore.HELP,
        title=title,
        why=unused_ignore.WHY,
        text=ignore.text,
    )
