"""Say which edits could mend a finding, the smallest first; none of them is tried here.

A written value is edited where its characters stand, so it does not matter whether
that is YAML, JSON, a unit, an environment file, a heredoc or a command. What stands in
an encoded document, in a vendor's image or in several pieces is not edited: the place
of the finding then spells something else. Neither is what was captured from a node: the
node would stay as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kubelet_lint.artifacts.base import UNFOLLOWED
from kubelet_lint.finding import Edit, Finding, Fix
from kubelet_lint.fix import missing
from kubelet_lint.resolution import Kubelet
from kubelet_lint.rules.settings import JUDGED, Judged, spell
from kubelet_lint.source import Span

FORBIDDING = (
    "always-allow-authorization",
    "disabled-webhook-authentication",
    "anonymous-authentication",
)
UNSTATED = "unstated-webhook-settings"

UNSAFE = (
    "it runs on defaults, perhaps on purpose; with the argument added, it answers "
    "requests otherwise than now"
)

UNREAD = (
    f"{UNFOLLOWED}, so whether that kubelet starts with other settings is not known"
)

_SPELLED: dict[bool, tuple[str, ...]] = {
    False: ("false", "f", "0", "n", "no", "off"),
    True: ("true", "t", "1", "y", "yes", "on"),
}
"""strconv.ParseBool and YAML 1.1 (go-yaml's resolve.go), in lower case."""


class Proposal(NamedTuple):
    """A finding with the fixes that may mend it, best first."""

    finding: Finding
    fixes: tuple[Fix, ...]


def propose(
    findings: Iterable[Finding], kubelets: Iterable[Kubelet], *, unsafe: bool
) -> tuple[Proposal, ...]:
    """Return what may be tried for each finding."""
    kubelets = tuple(kubelets)
    captured = {kubelet.node for kubelet in kubelets if kubelet.captured}
    found: list[Proposal] = []
    for finding in findings:
        if finding.node in captured:
            continue
        fixes = [*_fixes(finding)]
        if any(one.text == UNFOLLOWED for one in finding.assumptions):
            fixes = [fix._replace(unsafe=UNREAD) for fix in fixes if unsafe]
        if unsafe:
            fixes += _unsafe(finding, kubelets)
        if fixes:
            found.append(Proposal(finding, tuple(fixes)))
    return tuple(found)


def _fixes(finding: Finding) -> Iterator[Fix]:
    judged = _judged(finding)
    if judged is None or finding.span.source.origin != "repository":
        return
    if finding.rule == UNSTATED:
        edit = missing.state(judged, finding.span)
        if edit is not None:
            yield Fix((edit,), f"State `{judged.fix}`.")
    elif finding.rule in FORBIDDING:
        yield from _respelled(judged, finding)


def _judged(finding: Finding) -> Judged | None:
    return next((one for one in JUDGED if one.path == finding.setting), None)


def _respelled(judged: Judged, finding: Finding) -> Iterator[Fix]:
    deciding = _respell(judged, finding.span)
    if deciding is None:
        return
    text = f"Make it `{spell(judged.good)}`."
    yield Fix((deciding,), text)
    # With the last word mended, an earlier layer may still say the bad value.
    layers = {_place(step.span): step.span for step in finding.trace if step.span}
    edits = [
        edit
        for span in layers.values()
        if span.source.container is None and span.source.origin == "repository"
        if (edit := _respell(judged, span)) is not None
    ]
    if any(edit != deciding for edit in edits):
        yield Fix(tuple(dict.fromkeys((deciding, *edits))), text)


def _place(span: Span) -> tuple[int, int, int]:
    return id(span.source), span.start, span.end


def _respell(judged: Judged, span: Span) -> Edit | None:
    """Return the edit that makes a spelled bad value the good one, in its quotes."""
    source, start, end = span
    said = source.content[start:end]
    if said == judged.flag and isinstance(judged.bad, bool):
        bare = judged.bad  # pflag: a boolean flag alone is true
        return Edit(source, end, end, f"={spell(judged.good)}") if bare else None
    if len(said) > 2 and said[0] == said[-1] and said[0] in "'\"":
        start, end, said = start + 1, end - 1, said[1:-1]
    if isinstance(judged.bad, bool):
        bad = said.lower() in _SPELLED[judged.bad]
    else:
        bad = said == judged.bad
    return Edit(source, start, end, spell(judged.good)) if bad else None


def _unsafe(finding: Finding, kubelets: Iterable[Kubelet]) -> Iterator[Fix]:
    """Yield the argument that says what a missing ``--config`` leaves to a default."""
    judged = _judged(finding)
    decides = next((step for step in finding.trace if step.decides), None)
    if judged is None or finding.rule not in FORBIDDING or decides is None:
        return
    source, start, end = finding.span
    said = source.content[start:end]
    if decides.layer != "default" or not _asks(finding, kubelets):
        return
    end = start + len(said.rstrip(" \t\r\n\\"))
    edit = Edit(source, end, end, f" {judged.fixed_flag}")
    yield Fix((edit,), f"Add `{judged.fixed_flag}`.", UNSAFE)


def _asks(finding: Finding, kubelets: Iterable[Kubelet]) -> bool:
    """Say whether the command at the finding's place names an API server to ask."""
    return any(
        case.launch.span == finding.span
        and any(word.startswith("--kubeconfig") for word in case.launch.argv)
        for kubelet in kubelets
        for case in kubelet.cases
    )
