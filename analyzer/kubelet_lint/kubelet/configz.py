"""A captured answer of ``/configz``: what a kubelet runs with, after everything.

``{"kubeletconfig": {…}}``: the configuration object, marshalled as v1beta1 without
``kind`` (``initConfigz`` in ``cmd/kubelet/app/server.go``). Flags, files and defaults
are all in it, and a field that it leaves out has its zero value.
"""

from __future__ import annotations

from kubelet_lint.kubelet import defaults
from kubelet_lint.kubelet.decode import Decoded, decode
from kubelet_lint.kubelet.fields import FIELDS, NAMES, SETTINGS
from kubelet_lint.kubelet.loading import effective, layer
from kubelet_lint.kubelet.outcome import Outcome, Settings
from kubelet_lint.kubelet.versions import ALL, Version
from kubelet_lint.source import Span, Text
from kubelet_lint.value import Known, Layer, Unknown
from kubelet_lint.yaml import jsontext
from kubelet_lint.yaml.tree import Mapping, Problem, Scalar, get

KEY = "kubeletconfig"


def resolve_configz(text: Text, versions: tuple[Version, ...] = ALL) -> Outcome:
    """Return the settings of the kubelet that gave this answer.

    It runs, so it is never refused; what cannot be read leaves every setting unknown
    and says why in ``undetermined``.
    """
    root = jsontext.compose(text)
    if isinstance(root, Problem):
        return _lost(root.reason, root.span or text.span, versions)
    inner = get(root, KEY)
    if not isinstance(inner, Mapping):
        return _lost(f"no object {KEY!r} in the answer", root.span, versions)
    captured = _Captured(decode(inner, json=True), _place(root))
    return Outcome(versions, Settings(captured, versions))


def _place(root: object) -> Span | None:
    entries = root.entries if isinstance(root, Mapping) else []
    keys = [key for key, _ in entries if isinstance(key, Scalar) and key.value == KEY]
    return keys[-1].span if keys else None


def _lost(reason: str, span: Span | None, versions: tuple[Version, ...]) -> Outcome:
    decoded = Decoded([("", Unknown(reason, span))])
    captured = _Captured(decoded, span)
    return Outcome(versions, Settings(captured, versions), undetermined=reason)


class _Captured:
    """The history of every setting: one layer."""

    def __init__(self, decoded: Decoded, place: Span | None) -> None:
        self._decoded = decoded
        self._place = place

    def paths(self, versions: tuple[Version, ...]) -> tuple[str, ...]:
        """Return every setting that has a field."""
        return tuple(p for p in SETTINGS if FIELDS[p].first <= versions[-1].minor)

    def layers(self, path: str, versions: tuple[Version, ...]) -> tuple[Layer, ...]:
        """Return what the answer says of a setting."""
        given = self._decoded.given.get(path, []) if path in NAMES else []
        value = effective(given, FIELDS[path])
        if value is not None:
            return (layer("config", given[-1], value),)
        for prefix, lost in self._decoded.open:
            if not prefix or path.startswith(f"{prefix}."):
                return (Layer("unknown", lost, lost.reason, lost.span),)
        name = path.rpartition(".")[2]
        zero = Known(defaults.zero(path))
        return (Layer("config", zero, f"no {name} in /configz", self._place),)
