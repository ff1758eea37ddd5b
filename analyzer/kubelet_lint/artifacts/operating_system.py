"""Operating-system objects of Gardener and Kubermatic: files and units of a node.

Gardener's OperatingSystemConfig (``extensions.gardener.cloud``) and Kubermatic's
OperatingSystemProfile (``operatingsystemmanager.k8c.io``, below ``provisioningConfig``)
have the same form: ``files`` with an inline content, perhaps base64, under a path, and
``units`` with drop-ins (gardener/gardener
``pkg/apis/extensions/v1alpha1/types_operatingsystemconfig.go``,
kubermatic/operating-system-manager ``pkg/crd/osm/v1alpha1``).

Gardener's content is encoded as ``encoding`` says; Kubermatic's is always plain, and
encoded so on its way to the node (``pkg/generator/generator.go``). Each content of a
Kubermatic profile is a Go template of its own, with the named templates of the profile
(``pkg/controllers/osc/resources/operating_system_config.go``).
"""

from __future__ import annotations

from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.encoded import decode, of_cloud_init
from kubelet_lint.node.effect import Boot, Document, Effect, Machine, Write
from kubelet_lint.source import EMPTY, HOLE, Text, program
from kubelet_lint.vendor.manifest import (
    Leaf,
    Map,
    Value,
    at,
    items_at,
    map_at,
    text_at,
    true_at,
)

NAME = "operating-system object"

UNITS = "/etc/systemd/system"


def recognizes(document: Document, /) -> bool:
    """Say whether the document is one of the two objects."""
    return described.is_kind(
        document,
        "operatingsystemmanager.k8c.io/",
        "CustomOperatingSystemProfile",
        "OperatingSystemProfile",
        "OperatingSystemConfig",
    ) or described.is_kind(
        document, "extensions.gardener.cloud/", "OperatingSystemConfig"
    )


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield the node, if a kubelet's file or unit is on it."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    spec = map_at(value, "spec", "provisioningConfig")
    spec = spec if spec.members else map_at(value, "spec")
    group = (text_at(value, "apiVersion") or EMPTY).chars
    gardener = "gardener.cloud/" in group
    files_ = _files if gardener else _profile_files
    effects = [*files_(spec, document.path), *_units(spec)]
    if any("kubelet" in effect.path for effect in effects if isinstance(effect, Write)):
        span = described.line(value, "kind")
        image = "gardener" if gardener else "kubermatic"
        yield Machine(described.name(document), tuple(effects), span=span, image=image)


def _files(spec: Map, repository_path: str) -> Iterator[Effect]:
    for file, path in _named(spec):
        yield Write(path.chars, _content(file, path, repository_path), span=path.span)


def _named(spec: Map) -> Iterator[tuple[Value, Text]]:
    for file in items_at(spec, "files"):
        path = text_at(file, "path")
        if path is not None and path.startswith("/") and HOLE not in path.chars:
            yield file, path


def _content(file: Value, path: Text, repository_path: str) -> Text:
    encoding = (text_at(file, "content", "inline", "encoding") or EMPTY).chars
    data = text_at(file, "content", "inline", "data")
    if data is None:
        return Text.hole("the content is not inline", path.span)
    codecs = of_cloud_init(encoding)
    if codecs is None:
        return Text.hole(f"the content is encoded as {encoding}", data.span)
    return decode(data, codecs, repository_path)


def _profile_files(spec: Map, _: str) -> Iterator[Effect]:
    """Yield the files of a Kubermatic object, those for its container runtimes too."""
    runtimes = list(items_at(spec, "supportedContainerRuntimes"))
    library = [text for part in (*runtimes, spec) for text in _templates(part)]
    for part in (spec, *(one for one in runtimes if isinstance(one, Map))):
        for file, path in _named(part):
            data = text_at(file, "content", "inline", "data")
            text = (
                Text.hole("the content is not inline", path.span)
                if data is None
                else _filled(data, library)
            )
            yield Write(path.chars, text, span=path.span)


def _templates(part: Value) -> Iterator[Text]:
    """Yield the templates of a profile, each as the ``define`` that is made of it."""
    templates = at(part, "templates")
    for name, member in templates.members.items() if isinstance(templates, Map) else ():
        if isinstance(member.value, Leaf):
            head = program(f'{{{{- define "{name}" }}}}\n')
            yield Text.join((head, member.value.text, program("\n{{- end }}")))


def _filled(data: Text, library: list[Text]) -> Text:
    if "{{" not in data.chars:
        return data
    from kubelet_lint.artifacts.relevance import watching
    from kubelet_lint.template import fill

    return fill(data, "go", matters=watching(data), library=library).text


def _units(spec: Map) -> Iterator[Effect]:
    for unit in items_at(spec, "units"):
        name = text_at(unit, "name")
        if name is None:
            continue
        content = text_at(unit, "content")
        if content is not None:
            yield Write(f"{UNITS}/{name.chars}", content, span=name.span)
        for dropin in (*items_at(unit, "dropIns"), *items_at(unit, "dropins")):
            text, base = text_at(dropin, "content"), text_at(dropin, "name")
            if text is not None and base is not None:
                yield Write(f"{UNITS}/{name.chars}.d/{base.chars}", text)
        if true_at(unit, "enable") is not False:
            yield Boot(name.chars, name.span)
