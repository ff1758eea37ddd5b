"""Kubernetes ConfigMaps and Secrets: every key is a document.

``data`` of a Secret and ``binaryData`` of a ConfigMap are base64 (kubernetes.io,
"Secrets", "ConfigMaps"). What a key is for shows in its content alone: user data in it
may be compressed, which cloud-init tells by its first bytes.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.encoded import Codec, decode, is_compressed
from kubelet_lint.node.effect import Document, Unfollowed
from kubelet_lint.source import EMPTY, Text
from kubelet_lint.vendor.manifest import Leaf, List, Map, Value, at, map_at, text_at
from kubelet_lint.yaml.tree import Problem

NAME = "ConfigMap or Secret"

_PLAIN = (("ConfigMap", "data"), ("Secret", "stringData"))
_CODED = (("ConfigMap", "binaryData"), ("Secret", "data"))


def recognizes(document: Document, /) -> bool:
    """Say whether the document is a ConfigMap or a Secret, or a list of such."""
    return described.is_kind(document, "v1", "ConfigMap", "Secret", "List")


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield a document for each key."""
    value = described.first(document.text)
    if isinstance(value, Problem):
        yield Unfollowed(f"the object cannot be read: {value.reason}", value.span)
    elif value is not None:
        for one in _objects(value):
            yield from _keys(one, document)


def _objects(value: Map) -> Iterator[Value]:
    items = at(value, "items")
    if (text_at(value, "kind") or EMPTY).chars == "List" and isinstance(items, List):
        yield from items.items
    else:
        yield value


def _keys(value: Value, document: Document) -> Iterator[Document]:
    kind = (text_at(value, "kind") or EMPTY).chars
    label = (text_at(value, "metadata", "name") or EMPTY).display()
    codings: tuple[tuple[tuple[tuple[str, str], ...], tuple[Codec, ...]], ...]
    codings = ((_PLAIN, ()), (_CODED, ("base64",)))
    for fields, codecs in codings:
        for owner, field in fields:
            held = map_at(value, field) if owner == kind else Map({})
            for key, member in held.members.items():
                if isinstance(member.value, Leaf):
                    text = _decoded(member.value.text, codecs, document.path, key)
                    name = " ".join(filter(None, (document.name, label, key)))
                    yield document._replace(text=text, name=name)


def _decoded(text: Text, codecs: tuple[Codec, ...], path: str, key: str) -> Text:
    if codecs and is_compressed(text):
        return decode(text, (*codecs, "gzip"), path, key)
    return decode(text, codecs, path, key)
