"""The kinds of values that settings and nodes share."""

from __future__ import annotations

import posixpath

from kubelet_lint.config.document import At
from kubelet_lint.repo.globs import MOST, BadGlobError, Glob, parse


def rules(at: At) -> tuple[str, ...]:
    """Return the names of rules."""
    names = names_of_rules()
    return tuple(one.one_of(names, "no rule is called") for one in at.elements())


def names_of_rules() -> tuple[str, ...]:
    """Return what rules are called."""
    from kubelet_lint.rules import RULES

    return tuple(rule.ID for rule in RULES)


def patterns(at: At) -> tuple[Glob, ...]:
    """Return patterns, relative to the folder of the file that holds them."""
    found = at.elements()
    not_too_many(at, len(found))
    return tuple(pattern(one) for one in found)


def pattern(at: At) -> Glob:
    """Return a pattern, relative to the folder of the file that holds it."""
    try:
        return parse(at.text(), at.document.file.folder)
    except BadGlobError as error:
        raise at.wrong(str(error)) from error


def not_too_many(at: At, count: int) -> None:
    """Refuse a list of patterns that would take long for every file."""
    if count > MOST:
        raise at.wrong(f"these are more than {MOST} patterns")


def releases(at: At) -> tuple[str, ...]:
    """Return releases of the kubelet, oldest first."""
    from kubelet_lint.kubelet.versions import Version, parse

    found: set[Version] = set()
    for one in at.some():
        if isinstance(one.value, float):
            raise one.expected("a text", ": put it in quotes")
        try:
            found.add(parse(one.text()))
        except ValueError as error:
            raise one.wrong(str(error)) from error
    if not found:
        raise at.wrong("this names no release")
    return tuple(map(str, sorted(found)))


def image(at: At) -> str:
    """Return the name of a vendor's image."""
    from kubelet_lint.vendor import IMAGES

    return at.one_of(tuple(IMAGES), "no image is called")


def repository_path(at: At) -> str:
    """Return a path in the repository, not out of it; its root is empty."""
    path = at.text()
    if path.startswith("/") or "\\" in path or ".." in path.split("/"):
        raise at.wrong(f"{path!r} is no path below the folder of this file")
    found = posixpath.normpath(posixpath.join(at.document.file.folder, path))
    return "" if found == "." else found
