"""Kubespray's variables that decide the kubelet's authorization.

Follows kubernetes-sigs/kubespray ``roles/kubernetes/node/templates/
kubelet-config.v1beta1.yaml.j2`` (v2.12 on): ``kubelet_authorization_mode_webhook``
chooses between Webhook and AlwaysAllow, ``kubelet_authentication_token_webhook`` is the
token webhook; both are true in the role's defaults of every release but v2.20.0. The
variables are read wherever they are set: an inventory, or the role's own defaults.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubelet_lint.artifacts import described
from kubelet_lint.artifacts.base import Carried, Files
from kubelet_lint.artifacts.naming import is_program
from kubelet_lint.node.effect import Document, Machine, Start, Write
from kubelet_lint.source import Span, Text, program
from kubelet_lint.value import Assumption
from kubelet_lint.vendor.image import shipped
from kubelet_lint.vendor.manifest import Leaf, Map, true_at

NAME = "Kubespray variables"

MODE = "kubelet_authorization_mode_webhook"
WEBHOOK = "kubelet_authentication_token_webhook"

_SET = re.compile(rf"^(?:{MODE}|{WEBHOOK}):", re.M)

CONFIG_PATH = "/etc/kubernetes/kubelet-config.yaml"

_ARGV = (
    "kubelet",
    f"--config={CONFIG_PATH}",
    "--kubeconfig=/etc/kubernetes/kubelet.conf",
)

_HEAD = """\
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
authentication:
  anonymous:
    enabled: false
  x509:
    clientCAFile: /etc/kubernetes/ssl/ca.crt
  webhook:
    enabled: """

_ASSUMED = Assumption("Kubespray is of another release than v2.20.0")


def recognizes(document: Document, /) -> bool:
    """Say whether one of the variables is set at the margin."""
    if not document.name and is_program(document.path):
        return False
    return _SET.search(document.text.chars) is not None


def read(document: Document, files: Files, /) -> Iterator[Carried]:
    """Yield a node that gets the variables."""
    value = described.first(document.text)
    if not isinstance(value, Map):
        yield from described.unreadable(document, value)
        return
    mode, webhook = _text(value, MODE), _text(value, WEBHOOK)
    span = _place(value)
    yield Machine(
        described.name(document),
        (
            Write(CONFIG_PATH, _config(value, mode, webhook), span=span),
            Start(tuple(map(program, _ARGV)), span),
        ),
        span=span,
        assumptions=(_ASSUMED,) if mode is None or webhook is None else (),
        writer="Kubespray",
    )


def _text(value: Map, name: str) -> Text | None:
    found = value.get(name)
    return found.text if isinstance(found, Leaf) else None


def _place(value: Map) -> Span | None:
    for name in (MODE, WEBHOOK):
        if name in value.members:
            return value.members[name].key.span
    return None


def _config(value: Map, mode: Text | None, webhook: Text | None) -> Text:
    title = "Kubespray"
    return Text.join(
        (
            shipped(title, CONFIG_PATH, _HEAD),
            webhook or shipped(title, "role defaults", "true"),
            program("\nauthorization:\n  mode: "),
            _mode(true_at(value, MODE), mode, title),
            program("\n"),
        )
    )


def _mode(decided: bool | None, setting: Text | None, title: str) -> Text:
    if setting is None:
        return shipped(title, "role defaults", "Webhook")
    if decided is None:
        reason = f"{MODE} is {setting.display()}"
        return Text.hole(reason, setting.span, setting.display())
    return setting.respelled("Webhook" if decided else "AlwaysAllow")
