"""RKE2, which is k3s with the kubelet as a process of its own.

Releases: v1.20 on. Source: rancher/rke2 ``pkg/cli/defaults/defaults.go`` (logging
arguments only), the rest from k3s (see ``k3s``).
"""

from kubelet_lint.vendor.image import Image, image
from kubelet_lint.vendor.images.k3s import DROPIN

IMAGE: Image = image(
    "rke2",
    "RKE2",
    "v1.20 on",
    "rancher/rke2 pkg/cli/defaults/defaults.go, k3s-io/k3s pkg/daemons/agent",
    {
        "/var/lib/rancher/rke2/agent/etc/kubelet.conf.d/00-rke2-defaults.conf": (
            DROPIN.replace("/k3s/", "/rke2/")
        )
    },
    writer="RKE2",
)
