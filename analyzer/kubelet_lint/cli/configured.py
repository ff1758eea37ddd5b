"""What a configuration says, under what the command line says: a flag wins.

Imported where there is a file that may be one (see ``cli.parameters.configured``).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import click

from kubelet_lint.cli.parameters import Shared
from kubelet_lint.config.file import WORD, ConfigError, File, files, named
from kubelet_lint.repo.opening import OWN, SHARED
from kubelet_lint.visible import visible

if TYPE_CHECKING:
    from kubelet_lint.config.settings import Settings
    from kubelet_lint.repo.past import Then


def under(shared: Shared, base: str, found: Sequence[str]) -> Shared:
    """Return the shared options with what a configuration says about them.

    Args:
        shared: what the command line says.
        base: the repository.
        found: the files of it that may be in force.
    """
    settings = _in_force(shared, base, found)
    if settings is None:
        return shared
    if shared.verbosity > 0:
        click.echo(f"kubelet-lint: configuration: {visible(settings.path)}", err=True)
    return _under(shared, settings, base)


def _in_force(shared: Shared, base: str, found: Sequence[str]) -> Settings | None:
    try:
        if shared.config:
            held = [named(base, os.getcwd(), shared.config)]
        else:
            held = list(files(base, found))
        if not held:  # a pyproject.toml that does not name us
            return None
        from kubelet_lint.config.read import read

        settings = read(held)
    except ConfigError as error:
        raise click.ClickException(str(error)) from error
    if not settings.path and shared.config:
        raise click.ClickException(f"{shared.config}: it has no [tool.kubelet-lint]")
    return settings if settings.path else None


def reconfigured(then: Then, now: Callable[[str], str | None]) -> bool:
    """Say whether a configuration says something else than it did then.

    Args:
        then: what changed since.
        now: tells what a file holds.
    """
    return any(
        _said(path, then.held.get(path)) != _said(path, now(path))
        for path in {*then.held, *then.files.absent}
        if path.rpartition("/")[2] in (OWN, SHARED)
    )


def _said(path: str, content: str | None) -> object:
    """Return what a file says about us; None: nothing."""
    shared = path.endswith(SHARED)
    if content is None or (shared and WORD.decode() not in content):
        return None
    from kubelet_lint.config.document import Document

    try:
        table = Document(File(path, content.encode(errors="replace"), shared)).table
    except ConfigError:
        return content
    return None if table is None else (table.value,)


def _under(shared: Shared, settings: Settings, base: str) -> Shared:
    left_out = (*(() if shared.exclude else settings.exclude), *settings.extend_exclude)
    return shared._replace(
        no_default_excludes=shared.no_default_excludes or not settings.default_excludes,
        include=shared.include or settings.include,
        settings=settings._replace(
            exclude=left_out,
            baseline=_baseline(settings, base),
        ),
    )


def _baseline(settings: Settings, base: str) -> str:
    """Return the baseline as one names it from here; no link may lead out to it."""
    if not settings.baseline:
        return ""
    path = os.path.join(base, settings.baseline)
    real = os.path.realpath(path)
    if not real.startswith(os.path.join(base, "")):
        said = f"baseline: {settings.baseline} leads out of the repository"
        raise click.ClickException(f"{settings.path}: {said}")
    return os.path.relpath(path)
