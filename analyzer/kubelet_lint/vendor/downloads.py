"""What well-known addresses answer, as far as it decides how a kubelet is started.

Scripts fetch kubeadm's unit and drop-in from kubernetes/release, and pipe installers
into a shell. The installers here do what the real ones do with their arguments and
variables: k3s-io/k3s ``install.sh`` (``setup_env``: ``INSTALL_K3S_EXEC`` before the
arguments, ``server`` or, with ``K3S_URL``, ``agent`` if no command is given).
"""

from __future__ import annotations

import re

from kubelet_lint.source import Text
from kubelet_lint.vendor.image import shipped

_K3S = """\
#!/bin/sh
set -- $INSTALL_K3S_EXEC "$@"
case "$1" in
  -*|"")
    if [ -n "$K3S_URL" ]; then k3s agent "$@"; else k3s server "$@"; fi
    ;;
  *)
    k3s "$@"
    ;;
esac
"""

_RELEASE = re.compile(
    r"kubernetes/release/.*/(?:kubelet|kubeadm)/"
    r"(?:lib/systemd/system/)?(kubelet\.service|10-kubeadm\.conf)$"
)


def content_of(url: str) -> Text | None:
    """Return what an address answers, None if that is not known."""
    if re.fullmatch(r"(?:https?://)?get\.k3s\.io/?", url):
        return shipped("k3s installer", "install.sh", _K3S)
    match = _RELEASE.search(url)
    if match is None:
        return None
    from kubelet_lint.vendor.images.kubeadm_deb import DROPIN, TITLE, UNIT

    name = match.group(1)
    return shipped(TITLE, name, UNIT if name.endswith(".service") else DROPIN)
