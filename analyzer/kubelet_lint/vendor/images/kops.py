"""A kOps node: the unit that nodeup writes; its variables come from the cluster spec.

Releases: kOps 1.26 on. Source: kubernetes/kops ``nodeup/pkg/model/kubelet.go``
(``buildSystemdService``, ``buildSystemdEnvironmentFile``). The two files of variables
and configuration are rendered from the spec (``vendor.kops``).
"""

from kubelet_lint.vendor.image import Image, image

UNIT = """\
[Unit]
Description=Kubernetes Kubelet Server
After=containerd.service

[Service]
EnvironmentFile=/etc/sysconfig/kubelet
ExecStart=/usr/local/bin/kubelet "$DAEMON_ARGS"
Restart=always
RestartSec=2s

[Install]
WantedBy=multi-user.target
"""

IMAGE: Image = image(
    "kops",
    "kOps node",
    "kOps 1.26 on",
    "kubernetes/kops nodeup/pkg/model/kubelet.go",
    {"/lib/systemd/system/kubelet.service": UNIT},
    enabled=("kubelet.service",),
    unknown={
        "/etc/sysconfig/kubelet": "rendered by kOps from the cluster spec",
        "/var/lib/kubelet/kubelet.conf": "rendered by kOps from the cluster spec",
    },
    writer="kOps",
)
