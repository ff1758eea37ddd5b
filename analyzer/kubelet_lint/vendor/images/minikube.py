"""A minikube node: minikube's unit and drop-in over a kubeadm node.

Releases: minikube 1.6 on. Source: kubernetes/minikube
``pkg/minikube/bootstrapper/bsutil/ktmpl/kubelet.go`` and ``bsutil/kubelet.go``
(``extraKubeletOpts``); ``config.yaml`` is kubeadm's (see ``kubeadm_node``). The
drop-in replaces kubeadm's ``ExecStart`` with the flags minikube computes, sorted; a
user's ``--extra-config=kubelet.*`` is among them (``vendor.minikube``).
"""

from kubelet_lint.vendor.image import Image, image
from kubelet_lint.vendor.images.kubeadm_node import CONFIG

UNIT = """\
[Unit]
Description=kubelet: The Kubernetes Node Agent
StartLimitIntervalSec=0

[Service]
ExecStart=/var/lib/minikube/binaries/kubelet
Restart=always
RestartSec=600ms

[Install]
WantedBy=multi-user.target
"""

DROPIN_PATH = "/etc/systemd/system/kubelet.service.d/10-kubeadm.conf"

FLAGS: dict[str, str] = {
    "bootstrap-kubeconfig": "/etc/kubernetes/bootstrap-kubelet.conf",
    "config": "/var/lib/kubelet/config.yaml",
    "kubeconfig": "/etc/kubernetes/kubelet.conf",
}
"""The flags of ``versions.go`` that stand whatever driver and runtime are used."""

EXEC_START = "ExecStart=/var/lib/minikube/binaries/kubelet"

DROPIN = (
    "[Service]\nExecStart=\n"
    + " ".join((EXEC_START, *(f"--{key}={value}" for key, value in FLAGS.items())))
    + "\n\n[Install]\n"
)

IMAGE: Image = image(
    "minikube",
    "minikube node",
    "minikube 1.6 on",
    "kubernetes/minikube pkg/minikube/bootstrapper/bsutil",
    {
        "/lib/systemd/system/kubelet.service": UNIT,
        DROPIN_PATH: DROPIN,
        "/var/lib/kubelet/config.yaml": CONFIG,
    },
    writer="kubeadm",
)
