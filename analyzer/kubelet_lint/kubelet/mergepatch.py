"""JSON merge patches over the configuration object, field by field.

RFC 7386 as gopkg.in/evanphx/json-patch.v4 does it: objects merge, ``null`` deletes (and
is dropped from what is new), everything else replaces. The merged JSON is then decoded
by Go's own encoding/json, which matches names in any case and takes members in their
sorted order, so that ``READONLYPORT`` is decoded before ``readOnlyPort`` and wins only
where the object does not carry the real name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from kubelet_lint.kubelet import defaults
from kubelet_lint.kubelet.configfile import Document, fold
from kubelet_lint.kubelet.decode import (
    Decoded,
    Decoder,
    Given,
    in_order,
    unknown_of,
    written,
)
from kubelet_lint.kubelet.defaults import WITH_CONFIG
from kubelet_lint.kubelet.fields import FIELDS, SETTINGS, Field, children
from kubelet_lint.kubelet.layers import Configuration, Default
from kubelet_lint.source import HOLE, Span
from kubelet_lint.value import Json, Known, Layer, Unknown, Value
from kubelet_lint.yaml import value as yaml_value
from kubelet_lint.yaml.tree import Mapping, Node, Scalar
from kubelet_lint.yaml.value import Member

GO_NAMES = {"resolvConf": "ResolverConfig"}
"""Fields whose name in the internal object is another word."""


class Leaf(NamedTuple):
    """A member that is no object, of the last drop-in that has it."""

    member: Member
    json: bool
    earlier: tuple[Leaf, ...] = ()


class Deleted(NamedTuple):
    """A member that a ``null`` deletes."""

    member: Member
    earlier: tuple[Leaf, ...] = ()


class Base(NamedTuple):
    """What the configuration object has where no drop-in speaks."""


@dataclass(slots=True)
class Merged:
    """An object of the merged patches."""

    base: bool
    """Whether it is merged into what the configuration object has there."""
    path: str | None
    """The field it would be by its exact name; None if it is none."""
    members: dict[str, Leaf | Deleted | Merged] = field(
        default_factory=dict[str, "Leaf | Deleted | Merged"]
    )
    member: Member | None = None
    json: bool = False


Part = Leaf | Deleted | Merged | Base


class Merge:
    """The drop-ins of one group of releases, merged over one object."""

    def __init__(self, into: Configuration, *, internal: bool) -> None:
        """Start with no drop-in.

        Args:
            into: the object as flags, file and defaults have made it.
            internal: whether the object's names are Go's and are kept where no
                drop-in speaks, as before 1.32.
        """
        self._into = into
        self._internal = internal
        self._root = Merged(base=True, path="")
        self._open: list[tuple[str, Unknown]] = []
        self.found = Decoded()
        """Of what is decoded in the end, the values of the wrong type."""

    # --- merging ---------------------------------------------------------------------

    def add(self, document: Document) -> None:
        """Merge one drop-in."""
        self._merge(self._root, document.root, document.json)

    def _merge(self, into: Merged, node: Mapping, json: bool) -> None:
        if into.path is not None:
            self._open.extend((into.path, unknown_of(hole)) for hole in node.holes)
        for member in in_order(node, json=json):
            old = into.members.get(member.name)
            if isinstance(member.value, Mapping):
                if not isinstance(old, Merged):
                    old = self._new(into, member, fresh=old is not None)
                    into.members[member.name] = old
                old.member, old.json = member, json
                self._merge(old, member.value, json)
            elif _is_null(member.value, json):
                into.members[member.name] = Deleted(member, _chain(old))
            else:
                into.members[member.name] = Leaf(member, json, _chain(old))

    def _new(self, into: Merged, member: Member, *, fresh: bool) -> Merged:
        known = self._exact(into.path, member.name)
        base = not fresh and into.base and known is not None and self._has(known)
        composite = known is not None and known.kind in ("object", "map")
        path = known.path if known is not None and composite else None
        return Merged(base=base, path=path)

    def _exact(self, path: str | None, name: str) -> Field | None:
        """Return the field that a name is without any folding."""
        if path is None or FIELDS.get(path, _ROOT).kind == "map":
            return None
        for known in children(path).values():
            if self._name(known) == name:
                return known
        return None

    def _name(self, known: Field) -> str:
        name = known.path.rpartition(".")[2]
        if not self._internal or known.path.startswith(("logging.", "tracing.")):
            return name
        return GO_NAMES.get(name, _go_name(name))

    def _has(self, known: Field) -> bool:
        """Say whether the marshalled object has an object or map under its name."""
        if self._internal:
            return True
        if known.kind == "map":
            value = self._now(known)
            return bool(value.value) if isinstance(value, Known) else True
        if not known.pointer:
            return True
        below = f"{known.path}."
        return any(path.startswith(below) for path in self._into.written)

    # --- decoding --------------------------------------------------------------------

    def apply(self) -> None:
        """Let the merged drop-ins speak of the fields they reach."""
        self._into.stage += 1
        self._object("", [self._root])
        self._default_gated()
        for path, lost in self._open:
            self._into.add_holes(f"{path}." if path else "", lost)

    def _default_gated(self) -> None:
        """Default once more what is nil until a feature gate brings its default."""
        if self._internal or self._into.start.of != "legacy":
            return
        for path in defaults.GATED:
            if self._into.explicit(path) is None:
                self._into.add(path, Default("v1beta1", WITH_CONFIG, self._place))

    def _object(self, path: str, sources: list[Merged | Base]) -> None:
        """Decode objects, one after the other, into one."""
        for known in children(path).values():
            if known.path in ("kind", "apiVersion"):
                continue
            found = self._decoded(known, sources)
            if all(isinstance(part, Base) for part in found) and found:
                continue
            if not found and self._internal:
                continue
            if known.kind == "object":
                self._below(known, found)
            elif known.kind == "map":
                self._map(known, found)
            else:
                self._leaf(known, found)

    def _decoded(self, known: Field, sources: list[Merged | Base]) -> list[Part]:
        """Return what is decoded into a field, in order: sorted within each source."""
        real = self._name(known)
        wanted = fold(real)
        found: list[Part] = []
        for source in sources:
            if isinstance(source, Base):
                found.append(source)
                continue
            parts: dict[str, Part] = {
                name: part
                for name, part in source.members.items()
                if fold(name) == wanted
            }
            if source.base:
                parts.setdefault(real, Base())
            found.extend(parts[name] for name in sorted(parts))
        return found

    def _below(self, known: Field, found: list[Part]) -> None:
        for part in found:
            if isinstance(part, Leaf):
                self._no_object(known, part)
        inner = [part for part in found if isinstance(part, (Merged, Base))]
        if inner:
            self._object(known.path, inner)
        elif not any(isinstance(part, Leaf) for part in found):
            for setting in SETTINGS:
                if setting.startswith(f"{known.path}."):
                    self._unset(setting, found)

    def _no_object(self, known: Field, part: Leaf) -> None:
        node = part.member.value
        if isinstance(node, Scalar) and HOLE in node.value:
            lost = unknown_of(next(node.text.holes()))
            self._into.add_below(f"{known.path}.", _layer(lost, part.member))
            return
        decoder = Decoder(json=part.json, untyped=True)
        decoder.member(part.member, known)
        self.found.wrong.extend(decoder.found.wrong)

    def _leaf(self, known: Field, found: list[Part]) -> None:
        spoken: list[Given] = []
        beaten = 0
        state: Given | Base | None = Base() if self._internal else None
        for part in found:
            for earlier in _before(part):
                spoken.append(self._given(known, earlier, judged=False))
            if isinstance(part, Base):
                if self._carried(known):
                    state, beaten = part, len(spoken)
            elif not isinstance(part, Deleted):
                state = self._given(known, part)
                spoken.append(state)
        if state is not None and not isinstance(state, Base) and state.value is None:
            state = None
        self._speak(known, spoken, beaten=beaten, kept=isinstance(state, Base))
        if state is None:
            self._unset(known.path, found)
        elif isinstance(state, Given):
            self._default_if_zero(known, state)

    def _speak(
        self, known: Field, spoken: list[Given], *, beaten: int, kept: bool
    ) -> None:
        for number, given in enumerate(spoken):
            if given.value is None:
                continue
            if kept or number < beaten:
                self._into.add_beaten(known.path, self._made(known, given))
            else:
                self._into.add(known.path, self._made(known, given))

    def _default_if_zero(self, known: Field, given: Given) -> None:
        value = given.value
        if self._internal or not isinstance(value, Known):
            return
        if defaults.unset(known.path, value.value):
            self._into.add(known.path, Default("v1beta1", WITH_CONFIG, given.span))

    def _unset(self, path: str, found: list[Part]) -> None:
        """Put a field back to its default that no member sets any more."""
        if self._internal:
            return
        gone = next((part for part in found if isinstance(part, Deleted)), None)
        span = gone.member.key.span if gone is not None else None
        self._into.add(path, Default("v1beta1", WITH_CONFIG, span or self._place))

    @property
    def _place(self) -> Span | None:
        return self._into.start.span

    def _given(
        self, known: Field, part: Leaf | Deleted | Merged, *, judged: bool = True
    ) -> Given:
        """Decode a member; one that a later drop-in replaced is not judged."""
        member = part.member
        assert member is not None, "only the root has none"
        decoder = Decoder(json=getattr(part, "json", False), untyped=True)
        decoder.member(member, known)
        if judged:
            self.found.wrong.extend(decoder.found.wrong)
        return decoder.found.given[known.path][-1]

    def _carried(self, known: Field) -> bool:
        """Say whether the marshalled object has a field under its real name."""
        if self._internal or known.kept:
            return True
        value = self._into.explicit(known.path)
        if isinstance(value, Known):
            return known.pointer or not defaults.is_zero(known.path, value.value)
        if value is not None:
            return True
        value = self._into.default(known.path, "v1beta1", 37)
        if known.path in defaults.LEGACY and self._into.start.of == "legacy":
            return True
        zero = isinstance(value, Known) and defaults.is_zero(known.path, value.value)
        return not zero or (known.pointer and known.path not in defaults.NIL)

    def _made(self, known: Field, given: Given) -> Layer:
        assert given.value is not None, "null deletes, it is no value"
        value = given.value
        if known.path == "podPidsLimit" and not self._internal:
            value = defaults.not_below_minus_one(value)
        return Layer("config-dir", value, given.text, given.span)

    # --- maps ------------------------------------------------------------------------

    def _map(self, known: Field, found: list[Part]) -> None:
        base = self._now(known)
        value: Value | None = base if self._internal else None
        last: Member | None = None
        for part in found:
            if isinstance(part, Base) or (isinstance(part, Merged) and part.base):
                value = value if self._internal else _over(base, value)
            if isinstance(part, Merged):
                value = self._grown(known, value or Known({}), part)
                last = part.member
                assert last is not None, "only the root has none"
                self._into.add(known.path, _layer(value, last))
            elif isinstance(part, Leaf):
                value = self._no_map(known, part)
        if last is not None and isinstance(found[-1], Base) and value is not None:
            self._into.add(known.path, _layer(value, last))
        if not any(isinstance(part, (Base, Merged, Leaf)) for part in found):
            self._unset(known.path, found)

    def _no_map(self, known: Field, part: Leaf) -> Value:
        decoder = Decoder(json=part.json, untyped=True)
        decoder.member(part.member, known)
        self.found.wrong.extend(decoder.found.wrong)
        value = decoder.found.given[known.path][-1].value or Known({})
        self._into.add(known.path, _layer(value, part.member))
        return value

    def _now(self, known: Field) -> Value:
        value = self._into.explicit(known.path)
        if value is not None:
            return value
        step = self._into.steps(known.path)[-1]
        if isinstance(step, Default):
            return self._into.default(known.path, step.of, step.minor or self.newest)
        return step.value

    newest = 37
    """The newest of the releases this is for."""

    def _grown(self, known: Field, value: Value, part: Merged) -> Value:
        inner = FIELDS[f"{known.path}{{}}"]
        entries: dict[str, Json] = {}
        if isinstance(value, Known) and isinstance(value.value, dict):
            entries = dict(value.value)
        lost = value if isinstance(value, Unknown) else None
        for name, one in part.members.items():
            if isinstance(one, Deleted):
                entries.pop(name, None)
                continue
            decoder = Decoder(json=getattr(one, "json", False), untyped=True)
            assert one.member is not None, "only the root has none"
            found = decoder.value(one.member.value, inner)
            self.found.wrong.extend(decoder.found.wrong)
            if isinstance(found, Known):
                entries[name] = found.value
            elif isinstance(found, Unknown):
                lost = lost or found
        return lost or Known(entries)


_ROOT = Field("", "object")


def _over(base: Value, value: Value | None) -> Value:
    """Return the object's map decoded into what was decoded before it."""
    if not isinstance(value, Known) or not isinstance(value.value, dict):
        return base
    if not isinstance(base, Known) or not isinstance(base.value, dict):
        return base
    merged: Json = {**value.value, **base.value}
    return Known(merged)


