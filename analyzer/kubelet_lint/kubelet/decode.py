"""A composed document decoded into the fields of KubeletConfiguration v1beta1.

Follows ``UnmarshalStrict`` of sigs.k8s.io/json over the JSON that sigs.k8s.io/yaml
makes of a YAML document: names match in their case, duplicates and unknown names are
only noted. In YAML a duplicate replaces the whole earlier value before it is decoded;
in JSON the members are decoded one after the other into one object, so that objects
merge and a ``null`` leaves what is not a pointer as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kubelet_lint.kubelet import golang
from kubelet_lint.kubelet.fields import FIELDS, Field, children
from kubelet_lint.kubelet.pflag import unknown
from kubelet_lint.source import HOLE, Choice, Hole, Span
from kubelet_lint.value import Json, Known, Unknown, Value
from kubelet_lint.yaml import value as yaml_value
from kubelet_lint.yaml.tree import Mapping, Node, Scalar, Sequence
from kubelet_lint.yaml.value import Member


class Given(NamedTuple):
    """One field set once."""

    value: Value | None
    """None: ``null``."""
    text: str
    """For people: ``mode: Webhook``."""
    span: Span | None
    """Where the value is written; where nothing is, its key."""
    beaten: bool = False
    """A later duplicate replaces it before it is decoded."""


class Wrong(NamedTuple):
    """A value of the wrong type: releases that know the field do not start."""

    reason: str
    span: Span | None
    first: int = 24
    last: int = 37


class Ignored(NamedTuple):
    """What only strict decoding refuses: the kubelet ignores it, with a warning."""

    text: str
    span: Span | None
    last: int = 37
    """The last minor release that ignores it."""


class Decoded:
    """What a document says, in the order decoded.

    No dataclass: to make one took a hundredth of an ordinary run.
    """

    __slots__ = ("given", "ignored", "open", "wrong")

    def __init__(self, unseen: Iterable[tuple[str, Unknown]] = ()) -> None:
        """Start with nothing said, and the objects that are not seen whole."""
        self.given: dict[str, list[Given]] = {}
        self.wrong: list[Wrong] = []
        self.ignored: list[Ignored] = []
        self.open = list(unseen)
        """Objects in which something unseen may set what is not set here."""


def decode(root: Mapping, *, json: bool) -> Decoded:
    """Decode a checked document (see ``yaml.value.check``)."""
    decoder = Decoder(json=json)
    decoder.members(root, "")
    return decoder.found


def unknown_of(hole: Hole | Choice) -> Unknown:
    """Return the value of a hole."""
    if isinstance(hole, Hole):
        return Unknown(hole.reason, hole.span)
    return Unknown(f"depends on {hole.condition}", hole.span)


def in_order(node: Mapping, *, json: bool) -> list[Member]:
    """Return an object's members as they are decoded, one after the other."""
    if not json:
        # sigs.k8s.io/yaml marshals a Go map: sorted, every name once
        found = list(yaml_value.members(node).values())
        return sorted(found, key=lambda member: member.name)
    return [
        Member(key.value, key, value)
        for key, value in node.entries
        if isinstance(key, Scalar)
    ]


def written(node: Node) -> str:
    """Return a value for people; of a collection only that it is one."""
    if isinstance(node, Scalar):
        mark = node.style if node.style in ("'", '"') else ""
        return f"{mark}{node.text.display()}{mark}"
    return "{…}" if isinstance(node, Mapping) else "[…]"


