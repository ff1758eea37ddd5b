"""Follow the scripts of a machine, without running them.

Between what a machine is (``replay``, ``boot``) and the interpreter (``bash``): which
started programs matter, where the files of the repository lie that a script reads, and
what its calls of ``systemctl`` come to.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator

from kubelet_lint.context import Context
from kubelet_lint.finder import RepositoryFinder
from kubelet_lint.kubelet import command
from kubelet_lint.node.effect import Boot, Run, Unfollowed
from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    FileSystem,
    follow,
)
from kubelet_lint.node.followed import Followed
from kubelet_lint.node.launch import Launch
from kubelet_lint.node.world import World, WorldFiles, in_world
from kubelet_lint.repo.excluded import PAGES
from kubelet_lint.source import Span, Text, program

SHELLS = ("sh", "bash", "dash", "ash", "ksh", "zsh")


RESTARTING = ("restart", "try-restart")
STARTING = ("start", "enable", "reenable", *RESTARTING)
"""Verbs of ``systemctl`` after which a unit runs, now or at the next boot."""


DIRECTORIES = frozenset(
    (
        "/etc/kubernetes",
        "/etc/kubernetes/manifests",
        "/etc/systemd/system/kubelet.service.d",
        "/var/lib/kubelet",
    )
)
"""What the packages of a kubelet create, so that a script may write there."""


STEPS = 40_000
"""Commands followed for one script, each way counted."""

SHARE = 1_000
"""The same once all scripts of a run took ``context.STEPS``: few need more."""


def follow_script(
    run: Run, files: FileSystem, context: Context, world: World
) -> Followed:
    """Return what a script leaves behind on a machine."""
    from kubelet_lint.bash.shell import nothing_answers
    from kubelet_lint.bash.simulate import simulate
    from kubelet_lint.vendor.downloads import content_of

    finder = context.finder(run.source or run.name)
    finder.purpose = "script"
    done = simulate(
        world.text(run.script),
        files=files,
        args=tuple(world.text(word) for word in run.args),
        environment={name: world.text(value) for name, value in run.environment},
        name=run.name,
        cwd=run.cwd,
        closed=run.closed,
        optimistic=True,
        shell=run.shell,
        is_program=matters,
        answer=content_of if context.options.vendor_facts else nothing_answers,
        directories=DIRECTORIES,
        repository=lambda path: elsewhere(path, finder),
        steps=min(STEPS, max(SHARE, context.steps)),
    )
    context.steps -= done.steps
    if not run.source.lower().endswith(PAGES):
        # What it sourced or ran is followed already; a page only tells of it.
        context.consumed.update(done.ran)
    text = world.text(run.script)
    lost = () if done.complete else tuple(_lost(text, done.files, done.unknown))
    return Followed(
        done.files,
        (*map(_contained, done.launches), *lost),
        tuple(
            Boot(unit_name(word.display()), service.span, service.verb in RESTARTING)
            for service in done.services
            if service.verb in STARTING
            for word in service.words
        ),
        tuple(
            path for path, entry in done.touched.items() if entry != files.entry(path)
        ),
        tuple(
            (name.chars, value)
            for service in done.services
            if service.verb == "set-environment"
            for name, _, value in (word.partition("=") for word in service.words)
        ),
        tuple(Unfollowed(reason, span) for reason, span in done.unknown),
    )


def _lost(
    text: Text, files: FileSystem, unknown: Iterable[tuple[str, Span | None]]
) -> Iterator[Launch]:
    """Yield the kubelet that a script may start which is not followed to its end.

    Nothing is known of it but that the script names one: silence would read as safe.
    """
    spans = _mentions(text)
    for reason, _ in unknown if spans else ():
        holes = (Text.hole(reason, span, words=True) for span in spans)
        argv = (program("kubelet"), *holes)
        yield Launch(argv, files, span=spans[0], executed=None)


def _mentions(text: Text) -> list[Span | None]:
    """Return where a script tells most of a kubelet, else where it names one first."""
    return _first(text, _TELLING, MENTIONS) or _first(text, _NAMED, 1)


def _first(text: Text, pattern: re.Pattern[str], limit: int) -> list[Span | None]:
    """Return the first places of a pattern, looked for where lines begin."""
    found: list[Span | None] = []
    start = 0
    for line in text.chars.splitlines(keepends=True):
        head = line[:LONGEST_LINE]
        one = pattern.search(head) if _WORTH.search(head) else None
        if one is not None:
            found.append(
                text.span_of(start + one.start("what"), start + one.end("what"))
            )
        if len(found) == limit:
            break
        start += len(line)
    return found


LONGEST_LINE = 240
"""Characters of a line that are looked at."""

_WORTH = re.compile(r"ubelet|AlwaysAllow|--a")
MENTIONS = 12
"""Places told at most of a script that is not followed to its end."""

_TELLING = re.compile(
    r"^(?![ \t]*(?:#|echo\b|log))[^\n]*?(?P<what>"
    r"\bsystemctl\b[^\n;&|]*\b(?:start|restart|enable|reenable)\b[^\n;&|]*\bkubelet\b"
    r"|ExecStart=\S*kubelet\b"
    r"|(?:[>=]|\b(?:tee|sed|cp|mv|install)\b)[^\n(]*/etc/(?:default|sysconfig)/kubelet\b"
    r"|/kubelet\.service(?:\.d/[\w.-]+)?(?!/)\b|\bKubeletConfiguration\b|\bAlwaysAllow\b"
    r"|--(?:authorization-mode|anonymous-auth|authentication-token-webhook)\b"
    r"|(?<![\w-])kubelet[ \t]+(?:--|\\|\$|\"\$))",
)
"""Lines that configure a kubelet or start one."""

_NAMED = re.compile(
    r"^(?![ \t]*#"
    r"|.*\b(?:journalctl|pgrep|grep|logs?|dump|status|is-active|memory|curl)\b)"
    r"[^\n]*?(?<!/var/lib/)(?<!/var/log/)(?P<what>kubelet)\b",
)
"""A line that names one, and does not only look at it."""


def unit_name(name: str) -> str:
    """Return a unit's full name: ``systemctl`` takes a bare one for a service."""
    suffixes = (".service", ".socket", ".target", ".timer", ".path", ".mount", ".slice")
    return name if name.endswith(suffixes) else f"{name}.service"


