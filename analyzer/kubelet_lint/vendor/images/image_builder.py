"""A Cluster API node image as kubernetes-sigs/image-builder makes it.

Releases: image-builder 0.1.10 on. Source: kubernetes-sigs/image-builder
``images/capi/ansible/roles/kubernetes/templates/usr/lib/systemd/system`` (unit and
``kubelet.service.d/10-kubeadm.conf``, which reads ``/etc/default/kubelet`` and
``/etc/sysconfig/kubelet``), ``.../etc/sysconfig/kubelet`` (empty by default).
"""

from kubelet_lint.vendor.image import Image, image
from kubelet_lint.vendor.images.kubeadm_deb import DROPIN, DROPIN_PATH, UNIT

_LINE = "EnvironmentFile=-/etc/default/kubelet\n"

IMAGE: Image = image(
    "image-builder",
    "Cluster API node image",
    "image-builder 0.1.10 on",
    "kubernetes-sigs/image-builder images/capi/ansible/roles/kubernetes/templates",
    {
        "/usr/lib/systemd/system/kubelet.service": UNIT,
        DROPIN_PATH: DROPIN.replace(
            _LINE, f"EnvironmentFile=-/etc/sysconfig/kubelet\n{_LINE}"
        ),
    },
    enabled=("kubelet.service",),
    writer="kubeadm",
)
