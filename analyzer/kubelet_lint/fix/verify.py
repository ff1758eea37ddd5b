"""Offer a fix only if the edited repository, resolved again, is better, not different.

What an edit does is not predicted: the edited repository is judged in memory, under
the same options. Its finding must be gone, no other finding may have come, and every
other setting and refusal of every node must be what it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kubelet_lint import analyze
from kubelet_lint.finding import Edit, Finding, Fix
from kubelet_lint.fix.edit import contents, joined
from kubelet_lint.fix.propose import Proposal
from kubelet_lint.options import Options
from kubelet_lint.progress import Watch, unwatched
from kubelet_lint.repo.repository import Repository
from kubelet_lint.resolution import Case, Kubelet, Report
from kubelet_lint.rules.settings import JUDGED
from kubelet_lint.value import Known, OneOf, Setting
from kubelet_lint.visible import visible

MOST = 100
"""Groups of fixes that are tried in one run: each trial judges everything again."""

MILDER = ("unstated", "open", "note")
"""Verdicts about a mended setting that a worse one stood in front of."""


class Trial(NamedTuple):
    """What is edited, and how all of it was judged before.

    What a run reports may be limited to some paths; what an edit may break is not.
    """

    repository: Repository
    options: Options
    before: Report
    watch: Watch = unwatched
    """Sees how the runs get on."""

    @staticmethod
    def of(
        repository: Repository,
        options: Options,
        report: Report,
        watch: Watch = unwatched,
    ) -> Trial:
        """Return the trial of a repository whose report is known already."""
        whole = repository.unlimited
        if whole is not repository:
            report = analyze.check(whole, options, watch)
        return Trial(repository, options, report, watch)

    def may_edit(self, edit: Edit) -> bool:
        """Say whether this is a file as it lies in the repository, and asked for."""
        source = edit.source
        document = self.repository.read(source.path)
        return (
            self.repository.reported(source.path)
            and document is not None
            and document.path == source.path
            and document.text.chars == source.content
        )

    def run(self, edits: Iterable[Edit]) -> Report | None:
        """Judge the repository with edits; None if they cannot be written."""
        try:
            changed = contents(edits)
        except UnicodeError:
            return None
        whole = self.repository.unlimited
        return analyze.check(whole.replaced(changed), self.options, self.watch)

    def reported(self, mended: Mended) -> Report:
        """Return what is left in the paths that were asked for."""
        if self.repository.unlimited is self.repository:
            return mended.after
        changed = self.repository.replaced(contents(mended.edits))
        return analyze.check(changed, self.options, self.watch)


class Mended(NamedTuple):
    """Fixes that go together, and what is left once all are made."""

    fixed: tuple[Finding, ...]
    """The findings that go, each with its fix."""
    edits: tuple[Edit, ...]
    after: Report
    """What the whole edited repository comes to."""
    left: tuple[tuple[Finding, str], ...] = ()
    """The findings whose fixes were tried in vain, each with the reason."""
    tried: int = 0
    """How many groups of fixes were tried."""
    untried: int = 0
    """How many fixes were not tried, as that would take too long."""


def together(trial: Trial, proposals: Sequence[Proposal]) -> Mended:
    """Return as many fixes as can be made at once."""
    return _with_more(trial, Mended((), (), trial.before), proposals)


def _with_more(trial: Trial, mended: Mended, proposals: Sequence[Proposal]) -> Mended:
    """Add what goes with the fixes there are; by halves, as most of it mostly does."""
    if mended.tried >= MOST:
        return mended._replace(untried=mended.untried + len(proposals))
    mended = mended._replace(tried=mended.tried + 1)
    chosen = [(one, one.fix) for one in mended.fixed if one.fix is not None]
    if len(proposals) < 2:
        for one in proposals:
            found = _first(trial, chosen, one)
            if isinstance(found, Mended):
                return _as_far(found, mended)
            mended = mended._replace(left=(*mended.left, (one.finding, found)))
        return mended
    pairs = [*chosen, *((one.finding, one.fixes[0]) for one in proposals)]
    whole = _accepted(trial, pairs, strict=True)
    if isinstance(whole, Mended):
        return _as_far(whole, mended)
    half = len(proposals) // 2
    mended = _with_more(trial, mended, proposals[:half])
    return _with_more(trial, mended, proposals[half:])


def _as_far(found: Mended, mended: Mended) -> Mended:
    """Return more fixes, with what is known of all the others."""
    return found._replace(left=mended.left, tried=mended.tried, untried=mended.untried)


def alone(trial: Trial, proposals: Sequence[Proposal]) -> tuple[Finding, ...]:
    """Return the findings that something mends by itself, each with its fix."""
    found = (_first(trial, [], proposal) for proposal in proposals)
    return tuple(one.fixed[0] for one in found if isinstance(one, Mended))


def _first(
    trial: Trial, chosen: list[tuple[Finding, Fix]], proposal: Proposal
) -> Mended | str:
    """Return the first fix of a proposal that goes with those chosen already.

    If none does, the reason why the last one does not.
    """
    reason = ""
    for strict in (True, False):
        for fix in proposal.fixes:
            pairs = [*chosen, (proposal.finding, fix)]
            found = _accepted(trial, pairs, strict=strict)
            if isinstance(found, Mended):
                return found
            reason = found
    return reason


def _accepted(
    trial: Trial, pairs: Sequence[tuple[Finding, Fix]], *, strict: bool
) -> Mended | str:
    """Return what these fixes come to, or why they are not made."""
    edits = joined(*(fix.edits for _, fix in pairs))
    if not pairs or edits is None:
        return "its place is changed by another fix"
    for edit in edits:
        if not trial.may_edit(edit):
            return f"{visible(edit.source.path)} is not to be edited"
    targets = [finding for finding, _ in pairs]
    after = trial.run(edits)
    if after is None:
        return "the encoding of its file has no way to write it"
    if not _as_readable(trial.before, after):
        return "its file could not be read any more"
    left = _left(targets, trial.before, after, strict=strict)
    if left is not None:
        return f"there would be: {visible(left.title or left.message)}"
    mended = {one.setting or "" for one in targets}
    if not same_nodes(trial.before.kubelets, after.kubelets, mended):
        return "something else of a node would change with it"
    fixed = tuple(finding._replace(fix=fix) for finding, fix in pairs)
    return Mended(fixed, edits, after)


# --- findings -------------------------------------------------------------------------

Key = tuple[str, str, str | None, str, str]


def _left(
    targets: Iterable[Finding], before: Report, after: Report, *, strict: bool
) -> Finding | None:
    """Return a finding that did not go, or came in the place of one that did."""
    targets = tuple(targets)
    gone = Counter(key for one in targets for key in _keys(one))
    had = Counter(key for one in before.findings for key in _keys(one))
    mended = {one.setting for one in targets}
    left: Counter[Key] = Counter()
    for one in after.findings:
        milder = one.verdict in MILDER and one.setting in mended
        for key in _keys(one):
            if strict or not milder or key in gone:
                left[key] += 1
                if left[key] > had[key] - gone[key]:
                    return one
    return None


def _as_readable(before: Report, after: Report) -> bool:
    """Say whether everything can still be read: what is not read is not judged."""
    had = Counter(problem.path for problem in before.problems)
    left = Counter(problem.path for problem in after.problems)
    return all(count <= had[path] for path, count in left.items())


def _keys(finding: Finding) -> tuple[Key, ...]:
    """Return what a finding says, once for each node; places move under edits."""
    nodes = [f"the kubelet of {finding.node}"]
    nodes += [step.text for step in finding.related if step.layer == "node"]
    path = finding.span.source.path
    return tuple(
        (finding.rule, path, finding.setting, finding.text, node) for node in nodes
    )


# --- settings -------------------------------------------------------------------------


def same_nodes(
    before: Iterable[Kubelet], after: Iterable[Kubelet], mended: set[str]
) -> bool:
    """Say whether nodes come out alike, but for mended settings now being right."""
    old, new = _outcomes(before), _outcomes(after)
    return old.keys() == new.keys() and all(
        len(cases) == len(new[key])
        and all(
            _same_case(one, other, mended)
            for one, other in zip(cases, new[key], strict=True)
        )
        for key, cases in old.items()
    )


def _outcomes(kubelets: Iterable[Kubelet]) -> dict[object, list[Case]]:
    """Return the cases of each start of each node, release by release."""
    starts: Counter[str] = Counter()
    found: dict[object, list[Case]] = {}
    for kubelet in kubelets:
        start = kubelet.node, starts[kubelet.node]
        starts[kubelet.node] += 1
        found[start] = []
        for case in kubelet.cases:
            for version in case.versions or ("",):
                key = start, case.circumstances, version
                found.setdefault(key, []).append(case)
    return found


def _same_case(one: Case, other: Case, mended: set[str]) -> bool:
    if (one.starts, _refusal(one)) != (other.starts, _refusal(other)):
        return False
    if one.settings.keys() != other.settings.keys():
        return False
    return all(
        _said(setting) == _said(other.settings[path])
        or (path in mended and _better(setting, other.settings[path]))
        for path, setting in one.settings.items()
    )


def _refusal(case: Case) -> tuple[str, str] | None:
    return (case.refusal.by, case.refusal.reason) if case.refusal else None


def _said(setting: Setting) -> object:
    """Return a value without the place where it is written."""
    if not setting.layers:
        return None
    match setting.value:
        case Known() | OneOf() as value:
            return value
        case unknown:
            return unknown.reason


def _better(before: Setting, after: Setting) -> bool:
    """Say whether a bad value became the good one."""
    judged = next(one for one in JUDGED if one.path == before.path)
    return judged.possible(before.value) and after.value == Known(judged.good)
