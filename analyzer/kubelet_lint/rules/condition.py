"""Say in words which cases of a kubelet are meant, and nothing if all are.

Short is kind: one circumstance that is enough is named alone, and releases are named
as ranges of those that were looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kubelet_lint.resolution import Case

NAMED = 3
"""Alternatives named before the rest is only counted."""

Circumstances = tuple[str, ...]


def condition(cases: Iterable[Case], among: Sequence[Case]) -> str:
    """Return when ``cases`` hold: ``when $MODE is set``, ``in kubelet 1.28``.

    Args:
        cases: the cases meant, each one of ``among``.
        among: every case that can happen.
    """
    meant, every = _releases(cases), _releases(among)
    whole = [at for at in meant if meant[at] == every[at]]
    if len(whole) == len(every):
        return ""
    releases = set[str]().union(*meant.values())
    if all(meant.get(at) == every[at] & releases for at in every):
        return versions(releases, among)
    parts = _labels(whole, list(every))
    for at in meant:
        if at not in whole:
            name = " and ".join(at)
            parts.append(f"{name} {versions(meant[at], among)}".strip())
    return _either(parts)


def versions(releases: Iterable[str], among: Iterable[Case]) -> str:
    """Return releases as ranges: ``in kubelet 1.24 to 1.27 and 1.30``."""
    wanted = set(releases)
    known = sorted({one for case in among for one in case.versions}, key=release)
    runs: list[list[str]] = []
    before = False
    for one in known:
        if one in wanted and before:
            runs[-1].append(one)
        elif one in wanted:
            runs.append([one])
        before = one in wanted
    if not runs:
        return ""
    names = [run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs]
    listed = ", ".join(names[:-1]) + " and " + names[-1] if names[1:] else names[0]
    return f"in kubelet {listed}"


def release(version: str) -> tuple[int, ...]:
    """Return a release such that newer ones compare greater."""
    return tuple(int(part) for part in version.split(".") if part.isdigit())


def _releases(cases: Iterable[Case]) -> dict[Circumstances, set[str]]:
    """Group releases by circumstances; a case without releases counts as one."""
    found: dict[Circumstances, set[str]] = {}
    for case in cases:
        found.setdefault(case.circumstances, set()).update(case.versions or ("",))
    return found


def _labels(
    meant: Sequence[Circumstances], every: Sequence[Circumstances]
) -> list[str]:
    """Name circumstances by single ones that are enough, where there are such."""
    named: list[str] = []
    left = list(meant)
    for label in dict.fromkeys(label for at in meant for label in at):
        holders = [at for at in every if label in at]
        enough = all(at in meant for at in holders) and _asked(label, every)
        if enough and any(at in left for at in holders):
            named.append(label)
            left = [at for at in left if label not in at]
    return named + [" and ".join(at) or "otherwise" for at in left]


def _asked(label: str, every: Sequence[Circumstances]) -> bool:
    """Say whether every case decides the condition that a label is an answer to.

    Where it does not, the condition may go either way, so its label tells nothing.
    """
    before = {at[: at.index(label)] for at in every if label in at}
    answers = {
        at[len(prefix)]
        for at in every
        for prefix in before
        if len(at) > len(prefix) and at[: len(prefix)] == prefix
    }
    return all(answers.intersection(at) for at in every)


def _either(parts: Sequence[str]) -> str:
    if len(parts) > NAMED:
        rest = len(parts) - NAMED
        parts = [*parts[:NAMED], f"in {rest} more circumstances"]
    return " or ".join(parts)
