"""The layer of flags: what each argument sets, in the order given.

Scalars are replaced by the last flag. A list or map is replaced by the first flag of
its name on the command line and grown by the later ones (pflag's ``stringSlice``, the
maps of k8s.io/component-base/cli/flag); ``--feature-gates`` adds to the gates of the
file (``kubeletConfigFlagPrecedence``). ``--seccomp-default`` and its field are joined
by OR (``server.go``).
"""

from __future__ import annotations

from kubelet_lint.kubelet import flag_value, golang
from kubelet_lint.kubelet.fields import FIELDS, NAMES, SETTINGS
from kubelet_lint.kubelet.flag_table import FLAGS, Flag
from kubelet_lint.kubelet.layers import Configuration, Default
from kubelet_lint.kubelet.pflag import Argument
from kubelet_lint.kubelet.versions import Version
from kubelet_lint.source import Span
from kubelet_lint.value import Json, Known, Layer, Unknown, Value

SECCOMP = "seccompDefault"


class Flagged:
    """The configuration with the flags over it, and the flags without a field."""

    def __init__(
        self,
        configuration: Configuration,
        first: tuple[Argument, ...],
        final: tuple[Argument, ...],
        versions: tuple[Version, ...],
    ) -> None:
        """Let flags speak.

        Args:
            configuration: what they speak over.
            first: the arguments as the first parse has them: it alone sets the flags
                that have no field.
            final: as the last parse has them: it alone decides the fields.
            versions: releases that know the same flags.
        """
        self.configuration = configuration
        self.written: set[str] = set(configuration.written)
        """The settings of which something speaks by name."""
        self._span = configuration.start.span
        self._unseen: list[tuple[int, Layer]] = []
        self._layers: dict[str, list[tuple[int, Layer]]] = {}
        self._explicit: dict[str, Value | None] = {}
        self._patterns = _patterns(configuration, first)
        same = first is final
        for number, argument in enumerate(first):
            self._take(number, argument, versions[0], fields=same)
        if not same:
            self._unseen.clear()
            for number, argument in enumerate(final):
                self._take(number, argument, versions[0], fields=True, others=False)

    def _take(
        self,
        number: int,
        argument: Argument,
        version: Version,
        *,
        fields: bool,
        others: bool = True,
    ) -> None:
        if argument.kind == "unseen":
            layer = Layer(
                "unknown", argument.value, argument.text.display(), argument.span
            )
            self._unseen.append((number, layer))
            return
        flag = argument.flag
        if flag is None or argument.kind != "flag":
            return
        if not flag.first <= version.minor <= flag.last:
            return
        if not (fields if flag.path else others):
            return
        if argument.written is not None:
            if flag_value.is_unset(flag, argument.written.chars):
                return
        path = SECCOMP if flag.name == "seccomp-default" else flag.path or flag.name
        value = self._grown(path, flag, argument)
        layer = Layer("flag", value, argument.shown, argument.span)
        self._layers.setdefault(path, []).append((number, layer))
        self.written.add(path)

    def _grown(self, path: str, flag: Flag, argument: Argument) -> Value:
        """Return the value of a flag together with those of its name before it."""
        value = argument.value
        lists = flag.kind in flag_value.LISTS
        if not lists and flag.kind not in flag_value.MAPS:
            return value
        before = self._layers.get(path)
        if before:
            old = before[-1][1].value
        elif path == "featureGates":
            old = self.configuration.explicit(path) or Known({})
        elif path == "logging.vmodule":
            old = self.configuration.explicit(path) or self._patterns
        else:
            return value
        return _joined(old, value)

    def settle(self) -> None:
        """Make what flags say part of the object, for drop-ins to be merged over it."""
        for path, layers in self._layers.items():
            for _, layer in layers if path in NAMES else ():
                self.configuration.add(path, layer)

    # --- settings ---------------------------------------------------------------------

    def paths(self, versions: tuple[Version, ...]) -> tuple[str, ...]:
        """Return the settings that any of the releases has."""
        newest = versions[-1].minor
        mine = dict.fromkeys(p for p in SETTINGS if FIELDS[p].first <= newest)
        for flag in FLAGS.values():
            if flag.name == "seccomp-default":
                continue
            if any(flag.first <= v.minor <= flag.last for v in versions):
                mine[flag.path or flag.name] = None
        mine.update(dict.fromkeys(self._layers))
        return tuple(mine)

    def layers(self, path: str, versions: tuple[Version, ...]) -> tuple[Layer, ...]:
        """Return the layers of a setting, from its default on."""
        over = self._over(path)
        mine = [layer for _, layer in over]
        if path in NAMES:
            below = self.configuration.layers(path, versions)
            if path == SECCOMP:
                return _either((*below, *mine))
            return (*below, *mine)
        return (self._default(path), *mine)

    def _over(self, path: str) -> list[tuple[int, Layer]]:
        """Return what flags say of a setting, in their order."""
        mine = self._layers.get(path, [])
        return sorted([*mine, *self._unseen], key=_number) if self._unseen else mine

    def _default(self, name: str) -> Layer:
        flag = FLAGS.get(name)
        text = f"default of --{name}"
        if flag is None:
            return Layer("default", Unknown("no such flag"), text, self._span)
        return Layer("default", Known(default_of(flag)), text, self._span)

    def value(self, path: str, version: Version) -> Value:
        """Return a setting's value in one release."""
        return self.layers(path, (version,))[-1].value

    def explicit(self, path: str) -> Value | None:
        """Return what a setting is set to, None if a default decides."""
        if path not in self._explicit:
            over = self._over(path)
            found = over[-1][1].value if over else None
            if not over and path in NAMES:
                found = self.configuration.explicit(path)
            self._explicit[path] = found
        return self._explicit[path]

    def span(self, path: str) -> Span | None:
        """Return where what decides a setting is written."""
        over = self._over(path)
        if over:
            return over[-1][1].span
        if path not in NAMES:
            return self._span
        step = self.configuration.steps(path)[-1]
        return step.span

    def default(self, path: str, minor: int) -> Value:
        """Return what a setting is in one release where nothing sets it."""
        if path not in NAMES:
            return self._default(path).value
        step = self.configuration.steps(path)[-1]
        of = step.of if isinstance(step, Default) else self.configuration.start.of
        return self.configuration.default(path, of, minor)


