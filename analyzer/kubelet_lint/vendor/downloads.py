"""What well-known addresses answer, as far as it decides how a kubelet is started.

Scripts fetch kubeadm's unit and drop-in from kubernetes/release, and pipe installers
into a shell. An installer is a script that hands its arguments and variables to a
program of its address's name; ``programs`` says what that does. It stands at its
address, which is what a finding points at that nothing else in the repository decides.
"""

from __future__ import annotations

import re

from kubelet_lint.source import Text
from kubelet_lint.vendor.image import shipped

_K3S = '#!/bin/sh\nget.k3s.io "$@"\n'
_RKE2 = '#!/bin/sh\nget.rke2.io "$@"\n'
_K0S = "#!/bin/sh\n"
"""It installs the program alone."""

INSTALLERS = {
    r"get\.k3s\.io/?": _K3S,
    r"raw\.githubusercontent\.com/(?:k3s-io|rancher)/k3s/[^?]*/install\.sh": _K3S,
    r"rancher-mirror\.rancher\.cn/k3s/k3s-install\.sh": _K3S,
    r"get\.rke2\.io/?": _RKE2,
    r"raw\.githubusercontent\.com/rancher/rke2/[^?]*/install\.sh": _RKE2,
    r"rancher-mirror\.rancher\.cn/rke2/install\.sh": _RKE2,
    r"get\.k0s\.sh/?": _K0S,
}
"""Scripts, by their addresses without the scheme."""

_RELEASE = re.compile(
    r"kubernetes/release/.*/(?:kubelet|kubeadm)/"
    r"(?:lib/systemd/system/)?(kubelet\.service|10-kubeadm\.conf)$"
)


def content_of(url: Text) -> Text | None:
    """Return what an address answers, None if that is not known."""
    address = url.display()
    bare = re.sub(r"^https?://", "", address)
    for pattern, script in INSTALLERS.items():
        if re.fullmatch(pattern, bare):
            return Text.derived(script, url.span)
    match = _RELEASE.search(address)
    if match is None:
        return None
    from kubelet_lint.vendor.images.kubeadm_deb import DROPIN, TITLE, UNIT

    name = match.group(1)
    return shipped(TITLE, name, UNIT if name.endswith(".service") else DROPIN)
