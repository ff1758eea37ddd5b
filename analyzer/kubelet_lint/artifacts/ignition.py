"""Ignition configs, versions 2 and 3: files, links, units and drop-ins of a machine.

After coreos.github.io/ignition, "Configuration specification". Contents are data URLs,
perhaps compressed; what is fetched from elsewhere is unknown. OpenShift's MachineConfig
holds such a config as ``spec.config``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.cloud_config import UNITS
from kubelet_lint.artifacts.encoded import data_url
from kubelet_lint.node.effect import (
    Boot,
    Document,
    Effect,
    Machine,
    Remove,
    Symlink,
    Unfollowed,
    Write,
)
from kubelet_lint.source import EMPTY, HOLE, Text
from kubelet_lint.vendor.manifest import (
    List,
    Map,
    Value,
    at,
    items_at,
    map_at,
    text_at,
    true_at,
)
from kubelet_lint.yaml.tree import Problem

NAME = "Ignition config"

_JSON = re.compile(r"[{,]\s*\"ignition\"\s*:\s*\{")
_MACHINE_CONFIG = "machineconfiguration.openshift.io/"


def recognizes(document: Document, /) -> bool:
    """Say whether the document is an Ignition config or holds one."""
    chars = document.text.chars
    if chars.lstrip().startswith("{") and _JSON.search(chars):
        return True
    return described.is_kind(document, _MACHINE_CONFIG, "MachineConfig")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the machine that the config sets up."""
    value = described.first(document.text)
    if isinstance(value, Problem):
        yield Unfollowed(f"the config cannot be read: {value.reason}", value.span)
    elif value is not None:
        role = (text_at(value, "kind") or EMPTY).chars == "MachineConfig"
        config = map_at(value, "spec", "config") if role else value
        found = tuple(effects(config, document))
        if found and (not role or any(map(_of_kubelet, found))):
            yield Machine(
                described.name(document),
                found,
                span=described.line(value, "kind") or document.text.span,
                image="openshift" if role else "",
            )


def _of_kubelet(effect: Effect) -> bool:
    return isinstance(effect, (Write, Symlink, Remove)) and "kubelet" in effect.path


def effects(config: Map, document: Document) -> Iterator[Effect]:
    """Yield what a config does to a machine."""
    yield from _merged(config)
    storage = map_at(config, "storage")
    for file in items_at(storage, "files"):
        yield from _file(file, document)
    for link in items_at(storage, "links"):
        path, target = text_at(link, "path"), text_at(link, "target")
        if path is not None and target is not None and HOLE not in path.chars:
            yield Symlink(path.chars, target.chars, path.span)
    for unit in items_at(map_at(config, "systemd"), "units"):
        yield from unit_effects(unit)


def _merged(config: Map) -> Iterator[Effect]:
    inner = map_at(config, "ignition", "config")
    for key in ("merge", "append", "replace"):
        found = at(inner, key)
        for one in found.items if isinstance(found, List) else (found,):
            source = text_at(one, "source")
            if source is not None:
                reason = f"another config is merged: {source.display()[:120]}"
                yield Unfollowed(reason, source.span, anything=True)


def _file(file: Value, document: Document) -> Iterator[Effect]:
    path = text_at(file, "path")
    if path is None or HOLE in path.chars:
        span = path.span if path is not None else None
        yield Unfollowed("a file is written to an unknown path", span, anything=True)
        return
    mode = _mode(text_at(file, "mode"))
    appended = at(file, "append")
    held = map_at(file, "contents")
    if held.members and not (held.members.keys() & {"local", "remote"}):
        text = contents(at(file, "contents"), path, document)
        yield Write(path.chars, text, mode, true_at(file, "append") is True, path.span)
    for more in appended.items if isinstance(appended, List) else ():
        yield Write(path.chars, contents(more, path, document), mode, True, path.span)


def contents(value: Value | None, path: Text, document: Document) -> Text:
    """Return what the contents of a file or unit come to."""
    source = text_at(value, "source")
    if source is None:
        inline = text_at(value, "inline")
        return inline if inline is not None else EMPTY
    packed = (text_at(value, "compression") or EMPTY).chars
    if not source:
        return EMPTY
    return data_url(source, document.path, compression=packed.replace("null", ""))


def _mode(mode: Text | None) -> int:
    """Ignition writes modes in decimal, Butane in YAML's octal."""
    chars = "" if mode is None else mode.chars
    if re.fullmatch(r"0o?[0-7]+", chars):
        return int(chars.replace("o", ""), 8)
    return int(chars) & 0o7777 if chars.isdigit() and len(chars) < 6 else 0o644


def unit_effects(unit: Value) -> Iterator[Effect]:
    """Yield what an entry of ``systemd.units`` does."""
    name = text_at(unit, "name")
    if name is None or HOLE in name.chars:
        span = name.span if name is not None else None
        yield Unfollowed("a unit with an unknown name", span, anything=True)
        return
    path = f"{UNITS}/{name.chars}"
    if true_at(unit, "mask") is True:
        yield Symlink(path, "/dev/null", name.span)
        return
    text = text_at(unit, "contents")
    if text is not None and text:
        yield Write(path, text, span=name.span)
    for dropin in items_at(unit, "dropins"):
        inner, base = text_at(dropin, "contents"), text_at(dropin, "name")
        if inner is not None and base is not None and HOLE not in base.chars:
            yield Write(f"{path}.d/{base.chars}", inner, span=base.span)
    if true_at(unit, "enabled") is True or true_at(unit, "enable") is True:
        yield Boot(name.chars, name.span)
