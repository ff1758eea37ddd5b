"""From the paths of a command line to a repository.

The paths limit what is reported; what is looked at is always the whole repository
around them, because a unit in one folder names a file in another. Outside of a
repository it is the given folders, or the folder of a given file, and paths are
relative to the working directory.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from kubelet_lint.repo import git
from kubelet_lint.repo.excluded import Excludes
from kubelet_lint.repo.needles import Needles
from kubelet_lint.repo.reading import Bytes, Content, why
from kubelet_lint.repo.repository import OTHERS, Repository
from kubelet_lint.repo.walk import compile_patterns, walk
from kubelet_lint.resolution import Problem

if TYPE_CHECKING:
    from kubelet_lint.repo.globs import Glob

STDIN = "stdin"
"""What standard input is called if nobody names the file that it stands for."""


OWN = ".kubelet-lint.toml"
SHARED = "pyproject.toml"
"""Files that may hold a configuration: ours, and that of all tools."""


class Selection(NamedTuple):
    """Which files of a repository are looked at."""

    tracked_only: bool = False
    default_excludes: bool = True
    exclude: tuple[str, ...] = ()
    """Patterns of gitignore(5), relative to the repository."""
    left_out: tuple[Glob, ...] = ()
    """Patterns of the same kind, from the repository's configuration."""
    include: tuple[str, ...] = ()
    """Kinds of files that are only looked at when asked for: ``markdown``."""
    needles: Needles = Needles()


class Place(NamedTuple):
    """Where the command is run."""

    cwd: str
    environment: Mapping[str, str]


class Past(NamedTuple):
    """How the files of a repository were at another time."""

    absent: frozenset[str] = frozenset()
    """Files that were not there."""
    given: Mapping[str, Content] = {}
    """What others held; the rest was as it is."""


class UnusableError(Exception):
    """The command line asks for something that cannot be had; the words say what."""


class _Target(NamedTuple):
    """A path of the command line, with no link left in it."""

    real: str
    is_folder: bool
    root: str | None
    """The repository it lies in."""

    @property
    def folder(self) -> str:
        return self.real if self.is_folder else os.path.dirname(self.real)


class _Found(NamedTuple):
    paths: Collection[str]
    problems: tuple[Problem, ...] = ()
    expected_absent: Callable[[], Collection[str]] = tuple


def open_repository(
    paths: Sequence[str], selection: Selection, place: Place, past: Past | None = None
) -> Repository:
    """Return the repository around ``paths``, less what the selection leaves out."""
    targets = [_target(path, place) for path in paths or (".",)]
    return _open(targets, selection, place, past or Past())


def around(paths: Sequence[str], stdin_name: str, place: Place) -> tuple[str, str]:
    """Return the folder that paths are relative to, and the one in it that holds them.

    The first is that of ``open_repository`` and ``open_stdin``.
    """
    if "-" in paths:
        folder = os.path.realpath(os.path.dirname(os.path.join(place.cwd, stdin_name)))
        base = git.find_root(folder) or place.cwd
        return base, _relative(folder, base)
    targets = [_target(path, place) for path in paths or (".",)]
    base = targets[0].root or place.cwd
    folders = [_relative(target.folder, base) for target in targets]
    return base, os.path.commonpath(folders) if all(folders) else ""


def configurations(base: str, folder: str) -> list[str]:
    """Return the files that may be the configuration of a repository, likeliest first.

    What is judged is always the whole repository, so it is one file for all of it: that
    nearest to the root, on the way down to the folder that the command is about. In
    each folder ours wins over the one that is shared with other tools. Asked in every
    run, so it only looks whether they are there.
    """
    above = [""]
    if folder and folder.partition("/")[0] != "..":
        parts = folder.split("/")
        above += ["/".join(parts[: n + 1]) + "/" for n in range(len(parts))]
    return [
        start + name
        for start in above
        for name in (OWN, SHARED)
        if os.path.lexists(os.path.join(base, start, name))
    ]


def open_stdin(
    data: bytes, name: str, selection: Selection, place: Place
) -> Repository:
    """Return the repository in which ``data`` stands for the file ``name``."""
    if not name:
        return Repository(place.cwd, (STDIN,), given={STDIN: data})
    folder, last = os.path.split(os.path.join(place.cwd, name))
    if not last:
        raise UnusableError(f"{name} is the name of a folder, not of a file")
    real = os.path.realpath(folder)
    target = _Target(os.path.join(real, last), False, git.find_root(real))
    base = target.root or os.path.realpath(place.cwd)
    given = {_relative(target.real, base): Bytes(data)}
    return _open([target], selection, place, Past(given=given))


