"""The packages of apt.kubernetes.io, which ended in 2023.

Releases: 1.11 to 1.28. Source: kubernetes/release v0.1.0 ``debian/bionic`` and v0.2.1
``build/debs/templates/latest``: the drop-in lies in ``/etc/systemd/system``, where
scripts of those years edit it, the unit in ``/lib/systemd/system``; the package
brings no ``/etc/default/kubelet``.
"""

from kubelet_lint.vendor.image import Image, image
from kubelet_lint.vendor.images.kubeadm_deb import DROPIN, TITLE, UNIT

IMAGE: Image = image(
    "kubeadm-apt",
    TITLE,
    "1.11 to 1.28",
    "kubernetes/release v0.1.0 debian/bionic, v0.2.1 build/debs/templates/latest",
    {
        "/lib/systemd/system/kubelet.service": UNIT,
        "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf": DROPIN,
    },
    enabled=("kubelet.service",),
    writer="kubeadm",
)
