"""Options that several commands share, and what makes their values."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import update_wrapper
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeVar, cast

import click

from kubelet_lint.similar import similar

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from kubelet_lint.config.settings import Settings
    from kubelet_lint.options import Options
    from kubelet_lint.repo.opening import Past, Place, Selection
    from kubelet_lint.repo.repository import Repository

Color = Literal["auto", "always", "never"]
R = TypeVar("R")
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


class Shared(NamedTuple):
    """The values of the options that ``shared`` adds."""

    exclude: tuple[str, ...]
    no_default_excludes: bool
    include: tuple[str, ...]
    tracked_only: bool
    kubelet_versions: tuple[str, ...]
    no_vendor_facts: bool
    color: Color
    quiet: int
    verbose: int
    config: str
    isolated: bool
    settings: Settings | None = None
    """What a configuration says; None: there is none. Added by ``configured``."""

    @property
    def selection(self) -> Selection:
        """Which files are looked at."""
        from kubelet_lint.repo.opening import Selection

        return Selection(
            tracked_only=self.tracked_only,
            default_excludes=not self.no_default_excludes,
            exclude=self.exclude,
            left_out=self.settings.exclude if self.settings else (),
            include=self.include,
        )

    @property
    def verbosity(self) -> int:
        """How much is said: 0 is the usual."""
        return self.verbose - self.quiet


def versions(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return minor releases, oldest first, such as ``1.30`` for ``v1.30.4``."""
    if not values:
        return ()
    from kubelet_lint.kubelet.versions import parse

    try:
        releases = {parse(value.strip()) for value in ",".join(values).split(",")}
    except ValueError as error:
        raise click.BadParameter(str(error), context, parameter) from error
    return tuple(str(release) for release in sorted(releases))


