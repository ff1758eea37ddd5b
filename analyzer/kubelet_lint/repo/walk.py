"""Files below a folder where git does not name them: a walk that obeys .gitignore.

Links are listed, never followed. Patterns are those of gitignore(5), as the pathspec
library implements them (its ``GitIgnoreSpec`` follows git where the manual is vague);
it is imported only if a ``.gitignore`` is met.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from kubelet_lint.repo.reading import Bytes, Refused, look, why
from kubelet_lint.resolution import Problem

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec


class Ignored(NamedTuple):
    """The patterns of one ``.gitignore``, for paths that start with ``prefix``."""

    prefix: str
    spec: GitIgnoreSpec


class Walk(NamedTuple):
    """What a walk found."""

    paths: tuple[str, ...]
    problems: tuple[Problem, ...]


class _Folder(NamedTuple):
    path: str
    ignored: tuple[Ignored, ...]
    """From the outermost ``.gitignore`` to the nearest."""


def walk(base: str, top: str) -> Walk:
    """Return the files below ``base``/``top``, each as ``top``/…, in no order."""
    paths: list[str] = []
    problems: list[Problem] = []
    pending = [_Folder(top, ())]
    while pending:
        folder = pending.pop()
        try:
            with os.scandir(os.path.join(base, folder.path) or ".") as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            message = f"this folder cannot be read: {why(error)}"
            problems.append(Problem(folder.path or ".", message))
            continue
        folder, trouble = _with_gitignore(base, folder, found)
        problems.extend(trouble)
        for path, is_folder in _entries(folder, found):
            if is_folder:
                pending.append(_Folder(path, folder.ignored))
            else:
                paths.append(path)
    return Walk(tuple(paths), tuple(problems))


def _entries(
    folder: _Folder, found: list[os.DirEntry[str]]
) -> Iterator[tuple[str, bool]]:
    prefix = f"{folder.path}/" if folder.path else ""
    for entry in found:
        if entry.name == ".git":
            continue
        path = prefix + entry.name
        is_folder = entry.is_dir(follow_symlinks=False)
        if not (folder.ignored and is_ignored(folder.ignored, path, is_folder)):
            yield path, is_folder


def is_ignored(patterns: tuple[Ignored, ...], path: str, is_folder: bool) -> bool:
    """Say whether the nearest ``.gitignore`` that speaks of a path ignores it."""
    for prefix, spec in reversed(patterns):
        relative = path[len(prefix) :] + ("/" if is_folder else "")
        include = spec.check_file(relative).include
        if include is not None:
            return include
    return False


def _with_gitignore(
    base: str, folder: _Folder, found: list[os.DirEntry[str]]
) -> tuple[_Folder, list[Problem]]:
    """Return the folder with the patterns of its own ``.gitignore`` added."""
    if not any(entry.name == ".gitignore" for entry in found):
        return folder, []
    path = f"{folder.path}/.gitignore" if folder.path else ".gitignore"
    prefix = path[: -len(".gitignore")]
    content = look(os.path.join(base, path))
    if isinstance(content, Refused):
        return folder, [Problem(path, f"is not read: {content.reason}")]
    data = content.data if isinstance(content, Bytes) else b""
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    spec, trouble = compile_patterns(lines)
    problems = [Problem(path, message) for message in trouble]
    return _Folder(folder.path, (*folder.ignored, Ignored(prefix, spec))), problems


def compile_patterns(lines: list[str]) -> tuple[GitIgnoreSpec, list[str]]:
    """Return the patterns of gitignore(5) and what is wrong with those left out."""
    from pathspec import GitIgnoreSpec

    good: list[str] = []
    trouble: list[str] = []
    for number, line in enumerate(lines, 1):
        try:
            GitIgnoreSpec.from_lines([line])
        except ValueError as error:
            trouble.append(f"line {number} is no pattern: {error}")
        else:
            good.append(line)
    return GitIgnoreSpec.from_lines(good), trouble
