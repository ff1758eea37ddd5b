"""What a loaded file makes of the configuration object.

``SetDefaults_KubeletConfiguration`` (a field that is nil, or zero and no pointer, takes
its default) and ``resolveRelativePaths`` (``configfiles.go``).
"""

from __future__ import annotations

import posixpath
from collections.abc import Sequence

from kubelet_lint.kubelet import defaults
from kubelet_lint.kubelet.decode import Decoded, Given
from kubelet_lint.kubelet.defaults import WITH_CONFIG
from kubelet_lint.kubelet.fields import FIELDS, NAMES, Field
from kubelet_lint.kubelet.layers import Configuration, Default
from kubelet_lint.value import Json, Known, Layer, LayerKind, Value

PATHS = frozenset(
    """
    staticPodPath authentication.x509.clientCAFile tlsCertFile tlsPrivateKeyFile
    resolvConf volumePluginDir podLogsDir
    """.split()
)
"""Fields relative to the file's directory (``KubeletConfigurationPathRefs``)."""


def effective(given: Sequence[Given], known: Field) -> Value | None:
    """Return what decoding values one after the other leaves, None for nothing."""
    value: Value | None = None
    for one in given:
        if one.beaten:
            continue
        if one.value is None:
            value = None if known.composite else value
        else:
            value = _over(value, one.value) if known.kind == "map" else one.value
    return value


def _over(old: Value | None, new: Value) -> Value:
    """Return a map decoded into one that is there."""
    if not isinstance(old, Known) or not isinstance(new, Known):
        return new
    if isinstance(old.value, dict) and isinstance(new.value, dict):
        merged: Json = {**old.value, **new.value}
        return Known(merged)
    return new


def located(path: str, value: Value, file: str) -> Value:
    """Return a path as it is after resolving it against its file's directory."""
    if path not in PATHS or not isinstance(value, Known):
        return value
    if not isinstance(value.value, str) or not value.value or value.value[0] == "/":
        return value
    joined = posixpath.join(posixpath.dirname(file), value.value)
    return Known(posixpath.normpath(joined))


def layer(kind: LayerKind, given: Given, value: Value) -> Layer:
    """Return the layer of one value written in a file."""
    return Layer(kind, value, given.text, given.span)


def apply(into: Configuration, decoded: Decoded, file: str) -> None:
    """Let a ``--config`` file speak of its fields."""
    into.stage += 1
    for path, given in decoded.given.items():
        if path in NAMES:
            _apply(into, path, given, file)
    for prefix, lost in decoded.open:
        into.add_holes(f"{prefix}." if prefix else "", lost)


def _apply(into: Configuration, path: str, given: Sequence[Given], file: str) -> None:
    known = FIELDS[path]
    value = effective(given, known)
    so_far: list[Given] = []
    for one in given:
        so_far.append(one)
        if one.value is None:
            continue
        said = one.value if one.beaten else effective(so_far, known)
        said = located(path, said or one.value, file)
        if path == "podPidsLimit":
            said = defaults.not_below_minus_one(said)
        into.add(path, layer("config", one, said))
    zero = isinstance(value, Known) and defaults.unset(path, value.value)
    if value is None or zero:
        counted = [one for one in given if not one.beaten]
        span = counted[-1].span if counted else into.start.span
        into.add(path, Default("file", WITH_CONFIG, span))


def merge_thresholds(into: Configuration, minor: int) -> None:
    """``mergeDefaultEvictionSettings``: add the thresholds a file leaves out."""
    value = into.explicit("evictionHard")
    if not isinstance(value, Known) or not isinstance(value.value, dict):
        return
    merged: Json = {**defaults.eviction_hard(minor), **value.value}
    last = into.steps("evictionHard")[-1]
    if isinstance(last, Layer):
        into.add("evictionHard", Layer(last.kind, Known(merged), last.text, last.span))


STREAMS = ("logging.options.text.splitStream", "logging.options.json.splitStream")


def reset_streams(into: Configuration) -> None:
    """Undo what files say of split log streams.

    Their flags are registered with the default false instead of the present value
    (``addFlags`` in k8s.io/component-base/logs/api/v1), and registering them for the
    second parse writes that default into the object.
    """
    for path in STREAMS:
        if into.explicit(path) is not None:
            into.add(path, Default("v1beta1", "default of the flag", into.start.span))