def _before(part: Part) -> tuple[Leaf, ...]:
    """Return what earlier drop-ins said in a member's place."""
    return part.earlier if isinstance(part, (Leaf, Deleted)) else ()


def _chain(part: Leaf | Deleted | Merged | None) -> tuple[Leaf, ...]:
    if isinstance(part, Leaf):
        return (*part.earlier, part)
    return part.earlier if isinstance(part, Deleted) else ()


def _is_null(node: Node, json: bool) -> bool:
    if not isinstance(node, Scalar) or _is_hole(node):
        return False
    return (
        node.value == "null" and not node.style
        if json
        else yaml_value.atom(node) is None
    )


def _is_hole(node: Node) -> bool:
    return isinstance(node, Scalar) and HOLE in node.value


def _layer(value: Value, member: Member) -> Layer:
    text = f"{member.name}: {written(member.value)}"
    span = member.value.span if isinstance(member.value, Scalar) else member.key.span
    return Layer("config-dir", value, text, span)


_ACRONYMS = ("tls", "cpu", "iptables", "oom", "http", "qos")


def _go_name(name: str) -> str:
    """Return a field's name in Go: its first word is an acronym or capitalized."""
    for acronym in _ACRONYMS:
        if name.startswith(acronym) and not name[len(acronym) :][:1].islower():
            spelled = {"iptables": "IPTables", "qos": "QOS"}.get(acronym)
            return (spelled or acronym.upper()) + name[len(acronym) :]
    return name[:1].upper() + name[1:]
