"""``minikube start``: from ``--extra-config`` to the kubelet's arguments.

Follows kubernetes/minikube ``pkg/minikube/config/extra_options.go`` (``component`` up
to the first dot, ``key=value`` after it) and ``pkg/minikube/bootstrapper/bsutil``
(``kubelet.go`` ``extraKubeletOpts``: later options of one key replace earlier ones and
defaults, keys of the configuration file are no flags; ``extraconfig.go``
``convertToFlags``: sorted). The same since 1.6.
"""

from __future__ import annotations

from collections.abc import Sequence

from kubelet_lint.node.effect import Effect, Start, Write
from kubelet_lint.source import HOLE, Span, Text, program
from kubelet_lint.vendor import kubeadm, unknown
from kubelet_lint.vendor.command_line import unknown_words, values
from kubelet_lint.vendor.image import shipped

FILE_KEYS = frozenset(
    {
        "FailCgroupV1",
        "container-runtime-endpoint",
        "hairpin-mode",
        "localStorageCapacityIsolation",
        "runtime-request-timeout",
    }
)
"""Keys that minikube writes to the configuration file, not on the command line."""

FLAGS = (
    "bootstrap-kubeconfig=/etc/kubernetes/bootstrap-kubelet.conf",
    "config=/var/lib/kubelet/config.yaml",
    "kubeconfig=/etc/kubernetes/kubelet.conf",
)


def start(argv: Sequence[Text], span: Span | None = None) -> tuple[Effect, ...]:
    """Return what ``minikube start`` does to the node it makes."""
    given = values(argv, "--extra-config")
    elements = arguments(given) + unknown_words(argv)
    return (
        Write(kubeadm.CONFIG_PATH, kubeadm.config(None), span=span),
        Start((program("kubelet"), *elements), span),
    )


def arguments(options: Sequence[Text]) -> list[Text]:
    """Return the kubelet's arguments for some ``--extra-config`` values."""
    found = {
        flag.partition("=")[0]: shipped("minikube", "kubelet flags", f"--{flag}")
        for flag in FLAGS
    }
    unread: list[Text] = []
    for option in options:
        component, _, rest = option.partition(".")
        key, separator, _ = rest.partition("=")
        if HOLE in component.chars or HOLE in key.chars:
            unread.append(unknown.argument(option))
        elif component.chars == "kubelet" and separator and key.chars not in FILE_KEYS:
            found[key.chars] = Text.join((program("--"), rest))
    return [found[key] for key in sorted(found)] + unread
