"""Apply the kubelet's layers in the kubelet's own order.

The order is that of ``NewKubeletCommand`` in cmd/kubelet/app/server.go: parse the flags
over the legacy defaults; when ``--config`` names a file, start again from that file and
the v1beta1 defaults; merge the ``--config-dir`` drop-ins; parse the flags a second time,
so that they win wherever they stand; validate.

So a default is not one value: ``authorization.mode`` is AlwaysAllow on a kubelet started
by flags alone and Webhook on the same kubelet started with ``--config``.

A launch that would be refused is resolved all the same, as far as it can be read: what
was meant still shows.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass, field

from kubelet_lint.kubelet import dropins, pflag, refusal
from kubelet_lint.kubelet.configfile import Loaded, Refused, Result, load
from kubelet_lint.kubelet.defaults import (
    LEGACY,
    V1BETA1,
    WITH_CONFIG,
    WITHOUT_CONFIG,
    common,
    default,
)
from kubelet_lint.kubelet.flagged import apply
from kubelet_lint.kubelet.history import History, is_zero
from kubelet_lint.kubelet.pflag import Argument
from kubelet_lint.kubelet.refusal import Refusal
from kubelet_lint.kubelet.versions import ALL, Version
from kubelet_lint.node.filesystem import (
    Directory,
    File,
    Missing,
    Unreadable,
    Unseen,
    follow,
)
from kubelet_lint.node.launch import Launch
from kubelet_lint.source import HOLE, Span, Text
from kubelet_lint.value import Assumption, Known, Layer, Setting, Unknown

__all__ = ["Outcome", "Refusal", "resolve"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a launch comes to, in some releases."""

    versions: tuple[Version, ...]
    settings: Mapping[str, Setting]
    """By JSON path; a flag without a field by its name."""
    refusal: Refusal | None = None
    """Why the kubelet would exit instead of serving, if it would."""
    assumptions: tuple[Assumption, ...] = ()
    undetermined: str | None = None
    """Why it can't be said whether it starts."""
    lenient: tuple[tuple[str, Span | None], ...] = ()
    """Fields of the file that are ignored, with a warning in the kubelet's log."""
    read: tuple[str, ...] = ()
    """The files read, by their paths on the node."""


@dataclass(slots=True)
class _Run:
    """One kubelet in one release, while its layers are applied."""

    launch: Launch
    version: Version
    history: History = field(default_factory=History)
    refusal: Refusal | None = None
    undetermined: str | None = None
    config: bool = False
    kind: Span | None = None
    assumptions: list[Assumption] = field(default_factory=list[Assumption])
    lenient: list[tuple[str, Span | None]] = field(
        default_factory=list["tuple[str, Span | None]"]
    )
    read: list[str] = field(default_factory=list[str])

    def refuse(
        self, reason: str, span: Span | None, *, undecided: bool = False
    ) -> None:
        """Note the first reason to exit; what is undecided is only a doubt."""
        if self.refusal is not None or self.undetermined is not None:
            return
        if undecided:
            self.undetermined = reason
        else:
            self.refusal = Refusal(reason, span)


def resolve(launch: Launch, versions: tuple[Version, ...] = ALL) -> tuple[Outcome, ...]:
    """Resolve every setting of one launch.

    Returns:
        One outcome for each group of releases in which the launch comes to the same. A
        layer that cannot be read, such as a ``--config`` file the repository does not
        hold, contributes ``Unknown``: it is never treated as empty.
    """
    arguments = pflag.parse(launch.argv)
    loaded: dict[str, Result] = {}
    groups: dict[object, list[Version]] = {}
    for version in versions:
        groups.setdefault(_behaviour(arguments, version), []).append(version)
    return tuple(
        _resolve(launch, arguments, tuple(group), loaded) for group in groups.values()
    )


def _behaviour(arguments: tuple[Argument, ...], version: Version) -> object:
    """Return what makes a difference between releases for this command line."""
    limited = tuple(
        argument.refused(version)
        for argument in arguments
        if argument.flag is not None
        and (argument.flag.first, argument.flag.last) != (24, 37)
    )
    flags = {argument.flag.name for argument in arguments if argument.flag}
    return (
        limited,
        dropins.family(version) if "config-dir" in flags else "",
        version.minor == 29 and "config-dir" in flags,
        version.minor == 24 and "seccomp-default" in flags,
    )