def _patterns(configuration: Configuration, first: tuple[Argument, ...]) -> Value:
    """Return the ``--vmodule`` patterns that are there before the last parse.

    That flag never clears its list, so that a second parse over the object of the
    first, which only ``--config-dir`` without ``--config`` brings about, doubles it.
    """
    value: Value = Known([])
    if configuration.start.of == "legacy" and configuration.stage:
        for argument in first:
            if argument.flag is not None and argument.flag.name == "vmodule":
                value = _joined(value, argument.value)
    return value


def _number(pair: tuple[int, Layer]) -> int:
    return pair[0]


def _joined(old: Value, new: Value) -> Value:
    if not isinstance(old, Known) or not isinstance(new, Known):
        return new if isinstance(new, Unknown) else old
    if isinstance(old.value, list) and isinstance(new.value, list):
        return Known([*old.value, *new.value])
    if isinstance(old.value, dict) and isinstance(new.value, dict):
        merged: dict[str, Json] = dict(old.value)
        for key, value in new.value.items():
            before = merged.get(key)
            both = isinstance(before, list) and isinstance(value, list)
            merged[key] = [*before, *value] if both else value  # type: ignore[misc]
        return Known(merged)
    return new


def _either(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Put a layer that says true last: no other switches it off again."""
    on = [layer for layer in layers if layer.value == Known(True)]
    if not on or layers[-1].value == Known(True) or layers[-1].kind == "unknown":
        return layers
    if layers[-1].kind != "flag":
        return layers
    below = [layer for layer in layers if layer.kind != "flag"]
    if below[-1].value != Known(True) and on[-1].kind != "flag":
        return layers
    if on[-1].kind == "flag":
        return layers
    rest = tuple(layer for layer in layers if layer is not on[-1])
    return (*rest, on[-1])


def default_of(flag: Flag) -> Json:
    """Return what ``--help`` names as a flag's default."""
    if flag.kind == "bool":
        return flag.default == "true"
    if flag.kind in golang.RANGES:
        return int(flag.default or 0)
    if flag.kind in flag_value.MAPS:
        return {}
    return flag.default
