"""Which branches of a template are worth deciding.

A node's templates hold dozens of conditions, and only few of them can change how a
kubelet authenticates and authorizes. A branch without any word that can matter, and
without an unknown stretch that could be a flag or a line of its own, is not worth a
world (see ``node.world``). Patterns are compiled with the first template: most runs
meet none.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from kubelet_lint.source import Text
from kubelet_lint.template.render import Matters

_WORDS = (
    r"kubelet(?!Cgroups|Reserved|_flex|\.service)|kubeadm|k3s|rke2|k0s|nodeadm"
    r"|bootstrap\.sh|auth|webhook|anonym|standalone|enabled|mode['\"]?[ ]*[:=]|--config"
    r"|Exec\w+=|EnvironmentFile|args|opts|flags|extra"
    r"|(?:^|\n)(?:apiVersion|kind|---|\[|#!)|runcmd|bootcmd|\A\s*‹(?![^›]*›: )"
)
"""What a branch must hold for its condition to be worth deciding.

An unknown stretch before a colon is no flag: it is a key of a mapping.
"""

_IDENTITY = (
    r"--(?:hostname-override|node-ip|node-labels|register-with-taints|provider-id"
    r"|cloud-provider|cluster-dns|cluster-domain)[= ][\"']?[^\s\"'\\]*"
)
"""Flags that say which node it is: their values name the kubelet and set nothing."""

_SETTING = r"authoriz|authent|anonym|webhook|--config|kubeconfig|standalone"
"""What makes an argument, and so the variable it is in, matter."""

_UNKNOWN = r"(?:^|[\s\"'])(?:\{\{|<%=|\$\{|‹)"
"""An expression that is a word of its own, and so may be any argument."""

_ASSIGNMENT = (
    r"^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)=((?:[^\n\\]|\\\n|\\.)*)"
)


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.MULTILINE)


def matters(said: str) -> bool:
    """Say whether a branch of a template can make a difference to a judged setting."""
    return _compiled(_WORDS).search(_compiled(_IDENTITY).sub("", said)) is not None


def watching(text: Text) -> Matters:
    """Return what tells the branches of one template that are worth deciding.

    In an environment file a variable whose values never hold a setting that is judged,
    nor an argument nobody knows, may be set or not: it makes no difference.
    """
    if "#!" in text.chars or "=" not in text.chars:
        return matters
    named = frozenset(
        found.group(1)
        for found in _compiled(_ASSIGNMENT).finditer(text.chars)
        if _compiled(_SETTING).search(found.group(2))
        or _compiled(_UNKNOWN).search(found.group(2))
    )

    def told(said: str) -> bool:
        return matters(_compiled(_ASSIGNMENT).sub(_unless(named), said))

    return told


def _unless(named: frozenset[str]) -> Callable[[re.Match[str]], str]:
    def kept(found: re.Match[str]) -> str:
        return found.group() if found.group(1) in named else ""

    return kept
