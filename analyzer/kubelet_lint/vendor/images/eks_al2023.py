"""The EKS-optimized AMI of Amazon Linux 2023, whose node agent is nodeadm.

Releases: March 2024 on (Kubernetes 1.23 on). Source: awslabs/amazon-eks-ami at its
head, ``templates/al2023/runtime/rootfs/etc/systemd/system/kubelet.service`` and
``etc/eks/bootstrap.sh`` (a stub that prints an error and exits 1). The environment
file and the configuration are written by nodeadm (``vendor.nodeadm``), so a user's
``KUBELET_EXTRA_ARGS`` and ``kubelet-config.json`` are read by nobody.
"""

from kubelet_lint.vendor.image import Image, image

UNIT = """\
[Unit]
Description=Kubernetes Kubelet
After=containerd.service
Wants=containerd.service

[Service]
Slice=runtime.slice
EnvironmentFile=/etc/eks/kubelet/environment
ExecStart=/usr/bin/kubelet $NODEADM_KUBELET_ARGS

Restart=on-failure
RestartSec=5

[Install]
WantedBy=multi-user.target
"""

BOOTSTRAP = """\
#!/usr/bin/env bash
echo >&2 'bootstrap.sh is gone: EKS nodes are initialized by nodeadm'
exit 1
"""

IMAGE: Image = image(
    "eks-al2023",
    "EKS AL2023 image",
    "2024-03 on, Kubernetes 1.23 on",
    "awslabs/amazon-eks-ami main templates/al2023/runtime/rootfs/etc",
    {
        "/etc/systemd/system/kubelet.service": UNIT,
        "/etc/eks/bootstrap.sh": BOOTSTRAP,
    },
    writer="nodeadm",
)