def pairs(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """Return each ``K=V`` in two parts."""
    split: list[tuple[str, str]] = []
    for value in values:
        key, equals, rest = value.partition("=")
        if not key or not equals:
            usual = parameter.metavar or "K=V"
            raise click.BadParameter(f"{value!r} is not {usual}", context, parameter)
        split.append((key, rest))
    return tuple(split)


def rule_names(
    context: click.Context, parameter: click.Parameter, values: tuple[str, ...]
) -> tuple[str, ...]:
    """Return rule names given one by one or with commas between them."""
    names = [name.strip() for value in values for name in value.split(",")]
    return tuple(known_rule(name, context, parameter) for name in names if name)


def known_rule(
    name: str, context: click.Context, parameter: click.Parameter | None = None
) -> str:
    """Return the name of a rule, or say which one may have been meant."""
    from kubelet_lint.rules import RULES

    known = [rule.ID for rule in RULES]
    if name in known:
        return name
    near = similar(name, known)
    hint = f"did you mean {near}?" if near else f"there are {', '.join(known)}"
    raise click.BadParameter(
        f"no rule is called {name!r}; {hint}",
        context,
        parameter,
        None if parameter else "RULE",
    )


def complete_rule(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """Offer the names of rules to a shell."""
    from click.shell_completion import CompletionItem

    from kubelet_lint.rules import table

    return [
        CompletionItem(row.id, help=row.title)
        for row in table()
        if row.id.startswith(incomplete)
    ]


_SHARED: tuple[Decorator, ...] = (
    click.option(
        "--exclude",
        multiple=True,
        metavar="GLOB",
        help="Leave files out, in .gitignore syntax. Repeatable.",
    ),
    click.option(
        "--no-default-excludes",
        is_flag=True,
        help="Look at vendored trees, test data, documentation, examples too.",
    ),
    click.option(
        "--include",
        multiple=True,
        type=click.Choice(("markdown",)),
        help="Read the code blocks of Markdown pages too.",
    ),
    click.option(
        "--tracked-only",
        is_flag=True,
        help="Look only at files that git tracks, as a hook must.",
    ),
    click.option(
        "--kubelet-version",
        "kubelet_versions",
        multiple=True,
        callback=versions,
        metavar="V",
        help="Only this release, such as 1.30. Repeatable. Default: all known.",
    ),
    click.option(
        "--no-vendor-facts",
        is_flag=True,
        help="Assume nothing about what vendors' images and packages ship.",
    ),
    click.option(
        "--config",
        default="",
        metavar="FILE",
        help="Take this configuration file. Default: the nearest to the root.",
    ),
    click.option(
        "--isolated",
        "--no-config",
        is_flag=True,
        help="Take no configuration file.",
    ),
    click.option(
        "--color",
        type=click.Choice(("auto", "always", "never")),
        default="auto",
        show_default=True,
        help="Use colour. NO_COLOR and FORCE_COLOR are understood.",
    ),
    click.option("-q", "--quiet", count=True, help="Say less."),
    click.option("-v", "--verbose", count=True, help="Say more."),
)


def packed(kind: Callable[..., NamedTuple], *options: Decorator) -> Decorator:
    """Add options to a command, which gets them as one value, named like its class."""
    name = kind.__name__.lower()
    fields = cast("tuple[str, ...]", getattr(kind, "_fields"))  # noqa: B009

    def add(command: Callable[..., R]) -> Callable[..., R]:
        def pack(*args: Any, **values: Any) -> R:
            given = [field for field in fields if field in values]
            taken = kind(**{field: values.pop(field) for field in given})
            return command(*args, **{name: taken}, **values)

        wrapped: Callable[..., R] = update_wrapper(pack, command)
        for option in reversed(options):
            wrapped = option(wrapped)
        return wrapped

    return add


shared = packed(Shared, *_SHARED)
"""Add the shared options to a command, which gets them as ``shared``."""


def configured(
    shared: Shared, paths: Sequence[str] = (), stdin_name: str = ""
) -> Shared:
    """Return the options with what the repository's configuration says about them.

    Without one that costs two looks at the disk.

    Args:
        shared: what the command line says.
        paths: what the command is about.
        stdin_name: the file that the path ``-`` stands for.
    """
    if shared.isolated:
        if shared.config:
            raise click.UsageError("either --config FILE or --isolated, not both")
        return shared
    from kubelet_lint.repo.opening import UnusableError, around, configurations

    try:
        base, folder = around(paths, stdin_name, place())
    except UnusableError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error
    found = configurations(base, folder)
    if not (found or shared.config):
        return shared
    from kubelet_lint.cli.configured import under

    shared = under(shared, base, found)
    if shared.settings and "-" in paths and not stdin_name:
        # A repository of one file: no other that makes a node is there.
        lone = shared.settings._replace(nodes=(), promises=())
        shared = shared._replace(settings=lone)
    return shared


def options_of(shared: Shared) -> Options:
    """Return what to judge against."""
    from kubelet_lint.options import Options

    options = Options(
        kubelet_versions=shared.kubelet_versions,
        vendor_facts=not shared.no_vendor_facts,
    )
    return shared.settings.applied(options) if shared.settings else options


def opened(
    paths: Sequence[str],
    shared: Shared,
    stdin_name: str = "",
    past: Past | None = None,
) -> Repository:
    """Return the repository that paths of the command line ask for."""
    from kubelet_lint.repo.opening import UnusableError, open_repository, open_stdin

    try:
        if "-" not in paths:
            found = open_repository(paths, shared.selection, place(), past)
        elif len(paths) > 1:
            raise UnusableError("- stands for standard input and must stand alone")
        else:
            found = open_stdin(_stdin(), stdin_name, shared.selection, place())
    except UnusableError as error:
        raise click.UsageError(str(error), click.get_current_context()) from error
    if shared.settings and shared.settings.promises and past is None:
        _all_there(shared.settings, found)
    return found


def _all_there(settings: Settings, repository: Repository) -> None:
    """Refuse a configuration that speaks of files which are not there."""
    from kubelet_lint.config.existing import missing

    if found := missing(settings.promises, repository):
        raise click.ClickException(found)


def place() -> Place:
    """Return where the command is run."""
    from kubelet_lint.repo.opening import Place

    return Place(os.path.realpath(os.getcwd()), os.environ)


def _stdin() -> bytes:
    from kubelet_lint.repo.opening import UnusableError
    from kubelet_lint.repo.reading import BOUND

    data = sys.stdin.buffer.read(BOUND + 1)
    if len(data) > BOUND:
        raise UnusableError(f"standard input is larger than {BOUND} bytes")
    return data
