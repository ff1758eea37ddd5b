"""The settings in force, written as a configuration file that says the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from json import dumps
from typing import TYPE_CHECKING

from kubelet_lint.definition import Node
from kubelet_lint.options import FailOn, Options

if TYPE_CHECKING:
    from kubelet_lint.config.settings import Settings
    from kubelet_lint.repo.opening import Selection


Value = str | bool | int | None | tuple[str, ...] | Mapping[str, str]


def written(
    options: Options,
    settings: Settings | None,
    selection: Selection,
    fail_on: FailOn,
    baseline: str,
) -> str:
    """Return the settings as TOML, what is not set left out."""
    source = settings.path if settings else ""
    lines = [f"# from {_quoted(source)}" if source else "# no configuration file"]
    for key, value in _settings(options, selection, fail_on, baseline):
        if value not in ((), "", None):
            lines.append(f"{key} = {_value(value)}")
    ignored = tuple((one.pattern, one.rules) for one in options.path_ignores)
    tables: tuple[tuple[str, Sequence[tuple[str, Value]]], ...] = (
        ("severity", options.severity),
        ("per-path-ignores", ignored),
    )
    for name, pairs in tables:
        if pairs:
            lines += ["", f"[{name}]"]
            lines += [f"{_quoted(key)} = {_value(value)}" for key, value in pairs]
    for node in options.nodes:
        lines += ["", "[[node]]", *_node(node)]
    return "".join(f"{line}\n" for line in lines)


def _settings(
    options: Options, selection: Selection, fail_on: FailOn, baseline: str
) -> Iterator[tuple[str, Value]]:
    left_out = (glob.pattern for glob in selection.left_out)
    yield "select", options.select
    yield "ignore", options.ignore
    yield "fail-on", fail_on
    yield "exclude", (*selection.exclude, *left_out)
    yield "default-excludes", selection.default_excludes
    yield "include", selection.include
    yield "kubelet-version", options.kubelet_versions
    yield "systemd-version", options.systemd_version
    yield "image", options.image
    yield "baseline", baseline


def _node(node: Node) -> Iterator[str]:
    pairs: tuple[tuple[str, Value], ...] = (
        ("name", node.name),
        ("paths", node.paths),
        ("files", dict(node.files)),
        ("unit", node.unit),
        ("command", node.command.chars if node.command else ""),
        ("script", node.script),
        ("arguments", tuple(one.chars for one in node.arguments or ())),
        ("environment", {name: value.chars for name, value in node.environment}),
        ("image", node.image),
        ("kubelet-version", node.kubelet_versions),
    )
    for key, value in pairs:
        if value:
            yield f"{key} = {_value(value)}"
    if node.arguments == ():
        yield "arguments = []"


def _value(value: Value) -> str:
    match value:
        case tuple():
            return f"[{', '.join(map(_quoted, value))}]"
        case Mapping():
            pairs = (f"{_quoted(key)} = {_quoted(one)}" for key, one in value.items())
            return f"{{ {', '.join(pairs)} }}"
        case bool():
            return str(value).lower()
        case _:
            return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    """Return a basic string: JSON's escapes are TOML's, but for DEL."""
    return dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
