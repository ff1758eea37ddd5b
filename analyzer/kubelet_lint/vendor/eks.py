"""``/etc/eks/bootstrap.sh`` of the EKS AL2 image: from its arguments to drop-ins.

Follows awslabs/amazon-eks-ami, branch ``al2``, ``templates/al2/runtime/bootstrap.sh``:
the argument loop knows options in two words only, everything else (so also
``--kubelet-extra-args=...``) becomes a positional argument and is not looked at again;
a value ends in ``Environment='KUBELET_EXTRA_ARGS=...'``, where systemd takes a single
quote in it for the end. The first positional argument is the cluster's name, and is
taken for one word even where a template puts it in without quotes, unless the template
calls it arguments. ``--pod-infra-container-image``, which it passes too, is left
out: the AMI ends with Kubernetes 1.32, and later kubelets refuse the flag.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kubelet_lint.node.effect import Boot, Effect, Write
from kubelet_lint.source import EMPTY, Span, Text, program
from kubelet_lint.value import Assumption
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
    path = f"{DROPINS}/10-kubelet-args.conf"
    named = _cluster(args)
    said: tuple[Assumption, ...] = ()
    if named is not None and unknown_words([named]):
        label = unknown.label(named)
        said = (Assumption(f"{label} is the cluster's name alone", named.span),)
    effects: list[Effect] = [Write(path, _ARGS, span=span, assumptions=said)]
    extra = extra_args(args)
    if extra:
        effects.append(Write(f"{DROPINS}/30-kubelet-extra-args.conf", _dropin(extra)))
    effects.append(Boot("kubelet.service", span))
    return tuple(effects)


def extra_args(args: Sequence[Text]) -> Text:
    """Return the value of ``--kubelet-extra-args``; the last one counts."""
    extra = EMPTY
    cluster = _cluster(args)
    for word, value in _pairs(args):
        if word.chars == "--kubelet-extra-args":
            extra = value
        elif word is not cluster and unknown_words([word]):
            extra = _perhaps(extra, word)
    return extra


def _pairs(args: Sequence[Text]) -> Iterator[tuple[Text, Text]]:
    """Yield each option with its value, and each other word with none."""
    words = iter(args)
    for word in words:
        yield word, next(words, EMPTY) if word.chars in OPTIONS else EMPTY


def _cluster(args: Sequence[Text]) -> Text | None:
    """Return the first positional argument, if it can be a cluster's name."""
    for word, _ in _pairs(args):
        if not word.chars.startswith("-"):
            return None if _CALLED_ARGUMENTS.search(unknown.label(word)) else word
    return None


_CALLED_ARGUMENTS = re.compile(r"arg|opt|flag|extra|param|\$[@*]", re.IGNORECASE)


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
