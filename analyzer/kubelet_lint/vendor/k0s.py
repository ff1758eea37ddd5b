"""k0s: from worker profiles and ``--kubelet-extra-args`` to file and arguments.

Follows k0sproject/k0s at its head: ``pkg/component/controller/workerconfig`` (a
profile's values are decoded over the default profile), ``pkg/component/worker/
kubelet.go`` (``--config`` always; extra arguments replace k0s's own of the same name)
and ``internal/pkg/flags/flags.go`` (``Split``: at blanks, no quotes; a word without
``=`` gets an empty value).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from kubelet_lint.node.effect import Effect, Start, Write
from kubelet_lint.source import HOLE, Span, Text, program
from kubelet_lint.vendor import unknown
from kubelet_lint.vendor.command_line import given, last
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.images.k0s import CONFIG, CONFIG_PATH, TITLE
from kubelet_lint.vendor.manifest import NOTHING, Map, Value, parse, write
from kubelet_lint.vendor.patching import lay
from kubelet_lint.yaml.tree import Problem

FLAGS = (
    "--cert-dir=/var/lib/k0s/kubelet/pki",
    f"--config={CONFIG_PATH}",
    "--kubeconfig=/var/lib/k0s/kubelet.conf",
    "--root-dir=/var/lib/k0s/kubelet",
)


@lru_cache(maxsize=1)
def _default_profile() -> Value:
    value = parse(shipped(TITLE, CONFIG_PATH, CONFIG))
    return NOTHING if isinstance(value, Problem) else value


def worker(
    profile: Map = NOTHING, extra: Text | None = None, span: Span | None = None
) -> tuple[Effect, ...]:
    """Return what a k0s worker does: write the profile, start the kubelet."""
    config = write(lay(_default_profile(), profile))
    argv = (program("kubelet"), *arguments(extra))
    return (Write(CONFIG_PATH, config, span=span), Start(argv, span))


def arguments(extra: Text | None) -> list[Text]:
    """Return the kubelet's arguments: k0s's own, replaced by name, sorted."""
    found = {flag.partition("=")[0]: shipped("k0s", "kubelet", flag) for flag in FLAGS}
    unread: list[Text] = []
    for word in _fields(extra):
        name, separator, value = word.partition("=")
        if HOLE in name.chars:
            unread.append(unknown.arguments(word))
            continue
        found[name.chars] = Text.join((name, separator or program("="), value))
    return [found[name] for name in sorted(found)] + unread


def _fields(text: Text | None) -> list[Text]:
    if text is None:
        return []
    flat = text.chars.replace("\n", " ").replace("\t", " ")
    found: list[Text] = []
    at = 0
    for part in flat.split(" "):
        if part:
            found.append(text[at : at + len(part)])
        at += len(part) + 1
    return found


def command(argv: Sequence[Text]) -> tuple[bool, Text | None]:
    """Say whether a k0s command line makes a worker, and with which arguments."""
    names = [word.chars for word in argv[1:]]
    words = [name for name in names if not name.startswith("-")]
    if words[:1] == ["install"]:
        words = words[1:]
    role = words[0] if words else ""
    works = role == "worker" or (
        role == "controller"
        and (given(argv, "--enable-worker") or given(argv, "--single"))
    )
    return works, last(argv, "--kubelet-extra-args")
