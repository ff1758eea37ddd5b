"""``--config-dir``: which files are read, and what each changes, release by release.

Follows ``mergeKubeletConfigurations`` of ``cmd/kubelet/app/server.go``. The walk is
``filepath.WalkDir`` in every release; how a drop-in is merged changed three times:

* 1.28: each drop-in gets v1beta1's defaults of its own, and whatever is not zero then
  overrides (``mergo.WithOverride``);
* 1.29 to 1.31: a JSON merge patch on the internal object, whose names match in any
  case; nothing is defaulted afterwards;
* 1.32 on: a JSON merge patch on the v1beta1 object, defaulted afterwards.

1.28 and 1.29 start with drop-ins only if an environment variable is set.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Literal, NamedTuple

from kubelet_lint.kubelet.configfile import Loaded, Refused, load
from kubelet_lint.kubelet.decode import Decoded, Leaf, decode, leaf_of
from kubelet_lint.kubelet.defaults import default
from kubelet_lint.kubelet.fields import FIELDS
from kubelet_lint.kubelet.history import History, is_zero, known
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.node.filesystem import (
    Directory,
    Entry,
    File,
    FileSystem,
    Link,
    Missing,
    Unseen,
    follow,
    lookup,
)
from kubelet_lint.source import Span, Text
from kubelet_lint.value import Assumption, Json, Known, Layer, Unknown, Value
from kubelet_lint.yaml.tree import Mapping, Scalar

ALPHA = "KUBELET_CONFIG_DROPIN_DIR_ALPHA"
"""The variable that 1.28 and 1.29 ask for."""

Family = Literal["absent", "mergo", "internal", "v1beta1"]


def family(version: Version) -> Family:
    """Return how a release merges drop-ins."""
    if version.minor < 28:
        return "absent"
    if version.minor == 28:
        return "mergo"
    return "internal" if version.minor < 32 else "v1beta1"


class Dropin(NamedTuple):
    """One file that is read, or why the walk ends there."""

    path: str
    text: Text | None
    error: str = ""
    undecided: bool = False
    assumptions: tuple[Assumption, ...] = ()


def walk(files: FileSystem, path: str, cwd: str) -> Iterator[Dropin]:
    """Yield the drop-ins in the order they are merged.

    The directory itself is not followed if it is a link, unless it is written with a
    ``/`` at its end; links to files are.
    """
    whole = posixpath.join(cwd, path)
    root = lookup(files, whole)
    if isinstance(root.entry, Link) and whole.endswith(("/", "/.")):
        root = follow(files, whole)
    if isinstance(root.entry, Missing):
        yield Dropin(whole, None, f"lstat {whole}: no such file or directory")
        return
    yield from _walk(files, root.path, root.entry)


def _walk(files: FileSystem, path: str, entry: Entry) -> Iterator[Dropin]:
    pending: list[tuple[str, Entry]] = [(path, entry)]
    while pending:
        at, entry = pending.pop()
        if isinstance(entry, Directory):
            names = reversed(files.names(at))
            pending.extend(_child(files, at, name) for name in names)
        elif isinstance(entry, Unseen):
            yield Dropin(at, None, entry.reason, undecided=True)
        elif posixpath.basename(at).endswith(".conf"):
            yield _read(files, at)


def _child(files: FileSystem, folder: str, name: str) -> tuple[str, Entry]:
    path = posixpath.join(folder, name)
    return path, files.entry(path)


def _read(files: FileSystem, path: str) -> Dropin:
    entry = follow(files, path).entry
    if isinstance(entry, File):
        return Dropin(path, entry.text, assumptions=entry.assumptions)
    if isinstance(entry, Unseen):
        return Dropin(path, None, entry.reason, undecided=True)
    reasons = {Directory: "is a directory", Missing: "no such file or directory"}
    reason = reasons.get(type(entry), "cannot be read")
    return Dropin(path, None, f"open {path}: {reason}")


def merge(history: History, dropin: Dropin, version: Version) -> Refused | None:
    """Apply one drop-in; return why the kubelet exits, if it does."""
    if dropin.text is None:
        reason = f"failed to merge kubelet configs: {dropin.error}"
        if dropin.undecided:
            lost = Unknown(dropin.error)
            history.add_everywhere(Layer("config-dir", lost, dropin.path))
        return Refused(reason, None, dropin.undecided)
    loaded = load(dropin.text)
    kind = family(version)
    if isinstance(loaded, Refused):
        loaded = _forgiven(loaded, dropin.text, kind)
    if isinstance(loaded, Refused):
        if loaded.undecided:
            lost = Unknown(loaded.reason, loaded.span)
            history.add_everywhere(Layer("config-dir", lost, dropin.path))
        return loaded
    return _apply(history, loaded, version, kind)


def _forgiven(refused: Refused, text: Text, kind: Family) -> Loaded | Refused:
    """1.29 to 1.31 take a drop-in of any kind, if only it has one."""
    if kind != "internal":
        return refused
    from kubelet_lint.kubelet.configfile import named, parse
    from kubelet_lint.yaml import json as json_reader
    from kubelet_lint.yaml.value import duplicates

    root = parse(text)
    json = json_reader.is_json(text.chars)
    if not isinstance(root, Mapping) or not named(root, "kind", json=json)[0]:
        return refused
    decoded = decode(root, json=json)
    return Loaded(decoded, tuple(duplicates(root)), root.span, root, json)


def _apply(
    history: History, loaded: Loaded, version: Version, kind: Family
) -> Refused | None:
    decoded = loaded.decoded if kind == "mergo" else decode(loaded.root, json=False)
    if kind == "mergo":
        _override(history, decoded, version)
        return _wrong(decoded, version)
    if loaded.duplicates:
        name, span = loaded.duplicates[0]
        return Refused(f'strict decoding error: key "{name}" already set in map', span)
    if kind == "v1beta1" and not _exact(loaded.root):
        return Refused("Object 'Kind' is missing", loaded.kind)
    variants = Decoded()
    _patch(history, decoded, version, kind)
    _variants(loaded.root, "", "", variants, kind, history)
    _patch(history, variants, version, kind)
    return _wrong(decoded, version) or _wrong(variants, version)


def _exact(root: Mapping) -> bool:
    names = {key.value for key, _ in root.entries if isinstance(key, Scalar)}
    return {"kind", "apiVersion"} <= names or bool(root.holes)


def _wrong(decoded: Decoded, version: Version) -> Refused | None:
    for wrong in decoded.wrong:
        if wrong.first <= version.minor:
            return Refused(f"failed to unmarshal: {wrong.reason}", wrong.span)
    return None


# --- 1.28 -----------------------------------------------------------------------------


def _override(history: History, decoded: Decoded, version: Version) -> None:
    said: dict[str, Leaf] = {
        leaf.path: leaf for leaf in decoded.leaves if not leaf.beaten
    }
    for prefix, lost in decoded.open:
        history.add_everywhere(Layer("unknown", lost, lost.reason), prefix)
    for path in {*history.layers, *said, *_filled(version)}:
        leaf = said.get(path)
        value = leaf.value if leaf is not None else None
        if isinstance(value, Unknown):
            history.add(path, _layer(leaf, value))
            continue
        unset = value is None or is_zero(value)
        final: Json = (
            default(path, version, config=True) if unset else value.value  # type: ignore[union-attr]
        )
        if final in (False, 0, "", "0s", None, [], {}):
            continue
        text = leaf.text if leaf and not unset else "default filled into the drop-in"
        if leaf is not None or known(history.value(path)) != final:
            span = leaf.span if leaf else _first(decoded)
            history.add(path, Layer("config-dir", Known(final), text, span))


def _filled(version: Version) -> tuple[str, ...]:
    del version
    return ("authorization.mode", "authentication.webhook.enabled")


def _first(decoded: Decoded) -> Span | None:
    return next((leaf.span for leaf in decoded.leaves), None)


# --- 1.29 on --------------------------------------------------------------------------


def _patch(history: History, decoded: Decoded, version: Version, kind: Family) -> None:
    for prefix, lost in decoded.open:
        history.add_everywhere(Layer("unknown", lost, lost.reason), prefix)
    for leaf in decoded.leaves:
        _set(history, leaf, version, kind)


def _set(history: History, leaf: Leaf, version: Version, kind: Family) -> None:
    value = leaf.value
    if value is None and kind == "internal":
        return
    paths = list(history.below(leaf.path)) if leaf.path.endswith(".") else [leaf.path]
    if leaf.path.endswith("."):
        judged = [path for path in FIELDS if path.startswith(leaf.path)]
        paths = list(dict.fromkeys((*paths, *judged)))
    for path in paths:
        if FIELDS.get(path) == "object" or "[" in path or "{" in path:
            continue
        history.add(path, _layer(leaf, _defaulted(path, value, version, kind)))
        (history.deleted.add if value is None else history.deleted.discard)(path)


def _defaulted(path: str, value: Value | None, version: Version, kind: Family) -> Value:
    if value is None or (kind == "v1beta1" and is_zero(value)):
        return Known(default(path, version, config=True))
    return value


def _layer(leaf: Leaf | None, value: Value) -> Layer:
    assert leaf is not None, "a value comes from a leaf"
    return Layer("config-dir", value, leaf.text, leaf.span)


def _variants(
    node: Mapping,
    prefix: str,
    written: str,
    found: Decoded,
    kind: Family,
    history: History,
) -> None:
    """Find names that match a field only in another case, and win all the same.

    encoding/json, which reads the merged object, matches names in any case and takes
    members in their sorted order: the last one wins.
    """
    for key, value in node.entries:
        if not isinstance(key, Scalar):
            continue
        path = _folded().get((prefix + key.value).lower())
        if path is None:
            continue
        exact = written + key.value == path
        if isinstance(value, Mapping) and FIELDS[path] == "object":
            below = f"{written}{key.value}."
            _variants(value, f"{path}.", below, found, kind, history)
        elif not exact and _wins(written + key.value, path, kind, history):
            leaf_of(key, value, path, found)


def _wins(written: str, path: str, kind: Family, history: History) -> bool:
    """Say whether a name in another case is decoded after the real one."""
    for said, real in zip(written.split("."), path.split("."), strict=True):
        name = _go_name(real) if kind == "internal" else real
        if said != name:
            return said > name or not _carried(path, kind, history)
    return True


_CARRIED = (
    "authentication.anonymous.enabled",
    "authentication.webhook.enabled",
    "authentication.webhook.cacheTTL",
    "authorization.mode",
    "authorization.webhook.cacheAuthorizedTTL",
    "authorization.webhook.cacheUnauthorizedTTL",
)
"""Fields that the marshalled object always has; others only if they are not zero."""


def _carried(path: str, kind: Family, history: History) -> bool:
    """Say whether the object merged into has a field under its real name."""
    if kind == "internal":
        return True
    if path in history.deleted:
        return False
    value = history.value(path)
    zero = value is None or (isinstance(value, Known) and not value.value)
    return path in _CARRIED or not (zero or is_zero(value or Known(None)))


_ACRONYMS = (("tls", "TLS"), ("cpu", "CPU"), ("iptables", "IPTables"), ("oom", "OOM"))


def _go_name(name: str) -> str:
    for prefix, spelled in _ACRONYMS:
        if name.startswith(prefix):
            return spelled + name[len(prefix) :]
    return name[:1].upper() + name[1:]


_FOLDED: dict[str, str] = {}


def _folded() -> dict[str, str]:
    if not _FOLDED:
        _FOLDED.update((path.lower(), path) for path in FIELDS)
    return _FOLDED
