"""Boot a machine: replay what happens to it, then start its units.

What comes out are the kubelets that one machine starts, each with every way it can
come out (see ``node.world``). A machine that starts none but holds parts of one (a
config file, a drop-in, an environment file) is judged under the launch those parts were
written for, and says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubelet_lint import lone
from kubelet_lint.assemble import Plan
from kubelet_lint.cases import cases, unsure
from kubelet_lint.context import Context, Recording, made
from kubelet_lint.kubelet import command
from kubelet_lint.kubelet.resolve import Outcome, resolve
from kubelet_lint.kubelet.versions import ALL, Version, parse
from kubelet_lint.node.effect import Boot as Asked
from kubelet_lint.node.effect import Fragment, Machine, Start, Write
from kubelet_lint.node.filesystem import File, FileSystem, Missing, Unseen, follow
from kubelet_lint.node.launch import Launch
from kubelet_lint.node.world import World, WorldFiles, explore
from kubelet_lint.options import Options, Question
from kubelet_lint.replay import Replayed, replay
from kubelet_lint.resolution import Kubelet
from kubelet_lint.source import Source, Span, Text, program
from kubelet_lint.start import start
from kubelet_lint.systemd.boot import Boot
from kubelet_lint.systemd.load import units
from kubelet_lint.unread import unread, unused

STEPS = 10_000
"""Commands of a machine's scripts after which its worlds are told apart no more."""

LAUNCHES = 200
"""Starts of kubelets on one machine that are judged; the rest is undecided."""


class Started(NamedTuple):
    """One launch in one world, and what the kubelet makes of it."""

    world: World
    launch: Launch
    outcomes: tuple[Outcome, ...]


def boot(plan: Plan, context: Context) -> Iterator[Kubelet]:
    """Yield the kubelets a machine starts, each once, with all its cases."""
    read: set[str] = set()
    started: list[Started] = []
    before = context.steps
    worlds = explore(
        lambda world: _boot(plan, context, world),
        spent=lambda: before - context.steps > STEPS,
    )
    for _, (found, seen) in worlds:
        started.extend(found)
        read |= seen
    context.consumed.update(read)
    apart: dict[object, list[Started]] = {}
    for one in started:
        apart.setdefault(_identity(one.launch), []).append(one)
    for number, group in enumerate(apart.values()):
        span = _place(plan, group[0].launch)
        if span is not None:  # else it runs as shipped: nothing here is about it
            yield _kubelet(
                plan, group, read, span, first=number == 0, alone=len(apart) == 1
            )


def _identity(launch: Launch) -> object:
    """What makes two launches in two worlds the same kubelet."""
    return launch.unit or (launch.span and (launch.span.source.path, launch.span.start))


def _boot(plan: Plan, context: Context, world: World) -> tuple[list[Started], set[str]]:
    read: set[str] = set()
    return list(_started(plan, context, world, read)), read


def _started(
    plan: Plan, context: Context, world: World, read: set[str]
) -> Iterator[Started]:
    done = replay(plan, context, world)
    # What was written last lies over the files of this world, its choices still open.
    done.files = Recording(WorldFiles(done.files, world), read)
    context.made.update((made(one), one) for one in done.documents)
    found = list(_launches(done, plan, context, world))
    parts = () if found else lone.parts(plan, done, context)
    if not found:
        files = lone.packaged_unit(plan, parts, done, context)
        if files is not None:
            done.files = files
            found = list(_launches(done, plan, context, world))
    if not found:
        found = [own for one in lone.vendor_launches(done) for own in _by_vendor(one)]
    found += lone.config_launches(parts, done.files, read)
    found += lone.argument_launches(parts, done.files, read)
    for launch in _bounded(found) if found else _undecided(done):
        yield _resolved(launch, done, context, world)
    for part in parts:
        if part.kind == "configz":
            yield _captured(part, done, context, world)


def _captured(
    part: Fragment, done: Replayed, context: Context, world: World
) -> Started:
    """Return what a running kubelet said of itself: nothing is left to resolve."""
    from kubelet_lint.kubelet.configz import resolve_configz

    text = part.document.text
    launch = Launch((program("kubelet"),), done.files, span=text.span_of(0, 1))
    return Started(world, launch, (resolve_configz(text, versions(context)),))


def _resolved(
    launch: Launch, done: Replayed, context: Context, world: World
) -> Started:
    done.finder.purpose = "config"
    outcomes = resolve(launch, versions(context))
    if done.lost is not None:
        outcomes = tuple(unsure(outcome, done.lost) for outcome in outcomes)
    return Started(world, launch, outcomes)


def versions(context: Context) -> tuple[Version, ...]:
    """Return the kubelet releases to resolve for."""
    asked = context.options.kubelet_versions
    return tuple(parse(text) for text in asked) if asked else ALL