def _resolve(
    launch: Launch,
    arguments: tuple[Argument, ...],
    versions: tuple[Version, ...],
    loaded: dict[str, Result],
) -> Outcome:
    run = _Run(launch, versions[-1])
    _parse(run, arguments)
    flagged = History()
    apply(flagged, arguments, run.version)
    _config(run, arguments, loaded)
    if not run.config:
        run.history = flagged.copy()
    merged = _config_dir(run, arguments)
    if run.config or merged:
        apply(run.history, arguments, run.version)
    settings = run.history.settings(_defaults(run, arguments))
    _seccomp(settings)
    if run.refusal is None and run.undetermined is None:
        _judge(run, settings, arguments)
    return Outcome(
        versions,
        settings,
        run.refusal,
        tuple(run.assumptions),
        run.undetermined,
        tuple(run.lenient),
        tuple(run.read),
    )


# --- 1. to 3. the command line --------------------------------------------------------


def _parse(run: _Run, arguments: tuple[Argument, ...]) -> None:
    for argument in arguments:
        reason = argument.refused(run.version)
        if reason and argument.kind != "positional":
            run.refuse(reason, argument.text.span)
    for argument in arguments:
        if argument.kind == "positional":
            run.refuse(argument.error, argument.text.span)
    for argument in arguments:
        name = argument.flag.name if argument.flag else ""
        if name == "help" and pflag.is_true(argument) is not False:
            run.refuse("--help prints the usage and exits", argument.text.span)
        if name == "version" and _prints_version(argument):
            run.refuse("--version prints the version and exits", argument.text.span)


def _prints_version(argument: Argument) -> bool:
    value = argument.value
    return value is None or value.chars not in (
        "false",
        "f",
        "F",
        "0",
        "False",
        "FALSE",
    )


# --- 7. --config ----------------------------------------------------------------------


def _last(arguments: tuple[Argument, ...], name: str, version: Version) -> Text | None:
    """Return the value of the last flag of a name, None if it is not given."""
    found: Text | None = None
    for argument in arguments:
        if (
            argument.flag is not None
            and argument.flag.name == name
            and argument.value is not None
            and not argument.refused(version)
        ):
            found = argument.value
    return found


def _config(
    run: _Run, arguments: tuple[Argument, ...], loaded: dict[str, Result]
) -> None:
    value = _last(arguments, "config", run.version)
    if value is None or not value.chars:
        return
    run.config = True
    if HOLE in value.chars:
        lost = next(iter(value.holes()))
        reason = getattr(lost, "reason", "") or "the path is not known"
        _unseen(run, Unknown(reason, value.span), value)
        return
    path = posixpath.normpath(posixpath.join(run.launch.cwd, value.chars))
    entry = follow(run.launch.files, path).entry
    if isinstance(entry, File):
        run.read.append(path)
        run.assumptions.extend(entry.assumptions)
        result = loaded.get(path)
        if result is None:
            result = loaded[path] = load(entry.text)
        _loaded(run, result, value)
        return
    if isinstance(entry, Unseen):
        _unseen(run, Unknown(entry.reason, value.span), value)
        return
    reasons = {Missing: "no such file or directory", Directory: "is a directory"}
    why = reasons.get(type(entry), "cannot be read")
    if isinstance(entry, Unreadable):
        why = entry.reason
    run.refuse(f"failed to load kubelet config file {path}: {why}", value.span)
    # What it would have said is not known: the defaults are no answer.
    _unseen(run, Unknown(f"{path}: {why}", value.span), value, doubt=False)


def _unseen(run: _Run, lost: Unknown, value: Text, *, doubt: bool = True) -> None:
    text = f"--config={value.display()}"
    run.history.add_everywhere(Layer("config", lost, text, value.span))
    flags = common().keys() - _config_fields()
    for path in flags:
        run.history.layers.pop(path, None)
    if doubt:
        run.refuse(lost.reason, lost.span, undecided=True)


def _config_fields() -> set[str]:
    from kubelet_lint.kubelet.flag_table import FLAGS

    return {flag.path for flag in FLAGS.values() if flag.path} | {*V1BETA1}


