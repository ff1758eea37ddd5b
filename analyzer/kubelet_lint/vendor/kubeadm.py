"""kubeadm: from its documents to the files it writes for the kubelet.

Follows kubernetes v1.34.4 ``cmd/kubeadm/app``: ``componentconfigs/kubelet.go``
(``Default`` fills what is unset and keeps a user's value), ``phases/kubelet/config.go``
(defaults, then patches, then the file), ``phases/kubelet/flags.go`` and
``util/arguments.go`` (base flags, replaced by extra arguments of the same name, sorted
by name and value, joined into one variable with Go's ``%q``), ``util/patches``. The
same since 1.22; before v1beta4 the extra arguments were a map, each name once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from kubelet_lint.node.effect import Boot, Effect, Write
from kubelet_lint.source import EMPTY, HOLE, Span, Text, program
from kubelet_lint.value import Assumption
from kubelet_lint.vendor import unknown
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.manifest import (
    NOTHING,
    Leaf,
    List,
    Map,
    Value,
    at,
    escaped,
    ordered,
    parse,
    text_at,
    write,
)
from kubelet_lint.vendor.patching import apply, fill, merge, operations
from kubelet_lint.yaml import documents
from kubelet_lint.yaml.tree import Problem

CONFIG_PATH = "/var/lib/kubelet/config.yaml"
FLAGS_PATH = "/var/lib/kubelet/kubeadm-flags.env"
UNIT = "kubelet.service"

DEFAULTS = """\
apiVersion: kubelet.config.k8s.io/v1beta1
authentication:
  anonymous:
    enabled: false
  webhook:
    enabled: true
  x509:
    clientCAFile: /etc/kubernetes/pki/ca.crt
authorization:
  mode: Webhook
