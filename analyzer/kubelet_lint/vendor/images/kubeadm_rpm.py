"""The ``kubelet`` and ``kubeadm`` packages of pkgs.k8s.io for RPM distributions.

Releases: 1.24 to 1.37. Source: as ``kubeadm_deb``; the variables' file lies in
``/etc/sysconfig``, all else is the same.
"""

from kubelet_lint.vendor.image import Image, image
from kubelet_lint.vendor.images.kubeadm_deb import DROPIN, DROPIN_PATH, TITLE, UNIT

IMAGE: Image = image(
    "kubeadm-rpm",
    TITLE,
    "1.24 to 1.37",
    "kubernetes/release cmd/krel/templates/latest",
    {
        "/usr/lib/systemd/system/kubelet.service": UNIT,
        DROPIN_PATH: DROPIN.replace("/etc/default/", "/etc/sysconfig/"),
        "/etc/sysconfig/kubelet": "KUBELET_EXTRA_ARGS=\n",
    },
    enabled=("kubelet.service",),
    writer="kubeadm",
)
