"""``resolve`` for people: each kubelet at a glance, its winners marked."""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.report.base import Style
from kubelet_lint.report.chain import chain
from kubelet_lint.report.launches import Started, launches
from kubelet_lint.report.location import locate
from kubelet_lint.report.paint import Paint
from kubelet_lint.resolution import Report
from kubelet_lint.rules.condition import versions
from kubelet_lint.rules.settings import JUDGED, describe
from kubelet_lint.rules.story import trace
from kubelet_lint.value import Setting, Unknown, Value

FIRST = (*(one.path for one in JUDGED), "readOnlyPort")
"""The settings that decide who may do what, always shown first."""

PREFIXES = ("authentication.", "authorization.")

LOST = "unknown: how the kubelet is started could not be followed"

COLUMN = 34
"""Where values start."""


def write(report: Report, style: Style) -> str:
    """Return a picture of every launch."""
    paint = Paint(style)
    lines: list[str] = []
    for kubelet in report.kubelets:
        for one in launches(kubelet):
            lines += _launch(one, paint)
            lines.append("")
        if not kubelet.cases:
            lines += [paint("bold", paint.plain(kubelet.node)), f"  {LOST}", ""]
    if not report.kubelets:
        lines += ["No kubelet found.", ""]
    return (
        "".join(f"{line}\n".replace(" \n", "\n") for line in lines).rstrip("\n") + "\n"
    )


def _launch(started: Started, paint: Paint) -> Iterator[str]:
    yield _head(started, paint)
    yield from _command(started, paint)
    yield from _outcome(started, paint)
    yield ""
    shown, rest = _chosen(started, paint)
    for path in shown:
        yield from _setting(started, path, paint)
    if rest:
        yield paint("dim", f"  {rest} other settings; -v shows those that are set.")


def _head(started: Started, paint: Paint) -> str:
    case = started.shown
    name = paint("bold", paint.plain(started.kubelet.node))
    unit = case.launch.unit
    known = started.versions
    notes = [unit] if unit and unit not in started.kubelet.node else []
    if known:
        span = known[0] if len(known) == 1 else f"{known[0]} to {known[-1]}"
        notes.append(f"kubelet {span}")
    notes += case.circumstances
    return name + paint("dim", f"  {paint.plain(', '.join(notes))}" if notes else "")


def _command(started: Started, paint: Paint) -> Iterator[str]:
    """Yield the argument vector, one flag a line with the value it takes."""
    launch = started.shown.launch
    place = locate(launch.span)
    argv = [paint.plain(argument.display()) for argument in launch.argv]
    program = paint.plain(launch.executable) or (argv[0] if argv else "kubelet")
    yield f"  {program}" + (
        f"  {paint('dim', paint.plain(str(place)))}" if place else ""
    )
    line = ""
    for argument in argv[1:]:
        if argument.startswith("-") or not line or "=" in line:
            if line:
                yield line
            line = f"    {argument or repr('')}"
        else:
            line += f" {argument or repr('')}"
    if line:
        yield line


def _outcome(started: Started, paint: Paint) -> Iterator[str]:
    case = started.shown
    if case.refusal:
        yield f"  {paint('error', 'refused')} by {case.refusal.by}: " + paint.plain(
            case.refusal.reason
        )
    else:
        yield from _refused(started, paint)
    if case.launch.executed is None:
        yield f"  {paint('open', 'may not run')}: the node decides"
    for assumption in case.assumptions:
        yield f"  {paint('dim', 'assumed')}: {paint.plain(assumption.text)}"


def _refused(started: Started, paint: Paint) -> Iterator[str]:
    reasons: dict[str, list[str]] = {}
    for version, one in started.by_version():
        if one.refusal:
            reasons.setdefault(one.refusal.reason, []).append(version)
    for reason, releases in reasons.items():
        when = versions(releases, started.cases)
        yield f"  {paint('warning', 'refused')} {when}: {paint.plain(reason)}"


def _chosen(started: Started, paint: Paint) -> tuple[list[str], int]:
    """Return the settings to show, and how many stay hidden."""
    first = [path for path in FIRST if path in started.paths]
    others = [path for path in started.paths if path not in first]
    related = [path for path in others if path.startswith(PREFIXES)]
    rest = [path for path in others if path not in related]
    match paint.style.verbosity:
        case 0 | -1:
            related = [path for path in related if started.setting(path).written]
            return first + related, len(rest)
        case 1:
            written = [path for path in rest if started.setting(path).written]
            return first + related + written, len(rest) - len(written)
        case _:
            return first + related + rest, 0


def _setting(started: Started, path: str, paint: Paint) -> Iterator[str]:
    name = path
    for setting, when in _outcomes(started, path):
        yield f"  {name:{COLUMN}}  {_value(path, setting.value, paint)}{when}"
        decides = None if isinstance(setting.value, Unknown) else setting.deciding
        for line in chain(trace(setting, decides), paint):
            yield f"    {line}"
        name = ""
    yield ""


def _outcomes(started: Started, path: str) -> Iterator[tuple[Setting, str]]:
    """Yield a setting once, or once for each value that releases come to."""
    if started.agrees(path):
        yield started.setting(path), ""
        return
    found: dict[str, tuple[Setting, list[str]]] = {}
    for version, one in started.by_version():
        setting = one.setting(path)
        if not one.refusal:
            found.setdefault(repr(setting.value), (setting, []))[1].append(version)
    for setting, releases in found.values():
        yield setting, f" {versions(releases, started.cases)}"


def _value(path: str, value: Value, paint: Paint) -> str:
    text = paint.plain(describe(value))
    if isinstance(value, Unknown):
        return f"{paint('open', text)} ({paint.plain(value.reason)})"
    judged = next((one for one in JUDGED if one.path == path), None)
    if judged is None:
        return paint("bold", text)
    return paint("error" if judged.possible(value) else "good", text)