def matters(argv: tuple[Text, ...]) -> bool:
    """Say whether a started program is a kubelet, or sets one up."""
    if not argv:
        return False
    kubelet = command.find(argv)
    if kubelet is not None:
        return not command.prints(kubelet)
    from kubelet_lint.vendor.programs import PROGRAMS

    inner = command.contained(argv) or argv
    if inner is not argv and is_shell(inner):
        return any("kubelet" in word.chars for word in inner[1:])
    return posixpath.basename(inner[0].chars) in PROGRAMS


def _contained(launch: Launch) -> Launch:
    """Return the start of a shell or a vendor's program without its container."""
    if command.find(launch.argv) is not None:
        return launch
    return launch._replace(argv=command.contained(launch.argv) or launch.argv)


def elsewhere(path: str, finder: RepositoryFinder) -> Entry | None:
    """Return the repository's file that a script means by a path of the machine."""
    found = finder.candidates(path)
    if len(found) != 1:
        return None
    if found[0].folder:
        return Directory()
    document = finder.files.read(found[0].source)
    if document is None:
        return None
    return File(document.text, document.mode, (found[0].assumption,))


def is_shell(argv: tuple[Text, ...]) -> bool:
    """Say whether a program is a shell, which decides what is run."""
    return bool(argv) and posixpath.basename(argv[0].chars) in SHELLS


def follow_shell(launch: Launch, context: Context, world: World) -> Iterator[Launch]:
    """Yield what a shell that a unit starts comes to start."""
    script = _script_of(launch)
    if script is None:
        return
    text, name, args = script
    run = Run(
        text,
        name,
        args,
        tuple(launch.environment.items()),
        launch.cwd,
        launch.span,
        closed=launch.doubt is None,
        shell="sh" if posixpath.basename(launch.argv[0].chars) == "sh" else "bash",
    )
    followed = follow_script(run, launch.files, context, world)
    for launched in followed.launches:
        inner = in_world(launched, world)
        yield inner._replace(
            files=WorldFiles(followed.files, world),
            unit=launch.unit,
            executed=launch.executed,
            refusal=launch.refusal,
            refusal_span=launch.refusal_span,
            span=launch.span or inner.span,
            assumptions=(*launch.assumptions, *inner.assumptions),
        )


def _script_of(launch: Launch) -> tuple[Text, str, tuple[Text, ...]] | None:
    """Return the script a shell runs, its ``$0`` and its arguments."""
    words = list(launch.argv[1:])
    command_string = False
    while words and words[0].chars.startswith(("-", "+")) and len(words[0]) > 1:
        option = words.pop(0).chars
        if option == "--":
            break
        if not option.startswith("--"):
            command_string |= "c" in option
            if option.endswith(("o", "O")) and words:
                words.pop(0)
    if not words:
        return None
    if command_string:
        name = words[1].display() if len(words) > 1 else launch.argv[0].display()
        return words[0], name, tuple(words[2:])
    path = posixpath.join(launch.cwd, words[0].display())
    entry = follow(launch.files, path).entry
    if not isinstance(entry, File):
        return None
    return entry.text, words[0].display(), tuple(words[1:])


def script_file(launch: Launch) -> Launch | None:
    """Return the shell that runs a program which is a script, by its first line."""
    entry = follow(launch.files, launch.executable or launch.argv[0].display()).entry
    if not isinstance(entry, File) or not entry.text.chars.startswith("#!"):
        return None
    line = next(entry.text.lines())[2:].strip()
    words = [word for word in line.split(" ") if word.chars]
    if words and posixpath.basename(words[0].chars) == "env":
        words = words[1:]
    if not words or posixpath.basename(words[0].chars) not in SHELLS:
        return None
    assumptions = (*launch.assumptions, *entry.assumptions)
    return launch._replace(
        argv=(*words, launch.argv[0], *launch.argv[1:]),
        assumptions=assumptions,
    )


__all__ = [
    "Followed",
    "follow_script",
    "follow_shell",
    "is_shell",
    "matters",
    "script_file",
]