def _launches(
    done: Replayed, plan: Plan, context: Context, world: World
) -> Iterator[Launch]:
    """Yield the kubelets that units and scripts of the machine start."""
    done.finder.purpose = "environment"
    names = (plan.unit,) if plan.unit else units(done.files)
    started: set[str] = set()
    for name in names:
        files = lone.set_up(done.files, name, context)
        _, booted = start(files, name, context, done.manager)
        started.update(name for _ in booted.launches)
        if not booted.launches and _is_kubelets(name):
            yield from _unseen_start(booted, files, name, plan)
        for launch in booted.launches:
            yield from kubelets_of(launch, context, world)
    for launch in done.launches:
        yield from kubelets_of(
            launch._replace(files=done.files, unit=launch.unit), context, world
        )
    for unit, asked in done.booted.items():
        if _is_kubelets(unit) and not plan.unit and unit not in started:
            yield from _unsupplied(asked, done)


def kubelets_of(
    launch: Launch, context: Context, world: World, *, whole: bool = False
) -> Iterator[Launch]:
    """Yield the kubelets that a started program is, or comes to start.

    ``whole`` says that the machine's files are all there: of a program that is none of
    them systemd starts nothing. Whether a kubelet itself is installed is not judged.
    """
    argv = command.find(launch.argv, launch.executable)
    if argv is not None:
        yield _through_env(launch, argv)
        return
    from kubelet_lint.scripts import follow_shell, is_shell, script_file

    shell = launch if is_shell(launch.argv) else script_file(launch)
    if shell is not None:
        for inner in follow_shell(shell, context, world):
            # A script runs vendors' programs, too: kubeadm is no kubelet.
            own = command.find(inner.argv, inner.executable)
            yield from _by_vendor(inner) if own is None else (inner,)
    elif launch.argv:
        found = list(_by_vendor(launch))
        yield from found or _by_unseen_program(launch, whole=whole)


def _is_kubelets(unit: str | None) -> bool:
    return unit is not None and unit.split(".")[0].split("@")[0] == "kubelet"


def _by_unseen_program(launch: Launch, *, whole: bool) -> Iterator[Launch]:
    """Yield what the kubelet's own unit starts through a program nobody can see."""
    if not _is_kubelets(launch.unit):
        return
    if launch.argv[0].chars in _PLACEHOLDERS:
        if whole:
            return
        reason = "the unit waits for a drop-in that gives its command"
        unknown = Text.hole(reason, launch.argv[0].span, words=True)
        yield launch._replace(argv=(program("kubelet"), unknown), executed=None)
        return
    if command.is_known_other(launch.argv):
        return
    entry = follow(launch.files, launch.executable or "/").entry
    if not isinstance(entry, (Unseen, Missing)) or (
        whole and isinstance(entry, Missing)
    ):
        return
    reason = f"what {launch.argv[0].display()} starts is not in the repository"
    unknown = Text.hole(reason, launch.argv[0].span, words=True)
    yield launch._replace(argv=(program("kubelet"), unknown))


_PLACEHOLDERS = ("/bin/false", "/usr/bin/false", "/bin/true", "/usr/bin/true")
"""What stands in a unit for a command that a drop-in has to give."""


def _unseen_start(
    booted: Boot, files: FileSystem, name: str, plan: Plan
) -> Iterator[Launch]:
    """Yield a start of which nothing is known: a unit that cannot be read whole."""
    span = booted.span or plan.machine.span
    unit = [part for part in plan.fragments if part.kind == "unit"]
    if not unit or (booted.refusal or "").startswith("masked"):
        return
    text = unit[0].document.text
    reason = "no ExecStart= of it can be read in the repository"
    unknown = Text.hole(reason, span or text.span_of(0, 1), words=True)
    yield Launch(
        (program("kubelet"), unknown),
        files,
        span=span or text.span_of(0, 1),
        unit=name,
        executed=None,
    )


def _unsupplied(started: Asked, done: Replayed) -> Iterator[Launch]:
    """Yield the start of a unit that something unseen may have brought."""
    from kubelet_lint.supply import bringer

    unit, span, _ = started
    step = bringer(started, done.files, done.notes)
    if step is not None:
        reason = f"{unit} is not in the repository: {step.reason}"
        unknown = Text.hole(reason, step.span or span, words=True)
        argv = (program("kubelet"), unknown)
        yield Launch(argv, done.files, span=span, unit=unit, executed=None)


def _bounded(found: list[Launch]) -> Iterator[Launch]:
    """Yield the launches that are judged; one that nobody knows stands for the rest."""
    yield from found[:LAUNCHES]
    if len(found) > LAUNCHES:
        over = found[LAUNCHES]
        reason = f"more than {LAUNCHES} kubelets are started on this machine"
        unknown = Text.hole(reason, over.span, words=True)
        yield over._replace(argv=(program("kubelet"), unknown))


def _undecided(done: Replayed) -> Iterator[Launch]:
    """Yield a start of which nothing is known, by a step that may have been taken."""
    step = next((note for note in done.notes if note.starts), None)
    if step is not None:
        unknown = Text.hole(step.reason, step.span, words=True)
        argv = (program("kubelet"), unknown)
        yield Launch(argv, done.files, span=step.span, executed=None)


