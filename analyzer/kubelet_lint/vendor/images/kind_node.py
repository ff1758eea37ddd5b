"""The ``kindest/node`` image: kubeadm's packages with kind's own variables.

Releases: kind 0.8 on. Source: kubernetes-sigs/kind
``images/base/files/etc/systemd/system/kubelet.service``, its
``kubelet.service.d/10-kubeadm.conf`` and ``images/base/files/etc/default/kubelet``.
"""

from kubelet_lint.vendor.image import Image, image
from kubelet_lint.vendor.images.kubeadm_deb import DROPIN, UNIT

IMAGE: Image = image(
    "kind",
    "kind node image",
    "kind 0.8 on",
    "kubernetes-sigs/kind images/base/files/etc",
    {
        "/etc/systemd/system/kubelet.service": UNIT,
        "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf": DROPIN,
        "/etc/default/kubelet": (
            "KUBELET_EXTRA_ARGS=--runtime-cgroups=/system.slice/containerd.service"
        ),
    },
    enabled=("kubelet.service",),
    writer="kubeadm",
)
