"""A node of the RPM packages on which kubeadm has run.

Releases: 1.24 to 1.37. Source: as ``kubeadm_rpm`` and ``kubeadm_node``.
"""

from kubelet_lint.vendor.image import Image, image
from kubelet_lint.vendor.images.kubeadm_deb import DROPIN, DROPIN_PATH, UNIT
from kubelet_lint.vendor.images.kubeadm_node import CONFIG, FLAGS

IMAGE: Image = image(
    "kubeadm-node-rpm",
    "node as kubeadm leaves it",
    "1.24 to 1.37",
    "kubernetes/release cmd/krel/templates/latest, kubernetes v1.34.4 cmd/kubeadm/app",
    {
        "/usr/lib/systemd/system/kubelet.service": UNIT,
        DROPIN_PATH: DROPIN.replace("/etc/default/", "/etc/sysconfig/"),
        "/etc/sysconfig/kubelet": "KUBELET_EXTRA_ARGS=\n",
        "/var/lib/kubelet/config.yaml": CONFIG,
        "/var/lib/kubelet/kubeadm-flags.env": FLAGS,
    },
    enabled=("kubelet.service",),
    writer="kubeadm",
)
