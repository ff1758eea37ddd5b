"""The ``kubelet`` and ``kubeadm`` packages of pkgs.k8s.io for Debian and Ubuntu.

Releases: 1.24 to 1.37 (the drop-in's text is the same since 1.11). Source:
kubernetes/release at its head, ``cmd/krel/templates/latest`` (``kubelet.spec``,
``kubeadm.spec``, ``kubelet.service``, ``kubelet.env``, ``10-kubeadm.conf``; the deb
build turns ``/etc/sysconfig`` into ``/etc/default``).

The unit alone starts a kubelet without arguments, which is wide open; what makes it
sound is the drop-in, and the drop-in's ``config.yaml`` exists only once kubeadm ran.
"""

from kubelet_lint.vendor.image import Image, image

UNIT = """\
[Unit]
Description=kubelet: The Kubernetes Node Agent
Wants=network-online.target
After=network-online.target

[Service]
ExecStart=/usr/bin/kubelet
Restart=always
RestartSec=10

[Install]
WantedBy=multi-user.target
"""

DROPIN = """\
[Service]
Environment="KUBELET_KUBECONFIG_ARGS=--bootstrap-kubeconfig=\
/etc/kubernetes/bootstrap-kubelet.conf --kubeconfig=/etc/kubernetes/kubelet.conf"
Environment="KUBELET_CONFIG_ARGS=--config=/var/lib/kubelet/config.yaml"
EnvironmentFile=-/var/lib/kubelet/kubeadm-flags.env
EnvironmentFile=-/etc/default/kubelet
ExecStart=
ExecStart=/usr/bin/kubelet $KUBELET_KUBECONFIG_ARGS $KUBELET_CONFIG_ARGS \
$KUBELET_KUBEADM_ARGS $KUBELET_EXTRA_ARGS
"""

DROPIN_PATH = "/usr/lib/systemd/system/kubelet.service.d/10-kubeadm.conf"

TITLE = "kubelet and kubeadm packages"

FILES = {
    "/usr/lib/systemd/system/kubelet.service": UNIT,
    DROPIN_PATH: DROPIN,
    "/etc/default/kubelet": "KUBELET_EXTRA_ARGS=\n",
}

IMAGE: Image = image(
    "kubeadm",
    TITLE,
    "1.24 to 1.37",
    "kubernetes/release cmd/krel/templates/latest",
    FILES,
    enabled=("kubelet.service",),
    writer="kubeadm",
)
