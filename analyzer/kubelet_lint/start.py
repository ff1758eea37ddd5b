"""Start a unit: its ``ExecStartPre=`` first, for what they leave behind.

They run one by one in processes of their own and share nothing with the service but
files and the manager's environment. A failing one keeps systemd from going on, unless
it is marked with ``-`` (systemd.service(5)).
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping

from kubelet_lint.context import Context
from kubelet_lint.kubelet.container import attached
from kubelet_lint.node.filesystem import Directory, FileSystem, Missing, follow
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import HOLE, Span, Text
from kubelet_lint.systemd.boot import Boot, boot_unit, prestarts
from kubelet_lint.systemd.load import load
from kubelet_lint.systemd.merge import merge

EMPTY_HOOKS = frozenset(
    {
        "/var/lib/kubelet/kubeadm-flags.env",
        "/etc/default/kubelet",
        "/etc/sysconfig/kubelet",
    }
)
"""Optional environment files that the packages ship empty, or not at all."""

_STANDARD = ("bin", "sbin", "libexec", "lib", "systemd", "share", "opt")


def start(
    files: FileSystem,
    name: str,
    context: Context,
    manager: Mapping[str, Text],
    *,
    hooks: frozenset[str] = EMPTY_HOOKS,
    placeholders: bool = True,
) -> tuple[FileSystem, Boot]:
    """Return the files after the unit's first commands, and what is started then."""
    unit = load(files, name, context.systemd, placeholders=placeholders)
    before = prestarts(
        files, unit, context.systemd, optional_empty=hooks, manager=manager
    )
    if not before:
        return files, boot_unit(
            files, unit, context.systemd, optional_empty=hooks, manager=manager
        )
    commands = merge(unit.parts).commands["ExecStartPre"]
    after, variables = files, dict(manager)
    failed: tuple[str, Span | None] | None = None
    for launch, command in zip(before, commands, strict=True):
        after, reason = _run(launch, after, variables, context)
        if reason and not command.ignores_failure:
            failed = (reason, launch.span)
            break
    booted = boot_unit(
        after,
        unit,
        context.systemd,
        optional_empty=hooks,
        manager=variables,
        initial=files,
    )
    booted = booted._replace(launches=tuple(_made(booted.launches, before)))
    return after, booted if failed is None else _refused(booted, *failed)


def _made(launches: tuple[Launch, ...], before: tuple[Launch, ...]) -> Iterator[Launch]:
    """Yield what is started; of what only attaches to a container, what made that."""
    earlier = [one.argv for one in before]
    for launch in launches:
        number = attached(launch.argv, earlier)
        if number is None:
            yield launch
        else:
            made = before[number]
            yield launch._replace(
                argv=made.argv, executable=made.executable, span=made.span
            )


def _refused(booted: Boot, reason: str, span: Span | None) -> Boot:
    launches = tuple(
        launch._replace(executed=False, refusal=reason, refusal_span=span)
        for launch in booted.launches
    )
    return Boot(launches, reason, span, booted.assumptions)


def _run(
    launch: Launch, files: FileSystem, variables: dict[str, Text], context: Context
) -> tuple[FileSystem, str]:
    """Run one command; return the files after it, and why it surely fails, if so."""
    from kubelet_lint.bash.simulate import simulate_argv
    from kubelet_lint.scripts import DIRECTORIES, elsewhere, matters

    if not launch.argv or launch.refusal is not None:
        return files, ""
    if _absent(launch.executable, files):
        return files, f"Failed to locate executable {launch.executable}"
    finder = context.finder(_path(launch.span))
    finder.purpose = "script"
    done = simulate_argv(
        _by_name(launch.argv),
        files=files,
        environment=launch.environment,
        cwd=launch.cwd,
        closed=launch.doubt is None,
        repository=lambda path: elsewhere(path, finder),
        is_program=matters,
        directories=DIRECTORIES,
        span=launch.span,
    )
    for service in done.services:
        if service.verb == "set-environment":
            for word in service.words:
                name, _, value = word.partition("=")
                variables[name.chars] = value
    status = done.status
    failed = status.known and status.chars not in ("", "0")
    reason = f"Control process exited, code=exited, status={status.chars}"
    return done.files, reason if failed else ""


def _by_name(argv: tuple[Text, ...]) -> tuple[Text, ...]:
    """Return a command by its name alone if it lies where every system has programs."""
    folder, name = posixpath.split(argv[0].chars)
    if folder in ("/bin", "/sbin", "/usr/bin", "/usr/sbin"):
        return (argv[0][len(argv[0]) - len(name) :], *argv[1:])
    return argv


def _path(span: Span | None) -> str:
    return span.source.path if span is not None else ""


def _absent(path: str, files: FileSystem) -> bool:
    """Say whether a program surely is not there: not even its directory is.

    Whether programs exist is not judged in the directories where every system has some.
    """
    if not path.startswith("/") or HOLE in path or "‹" in path:
        return False
    if isinstance(follow(files, path).entry, (Directory,)):
        return True
    folder = posixpath.dirname(path)
    if any(part in _STANDARD for part in folder.split("/")):
        return False
    return isinstance(follow(files, folder).entry, Missing)
