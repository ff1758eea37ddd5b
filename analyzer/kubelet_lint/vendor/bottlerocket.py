"""Bottlerocket's settings: which of its two kubelet configurations it renders.

Follows bottlerocket-os/bottlerocket-core-kit
``packages/kubernetes-1.31/kubelet-config`` and ``kubelet-exec-start-conf``:
``settings.kubernetes.standalone-mode`` true means AlwaysAllow, anonymous access, no
token webhook and no kubeconfig. No other setting touches these.
"""

from __future__ import annotations

from kubelet_lint.node.effect import Boot, Effect, Write
from kubelet_lint.source import Span, Text, program
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.images.bottlerocket import (
    CONFIG_PATH,
    EXEC_START_PATH,
    STANDALONE_CONFIG,
    STANDALONE_EXEC_START,
    TITLE,
)


def node(
    standalone: bool | None, span: Span | None = None, setting: Text | None = None
) -> tuple[Effect, ...]:
    """Return what is rendered over the image; ``setting`` is what says standalone."""
    boot = Boot("kubelet.service", span)
    if not standalone:
        return (boot,)
    config = shipped(TITLE, CONFIG_PATH, STANDALONE_CONFIG)
    if setting is not None:
        config = _because(config, setting)
    start = shipped(TITLE, EXEC_START_PATH, STANDALONE_EXEC_START)
    return (
        Write(CONFIG_PATH, config, span=span),
        Write(EXEC_START_PATH, start, span=span),
        boot,
    )


def _because(config: Text, setting: Text) -> Text:
    """Return the file with its values standing where the setting is written."""
    parts: list[Text] = []
    for line in config.lines(keep_ends=True):
        key, colon, value = line.partition(": ")
        bare = value.rstrip("\n")
        if bare.chars in ("AlwaysAllow", "true", "false"):
            parts += (key, colon, setting.respelled(bare.chars), program("\n"))
        else:
            parts.append(line)
    return Text.join(parts)
