"""A node of apt.kubernetes.io's packages on which kubeadm has run.

Releases: 1.11 to 1.28. Source: as ``kubeadm_apt`` and ``kubeadm_node``.
"""

from kubelet_lint.vendor.image import Image, image
from kubelet_lint.vendor.images.kubeadm_deb import DROPIN, UNIT
from kubelet_lint.vendor.images.kubeadm_node import CONFIG, FLAGS

IMAGE: Image = image(
    "kubeadm-node-apt",
    "node as kubeadm leaves it",
    "1.11 to 1.28",
    "kubernetes/release v0.1.0 debian/bionic, kubernetes v1.28 cmd/kubeadm/app",
    {
        "/lib/systemd/system/kubelet.service": UNIT,
        "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf": DROPIN,
        "/var/lib/kubelet/config.yaml": CONFIG,
        "/var/lib/kubelet/kubeadm-flags.env": FLAGS,
    },
    enabled=("kubelet.service",),
    writer="kubeadm",
)