class Decoder:
    """What was decoded so far."""

    def __init__(self, *, json: bool, untyped: bool = False) -> None:
        """Start with nothing.

        Args:
            json: whether the document is JSON.
            untyped: whether it is first decoded without types, which writes numbers
                anew: then ``10255.0`` is an integer in JSON too.
        """
        self.found = Decoded()
        self._json = json
        self._untyped = untyped

    def members(self, node: Mapping, path: str, *, beaten: bool = False) -> None:
        """Decode the members of an object."""
        self.found.open.extend((path, unknown_of(hole)) for hole in node.holes)
        fields = children(path)
        seen: set[str] = set()
        for member in in_order(node, json=self._json):
            if member.beaten or member.name in seen:
                self._note_duplicate(member, path)
            seen.add(member.name)
            known = fields.get(member.name)
            if known is None:
                self._note_unknown(member, path)
                continue
            if known.first > 24:
                text = f"unknown field {golang.quote(known.path)}"
                last = known.first - 1
                self.found.ignored.append(Ignored(text, member.key.span, last))
            for earlier in member.beaten:
                self._beaten(earlier, known)
            self.member(member, known, beaten=beaten)

    def _beaten(self, member: Member, known: Field) -> None:
        """Decode what a later duplicate replaced, for the story only."""
        aside = Decoder(json=self._json)
        aside.member(member, known)
        for path, given in aside.found.given.items():
            earlier = (one._replace(beaten=True) for one in given)
            self.found.given.setdefault(path, []).extend(earlier)

    def member(self, member: Member, known: Field, *, beaten: bool = False) -> None:
        """Decode one member into its field."""
        node = member.value
        if known.kind == "object":
            self._object(member, known, beaten=beaten)
            return
        value = self.value(node, known)
        span = node.span if isinstance(node, Scalar) and node.value else None
        given = Given(
            value,
            f"{member.name}: {written(node)}",
            span or member.key.span,
            beaten,
        )
        self.found.given.setdefault(known.path, []).append(given)

    def _object(self, member: Member, known: Field, *, beaten: bool) -> None:
        node = member.value
        if isinstance(node, Mapping):
            self.members(node, known.path, beaten=beaten)
        elif isinstance(node, Scalar) and HOLE in node.value:
            self.found.open.append((known.path, unknown(node.text)))
        elif not (isinstance(node, Scalar) and self.atom(node) is None):
            self._refuse(node, known)

    def _note_unknown(self, member: Member, path: str) -> None:
        if path == "" and member.name.lower() in ("kind", "apiversion"):
            text = f"unknown field {golang.quote(member.name)}"
            if member.name not in ("kind", "apiVersion"):
                self.found.ignored.append(Ignored(text, member.key.span))
            return
        name = f"{path}.{member.name}" if path else member.name
        text = f"unknown field {golang.quote(name)}"
        self.found.ignored.append(Ignored(text, member.key.span))

    def _note_duplicate(self, member: Member, path: str) -> None:
        name = f"{path}.{member.name}" if path and self._json else member.name
        words = "duplicate field {}" if self._json else "key {} already set in map"
        text = words.format(golang.quote(name))
        self.found.ignored.append(Ignored(text, member.key.span))

    # --- values --------------------------------------------------------------------

    def atom(self, node: Scalar) -> Json:
        """Return a scalar; a number of a JSON document as the text it is."""
        if not self._json:
            return yaml_value.atom(node)
        if node.style:
            return node.value
        words: dict[str, Json] = {"true": True, "false": False, "null": None}
        if node.value in words:
            return words[node.value]
        return _renumbered(node.value) if self._untyped else _Number(node.value)

    def value(self, node: Node, known: Field) -> Value | None:
        """Return a leaf's value, None for null; a wrong type is noted and unknown."""
        if isinstance(node, Scalar):
            if HOLE in node.value:
                return unknown(node.text)
            return self._scalar(node, known)
        if known.kind == "list" and isinstance(node, Sequence):
            return self._list(node, known)
        if known.kind == "map" and isinstance(node, Mapping):
            return self._map(node, known)
        if known.kind == "object" and isinstance(node, Mapping):
            return self._element(node, known)
        return self._refuse(node, known)

    def _scalar(self, node: Scalar, known: Field) -> Value | None:
        atom = self.atom(node)
        if atom is None:
            if known.kind == "duration" and not known.pointer:
                return self._wrong('time: invalid duration ""', node, known)
            return Known("0") if known.kind == "quantity" else None
        try:
            value = _typed(atom, known)
        except ValueError as error:
            return self._wrong(str(error), node, known)
        if known.kind == "flush" and isinstance(atom, str) and value is not None:
            self._wrong_until_1_27(node, known)
        return self._refuse(node, known) if value is None else Known(value)

    def _wrong_until_1_27(self, node: Scalar, known: Field) -> None:
        """``TimeOrMetaDuration`` came with 1.28; before that it was a number."""
        reason = f"json: cannot unmarshal string into {_place(known)} of type"
        self.found.wrong.append(Wrong(f"{reason} time.Duration", node.span, last=27))

    def _list(self, node: Sequence, known: Field) -> Value:
        inner = FIELDS[f"{known.path}[]"]
        values: list[Json] = []
        lost = unknown_of(node.holes[0]) if node.holes else None
        for item in node.items:
            value = self.value(item, inner)
            if isinstance(value, Unknown):
                lost = lost or value
            values.append(_json(value, inner))
        return lost or Known(values)

    def _map(self, node: Mapping, known: Field) -> Value:
        inner = FIELDS[f"{known.path}{{}}"]
        values: dict[str, Json] = {}
        lost = unknown_of(node.holes[0]) if node.holes else None
        for member in in_order(node, json=self._json):
            if member.beaten or (self._json and member.name in values):
                self._note_duplicate(member, known.path)
            value = self.value(member.value, inner)
            if isinstance(value, Unknown):
                lost = lost or value
            values[member.name] = _json(value, inner)
        return lost or Known(values)

    def _element(self, node: Mapping, known: Field) -> Value:
        """Decode an object in a list: its fields are typed, its value is one whole."""
        values: dict[str, Json] = {}
        lost = unknown_of(node.holes[0]) if node.holes else None
        fields = children(known.path)
        for member in in_order(node, json=self._json):
            if member.beaten:
                self._note_duplicate(member, known.path)
            inner = fields.get(member.name)
            if inner is None:
                self._note_unknown(member, known.path)
                continue
            value = self.value(member.value, inner)
            if isinstance(value, Unknown):
                lost = lost or value
            values[member.name] = _json(value, inner)
        return lost or Known(values)

    # --- what does not fit -----------------------------------------------------------

    def _refuse(self, node: Node, known: Field) -> Unknown:
        reason = f"json: cannot unmarshal {self._named(node)} into {_place(known)}"
        return self._wrong(f"{reason} of type {_type(known)}", node, known)

    def _named(self, node: Node) -> str:
        if isinstance(node, Scalar):
            atom = self.atom(node)
            if isinstance(atom, _Number):
                return f"number {atom.value}"
            if isinstance(atom, (str, bool)):
                return "string" if isinstance(atom, str) else "bool"
            return f"number {node.value}"
        return "object" if isinstance(node, Mapping) else "array"

    def _wrong(self, reason: str, node: Node, known: Field) -> Unknown:
        span = node.span
        root = FIELDS[known.path.split("[")[0].split("{")[0]]
        self.found.wrong.append(Wrong(reason, span, root.first))
        return Unknown(reason, span)


