"""The ``--config`` file: recognized, decoded strictly, then leniently, or refused.

Follows ``loadConfigFile`` (``cmd/kubelet/app/server.go``), ``configfiles.Load`` and
``codec.DecodeKubeletConfiguration`` (``pkg/kubelet/kubeletconfig``): JSON if the first
non-blank character is ``{``, else YAML; only v1beta1; problems of strictness alone are
a warning and the lenient result is used.
"""

from __future__ import annotations

from typing import NamedTuple

from kubelet_lint.kubelet import golang
from kubelet_lint.kubelet.decode import Decoded, decode, in_order
from kubelet_lint.source import HOLE, Hole, Span, Text
from kubelet_lint.yaml import jsontext
from kubelet_lint.yaml import value as yaml_value
from kubelet_lint.yaml.tree import Mapping, Node, Problem, Scalar, compose
from kubelet_lint.yaml.value import Member

GROUP = "kubelet.config.k8s.io/v1beta1"
KIND = "KubeletConfiguration"


class Document(NamedTuple):
    """A file that is an object, before its types are looked at."""

    root: Mapping
    json: bool
    members: tuple[Member, ...]
    """Those of the whole, in the order decoded."""


class Loaded(NamedTuple):
    """A file of the right kind; its types may yet be wrong (``decoded.wrong``)."""

    decoded: Decoded
    kind: Span | None
    """Where it says what it is: that is why its defaults apply."""


class Refused(NamedTuple):
    """A file with which the kubelet does not start, or may not."""

    reason: str
    span: Span | None
    undecided: bool = False
    """Whether what nobody knows here could make it right after all."""
    decoded: Decoded | None = None
    """What it says all the same, if it is an object."""


def load(text: Text) -> Loaded | Refused:
    """Load a configuration file by its content."""
    document = read(text)
    if isinstance(document, Refused):
        return document
    decoded = decode(document.root, json=document.json)
    wrong = identity(document)
    if wrong is not None:
        return wrong._replace(decoded=decoded)
    kind = Name.find(document, "kind")
    return Loaded(decoded, kind.span if kind else document.root.span)


def read(text: Text) -> Document | Refused:
    """Read a configuration file or drop-in as an object."""
    if not text.chars:
        return Refused("the file was empty", None)
    json = jsontext.is_json(text)
    root = jsontext.compose(text) if json else _yaml(text)
    if isinstance(root, Problem):
        return Refused(root.reason, root.span, root.undecided)
    if isinstance(root, Mapping):
        return Document(root, json, tuple(in_order(root, json=json)))
    undecided = isinstance(root, Scalar) and HOLE in root.value
    if isinstance(root, Scalar) and (undecided or yaml_value.atom(root) is None):
        place = root.span or text.span_of(0, 1)
        reason = _unknown(root.text) if undecided else "Object 'Kind' is missing"
        return Refused(reason, place, undecided)
    words = "couldn't get version/kind; json parse error"
    return Refused(
        f"{words}: json: cannot unmarshal a value that is no object", root.span
    )


def _unknown(text: Text) -> str:
    """Return why a file that is nothing but unknown is that."""
    reasons = (hole.reason for hole in text.holes() if isinstance(hole, Hole))
    return next(reasons, "the content is unknown")


def _yaml(text: Text) -> Node | Problem:
    root = compose(text)
    if isinstance(root, Problem):
        return root
    return yaml_value.check(root) or root


class Name(NamedTuple):
    """What a document says its ``kind`` or ``apiVersion`` is."""

    value: str
    span: Span | None
    unknown: bool = False
    wrong: bool = False
    """Whether it is no string."""

    @staticmethod
    def find(document: Document, name: str, *, exact: bool = False) -> Name | None:
        """Look a name up as encoding/json does, in any case unless ``exact``.

        Members are decoded in order and the last match wins; a YAML document's are
        sorted first, so that the lower-case spelling wins. ``null`` changes nothing.
        """
        found: Name | None = None
        wanted = fold(name)
        for member in document.members:
            if member.name != name if exact else fold(member.name) != wanted:
                continue
            said = _said(document, member.key, member.value)
            if said.wrong:
                return said
            found = said if said.value or said.unknown or found is None else found
        return found


def fold(name: str) -> str:
    """Return a name as encoding/json compares names (``foldName``)."""
    return name.lower().replace("\u017f", "s").replace("\u212a", "k")


def _said(document: Document, key: Scalar, value: Node) -> Name:
    place = _both(key, value)
    if not isinstance(value, Scalar):
        return Name("", place, wrong=True)
    if HOLE in value.value:
        return Name("", place, unknown=True)
    if document.json:
        atom = value.value if value.style else None
        wrong = not value.style and value.value != "null"
        return Name(atom or "", place, wrong=wrong)
    found = yaml_value.atom(value)
    if found is None or isinstance(found, str):
        return Name(found or "", place)
    return Name("", place, wrong=True)


def identity(document: Document) -> Refused | None:
    """Say what is wrong with ``kind`` and ``apiVersion``, if anything is."""
    kind = Name.find(document, "kind")
    group = Name.find(document, "apiVersion")
    for name in (kind, group):
        if name is not None and name.wrong:
            words = "couldn't get version/kind; json parse error"
            return Refused(f"{words}: json: cannot unmarshal into a string", name.span)
    if any(name is not None and name.unknown for name in (kind, group)):
        return None
    if document.root.holes and not (kind and group):
        return None
    return registered(kind, group, document.root.span)


def registered(
    kind: Name | None, group: Name | None, whole: Span | None
) -> Refused | None:
    """Say why no type is registered under these names, if none is."""
    if kind is None or not kind.value:
        return Refused("Object 'Kind' is missing", kind.span if kind else _start(whole))
    if group is None or not group.value:
        place = group.span if group else kind.span
        return Refused("Object 'apiVersion' is missing", place)
    if (group.value, kind.value) == (GROUP, KIND):
        return None
    said, version = golang.quote(kind.value), golang.quote(group.value)
    reason = f"no kind {said} is registered for version {version}"
    return Refused(reason, group.span if kind.value == KIND else kind.span)


def _start(span: Span | None) -> Span | None:
    return span and Span(span.source, span.start, min(span.start + 1, span.end))


def _both(key: Scalar, value: Node) -> Span | None:
    """Return the place of ``kind: KubeletConfiguration`` as a whole."""
    start, end = key.span, value.span
    if start is None or end is None or start.source is not end.source:
        return start
    return Span(start.source, start.start, max(start.end, end.end))