kind: KubeletConfiguration
rotateCertificates: true
"""

SOCKET = shipped(
    "kubeadm", "default CRI socket", "unix:///var/run/containerd/containerd.sock"
)


class Arg(NamedTuple):
    """One extra argument of the kubelet: its name, without dashes, and its value."""

    name: Text
    value: Text

    @property
    def element(self) -> Text:
        """The argument as kubeadm spells it."""
        return Text.join((program("--"), self.name, program("="), self.value))


class Patch(NamedTuple):
    """A file of the ``patches`` directory."""

    name: str
    text: Text


class Stream(NamedTuple):
    """The documents of one kubeadm configuration file; of each kind the last."""

    init: Value | None = None
    join: Value | None = None
    cluster: Value | None = None
    kubelet: Text | None = None
    """The KubeletConfiguration as written."""
    problems: tuple[Problem, ...] = ()
    """Documents that could not be read."""


_KIND = re.compile(r"^kind:[ \t]+['\"]?(\w+)", re.M)
_OWN = {
    "ClusterConfiguration",
    "InitConfiguration",
    "JoinConfiguration",
    "MasterConfiguration",
    "NodeConfiguration",
}


def stream(text: Text) -> Stream:
    """Read a kubeadm configuration file."""
    found = Stream()
    for piece in documents.split(text):
        kind = _KIND.search(piece.chars)
        name = kind.group(1) if kind else ""
        if name == "KubeletConfiguration":
            found = found._replace(kubelet=piece)
        elif name in _OWN:
            found = _with(found, name, parse(piece))
    return found


def _with(found: Stream, kind: str, value: Value | Problem) -> Stream:
    if isinstance(value, Problem):
        return found._replace(problems=(*found.problems, value))
    match kind:
        case "InitConfiguration" | "MasterConfiguration":
            return found._replace(init=value)
        case "JoinConfiguration" | "NodeConfiguration":
            return found._replace(join=value)
        case _:
            return found._replace(cluster=value)


# --- the flags ------------------------------------------------------------------------


def extra_args(value: Value | None) -> tuple[list[Arg], list[Text]]:
    """Return ``kubeletExtraArgs``, map or list, and what else it may hold, unknown."""
    if isinstance(value, Map):
        args = [
            Arg(member.key, member.value.text)
            for member in value.members.values()
            if isinstance(member.value, Leaf)
        ]
        return [_unquoted(arg) for arg in args], _unknown(value.holes)
    if isinstance(value, List):
        named = [(text_at(one, "name"), text_at(one, "value")) for one in value.items]
        args = [Arg(name, text or EMPTY) for name, text in named if name]
        return args, _unknown(value.holes) + _unnamed(value.items)
    if isinstance(value, Leaf) and not value.text.known:
        return [], _unknown([value.text])
    return [], []


def _unquoted(arg: Arg) -> Arg:
    """Take the quotes of a key away: a key keeps its spelling in ``manifest``."""
    name = arg.name
    if len(name) > 1 and name.chars[0] in "\"'" and name.chars[0] == name.chars[-1]:
        name = name[1:-1]
    return Arg(name, arg.value)


def _unnamed(items: Iterable[Value]) -> list[Text]:
    return _unknown(item.text for item in items if isinstance(item, Leaf))


def _unknown(texts: Iterable[Text]) -> list[Text]:
    """Return each unknown stretch as zero or more arguments nobody can read."""
    return [unknown.arguments(text) for text in texts if HOLE in text.chars]


def flags(registration: Value | None) -> Text:
    """Return ``kubeadm-flags.env`` for a ``nodeRegistration``."""
    args, unread = extra_args(at(registration, "kubeletExtraArgs"))
    return flags_file(args, unread, text_at(registration, "criSocket"))


def flags_file(
    args: Sequence[Arg], unread: Sequence[Text] = (), socket: Text | None = None
) -> Text:
    """Return ``kubeadm-flags.env``: what is unknown first, all else sorted."""
    named = {arg.name.chars for arg in args}
    base = Arg(program("container-runtime-endpoint"), socket or SOCKET)
    every = [*args, *(() if base.name.chars in named else (base,))]
    every.sort(key=lambda arg: (arg.name.chars, arg.value.chars))
    elements = [*unread, *(escaped(arg.element) for arg in every)]
    joined = Text.join(_between(elements, program(" ")))
    return Text.join((program('KUBELET_KUBEADM_ARGS="'), joined, program('"\n')))


def _between(parts: Sequence[Text], separator: Text) -> list[Text]:
    spread: list[Text] = []
    for part in parts:
        spread += (separator, part) if spread else (part,)
    return spread


# --- the file -------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _defaults(content: str) -> Value:
    value = parse(shipped("kubeadm defaults", CONFIG_PATH, content))
    return NOTHING if isinstance(value, Problem) else value


def config(
    document: Text | Value | None,
    patches: Sequence[Patch] = (),
    defaults: str = DEFAULTS,
) -> Text:
    """Return ``config.yaml`` for a KubeletConfiguration, or for none.

    A document that kubeadm cannot read is returned as it is: the kubelet's own reader
    says what is wrong with it.
    """
    value = parse(document) if isinstance(document, Text) else document
    if isinstance(value, Problem):
        assert isinstance(document, Text)
        return document
    filled = fill(value, _defaults(defaults))
    for patch in sorted(patches, key=lambda one: one.name):
        filled = _patched(filled, patch)
    return write(ordered(filled))


_PATCH = re.compile(
    r"kubeletconfiguration[^.+\n]*(?:\+(strategic|merge|json))?.*\.(?:json|yaml)"
)


def is_patch(name: str) -> bool:
    """Say whether a file of the ``patches`` directory is for the kubelet's file."""
    return _PATCH.fullmatch(name) is not None


def _patched(value: Value, patch: Patch) -> Value:
    match = _PATCH.fullmatch(patch.name)
    if match is None:
        return value
    for piece in documents.split(patch.text):
        over = parse(piece)
        if isinstance(over, Problem):
            continue
        if match.group(1) == "json":
            value = apply(value, tuple(operations(over)))
        else:
            value = merge(value, over, strategic=match.group(1) != "merge")
    return value


def effects(
    config_text: Text,
    flags_text: Text,
    span: Span | None = None,
    assumptions: tuple[Assumption, ...] = (),
) -> tuple[Effect, ...]:
    """Return what ``kubeadm init`` and ``kubeadm join`` do to a machine."""
    return (
        Write(CONFIG_PATH, config_text, span=span, assumptions=assumptions),
        Write(FLAGS_PATH, flags_text, span=span),
        Boot(UNIT, span),
    )