def _renumbered(digits: str) -> Json:
    """Return a number as ``UnmarshalCaseSensitivePreserveInts`` has it."""
    if "." not in digits and digits.removeprefix("-").isdigit():
        if len(digits) < 20 and -(2**63) <= int(digits) < 2**63:
            return int(digits)
    return float(digits)


class _Number(float):
    """A JSON number with its digits."""

    def __new__(cls, value: str) -> _Number:
        made = super().__new__(cls, value)
        made.value = value
        return made

    value: str


def _json(value: Value | None, known: Field) -> Json:
    if isinstance(value, Known):
        return value.value
    empty: dict[str, Json] = {"string": "", "bool": False, "object": {}, "map": {}}
    return empty.get(known.kind)


def _typed(atom: Json, known: Field) -> Json:
    """Return a scalar as its field's type has it, None if the types differ.

    Raises:
        ValueError: the type's own decoding refuses the value.
    """
    kind = known.kind
    if isinstance(atom, bool):
        return atom if kind == "bool" else None
    if isinstance(atom, str):
        return _typed_text(atom, kind)
    if isinstance(atom, (int, float)):
        return _typed_number(atom, kind)
    return None


def _typed_text(atom: str, kind: str) -> Json:
    if kind in ("duration", "flush"):
        return golang.format_duration(golang.parse_duration(atom))
    if kind == "quantity":
        if not golang.is_quantity(atom.strip()):
            raise ValueError("quantities must match the regular expression")
        return atom
    return atom if kind in ("string", "time") else None


def _typed_number(atom: float, kind: str) -> Json:
    digits = _digits(atom)
    if kind == "quantity":
        return digits if golang.is_quantity(digits) else None
    if kind == "float64":
        return int(atom) if float(atom).is_integer() else float(atom)
    limits = golang.RANGES.get("int64" if kind == "flush" else kind)
    whole = digits.removeprefix("-")
    if limits is None or not whole.isdigit() or len(whole) > 25:
        return None
    return int(digits) if limits[0] <= int(digits) <= limits[1] else None


def _digits(atom: float) -> str:
    """Return a number as the JSON that is decoded has it."""
    if isinstance(atom, _Number):
        return atom.value
    return str(atom) if isinstance(atom, int) else golang.format_float(atom)


def _place(known: Field) -> str:
    return f"Go struct field KubeletConfiguration.{known.path}"


def _type(known: Field) -> str:
    kinds = {"list": "[]string", "map": "map[string]string", "object": "struct"}
    return kinds.get(known.kind, known.kind)