def _loaded(run: _Run, result: Result, value: Text) -> None:
    if isinstance(result, Refused):
        path = value.display()
        reason = f"failed to load kubelet config file {path}: {result.reason}"
        span = result.span or value.span
        run.refuse(reason, span, undecided=result.undecided)
        lost = Unknown(result.reason, span)
        _unseen(run, lost, value, doubt=False)
        return
    run.kind = result.kind
    for wrong in result.decoded.wrong:
        if wrong.first <= run.version.minor:
            reason = f"failed to load kubelet config file: {wrong.reason}"
            run.refuse(reason, wrong.span)
    run.lenient.extend(result.decoded.unknown)
    run.lenient.extend(result.duplicates)
    _apply_file(run, result)


def _apply_file(run: _Run, result: Loaded) -> None:
    for leaf in result.decoded.leaves:
        paths = [leaf.path]
        if leaf.path.endswith("."):
            paths = list(run.history.below(leaf.path))
        for path in paths:
            value = leaf.value
            unset = value is None or is_zero(value)
            if unset and path not in run.history.layers and not leaf.beaten:
                continue
            if unset:
                value = Known(default(path, run.version, config=True))
            assert value is not None, "an unset value is the default"
            run.history.add(path, Layer("config", value, leaf.text, leaf.span))
    for prefix, lost in result.decoded.open:
        for path in {*common(), *run.history.layers} & _config_fields():
            if path.startswith(prefix) and path not in run.history.layers:
                run.history.add(path, Layer("unknown", lost, lost.reason, lost.span))


# --- 8. --config-dir ------------------------------------------------------------------


def _config_dir(run: _Run, arguments: tuple[Argument, ...]) -> bool:
    value = _last(arguments, "config-dir", run.version)
    if value is None or not value.chars:
        return False
    if HOLE in value.chars:
        lost = Unknown("the directory of drop-ins is not known", value.span)
        run.history.add_everywhere(
            Layer("config-dir", lost, f"--config-dir={value.display()}", value.span)
        )
        return True
    if run.version.minor in (28, 29) and dropins.ALPHA not in run.launch.environment:
        if run.launch.doubt is not None:
            run.refuse(run.launch.doubt.reason, value.span, undecided=True)
        else:
            reason = f"environment variable {dropins.ALPHA} not set"
            run.refuse(f"{reason}, cannot start kubelet with --config-dir", value.span)
    for dropin in dropins.walk(run.launch.files, value.chars, run.launch.cwd):
        run.read.append(dropin.path)
        run.assumptions.extend(dropin.assumptions)
        wrong = dropins.merge(run.history, dropin, run.version)
        if wrong is not None:
            span = wrong.span or value.span
            run.refuse(wrong.reason, span, undecided=wrong.undecided)
    return True


# --- defaults, and the end ------------------------------------------------------------


def _defaults(run: _Run, arguments: tuple[Argument, ...]) -> dict[str, Layer]:
    text = WITH_CONFIG if run.config else WITHOUT_CONFIG
    span = (run.kind if run.config else None) or run.launch.span
    del arguments
    found: dict[str, Layer] = {}
    for path in {**common(), **LEGACY}:
        value = default(path, run.version, config=run.config)
        found[path] = Layer("default", Known(value), text, span)
    return found


def _seccomp(settings: dict[str, Setting]) -> None:
    """``--seccomp-default`` and the field are joined by OR (server.go)."""
    setting = settings.get("seccompDefault")
    if setting is None:
        return
    on = [layer for layer in setting.layers if layer.value == Known(True)]
    if on and setting.value != Known(True):
        rest = tuple(layer for layer in setting.layers if layer is not on[-1])
        settings["seccompDefault"] = Setting(setting.path, (*rest, on[-1]))


def _judge(
    run: _Run, settings: dict[str, Setting], arguments: tuple[Argument, ...]
) -> None:
    found = refusal.check(settings, run.version)
    if found is not None:
        run.refuse(found.reason, found.span)
    for argument in arguments:
        if argument.kind == "unseen" and argument.value is not None:
            run.refuse("not every argument is known", argument.span, undecided=True)