def _target(path: str, place: Place) -> _Target:
    try:
        real = os.path.realpath(os.path.join(place.cwd, path), strict=True)
        is_folder = os.path.isdir(real)
    except (OSError, ValueError) as error:
        raise UnusableError(f"{path}: {why(error)}") from error
    root = git.find_root(real if is_folder else os.path.dirname(real))
    return _Target(real, is_folder, root)


def _open(
    targets: Sequence[_Target],
    selection: Selection,
    place: Place,
    past: Past,
) -> Repository:
    roots = {target.root for target in targets}
    if len(roots) > 1:
        shown = ", ".join(sorted(root or "no repository" for root in roots))
        raise UnusableError(f"the paths lie in different repositories: {shown}")
    root = roots.pop()
    base = os.path.realpath(place.cwd) if root is None else root
    limits = [_relative(target.real, base) for target in targets]
    folders = [_relative(target.folder, base) for target in targets]
    if root is None:
        found = _walked(base, folders)
    else:
        found = _listed(root, selection, place)
        if not selection.tracked_only:
            found = _with_asked(found, base, targets)
    asked = Excludes(
        [limit for limit, t in zip(limits, targets, strict=True) if t.is_folder],
        [limit for limit, t in zip(limits, targets, strict=True) if not t.is_folder],
    )
    there = {*found.paths, *past.given} - past.absent
    kept, skipped = _choose(there, selection, asked)
    return Repository(
        base,
        kept,
        needles=selection.needles,
        reported=limits,
        given=past.given,
        skipped=skipped,
        problems=found.problems,
        folders=folders if root is None else ("",),
        expected_absent=found.expected_absent,
    )


def _relative(path: str, base: str) -> str:
    relative = os.path.relpath(path, base).replace(os.sep, "/")
    return "" if relative == "." else relative


def _walked(base: str, folders: Sequence[str]) -> _Found:
    walks = [walk(base, folder) for folder in dict.fromkeys(folders)]
    return _Found(
        [path for walk in walks for path in walk.paths],
        tuple(problem for walk in walks for problem in walk.problems),
    )


def _listed(root: str, selection: Selection, place: Place) -> _Found:
    """List a repository by git, or by a walk where git cannot do it."""
    listing = git.list_files(
        root, place.environment, tracked_only=selection.tracked_only
    )
    if listing.failure:
        found = walk(root, "")
        message = f"git cannot list this repository, so all is read: {listing.failure}"
        return _Found(found.paths, (Problem(".", message), *found.problems))
    return _Found(
        listing.paths,
        expected_absent=lambda: git.not_checked_out(root, place.environment),
    )


def _with_asked(found: _Found, base: str, targets: Sequence[_Target]) -> _Found:
    """Add what was asked for by name though git ignores it."""
    paths = set(found.paths)
    problems = list(found.problems)
    for target in targets:
        path = _relative(target.real, base)
        if not path or path in paths:
            continue
        if not target.is_folder:
            paths.add(path)
        elif not any(known.startswith(path + "/") for known in paths):
            more = walk(base, path)
            paths.update(more.paths)
            problems.extend(more.problems)
    return found._replace(paths=paths, problems=tuple(problems))


def _choose(
    paths: Collection[str], selection: Selection, asked: Excludes
) -> tuple[list[str], Counter[str]]:
    """Return the paths that are looked at, and how many are not, by reason."""
    kept: list[str] = []
    skipped: Counter[str] = Counter()
    ignored = _patterns(selection.exclude)
    configured = _configured(selection.left_out)
    for path in paths:
        rule = (
            asked.rule(path, selection.include) if selection.default_excludes else None
        )
        if rule is None and "markdown" not in selection.include:
            rule = asked.page(path)
        if rule is not None:
            skipped[rule.name] += 1
        elif ignored is not None and ignored(path):
            skipped["--exclude"] += 1
        elif configured is not None and configured(path):
            skipped["exclude"] += 1
        elif path.endswith("/"):  # git's way to show a repository inside of this one
            skipped[OTHERS] += 1
        else:
            kept.append(path)
    return kept, skipped


def _patterns(patterns: Sequence[str]) -> Callable[[str], bool] | None:
    if not patterns:
        return None
    spec, trouble = compile_patterns(list(patterns))
    if trouble:
        raise UnusableError(f"--exclude: {trouble[0]}")
    return spec.match_file


def _configured(patterns: Sequence[Glob]) -> Callable[[str], bool] | None:
    if not patterns:
        return None
    from kubelet_lint.repo.globs import matcher

    return matcher(patterns)