def _through_env(launch: Launch, argv: tuple[Text, ...]) -> Launch:
    """Return the kubelet's launch, with what ``env K=V`` in front of it sets."""
    before = launch.argv[: len(launch.argv) - len(argv)]
    environment = dict(launch.environment)
    if before and command.base(before[0]) == "env":
        if any(word.chars in ("-i", "-", "--ignore-environment") for word in before):
            environment.clear()
        for word in before[1:]:
            name, equals, value = word.partition("=")
            if equals.chars and name.chars.isidentifier():
                environment[name.chars] = value
    return launch._replace(argv=argv, environment=environment)


def _by_vendor(launch: Launch) -> Iterator[Launch]:
    """Yield the kubelets that a vendor's program starts, such as ``k3s server``."""
    from kubelet_lint.node.machine import Overlay
    from kubelet_lint.vendor.programs import effects_of

    found = effects_of(launch)
    files = launch.files
    for effect in found.effects if found else ():
        if isinstance(effect, Write) and not effect.append:
            entry = File(effect.text, effect.mode, effect.assumptions)
            files = Overlay(files, {effect.path: entry})
        elif isinstance(effect, Start):
            said = (*launch.assumptions, *effect.assumptions)
            yield launch._replace(argv=effect.argv, files=files, assumptions=said)


def _place(plan: Plan, launch: Launch) -> Span | None:
    """Return what of the repository starts a kubelet, or has a part in it."""
    words = (word.span for word in launch.argv)
    parts = (_start_of(part.document.text.span) for part in plan.fragments)
    spans = (launch.span, plan.machine.span, *words)
    return next(filter(None, (*map(_repository_span, spans), *parts)), None)


def _kubelet(
    plan: Plan,
    group: list[Started],
    read: set[str],
    span: Span,
    *,
    first: bool,
    alone: bool,
) -> Kubelet:
    launch = group[0].launch
    name = plan.machine.name if alone else f"{plan.machine.name}#{_title(launch)}"
    idle = list(unused(launch, plan.fragments)) if len(group) == 1 else []
    if first and not plan.lone:
        idle += unread(plan.fragments, read)
    return Kubelet(
        node=name,
        span=span,
        cases=cases(plan, [(s.world, s.launch, s.outcomes) for s in group]),
        unread=tuple(idle),
        writer=plan.machine.writer or lone.writer(group[0].launch),
        doubt=plan.machine.doubt or lone.awaiting(plan, launch),
        captured=plan.machine.captured
        or any(part.kind == "configz" for part in plan.fragments),
    )


def _title(launch: Launch) -> str:
    if launch.unit:
        return launch.unit
    span = _repository_span(launch.span)
    return f"line {span.source.position(span.start).line}" if span else "start"


def _repository_span(span: Span | None) -> Span | None:
    if span is None:
        return None
    outer = span.outermost
    return outer if outer.source.origin == "repository" else None


def _start_of(span: Span | None) -> Span | None:
    found = _repository_span(span)
    return None if found is None else Span(found.source, found.start, found.start + 1)


def boot_root(question: Question, options: Options) -> Iterator[Kubelet]:
    """Yield the kubelets of a node given by its root: nothing is assumed of it."""
    files = question.root
    assert files is not None, "only asked with a root"
    context = Context(NoFiles(), {}, options)
    world = World((), closed=True)
    manager = {name: program(value) for name, value in question.environment}
    names = (question.unit,) if question.unit else units(files)
    for name in names:
        _, booted = start(
            files, name, context, manager, hooks=frozenset(), placeholders=False
        )
        for launch in booted.launches:
            for found in kubelets_of(launch, context, world, whole=True):
                yield _of_root(found, name, context)


def command_line(question: Question, options: Options) -> Kubelet:
    """Resolve one command line on a node given by its root."""
    assert question.root is not None, "only asked with a root"
    argv = tuple(
        Source("command line", word, origin="command line").text() or program(word)
        for word in question.command
    )
    launch = Launch(
        argv,
        question.root,
        question.command[0],
        {name: program(value) for name, value in question.environment},
        cwd=question.cwd,
        span=argv[0].span,
    )
    return _of_root(launch, "command line", Context(NoFiles(), {}, options))


def _of_root(launch: Launch, name: str, context: Context) -> Kubelet:
    span = launch.span or Span(Source(name, "", origin="program"), 0, 0)
    machine = Machine(name, ())
    outcomes = resolve(launch, versions(context))
    world = World((), closed=True)
    return Kubelet(name, span, cases(Plan(machine, ()), [(world, launch, outcomes)]))


class NoFiles:
    """The repository of a node that is given by its root: none."""

    def read(self, path: str) -> None:
        """Return no file."""

    def below(self, folder: str) -> tuple[str, ...]:
        """Return no paths."""
        return ()

    def suffix(self, path: str) -> tuple[str, ...]:
        """Return no paths."""
        return ()
