"""``/etc/eks/bootstrap.sh`` of the EKS AL2 image: from its arguments to drop-ins.

Follows awslabs/amazon-eks-ami, branch ``al2``, ``templates/al2/runtime/bootstrap.sh``:
the argument loop knows options in two words only, everything else (so also
``--kubelet-extra-args=...``) becomes a positional argument and is not looked at again;
a value ends in ``Environment='KUBELET_EXTRA_ARGS=...'``, where systemd takes a single
quote in it for the end. ``--pod-infra-container-image``, which it passes too, is left
out: the AMI ends with Kubernetes 1.32, and later kubelets refuse the flag.
"""

from __future__ import annotations

from collections.abc import Sequence

from kubelet_lint.node.effect import Boot, Effect, Write
from kubelet_lint.source import EMPTY, Span, Text, program
from kubelet_lint.vendor import unknown
from kubelet_lint.vendor.command_line import unknown_words
from kubelet_lint.vendor.image import shipped

PATH = "/etc/eks/bootstrap.sh"
DROPINS = "/etc/systemd/system/kubelet.service.d"

OPTIONS = frozenset(
    {
        "--apiserver-endpoint",
        "--aws-api-retry-attempts",
        "--b64-cluster-ca",
        "--cluster-id",
        "--container-runtime",
        "--containerd-config-file",
        "--dns-cluster-ip",
        "--docker-config-json",
        "--enable-docker-bridge",
        "--enable-local-outpost",
        "--ip-family",
        "--kubelet-extra-args",
        "--local-disks",
        "--mount-bpf-fs",
        "--pause-container-account",
        "--pause-container-version",
        "--service-ipv4-cidr",
        "--service-ipv6-cidr",
        "--use-max-pods",
    }
)
"""The options that take the next word as their value."""

_ARGS = shipped(
    "EKS AL2 image",
    "bootstrap.sh",
    "[Service]\nEnvironment='KUBELET_ARGS=--v=2 --cloud-provider=external'\n",
)


def bootstrap(args: Sequence[Text], span: Span | None = None) -> tuple[Effect, ...]:
    """Return what ``bootstrap.sh ARGS`` does to a machine."""
    effects: list[Effect] = [Write(f"{DROPINS}/10-kubelet-args.conf", _ARGS, span=span)]
    extra = extra_args(args)
    if extra:
        effects.append(Write(f"{DROPINS}/30-kubelet-extra-args.conf", _dropin(extra)))
    effects.append(Boot("kubelet.service", span))
    return tuple(effects)


def extra_args(args: Sequence[Text]) -> Text:
    """Return the value of ``--kubelet-extra-args``; the last one counts."""
    extra = EMPTY
    words = list(args)
    at = 0
    while at < len(words):
        word = words[at]
        if word.chars == "--kubelet-extra-args":
            extra = words[at + 1] if at + 1 < len(words) else EMPTY
        elif unknown_words([word]):
            extra = _perhaps(extra, word)
        at += 2 if word.chars in OPTIONS else 1
    return extra


def _perhaps(extra: Text, word: Text) -> Text:
    """Unknown arguments may hold the option once more."""
    name = unknown.label(word)
    hole = unknown.arguments(word, "further arguments of bootstrap.sh")
    condition = f"the arguments {name} of bootstrap.sh"
    return Text.choice(
        condition,
        [
            (f"when {name} has no --kubelet-extra-args", extra),
            (f"when {name} has --kubelet-extra-args", hole),
        ],
        word.span,
    )


def _dropin(extra: Text) -> Text:
    return Text.join(
        (
            program("[Service]\nEnvironment='KUBELET_EXTRA_ARGS="),
            extra,
            program("'\n"),
        )
    )
