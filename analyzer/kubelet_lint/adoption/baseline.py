"""A baseline: findings that were there when somebody began, told again without lines.

An entry is the rule, the node, the setting, its effective value and the deciding text,
so an edit elsewhere or a block that moves keeps it, and a changed value is new. It
accepts one finding of its verdict or a milder one: what was possible and is now certain
is new. Where a file was renamed, the entry follows it: as git tells, or, where git
cannot tell (no repository, a file that it does not track yet), if only one finding can
be meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from kubelet_lint.finding import Finding
from kubelet_lint.repo.history import Renames
from kubelet_lint.report.evidence import nodes
from kubelet_lint.report.location import unicode
from kubelet_lint.resolution import Suppressed

SEVERITY = {"fail": 0, "possible": 1, "unstated": 2, "open": 2, "note": 3}
"""Verdicts, the worst first."""

_COUNTED = re.compile(r"\b(line|document|item|word) \d+|\[\d+\]|#\d+\Z")
"""Parts of a node's name that count something, such as lines of the file above it."""

NEVER = ("unused-ignore",)
"""Rules whose findings no baseline takes: they are mended where they stand."""


class Entry(NamedTuple):
    """One accepted finding."""

    rule: str
    path: str
    node: str
    setting: str
    value: str
    verdict: str
    text: str
    """What the deciding place says, blanks squeezed."""
    reason: str = ""
    """Why somebody accepted it, if they wrote it down."""

    @property
    def key(self) -> tuple[str, ...]:
        """What must be the same."""
        return self.rule, self.path, self.node, self.setting, self.value, self.text

    @property
    def title(self) -> str:
        """The entry for people."""
        what = f" {self.setting} {self.value}".rstrip() if self.setting else ""
        said = f" (`{self.text}`)" if self.text else ""
        return f"{self.rule} of {self.node}:{what}{said}"


class Listed(NamedTuple):
    """An entry and the line of the baseline it stands on."""

    entry: Entry
    line: int


class Matched(NamedTuple):
    """What a baseline makes of findings."""

    new: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...]
    gone: tuple[Listed, ...]
    """Entries that accept nothing any more."""
    entries: tuple[Entry, ...]
    """A baseline of all of these findings, with the reasons of those listed."""
    unlisted: int
    """How many of them the baseline does not list."""


def entry(finding: Finding) -> Entry:
    """Return what a finding is told by."""
    return Entry(
        rule=finding.rule,
        path=unicode(finding.span.outermost.source.path),
        node=unicode(finding.node),
        setting=finding.setting or "",
        value=unicode(finding.value or ""),
        verdict=finding.verdict,
        text=unicode(" ".join(finding.text.split())),
    )


def entries(finding: Finding) -> tuple[Entry, ...]:
    """Return an entry for each node that a finding is about."""
    told = entry(finding)
    return tuple(told._replace(node=unicode(node)) for node in nodes(finding))


def match(
    findings: Sequence[Finding],
    listed: Sequence[Listed],
    *,
    exists: Callable[[str], bool],
    renames: Callable[[], Renames | None],
) -> Matched:
    """Tell new findings from those that a baseline lists.

    Args:
        findings: what stands, sorted.
        listed: the baseline.
        exists: says whether the repository has a file.
        renames: asked if a listed file is gone; None: nobody can tell.
    """
    told = [
        (number, one)
        for number, finding in enumerate(findings)
        if finding.rule not in NEVER
        for one in entries(finding)
    ]
    by = _pairs([one for _, one in told], listed, exists, renames)
    new = {number for n, (number, _) in enumerate(told) if n not in by}
    first = {number: by[n] for n, (number, _) in enumerate(told) if n in by}
    taken = {id(one) for one in by.values()}
    return Matched(
        tuple(f for n, f in enumerate(findings) if n in new or n not in first),
        tuple(
            Suppressed(findings[number], "baseline", _reason(one))
            for number, one in first.items()
            if number not in new
        ),
        tuple(one for one in listed if id(one) not in taken),
        tuple(
            one._replace(reason=by[n].entry.reason) if n in by else one
            for n, (_, one) in enumerate(told)
        ),
        len(told) - len(by),
    )


def _reason(one: Listed) -> str:
    return one.entry.reason or f"listed on line {one.line}"


def _pairs(
    told: Sequence[Entry],
    listed: Sequence[Listed],
    exists: Callable[[str], bool],
    renames: Callable[[], Renames | None],
) -> dict[int, Listed]:
    """Return which entry of the baseline accepts what, by its number in ``told``."""
    open_ = dict(enumerate(told))
    by: dict[int, Listed] = {}
    rest = _take(listed, open_, by, _same)
    rest = _take(rest, open_, by, _without_counts)
    lost = [one for one in rest if _lost(one.entry, exists)]
    if lost and open_:
        moved = renames()
        if moved is not None:
            lost = _take(
                lost, open_, by, _without_counts, lambda one: _moved(one, moved.new)
            )
            open_ = {n: t for n, t in open_.items() if t.path in moved.untracked}
        _follow(lost, open_, by)
    return by


def _same(one: Entry) -> Entry:
    return one


def _take(
    listed: Sequence[Listed],
    open_: dict[int, Entry],
    by: dict[int, Listed],
    blur: Callable[[Entry], Entry],
    follow: Callable[[Entry], Entry] = _same,
) -> list[Listed]:
    """Pair entries with findings of the same key; return those that find none."""
    found: dict[tuple[str, ...], list[int]] = {}
    for number, told in open_.items():
        found.setdefault(blur(told).key, []).append(number)
    rest: list[Listed] = []
    for one in listed:
        wanted = blur(follow(one.entry))
        fitting = found.get(wanted.key, [])
        covered = next((n for n in fitting if _covers(wanted, open_[n])), None)
        if covered is None:
            rest.append(one)
            continue
        fitting.remove(covered)
        by[covered] = one
    for number in by:
        open_.pop(number, None)
    return rest


def _covers(accepted: Entry, told: Entry) -> bool:
    return SEVERITY.get(accepted.verdict, 3) <= SEVERITY[told.verdict]


def _without_counts(one: Entry) -> Entry:
    path, mark, part = one.node.partition("#")
    return one._replace(node=path + _COUNTED.sub("", mark + part).rstrip("# "))


# --- renamed files ------------------------------------------------------------------


def _lost(one: Entry, exists: Callable[[str], bool]) -> bool:
    """Say whether the file of the entry, or the one that defines its node, is gone."""
    path = one.node.partition("#")[0]
    named = "/" in path or "." in path  # a node may have a name of its own
    return not exists(one.path) or (named and not exists(path))


def _moved(one: Entry, new: Mapping[str, str]) -> Entry:
    path, mark, part = one.node.partition("#")
    return one._replace(
        path=new.get(one.path, one.path), node=new.get(path, path) + mark + part
    )


def _follow(
    lost: Sequence[Listed], open_: Mapping[int, Entry], by: dict[int, Listed]
) -> None:
    """Pair what is the same but for its path, where only one pair is."""
    for one in lost:
        key = _pathless(one.entry)
        same = [other for other in lost if _pathless(other.entry) == key]
        fitting = [n for n, told in open_.items() if _pathless(told) == key]
        if len(same) == len(fitting) == 1 and _covers(one.entry, open_[fitting[0]]):
            by[fitting[0]] = one


def _pathless(one: Entry) -> tuple[str, ...]:
    part = _without_counts(one).node.partition("#")[2]
    return one.rule, part, one.setting, one.value, one.text
