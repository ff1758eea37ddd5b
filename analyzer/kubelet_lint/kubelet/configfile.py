"""The ``--config`` file: recognized, decoded strictly, then leniently, or refused.

Follows ``loadConfigFile`` (``cmd/kubelet/app/server.go``), ``configfiles.Load`` and
``codec.DecodeKubeletConfiguration`` (``pkg/kubelet/kubeletconfig``): JSON if the first
non-blank character is ``{``, else YAML; only v1beta1; problems of strictness alone are
a warning and the lenient result is used.
"""

from __future__ import annotations

from typing import NamedTuple, Union

from kubelet_lint.kubelet.decode import Decoded, decode, hole_of
from kubelet_lint.source import HOLE, Span, Text
from kubelet_lint.yaml import json as json_reader
from kubelet_lint.yaml import value as yaml_value
from kubelet_lint.yaml.tree import Mapping, Node, Problem, Scalar, compose

GROUP = "kubelet.config.k8s.io/v1beta1"
KIND = "KubeletConfiguration"


class Loaded(NamedTuple):
    """A file the kubelet accepts, as far as its types are right."""

    decoded: Decoded
    duplicates: tuple[tuple[str, Span | None], ...]
    """Names given twice: ignored in the file, refused in a drop-in."""
    kind: Span | None
    """Where it says what it is: that is why its defaults apply."""
    root: Mapping
    json: bool


class Refused(NamedTuple):
    """A file with which the kubelet does not start, or may not."""

    reason: str
    span: Span | None
    undecided: bool = False
    """Whether what nobody knows here could make it right after all."""


Result = Union[Loaded, Refused]


def load(text: Text) -> Result:
    """Load a configuration file, or a drop-in of one, by its content."""
    if not text.chars:
        return Refused("the file is empty", None)
    root = parse(text)
    if isinstance(root, Problem):
        return Refused(root.reason, root.span, root.undecided)
    if not isinstance(root, Mapping):
        undecided = isinstance(root, Scalar) and HOLE in root.value
        return Refused("Object 'Kind' is missing", _place(root, text), undecided)
    json = json_reader.is_json(text.chars)
    wrong = _identity(root, json=json)
    if wrong is not None:
        return wrong
    return Loaded(
        decode(root, json=json),
        tuple(yaml_value.duplicates(root)),
        named(root, "kind", json=json)[1],
        root,
        json,
    )


def parse(text: Text) -> Node | Problem:
    """Compose a file as the kubelet does, by what it starts with."""
    if json_reader.is_json(text.chars):
        return json_reader.compose(text)
    root = compose(text)
    if isinstance(root, Problem):
        return root
    return yaml_value.check(root) or root


def _place(root: Node, text: Text) -> Span | None:
    return root.span or text.span_of(0, min(1, len(text)))


def _identity(root: Mapping, *, json: bool) -> Refused | None:
    """Say what is wrong with ``kind`` and ``apiVersion``, if anything is."""
    kind, kind_span, kind_hole = named(root, "kind", json=json)
    group, group_span, group_hole = named(root, "apiversion", json=json)
    if kind_hole or group_hole or (root.holes and not (kind and group)):
        return None
    if not kind:
        return Refused("Object 'Kind' is missing", kind_span or root.span)
    if not group:
        return Refused("Object 'apiVersion' is missing", group_span or kind_span)
    if (group, kind) == (GROUP, KIND):
        return None
    reason = f'no kind "{kind}" is registered for version "{group}"'
    return Refused(reason, group_span if kind == KIND else kind_span)


def named(root: Mapping, name: str, *, json: bool) -> tuple[str, Span | None, bool]:
    """Return a name that is looked up in any case, its place, and if it has a hole.

    encoding/json decodes members in order and the last match wins; a YAML document's
    members are sorted first, so that the lower-case spelling wins.
    """
    found = [
        (key.value, key, value)
        for key, value in root.entries
        if isinstance(key, Scalar) and key.value.lower() == name
    ]
    if not json:
        found.sort(key=lambda item: item[0])
    if not found:
        return "", None, False
    _, key, value = found[-1]
    if not isinstance(value, Scalar):
        return "", key.span, False
    if hole_of(value) is not None:
        return "", key.span, True
    atom = yaml_value.atom(value)
    return (atom if isinstance(atom, str) else ""), _both(key, value), False


def _both(key: Scalar, value: Scalar) -> Span | None:
    """Return the place of ``kind: KubeletConfiguration`` as a whole."""
    start, end = key.span, value.span
    if start is None or end is None or start.source is not end.source:
        return start
    return Span(start.source, start.start, end.end)
