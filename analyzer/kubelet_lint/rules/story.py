"""Tell a finding's story: the layers in their order, and who says what."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kubelet_lint.finding import Step
from kubelet_lint.node.launch import Launch
from kubelet_lint.resolution import Case, Kubelet
from kubelet_lint.rules import condition
from kubelet_lint.rules.place import editable, name
from kubelet_lint.rules.settings import describe
from kubelet_lint.source import Span
from kubelet_lint.value import Assumption, Layer, OneOf, Setting, Unknown


def trace(setting: Setting, decides: Layer | None) -> tuple[Step, ...]:
    """Return every layer in the order applied; ``decides`` is marked."""
    return tuple(
        Step(layer.kind, saying(layer), layer.span, layer is decides)
        for layer in setting.layers
    )


def arguments(launch: Launch) -> Iterator[Step]:
    """Yield where the arguments come from, a step for each line that gives some.

    Told where a default decides: none of these lines says otherwise, and the one that
    was meant to may be among them.
    """
    lines: dict[tuple[str, int], tuple[list[str], Span]] = {}
    for word in launch.argv[1:]:
        span = word.span
        if span is None or span.source.origin != "repository":
            continue
        line = span.source.position(span.start).line
        words, first = lines.setdefault((span.source.path, line), ([], span))
        words.append(word.display())
        lines[(span.source.path, line)] = (words, first)
    for words, span in list(lines.values())[:ARGUMENT_LINES]:
        yield Step("argument", " ".join(words), span)

    yield from _cut_short(launch)


ARGUMENT_LINES = 20
"""Lines of arguments told at most."""

_COMMENT = re.compile(r"[ \t]*\\\r?\n[ \t]*#[^\n]*")


def _cut_short(launch: Launch) -> Iterator[Step]:
    """Yield the comment that ends a command of a script in the midst of its lines.

    A line joined by a backslash to the one before goes on as a comment there: what was
    meant as further arguments is commands of its own. In a unit it would be dropped.
    """
    last = launch.argv[-1].span if launch.unit is None and launch.argv else None
    if last is None:
        return
    found = _COMMENT.match(last.source.content, last.end)
    if found is not None:
        start = last.source.content.index("#", found.start())
        span = Span(last.source, start, found.end())
        yield Step("argument", "the command ends here, at a comment", span)


def naming(launch: Launch) -> Iterator[Step]:
    """Yield the arguments that name the configuration files, where they are written."""
    for number, word in enumerate(launch.argv):
        name, equals, _ = word.chars.partition("=")
        if name not in ("--config", "--config-dir") or not editable(word.span):
            continue
        value = () if equals else launch.argv[number + 1 : number + 2]
        text = " ".join(one.display() for one in (word, *value))
        yield Step("argument", text, word.span)


def spelled_in_parts(launch: Launch, layer: Layer) -> Iterator[Step]:
    """Yield the other places that a deciding argument was put together from."""
    where = layer.span
    if layer.kind != "flag" or where is None:
        return
    line = where.source.position(where.start).line
    for word in launch.argv:
        pieces = [
            (word.chars[start:end], span)
            for start, end, _ in word.pieces()
            if (span := word.span_of(start, end)) is not None
        ]
        if not any(_within(span, where) for _, span in pieces):
            continue
        for chars, span in pieces:
            same = span.source is where.source
            if not (same and span.source.position(span.start).line == line):
                yield Step("argument", chars, span)
        return


def _within(span: Span, other: Span) -> bool:
    return span.source is other.source and other.start <= span.start < other.end


def saying(layer: Layer) -> str:
    """Return what a layer says, and why that is not one value if it is not."""
    text = layer.text
    match layer.value:
        case Unknown(reason) if reason and reason not in text:
            text += f" ({reason})"
        case OneOf(_, reason):
            text += f" ({describe(layer.value)}{': ' if reason else ''}{reason})"
        case _:
            pass
    source = layer.span.source if layer.span else None
    if source and source.origin == "vendor":
        text += f", shipped as {source.path}"
    return text


def written(layer: Layer) -> str:
    """Return a layer with its file, for a sentence."""
    where = f" in {name(layer.span)}" if layer.span else ""
    return f"`{layer.text}`{where}"


def beaten(setting: Setting, by: Layer) -> Layer | None:
    """Return the last layer with another value that ``by`` overrides, if one is."""
    found: Layer | None = None
    for layer in setting.layers:
        if layer is by:
            break
        if layer.kind not in ("default", "unknown") and layer.value != by.value:
            found = layer
    return found


def otherwise(
    path: str, cases: Iterable[Case], among: Sequence[Case]
) -> Iterator[Step]:
    """Yield what a setting is in other cases, one step for each value."""
    values: dict[str, list[Case]] = {}
    for case in cases:
        values.setdefault(_outcome(case.setting(path)), []).append(case)
    for value, same in values.items():
        when = condition.condition(same, among) or "otherwise"
        span = same[0].setting(path).deciding.span
        yield Step("otherwise", f"{value} {when}", span)


def refusals(kubelet: Kubelet) -> Iterator[Step]:
    """Yield why some releases refuse, one step for each reason."""
    reasons: dict[tuple[str, str], list[Case]] = {}
    for case in kubelet.cases:
        if case.refusal:
            key = (case.refusal.by, case.refusal.reason)
            reasons.setdefault(key, []).append(case)
    for (by, reason), cases in reasons.items():
        when = condition.condition(cases, kubelet.cases)
        what = "refuses to start" if by == "kubelet" else "systemd refuses to start it"
        text = f"{what}{' ' if when else ''}{when}: {reason}"
        span = cases[0].refusal.span if cases[0].refusal else None
        yield Step("refusal", text, span)


def _outcome(setting: Setting) -> str:
    value = describe(setting.value)
    if isinstance(setting.value, Unknown):
        return f"{value} ({setting.value.reason})"
    return value


def assumptions(cases: Iterable[Case]) -> tuple[Assumption, ...]:
    """Return the assumptions of the cases, each once, in order."""
    return tuple(dict.fromkeys(one for case in cases for one in case.assumptions))
